/* last.h - keeps the last replies, for those who want to see one again.
 *
 * Bounded: LAST_KEPT replies, and of one larger than LAST_MOST its beginning.
 * What is kept is what a reader saw: secrets have been taken out. */
#ifndef POP3SH_RENDER_LAST_H
#define POP3SH_RENDER_LAST_H

#include "net/base/buf.h"
#include "net/pop3/event.h"

enum { LAST_MOST = 1 << 20, LAST_KEPT = 10, LAST_LINE_MOST = 8192 };

/* One reply. */
struct past {
    bool seen;       /* there is one; false: nothing else is set */
    struct buf wire; /* as received */
    bool multi; /* lines follow the status line, or at least their dot line */
    /* those lines, dots unstuffed: octets of wire, until something was
     * unstuffed; a copy from then on */
    size_t data_at, data_len;
    bool data_cut; /* some are not kept */
    bool unlike;   /* data is the copy */
    struct buf data;

    /* what was asked; line is empty when nothing was */
    bool asked, automatic;
    enum request_kind kind;
    struct buf line;
    uint64_t sent_ns;
    /* the status line; its spans are those that follow */
    struct event status;
    struct buf text, code;
    /* its end; seen_end false: not yet */
    bool ended;
    enum end_how end;
    uint64_t end_ns;
    struct tally tally;
};

struct last {
    struct past kept[LAST_KEPT];
    size_t newest;
};

void last_init(struct last *l);
void last_done(struct last *l);

/* See what the dialogue told; a status line begins a new reply. */
void last_see(struct last *l, const struct event *e);

/* The reply that came `back` replies before the last one; NULL: there is none,
 * or it is not kept any more. */
const struct past *last_get(const struct last *l, size_t back);

/* The lines behind the status line without the dot line, dots unstuffed; see
 * data_cut. Borrowed until the next last_see. */
struct span last_data(const struct past *p);

/* As renderer_last. */
struct span last_octets(const struct past *p, bool data, bool *cut_out);

#endif
