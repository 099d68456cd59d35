/* exchange.h - the last command and its reply, as facts.
 *
 * For \explain and \expect, which come after the reply is gone. Secrets are
 * taken out before a reader sees an event, so none is kept. */
#ifndef POP3SH_EXCHANGE_H
#define POP3SH_EXCHANGE_H

#include "net/base/buf.h"
#include "net/pop3/event.h"

enum { EXCHANGE_LINE_MOST = 1024, EXCHANGE_CODE_MOST = 128 };

struct exchange {
    bool seen;               /* there was a reply at all */
    bool greeting;           /* it is the server's first line */
    bool stray;              /* it answers nothing */
    const struct verb *verb; /* of the command; NULL: unknown, or none */
    bool in_sasl;            /* it answers a SASL response */
    bool has_argument;       /* the command had one */
    uint64_t number;         /* the message it was about; 0: none */
    enum shape shape;        /* of its +OK reply */
    enum status status;
    enum state state;    /* now */
    enum state asked_in; /* when the status line came */
    struct buf line;     /* the status line without its end; unescaped */
    struct buf code;     /* response code without brackets; unescaped */
    bool ended;          /* the reply is complete */
    enum end_how end;
    uint64_t octets, lines; /* of its data */
    uint64_t status_ns;     /* clock_ns when the status line came */
    uint64_t took_ns;       /* from command to status line */
    uint64_t findings;      /* since the command was sent */
    uint64_t greeting_ns;   /* from the connection to the greeting; 0: none */
};

void exchange_init(struct exchange *x);
void exchange_done(struct exchange *x);

/* An event_fn that takes runs; ctx is the struct exchange. */
void exchange_see(void *ctx, const struct event *event);

#endif
