/* catalogue.c - writes the rules down for the screen and for doc/rules.md.
 *
 * Says only what the tables say; the one text of its own is the page's
 * introduction. */
#include <config.h>

#include "net/rules/catalogue.h"

#include "net/base/wrap.h"
#include <string.h>

enum { COLUMNS = 80 };

static const struct need {
    unsigned flag;
    const char *words;
} needs[] = {
    {RULE_PROBE,   "needs a probe"         },
    {RULE_STATE,   "compares sessions"     },
    {RULE_CLOCK,   "needs time"            },
    {RULE_DNS,     "asks the DNS"          },
    {RULE_OFF,     "off unless named"      },
    {RULE_GROUPED, "counted once a session"},
};

/* Append ", " and the words for each flag. */
static void add_needs(struct buf *out, unsigned flags)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (flags & needs[i].flag)
            buf_add_format(out, ", %s", needs[i].words);
}

static void add_blanks(struct buf *out, size_t n)
{
    buf_add_format(out, "%*s", (int)n, "");
}

/* Append text in lines of at most COLUMNS, each behind indent blanks. */
static void add_wrapped(struct buf *out, size_t indent, const char *text)
{
    add_blanks(out, indent);
    wrap_words(out, indent, COLUMNS, span_of(text));
}

/* Append an example, a line for each of its lines, beside its label. */
static void add_example(struct buf *out, size_t indent, const char *label,
                        const char *text)
{
    const struct span divider = SPAN(" / ");
    struct span rest = span_of(text);

    while (rest.len > 0) {
        struct span line = span_first(rest, span_find_span(rest, divider));
        add_blanks(out, indent);
        buf_add_format(out, "%-12s", label);
        buf_add(out, line);
        buf_add_char(out, '\n');
        rest = span_from(rest, line.len + divider.len);
        label = "";
    }
}

void catalogue_rule(struct buf *out, const struct rule *r)
{
    buf_add_format(out, "%s (%s, %s, %s", r->id, severity_name(r->severity),
                   level_name(r->level), bound_name(r->bound));
    add_needs(out, r->flags);
    buf_add_text(out, ")\n");
    add_wrapped(out, 2, r->title);
    if (*r->rfc)
        add_wrapped(out, 2, r->rfc);
    buf_add_char(out, '\n');
    add_wrapped(out, 2, r->advice);
    buf_add_char(out, '\n');
    add_example(out, 2, "conforming", r->conforming);
    add_example(out, 2, "violating", r->violating);
}

/* Append text with the characters escaped that Markdown would take. */
static void add_markdown(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_<", *text))
            buf_add_char(out, '\\');
        buf_add_char(out, *text);
    }
}

static void add_markdown_rule(struct buf *out, const struct rule *r)
{
    buf_add_format(out, "### %s\n\n**%s**, ", r->id,
                   severity_name(r->severity));
    add_markdown(out, level_name(r->level));
    buf_add_format(out, ", %s", bound_name(r->bound));
    add_needs(out, r->flags);
    if (*r->rfc)
        buf_add_format(out, "; %s", r->rfc);
    buf_add_text(out, "\n\n");
    add_markdown(out, r->title);
    buf_add_text(out, "\n\n");
    add_markdown(out, r->advice);
    buf_add_text(out, "\n\n```\n");
    add_example(out, 0, "conforming", r->conforming);
    add_example(out, 0, "violating", r->violating);
    buf_add_text(out, "```\n");
}

/* Append a row of the table of counts for n rules from rules[first] on. */
static void add_counts(struct buf *out, const char *title, size_t first,
                       size_t n)
{
    size_t of[SEVERITY_ERROR + 1] = {0};

    for (size_t i = first; i < first + n; i++)
        of[rules[i]->severity]++;
    buf_add_format(out, "| %s | %zu | %zu | %zu | %zu |\n", title, n,
                   of[SEVERITY_ERROR], of[SEVERITY_WARNING], of[SEVERITY_NOTE]);
}

static const char introduction[] =
    "# The rules of pop3sh\n"
    "\n"
    "<!-- Made from the tables in net/rules by net/rules/catalogue.c. When\n"
    "     they change, the test program test-catalogue leaves the new page in\n"
    "     the build directory as rules.md.new. -->\n"
    "\n"
    "Every finding bears the id of the rule that was broken. `pop3sh rules\n"
    "ID` shows one rule on the screen, `--ignore ID` silences it.\n"
    "\n"
    "The line under an id says:\n"
    "\n"
    "* how a finding is printed at most. **error**: no reading of the RFCs\n"
    "  allows it. **warning**: a violation, but the text is open to another\n"
    "  reading, or the finding is an inference, or it is about a security\n"
    "  posture. **note**: information, or a deviation so common or harmless\n"
    "  that more would be noise; shown with `-v`.\n"
    "* how strong the source is: `MUST`, `SHOULD` and `MAY` are the words of\n"
    "  RFC 2119; `MUST*` is mandatory by plain wording or by grammar in a\n"
    "  text that does not use the word; `BP` is best practice.\n"
    "* who breaks it: server, client, both, the originator of the message\n"
    "  (never the server's fault), the provider, or the network path.\n"
    "* what some or all of its cases need: a probe (sent only when asked\n"
    "  for), a look at earlier sessions, time, the DNS.\n"
    "\n"
    "The advice is for those who run the server or the client. Where no\n"
    "setting can follow it, it is for those who write the software: send them\n"
    "the finding.\n"
    "\n"
    "In the examples `C:` is the client and `S:` the server, which also\n"
    "speaks in lines without either. A line in `<>` is not on the wire but\n"
    "says what happens. A line ends in CRLF unless an escape shows another\n"
    "end.\n"
    "\n"
    "| Section | Rules | error | warning | note |\n"
    "|---|---|---|---|---|\n";

void catalogue_markdown(struct buf *out)
{
    buf_add_text(out, introduction);
    size_t next = 0;
    for (size_t f = 0; f < RULE_FAMILIES; f++) {
        const struct rule_family *family = &rule_families[f];
        add_counts(out, family->title, next, family->count);
        next += family->count;
    }
    add_counts(out, "**all**", 0, RULE_COUNT);

    next = 0;
    for (size_t f = 0; f < RULE_FAMILIES; f++) {
        buf_add_format(out, "\n## %s\n", rule_families[f].title);
        for (size_t i = 0; i < rule_families[f].count; i++) {
            buf_add_char(out, '\n');
            add_markdown_rule(out, rules[next++]);
        }
    }
}
