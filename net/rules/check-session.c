/* check-session.c - the course and the end of a session (sections 1, 4, 13,
 * 16).
 *
 * The end inside a listing or a message is for check-framing.c, a last line
 * before the end for check-stray.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

#define SECONDS(n) ((n)*UINT64_C(1000000000))
enum {
    CROSSING_S = 1,     /* a command may cross the close that long */
    LEAVES_S = 10,      /* a close so soon after -ERR is due to it */
    AUTOLOGOUT_S = 600, /* RFC 1939 section 3: at least ten minutes */
    QUIT_CLOSE_S = 10,  /* the close is due that long after QUIT */
};

void session_memory_done(struct session_memory *m)
{
    (void)m;
}

static const char *command_name(const struct request *r)
{
    return r && r->verb ? r->verb->name : "the command";
}

/* Behind the last octet that the server sent. */
static struct place end_of_stream(const struct check *c, const struct event *e)
{
    return (struct place){.side = SIDE_SERVER,
                          .exchange = e->exchange,
                          .line_offset = c->book.server_octets};
}

static bool announces_pipelining(const struct check *c)
{
    const struct book_capa *capa = c->book.capa[c->book.tls != TLS_NONE];

    return capa_lists(&capa[0], "PIPELINING", NULL) ||
           capa_lists(&capa[1], "PIPELINING", NULL);
}

/* --- the course --- */

static void watch_start(struct check *c, const struct event *e)
{
    if (e->kind == EVENT_OPEN)
        c->memory.session.open_ns = e->at_ns;
    else if (e->tls_ok)
        c->memory.session.tls_ns = e->at_ns;
}

static void watch_lines(struct check *c, const struct event *e)
{
    struct session_memory *m = &c->memory.session;

    if (!(e->flaws & LINE_UNFINISHED))
        return;
    kept_take(&m->cut, e->offset, e->raw);
    m->cut_exchange = e->exchange;
}

static void advance(struct session_memory *m, enum skipping from)
{
    if (m->skipping == from)
        m->skipping = (enum skipping)(from + 1);
}

/* Many of them, while one is unanswered. */
static void watch_requests(struct check *c, const struct event *e)
{
    c->memory.session.batch_count += (uint32_t)e->count;
}

static void watch_replies(struct check *c, const struct event *e)
{
    if (e->exchange >= c->memory.session.batch_first)
        c->memory.session.batch_answered += (uint32_t)e->count;
}

static void watch_request(struct check *c, const struct event *e)
{
    struct session_memory *m = &c->memory.session;

    if (e->request->kind != REQUEST_COMMAND)
        return;
    if (answers(e, VERB_QUIT))
        advance(m, SKIP_ANSWERED);
    advance(m, SKIP_TIMEOUT);
    if (dialogue_outstanding(c->dialogue) < 2) {
        m->batch_first = e->exchange;
        m->batch_count = m->batch_answered = 0;
    }
    m->batch_count++;
}

static void watch_reply(struct check *c, const struct event *e)
{
    struct session_memory *m = &c->memory.session;
    bool refused =
        e->status != STATUS_OK && (e->request->args || !c->book.transaction);

    advance(m, SKIP_QUIT);
    advance(m, SKIP_ASKED);
    if (e->exchange >= m->batch_first)
        m->batch_answered++;
    if (answers(e, VERB_QUIT) && e->end != END_CUT && !refused &&
        !c->peer.offline) {
        m->quit = c->book.status;
        m->quit_exchange = e->exchange;
        m->quit_ns = e->at_ns;
        m->alarm_ns = e->at_ns + SECONDS(QUIT_CLOSE_S);
    }
}

static void watch_quit(struct check *c, const struct event *e)
{
    struct session_memory *m = &c->memory.session;

    if (m->alarm_ns && e->at_ns >= m->alarm_ns) {
        m->alarm_ns = 0;
        report(c, RULE_QUIT_NOT_CLOSED, place_line(&m->quit, m->quit_exchange),
               "the connection is still open %ju s after the reply to QUIT",
               (uintmax_t)((e->at_ns - m->quit_ns) / SECONDS(1)));
    }
    if (e->kind == EVENT_CLOSE)
        m->alarm_ns = 0;
}

/* --- time limits --- */

static bool is_lost(const struct check *c, const struct event *e)
{
    const struct session_memory *m = &c->memory.session;

    return m->batch_count > 1 && m->batch_answered &&
           e->exchange >= m->batch_first && !dialogue_in_data(c->dialogue) &&
           announces_pipelining(c);
}

static void watch_timeout(struct check *c, const struct event *e)
{
    struct session_memory *m = &c->memory.session;
    uint64_t since = c->book.heard_ns;
    struct buf waited = {0};

    if (!e->request)
        return;
    if (e->request->at_ns > since)
        since = e->request->at_ns;
    text_duration(&waited, e->at_ns - since);
    advance(m, SKIP_NONE);
    report(c, RULE_SESSION_REPLY_TIMEOUT, end_of_stream(c, e),
           "nothing more of the reply to %s for %s", command_name(e->request),
           buf_text(&waited));
    if (is_lost(c, e))
        report(c, RULE_PIPE_LOST, end_of_stream(c, e),
               "%u of %u commands sent together were answered, and nothing "
               "came for %s, though PIPELINING is announced",
               m->batch_answered, m->batch_count, buf_text(&waited));
    buf_done(&waited);
}

/* --- the end --- */

/* -ERR, and the server left: at once, or while one command was on its way. */
static bool left_after_error(const struct check *c, const struct event *e)
{
    const struct session_memory *m = &c->memory.session;
    size_t outstanding = dialogue_outstanding(c->dialogue);
    /* a line that is no reply counts: reply/status-unknown explains it */
    bool error = c->book.last_status == STATUS_ERR ||
                 (c->book.last_verb && c->book.last_status == STATUS_NONE);

    if (!error || m->cut.len)
        return false;
    if (!outstanding)
        return e->at_ns - c->book.last_status_ns < SECONDS(LEAVES_S);
    return outstanding == 1 && e->request &&
           e->at_ns - e->request->at_ns <= SECONDS(CROSSING_S);
}

static void tell_missing(struct check *c, const struct event *e, bool reset)
{
    size_t outstanding = dialogue_outstanding(c->dialogue);
    bool queued = outstanding > 1 && !announces_pipelining(c);
    bool quit = c->book.quit_sent; /* it was not answered */
    const char *how = reset    ? "the connection breaks off"
                      : queued ? "the server closes, though it never announced "
                                 "PIPELINING,"
                               : "the server closes the connection";

    bool again = !quit && host_lacked_reply(c, e->request->verb);

    report_as(c, quit ? RULE_QUIT_NO_REPLY : RULE_REPLY_MISSING,
              reset || queued ? SEVERITY_NOTE : SEVERITY_WARNING,
              end_of_stream(c, e), "%s without a reply to %s%s", how,
              quit ? "QUIT" : command_name(e->request),
              again ? ", as in an earlier session" : "");
    if (!quit)
        c->memory.host.unanswered = e->request->verb;
}

/* Nothing was asked of the server when it left. */
static void tell_idle(struct check *c, const struct event *e)
{
    const struct session_memory *m = &c->memory.session;
    uint64_t since = c->book.sent_ns ? c->book.sent_ns : m->open_ns;
    uint64_t idle = e->at_ns - since;

    if (c->peer.offline || e->how == CLOSE_RESET || m->cut.len ||
        c->memory.framing.cut || idle >= SECONDS(AUTOLOGOUT_S))
        return;
    report_as(c, RULE_SESSION_AUTOLOGOUT_SHORT,
              c->book.transaction ? SEVERITY_WARNING : SEVERITY_NOTE,
              end_of_stream(c, e),
              "the server closes after %ju s without a command, %s login; the "
              "shortest timer allowed is 600 s",
              (uintmax_t)(idle / SECONDS(1)),
              c->book.transaction ? "after" : "before");
}

static void judge_end(struct check *c, const struct event *e)
{
    const struct session_memory *m = &c->memory.session;
    bool before_tls = e->request && e->request->at_ns < m->tls_ns;

    if (c->book.quit_answered || has_fired(c, RULE_SESSION_SHUTDOWN_LINE))
        return;
    if (m->skipping == SKIP_QUIT_REPLY && e->request)
        report(c, RULE_SESSION_REPLY_SKIPPED, end_of_stream(c, e),
               "%zu command%s never answered, though later ones were",
               dialogue_outstanding(c->dialogue),
               dialogue_outstanding(c->dialogue) > 1 ? "s were" : " was");
    else if (left_after_error(c, e))
        report(c, RULE_SESSION_CLOSED_AFTER_ERROR,
               place_line(&c->book.status, 0),
               "the server closes the connection after this -ERR");
    else if (e->request && !before_tls)
        tell_missing(c, e, e->how == CLOSE_RESET);
    else if (!e->request)
        tell_idle(c, e);
}

static void watch_close(struct check *c, const struct event *e)
{
    const struct session_memory *m = &c->memory.session;
    bool handshake = e->state == STATE_TLS_HANDSHAKE;
    struct place place = place_line(&m->cut, m->cut_exchange);

    place.index = m->cut.len;

    if (e->side != SIDE_SERVER || e->how == CLOSE_TIMEOUT)
        return;
    if (e->how == CLOSE_FIN && c->book.tls != TLS_NONE && !handshake &&
        !c->peer.offline)
        report(c, RULE_SESSION_NO_CLOSE_NOTIFY, end_of_stream(c, e),
               "the server ends TCP without a TLS close_notify");
    if (m->cut.len)
        report_as(c, RULE_REPLY_TRUNCATED,
                  e->how == CLOSE_RESET ? SEVERITY_NOTE : SEVERITY_WARNING,
                  place, "the connection ends inside this line");
    if (!handshake && c->book.greeting_ok)
        judge_end(c, e);
}

const struct watch session_watches[] = {
    WATCH(ON(OPEN) | ON(TLS), watch_start, 0),
    WATCH(ON(GREETING) | ON(STATUS) | ON(STRAY) | ON(LINE), watch_lines, 0),
    WATCH(ON(REQUEST), watch_request, 0),
    WATCH(ON(REQUESTS), watch_requests, 0),
    WATCH(ON(END), watch_reply, 0),
    WATCH(ON(REPLIES), watch_replies, 0),
    WATCH(ON(CLOCK) | ON(REQUEST) | ON(STATUS) | ON(STRAY) | ON(CLOSE),
          watch_quit, 0),
    WATCH(ON(TIMEOUT), watch_timeout, 0),
    WATCH(ON(CLOSE), watch_close, 0),
};
const size_t session_watches_count =
    sizeof session_watches / sizeof *session_watches;
