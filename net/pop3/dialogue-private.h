/* dialogue-private.h - what the files of the dialogue share. */
#ifndef POP3SH_POP3_DIALOGUE_PRIVATE_H
#define POP3SH_POP3_DIALOGUE_PRIVATE_H

#include "net/pop3/dialogue.h"
#include "net/pop3/queue.h"
#include "net/pop3/reply.h"
#include "net/pop3/snapshot.h"

enum { DIALOGUE_LINE_MOST = 1 << 16 }; /* octets of a client line kept */

/* What the server's next octets belong to. */
enum phase {
    PHASE_GREETING,
    PHASE_STATUS, /* a status line, or nothing is due */
    PHASE_LISTING,
    PHASE_MESSAGE,
    PHASE_UNKNOWN, /* lines behind the status of an unknown command */
};

struct dialogue {
    event_fn *emit;
    void *ctx;
    run_fn *may_run; /* NULL: single events only */
    const void *may_run_ctx;

    enum state state;
    enum state before_sasl; /* where a refused AUTH leads back to */
    enum tls_mode tls;
    enum phase phase;
    bool utf8, lang;
    bool challenged;  /* a SASL challenge waits for the client's line */
    bool client_data; /* the client's lines are data up to a dot */
    bool data_sent;   /* and that dot was sent */
    bool quit_done;   /* QUIT was answered */
    uint64_t now_ns, heard_ns, wait_since_ns;

    struct span dot; /* the dot line that ends the present reply; borrowed */
    struct reply_reader reader;
    uint64_t listed_last; /* number that the listing being read named last */
    struct queue queue;
    struct messages messages;
    struct snapshot snapshot;
    struct buf user, timestamp;

    struct buf line; /* of the client, unfinished */
    uint64_t line_octets;
    uint64_t client_offset;
    uint32_t exchange;
};

/* dialogue.c: telling. Events are made in place: they are large, and copying
 * them costs more than all else that is done for a short reply. */
void dialogue_event(const struct dialogue *d, struct event *e,
                    enum event_kind kind, enum side side);
/* An event about the server's answer to the oldest request. */
void dialogue_answer(const struct dialogue *d, struct event *e,
                     enum event_kind kind);
void dialogue_tell(struct dialogue *d, const struct event *e);
void dialogue_enter(struct dialogue *d, enum state state);

/* dialogue-server.c: what the server sent */
void dialogue_feed_server(struct dialogue *d, struct span in);
void dialogue_piece(struct dialogue *d, const struct piece *p);
/* The reply to the oldest request is complete. */
void dialogue_finish(struct dialogue *d, enum status status, enum end_how how);
/* The oldest request's turn has come: its reply is awaited from now on. */
void dialogue_wait(struct dialogue *d);
/* The reply may begin with the command sent back. To be called again when
 * the queue has moved its requests. */
void dialogue_await_echo(struct dialogue *d);

/* dialogue-run.c: when runs are wanted, tell what stands at the front of *in
 * as one, if it can be, and cut it off: */
/* repeats of line, which was just told, */
void dialogue_run_requests(struct dialogue *d, struct span line,
                           struct span *in);
/* repeats of the status line p, which was just told as the reply to a request
 * whose place in the queue holds more, */
void dialogue_run_replies(struct dialogue *d, const struct piece *p,
                          struct span *in);
/* lines of the listing that is being read. */
void dialogue_run_lines(struct dialogue *d, struct span *in);

/* dialogue-client.c: what the client sent */
void dialogue_feed_client(struct dialogue *d, struct span in, bool automatic);

#endif
