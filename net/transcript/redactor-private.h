/* redactor-private.h - what the files of the redactor share. */
#ifndef POP3SH_TRANSCRIPT_REDACTOR_PRIVATE_H
#define POP3SH_TRANSCRIPT_REDACTOR_PRIVATE_H

#include "net/transcript/hearing.h"
#include "net/transcript/record-private.h"
#include "net/transcript/redactor.h"

/* An exchange for which the file has no block. */
struct redactor_sasl {
    size_t from, to; /* the items that begin and end it; to 0: it gets none */
    unsigned conn, password;
    uint32_t exchange;
    char *mechanism; /* owned */
    size_t user;     /* in the list, or USER_LIST_MOST */
    bool hides;      /* something of it is not to be seen */
};

struct redactor {
    struct record line; /* makes wire text; never writes */
    struct mask *mask;
    struct hearing *hearing;
    bool learning;
    /* of the item at hand */
    bool rewritten, left_out, lists_uid;
    bool names_written, in_session;
    uint32_t passwords; /* 1 << number, that masks will stand for */
    struct buf others;  /* "name=value" lines of the header */
    struct buf body;    /* "@ body", when a message has ended */
    bool keeps_masks;   /* of the client, that it has */
    bool stands_in;     /* the item at hand is one that the file has */
    struct tally told;  /* by those of the message at hand */
    struct tally seen;  /* of that message */
    bool masked;        /* of the server: a secret was hidden */
    /* pieces of a line, one behind the other */
    struct item joined; /* the first; when joined_any */
    bool joined_any;
    struct buf join_text, join_raw;
    /* by client and server: the line went on behind something else */
    bool cut[2][ITEM_CONNECTIONS_MOST];
    /* exchanges, see redactor-sasl.c */
    struct redactor_sasl *sasl; /* owned */
    size_t sasl_count, sasl_room, sasl_next;
    size_t sasl_open[ITEM_CONNECTIONS_MOST]; /* its place from 1, or 0 */
    uint32_t sasl_named; /* 1 << place of a user whom the header now names */
    size_t at;           /* which item this is, from 1 */
    bool unended;        /* its line lacks the LF */
    bool in_pieces;      /* it is one of redactor-join.c */
    bool in_block[ITEM_CONNECTIONS_MOST];
};

/* redactor-see.c: an event_fn; ctx is the struct redactor. What the item at
 * hand has that shall not be seen. */
void redactor_see(void *ctx, const struct event *e);

/* redactor-header.c: the header, and who is named there or logs in. */
void redactor_learn_names(struct redactor *r, const struct item *item);
void redactor_header(struct redactor *r, struct buf *out,
                     const struct item *item);
/* What the header lacked. */
void redactor_end_header(struct redactor *r, struct buf *out);

/* redactor-line.c: append a line of client or server. */
void redactor_line(struct redactor *r, struct buf *out,
                   const struct item *item);
/* Play it only; false: it is to be left out. */
bool redactor_hear(struct redactor *r, struct buf *out,
                   const struct item *item);
/* Append it by what its text says alone, with the masks it has. */
void redactor_masked(struct redactor *r, struct buf *out,
                     const struct item *item);

/* What wire text says of the end of its line. Lies in it. */
struct span redactor_line_end(struct span text);

/* redactor-lines.c: does the item hold several lines? Go through them, each as
 * an item of its own. */
typedef void redactor_line_fn(struct redactor *r, struct buf *out,
                              const struct item *line);
bool redactor_has_lines(const struct item *item);
void redactor_each_line(struct redactor *r, struct buf *out,
                        const struct item *item, redactor_line_fn *each);

/* redactor-join.c: false: the item is no piece of a line. The end: of pieces
 * whose line does not go on at once. out: NULL while learning. */
bool redactor_join(struct redactor *r, struct buf *out,
                   const struct item *item);
void redactor_join_end(struct redactor *r, struct buf *out);

/* redactor-sasl.c. While learning: each item, before it is played, and its
 * events. Then, again from the first item on: append what the header needs, and
 * what stands in front of an item and behind it. */
void redactor_sasl_learn(struct redactor *r, const struct item *item,
                         bool piece);
void redactor_sasl_see(struct redactor *r, const struct event *e);
void redactor_sasl_rewind(struct redactor *r);
void redactor_sasl_header(struct redactor *r, struct buf *out);
void redactor_sasl_begin(struct redactor *r, struct buf *out);
void redactor_sasl_end(struct redactor *r, struct buf *out);
void redactor_sasl_done(struct redactor *r);

/* redactor.c: append what people wrote; an item of theirs. */
void redactor_words(struct redactor *r, struct buf *out, struct span text);
void redactor_prose(struct redactor *r, struct buf *out,
                    const struct item *item);

#endif
