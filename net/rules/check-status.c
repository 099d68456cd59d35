/* check-status.c - a reply's first line: its length, and its status indicator
 * (section 1).
 *
 * Leaves the line's octets to check-line.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

enum {
    LINE_LIMIT = 512,
    ECHO_LEAST = 4, /* octets of a command that make an echo */
};

static unsigned octet(struct span s, size_t i)
{
    return (unsigned char)s.at[i];
}

/* --- echo and length --- */

/* How many octets of the command, sent back, begin the line; 0 when it is no
 * echo. */
static size_t count_echo(const struct event *e)
{
    struct span line = line_whole(e);
    struct span sent = e->request ? request_line(e->request) : (struct span){0};
    size_t n = 0;

    if (!line.len || span_starts(sent, SPAN("+OK")) ||
        span_starts(sent, SPAN("-ERR")))
        return 0;
    while (n < line.len && n < sent.len && line.at[n] == sent.at[n])
        n++;
    return n >= ECHO_LEAST || n == line.len ? n : 0;
}

static bool judge_echo(struct check *c, const struct event *e)
{
    size_t n = count_echo(e);

    if (n && c->memory.line.echoed != e->exchange)
        report(c, RULE_REPLY_ECHO, place_at(e, 0),
               "the reply begins with %zu octet%s of the command sent back", n,
               n > 1 ? "s" : "");
    return n > 0;
}

void line_watch_long(struct check *c, const struct event *e)
{
    struct line_memory *m = &c->memory.line;
    bool challenge = e->request && request_shape(e->request) == SHAPE_SASL &&
                     span_starts(e->raw, SPAN("+ "));
    bool stray = !e->request && c->book.greeting_seen;
    bool behind = e->request && m->answered == e->exchange;

    if (dialogue_in_data(c->dialogue) || challenge || stray || behind)
        return;
    if (c->book.greeting_seen && judge_echo(c, e))
        m->echoed = e->exchange;
    else
        report(c, RULE_REPLY_LINE_TOO_LONG, place_at(e, LINE_LIMIT),
               "the line goes on behind octet 512, where its CRLF is due at "
               "the latest");
}

/* --- the status indicator --- */

static void judge_unknown(struct check *c, const struct event *e)
{
    struct span line = line_whole(e), word = line;
    bool sasl = e->request && request_shape(e->request) == SHAPE_SASL;
    struct buf text = {.most = 80};
    /* whether the command before, which no RFC knows, has a reply of several
     * lines cannot be told once the next one is sent */
    bool guess = c->memory.stray.after == AFTER_UNKNOWN;

    if (e->offset && e->offset == c->memory.line.rest)
        return;
    if (c->memory.stray.after == AFTER_GUESS)
        return; /* more of that message */
    word.len = span_find(line, ' ');
    text_escape_fit(&text, word, TEXT_ASCII, 24);
    report_as(c, RULE_REPLY_STATUS_UNKNOWN,
              guess ? SEVERITY_WARNING : SEVERITY_ERROR, place_at(e, 0),
              "the line begins with \"%s\", where +OK or -ERR%s is due%s",
              buf_text(&text), sasl ? ", or \"+ \" and a challenge," : "",
              guess ? ", unless it belongs to the unknown command before" : "");
    buf_done(&text);
}

/* The typed replies have rules of their own for what follows +OK. */
static bool is_typed(const struct event *e)
{
    return e->kind == EVENT_STATUS && e->status == STATUS_OK && e->request &&
           request_shape(e->request) == SHAPE_LINE &&
           request_content(e->request) != CONTENT_FREE;
}

static void judge_separator(struct check *c, const struct event *e)
{
    struct span line = line_whole(e);
    size_t indicator = e->status == STATUS_OK ? 3 : 4, i = indicator;

    if (line.len > i && line.at[i] != ' ' && line.at[i] != '\r')
        report_as(c, RULE_REPLY_STATUS_NO_SPACE,
                  e->kind == EVENT_GREETING ? SEVERITY_NOTE : SEVERITY_WARNING,
                  place_at(e, i), "0x%02X behind %s, where a space is due",
                  octet(line, i), e->status == STATUS_OK ? "+OK" : "-ERR");
    while (i < line.len && line.at[i] == ' ')
        i++;
    if (i > indicator + 1 && i < line.len && !is_typed(e))
        report(c, RULE_REPLY_STATUS_DOUBLE_SPACE, place_at(e, indicator + 1),
               "%zu spaces behind %s", i - indicator,
               e->status == STATUS_OK ? "+OK" : "-ERR");
    if (line.len == indicator)
        report(c, RULE_REPLY_NO_TEXT, place_at(e, 0),
               "%s stands alone, which is legal",
               e->status == STATUS_OK ? "+OK" : "-ERR");
}

void line_watch_status(struct check *c, const struct event *e)
{
    struct span line = line_whole(e);

    if (e->kind == EVENT_STATUS)
        c->memory.line.answered = e->exchange;
    if (e->flaws & LINE_UNFINISHED)
        return;
    if (e->kind == EVENT_STATUS && judge_echo(c, e))
        return;
    if (e->status == STATUS_NONE) {
        judge_unknown(c, e);
        return;
    }
    if (e->status_odd)
        report(c, RULE_REPLY_STATUS_CASE, place_at(e, 0),
               "\"%.*s\" is not in upper case", e->status == STATUS_OK ? 3 : 4,
               line.at);
    judge_separator(c, e);
    if (e->flaws & LINE_BLANK_END)
        report(c, RULE_REPLY_TRAILING_SPACE, place_at(e, line.len - 1),
               "0x%02X before the end of the line", octet(line, line.len - 1));
}

void line_watch_empty(struct check *c, const struct event *e)
{
    struct line_memory *m = &c->memory.line;
    bool early = !c->book.greeting_seen;

    if (e->text.len || e->status || (!e->request && !early))
        return;
    if (early && m->empty_told)
        return;
    m->empty_told = m->empty_told || early;
    report(c, RULE_REPLY_EMPTY_LINE, place_at(e, 0),
           "an empty line, where the %s is due", early ? "greeting" : "reply");
}
