/* check-line.c - the octets of a line (section 1).
 *
 * Lines are those of replies, of listings, and the greeting. The status
 * indicator is left to check-status.c, what a line says to the family of its
 * command, and lines that answer nothing to check-stray.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

enum { STRAYS_MOST = 8 };

void line_memory_done(struct line_memory *m)
{
    (void)m;
}

struct span line_whole(const struct event *e)
{
    struct span line = e->raw;

    while (line.len &&
           (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    return line;
}

static unsigned octet(struct span s, size_t i)
{
    return (unsigned char)s.at[i];
}

/* --- line ends --- */

/* The client sent a bare LF, and the server quotes it with the command. */
static bool quotes_our_lf(const struct event *e)
{
    struct span sent = e->request ? request_line(e->request) : (struct span){0};

    return e->kind == EVENT_STATUS && sent.len &&
           (e->request->flaws & LINE_BARE_LF) &&
           span_find_span(e->text, sent) < e->text.len;
}

static void judge_end(struct check *c, const struct event *e)
{
    struct place end = place_at(e, (size_t)(e->line_octets - 1));
    bool quoted = quotes_our_lf(e);
    struct span line = line_whole(e);
    size_t cr = span_find(line, '\r');

    if (e->flaws & LINE_BARE_LF) {
        report_as(c, RULE_REPLY_BARE_LF,
                  quoted ? SEVERITY_WARNING : SEVERITY_ERROR, end,
                  quoted ? "the line is cut in two by the bare LF of the "
                           "command, which it quotes"
                         : "the line ends in LF (0x0A) without CR (0x0D) "
                           "before it");
        if (quoted)
            c->memory.line.rest = e->offset + e->line_octets;
    }
    if (e->flaws & LINE_CR_CR_LF) {
        end.index -= 2;
        report(c, RULE_REPLY_CR_CR_LF, end,
               "the line ends in CR CR LF, one CR too many");
    }
    if (cr < line.len && e->kind != EVENT_CONTINUE)
        report(c, RULE_REPLY_BARE_CR, place_at(e, cr),
               "CR (0x0D) inside the line, at column %zu, without LF "
               "behind it",
               cr + 1);
}

/* --- single octets --- */

static bool is_control(unsigned c)
{
    return c && c < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != 0x1B;
}

static bool is_tab_or_del(unsigned c)
{
    return c == '\t' || c == 0x7F;
}

static bool is_nul(unsigned c)
{
    return !c;
}

static bool is_eight_bit(unsigned c)
{
    return c >= 0x80;
}

/* The first octet of its kind, or line.len. */
static size_t find(struct span line, bool (*is)(unsigned))
{
    size_t i = 0;

    while (i < line.len && !is(octet(line, i)))
        i++;
    return i;
}

/* The first ESC or C1 control, as UTF-8 or as a raw octet. */
static size_t find_escape(struct span line)
{
    size_t i = 0;

    while (i < line.len) {
        uint32_t character = 0;
        size_t n = text_utf8(span_from(line, i), &character);

        if (!n && octet(line, i) <= 0x9F)
            break;
        if (n && (character == 0x1B || (character >= 0x80 && character < 0xA0)))
            break;
        i += n ? n : 1;
    }
    return i;
}

static void judge_nul(struct check *c, const struct event *e)
{
    size_t i = find(e->raw, is_nul);

    if (e->kind != EVENT_CONTINUE && i < e->raw.len)
        report(c, RULE_REPLY_NUL_OCTET, place_at(e, i),
               "NUL (0x00) at column %zu of the line", i + 1);
}

/* Parameters of a capability are printable, too (RFC 2449 section 3: schar);
 * the tag and what divides the words have rules of their own. */
static void judge_parameters(struct check *c, const struct event *e)
{
    size_t words = span_find(e->raw, ' ');
    struct span line = line_whole(e);
    size_t i = words + find(span_from(line, words), is_control);

    if (e->listing.content == CONTENT_CAPABILITY && i < line.len)
        report(c, RULE_REPLY_CONTROL_CHAR, place_at(e, i),
               "control character 0x%02X in a capability line", octet(line, i));
}

static void judge_control(struct check *c, const struct event *e)
{
    struct span line = span_trim(line_whole(e));
    size_t lead = line.len ? (size_t)(line.at - e->raw.at) : 0;
    size_t control = find(line, is_control), tab = find(line, is_tab_or_del);

    if (e->kind == EVENT_LINE)
        judge_parameters(c, e);
    if (e->kind == EVENT_LINE || e->kind == EVENT_CONTINUE)
        return;
    if (control < line.len)
        report(c, RULE_REPLY_CONTROL_CHAR, place_at(e, lead + control),
               "control character 0x%02X in a status line",
               octet(line, control));
    else if (tab < line.len)
        report_as(c, RULE_REPLY_CONTROL_CHAR, SEVERITY_NOTE,
                  place_at(e, lead + tab), "%s (0x%02X) in a status line",
                  octet(line, tab) == '\t' ? "HTAB" : "DEL", octet(line, tab));
}

static void judge_escape(struct check *c, const struct event *e)
{
    struct span line = line_whole(e);
    size_t i = find_escape(line);

    if (!(e->flaws & LINE_ESCAPE) || i == line.len)
        return;
    if (octet(line, i) == 0x1B)
        report(c, RULE_REPLY_ESCAPE_SEQUENCE, place_at(e, i),
               "ESC (0x1B) in text that is shown to the user");
    else
        report(c, RULE_REPLY_ESCAPE_SEQUENCE, place_at(e, i),
               "a C1 control, which begins with 0x%02X, in text that is "
               "shown to the user",
               octet(line, i));
}

/* --- octets beyond ASCII --- */

/* Does every run of them stand in the command that is answered? */
static bool is_quoted(const struct event *e)
{
    struct span line = line_whole(e);

    if (!e->request)
        return false;
    for (size_t i; (i = find(line, is_eight_bit)) < line.len;) {
        struct span run = span_from(line, i);
        struct span sent = request_line(e->request);
        size_t n = 0;

        while (n < run.len && is_eight_bit(octet(run, n)))
            n++;
        run.len = n;
        if (span_find_span(sent, run) >= sent.len)
            return false;
        line = span_from(line, i + n);
    }
    return true;
}

/* Where the text of e stops being UTF-8, or line.len. A line whose end is
 * missing may stop inside a character. */
static size_t find_not_utf8(const struct event *e, struct span line)
{
    size_t bad = line.len;

    if (text_is_utf8(line, &bad))
        return line.len;
    if ((e->flaws & (LINE_CUT | LINE_UNFINISHED)) && bad + 4 > line.len)
        return line.len;
    return bad;
}

static void judge_eight_bit(struct check *c, const struct event *e)
{
    bool lang = answers(e, VERB_LANG);
    bool accepted = answers(e, VERB_UTF8) && e->status == STATUS_OK;
    bool active = dialogue_utf8(c->dialogue) || dialogue_lang(c->dialogue);
    struct span line = line_whole(e);
    size_t i = find(line, is_eight_bit);

    if (i == line.len || e->kind == EVENT_CONTINUE)
        return;
    if (lang || accepted || active) {
        i = find_not_utf8(e, line);
        if (i < line.len && (lang || e->kind != EVENT_LINE))
            report(c, RULE_REPLY_INVALID_UTF8, place_at(e, i),
                   "0x%02X at column %zu is not part of well-formed UTF-8",
                   octet(line, i), i + 1);
    } else if (e->listing.content != CONTENT_UID || e->kind != EVENT_LINE) {
        bool quoted = is_quoted(e);

        report_as(c, RULE_REPLY_EIGHT_BIT,
                  quoted ? SEVERITY_WARNING : SEVERITY_ERROR, place_at(e, i),
                  quoted ? "0x%02X, sent back from the command, though "
                           "neither UTF8 nor LANG was accepted"
                         : "0x%02X in the text, though neither UTF8 nor LANG "
                           "was accepted",
                  octet(line, i));
    }
}

/* --- all octets of a line --- */

/* Lines behind the status of an unknown command follow no known grammar, and
 * of stray lines those are judged that look like a reply. */
static bool is_reply_line(struct check *c, const struct event *e)
{
    if (e->kind == EVENT_LINE)
        return e->request && e->request->verb;
    if (e->kind != EVENT_STRAY)
        return true;
    return (e->status == STATUS_OK || e->status == STATUS_ERR) &&
           c->memory.line.strays++ < STRAYS_MOST;
}

static void watch_octets(struct check *c, const struct event *e)
{
    const unsigned judged = LINE_BARE_LF | LINE_BARE_CR | LINE_CR_CR_LF |
                            LINE_NUL | LINE_CONTROL | LINE_TAB_DEL |
                            LINE_ESCAPE | LINE_EIGHT_BIT;

    if (!(e->flaws & judged) || !is_reply_line(c, e))
        return;
    judge_end(c, e);
    judge_nul(c, e);
    judge_control(c, e);
    judge_escape(c, e);
    judge_eight_bit(c, e);
}

const struct watch line_watches[] = {
    WATCH(ON(GREETING) | ON(STATUS) | ON(CONTINUE) | ON(LINE) | ON(STRAY),
          watch_octets, 0),
    WATCH(ON(LONG), line_watch_long, 0),
    WATCH(ON(GREETING) | ON(STATUS), line_watch_status, 0),
    WATCH(ON(STRAY), line_watch_empty, 0),
};
const size_t line_watches_count = sizeof line_watches / sizeof *line_watches;
