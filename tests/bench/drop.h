/* drop.h - the replies of the benchmark's source, prepared octet by octet.
 *
 * Made once, before the first connection; read only afterwards. */
#ifndef POP3SH_BENCH_DROP_H
#define POP3SH_BENCH_DROP_H

#include <stddef.h>

/* A growing run of octets; all zeroes is a valid empty one. */
struct blob {
    char *at; /* owned */
    size_t len, room;
};

void blob_add(struct blob *b, const void *octets, size_t n);
void blob_add_text(struct blob *b, const char *text);
void blob_done(struct blob *b);

/* What the lines of the message look like. */
enum drop_text {
    DROP_PLAIN,    /* 76 columns of ASCII */
    DROP_SHORT,    /* a few columns, some lines empty */
    DROP_EIGHTBIT, /* 76 octets of UTF-8 that is no ASCII */
    DROP_DOTS,     /* 76 columns, each line with a dot in front */
    DROP_DIRTY,    /* NUL, bare CR, bare LF, lines of more than 998 octets */
    DROP_TEXTS
};

/* A maildrop of equal messages. The reply to RETR is head, then `pages` times
 * page, then tail: stuffed dots and the final one included. */
struct drop {
    unsigned long messages;
    unsigned long size; /* octets of one message, not stuffed */
    struct blob list, uidl;
    struct blob head, page, tail;
    size_t pages;
};

/* size must be at least DROP_SIZE_LEAST. */
void drop_init(struct drop *d, unsigned long messages, unsigned long size,
               enum drop_text text);
void drop_done(struct drop *d);

enum { DROP_SIZE_LEAST = 256 };

#endif
