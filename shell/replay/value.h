/* value.h - what a transcript's names stand for when it is played: variables
 * from its header, secrets from where secrets come from. */
#ifndef POP3SH_REPLAY_VALUE_H
#define POP3SH_REPLAY_VALUE_H

#include "net/base/secret.h"
#include "net/transcript/plan.h"
#include "net/transcript/variable.h"
#include "shell/option/option.h"

enum { VALUE_SECRETS_MOST = 8 };

struct values {
    struct variables bindings;
    struct {
        struct span name; /* in the transcript */
        struct secret value;
    } secrets[VALUE_SECRETS_MOST];
    size_t secret_count;
    struct span first; /* the name of the one that the header has first */
};

/* Where a run looks for the first secret of every file; fetched once, because
 * a descriptor can be read once and a person should be asked once. */
struct value_sources {
    const struct options *options;
    bool ask;            /* a person is there */
    const char *host;    /* for ~/.netrc and the question; "" if unknown */
    struct secret given; /* of --password-fd, -file, -command; or answered */
};
void value_sources_done(struct value_sources *s);

/* Find all that the client lines of the plan need. False and *err (ERROR_INPUT)
 * with the first that is missing. Release with values_done in any case. */
bool values_find(struct values *v, const struct plan *p, const char *name,
                 struct value_sources *from, struct error *err);
void values_done(struct values *v);

/* The secret of that name; empty: that which the header has first. NULL when
 * there is none. */
const struct secret *values_secret(const struct values *v, struct span name);

/* The user whose maildrop the transcript opens, or empty; borrowed. */
struct span values_user(const struct values *v);

#endif
