/* record.h - writes a session down while it happens.
 *
 * An event_fn behind the mask: it never sees a secret. What it writes is a
 * transcript of which any beginning is one too; where that goes is for others.
 * Memory does not depend on the session. */
#ifndef POP3SH_TRANSCRIPT_RECORD_H
#define POP3SH_TRANSCRIPT_RECORD_H

#include "net/pop3/mask.h"
#include "net/transcript/hasher.h"
#include "net/transcript/redact.h"
#include "net/transcript/user-list.h"

struct record;

/* Takes whole lines of text, each with its LF. */
typedef void record_write_fn(void *ctx, struct span text);

struct record_options {
    record_write_fn *write;
    record_write_fn *header; /* lines for the end of the header, which is
                                written; NULL: it takes no more */
    void *ctx;
    const struct mask *mask;     /* borrowed; finds secrets in message data */
    bool timing;                 /* when each write and each answer came */
    bool exact;                  /* octets only, no masks but for secrets */
    bool hash_bodies;            /* leave out the data of every message */
    unsigned redact;             /* enum redact_what */
    const struct hasher *hasher; /* borrowed; NULL: digests are computed here */
    struct user_list *users;     /* borrowed, shared by the recorders of a file;
                                    NULL: there is one */
    uint32_t *named; /* borrowed, shared likewise: 1 << n, the header says where
                        the password with number n comes from; NULL: own */
    unsigned connection; /* the number of the only one there will be; 0: they
                            are counted, from 1 */
};

struct record *record_new(const struct record_options *options);
void record_free(struct record *r); /* NULL is fine */

/* What waits to be written is searched for secrets that the mask of the options
 * has learned since. */
void record_hide(struct record *r);

/* Of messages write the size only, and spend no time on them; or go back to
 * what the options say. */
void record_sizes_only(struct record *r, bool on);

/* What the header says; strings may be NULL or empty: unknown. To be told once,
 * before the first event. */
struct record_header {
    const char *title, *host, *tool;
    uint16_t port;        /* 0: none */
    const char *security; /* "none", "stls", "implicit" */
    const char *recorded; /* RFC 3339 */
    const char *user;     /* who logs in */
    uint32_t named;       /* of record_options.named: already there */
};
void record_header(struct record *r, const struct record_header *h);

/* Who logs in from now on. NULL or empty: unknown. */
void record_user(struct record *r, const char *user);

/* Where in text, which begins with a header, more lines of it go; the length of
 * text when the header does not end. */
size_t record_header_end(struct span text);
/* Put them there. */
void record_header_insert(struct buf *text, struct span lines);

/* Where the connection leads whose EVENT_OPEN comes next. */
void record_connect(struct record *r, const char *host, const char *address,
                    uint16_t port);

/* The connection came to nothing at its very first handshake, of which no event
 * tells. why: in words. */
void record_refused(struct record *r, struct span why);

/* An event_fn; ctx is the struct record. */
void record_see(void *ctx, const struct event *event);

/* False when the session had more connections than a transcript can have, more
 * users than can be taken out, or more passwords than can be found: what came
 * after them is missing. */
bool record_is_whole(const struct record *r);

/* The same in a sentence, of a file with so many connections; NULL: it is
 * whole. */
const char *record_missing(unsigned connections, unsigned redact,
                           const struct user_list *users);
/* The same of the passwords that mask knows. */
const char *record_passwords_missing(const struct mask *mask);
/* Both, of the session so far. */
const char *record_what_is_missing(const struct record *r);

#endif
