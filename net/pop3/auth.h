/* auth.h - every way to log in, as a pure function: what the server said goes
 * in, the next line of the client comes out.
 *
 * mechanisms[] is the only place that knows a way; a family of them has a file
 * auth-FAMILY.c. Knows no connection: whether a way is safe here, and who is
 * asked for the secret, is for those who log in. What the server sends is
 * judged by the rules; here it only decides what is answered. */
#ifndef POP3SH_POP3_AUTH_H
#define POP3SH_POP3_AUTH_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "net/pop3/event.h"

enum mechanism_flags {
    MECHANISM_COMMAND = 1,      /* commands of its own, not AUTH */
    MECHANISM_CLIENT_FIRST = 2, /* the client's data open the exchange */
    MECHANISM_CLEARTEXT = 4,    /* sends the secret as it is: wants TLS */
    MECHANISM_TOKEN = 8,        /* its secret is a bearer token */
    MECHANISM_NO_SECRET = 16,   /* asks for no secret */
    MECHANISM_BINDING = 32,     /* binds the login to the TLS channel */
    MECHANISM_PROVES = 64,      /* the server proves that it knows the key */
    /* where "auto" may take it, in the order of the table */
    MECHANISM_AUTO_TLS = 128,
    MECHANISM_AUTO_CLEAR = 256, /* without TLS, over a network */
    MECHANISM_AUTO_LOCAL = 512, /* without TLS, where cleartext is allowed */
};

struct mechanism {
    const char *name; /* upper case: a SASL name, "USER" or "APOP" */
    unsigned flags;   /* enum mechanism_flags */
    const struct auth_family *family;
    const char *detail;  /* for the family: a hash, a name; or NULL */
    const char *explain; /* what becomes of the secret; no final dot */
    const char *rfc;     /* "4616 section 2", or what describes it instead */
    const char *example; /* lines of "C: ..." and "S: ..." */
};

extern const struct mechanism mechanisms[];
extern const size_t mechanisms_count;

/* The row of a name in any case, or NULL. */
const struct mechanism *mechanism_find(struct span name);

/* Who logs in, where, and with what. Spans are copied by auth_new, but for the
 * secret: it stays in the one place that its owner guards, until auth_free. */
struct auth_setup {
    const struct mechanism *mechanism;
    struct span user;    /* EXTERNAL: the identity asked for, may be empty */
    struct span secret;  /* password or token */
    struct span authzid; /* to act as somebody else; usually empty */
    struct span host;    /* OAUTHBEARER, DIGEST-MD5, GSSAPI */
    unsigned port;       /* OAUTHBEARER; 0: leave it out */
    struct span apop;    /* the greeting's timestamp with its brackets */
    struct span nonce;   /* of SCRAM: printable, no comma; empty: random */
    const char *binding_type;  /* "tls-exporter"; NULL: no channel to bind */
    struct span binding;       /* its octets */
    bool could_bind;           /* SCRAM without -PLUS says "y": we could
                                  bind, and the server does not offer it
                                  (RFC 5802 section 6); else "n" */
    unsigned iterations_least; /* SCRAM: fewer are not answered; 0: any */
    unsigned iterations_most;  /* and more neither; 0: 5,000,000 */
};

struct auth; /* a login under way */

/* Begin. NULL and *err when this way cannot be gone: ERROR_AUTH when something
 * is missing that the server or the connection should give (a timestamp, TLS),
 * ERROR_USAGE for a name or a secret that it cannot carry. */
struct auth *auth_new(const struct auth_setup *setup, struct error *err);
void auth_free(struct auth *a); /* wipes what it knows; NULL is fine */

const struct mechanism *auth_mechanism(const struct auth *a);

/* --- whole lines, without CRLF --- */

enum auth_turn {
    AUTH_SEND,     /* line is to be sent, and the answer to be given here */
    AUTH_IN,       /* logged in; the server proved what it had to */
    AUTH_REFUSED,  /* -ERR; auth_fault tells when it was us who gave up */
    AUTH_DISTRUST, /* +OK, but not from a server that knows the secret */
    AUTH_STUCK,    /* neither: it goes on behind "*", or answers nonsense */
};

/* Append the first line. initial: the server has announced by SASL in CAPA
 * that it takes an initial response (RFC 5034 section 3); it is sent when the
 * mechanism has one and the line stays within 255 octets, "=" when it is
 * empty. Wipe line when it was sent: it may hold the secret. False when there
 * is nothing to be sent: auth_fault says why (no Kerberos ticket, say). */
bool auth_begin(struct auth *a, bool initial, struct buf *line);

/* The server answered; text is what follows the status indicator and its one
 * SP. Append the next line when there is one ("*" gives up: see auth_fault).
 */
enum auth_turn auth_next(struct auth *a, enum status status, struct span text,
                         struct buf *line);

/* --- octets, for those who make the lines themselves --- */

/* Append the answer to a challenge, both decoded; the first challenge of a
 * client-first mechanism is empty. False when it cannot be answered and the
 * exchange must be cancelled: auth_fault says why. */
bool auth_respond(struct auth *a, struct span challenge, struct buf *out);

/* +OK came. False when the server still owes its proof. */
bool auth_is_proved(const struct auth *a);

/* --- facts --- */

/* What went wrong on the way, in words; NULL: nothing. Fit for a terminal:
 * words of the server are escaped. No final dot. */
const char *auth_fault(const struct auth *a);

/* True once something was sent that was made from the secret. */
bool auth_used_secret(const struct auth *a);

/* What the server must send as v=, in base64, once client-final was made
 * (RFC 5802 section 3); empty before, and for what is no SCRAM. Borrowed. */
struct span auth_verifier(const struct auth *a);

/* The error value e= of SCRAM, the member "status" of an OAuth failure; empty
 * when none came. As the server sent it: escape it. Borrowed. */
struct span auth_reason(const struct auth *a);

#endif
