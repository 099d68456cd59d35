/* check-retr.h - memory of the rules about RETR and TOP (section 12). */
#ifndef POP3SH_RULES_CHECK_RETR_H
#define POP3SH_RULES_CHECK_RETR_H

#include "net/pop3/event.h"
#include "net/rules/digest.h"

struct check;

/* The message data that is read: what the tally of its end does not tell. */
struct passage {
    bool open; /* a RETR or TOP was accepted and is not over */
    bool top;
    uint64_t n;       /* the message; 0: not a number */
    bool asked_known; /* TOP: its line count is a number */
    uint64_t asked;   /* and this one */
    bool text_known;  /* RETR: the status line said "n octets" */
    uint64_t text;    /* and this many */
    char tail[3];     /* the last octets of the header so far */
    bool body;        /* octets behind the blank line came */
    uint64_t header_lines, header_bare_lf, header_eight_bit; /* as tally */
    struct digest digest;
    uint64_t header_digest; /* with the blank line; known when body is */
    uint64_t front_octets;  /* where a digest of the front is wanted; 0: no */
    bool front_known;
    uint64_t front_digest;
};

/* Does the header end with a blank line? */
bool passage_has_blank(const struct passage *p);

enum seen_flags {
    SEEN_RETR = 1,
    SEEN_RETR_BLANK = 2,   /* it had a blank line */
    SEEN_RETR_BARE_LF = 4, /* and a bare LF */
    SEEN_SIZE = 8,         /* its size was compared with LIST's */
    SEEN_TOP = 16,
    SEEN_TOP_BLANK = 32,
    SEEN_TOP_BARE_LF = 64,
    SEEN_TOP_SHORT = 128,  /* fewer body lines than asked for */
    SEEN_TOP_OK = 256,     /* TOP n k was accepted, k above 0 */
    SEEN_TOP_REFUSED = 512 /* TOP n 0 was refused */
};

/* What RETR and TOP showed of one message. */
struct seen {
    uint32_t n; /* 0: none */
    uint32_t flags;
    uint64_t octets, digest; /* of RETR */
    uint32_t header, lines, body_lines, stuffed;
    uint64_t top_octets, top_digest; /* of the last TOP */
    uint32_t top_header, top_body_lines;
};

_Static_assert(sizeof(struct seen) == 64, "small, as there are many");

enum { SEEN_MOST = 4096 }; /* messages remembered; by number, modulo this */

struct retr_memory {
    struct passage passage;
    bool top_works;    /* some TOP was accepted */
    struct seen *seen; /* SEEN_MOST of them, or NULL */
};

void retr_memory_done(struct retr_memory *m);

/* What is remembered of message n, made when nothing is; NULL for a number
 * that is not kept. */
struct seen *seen_of(struct retr_memory *m, uint64_t n);
/* A count as it fits there; the largest when it does not. */
uint32_t seen_count(uint64_t number);

/* check-retr-size.c */
void retr_judge_size(struct check *c, const struct event *e);
void retr_watch_listed(struct check *c, const struct event *e);
/* check-top.c */
void top_watch_refused(struct check *c, const struct event *e);
void top_judge(struct check *c, const struct event *e);
void top_judge_retr(struct check *c, const struct event *e);

#endif
