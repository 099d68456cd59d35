/* check-capa.c - CAPA and the lines of its listing (section 7).
 *
 * What the arguments of a tag mean is judged in check-capa-args.c, the listing
 * as a whole in check-capa-compare.c, and what commands make of it in
 * check-capa-use.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/pop3/capability.h"
#include "net/rules/sasl-name.h"
#include "net/rules/shown.h"

enum {
    LINE_MOST = 512,      /* octets of a capability line, CRLF included */
    REPEATS_JUDGED = 256, /* lines that are searched for an equal tag */
};

void capa_memory_done(struct capa_memory *m)
{
    (void)m;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* --- the command --- */

static void watch_command(struct check *c, const struct event *e)
{
    if (e->flaws & LINE_UNFINISHED)
        return;
    if (answers(e, VERB_CAPA) && e->status == STATUS_ERR &&
        is_formed(e->request) && !has_sys_code(e))
        report(c, RULE_CAPA_NOT_IMPLEMENTED, place_at(e, 0),
               "CAPA is refused, so what the server can do is not known");
    if (answers(e, VERB_STLS) && e->status == STATUS_OK &&
        c->book.tls == TLS_NONE && c->book.capa[0][0].refused)
        report(c, RULE_CAPA_REQUIRED_WITH_STLS, place_at(e, 0),
               "STLS is accepted, but CAPA was refused");
}

/* --- the form of a line --- */

/* tag = 1*(%x21-2D / %x2F-7E). False when it is no tag at all. */
static bool judge_tag(struct check *c, const struct event *e, struct span tag)
{
    bool stuffed = e->raw.len > 1 && e->raw.at[0] == '.' && e->raw.at[1] == '.';
    size_t dot = span_find(tag, '.');

    if (!e->text.len) {
        report(c, RULE_CAPA_TAG_SYNTAX, place_at(e, 0),
               "an empty line stands in the listing of CAPA");
        return false;
    }
    if (is_blank(e->text.at[0])) {
        report(c, RULE_CAPA_TAG_SYNTAX, place_of(e, e->text),
               "the line begins with a blank, where a tag is due");
        return false;
    }
    for (size_t i = 0; i < tag.len; i++) {
        unsigned char octet = (unsigned char)tag.at[i];

        if (octet > ' ' && octet < 0x7F)
            continue;
        report(c, RULE_CAPA_TAG_SYNTAX, place_of(e, span_from(tag, i)),
               "the tag holds the octet 0x%02x, which is not printable", octet);
        return false;
    }
    if (dot == tag.len || (dot == 0 && !stuffed))
        return true; /* a dot that was not stuffed is another rule's */
    report_as(c, RULE_CAPA_TAG_SYNTAX, SEVERITY_WARNING,
              place_of(e, span_from(tag, dot)),
              "the tag %s holds a \".\", which no tag may", shown(tag).text);
    return true;
}

/* One SP, and nothing else, between the words of a line. */
static void judge_separators(struct check *c, const struct event *e)
{
    struct span text = e->text, inside = span_trim(text);
    size_t i;

    if (!inside.len || inside.at != text.at)
        return;
    for (i = 0; i < inside.len; i++)
        if (inside.at[i] == '\t' ||
            (inside.at[i] == ' ' && inside.at[i - 1] == ' '))
            break;
    if (i < inside.len)
        report(c, RULE_CAPA_SEPARATOR, place_of(e, span_from(text, i)),
               "words are separated by %s, not by one SP",
               inside.at[i] == '\t' ? "HTAB" : "more than one SP");
    else if (inside.len < text.len)
        report_as(c, RULE_CAPA_SEPARATOR, SEVERITY_NOTE,
                  place_at(e, e->raw.len
                                  ? (size_t)(text.at - e->raw.at) + inside.len
                                  : 0),
                  "a blank stands at the end of the line");
}

/* --- the tag --- */

static bool is_digits(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

/* The registered tag that an argument is glued to, or NULL. */
static const char *glued_to(struct span tag)
{
    static const char *const tags[] = {"EXPIRE", "LOGIN-DELAY", "SASL", "UTF8",
                                       "IMPLEMENTATION"};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        struct span name = span_of(tags[i]);
        struct span rest = span_from(tag, name.len);

        if (span_starts_case(tag, name) &&
            (is_digits(rest) || span_is_case(rest, "NEVER") ||
             span_is_case(rest, "USER") || sasl_name_find(rest)))
            return tags[i];
    }
    return NULL;
}

static void judge_unregistered(struct check *c, const struct event *e,
                               struct span tag)
{
    const char *glued = glued_to(tag);
    bool private = tag.at[0] == 'X' || tag.at[0] == 'x';

    if (glued)
        report(c, RULE_CAPA_GLUED_ARG, place_of(e, tag),
               "%s: a SP is missing behind %s", shown(tag).text, glued);
    else if (span_is_case(tag, "APOP"))
        report(c, RULE_CAPA_APOP_TAG, place_of(e, tag),
               "APOP is announced by the greeting's timestamp; there is no "
               "such capability");
    else
        report(c, RULE_CAPA_UNREGISTERED_TAG, place_of(e, tag),
               "%s is not registered%s", shown(tag).text,
               private ? ", it is private to this software" : "");
}

/* Are the words of a and b the same, in any case? b has single SPs. */
static bool same_args(struct span a, struct span b)
{
    for (;;) {
        struct span word = capa_take_word(&a), other = capa_take_word(&b);

        if (!span_equal_case(word, other))
            return false;
        if (!word.len)
            return true;
    }
}

static void judge_repeat(struct check *c, const struct event *e,
                         struct span tag)
{
    struct book_capa before = book_capa_reading(&c->book);
    struct shown name = shown(tag);
    struct span args;
    bool same;

    if (c->book.lines >= REPEATS_JUDGED || !before.lines.len ||
        tag.len >= sizeof name.text || !capa_lists(&before, name.text, &args))
        return;
    same = same_args(e->listing.rest, args);
    report_as(c, RULE_CAPA_DUPLICATE_TAG,
              same ? SEVERITY_NOTE : SEVERITY_WARNING, place_of(e, tag),
              "%s is listed twice%s", name.text,
              same ? "" : ", with different arguments");
}

static void watch_line(struct check *c, const struct event *e)
{
    struct span tag = e->listing.word;
    const struct capability *row;

    if (e->listing.content != CONTENT_CAPABILITY ||
        (e->flaws & LINE_UNFINISHED))
        return;
    if (e->line_octets > LINE_MOST)
        report(c, RULE_CAPA_LINE_TOO_LONG, place_at(e, LINE_MOST),
               "the line has %ju octets, and a capability line at most %d",
               (uintmax_t)e->line_octets, LINE_MOST);
    if (!judge_tag(c, e, tag))
        return;
    judge_separators(c, e);
    judge_repeat(c, e, tag);
    row = capability_find(tag);
    if (row && row->registered)
        capa_judge_args(c, e);
    else
        judge_unregistered(c, e, tag);
}

/* The listing is complete. */
static void watch_end(struct check *c, const struct event *e)
{
    struct book_capa capa;
    struct place place = place_at(e, 0);

    if (!answers(e, VERB_CAPA) || e->status != STATUS_OK ||
        (e->end != END_DOT && e->end != END_DOT_LF))
        return;
    capa = book_capa_reading(&c->book);
    if (capa.lines.cut)
        return;
    place.line_offset = c->book.reply_offset;
    if (capa_lists(&capa, "AUTH-RESP-CODE", NULL) &&
        !capa_lists(&capa, "RESP-CODES", NULL))
        report(c, RULE_CAPA_AUTH_RESP_CODE_ALONE, place,
               "AUTH-RESP-CODE is listed without RESP-CODES");
    capa_compare(c, e);
}

const struct watch capa_watches[] = {
    WATCH(ON(STATUS), watch_command, 0),
    WATCH(ON(LINE), watch_line, ABOUT(CAPA)),
    WATCH(ON(END), watch_end, ABOUT(CAPA)),
    WATCH(ON(STATUS) | ON(CONTINUE), capa_judge_use, 0),
};
const size_t capa_watches_count = sizeof capa_watches / sizeof *capa_watches;
