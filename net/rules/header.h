/* header.h - what the rules want to know of a message's header.
 *
 * A pure reader in bounded memory: lines are put together from runs in any
 * split. Judges nothing by itself. */
#ifndef POP3SH_RULES_HEADER_H
#define POP3SH_RULES_HEADER_H

#include "net/rules/kept.h"

enum {
    HEADER_LINE_MOST = 1024, /* octets of a line that are looked at */
    HEADER_MOST = 256 << 10, /* octets after which no more are read */
};

/* Lines of one kind: how many, and the first. */
struct header_lines {
    uint64_t count;
    size_t column; /* of the octet at fault, from 0 */
    struct kept_line first;
};

struct header {
    struct header_lines odd;     /* neither "name: body" nor folded */
    struct header_lines invalid; /* not UTF-8 */
    struct header_lines mbox;    /* the first line is an mbox separator */
    struct header_lines binary;  /* Content-Transfer-Encoding: binary */
    unsigned dates, froms;
    bool over; /* the blank line came */
    bool cut;  /* it is longer than we read */

    uint64_t octets, lines; /* read so far */
    bool field;             /* the line before may be continued */
    bool encoding_due;      /* by a Content-Transfer-Encoding, folded */
    uint64_t line_offset, line_octets;
    char line[HEADER_LINE_MOST];
};

void header_init(struct header *h);
/* text stands at offset in the server's stream. */
void header_add(struct header *h, struct span text, uint64_t offset);

#endif
