/* compare-pin.c - counts, sizes and unique-ids that are compared below the
 * level of text: the words that give them, and nothing beside.
 *
 * Entries of listings are told apart by their message-numbers. A line where a
 * mask without a recorded value stands has nothing to compare with. */
#include <config.h>

#include "net/transcript/compare-private.h"

enum { TELL_MOST = 20 }; /* entries of one answer */

/* The word that gives an aspect: its number in the line, from 0. */
struct pin {
    enum content content;
    unsigned aspect;
    unsigned word; /* of an entry; of a status line one further on */
    const char *why;
};

static const struct pin pins[] = {
    {CONTENT_DROP, ASPECT_COUNTS, 0, "the count is another one"    },
    {CONTENT_DROP, ASPECT_SIZES,  1, "the size is another one"     },
    {CONTENT_SCAN, ASPECT_SIZES,  1, "the size is another one"     },
    {CONTENT_UID,  ASPECT_UIDS,   1, "the unique-id is another one"},
};

static bool is_known(const struct wanted_line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (line->parts[i].kind != PART_LITERAL && !line->parts[i].recorded.at)
            return false;
    return line->quantity == ITEM_ONE;
}

/* Word n of the line, from 0; empty: it has none. */
static struct span word_of(struct span line, unsigned n)
{
    struct span word = span_take_word(&line);

    while (n--)
        word = span_take_word(&line);
    return word;
}

static bool compare_word(struct comparison *x, const struct pin *pin,
                         const struct wanted_line *line, struct span got,
                         unsigned n)
{
    struct span expected = word_of(line->octets, n), came = word_of(got, n);

    if (!expected.len || span_equal(expected, came))
        return true;
    compare_tell(x, &(struct difference){
                        .level = COMPARE_TEXT,
                        .line = line->line,
                        .expected = line->text,
                        .got = got,
                        .at = (came.at ? (size_t)(came.at - got.at) : got.len) +
                              span_in_common(expected, came),
                        .has_at = true,
                        .why = pin->why});
    return false;
}

/* The entry that came for the message of line i, from *live on, both being in
 * ascending order. */
static bool find_entry(struct line_reader *live, uint64_t number,
                       struct live_line *out)
{
    struct line_reader next = *live;
    uint64_t n;

    while (line_next(&next, out)) {
        struct span rest = out->text;

        if (span_number(span_take_word(&rest), &n)) {
            if (n > number)
                return false;
            if (n == number)
                return true;
        }
        *live = next;
    }
    return false;
}

static void compare_listing(struct comparison *x, const struct pin *pin)
{
    struct line_reader live = {buf_span(&x->got->octets)};
    struct live_line got;
    size_t told = 0;

    line_next(&live, &got);
    for (size_t i = 1; i < x->w->count && told < TELL_MOST; i++) {
        const struct wanted_line *line = &x->w->lines[i];
        struct span rest = line->octets;
        uint64_t number;

        if (is_known(line) && span_number(span_take_word(&rest), &number) &&
            find_entry(&live, number, &got))
            told += !compare_word(x, pin, line, got.text, pin->word);
    }
}

void compare_pins(struct comparison *x)
{
    const struct wanted *w = x->w;
    struct line_reader live = {buf_span(&x->got->octets)};
    struct live_line first;

    if (w->kind != ANSWER_REPLY || w->status != STATUS_OK || !w->count)
        return;
    for (size_t i = 0; i < sizeof pins / sizeof *pins; i++) {
        const struct pin *pin = &pins[i];

        if (pin->content != w->content || !(pin->aspect & x->c->how.pinned))
            continue;
        if (w->multi)
            compare_listing(x, pin);
        else if (is_known(w->lines) && line_next(&live, &first) &&
                 !compare_word(x, pin, w->lines, first.text, pin->word + 1))
            return;
        live.rest = buf_span(&x->got->octets);
    }
}
