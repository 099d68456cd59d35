/* sample.h - maildrops that need no mailbox: their messages are made while
 * they are sent.
 *
 * What a session deletes stays deleted for those after it, as long as the
 * maildrop is there. */
#ifndef POP3SH_SERVER_SAMPLE_H
#define POP3SH_SERVER_SAMPLE_H

#include "net/server/maildrop.h"

enum {
    SAMPLE_OCTETS_LEAST = 512, /* room for a header */
    SAMPLE_COUNT_MOST = 1500000
};

/* One message of every kind that a client should have met. */
struct maildrop *sample_new(void);

/* count messages of exactly octets each (at least SAMPLE_OCTETS_LEAST). */
struct maildrop *sample_filled(size_t count, uint64_t octets);

/* All messages of a sample maildrop are there again. No session may be open. */
void sample_restore(struct maildrop *m);

/* --- between the files of this family --- */

/* The messages of sample_new as text with LF line ends; NULL behind the last.
 * A text of NULL stands for .octets of filling. */
struct sample_text {
    const char *name; /* part of its unique-id */
    const char *text;
    size_t wide;     /* a line of so many octets is added */
    uint64_t octets; /* filled up to this size */
};
extern const struct sample_text sample_texts[];
extern const size_t sample_texts_count;

#endif
