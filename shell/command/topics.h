/* topics.h - the words of POP3 that are no commands, for \h.
 *
 * topics[] is the only place that knows them: the terms of the RFCs and of the
 * lessons. */
#ifndef POP3SH_COMMAND_TOPICS_H
#define POP3SH_COMMAND_TOPICS_H

#include "net/base/span.h"

struct topic {
    const char *name;    /* small letters */
    const char *rfc;     /* "1939 section 3" */
    const char *text;    /* one to three sentences */
    const char *example; /* lines of "C: ..." and "S: ..." */
};

extern const struct topic topics[];
extern const size_t topics_count;

/* The row of that name, in any case; or NULL. */
const struct topic *topic_find(struct span name);

#endif
