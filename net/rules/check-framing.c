/* check-framing.c - the lines and the end of multi-line replies (sections 1,
 * 2).
 *
 * What stands behind the end is for check-stray.c. */
#include <config.h>

#include "net/rules/check-private.h"

enum {
    LINE_LIMIT = 512,
    STALL_S = 2, /* seconds of silence that make an odd dot line the end */
};
#define SECONDS(n) ((n)*UINT64_C(1000000000))

void framing_memory_done(struct framing_memory *m)
{
    (void)m;
}

static const char *verb_name(const struct event *e)
{
    return e->request && e->request->verb ? e->request->verb->name
                                          : "the command";
}

/* An octet of the server's stream whose line is not at hand. */
static struct place place_in_stream(const struct event *e, uint64_t offset)
{
    return (struct place){
        .side = SIDE_SERVER, .exchange = e->exchange, .line_offset = offset};
}

/* A listing of LIST, UIDL or LANG; CAPA has rules of its own. */
static bool is_plain_listing(const struct request *r)
{
    enum content content = request_content(r);

    return content == CONTENT_SCAN || content == CONTENT_UID ||
           content == CONTENT_LANGUAGE;
}

/* --- lines --- */

static void watch_status(struct check *c, const struct event *e)
{
    struct framing_memory *m = &c->memory.framing;

    m->any = false;
    m->bare_lf = (e->flaws & LINE_BARE_LF) != 0;
}

static void watch_line(struct check *c, const struct event *e)
{
    struct framing_memory *m = &c->memory.framing;
    bool dot = e->text.len > 1 && e->text.at[0] == '.' &&
               e->text.at == e->raw.at && !(e->flaws & LINE_UNFINISHED);

    if (dot && !m->bare_lf && e->text.at[1] != '\r')
        report(c, RULE_MULTI_NOT_STUFFED, place_at(e, 0),
               "the line begins with one dot, which was not doubled");
    if (!e->text.len && is_plain_listing(e->request))
        report(c, RULE_MULTI_EMPTY_LINE_IN_LISTING, place_at(e, 0),
               "an empty line in the listing of %s", verb_name(e));
    m->any = true;
    m->bare_lf = (e->flaws & LINE_BARE_LF) != 0;
}

/* Lines in exact form. */
static void watch_lines(struct check *c, const struct event *e)
{
    (void)e;
    c->memory.framing.any = true;
    c->memory.framing.bare_lf = false;
}

static void watch_long(struct check *c, const struct event *e)
{
    if (dialogue_in_data(c->dialogue) && is_plain_listing(e->request))
        report(c, RULE_MULTI_LIST_LINE_TOO_LONG, place_at(e, LINE_LIMIT),
               "the line of the listing goes on behind octet 512");
}

static void watch_data(struct check *c, const struct event *e)
{
    (void)e;
    c->memory.framing.any = true;
}

/* --- the end --- */

/* A listing has no other reading of such a line. In a message it is the end
 * only because a reply follows, or because nothing did. */
static void judge_terminator(struct check *c, const struct event *e)
{
    uint64_t quiet = e->at_ns - dialogue_quiet_since(c->dialogue);
    bool guess =
        request_shape(e->request) == SHAPE_MESSAGE && quiet >= SECONDS(STALL_S);
    struct place dot = place_in_stream(e, c->book.server_octets);

    dot.line = SPAN(".");
    report_as(c, RULE_MULTI_TERMINATOR_BARE_LF,
              guess ? SEVERITY_WARNING : SEVERITY_ERROR, dot,
              guess ? "the final dot line, or the line before it, seems to end "
                      "in LF without CR: nothing came for 2 s"
                    : "the final dot line, or the line before it, ends in LF "
                      "without CR");
}

static void judge_message(struct check *c, const struct event *e)
{
    const struct tally *t = e->tally;

    if (t->not_stuffed)
        report(c, RULE_MULTI_NOT_STUFFED,
               place_in_stream(e, t->first_not_stuffed),
               "%ju line%s of the message begin%s with one dot, which was not "
               "doubled",
               (uintmax_t)t->not_stuffed, t->not_stuffed > 1 ? "s" : "",
               t->not_stuffed > 1 ? "" : "s");
    if (t->bare_lf_dot)
        report(c, RULE_MULTI_BARE_LF_DOT,
               place_in_stream(e, t->first_bare_lf_dot),
               "a dot stands directly behind a bare LF, %ju time%s in the "
               "message",
               (uintmax_t)t->bare_lf_dot, t->bare_lf_dot > 1 ? "s" : "");
}

/* +OK to a listing, and then the next reply. */
static void judge_missing_listing(struct check *c, const struct event *e)
{
    if (is_plain_listing(e->request) || answers(e, VERB_CAPA))
        report(c, RULE_REPLY_SINGLE_FOR_MULTI,
               place_line(&c->book.status, e->exchange),
               "another reply follows the +OK to %s, where lines and a final "
               "dot are due",
               verb_name(e));
}

static void watch_end(struct check *c, const struct event *e)
{
    struct framing_memory *m = &c->memory.framing;

    if (e->end == END_CUT && dialogue_in_data(c->dialogue)) {
        m->cut = true;
        m->exchange = e->exchange;
    }
    if (e->end == END_DOT_LF && e->request->verb)
        judge_terminator(c, e);
    if (e->end == END_STATUS)
        judge_missing_listing(c, e);
    if (request_shape(e->request) == SHAPE_MESSAGE && e->end != END_LINE)
        judge_message(c, e);
}

static void watch_close(struct check *c, const struct event *e)
{
    const struct framing_memory *m = &c->memory.framing;
    bool orderly = e->how == CLOSE_FIN || e->how == CLOSE_NOTIFY;
    struct place end = place_in_stream(e, c->book.server_octets);

    if (!m->cut || (orderly && e->side == SIDE_CLIENT))
        return;
    end.exchange = m->exchange;
    report_as(c, RULE_MULTI_NO_TERMINATOR,
              orderly ? SEVERITY_WARNING : SEVERITY_NOTE, end,
              "the connection ends before the final dot of the reply");
}

static void watch_timeout(struct check *c, const struct event *e)
{
    const struct framing_memory *m = &c->memory.framing;

    if (dialogue_in_data(c->dialogue) && !m->any && e->request->verb)
        report_as(c, RULE_REPLY_SINGLE_FOR_MULTI, SEVERITY_WARNING,
                  place_line(&c->book.status, e->exchange),
                  "nothing follows the +OK to %s, where lines and a final dot "
                  "are due",
                  verb_name(e));
}

const struct watch framing_watches[] = {
    WATCH(ON(STATUS), watch_status, 0),   WATCH(ON(LINE), watch_line, 0),
    WATCH(ON(LONG), watch_long, 0),       WATCH(ON(DATA), watch_data, 0),
    WATCH(ON(END), watch_end, 0),         WATCH(ON(CLOSE), watch_close, 0),
    WATCH(ON(TIMEOUT), watch_timeout, 0), WATCH(ON(LINES), watch_lines, 0),
};
const size_t framing_watches_count =
    sizeof framing_watches / sizeof *framing_watches;
