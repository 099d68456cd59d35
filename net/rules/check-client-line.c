/* check-client-line.c - client lints, the line itself (section 20).
 *
 * The octets of a line, its length, its blanks and its keyword. The arguments
 * are for check-client-args.c, SASL responses for check-client-sasl.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"
#include "net/rules/client-place.h"
#include "net/rules/shown.h"

enum {
    COMMAND_MOST = 255, /* octets of a command with CRLF */
    ARGUMENT_MOST = 40, /* characters of an argument, without CAPA */
};

void client_line_memory_done(struct client_line_memory *m)
{
    (void)m;
}

static bool is_verb(const struct event *e, enum verb_id id)
{
    return e->request->verb && e->request->verb->id == id;
}

static bool is_secret(const struct event *e)
{
    return e->request->verb && (e->request->verb->flags & VERB_SECRET);
}

/* --- the line end --- */

static void watch_end(struct check *c, const struct event *e)
{
    if (e->request->kind != REQUEST_DATA && (e->flaws & LINE_BARE_LF))
        report(c, RULE_CLIENT_BARE_LF, client_place(e, client_line(e).len),
               "the line ends in LF (0x0A) without CR (0x0D) before it");
}

/* --- length --- */

static bool capa_was_refused(const struct book *b)
{
    return !b->capa_seen && (b->capa[0][0].refused || b->capa[0][1].refused ||
                             b->capa[1][0].refused || b->capa[1][1].refused);
}

/* The length of a password is nobody's business, so it is not told. */
static void judge_arg_length(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    int judged = is_verb(e, VERB_AUTH) ? 1 : r->args;

    for (int i = 0; i < r->args && i < judged; i++) {
        struct span arg = request_arg(r, i);

        if (arg.len <= ARGUMENT_MOST)
            continue;
        report(c, RULE_CLIENT_ARG_OVER_40,
               client_place(e, (size_t)(arg.at - request_line(r).at)),
               "an argument of more than 40 characters, to a server that "
               "refused CAPA");
        return;
    }
}

static void watch_length(struct check *c, const struct event *e)
{
    uintmax_t n = e->line_octets;

    if (e->request->kind != REQUEST_COMMAND)
        return;
    if (n <= COMMAND_MOST) {
        if (capa_was_refused(&c->book))
            judge_arg_length(c, e);
    } else if (e->request->sasl_initial) {
        report(c, RULE_CLIENT_AUTH_IR_TOO_LONG, client_place(e, 0),
               "AUTH with its initial response has %ju octets with the line "
               "end, where 255 are allowed",
               n);
    } else if (is_secret(e)) {
        report(c, RULE_CLIENT_LINE_TOO_LONG, client_place(e, COMMAND_MOST),
               "the command has more than 255 octets with its line end");
    } else {
        report(c, RULE_CLIENT_LINE_TOO_LONG, client_place(e, COMMAND_MOST),
               "the command has %ju octets with its line end, where 255 are "
               "allowed",
               n);
    }
}

/* --- single octets --- */

/* Where the initial response of AUTH begins, which has a rule of its own;
 * else the line's length. */
static size_t base64_from(const struct event *e, struct span line)
{
    return is_verb(e, VERB_AUTH) ? client_word_at(line, 1) : line.len;
}

/* The password of PASS begins here; else the line's length. */
static size_t password_from(const struct event *e, struct span line)
{
    return is_verb(e, VERB_PASS) ? span_find(line, ' ') : line.len;
}

static void judge_injection(struct check *c, const struct event *e,
                            struct span line)
{
    size_t i = 0;

    while (i < line.len && line.at[i] != '\r' && line.at[i])
        i++;
    if (i < line.len)
        report(c, RULE_CLIENT_CRLF_IN_ARG, client_place(e, i),
               "%s inside the line, where some servers see its end",
               line.at[i] ? "CR (0x0D)" : "NUL (0x00)");
}

/* HTAB is for client/separator, but in a password, where blanks are free. */
static bool is_control(struct span line, size_t i, size_t password)
{
    unsigned char c = (unsigned char)line.at[i];

    if (c == '\t')
        return i > password;
    return (c && c < 0x20 && c != '\r') || c == 0x7F;
}

static void judge_control(struct check *c, const struct event *e,
                          struct span line)
{
    size_t password = password_from(e, line), i = 0;

    while (i < line.len && !is_control(line, i, password))
        i++;
    if (i == line.len)
        return;
    if (i > password)
        report_as(c, RULE_CLIENT_CONTROL_CHAR, SEVERITY_WARNING,
                  client_place(e, i), "a control character in the password");
    else
        report(c, RULE_CLIENT_CONTROL_CHAR, client_place(e, i),
               "control character 0x%02X in the command",
               (unsigned char)line.at[i]);
}

static bool may_be_utf8(const struct check *c)
{
    struct span args = {0};

    return book_announced(&c->book, "UTF8", &args) == ANNOUNCED_YES &&
           args_list(args, SPAN("USER"));
}

static void judge_eight_bit(struct check *c, const struct event *e,
                            struct span line)
{
    bool name =
        is_verb(e, VERB_USER) || is_verb(e, VERB_PASS) || is_verb(e, VERB_APOP);
    size_t i = 0, bad = 0;

    while (i < line.len && (unsigned char)line.at[i] < 0x80)
        i++;
    if (i == line.len)
        return;
    if (!name)
        report(c, RULE_CLIENT_NON_ASCII, client_place(e, i),
               "an octet above 0x7F in a command that is ASCII only");
    else if (!text_is_utf8(line, &bad))
        report(c, RULE_CLIENT_NON_ASCII, client_place(e, bad),
               "an octet above 0x7F that is not part of well-formed UTF-8");
    else if (!may_be_utf8(c))
        report(c, RULE_CLIENT_NON_ASCII, client_place(e, i),
               "a character beyond ASCII, and CAPA does not list UTF8 USER");
}

static void watch_octets(struct check *c, const struct event *e)
{
    const unsigned judged = LINE_BARE_CR | LINE_CR_CR_LF | LINE_NUL |
                            LINE_CONTROL | LINE_TAB_DEL | LINE_ESCAPE |
                            LINE_EIGHT_BIT;
    struct span line = client_line(e);

    if (e->request->kind != REQUEST_COMMAND || !(e->flaws & judged))
        return;
    judge_injection(c, e, line);
    line = span_first(line, base64_from(e, line));
    judge_control(c, e, line);
    judge_eight_bit(c, e, line);
}

/* --- blanks --- */

static const char *blank_fault(struct span line, size_t i)
{
    if (line.at[i] == '\t')
        return "HTAB (0x09) in the command, where only single spaces belong";
    if (line.at[i] != ' ')
        return NULL;
    if (!i)
        return "a space before the keyword";
    if (i + 1 == line.len)
        return "a space at the end of the line";
    return line.at[i + 1] == ' ' ? "two spaces in a row" : NULL;
}

/* Rules about missing arguments tell of "USER " and "AUTH EXTERNAL ". */
static bool lacks_argument(const struct event *e)
{
    const struct request *r = e->request;

    return (r->verb && r->args < r->verb->args_min) ||
           (is_verb(e, VERB_AUTH) && r->args == 1);
}

static void watch_blanks(struct check *c, const struct event *e)
{
    struct span line = client_line(e), judged = line;
    struct span keyword = client_keyword(line);
    const char *fault = NULL;
    size_t i = 0;

    if (e->request->kind != REQUEST_COMMAND)
        return;
    if (span_is_case(keyword, "PASS")) /* one blank more, if it is HTAB */
        judged.len = (size_t)(keyword.at - line.at) + keyword.len;
    if (judged.len < line.len && line.at[judged.len] == '\t')
        judged.len++;
    while (i < judged.len && !(fault = blank_fault(judged, i)))
        i++;
    if (fault && !(i + 1 == line.len && lacks_argument(e)))
        report(c, RULE_CLIENT_SEPARATOR, client_place(e, i), "%s", fault);
}

/* --- the keyword --- */

static bool is_printable(struct span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] <= 0x20 || word.at[i] >= 0x7F)
            return false;
    return word.len > 0;
}

static void watch_keyword(struct check *c, const struct event *e)
{
    struct span keyword = request_keyword(e->request);
    bool known = e->request->verb, named;
    struct shown name;

    if (e->request->kind != REQUEST_COMMAND ||
        (known && keyword.len >= 3 && keyword.len <= 4))
        return;
    named = client_keyword_shown(keyword);
    name = shown(named ? keyword : SPAN("the first word"));
    if (!client_line(e).len)
        report(c, RULE_CLIENT_UNKNOWN_COMMAND, client_place(e, 0),
               "an empty line is no command");
    if (!is_printable(keyword)) /* other rules tell of blanks and octets */
        return;
    if (keyword.len < 3 || keyword.len > 4)
        report(c, RULE_CLIENT_KEYWORD_LENGTH, client_place(e, 0),
               "%s has %s characters, where keywords have 3 or 4", name.text,
               keyword.len < 3 ? "less than 3" : "more than 4");
    if (!known)
        report(c, RULE_CLIENT_UNKNOWN_COMMAND, client_place(e, 0),
               "%s is no command of POP3 that is known here", name.text);
}

/* --- arguments --- */

static void watch_args(struct check *c, const struct event *e)
{
    if (e->request->kind != REQUEST_COMMAND || !e->request->verb)
        return;
    client_judge_args(c, e);
    client_judge_number(c, e);
}

static void watch_rset(struct check *c, const struct event *e)
{
    struct client_line_memory *m = &c->memory.client_line;

    if (answers(e, VERB_RSET))
        m->rset = e->kind == EVENT_REQUEST ? e->exchange : 0;
}

const struct watch client_line_watches[] = {
    WATCH(ON(REQUEST), watch_args, 0),
    WATCH(ON(REQUEST), watch_length, 0),
    WATCH(ON(REQUEST), watch_blanks, 0),
    WATCH(ON(REQUEST), watch_end, 0),
    WATCH(ON(REQUEST), watch_octets, 0),
    WATCH(ON(REQUEST), watch_keyword, 0),
    WATCH(ON(REQUEST) | ON(END), watch_rset, ABOUT(RSET)),
};
const size_t client_line_watches_count =
    sizeof client_line_watches / sizeof *client_line_watches;
