/* line-map.c - sorted offsets, one a line. */
#include <config.h>

#include "net/transcript/line-map.h"

#include "net/base/memory.h"
#include <stdlib.h>

/* An entry: where its octets begin (37 bits), doubt (1), the line (26: a file
 * has 64 MiB at most). */
enum { LINE_BITS = 26 };

#define DOUBT (UINT64_C(1) << LINE_BITS)
#define OFFSET_SHIFT (LINE_BITS + 1)

void line_map_done(struct line_map *m)
{
    free(m->at);
    *m = (struct line_map){0};
}

void line_map_clear(struct line_map *m)
{
    m->count = 0;
    m->octets = 0;
}

void line_map_add(struct line_map *m, uint32_t line, uint64_t octets,
                  bool doubtful)
{
    if (m->count == m->room) {
        m->room = m->room ? m->room * 2 : 256;
        m->at = xrealloc(m->at, m->room * sizeof *m->at);
    }
    m->at[m->count++] = m->octets << OFFSET_SHIFT | (doubtful ? DOUBT : 0) |
                        (line & (DOUBT - 1));
    m->octets += octets;
}

uint32_t line_map_find(const struct line_map *m, uint64_t offset,
                       bool *doubtful_out)
{
    size_t low = 0, high = m->count;

    while (low < high) { /* the first entry that begins behind offset */
        size_t middle = low + (high - low) / 2;

        if (m->at[middle] >> OFFSET_SHIFT <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return 0;
    if (doubtful_out)
        *doubtful_out = (m->at[low - 1] & DOUBT) != 0;
    return (uint32_t)(m->at[low - 1] & (DOUBT - 1));
}
