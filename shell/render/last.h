/* last.h - keeps the last reply, for those who want to see it again.
 *
 * Bounded: of a reply larger than LAST_MOST its beginning is kept. */
#ifndef POP3SH_RENDER_LAST_H
#define POP3SH_RENDER_LAST_H

#include "net/base/buf.h"
#include "net/pop3/event.h"

enum { LAST_MOST = 1 << 20 };

struct last {
    struct buf wire; /* as received */
    struct buf data; /* the lines behind the status line, dots unstuffed */
    bool multi;      /* there are such lines, or at least their dot line */
};

void last_init(struct last *l);
void last_done(struct last *l);

/* See what the dialogue told; a status line begins a new reply. */
void last_see(struct last *l, const struct event *e);

/* As renderer_last. */
struct span last_octets(const struct last *l, bool data, bool *cut_out);

#endif
