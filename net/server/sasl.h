/* sasl.h - the server's side of SASL, one exchange at a time.
 *
 * mechanisms[] is the only place that knows what is offered. GNU SASL does
 * the mechanisms with mathematics in them; bearer tokens are ours. */
#ifndef POP3SH_SERVER_SASL_H
#define POP3SH_SERVER_SASL_H

#include "net/base/buf.h"
#include "net/base/secret.h"

struct sasl_library;                         /* GNU SASL, once a server */
struct sasl_library *sasl_library_new(void); /* NULL: it does not start */
void sasl_library_free(struct sasl_library *l);

/* What an exchange may know; borrowed while it lasts. */
struct sasl_facts {
    struct span user; /* both as SASLprep makes them */
    const struct secret *password;
    const struct secret *token; /* of a bearer */
    bool tls, cleartext;        /* cleartext: passwords may come without TLS */
    struct span exporter, unique; /* channel bindings, or empty */
    bool few_iterations;          /* a fault: SCRAM with 1000 of them */
};

/* Append the names of what is offered under these facts, each behind a SP. */
void sasl_list(struct buf *out, const struct sasl_facts *facts);

struct sasl_mechanism;
/* The row for a name in any case that is offered now, or NULL. */
const struct sasl_mechanism *sasl_find(struct span name,
                                       const struct sasl_facts *facts);
/* The client speaks first: without an initial response the first challenge is
 * empty, and the next response goes to sasl_step. */
bool sasl_client_first(const struct sasl_mechanism *m);
/* An initial response makes no sense (RFC 4422 section 3). */
bool sasl_server_first_only(const struct sasl_mechanism *m);

struct sasl;
/* Begin; NULL when the library refuses. facts are copied but for what they
 * point at. */
struct sasl *sasl_new(struct sasl_library *l, const struct sasl_mechanism *m,
                      const struct sasl_facts *facts);
void sasl_free(struct sasl *x); /* NULL is fine */

enum sasl_result {
    SASL_CHALLENGE, /* send what is in out, give the answer to sasl_step */
    SASL_DONE,      /* the user is who he says */
    SASL_REFUSED,   /* wrong user, password or token */
    SASL_MALFORMED, /* the response has not the form of the mechanism */
};
/* Take a response, decoded; has_response is false for the first step of a
 * server-first mechanism. */
enum sasl_result sasl_step(struct sasl *x, bool has_response,
                           struct span response, struct buf *out);

#endif
