/* event.h - what goes into the dialogue and what comes out of it.
 *
 * Where a million things of one kind come in a row, one event can stand for
 * many of them: the last three kinds below. They are made only when the owner
 * of the dialogue asked for them (dialogue_take_runs), and run_each (run.h)
 * gives a reader the single events that a run stands for. */
#ifndef POP3SH_POP3_EVENT_H
#define POP3SH_POP3_EVENT_H

#include "net/pop3/listing.h"
#include "net/pop3/messages.h"
#include "net/pop3/request.h"
#include "net/pop3/tls-facts.h"

enum side { SIDE_SERVER, SIDE_CLIENT };

enum tls_mode { TLS_NONE, TLS_IMPLICIT, TLS_STLS };

/* How a connection ended. */
enum close_how {
    CLOSE_FIN,     /* TCP end without TLS, or without close_notify under it */
    CLOSE_NOTIFY,  /* TLS close_notify, then the end */
    CLOSE_RESET,   /* RST or another network error */
    CLOSE_TIMEOUT, /* we gave up waiting */
};

/* "fin", "notify", "rst", "timeout". */
const char *close_how_name(enum close_how how);

enum chunk_kind {
    CHUNK_OPEN,     /* the connection stands; tls says if it began under TLS */
    CHUNK_OCTETS,   /* octets of one side */
    CHUNK_TLS,      /* the handshake begun by STLS succeeded */
    CHUNK_TLS_FAIL, /* it failed; octets: the reason in words */
    CHUNK_CLOSE,    /* side ended the connection, how */
    CHUNK_TIMEOUT,  /* a command passed its time limit without its reply */
    CHUNK_CLOCK,    /* nothing happened up to at_ns */
};

/* One thing that happened on the wire; what a transcript is made of. */
struct chunk {
    enum chunk_kind kind;
    enum side side;
    uint64_t at_ns;     /* monotonic, since CHUNK_OPEN */
    struct span octets; /* CHUNK_OCTETS: raw; borrowed for the call */
    enum tls_mode tls;  /* CHUNK_OPEN */
    const struct tls_facts *facts; /* CHUNK_OPEN under TLS, CHUNK_TLS,
                                      CHUNK_TLS_FAIL; NULL: unknown */
    enum close_how how;            /* CHUNK_CLOSE */
    bool automatic; /* CHUNK_OCTETS of the client: sent unasked */
};

enum event_kind {
    EVENT_OPEN,     /* connected */
    EVENT_REQUEST,  /* a line of the client is complete: .request */
    EVENT_GREETING, /* the server's first line */
    EVENT_STATUS,   /* the status line of a reply */
    EVENT_CONTINUE, /* a "+ " challenge: text is what follows */
    EVENT_LINE,     /* one line of a listing: .listing */
    EVENT_DATA,     /* a run of message data: raw as on the wire, text
                       without stuffed dots (of which a run of the header
                       has none but at its front) */
    EVENT_END,      /* the reply is complete: .tally */
    EVENT_LONG,     /* a server line passed 512 octets and is not over */
    EVENT_STRAY,    /* a server line that answers nothing */
    EVENT_INJECTED, /* octets between the +OK of STLS and the handshake;
                       discarded */
    EVENT_STATE,    /* .state is the new one, .state_from the old one */
    EVENT_TLS,      /* a handshake ended: .tls_ok, text the reason if not */
    EVENT_TIMEOUT,  /* .request had no (complete) reply in time */
    EVENT_CLOSE,    /* the connection ended: .side, .how */
    EVENT_CLOCK,    /* time has passed up to at_ns, and nothing else */
    EVENT_REQUESTS, /* a run of .count REQUESTs, all the same octets */
    EVENT_REPLIES,  /* a run of .count pairs of STATUS and END, all the same
                       octets, the answers to such REQUESTs */
    EVENT_LINES,    /* a run of .count LINEs of LIST or UIDL, "n size" or "n
                       unique-id" in exact form: consecutive messages from
                       .listing.n on, of which no line had told before */
    EVENT_FINDING,  /* made by the rules, never by the dialogue */
};

enum status {
    STATUS_NONE,     /* the line bears no status indicator */
    STATUS_OK,       /* "+OK" */
    STATUS_ERR,      /* "-ERR" */
    STATUS_CONTINUE, /* "+" while a SASL exchange is open */
};

/* What a message (or any multi-line reply) amounted to, known at its end. */
struct tally {
    uint64_t octets;      /* of the data, unstuffed, line ends as sent */
    uint64_t lines;       /* LF seen */
    uint64_t stuffed;     /* lines that lost a dot */
    uint64_t not_stuffed; /* lines ".x": the dot is data, and a fault */
    uint64_t bare_lf;     /* LF without CR */
    uint64_t bare_lf_dot; /* "." right behind such an LF, not doubled */
    uint64_t bare_cr;     /* CR without LF */
    uint64_t nul;         /* blocks of data that hold 0x00; not a count */
    uint64_t eight_bit;   /* blocks that hold an octet above 0x7F */
    uint64_t longest;     /* octets of the longest line without its end, of
                             those above 512 */
    /* offsets in the server's stream of the first of each, 0 if none */
    uint64_t first_not_stuffed, first_bare_lf, first_bare_cr, first_nul,
        first_eight_bit, first_bare_lf_dot;
};

/* How a multi-line reply came to its end. */
enum end_how {
    END_LINE,   /* a one-line reply: complete with its status line */
    END_DOT,    /* CRLF "." CRLF */
    END_DOT_LF, /* the dot line, or the line before it, ended in bare LF */
    END_STATUS, /* a status line came where listing lines were due */
    END_CUT,    /* the connection ended first */
    END_OPEN,   /* SHAPE_UNKNOWN: no more lines came */
};

struct finding; /* net/rules/rule.h */

/* What a "****" stands for in a line of the client. */
enum hidden_what {
    HIDDEN_FORM,     /* a secret in another form, or what is no password */
    HIDDEN_PASSWORD, /* a password as it is: .number */
    HIDDEN_RESPONSE, /* what a mechanism computed: of AUTH, of APOP */
};

struct hidden {
    enum hidden_what what;
    size_t at;       /* where in raw the "****" stands */
    unsigned number; /* of the password in this session, from 1 */
};

/* One thing the core understood. All pointers and spans are borrowed for the
 * callback. Members not named for a kind are zero. */
struct event {
    enum event_kind kind;
    enum side side;
    uint64_t at_ns;
    uint64_t offset;   /* octets of that side before raw, over all layers */
    uint32_t exchange; /* of the request or of what is answered; 0: none */
    const struct request *request; /* the one sent or answered; or NULL */
    enum status status;            /* GREETING STATUS CONTINUE STRAY */
    bool status_odd;        /* the indicator is not in its exact form ("+ok") */
    unsigned flaws;         /* enum line_flaws, of this line or run */
    struct span raw;        /* as received, line end included */
    struct span text;       /* without line end; STATUS, GREETING, STRAY: behind
                               the indicator and one SP */
    struct span code;       /* response code without its brackets, or empty */
    uint64_t line_octets;   /* size of the whole line, also when it was CUT */
    struct listing listing; /* LINE; STATUS of STAT, LIST n, UIDL n, LANG;
                               LINES: octets is the sum of the sizes */
    const struct message_past *past; /* LINE of LIST and UIDL, STATUS of LIST n
                                        and UIDL n: what was known of message
                                        .listing.n before; NULL: no number */
    size_t count; /* REQUESTS, REPLIES, LINES: exchange, offset and text are
                     those of the first, raw is all of them */
    const struct tally *tally; /* END; DATA: so far, this run included */
    enum end_how end;          /* END */
    struct span dot;           /* END: the dot line as received, or empty */
    enum state state, state_from;
    enum tls_mode tls; /* OPEN, TLS */
    bool tls_ok;
    const struct tls_facts *facts; /* OPEN, TLS; NULL: unknown */
    enum close_how how;            /* CLOSE */
    bool body;   /* DATA: a run behind the header's blank line (set only at
                    run borders: a run never holds header and body both) */
    bool masked; /* raw and text are not what was on the wire: a secret was
                    replaced */
    struct span sasl_user; /* REQUEST, behind mask.c: whom the first response of
                              an AUTH exchange names, in clear; or empty */
    struct span sasl_as;   /* likewise, whom it asks to be taken for */
    unsigned password; /* REQUEST of AUTH or in its exchange, behind mask.c: the
                          number of the password that it shows; 0: unknown */
    const struct hidden *hidden; /* REQUEST, behind mask.c: of its "****", in
                                    order; the rest is HIDDEN_FORM */
    size_t hidden_count;
    const struct finding *finding;
};

typedef void event_fn(void *ctx, const struct event *event);

#endif
