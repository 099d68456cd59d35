/* run-requires.c - what a transcript needs of the server before it is of any
 * use: capabilities and a maildrop.
 *
 * Capabilities are asked on a connection of their own, so that what is sent on
 * the others stays what the transcript says. */
#include <config.h>

#include "shell/replay/run-private.h"

#include <assert.h>

static void ignore_answer(void *ctx, const struct answer *got)
{
    (void)ctx, (void)got;
}

static void ignore_finding(void *ctx, const struct event *e)
{
    (void)ctx, (void)e;
}

/* Which step of the plan is of that kind; NULL: none. */
static const struct step *find_step(const struct run *r, enum step_kind kind)
{
    for (size_t i = 0; i < r->plan->step_count; i++)
        if (r->plan->steps[i].kind == kind)
            return &r->plan->steps[i];
    return NULL;
}

static void add_capabilities(struct session *s, struct buf *out)
{
    buf_add(out, dialogue_capabilities(session_dialogue(s)));
}

/* CAPA before and, where the transcript goes on under TLS, behind STLS. */
static bool ask(struct run *r, struct link *link, struct buf *out,
                struct error *err)
{
    const struct step *connect = find_step(r, STEP_CONNECT);
    struct session *s = link_session(link);
    enum status status;

    assert(connect);
    if (!run_connect(r, link, &r->plan->transcript->items[connect->item],
                     connect->ns, err) ||
        session_wait(s, err) != SESSION_READY ||
        !session_ask(s, "CAPA", &status, err))
        return false;
    add_capabilities(s, out);
    if (find_step(r, STEP_TLS_OK) && !connect->ns) {
        if (!session_ask(s, "STLS", &status, err))
            return false;
        if (status == STATUS_OK) {
            if (!session_handshake(s, err) ||
                !session_ask(s, "CAPA", &status, err))
                return false;
            add_capabilities(s, out);
        }
    }
    session_ask(s, "QUIT", &status, err);
    return true;
}

static bool has_tag(struct span capabilities, struct span tag)
{
    while (capabilities.len) {
        struct span line =
            span_first(capabilities, span_find(capabilities, '\n'));

        capabilities = span_from(capabilities, line.len + 1);
        if (span_equal_case(span_take_word(&line), tag))
            return true;
    }
    return false;
}

bool run_check_requires(struct run *r)
{
    const struct link_reader reader = {ignore_answer, ignore_finding, NULL};
    struct span wanted;
    struct buf capabilities = {0};
    struct error err = {0};
    struct link *link;
    bool ok;

    if (!transcript_field(r->plan->transcript, HEADER_REQUIRES, 0, &wanted) ||
        !span_trim(wanted).len || !find_step(r, STEP_CONNECT))
        return true;
    link = link_new(&r->options, r->setup->cancel_fd, &reader);
    ok = ask(r, link, &capabilities, &err);
    run_count_traffic(r, link);
    link_free(link);
    if (!ok)
        run_stop(r, exit_of(err.code), "%s", err.what);
    while (ok && wanted.len && !r->skipped) {
        struct span tag = span_take_word(&wanted);

        if (tag.len && tag.at[tag.len - 1] == ',')
            tag.len--;
        if (tag.len && !has_tag(buf_span(&capabilities), tag))
            run_skip(r,
                     "the server does not list %.*s, which this transcript "
                     "requires",
                     (int)tag.len, tag.at);
    }
    buf_done(&capabilities);
    return ok;
}

void run_check_mailbox(struct run *r, struct lane *l, const struct answer *got)
{
    const struct messages *m =
        dialogue_messages(session_dialogue(link_session(l->link)));
    bool stat = got->content == CONTENT_DROP && m->stat_known;
    bool list = got->content == CONTENT_SCAN && got->multi;
    uint64_t count = stat ? m->stat_count : got->lines, n;
    struct span wanted, least = SPAN("messages>=");

    if (got->status != STATUS_OK || (!stat && !list) ||
        !transcript_field(r->plan->transcript, HEADER_MAILBOX, 0, &wanted))
        return;
    if (span_is(wanted, "empty") && count)
        run_skip(r,
                 "the maildrop has %llu messages, and this transcript wants "
                 "an empty one",
                 (unsigned long long)count);
    else if (span_starts(wanted, least) &&
             span_number(span_from(wanted, least.len), &n) && count < n)
        run_skip(r,
                 "the maildrop has %llu messages, and this transcript wants "
                 "%llu",
                 (unsigned long long)count, (unsigned long long)n);
}
