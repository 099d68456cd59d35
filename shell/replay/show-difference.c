/* show-difference.c - a difference as text and reports have it. */
#include <config.h>

#include "shell/replay/show-private.h"

#include "net/base/text.h"
#include "net/transcript/escape.h"
#include <ctype.h>
#include <string.h>

const char *show_kind(const json_t *told)
{
    static const char *const kinds[] = {
        [DIFFERENCE_BOTH] = "other",
        [DIFFERENCE_MISSING] = "missing",
        [DIFFERENCE_EXTRA] = "additional",
    };

    return kinds[told_number(told, "side") % 3];
}

struct report_case show_case_of(const struct told_case *c, char *step)
{
    return (struct report_case){
        .step = step,
        .verb = c->verb,
        .command = c->command,
        .line = c->line,
        .connection = c->conn ? c->conn : 1,
    };
}

/* "S: " or "S2: " and the text; "@ " or "@2 " when it is an event. */
static void add_line(struct buf *out, const struct told_case *c,
                     const json_t *told, const char *key, const char *is_event)
{
    struct span text = told_span(told, key);
    bool event = told_number(told, is_event) != 0;
    bool client = told_number(told, "of-client") != 0;

    if (!text.at)
        return;
    buf_add_char(out, event ? '@' : client ? 'C' : 'S');
    if (c->conn > 1)
        buf_add_format(out, "%u", c->conn);
    buf_add_text(out, event ? "" : ":");
    buf_add_text(out, text.len ? " " : "");
    buf_add(out, text);
}

/* What --update does about it; NULL: nothing. */
static const char *update_of(const json_t *told)
{
    bool outcome = told_number(told, "level") == COMPARE_OUTCOME;
    bool got = told_text(told, "got") != NULL;

    if (outcome && told_number(told, "side") != DIFFERENCE_BOTH)
        return NULL; /* what answers nothing is never written */
    return !got ? NULL : outcome ? "--update=all" : "--update";
}

static bool is_plain(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum((unsigned char)name.at[i]) &&
            !memchr("_./+,:@%=-", name.at[i], 10))
            return false;
    return name.len > 0;
}

/* Text inside the single quotes of a shell. */
static void add_quoted(struct buf *out, struct span text, const char *quote)
{
    while (text.len) {
        size_t n = span_find(text, '\'');

        buf_add(out, span_first(text, n));
        if (n < text.len)
            buf_add_text(out, quote);
        text = span_from(text, n + 1);
    }
    buf_add_char(out, '\'');
}

/* The name of a file as a word of a shell's command line; one that a terminal
 * must not get as it is in the form that bash, ksh and zsh know. */
static void add_file(struct buf *out, struct span name)
{
    struct buf shown = {0};

    if (span_starts(name, SPAN("-")))
        buf_add_text(out, "./");
    text_escape(&shown, name, TEXT_PLAIN);
    if (is_plain(name)) {
        buf_add(out, name);
    } else if (span_equal(buf_span(&shown), name)) {
        buf_add_char(out, '\'');
        add_quoted(out, name, "'\\''");
    } else {
        buf_clear(&shown);
        escape_add(&shown, name, ESCAPE_LINE);
        buf_add_text(out, "$'");
        add_quoted(out, buf_span(&shown), "\\'");
    }
    buf_done(&shown);
}

/* The command line that takes what came for the right thing, or another way,
 * where there is one. True for a command line. */
static bool add_accept(struct buf *out, const struct show *s,
                       const json_t *told)
{
    const char *way = told_text(told, "accept");

    way = way ? way : update_of(told);
    if (!way || !told_number(told, "line") ||
        (!strncmp(way, "--update", 8) && !strcmp(s->name, "-")))
        return false;
    if (strncmp(way, "--", 2) != 0) {
        buf_add_text(out, way);
        return false;
    }
    buf_add_format(out, "replay %s ", way);
    add_file(out, span_of(s->name));
    return true;
}

void show_differing(const struct show *s, const json_t *told,
                    struct differing *d)
{
    struct told_case c = told_case_of(told);
    bool command;

    *d = (struct differing){0};
    buf_add(&d->step, c.step);
    d->at = show_case_of(&c, c.step.len ? (char *)buf_text(&d->step) : NULL);
    add_line(&d->expected, &c, told, "expected", "expected-event");
    add_line(&d->got, &c, told, "got", "got-event");
    command = add_accept(&d->accept, s, told);
    d->difference = (struct report_difference){
        .line = told_number(told, "line"),
        .level =
            compare_level_name((enum compare_level)told_number(told, "level")),
        .kind = show_kind(told),
        .expected = buf_span(&d->expected),
        .got = buf_span(&d->got),
        .column = (uint32_t)told_number(told, "column"),
        .message = told_text(told, "message"),
        .unknown = told_number(told, "unknown") != 0,
        .actual = s->actual,
        .accept = d->accept.len ? buf_text(&d->accept) : NULL,
        .accept_is_command = command,
    };
}

void show_differing_done(struct differing *d)
{
    buf_done(&d->expected);
    buf_done(&d->got);
    buf_done(&d->step);
    buf_done(&d->accept);
}
