/* redactor-private.h - what the files of the redactor share. */
#ifndef POP3SH_TRANSCRIPT_REDACTOR_PRIVATE_H
#define POP3SH_TRANSCRIPT_REDACTOR_PRIVATE_H

#include "net/transcript/hearing.h"
#include "net/transcript/record-private.h"
#include "net/transcript/redactor.h"

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

/* redactor.c: append what people wrote; an item of theirs. */
void redactor_words(struct redactor *r, struct buf *out, struct span text);
void redactor_prose(struct redactor *r, struct buf *out,
                    const struct item *item);

#endif
