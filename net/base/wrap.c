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
