/* line-map.c - a step for each line, and a mark at every 64th.
 *
 * Most lines stand right behind the one before, or have one of the other side
 * between, and are short: their step is an octet or three. */
#include <config.h>

#include "net/transcript/line-map.h"

#include "net/base/memory.h"
#include <stdlib.h>

/* The first octet of a step: up to STEP_NEXT the octets of the next line of
 * the file, which is not in doubt; else what follows. */
enum {
    STEP_NEXT = 253,
    STEP_NEAR, /* lines forward, octets: one octet each; not in doubt */
    STEP_FAR,  /* 8 octets: octets (37 bits), doubt (1), lines forward (26: a
                  file has 64 MiB at most) */
    STEP_MOST = 9,
    MARK_EVERY = 64,
};
enum { LINE_BITS = 26 };

#define DOUBT (UINT64_C(1) << LINE_BITS)
#define OCTETS_SHIFT (LINE_BITS + 1)

struct line_mark {
    uint64_t octets; /* of the stream before the steps from here */
    uint32_t line;
    uint32_t step; /* where they stand */
};

void line_map_done(struct line_map *m)
{
    free(m->steps);
    free(m->marks);
    *m = (struct line_map){0};
}

void line_map_clear(struct line_map *m)
{
    m->count = m->marks_count = 0;
    m->unmarked = 0;
    m->line = 0;
    m->octets = 0;
}

/* --- adding --- */

static void mark(struct line_map *m)
{
    if (m->marks_count == m->marks_room) {
        m->marks_room = m->marks_room ? m->marks_room * 2 : 16;
        m->marks = xrealloc(m->marks, m->marks_room * sizeof *m->marks);
    }
    m->marks[m->marks_count++] =
        (struct line_mark){m->octets, m->line, (uint32_t)m->count};
    m->unmarked = 0;
}

static void add_step(struct line_map *m, uint32_t forward, uint64_t octets,
                     bool doubtful)
{
    unsigned char *at = m->steps + m->count;
    uint64_t far = octets << OCTETS_SHIFT | (doubtful ? DOUBT : 0) |
                   (forward & (DOUBT - 1));

    if (!doubtful && forward == 1 && octets <= STEP_NEXT) {
        at[0] = (unsigned char)octets;
        m->count++;
    } else if (!doubtful && forward <= UINT8_MAX && octets <= UINT8_MAX) {
        at[0] = STEP_NEAR;
        at[1] = (unsigned char)forward;
        at[2] = (unsigned char)octets;
        m->count += 3;
    } else {
        at[0] = STEP_FAR;
        memcpy(at + 1, &far, sizeof far);
        m->count += STEP_MOST;
    }
}

void line_map_add(struct line_map *m, uint32_t line, uint64_t octets,
                  bool doubtful)
{
    if (!m->marks_count || m->unmarked == MARK_EVERY)
        mark(m);
    if (m->room - m->count < STEP_MOST) {
        m->room = m->room ? m->room * 2 : 256;
        m->steps = xrealloc(m->steps, m->room);
    }
    add_step(m, line - m->line, octets, doubtful);
    m->unmarked++;
    m->line = line;
    m->octets += octets;
}

/* --- finding --- */

/* The last mark that does not stand behind offset; there is one. */
static const struct line_mark *mark_before(const struct line_map *m,
                                           uint64_t offset)
{
    size_t low = 0, high = m->marks_count;

    while (low < high) { /* the first mark behind offset */
        size_t middle = low + (high - low) / 2;

        if (m->marks[middle].octets <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return &m->marks[low - 1];
}

/* Take the step at *at, and go on to the next one. */
static void take_step(const unsigned char **at, uint32_t *line,
                      uint64_t *octets, bool *doubtful)
{
    const unsigned char *step = *at;
    uint64_t far;

    *doubtful = false;
    if (step[0] <= STEP_NEXT) {
        *octets += step[0];
        ++*line;
        *at += 1;
    } else if (step[0] == STEP_NEAR) {
        *line += step[1];
        *octets += step[2];
        *at += 3;
    } else {
        memcpy(&far, step + 1, sizeof far);
        *line += (uint32_t)(far & (DOUBT - 1));
        *octets += far >> OCTETS_SHIFT;
        *doubtful = (far & DOUBT) != 0;
        *at += STEP_MOST;
    }
}

uint32_t line_map_find(const struct line_map *m, uint64_t offset,
                       bool *doubtful_out)
{
    const struct line_mark *mark;
    const unsigned char *at, *end;
    uint64_t octets; /* before the line that is taken next */
    uint32_t line;
    bool doubtful = false;

    if (!m->count)
        return 0;
    mark = mark_before(m, offset);
    end = m->steps + m->count;
    at = m->steps + mark->step;
    octets = mark->octets;
    line = mark->line;
    while (at < end && octets <= offset)
        take_step(&at, &line, &octets, &doubtful);
    if (doubtful_out)
        *doubtful_out = doubtful;
    return line;
}
