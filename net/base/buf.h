/* buf.h - a growing run of octets with a limit set when it is made.
 *
 * Invariants: len <= most; at[len] is NUL once anything was added, so text in
 * a buf is also a C string; at is NULL only while nothing was ever added. A
 * buf that is full drops what does not fit and remembers that in `cut`.
 * Running out of memory ends the program (memory.h). */
#ifndef POP3SH_BASE_BUF_H
#define POP3SH_BASE_BUF_H

#include "net/base/span.h"
#include <stdarg.h>

struct buf {
    char *at;    /* owned */
    size_t len;  /* octets in use */
    size_t room; /* octets allocated */
    size_t most; /* largest len; 0 stands for BUF_MOST */
    bool cut;    /* something was dropped since the last buf_clear */
};

enum { BUF_MOST = 1 << 26 }; /* 64 MiB */

/* life cycle; {0} is a valid empty buf with the largest limit */
void buf_init(struct buf *b, size_t most);
void buf_done(struct buf *b);  /* release; b is empty and usable after it */
char *buf_take(struct buf *b); /* the string, owned by the caller; b is empty */

/* size */
void buf_clear(struct buf *b);           /* len 0, memory kept */
void buf_drop(struct buf *b, size_t n);  /* forget the first n octets */
void buf_cut(struct buf *b, size_t len); /* keep the first len octets */
char *buf_room(struct buf *b, size_t n); /* n writable octets after len, or
                                            NULL when most forbids it */
void buf_grow(struct buf *b, size_t n);  /* n octets were written there */

/* content */
struct span buf_span(const struct buf *b); /* borrowed until the next add */
const char *buf_text(const struct buf *b); /* never NULL */
void buf_add(struct buf *b, struct span s);
void buf_add_repeats(struct buf *b, struct span s, size_t n); /* n times s */
void buf_add_text(struct buf *b, const char *text);
void buf_add_char(struct buf *b, char c);
void buf_add_format(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buf_add_formatv(struct buf *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* As buf_done, and the octets are wiped first: for what held a secret. */
void buf_wipe(struct buf *b);

#endif
