/* server.h - what all sessions of one server share.
 *
 * One account with its maildrop and the lock on it, and what the server
 * allows. Has no list of sessions: whoever accepts connections keeps those. */
#ifndef POP3SH_SERVER_SERVER_H
#define POP3SH_SERVER_SERVER_H

#include "net/base/secret.h"
#include "net/server/fault.h"
#include "net/server/maildrop.h"

struct server;

struct server_settings {
    const char *host;              /* for timestamps, a domain; borrowed */
    const char *user;              /* borrowed */
    const struct secret *password; /* borrowed; the bearer token, too */
    struct maildrop *maildrop;     /* borrowed */
    bool may_delete;               /* else DELE is refused */
    bool has_tls;                  /* STLS can be offered */
    unsigned login_delay_s;        /* between logins; 0: none */
    unsigned idle_s;     /* autologout; 0: 605, no less than 600 is obeyed */
    unsigned failure_ms; /* a refused login waits so long, the next one twice
                            as long; 0: not at all */
    const struct fault_set *faults; /* borrowed; NULL: none */
};

/* Never fails, but for GNU SASL not starting: NULL and *err. */
struct server *server_new(const struct server_settings *settings,
                          struct error *err);
void server_free(struct server *s); /* after its sessions; NULL is fine */

#endif
