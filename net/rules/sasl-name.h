/* sasl-name.h - the names of SASL mechanisms, and what they stand for. */
#ifndef POP3SH_RULES_SASL_NAME_H
#define POP3SH_RULES_SASL_NAME_H

#include "net/base/span.h"

enum sasl_name_flags {
    SASL_CLIENT_FIRST = 1, /* the client's data open the exchange */
};

/* A mechanism of the IANA registry, or a private one of the field. */
struct sasl_name {
    const char *name; /* upper case */
    unsigned flags;   /* enum sasl_name_flags */
    const char *weak; /* why it is dated, in words; NULL: it is not */
};

extern const struct sasl_name sasl_names[];
extern const size_t sasl_names_count;

/* The row of a name in any case, or NULL. */
const struct sasl_name *sasl_name_find(struct span name);

/* 1*20 of upper-case letters, digits, "-" and "_" (RFC 4422 section 3.1). */
bool sasl_name_valid(struct span name);
/* The same when letters of either case are taken. */
bool sasl_name_valid_case(struct span name);

/* Does the mechanism begin with data of the client? SCRAM of any hash does. */
bool sasl_name_client_first(struct span name);

#endif
