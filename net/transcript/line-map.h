/* line-map.h - which line of a file an octet of a stream came from. */
#ifndef POP3SH_TRANSCRIPT_LINE_MAP_H
#define POP3SH_TRANSCRIPT_LINE_MAP_H

#include "net/base/span.h"

struct line_mark;

/* Zeroed memory is a valid empty one. An octet for most lines: a listing of a
 * million of them is to fit. */
struct line_map {
    unsigned char *steps; /* owned: from each line to the next */
    size_t count, room;
    struct line_mark *marks; /* owned: every so many steps, where they lead */
    size_t marks_count, marks_room;
    unsigned unmarked; /* steps since the last mark */
    uint32_t line;     /* the last one */
    uint64_t octets;   /* of the stream so far */
};

void line_map_done(struct line_map *m);
void line_map_clear(struct line_map *m); /* the stream begins again */

/* The next octets of the stream come from this line, which is none before the
 * last one that was added. */
void line_map_add(struct line_map *m, uint32_t line, uint64_t octets,
                  bool doubtful);

/* The line of the octet at offset, or of the last one when offset lies behind
 * it; 0 when there is none. */
uint32_t line_map_find(const struct line_map *m, uint64_t offset,
                       bool *doubtful_out);

#endif
