/* kept.h - the beginning of a line, kept for a finding decided later. */
#ifndef POP3SH_RULES_KEPT_H
#define POP3SH_RULES_KEPT_H

#include "net/base/span.h"

enum { KEPT_MOST = 160 }; /* octets; as many as a finding shows */

struct kept_line {
    uint64_t offset; /* of its first octet in the server's stream */
    size_t len;
    char octets[KEPT_MOST];
};

void kept_take(struct kept_line *k, uint64_t offset, struct span line);
struct span kept_line_span(const struct kept_line *k);

#endif
