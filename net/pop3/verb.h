/* verb.h - the commands of POP3, one row each.
 *
 * The only place that knows a keyword, where it is allowed, what it takes and
 * what shape its reply has; parser, shell, help and tests read these rows.
 * RFC 1939, 2449, 2595, 5034, 6856 and the historic ones. */
#ifndef POP3SH_POP3_VERB_H
#define POP3SH_POP3_VERB_H

#include "net/base/span.h"

/* States of a session (RFC 1939 section 3). Bits, so that a row can allow
 * several. */
enum state {
    STATE_CONNECTED = 1,     /* no greeting yet */
    STATE_AUTHORIZATION = 2, /* greeting seen, not logged in */
    STATE_SASL = 4,          /* AUTHORIZATION, an AUTH exchange is open */
    STATE_TLS_HANDSHAKE = 8, /* STLS had +OK, TLS is being negotiated */
    STATE_TRANSACTION = 16,  /* logged in */
    STATE_UPDATE = 32,       /* QUIT was sent in TRANSACTION */
    STATE_CLOSED = 64,       /* no connection */
};

/* "AUTHORIZATION" and so on; never NULL. */
const char *state_name(enum state state);

/* How a +OK reply looks; -ERR is always one line (RFC 1939 section 3). */
enum shape {
    SHAPE_LINE,         /* one status line */
    SHAPE_LISTING,      /* status, listing lines, "." */
    SHAPE_LISTING_BARE, /* as SHAPE_LISTING without an argument, else a line */
    SHAPE_MESSAGE,      /* status, message data, "." */
    SHAPE_SASL,         /* "+ " challenges, then one status line */
    SHAPE_CLIENT_DATA,  /* +OK, then the client sends lines up to "." */
    SHAPE_NONE,         /* no reply at all (PROXY) */
    SHAPE_UNKNOWN,      /* a line; lines that are no status extend it */
};

/* What the lines of a listing, or the one line, mean. */
enum content {
    CONTENT_FREE,       /* text for people */
    CONTENT_DROP,       /* STAT: drop listing, "count octets" */
    CONTENT_SCAN,       /* LIST: scan listing, "msgno octets" */
    CONTENT_UID,        /* UIDL: "msgno unique-id" */
    CONTENT_CAPABILITY, /* CAPA: "tag params" */
    CONTENT_LANGUAGE,   /* LANG: "tag description" */
    CONTENT_MECHANISM,  /* bare AUTH: one SASL mechanism */
    CONTENT_MESSAGE,    /* RETR, TOP: message data */
};

enum verb_id {
    VERB_USER,
    VERB_PASS,
    VERB_APOP,
    VERB_AUTH,
    VERB_CAPA,
    VERB_STLS,
    VERB_QUIT,
    VERB_STAT,
    VERB_LIST,
    VERB_RETR,
    VERB_DELE,
    VERB_NOOP,
    VERB_RSET,
    VERB_TOP,
    VERB_UIDL,
    VERB_UTF8,
    VERB_LANG,
    /* not in a current standard */
    VERB_LAST,
    VERB_RPOP,
    VERB_XTND,
    VERB_XSENDER,
    VERB_PROXY,
    VERB_XCLIENT,
    VERB_XOIP,
    VERB_COUNT
};

enum verb_flags {
    VERB_SECRET = 1,      /* its arguments hold a secret from .secret_from on */
    VERB_FREE_ARG = 2,    /* one argument that may contain blanks (PASS) */
    VERB_DESTRUCTIVE = 4, /* leads to deleted messages */
    VERB_HISTORIC = 8,    /* removed from the standard, or never in one */
    VERB_PROXYING = 16,   /* only for trusted proxies */
    VERB_LOGIN = 32,      /* +OK enters TRANSACTION */
    VERB_OPTIONAL = 64,   /* an optional command of its RFC */
    VERB_MSGNO = 128,     /* the first argument is a message-number */
    VERB_IDLE = 256,      /* changes nothing and says nothing: a run of them is
                             one event */
};

struct verb {
    enum verb_id id;
    const char *name;       /* upper case */
    unsigned states;        /* bits of enum state where RFCs allow it */
    int args_min, args_max; /* words after the keyword */
    enum shape shape;
    enum content content;
    unsigned flags;         /* enum verb_flags */
    int secret_from;        /* index of the first secret word, from 0 */
    const char *capability; /* CAPA tag that announces it, NULL if none */
    const char *args;       /* "<msg> <lines>", for hints; "" if none */
    const char *rfc;        /* "1939 section 7" */
    const char *help;       /* one sentence */
    const char *example;    /* lines of "C: ..." and "S: ..." */
};

extern const struct verb verbs[VERB_COUNT];

/* The row for a keyword in any case, or NULL. */
const struct verb *verb_find(struct span keyword);

/* The verb with VERB_SECRET that a keyword which names none was probably meant
 * to be: a letter is wrong, missing or too many, two changed places, or more
 * follows ("PASSWORD"). NULL: none. */
const struct verb *verb_meant_secret(struct span keyword);

#endif
