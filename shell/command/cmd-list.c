/* cmd-list.c - \list [N|FIRST-LAST]: LIST, UIDL and TOP as one table. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/hush.h"
#include "shell/command/print.h"
#include "shell/render/table.h"

enum {
    SHOWN_USUAL = 50, /* messages, when the user does not say which */
    SPARE_ROWS = 4,
    BATCH = 64, /* TOP commands sent ahead */
};

enum { COLUMN_N, COLUMN_SIZE, COLUMN_UID, COLUMN_DATE, COLUMN_FROM };

struct range {
    uint64_t first, last;
};

/* How wide the cells may be on this screen; 0: as wide as they are. */
struct widths {
    size_t uid, date, from, subject;
};

static void add_envelopes(struct shell *sh)
{
    if (sh->envelopes)
        return;
    sh->envelopes = envelopes_new();
    session_add_reader(sh->session, envelopes_see, sh->envelopes);
}

static const struct messages *messages_of(const struct shell *sh)
{
    return dialogue_messages(session_dialogue(sh->session));
}

/* Is a command there, for all that is known? */
static bool can(const struct shell *sh, const char *tag)
{
    const struct dialogue *d = session_dialogue(sh->session);

    return !dialogue_capabilities(d).len ||
           dialogue_has_capability(d, tag, NULL);
}

static bool ask_listings(struct shell *sh, struct error *err)
{
    enum status status;

    return hush_ask(sh, "LIST", &status, err) &&
           (!can(sh, "UIDL") || hush_ask(sh, "UIDL", &status, err));
}

/* Is message n in the last LIST, and not marked? */
static bool is_there(const struct shell *sh, uint64_t n)
{
    const struct message_entry *entry = messages_get(messages_of(sh), n);

    return entry && (entry->flags & MESSAGE_LIST_NOW) &&
           !(entry->flags & MESSAGE_DELETED);
}

/* Wait for the headers that were asked for. */
static bool settle(struct shell *sh, size_t *ahead, struct error *err)
{
    enum session_end end;

    if (!*ahead)
        return true;
    *ahead = 0;
    end = session_wait(sh->session, err);
    return end == SESSION_READY || end == SESSION_CLOSED;
}

/* TOP of every message whose header was not seen yet. Without PIPELINING one
 * by one; a server that refuses the first has no TOP. */
static bool ask_headers(struct shell *sh, struct range r, struct error *err)
{
    const struct dialogue *d = session_dialogue(sh->session);
    bool together = dialogue_has_capability(d, "PIPELINING", NULL);
    size_t ahead = 0, asked = 0;
    bool ok = true;

    if (!can(sh, "TOP"))
        return true;
    for (uint64_t n = r.first; ok && n <= r.last; n++) {
        struct buf line = {0};
        enum status status = STATUS_OK;

        if (!is_there(sh, n) || envelopes_get(sh->envelopes, n))
            continue;
        buf_add_format(&line, "TOP %llu 0", (unsigned long long)n);
        if (together && asked) {
            session_send(sh->session, buf_span(&line), true);
            if (++ahead == BATCH)
                ok = settle(sh, &ahead, err);
        } else {
            ok = session_ask(sh->session, buf_text(&line), &status, err);
        }
        buf_done(&line);
        if (ok && !asked++ && status != STATUS_OK)
            break;
    }
    return settle(sh, &ahead, err) && ok;
}

static struct widths widths_of(const struct render_options *how)
{
    size_t columns = how->interactive && how->columns ? how->columns : 0;
    struct widths w = {0};

    if (!columns)
        return w;
    w.uid = columns < 100 ? 10 : columns < 140 ? 20 : 32;
    w.date = columns < 100 ? 11 : 17;
    w.from = columns < 100 ? 16 : 24;
    w.subject = columns > w.uid + w.date + w.from + 40
                    ? columns - w.uid - w.date - w.from - 29
                    : 12;
    return w;
}

static void add_cell(struct table *t, struct buf *out, struct span text,
                     size_t width, unsigned flags)
{
    struct buf cell = {0};

    if (width)
        text_escape_fit(&cell, text, flags, width);
    else
        text_escape(&cell, text, flags);
    table_cell(t, out, buf_span(&cell));
    buf_done(&cell);
}

/* A narrow screen has room for the day only. */
static struct span day_of(struct span date, const struct widths *w)
{
    size_t blank = date.len;

    if (!w->date || w->date >= 17 || span_find(date, ':') == date.len)
        return date;
    while (blank && date.at[blank - 1] != ' ')
        blank--;
    return span_trim(span_first(date, blank));
}

static void add_row(struct table *t, struct buf *out, const struct shell *sh,
                    uint64_t n, const struct widths *w, unsigned flags)
{
    const struct message_entry *entry = messages_get(messages_of(sh), n);
    const struct envelope *e = envelopes_get(sh->envelopes, n);
    struct buf size = {0};

    table_number(t, out, n);
    text_size(&size, entry->octets);
    table_cell(t, out, buf_span(&size));
    add_cell(t, out, messages_uid(messages_of(sh), n), w->uid, flags);
    add_cell(t, out, day_of(span_of(e ? e->date : NULL), w), w->date, flags);
    add_cell(t, out, span_of(e ? e->from : NULL), w->from, flags);
    add_cell(t, out, span_of(e ? e->subject : NULL), w->subject, flags);
    table_end_row(t, out);
    buf_done(&size);
}

static void add_table(struct buf *out, struct shell *sh, struct range r)
{
    static const struct table_column columns[] = {
        {"message",   7, true },
        {"size",      9, true },
        {"unique-id", 9, false},
        {"date",      4, false},
        {"from",      4, false},
        {"subject",   7, false},
    };
    const struct render_options *how = renderer_options(sh->renderer);
    unsigned flags = how->utf8 ? TEXT_PLAIN : TEXT_ASCII;
    struct widths w = widths_of(how);
    uint64_t count = 0, octets = 0;
    struct table t;

    table_init(&t, columns, sizeof columns / sizeof *columns, 0, true);
    table_titles(&t, out);
    for (uint64_t n = r.first; n <= r.last; n++) {
        if (!is_there(sh, n))
            continue;
        add_row(&t, out, sh, n, &w, flags);
        octets += messages_get(messages_of(sh), n)->octets;
        count++;
    }
    table_settle(&t, out);
    table_done(&t);
    text_grouped(out, count);
    buf_add_text(out, count == 1 ? " message, " : " messages, ");
    text_grouped(out, octets);
    buf_add_text(out, " octets");
    if (messages_of(sh)->listed_now > count + messages_of(sh)->deleted)
        buf_add_format(out, "; %zu in all, \\list 1-%zu shows them",
                       messages_of(sh)->listed_now, messages_of(sh)->count);
    buf_add_char(out, '\n');
}

/* "7", "1-20", "20-", or nothing: the newest, as many as the screen has. */
static bool read_range(struct shell *sh, struct span text, struct range *r)
{
    const struct render_options *how = renderer_options(sh->renderer);
    uint64_t most = messages_of(sh)->count, rows = SHOWN_USUAL;
    struct span from = span_first(text, span_find(text, '-'));
    struct span to = span_from(text, from.len + 1);

    if (how->interactive && how->rows > SPARE_ROWS + 5)
        rows = how->rows - SPARE_ROWS;
    *r = (struct range){most > rows ? most - rows + 1 : 1, most};
    if (!text.len)
        return true;
    if (!span_number(from, &r->first) || !r->first ||
        (to.len && !span_number(to, &r->last)))
        return false;
    if (from.len == text.len)
        r->last = r->first;
    if (r->last > most)
        r->last = most;
    return true;
}

COMMAND_FUNCTION(list)
{
    struct range r;
    struct buf out = {0};
    bool ok;

    if (dialogue_state(session_dialogue(sh->session)) != STATE_TRANSACTION)
        return error_set(err, ERROR_USAGE,
                         "\\list needs a login: it asks LIST, UIDL and TOP");
    add_envelopes(sh);
    if (!ask_listings(sh, err))
        return false;
    if (!read_range(sh, args->text, &r))
        return error_set(err, ERROR_USAGE,
                         "\\list takes a message-number or a range: \\list "
                         "1-20");
    hush_begin(sh);
    ok = ask_headers(sh, r, err);
    hush_end(sh);
    if (ok) {
        add_table(&out, sh, r);
        print_text(sh, &out);
    }
    buf_done(&out);
    return ok;
}
