/* cmd-capa.c - \capa: what the server can do in each state of this session,
 * and what changed from one to the next. */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/capability.h"
#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/session/session-login.h"

enum { TAG_COLUMNS = 16, CELL_COLUMNS = 13, ARGS_COLUMNS = 200 };

static const char *const when_names[CAPA_WHENS] = {
    [CAPA_CLEAR] = "before TLS",
    [CAPA_TLS] = "under TLS",
    [CAPA_LOGGED_IN] = "after login",
};

/* A listing: "\nTAG args\nTAG args\n". */
struct capa_list {
    bool known;
    struct span lines;
};

static bool take_line(struct span *lines, struct span *tag, struct span *args)
{
    while (lines->len) {
        struct span line = span_first(*lines, span_find(*lines, '\n'));

        *lines = span_from(*lines, line.len + 1);
        if (!line.len)
            continue;
        *tag = span_first(line, span_find(line, ' '));
        *args = span_from(line, tag->len + 1);
        return true;
    }
    return false;
}

static bool find_tag(struct span lines, struct span wanted,
                     struct span *args_out)
{
    struct span tag, args;

    while (take_line(&lines, &tag, &args))
        if (span_equal(tag, wanted)) {
            if (args_out)
                *args_out = args;
            return true;
        }
    return false;
}

static void pad(struct buf *out, size_t from, size_t columns)
{
    do
        buf_add_char(out, ' ');
    while (out->len - from < columns);
}

/* --- the table --- */

static void add_heading(struct buf *out, const struct capa_list *all)
{
    size_t from = out->len;

    pad(out, from, TAG_COLUMNS);
    for (int i = 0; i < CAPA_WHENS; i++) {
        from = out->len;
        if (all[i].known) {
            buf_add_text(out, when_names[i]);
            pad(out, from, CELL_COLUMNS);
        }
    }
    buf_add_text(out, "meaning\n");
}

/* The tag's row: its words are those of the last state that lists it. */
static void add_row(struct buf *out, const struct capa_list *all,
                    struct span tag)
{
    size_t from = out->len;
    struct span args, last = {0};

    text_escape_fit(out, tag, TEXT_PLAIN, TAG_COLUMNS - 1);
    pad(out, from, TAG_COLUMNS);
    for (int i = 0; i < CAPA_WHENS; i++) {
        from = out->len;
        if (!all[i].known)
            continue;
        bool listed = find_tag(all[i].lines, tag, &args);
        buf_add_text(out, listed ? "yes" : "no");
        pad(out, from, CELL_COLUMNS);
        last = listed ? args : last;
    }
    capability_words(out, tag, last);
    buf_add_char(out, '\n');
}

/* Was the tag in a listing before number `n`? Then it has its row. */
static bool had_row(const struct capa_list *all, int n, struct span tag)
{
    for (int i = 0; i < n; i++)
        if (all[i].known && find_tag(all[i].lines, tag, NULL))
            return true;
    return false;
}

static void add_table(struct buf *out, const struct capa_list *all)
{
    struct span tag, args;

    add_heading(out, all);
    for (int i = 0; i < CAPA_WHENS; i++)
        for (struct span rest = all[i].lines;
             all[i].known && take_line(&rest, &tag, &args);)
            if (!had_row(all, i, tag))
                add_row(out, all, tag);
}

/* --- what changed --- */

/* Why a change is in order, or not. */
static const struct reason {
    const char *tag;
    enum capa_when when; /* the later state */
    bool gone;           /* else: it came */
    const char *words;
} reasons[] = {
    {"STLS",           CAPA_TLS,       true,  "as it must be: TLS has begun"             },
    {"STLS",           CAPA_LOGGED_IN, true,  "as it must be: it is for before the login"},
    {"SASL",           CAPA_LOGGED_IN, true,  "RFC 5034 wants it there still; harmless"  },
    {"USER",           CAPA_LOGGED_IN, true,  "RFC 2449 wants it there still; harmless"  },
    {"USER",           CAPA_TLS,       false,
     "passwords are taken under TLS only, as it "
     "should be"                                                                         },
    {"SASL",           CAPA_TLS,       false,
     "mechanisms are offered under TLS only, as it "
     "should be"                                                                         },
    {"IMPLEMENTATION", CAPA_LOGGED_IN, false,
     "strangers are not told what "
     "runs here"                                                                         },
};

static void add_reason(struct buf *out, struct span tag, enum capa_when when,
                       bool gone)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (span_is(tag, reasons[i].tag) && reasons[i].when == when &&
            reasons[i].gone == gone)
            buf_add_format(out, " (%s)", reasons[i].words);
}

static void add_args(struct buf *out, struct span args)
{
    if (args.len)
        text_escape_fit(out, args, TEXT_PLAIN, ARGS_COLUMNS);
    else
        buf_add_text(out, "nothing");
}

static void add_change(struct buf *out, struct span tag, enum capa_when when,
                       const char *verb, bool gone)
{
    buf_add_format(out, "  %s: ", when_names[when]);
    text_escape_fit(out, tag, TEXT_PLAIN, 60);
    buf_add_format(out, " %s", verb);
    add_reason(out, tag, when, gone);
    buf_add_char(out, '\n');
}

/* Everything that differs between two states. */
static void add_changes(struct buf *out, struct span before, struct span after,
                        enum capa_when when)
{
    struct span tag, args, then;
    struct span rest = before;

    while (take_line(&rest, &tag, &args)) {
        if (!find_tag(after, tag, &then)) {
            add_change(out, tag, when, "is gone", true);
        } else if (!span_equal(args, then)) {
            buf_add_format(out, "  %s: ", when_names[when]);
            text_escape_fit(out, tag, TEXT_PLAIN, 60);
            buf_add_text(out, " was ");
            add_args(out, args);
            buf_add_text(out, ", is ");
            add_args(out, then);
            buf_add_char(out, '\n');
        }
    }
    for (rest = after; take_line(&rest, &tag, &args);)
        if (!find_tag(before, tag, NULL))
            add_change(out, tag, when, "came", false);
}

static void add_comparison(struct buf *out, const struct capa_list *all)
{
    int before = -1, compared = 0;
    size_t from;

    buf_add_text(out, "what changed:\n");
    from = out->len;
    for (int i = 0; i < CAPA_WHENS; i++) {
        if (!all[i].known)
            continue;
        if (before >= 0) {
            add_changes(out, all[before].lines, all[i].lines,
                        (enum capa_when)i);
            compared++;
        }
        before = i;
    }
    if (out->len == from)
        buf_add_text(out, compared
                              ? "  nothing\n"
                              : "  only one state was asked so far; \\capa "
                                "again after STLS or the login\n");
}

COMMAND_FUNCTION(capa)
{
    enum capa_when now = session_capa_now(sh->session);
    struct capa_list all[CAPA_WHENS];
    struct buf out = {0};
    enum status status;

    (void)args;
    if (session_is_in_exchange(sh->session))
        return error_set(err, ERROR_USAGE,
                         "\\capa: an exchange is open; \"*\" ends it");
    if (!session_capa(sh->session, now).len &&
        !session_ask(sh->session, "CAPA", &status, err))
        return false;
    for (int i = 0; i < CAPA_WHENS; i++) {
        all[i].lines = session_capa(sh->session, (enum capa_when)i);
        all[i].known = all[i].lines.len > 0;
    }
    if (all[now].lines.len <= 1)
        buf_add_text(&out, "CAPA lists nothing here: an old server; USER, "
                           "PASS, STAT, LIST, RETR and DELE work all the "
                           "same\n");
    else
        add_table(&out, all);
    add_comparison(&out, all);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
