/* text-listing.c - LIST, UIDL, CAPA, LANG and other listings as tables.
 *
 * LIST and UIDL stream: a million lines go through here, and nothing is
 * kept. The short ones are held until their widths are known. */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/capability.h"
#include "shell/render/renderer.h"
#include "shell/render/text-form.h"

enum { SPARE_ROWS = 6 }; /* status, titles, totals and prompt */

static const struct table_column scan_columns[] = {
    {"message", 7,  true },
    {"octets",  10, true },
    {"",        10, true },
    {"",        0,  false},
};

static const struct table_column uid_columns[] = {
    {"message",   7, true },
    {"unique-id", 9, false},
    {"",          0, false},
};

static const struct table_column two_columns[2];

/* In the order of enum content: how each is laid out, and what its lines are
 * called in the line of totals. */
static const struct layout {
    const struct table_column *columns; /* NULL: lines as they came */
    size_t count;
    bool titles, hold;
    const char *one, *many; /* NULL: no totals */
} layouts[] = {
    {NULL,         0, false, false, "line",    "lines"   },
    {NULL,         0, false, false, NULL,      NULL      },
    {scan_columns, 4, true,  false, "message", "messages"},
    {uid_columns,  3, true,  false, "message", "messages"},
    {two_columns,  2, false, true,  NULL,      NULL      },
    {two_columns,  2, false, true,  NULL,      NULL      },
    {two_columns,  2, false, true,  NULL,      NULL      },
    {NULL,         0, false, false, NULL,      NULL      },
};
_Static_assert(sizeof layouts / sizeof *layouts == CONTENT_MESSAGE + 1,
               "a row per content");

static void begin(struct renderer *r, enum content content)
{
    struct text_listing *l = &r->text.listing;
    const struct layout *layout = &layouts[content];

    table_done(&l->table);
    *l = (struct text_listing){.begun = true, .content = content};
    table_init(&l->table, layout->columns, layout->count, TEXT_INDENT,
               layout->hold);
    if (layout->titles)
        table_titles(&l->table, &r->scratch);
}

/* Append what was put into the cell. */
static void end_cell(struct renderer *r)
{
    table_cell(&r->text.listing.table, &r->scratch, buf_span(&r->text.cell));
    buf_clear(&r->text.cell);
}

/* Append a cell of the server's octets. */
static void escaped_cell(struct renderer *r, struct span octets)
{
    text_escape(&r->text.cell, octets, renderer_escape_flags(r));
    end_cell(r);
}

/* What the grammar does not foresee behind the rest of a line. */
static void rest_cell(struct renderer *r, struct span rest)
{
    if (rest.len)
        escaped_cell(r, rest);
}

static void add_octets(struct text_listing *l, uint64_t octets)
{
    l->beyond = l->beyond || octets > UINT64_MAX - l->octets;
    l->octets += octets;
}

static void scan_row(struct renderer *r, const struct listing *line)
{
    struct table *table = &r->text.listing.table;

    add_octets(&r->text.listing, line->octets);
    table_number(table, &r->scratch, line->n);
    table_number(table, &r->scratch, line->octets);
    if (line->octets >= 1024)
        text_size(&r->text.cell, line->octets);
    end_cell(r);
    rest_cell(r, line->rest);
}

static void uid_row(struct renderer *r, const struct listing *line)
{
    table_number(&r->text.listing.table, &r->scratch, line->n);
    escaped_cell(r, line->word);
    rest_cell(r, line->rest);
}

static void mechanism_cell(struct renderer *r, struct span mechanism)
{
    capability_mechanism_words(&r->text.cell, mechanism);
    end_cell(r);
}

/* SASL gets a row for each mechanism below its own. */
static void sasl_rows(struct renderer *r, const struct listing *line)
{
    struct table *table = &r->text.listing.table;
    struct span rest = line->rest;
    struct span mechanism;

    escaped_cell(r, line->word);
    table_cell(table, &r->scratch, SPAN("AUTH takes these mechanisms:"));
    while ((mechanism = span_take_word(&rest)).len) {
        table_end_row(table, &r->scratch);
        buf_add_text(&r->text.cell, "  ");
        escaped_cell(r, mechanism);
        mechanism_cell(r, mechanism);
    }
}

static void capability_row(struct renderer *r, const struct event *e)
{
    const struct listing *line = &e->listing;

    if (span_is_case(line->word, "SASL") && span_trim(line->rest).len) {
        sasl_rows(r, line);
        return;
    }
    escaped_cell(r, e->text);
    capability_words(&r->text.cell, line->word, line->rest);
    end_cell(r);
}

/* A line that cannot be read, or has nothing to be read: as it came. */
static void bare_row(struct renderer *r, const struct event *e)
{
    table_settle(&r->text.listing.table, &r->scratch);
    text_indent(r);
    text_escape(&r->scratch, e->text, renderer_escape_flags(r));
    buf_add_char(&r->scratch, '\n');
}

static void show_row(struct renderer *r, const struct event *e)
{
    const struct listing *line = &e->listing;

    if (!line->ok || !layouts[line->content].columns) {
        bare_row(r, e);
        return;
    }
    switch (line->content) {
    case CONTENT_SCAN:
        scan_row(r, line);
        break;
    case CONTENT_UID:
        uid_row(r, line);
        break;
    case CONTENT_CAPABILITY:
        capability_row(r, e);
        break;
    case CONTENT_MECHANISM:
        escaped_cell(r, e->text);
        mechanism_cell(r, line->word);
        break;
    default:
        escaped_cell(r, line->word);
        escaped_cell(r, line->rest);
        break;
    }
    table_end_row(&r->text.listing.table, &r->scratch);
}

void text_listing_line(struct renderer *r, const struct event *e)
{
    struct text_listing *l = &r->text.listing;
    size_t most = text_rows(r, SPARE_ROWS);

    if (!l->begun)
        begin(r, e->listing.content);
    l->rows++;
    l->unread += !e->listing.ok && l->content != CONTENT_FREE;
    if (!most || l->rows <= most) {
        show_row(r, e);
        return;
    }
    l->hidden++;
    if (e->listing.ok && e->listing.content == CONTENT_SCAN)
        add_octets(l, e->listing.octets);
}

bool text_listing_hides(struct renderer *r, const struct event *run)
{
    struct text_listing *l = &r->text.listing;
    size_t most = text_rows(r, SPARE_ROWS);

    if (!l->begun || !most || l->rows < most)
        return false;
    l->rows += run->count;
    l->hidden += run->count;
    add_octets(l, run->listing.octets);
    return true;
}

static bool is_listing(const struct event *e)
{
    return e->request && e->status == STATUS_OK && e->end != END_LINE &&
           request_shape(e->request) == SHAPE_LISTING;
}

static void show_totals(struct renderer *r, const struct text_listing *l)
{
    const struct layout *layout = &layouts[l->content];
    struct buf *out = &r->scratch;

    if (!layout->one)
        return;
    text_indent(r);
    text_count(out, l->rows - l->unread, layout->one, layout->many);
    if (l->content == CONTENT_SCAN) {
        buf_add_text(out, ", ");
        if (l->beyond)
            buf_add_text(out, "more octets than can be counted");
        else
            text_octets(out, l->octets);
    }
    buf_add_char(out, '\n');
}

void text_listing_end(struct renderer *r, const struct event *e)
{
    struct text_listing *l = &r->text.listing;

    if (!l->begun && !is_listing(e))
        return;
    if (!l->begun)
        l->content = request_content(e->request);
    table_settle(&l->table, &r->scratch);
    if (l->hidden) {
        text_indent(r);
        buf_add_text(&r->scratch, text_ellipsis(r));
        buf_add_char(&r->scratch, ' ');
        text_grouped(&r->scratch, l->hidden);
        buf_add_text(&r->scratch, " more; \\last shows all\n");
    }
    show_totals(r, l);
    table_done(&l->table);
    *l = (struct text_listing){0};
}
