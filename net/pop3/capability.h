/* capability.h - what the lines of a CAPA reply mean.
 *
 * capabilities[] is the only place that knows a tag: the thirteen of the IANA
 * registry "POP3 Extension Mechanism", and private ones met in the field.
 * Whether a line was allowed is for the rules. */
#ifndef POP3SH_POP3_CAPABILITY_H
#define POP3SH_POP3_CAPABILITY_H

#include "net/base/buf.h"
#include "net/pop3/verb.h"

struct capability {
    const char *tag;     /* upper case */
    const char *args;    /* grammar of its arguments, "" if it takes none */
    unsigned states;     /* bits of enum state where it may be announced */
    bool registered;     /* one of the thirteen */
    const char *rfc;     /* "2449 section 6.1"; "" when in no RFC */
    const char *example; /* arguments as they may be; NULL: none */
    const char *words;   /* what it tells an admin; no final dot */
    /* Append what these arguments tell; NULL: .words says it all. False, and
     * nothing appended, when they do not have the form. */
    bool (*say)(struct buf *out, struct span args);
};

extern const struct capability capabilities[];
extern const size_t capabilities_count;

/* The row for a tag in any case, or NULL. */
const struct capability *capability_find(struct span tag);

/* Append what "tag args" tells, in words and for this case: "log in at most
 * every 5 minutes". Words from args are escaped: fit for a terminal. */
void capability_words(struct buf *out, struct span tag, struct span args);

/* Append what a SASL mechanism does with the secret, in words. */
void capability_mechanism_words(struct buf *out, struct span mechanism);

#endif
