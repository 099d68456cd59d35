/* import-rfc.c - sessions as RFCs and letters write them: "C:" and "S:", and
 * <stage directions>. */
#include <config.h>

#include "net/transcript/import-marked.h"

static void stage_rfc(struct import *x, enum side side, struct span words)
{
    if (import_has(words, "close") || import_has(words, "hang")) {
        import_close(x, side);
    } else if (import_has(words, "TLS") || import_has(words, "negotiat")) {
        import_tls(x);
    } else if (import_has(words, "open") || import_has(words, "connect")) {
        if (!import_has(words, "wait"))
            import_open(x);
    } else if (side == SIDE_SERVER && x->open &&
               dialogue_in_data(x->dialogue)) {
        import_data_lost(x, false);
        x->data_seen = true;
    } else {
        import_tell(x, GUESS_STAGE,
                    "a stage direction that says nothing of "
                    "the session is left out");
    }
}

static size_t blanks_at_front(struct span line)
{
    return line.len - import_skip_blanks(line).len;
}

/* A listing may be written without "S:", further in than the marks are. */
static bool goes_on(const struct import *x, struct span line)
{
    return x->open && x->last == SIDE_SERVER && dialogue_in_data(x->dialogue) &&
           blanks_at_front(line) > x->indent;
}

static void take_unmarked(struct import *x, struct span text)
{
    import_tell(x, GUESS_CONTINUED,
                "a line of a listing has no \"S:\" in front; it is taken for "
                "the server's");
    import_line(x, SIDE_SERVER, text);
}

static void tell_unmarked(struct import *x, struct span text)
{
    if (x->open && text.len)
        import_tell(x, GUESS_UNMARKED,
                    "words without \"C:\" or \"S:\" in front are left out, "
                    "here and below");
}

/* Words in "< >" without a mark, and "..." for what is left out. */
static void other_rfc(struct import *x, const struct import_marks *m,
                      struct span line)
{
    struct span text = span_trim(line);

    if (import_is_stage(m, text))
        m->stage(x, SIDE_SERVER, span_first(span_from(text, 1), text.len - 2));
    else if (span_is(text, "...") && x->open)
        import_lose(x, "\"...\" stands for what is left out");
    else if (text.len && goes_on(x, line))
        take_unmarked(x, text);
    else
        tell_unmarked(x, text);
    x->blank = !text.len;
}

static struct span front_rfc(struct import *x, const struct import_marks *m,
                             struct span line)
{
    (void)x;
    (void)m;
    return import_skip_blanks(line);
}

const struct import_marks import_marks_rfc = {
    .client = {"C:", 2},
    .server = {"S:", 2},
    .front = front_rfc,
    .indented = true,
    .other = other_rfc,
    .stage = stage_rfc,
};

/* --- what it looks like --- */

/* The share of lines that have their mark behind quote and blank. */
static unsigned quoted_share(struct span text, struct span quote,
                             const char *blank)
{
    struct buf client = {0}, server = {0};
    unsigned share;

    buf_add(&client, quote);
    buf_add_format(&client, "%sC:", blank);
    buf_add(&server, quote);
    buf_add_format(&server, "%sS:", blank);
    share = import_share(text, buf_span(&client), buf_span(&server));
    buf_done(&client);
    buf_done(&server);
    return share;
}

unsigned import_like_rfc(struct span text)
{
    struct span quote = span_trim(import_quote(text));
    unsigned tight = quoted_share(text, quote, "");
    unsigned apart = quote.len ? quoted_share(text, quote, " ") : 0;

    return tight > apart ? tight : apart;
}
