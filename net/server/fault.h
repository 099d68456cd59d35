/* fault.h - servers that are wrong on purpose, one row each.
 *
 * A fault is data: which reply it spoils, which part of it, when, and the
 * template that stands there instead. Only what no change of octets can
 * bring about is a lapse: a duty that the session forgets. */
#ifndef POP3SH_SERVER_FAULT_H
#define POP3SH_SERVER_FAULT_H

#include "net/base/error.h"
#include "net/pop3/verb.h"
#include "net/rules/rule-id.h"
#include "net/server/template.h"

/* Which reply: a verb_id, or one of these. */
enum fault_place {
    FAULT_AT_UNKNOWN = VERB_COUNT, /* a command the server does not know */
    FAULT_AT_GREETING,
    FAULT_AT_SASL, /* the end of an AUTH exchange */
    FAULT_AT_ANY,
    FAULT_AT_NONE, /* lapses only */
};

enum fault_part {
    FAULT_STATUS,    /* the status line; octets, line end included */
    FAULT_LINE,      /* a listing line, the same */
    FAULT_CAPA,      /* the capability .tag; without one: added at the end */
    FAULT_HEAD,      /* before a message */
    FAULT_TAIL,      /* behind its last line */
    FAULT_END,       /* the "." line */
    FAULT_CHALLENGE, /* a "+ " line; the same as FAULT_STATUS */
    FAULT_DATA_OF_CHALLENGE, /* what is inside the base64 */
    FAULT_CERTIFICATE,       /* and the rest of TLS: .tag names the look */
    FAULT_NOTHING,           /* lapses only */
};

/* When: all that are set must hold. */
enum fault_when {
    FAULT_OK = 1 << 0,  /* the right status would be +OK */
    FAULT_ERR = 1 << 1, /* it would be -ERR */
    FAULT_BARE = 1 << 2,
    FAULT_ARGS = 1 << 3,
    FAULT_CLEAR = 1 << 4,
    FAULT_TLS = 1 << 5,
    FAULT_BEFORE = 1 << 6,    /* in AUTHORIZATION */
    FAULT_AFTER = 1 << 7,     /* in TRANSACTION */
    FAULT_AGAIN = 1 << 8,     /* not for the first reply at this place */
    FAULT_UTF8 = 1 << 9,      /* UTF8 or LANG had +OK */
    FAULT_MARKED = 1 << 10,   /* a message is marked as deleted */
    FAULT_LONGISH = 1 << 11,  /* the command has 200 octets or more */
    FAULT_FINAL = 1 << 12,    /* the challenge ends a SCRAM exchange */
    FAULT_STRANGER = 1 << 13, /* the name of USER is nobody's */
    FAULT_ZERO = 1 << 14,     /* no line of the body is asked for by TOP */
    FAULT_PIPED = 1 << 15,    /* more came with the command */
};

/* What the session forgets. */
enum fault_lapse {
    LAPSE_CLOSE = 1 << 0,      /* the connection ends behind this reply */
    LAPSE_STALL = 1 << 1,      /* nothing is sent from this reply on */
    LAPSE_DATA = 1 << 2,       /* no lines behind +OK, and no "." */
    LAPSE_STUFFING = 1 << 3,   /* dots at the front of lines */
    LAPSE_CR = 1 << 4,         /* message lines end in LF */
    LAPSE_ONE_CR = 1 << 5,     /* the first line of the body does */
    LAPSE_BLANK_LINE = 1 << 6, /* between header and body, in TOP */
    LAPSE_TOP_MORE = 1 << 7,   /* one body line too many */
    LAPSE_TOP_FEWER = 1 << 8,
    LAPSE_MARKS = 1 << 9,       /* marked messages are counted, listed, sent */
    LAPSE_NUMBERS = 1 << 10,    /* numbers move up behind a marked one */
    LAPSE_RSET = 1 << 11,       /* RSET unmarks nothing */
    LAPSE_UPDATE = 1 << 12,     /* QUIT removes nothing */
    LAPSE_ABORT = 1 << 13,      /* a lost connection removes, too */
    LAPSE_LOCK = 1 << 14,       /* anyone gets in while another is there */
    LAPSE_CRLF = 1 << 15,       /* LF alone ends a command */
    LAPSE_LONG = 1 << 16,       /* long lines fall apart */
    LAPSE_CASE = 1 << 17,       /* keywords in small letters are unknown */
    LAPSE_STLS_INPUT = 1 << 18, /* octets behind STLS are kept for TLS */
    LAPSE_STLS_STATE = 1 << 19, /* so is USER */
    LAPSE_HANDSHAKE = 1 << 20,  /* no TLS begins behind the +OK of STLS */
    LAPSE_GOODBYE = 1 << 21,    /* the server does not close after QUIT */
    LAPSE_NOTIFY = 1 << 22,     /* TLS ends without close_notify */
    LAPSE_DELE = 1 << 23,       /* DELE marks nothing */
    LAPSE_IDLE = 1 << 24,       /* autologout after 2 s */
    LAPSE_UTF8 = 1 << 25,       /* UTF-8 headers go to everybody */
    LAPSE_SCRAM = 1 << 26,      /* 1000 iterations only */
    LAPSE_INPUT = 1 << 27,      /* what was sent behind this command */
    LAPSE_PASSWORD = 1 << 28,   /* the lock is told before the password */
    LAPSE_INITIAL = 1 << 29,    /* initial responses are refused */
    LAPSE_SIZES = 1 << 30,      /* a line end counts as one octet */
};

struct fault {
    const char *name;     /* "list-number-gap" */
    const char *sentence; /* "leaves out message 2 in LIST" */
    int rule;             /* enum rule_id; -1: a generic fault */
    int place;            /* enum verb_id or fault_place */
    enum fault_part part;
    unsigned when;    /* enum fault_when */
    const char *text; /* template; NULL: the right one */
    const char *tag;  /* FAULT_CAPA, FAULT_CERTIFICATE */
    unsigned line;    /* FAULT_LINE: which one, from 1; 0: each */
    unsigned lapses;  /* enum fault_lapse */
};

/* The faults by number, from 0; NULL behind the last. Rows of one name make
 * one fault: this is its first. */
const struct fault *fault_at(size_t i);

/* The first row of that name, or NULL. */
const struct fault *fault_find(struct span name);

/* Faults that take an argument: NAME=ARG. */
struct fault_set;
struct fault_generic {
    const char *name, *argument, *sentence;
    /* False when the argument has not the form. */
    bool (*take)(struct fault_set *set, struct span arg);
};
extern const struct fault_generic fault_generics[];
extern const size_t fault_generics_count;

enum { FAULTS_ACTIVE_MOST = 16, FAULT_TEXT_MOST = 600 };

/* The faults that a server was started with; all zeroes is none. */
struct fault_set {
    struct fault active[FAULTS_ACTIVE_MOST]; /* copies */
    char texts[FAULTS_ACTIVE_MOST][FAULT_TEXT_MOST];
    size_t count;
    /* generic ones */
    size_t chunk_octets;  /* 0: no limit of a write */
    uint64_t drop_octets; /* 0: no end after so many */
    int delay_place;
    uint64_t delay_ns; /* 0: none */
};

/* Add "NAME" or "NAME=ARG". False and *err (ERROR_USAGE) when there is no
 * such fault, or too many. */
bool fault_add(struct fault_set *set, const char *text, struct error *err);

#endif
