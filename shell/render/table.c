/* table.c - lays out cells; no blank is written that would end a line. */
#include <config.h>

#include "shell/render/table.h"

#include "net/base/text.h"
#include <assert.h>
#include <string.h>

enum { DIGITS_MOST = 20 }; /* of 64 bits */

void table_init(struct table *t, const struct table_column *columns,
                size_t count, size_t indent, bool hold)
{
    assert(count <= TABLE_COLUMNS_MOST);
    memset(t, 0, sizeof *t);
    if (count)
        memcpy(t->columns, columns, count * sizeof *columns);
    t->count = count;
    t->indent = t->owed = indent;
    t->hold = hold;
}

void table_done(struct table *t)
{
    buf_done(&t->held);
}

static void add_blanks(struct buf *out, size_t n)
{
    char *at = buf_room(out, n);

    if (!at)
        return;
    memset(at, ' ', n);
    buf_grow(out, n);
}

/* Append a cell that takes `width` columns. */
static void lay_cell(struct table *t, struct buf *out, struct span text,
                     size_t width)
{
    struct table_column *column = &t->columns[t->cell];
    size_t pad = 0;

    assert(t->cell < t->count);
    if (column->width < width)
        column->width = width;
    pad = column->width - width;
    if (t->cell++)
        t->owed += TABLE_GAP;
    if (column->right) {
        t->owed += pad;
        pad = 0;
    }
    if (text.len) {
        add_blanks(out, t->owed);
        buf_add(out, text);
        t->owed = 0;
    }
    t->owed += pad;
}

static void end_line(struct table *t, struct buf *out)
{
    t->cell = 0;
    t->owed = t->indent;
    buf_add_char(out, '\n');
}

/* Keep a cell for table_settle. */
static void hold_cell(struct table *t, struct span text, size_t width)
{
    struct table_column *column = &t->columns[t->cell++];

    if (column->width < width)
        column->width = width;
    buf_add(&t->held, text);
    buf_add_char(&t->held, '\0');
}

static void add_cell(struct table *t, struct buf *out, struct span text,
                     size_t width)
{
    assert(t->cell < t->count);
    if (t->hold)
        hold_cell(t, text, width);
    else
        lay_cell(t, out, text, width);
}

void table_titles(struct table *t, struct buf *out)
{
    for (size_t i = 0; i < t->count; i++)
        table_cell(t, out, span_of(t->columns[i].title));
    table_end_row(t, out);
}

void table_cell(struct table *t, struct buf *out, struct span text)
{
    add_cell(t, out, text, text_columns(text, TEXT_PLAIN));
}

void table_number(struct table *t, struct buf *out, uint64_t n)
{
    char digits[DIGITS_MOST];
    size_t at = DIGITS_MOST;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    add_cell(t, out, (struct span){digits + at, DIGITS_MOST - at},
             DIGITS_MOST - at);
}

void table_end_row(struct table *t, struct buf *out)
{
    if (!t->hold) {
        end_line(t, out);
        return;
    }
    while (t->cell < t->count)
        hold_cell(t, (struct span){0}, 0);
    t->cell = 0;
    if (t->held.len > TABLE_HELD_MOST)
        table_settle(t, out);
}

void table_settle(struct table *t, struct buf *out)
{
    struct span cells = buf_span(&t->held);

    t->hold = false;
    while (cells.len) {
        struct span cell = span_first(cells, span_find(cells, '\0'));

        table_cell(t, out, cell);
        if (t->cell == t->count)
            end_line(t, out);
        cells = span_from(cells, cell.len + 1);
    }
    buf_clear(&t->held);
}
