/* line-map.h - which line of a file an octet of a stream came from. */
#ifndef POP3SH_TRANSCRIPT_LINE_MAP_H
#define POP3SH_TRANSCRIPT_LINE_MAP_H

#include "net/base/span.h"

/* Zeroed memory is a valid empty one; 8 octets for each line. */
struct line_map {
    uint64_t *at; /* owned */
    size_t count, room;
    uint64_t octets; /* of the stream so far */
};

void line_map_done(struct line_map *m);
void line_map_clear(struct line_map *m); /* the stream begins again */

/* The next octets of the stream come from this line. */
void line_map_add(struct line_map *m, uint32_t line, uint64_t octets,
                  bool doubtful);

/* The line of the octet at offset, or of the last one when offset lies behind
 * it; 0 when there is none. */
uint32_t line_map_find(const struct line_map *m, uint64_t offset,
                       bool *doubtful_out);

#endif
