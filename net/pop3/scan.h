/* scan.h - runs through message data 64 octets at a time.
 *
 * Counts what the rules want to know of message data and stops where a
 * decision is due: at a dot that begins a line, and, inside a header, at an
 * empty line. No step per octet: each block of 64 becomes four bit masks (CR,
 * LF, dot, and what is no ASCII) and a few operations on whole words. */
#ifndef POP3SH_POP3_SCAN_H
#define POP3SH_POP3_SCAN_H

#include "net/pop3/event.h"

/* What the octets before mean for those that follow. {.start = true} is the
 * beginning of data. */
struct scan {
    uint64_t line_octets; /* of the current line so far */
    bool start;           /* the next octet is the first of a line */
    bool bare;            /* the last octet was an LF without CR */
    bool cr;              /* the last octet was a CR */
    bool header;          /* stop at empty lines too */
};

/* Scan in, which begins at offset in the server's stream, and add to t.
 *
 * Returns how many octets stand before the first one that needs a decision
 * (in.len: none does). That octet is not counted; handle it, tell scan_note,
 * and go on behind it. */
size_t scan_run(struct scan *s, struct span in, uint64_t offset,
                struct tally *t);

enum { SCAN_SLACK = 64 }; /* octets that may be written behind the last */

/* The same in a body, but go on over dots that stuffing put in front of lines:
 * the octets without them are written to *out, which moves on, and has room
 * for in.len + SCAN_SLACK. */
size_t scan_unstuff(struct scan *s, struct span in, uint64_t offset,
                    struct tally *t, char **out);

/* Count octets as data without stopping anywhere. */
void scan_note(struct scan *s, struct span in, uint64_t offset,
               struct tally *t);

/* The kernels, for the tests: each must give what the others give. */
enum scan_kernel { SCAN_PORTABLE, SCAN_SSE2, SCAN_AVX2, SCAN_AVX512 };
/* False when this machine cannot run it. */
bool scan_has(enum scan_kernel kernel);
/* out: NULL, or as of scan_unstuff. */
size_t scan_run_with(enum scan_kernel kernel, struct scan *s, struct span in,
                     uint64_t offset, struct tally *t, char **out);

#endif
