/* answer.h - what a server said at one go, gathered from the events.
 *
 * A greeting, a challenge, a whole reply or a line that answers nothing: the
 * pieces that a recorded and a live session are compared by. Keeps the octets
 * of one answer, up to a limit; of message data beyond it the size and the
 * digest remain. */
#ifndef POP3SH_TRANSCRIPT_ANSWER_H
#define POP3SH_TRANSCRIPT_ANSWER_H

#include "net/base/buf.h"
#include "net/pop3/mask.h"

enum answer_kind {
    ANSWER_GREETING,
    ANSWER_REPLY,
    ANSWER_CHALLENGE, /* "+ " in a SASL exchange */
    ANSWER_STRAY,     /* a line that answers nothing */
};

struct answer {
    enum answer_kind kind;
    enum status status;
    bool multi;              /* more than its status line */
    enum end_how end;        /* of a reply */
    const struct verb *verb; /* of what is answered; NULL: unknown, none */
    enum content content;    /* of its lines, or of the one line */
    uint32_t exchange;
    uint64_t offset; /* octets of the server before it */
    size_t repeats;  /* so many more follow that differ in .exchange and
 .offset only */
    bool automatic;  /* to a command that was sent unasked */
    bool masked;     /* "****" stands for a secret somewhere */
    uint64_t asked_ns, at_ns; /* of the session: when it was asked, and when its
                                 last line came */
    struct buf octets;        /* as on the wire, without the final dot line */
    struct buf code;          /* response code without brackets, or empty */
    uint64_t lines;           /* behind the status line */
    uint64_t data_octets, data_lines; /* of a message, dots unstuffed */
    unsigned char sha256[32];         /* of them */
};

/* The digest in hex, with a NUL. */
void answer_hex(const struct answer *a, char out[65]);

/* Append the "@ body" event of connection conn that stands for the message
 * that came. */
void answer_body(const struct answer *a, unsigned conn, struct buf *out);

/* Does the message that came quote a secret which m (NULL: none) knows? */
bool answer_quotes(const struct answer *a, const struct mask *m);

struct answers;

/* done is called at the end of each answer, which it may keep nothing of. */
typedef void answer_fn(void *ctx, const struct answer *answer);
struct answers *answers_new(answer_fn *done, void *ctx);
void answers_free(struct answers *a); /* NULL is fine */

/* An event_fn, also for runs; ctx is the struct answers. */
void answers_see(void *ctx, const struct event *e);

/* True within an answer. */
bool answers_open(const struct answers *a);

/* The answer that ended last, until the next event; NULL within one. */
const struct answer *answers_last(const struct answers *a);

#endif
