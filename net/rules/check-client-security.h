/* check-client-security.h - memory of the rules about client lints, security
 * (section 22). */
#ifndef POP3SH_RULES_CHECK_CLIENT_SECURITY_H
#define POP3SH_RULES_CHECK_CLIENT_SECURITY_H

#include "net/pop3/event.h"

struct check;

/* The AUTH exchange that is open, as its client sees it. Holds nothing that
 * the client said but the mechanism. */
struct client_auth {
    uint32_t number;    /* exchange of the AUTH; 0: none is open */
    char mechanism[24]; /* upper case; cut, when it is longer than any name */
    bool challenged;    /* a challenge waits for its response */
    bool undecodable;   /* it is no base64 */
    bool failure;       /* it tells of the failure of an OAuth login */
    bool spoke;         /* the client's first data are sent */
};

struct client_security_memory {
    struct client_auth auth;
    bool facts_known, verified; /* of the TLS handshake */
    bool utf8_sent, stls_sent;
    bool after_stls; /* a handshake of STLS went well */
    bool capa_due;   /* and no command was sent since */
    bool capa_sent;  /* CAPA was, since */
    /* told once in a session */
    bool stale_told, declined_told, queue_told;
};

void client_security_memory_done(struct client_security_memory *m);

/* check-client-stls.c: a command, and TLS on the way to it. */
void client_judge_stls(struct check *c, const struct event *e);
/* check-client-auth.c: AUTH and the mechanism it names. */
void client_judge_auth(struct check *c, const struct event *e);
/* check-client-sasl.c: what AUTH and SASL responses hold. */
void client_judge_initial(struct check *c, const struct event *e);
void client_judge_response(struct check *c, const struct event *e);

#endif
