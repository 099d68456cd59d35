/* feed.h - plays a transcript to a dialogue: items in, chunks out.
 *
 * Takes the place of the stream when a session is judged from paper. Octets
 * that the file does not have are stood in for, and what was stood in for is
 * told, so that nobody judges it. */
#ifndef POP3SH_TRANSCRIPT_FEED_H
#define POP3SH_TRANSCRIPT_FEED_H

#include "net/pop3/event.h"
#include "net/transcript/reader.h"

struct feed;

/* A chunk of connection conn (from 1); borrowed for the call. */
typedef void feed_chunk_fn(void *ctx, unsigned conn, const struct chunk *chunk);

struct feed *feed_new(feed_chunk_fn *emit, void *ctx);
void feed_free(struct feed *f); /* NULL is fine */

/* Play the next item. Octets are gathered into large chunks: feed_flush (or an
 * event, or the other side) sends them. */
void feed_item(struct feed *f, const struct item *item);
void feed_flush(struct feed *f);

/* Behind an item that was a line of the server: play the lines that follow at
 * the front of *in as far as reader_run can read them, and cut them off. */
void feed_run(struct feed *f, struct reader *r, struct span *in);

/* What is not known of a connection so far. */
enum feed_doubt {
    FEED_NUMBERS = 1, /* a number that was not recorded was stood in for */
    FEED_ENDS = 2,    /* line ends were lost ("@ note crlf=assumed") */
    FEED_BODY = 4,    /* the data of a message is left out */
    FEED_SIZE = 8,    /* and more of it than is stood in for */
    /* told by notes, as FEED_ENDS is */
    FEED_TYPED = 16,    /* commands are missing ("@ note typed=unknown") */
    FEED_SECURITY = 32, /* clear or TLS? ("@ note security=unknown") */
    FEED_GREETING = 64, /* its text is lost ("@ note greeting=assumed") */
    FEED_LOGIN = 128,   /* how is lost ("@ note login=assumed") */
    FEED_NOTED =
        FEED_ENDS | FEED_TYPED | FEED_SECURITY | FEED_GREETING | FEED_LOGIN,
};
unsigned feed_doubts(const struct feed *f, unsigned conn);

/* The line of the file that holds the octet at offset of a side's stream; 0
 * when none does. *doubtful_out (NULL is fine): the octets of this line are
 * stood in for, in whole or in part. */
uint32_t feed_line(const struct feed *f, unsigned conn, enum side side,
                   uint64_t offset, bool *doubtful_out);

/* The octets of a side so far. */
uint64_t feed_octets(const struct feed *f, unsigned conn, enum side side);

/* True while side octets of conn wait to be sent. */
bool feed_pending(const struct feed *f);

#endif
