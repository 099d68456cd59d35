/* serving.h - the built-in server, plugged together: sockets, TLS, sessions,
 * a maildrop. For serve, and for demo in a thread of its own. */
#ifndef POP3SH_SERVING_H
#define POP3SH_SERVING_H

#include "net/base/buf.h"
#include "net/base/secret.h"
#include "net/server/session.h"
#include "net/wire/serve.h"

struct serving;

struct serving_setup {
    const char *listen, *tls_listen; /* as listen_on; tls_listen: or NULL */
    const char *cert, *key;          /* NULL: a certificate is made */
    const char *user;                /* borrowed */
    const struct secret *password;   /* borrowed */
    struct maildrop *maildrop;       /* taken over, in every case */
    const struct serve_ops *ops;     /* who answers in place of a maildrop;
                                        borrowed, or NULL */
    void *ctx;                       /* for ops->open */
    const struct fault_set *faults;  /* borrowed */
    bool may_delete;
    bool allow_cleartext; /* off loopback */
    unsigned last;        /* end with this connection; 0: never */
    bool verbose;         /* tell on standard error who comes and goes */
    unsigned login_delay_s, failure_ms;
    size_t most;                  /* connections at once */
    const struct options *record; /* borrowed: write what is said into a file,
                                     as they say; NULL: do not */
};

/* Open the sockets. NULL and *err when that fails. */
struct serving *serving_new(const struct serving_setup *setup,
                            struct error *err);
void serving_free(struct serving *s); /* NULL is fine */

/* Append "pop3://127.0.0.1:1110", and " pop3s://..." where TLS listens. */
void serving_places(const struct serving *s, struct buf *out);
/* Does it listen on loopback only? */
bool serving_is_local(const struct serving *s);
/* The certificate, PEM; borrowed. */
struct span serving_certificate(const struct serving *s);

/* Serve until stop_fd is readable. */
bool serving_run(struct serving *s, int stop_fd, struct error *err);

#endif
