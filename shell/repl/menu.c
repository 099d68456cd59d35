/* menu.c - words and notes in two columns. */
#include <config.h>

#include "shell/repl/menu.h"

#include "net/base/text.h"

enum { WORD_COLUMNS_MOST = 30, GAP = 2 };

static size_t widest(char *const *list, size_t count)
{
    size_t most = 0;

    for (size_t i = 1; i <= count; i++) {
        size_t width = text_columns(span_of(list[i]), TEXT_PLAIN);
        most = width > most && width <= WORD_COLUMNS_MOST ? width : most;
    }
    return most;
}

static bool has_notes(const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->at[i].note)
            return true;
    return false;
}

static void add_row(struct buf *out, const char *word, const char *note,
                    size_t width, size_t columns)
{
    size_t used = text_columns(span_of(word), TEXT_PLAIN);

    text_escape_fit(out, span_of(word), TEXT_PLAIN, columns);
    if (note && columns > width + GAP + 10) {
        buf_add_format(out, "%*s",
                       (int)((used < width ? width - used : 0) + GAP), "");
        text_escape_fit(out, span_of(note), TEXT_PLAIN,
                        columns - GAP - (used > width ? used : width));
    }
    buf_add_char(out, '\n');
}

bool menu_make(struct buf *out, const struct words *words, char *const *list,
               size_t count, size_t columns, size_t rows)
{
    size_t width = widest(list, count);
    size_t shown = rows && count > rows ? rows - 1 : count;

    if (!has_notes(words))
        return false;
    for (size_t i = 1; i <= shown; i++)
        add_row(out, list[i], words_note(words, list[i]), width, columns);
    if (shown < count)
        buf_add_format(out, "... %zu more; type on and press TAB again\n",
                       count - shown);
    return true;
}
