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

static bool has_word(struct span words, struct span word)
{
    while (words.len)
        if (span_equal_case(span_take_word(&words), word))
            return true;
    return false;
}

/* The server lists tag, with that argument unless it is empty. */
static bool has_tag(struct span capabilities, struct span tag,
                    struct span argument)
{
    while (capabilities.len) {
        struct span line =
            span_first(capabilities, span_find(capabilities, '\n'));

        capabilities = span_from(capabilities, line.len + 1);
        if (span_equal_case(span_take_word(&line), tag) &&
            (!argument.len || has_word(line, argument)))
            return true;
    }
    return false;
}

bool run_check_requires(struct run *r)
{
    const struct link_reader reader = {ignore_answer, ignore_finding, NULL};
    struct span wanted;
    bool sasl = false; /* mechanisms may follow */
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
        if (!tag.len ||
            (sasl && has_tag(buf_span(&capabilities), SPAN("SASL"), tag)))
            continue;
        if (!has_tag(buf_span(&capabilities), tag, SPAN("")))
            run_skip(r,
                     "the server does not list %.*s, which this transcript "
                     "requires",
                     (int)tag.len, tag.at);
        sasl = sasl || span_is_case(tag, "SASL");
    }
    buf_done(&capabilities);
    return ok;
}

/* What "Mailbox:" wants. False: nothing that can be counted. */
static bool wanted_messages(const struct run *r, uint64_t *least,
                            uint64_t *most)
{
    struct span wanted;

    return transcript_field(r->plan->transcript, HEADER_MAILBOX, 0, &wanted) &&
           header_field_messages(wanted, least, most) &&
           (*least || *most < UINT64_MAX);
}

/* Is step i a command that shows the maildrop, and goes out alone? */
static bool is_shown(const struct run *r, size_t i)
{
    const struct step *step = &r->plan->steps[i];
    struct span text = run_item(r, step->item)->text;
    struct span verb = span_take_word(&text);
    bool alone = step->count == 1 && (i + 1 == r->plan->step_count ||
                                      r->plan->steps[i + 1].kind != STEP_SEND);

    return alone && !text.len &&
           (span_is_case(verb, "STAT") || span_is_case(verb, "LIST"));
}

void run_ask_mailbox(struct run *r, size_t i)
{
    struct lane *l = run_lane(r, &r->plan->steps[i]);
    struct session *s = link_session(l->link);
    const struct dialogue *d = session_dialogue(s);
    uint64_t least, most;

    if (r->drop_known || !lane_is_open(l) || session_queued(s) ||
        dialogue_state(d) != STATE_TRANSACTION ||
        dialogue_need(d) != NEED_NOTHING ||
        !wanted_messages(r, &least, &most) || is_shown(r, i))
        return;
    r->drop_known = true; /* or nobody can know */
    l->unasked = true;
    session_send(s, SPAN("STAT"), true);
    run_drain(r, l);
    l->unasked = false;
}

void run_check_mailbox(struct run *r, struct lane *l, const struct answer *got)
{
    const struct messages *m =
        dialogue_messages(session_dialogue(link_session(l->link)));
    bool stat = got->content == CONTENT_DROP && m->stat_known;
    bool list = got->content == CONTENT_SCAN && got->multi;
    uint64_t count = stat ? m->stat_count : got->lines, least, most;

    if (got->status != STATUS_OK || (!stat && !list) ||
        (r->drop_known && !l->unasked) || !wanted_messages(r, &least, &most))
        return;
    r->drop_known = true;
    if (count >= least && count <= most)
        return;
    if (!most)
        run_skip(r,
                 "the maildrop has %llu messages, and this transcript wants "
                 "an empty one",
                 (unsigned long long)count);
    else
        run_skip(r,
                 "the maildrop has %llu messages, and this transcript wants "
                 "%llu",
                 (unsigned long long)count, (unsigned long long)least);
}
