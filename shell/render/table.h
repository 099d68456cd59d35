/* table.h - rows of cells in columns that line up on the screen.
 *
 * Widths are display columns, so wide and combining characters line up too.
 * A table either streams, with least widths that grow when a cell needs more,
 * or holds its rows back until all widths are known (or too much is held). */
#ifndef POP3SH_RENDER_TABLE_H
#define POP3SH_RENDER_TABLE_H

#include "net/base/buf.h"

enum {
    TABLE_COLUMNS_MOST = 6,
    TABLE_HELD_MOST = 16384, /* octets of rows held back */
    TABLE_GAP = 2,           /* blanks between columns */
};

struct table_column {
    const char *title;
    size_t width; /* at least */
    bool right;   /* aligned */
};

struct table {
    struct table_column columns[TABLE_COLUMNS_MOST];
    size_t count;
    size_t indent;
    bool hold;       /* rows are held back */
    struct buf held; /* their cells, a NUL behind each */
    size_t cell;     /* the next one of the present row */
    size_t owed;     /* blanks due before the next cell that is not empty */
};

/* A table of `count` columns. Release with table_done. */
void table_init(struct table *t, const struct table_column *columns,
                size_t count, size_t indent, bool hold);
void table_done(struct table *t);

/* Append the line of titles to out. */
void table_titles(struct table *t, struct buf *out);

/* Append the next cell. text is fit for a terminal and has no NUL. */
void table_cell(struct table *t, struct buf *out, struct span text);
void table_number(struct table *t, struct buf *out, uint64_t n);

/* End the row; cells not given are empty. */
void table_end_row(struct table *t, struct buf *out);

/* Append what is held back; from then on the table streams. */
void table_settle(struct table *t, struct buf *out);

#endif
