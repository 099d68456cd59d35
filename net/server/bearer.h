/* bearer.h - the server's side of OAUTHBEARER (RFC 7628) and XOAUTH2.
 *
 * The token is fixed: there is no authority behind this server. */
#ifndef POP3SH_SERVER_BEARER_H
#define POP3SH_SERVER_BEARER_H

#include "net/base/buf.h"
#include "net/base/secret.h"

enum bearer_form { BEARER_NONE, BEARER_OAUTH, BEARER_X };
enum sasl_result;

struct bearer {
    enum bearer_form form;
    struct span user; /* as SASLprep makes it; borrowed */
    const struct secret *token;
    bool refused; /* the error was told: the dummy response is due */
};

void bearer_init(struct bearer *b, enum bearer_form form, struct span user,
                 const struct secret *token);

/* As sasl_step. */
enum sasl_result bearer_step(struct bearer *b, struct span response,
                             struct buf *out);

#endif
