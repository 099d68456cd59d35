/* request.h - one line that the client sent, taken apart.
 *
 * Understands the line only as far as the reply's shape and the session's
 * bookkeeping need; whether it should have been sent is for rules. */
#ifndef POP3SH_POP3_REQUEST_H
#define POP3SH_POP3_REQUEST_H

#include "net/pop3/verb.h"

enum request_kind {
    REQUEST_COMMAND, /* keyword and arguments */
    REQUEST_SASL,    /* a response inside an AUTH exchange */
    REQUEST_DATA,    /* a line of client data (XTND XMIT) */
};

enum {
    REQUEST_INLINE = 64,     /* octets of a line kept without allocation */
    REQUEST_LINE_MOST = 8192 /* octets of a line kept at all */
};

/* Flaws of a line, as the octets show them. Shared by both sides. */
enum line_flaws {
    LINE_BARE_LF = 1 << 0,     /* ended by LF alone */
    LINE_BARE_CR = 1 << 1,     /* CR inside the line */
    LINE_CR_CR_LF = 1 << 2,    /* ended by CR CR LF */
    LINE_NUL = 1 << 3,         /* 0x00 */
    LINE_CONTROL = 1 << 4,     /* other C0 but HTAB and ESC */
    LINE_TAB_DEL = 1 << 5,     /* HTAB or DEL */
    LINE_ESCAPE = 1 << 6,      /* ESC, or C1 as UTF-8 or raw octet */
    LINE_EIGHT_BIT = 1 << 7,   /* octet above 0x7F */
    LINE_LONG = 1 << 8,        /* more than 512 octets with its end */
    LINE_CUT = 1 << 9,         /* longer than we keep; text is its beginning */
    LINE_UNFINISHED = 1 << 10, /* the connection ended inside it */
    LINE_BLANK_END = 1 << 11,  /* SP or HTAB before the line end */
    LINE_ECHO = 1 << 12,       /* begins with the command sent back */
};

struct request {
    enum request_kind kind;
    const struct verb *verb; /* NULL when the keyword is unknown, for SASL
                                and for data */
    uint32_t exchange;       /* numbers REQUEST_COMMANDs from 1; SASL and data
                                lines bear the number of their command */
    uint64_t at_ns;          /* when its last octet left */
    uint64_t offset;         /* of its first octet in the client's stream */
    uint64_t size_octets;    /* with its line end, also beyond what is kept */
    unsigned flaws;          /* enum line_flaws */
    int args;                /* words after the keyword */
    bool has_number[2];      /* argument 1, 2 is 1*DIGIT within 64 bits */
    uint64_t number[2];
    bool automatic;    /* the program sent it unasked */
    bool sasl_initial; /* AUTH with an initial response */

    /* the line without its end; use request_line */
    size_t len;
    char *longer; /* owned, when it does not fit head */
    char head[REQUEST_INLINE];
};

/* Take apart one line without its end. *r is overwritten, not released.
 * kind says how the session reads the line. Copies what it keeps. */
void request_parse(struct request *r, enum request_kind kind, struct span line);

/* Release what r owns; r is empty after it. Wipes the octets. */
void request_done(struct request *r);

/* The line as sent, without its end; borrowed from r. Holds secrets: pass it
 * to nobody but the rules (mask.h makes the line for everyone else). */
struct span request_line(const struct request *r);

/* The i-th word after the keyword (from 0), empty when absent. For a verb
 * with VERB_FREE_ARG word 0 is all that follows the keyword and one SP. */
struct span request_arg(const struct request *r, int i);

/* The keyword as typed; empty for SASL and data. */
struct span request_keyword(const struct request *r);

/* The shape a +OK reply to r has (grammar section 4). */
enum shape request_shape(const struct request *r);

/* The content of that reply. */
enum content request_content(const struct request *r);

#endif
