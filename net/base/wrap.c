/* wrap.c - breaks paragraphs between words. */
#include <config.h>

#include "net/base/wrap.h"

#include "net/base/text.h"

void wrap_words(struct buf *out, size_t indent, size_t columns,
                struct span text)
{
    size_t column = indent;
    struct span word;
    bool first = true;

    while ((word = span_take_word(&text)).len) {
        size_t width = text_columns(word, TEXT_PLAIN);

        if (!first && column + 1 + width > columns) {
            buf_add_format(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += width;
        first = false;
    }
    buf_add_char(out, '\n');
}

/* Where the rest of a broken line stands. */
static size_t hang_of(struct span line, size_t columns)
{
    size_t blanks = 0;

    while (blanks < line.len && line.at[blanks] == ' ')
        blanks++;
    return blanks + 2 < columns / 2 ? blanks + 2 : columns / 2;
}

/* Blanks, and the word behind them. */
static struct span take_piece(struct span *line, size_t *blanks_out)
{
    size_t blanks = 0, end;
    struct span piece;

    while (blanks < line->len && line->at[blanks] == ' ')
        blanks++;
    end = blanks + span_find(span_from(*line, blanks), ' ');
    piece = span_first(*line, end);
    *line = span_from(*line, end);
    *blanks_out = blanks;
    return piece;
}

static void wrap_line(struct buf *out, size_t columns, struct span line)
{
    size_t hang = hang_of(line, columns), column = 0, blanks;

    while (line.len) {
        struct span piece = take_piece(&line, &blanks);
        size_t width = text_columns(span_from(piece, blanks), TEXT_PLAIN);

        if (column > hang && column + blanks + width > columns) {
            buf_add_format(out, "\n%*s", (int)hang, "");
            column = hang + width;
            buf_add(out, span_from(piece, blanks));
        } else {
            column += blanks + width;
            buf_add(out, piece);
        }
    }
}

void wrap_lines(struct buf *out, size_t columns, struct span text)
{
    while (text.len) {
        size_t end = span_find(text, '\n');

        wrap_line(out, columns, span_first(text, end));
        if (end < text.len)
            buf_add_char(out, '\n');
        text = span_from(text, end + 1);
    }
}
