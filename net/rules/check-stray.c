/* check-stray.c - server lines that answer nothing (sections 1, 2, 3, 4, 17).
 *
 * What such a line is depends on what it follows and on what follows it: a
 * few lines and a dot behind a reply of one line are a listing in the wrong
 * place, one -ERR before the end says why the server leaves. So lines are
 * held until a dot, the next command, silence or the end decides. */
#include <config.h>

#include "net/rules/check-private.h"

#define MILLISECONDS(n) ((n)*UINT64_C(1000000))
enum {
    SILENCE_MS = 2000,   /* makes sure that nothing more belongs to a group */
    HANDSHAKE_MS = 2000, /* a repeated greeting comes that soon */
    OUR_CLOSE_MS = 2000, /* we leave on account of a line that soon */
};

void stray_memory_done(struct stray_memory *m)
{
    (void)m;
}

/* --- telling --- */

static struct place first_place(const struct stray_memory *m, bool of_reply)
{
    return place_line(&m->first, of_reply ? m->exchange : 0);
}

static void close_group(struct stray_memory *m)
{
    m->phase = STRAY_TOLD;
    m->alarm_ns = 0;
}

/* The lines are no more than that: unasked. */
static void tell_unsolicited(struct check *c)
{
    struct stray_memory *m = &c->memory.stray;
    const char *many = m->lines > 1 ? "lines that answer" : "line that answers";

    close_group(m);
    if (m->after == AFTER_GREETING)
        report(c, RULE_GREETING_MULTI_LINE, first_place(m, false),
               "another line follows the greeting before any command was "
               "sent");
    else if (m->after == AFTER_HANDSHAKE)
        report(c, RULE_REPLY_UNSOLICITED, first_place(m, false),
               "%ju %s no command, behind the TLS handshake",
               (uintmax_t)m->lines, many);
    else
        report_as(c, RULE_REPLY_UNSOLICITED,
                  m->after == AFTER_UNKNOWN ? SEVERITY_WARNING : SEVERITY_ERROR,
                  first_place(m, false),
                  "%ju %s no command, behind the reply to %s",
                  (uintmax_t)m->lines, many, m->name);
}

static void tell_shutdown(struct check *c)
{
    struct stray_memory *m = &c->memory.stray;

    close_group(m);
    report(c, RULE_SESSION_SHUTDOWN_LINE, first_place(m, false),
           "an unasked -ERR is the last line before the end of the connection");
}

/* A lone dot ended the group at at_ns. */
static void tell_body(struct check *c, uint64_t at_ns)
{
    struct stray_memory *m = &c->memory.stray;
    uintmax_t lines = m->lines;

    if (m->after == AFTER_REFUSAL) {
        report(c, RULE_REPLY_ERR_WITH_BODY, first_place(m, true),
               "%ju line%s with a final dot behind the -ERR to %s", lines,
               lines > 1 ? "s" : "", m->name);
    } else if (at_ns - m->since_ns <= CHECK_HELD_NS) {
        report_as(c, RULE_REPLY_MULTI_FOR_SINGLE,
                  m->after == AFTER_UNKNOWN ? SEVERITY_WARNING : SEVERITY_ERROR,
                  first_place(m, true),
                  "%ju more line%s with a final dot behind the one-line reply "
                  "to %s",
                  lines, lines > 1 ? "s" : "", m->name);
    } else {
        tell_unsolicited(c);
    }
    close_group(m);
}

/* --- a stray line --- */

/* Lines behind a reply of one line: a dot may make them a body. */
static void hold(struct check *c, const struct event *e)
{
    struct stray_memory *m = &c->memory.stray;
    bool refusal = m->after == AFTER_REFUSAL;

    m->phase = STRAY_OPEN;
    m->alarm_ns = refusal ? e->at_ns + MILLISECONDS(SILENCE_MS)
                          : m->since_ns + CHECK_HELD_NS;
    if (e->status == STATUS_NONE && span_is(e->text, "."))
        tell_body(c, e->at_ns);
    else if (e->at_ns >= m->alarm_ns)
        tell_unsolicited(c);
}

/* Judge the newest line of the group, which is not a single -ERR. */
static void judge(struct check *c, const struct event *e)
{
    struct stray_memory *m = &c->memory.stray;
    bool soon = e->at_ns - m->since_ns <= MILLISECONDS(HANDSHAKE_MS);

    switch (m->after) {
    case AFTER_LINE:
    case AFTER_REFUSAL:
    case AFTER_UNKNOWN:
        hold(c, e);
        break;
    case AFTER_HANDSHAKE:
        if (m->lines == 1 && e->status == STATUS_OK && soon) {
            close_group(m);
            report(c, RULE_STLS_GREETING_REPEATED, place_at(e, 0),
                   "+OK behind the TLS handshake, before any command");
        } else {
            tell_unsolicited(c);
        }
        break;
    case AFTER_DOT:
        if (m->lines == 1 && e->status == STATUS_NONE) {
            close_group(m);
            report(c, RULE_MULTI_DATA_AFTER_TERMINATOR, first_place(m, true),
                   "data behind the final dot of the reply to %s: probably "
                   "a line that is a lone dot was not stuffed",
                   m->name);
        } else {
            tell_unsolicited(c);
        }
        break;
    case AFTER_GREETING:
        tell_unsolicited(c);
        break;
    case AFTER_NONSENSE:
    case AFTER_GUESS:
        close_group(m);
        break;
    }
}

/* Lines that other rules explain: an empty line where a reply is due, one
 * that the end of the connection cuts, the rest of an echo. */
static bool is_explained(const struct check *c, const struct event *e)
{
    return e->request || !c->book.greeting_seen ||
           (e->flaws & LINE_UNFINISHED) || e->offset == c->memory.line.rest;
}

static void watch_stray(struct check *c, const struct event *e)
{
    struct stray_memory *m = &c->memory.stray;
    bool late = e->at_ns - m->last_ns > MILLISECONDS(SILENCE_MS);

    if (is_explained(c, e))
        return;
    if (m->phase == STRAY_TOLD && late && e->status == STATUS_ERR)
        m->phase = STRAY_NONE; /* a cause of its own: the last line? */
    m->last_ns = e->at_ns;
    if (m->phase == STRAY_TOLD)
        return;
    if (m->phase != STRAY_NONE) {
        m->lines++;
        judge(c, e);
        return;
    }
    m->lines = 1;
    kept_take(&m->first, e->offset, e->raw);
    if (e->status == STATUS_ERR && m->after < AFTER_NONSENSE)
        m->phase = STRAY_LONE;
    else
        judge(c, e);
}

/* --- what else decides --- */

/* Silence, or a command that separates the lines from what comes. */
static void watch_silence(struct check *c, const struct event *e)
{
    struct stray_memory *m = &c->memory.stray;

    if (m->phase == STRAY_OPEN &&
        (e->kind == EVENT_REQUEST || e->at_ns >= m->alarm_ns))
        tell_unsolicited(c);
}

/* The server goes on: a lone -ERR was not its last word. */
static void watch_reply(struct check *c, const struct event *e)
{
    (void)e;
    if (c->memory.stray.phase == STRAY_LONE)
        tell_unsolicited(c);
}

static void watch_end(struct check *c, const struct event *e)
{
    struct stray_memory *m = &c->memory.stray;
    bool ours = e->side == SIDE_CLIENT || e->how == CLOSE_TIMEOUT;

    if (m->phase == STRAY_LONE &&
        (!ours || e->at_ns - m->last_ns <= MILLISECONDS(OUR_CLOSE_MS)))
        tell_shutdown(c);
    else if (m->phase == STRAY_LONE || m->phase == STRAY_OPEN)
        tell_unsolicited(c);
}

/* --- a second greeting that took the place of a reply --- */

/* The first command behind the handshake was sent before the greeting came.
 * When it is CAPA, which most clients send there, the greeting passes for its
 * status line, and the true status line for a capability. A warning: RFC 2449
 * lets a tag be called +OK. */
static void watch_first_listing(struct check *c, const struct event *e)
{
    struct span rest = span_from(e->text, 3);

    if (c->memory.stray.after == AFTER_HANDSHAKE &&
        span_starts(e->text, SPAN("+OK")) && (!rest.len || rest.at[0] == ' '))
        report_as(c, RULE_STLS_GREETING_REPEATED, SEVERITY_WARNING,
                  place_at(e, 0),
                  "a status line stands in the first listing behind the TLS "
                  "handshake: the +OK before it seems to be a second greeting");
}

/* --- what stray lines follow --- */

static void follow(struct check *c, enum stray_after after,
                   const struct event *e)
{
    struct stray_memory *m = &c->memory.stray;

    m->after = after;
    m->since_ns = e->at_ns;
    m->exchange = e->exchange;
    m->phase = STRAY_NONE;
    m->alarm_ns = 0;
}

static void watch_greeting(struct check *c, const struct event *e)
{
    follow(c, e->status == STATUS_NONE ? AFTER_NONSENSE : AFTER_GREETING, e);
}

static void watch_handshake(struct check *c, const struct event *e)
{
    if (e->tls_ok)
        follow(c, AFTER_HANDSHAKE, e);
}

static enum stray_after after_reply(const struct event *e)
{
    enum shape shape = request_shape(e->request);
    bool multi = shape == SHAPE_LISTING || shape == SHAPE_MESSAGE;

    if (e->status == STATUS_NONE)
        return AFTER_NONSENSE;
    if (!e->request->verb)
        return AFTER_UNKNOWN;
    if (multi && e->status == STATUS_ERR)
        return AFTER_REFUSAL;
    if (shape == SHAPE_MESSAGE && e->end == END_DOT_LF)
        return AFTER_GUESS;
    return e->end == END_DOT || e->end == END_DOT_LF ? AFTER_DOT : AFTER_LINE;
}

static void watch_replied(struct check *c, const struct event *e)
{
    follow(c, after_reply(e), e);
    c->memory.stray.name =
        e->request->verb ? e->request->verb->name : "an unknown command";
}

const struct watch stray_watches[] = {
    WATCH(ON(REQUEST) | ON(STRAY) | ON(CLOCK) | ON(TLS) | ON(TIMEOUT),
          watch_silence, 0),
    WATCH(ON(STRAY), watch_stray, 0),
    WATCH(ON(STATUS) | ON(CONTINUE), watch_reply, 0),
    WATCH(ON(LINE), watch_first_listing, ABOUT(CAPA)),
    WATCH(ON(CLOSE), watch_end, 0),
    WATCH(ON(GREETING), watch_greeting, 0),
    WATCH(ON(TLS), watch_handshake, 0),
    WATCH(ON(END), watch_replied, 0),
};
const size_t stray_watches_count = sizeof stray_watches / sizeof *stray_watches;
