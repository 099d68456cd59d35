/* extend.c - the client lines of a recording, sent again. */
#include <config.h>

#include "shell/session/extend.h"

#include "net/base/memory.h"
#include "net/pop3/passwords.h"
#include "net/transcript/hide-item.h"
#include "net/transcript/numbered.h"
#include "net/transcript/writer.h"
#include "shell/replay/guard.h"
#include "shell/replay/speak.h"
#include "shell/session/session-login.h"
#include <stdlib.h>

struct extend {
    struct script script;
    struct speaker speaker;
    struct guard guard;
    bool allowed; /* to delete */
    size_t cut;   /* item: here it goes on */
    bool waiting; /* for the replies to what was sent */
    /* the answers that came and were not looked at */
    enum status *came; /* owned */
    size_t came_count, came_room, seen;
};

/* --- reading --- */

static bool is_quit(const struct item *item)
{
    struct span rest = item->text;

    return span_is_case(span_take_word(&rest), "QUIT");
}

/* Behind the last thing that is to be played. */
static bool find_cut(struct extend *x, struct error *err)
{
    const struct transcript *t = &x->script.transcript;
    size_t end = t->count, i = end;
    struct buf by = {0};

    for (; i > t->session && t->items[i - 1].kind != ITEM_CLIENT; i--) {
        const struct item *item = &t->items[i - 1];

        if (item->kind != ITEM_EVENT || item->verb->id != AT_CLOSE)
            continue;
        end = i - 1;
        param_value(item->text, "by", &by);
    }
    bool quits = i > t->session && is_quit(&t->items[i - 1]);
    bool server = span_is(buf_span(&by), "server");
    buf_done(&by);
    x->cut = quits ? i - 1 : end;
    if (quits || !server)
        return true;
    return error_set(err, ERROR_INPUT,
                     "%s cannot be extended: the server ends the session in it",
                     x->script.path);
}

static bool check(struct extend *x, struct error *err)
{
    const struct plan *p = &x->script.plan;
    size_t opened = 0;

    for (size_t i = 0; i < p->step_count; i++)
        opened += p->steps[i].kind == STEP_CONNECT;
    if (p->connections > 1 || opened != 1)
        return error_set(err, ERROR_INPUT,
                         "%s cannot be extended: it has several connections",
                         x->script.path);
    return find_cut(x, err);
}

struct extend *extend_new(const char *path, struct value_sources *sources,
                          struct error *err)
{
    struct extend *x = xcalloc(1, sizeof *x);

    if (script_load(&x->script, path, SCRIPT_SINGLE, sources, err) &&
        check(x, err))
        return x;
    extend_free(x);
    return NULL;
}

void extend_free(struct extend *x)
{
    if (!x)
        return;
    speaker_done(&x->speaker);
    script_done(&x->script);
    free(x->came);
    free(x);
}

struct span extend_user(const struct extend *x)
{
    return values_user(&x->script.values);
}

uint32_t extend_named(const struct extend *x)
{
    struct span field, name, source;
    uint32_t named = 0;

    for (size_t i = 0;
         transcript_field(&x->script.transcript, HEADER_SECRET, i, &field);
         i++) {
        header_field_split(field, &name, &source);
        named |= UINT32_C(1) << numbered_read(name, "pass");
    }
    return named;
}

void extend_target(const struct extend *x, struct target *target)
{
    if (target->tls == TARGET_STLS &&
        transcript_field_is(&x->script.transcript, HEADER_SECURITY, "stls"))
        target->tls = TARGET_PLAIN;
}

/* --- writing --- */

void extend_text(const struct extend *x, struct buf *out)
{
    const struct transcript *t = &x->script.transcript;

    for (size_t i = 0; i < x->cut; i++) {
        if (i + 1 == t->session && !(extend_named(x) >> 1 & 1))
            numbered_password_header(1, out);
        if (t->items[i].kind == ITEM_CLIENT || t->items[i].kind == ITEM_SERVER)
            writer_item(out, &t->items[i]);
        else
            hide_item(x->script.mask, &t->items[i], out);
        if (!t->items[i].ended)
            buf_add_char(out, '\n');
    }
}

/* --- playing --- */

void extend_see(void *ctx, const struct event *e)
{
    struct extend *x = ctx;

    if (e->kind == EVENT_CONTINUE)
        speaker_challenged(&x->speaker, e->text);
    if (e->kind != EVENT_CONTINUE && e->kind != EVENT_STATUS)
        return;
    if (e->kind == EVENT_STATUS && e->request)
        guard_hear(&x->guard, e->request->verb, e->status, false);
    if (x->came_count == x->came_room) {
        x->came_room = x->came_room ? 2 * x->came_room : 64;
        x->came = xrealloc(x->came, x->came_room * sizeof *x->came);
    }
    x->came[x->came_count++] = e->status;
}

static bool differs(const struct extend *x, const struct step *step,
                    const char *why, struct error *err)
{
    const struct item *item = &x->script.transcript.items[step->item];

    return error_set(err, ERROR_CHECK, "%s:%u: %s; the file stays as it is",
                     x->script.path, item->line, why);
}

static bool send(struct extend *x, struct session *s, const struct step *step,
                 struct error *err)
{
    const struct item *item = &x->script.transcript.items[step->item];
    struct buf line = {0};
    struct span octets;
    bool ok = session_is_open(s)
                  ? speaker_line(&x->speaker, item, &line, err)
                  : differs(x, step, "the session has ended before this", err);

    octets = buf_span(&line);
    if (ok && !x->allowed && guard_pass(&x->guard, octets) < octets.len)
        ok = differs(x, step,
                     "this is, or may become, a QUIT that deletes what the "
                     "file marks, and --allow-delete is not given",
                     err);
    if (ok && octets.len >= 2 &&
        span_is(span_from(octets, octets.len - 2), "\r\n"))
        session_send(s, span_first(octets, octets.len - 2), true);
    else if (ok)
        session_send_octets(s, octets, 1);
    buf_wipe(&line);
    x->waiting = true;
    return ok;
}

static bool expect(struct extend *x, struct session *s, const struct step *step,
                   struct error *err)
{
    const struct plan_answer *want = &x->script.plan.answers[step->answer];

    if (want->kind != ANSWER_REPLY && want->kind != ANSWER_CHALLENGE)
        return true;
    if (x->waiting) {
        enum session_end end = session_wait(s, err);

        if (end != SESSION_READY && end != SESSION_CLOSED)
            return false;
        x->waiting = false;
    }
    if (x->seen < x->came_count && x->came[x->seen] == want->status) {
        x->seen++;
        return true;
    }
    return differs(
        x, step,
        x->seen < x->came_count
            ? "the server answers something else than +OK, -ERR or + "
              "as recorded"
            : "the server gives no such answer now",
        err);
}

static bool do_step(struct extend *x, struct session *s,
                    const struct step *step, struct error *err)
{
    switch (step->kind) {
    case STEP_SEND:
        return send(x, s, step, err);
    case STEP_EXPECT:
        return expect(x, s, step, err);
    case STEP_SASL:
        return speaker_begin_sasl(
            &x->speaker, x->script.transcript.items[step->item].text, err);
    case STEP_SASL_END:
        speaker_end_sasl(&x->speaker);
        return true;
    default:
        return true; /* the session does it, or it is for replay */
    }
}

/* What is typed behind the file goes on with its numbers. */
static void put_passwords(const struct extend *x, struct session *s)
{
    const struct values *v = &x->script.values;

    for (size_t i = 0; i < v->secret_count; i++) {
        unsigned number = numbered_read(v->secrets[i].name, "pass");

        if (number && number <= PASSWORDS_MOST)
            session_put_password(s, number, secret_span(&v->secrets[i].value));
    }
}

static bool play(struct extend *x, struct session *s, struct error *err)
{
    const struct plan *p = &x->script.plan;
    enum session_end end;

    for (size_t i = 0; i < p->step_count && p->steps[i].item < x->cut; i++)
        if (!do_step(x, s, &p->steps[i], err))
            return false;
    if (x->allowed || !guard_is_up(&x->guard))
        return true;
    /* what the file does not wait for: whether it marked anything */
    end = session_wait(s, err);
    if (end != SESSION_READY && end != SESSION_CLOSED)
        return false;
    guard_settle(&x->guard);
    return true;
}

/* Whoever leaves by QUIT must not delete what the file has marked. */
bool extend_play(struct extend *x, struct session *s, bool allow_delete,
                 struct error *err)
{
    bool ok;

    put_passwords(x, s);
    x->speaker = (struct speaker){.values = &x->script.values, .session = s};
    x->allowed = allow_delete;
    ok = play(x, s, err);
    if (!ok && !x->allowed && guard_is_up(&x->guard))
        session_drop(s);
    return ok;
}

bool extend_marks(const struct extend *x)
{
    return !x->allowed && guard_is_up(&x->guard);
}
