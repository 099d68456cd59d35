/* findings.h - the findings of a session that a script describes. */
#ifndef POP3SH_TESTS_FINDINGS_H
#define POP3SH_TESTS_FINDINGS_H

#include "net/rules/check.h"
#include "tests/unit/trace.h"

/* One rule put to the test by two scripts (trace.h). */
struct rule_row {
    const char *rule;       /* "list/number-gap" */
    const char *trips;      /* gives this finding (others too, where said) */
    const char *near;       /* close to it, and does not */
    const char *also;       /* ids that `trips` may give besides, or NULL */
    enum severity severity; /* of the finding in `trips` */
    struct check_peer peer; /* zero: a remote server on an unknown port */
    bool tls; /* a note for readers only: the script says "open tls" */
};

/* The findings of script, a line each: "severity rule @offset column N:
 * message"; repeats as "repeat rule xN". Owned by the caller. peer may be
 * NULL. */
char *findings_of(const char *script, const struct check_peer *peer,
                  enum split split, unsigned seed);

/* Check rows: `trips` gives its rule with its severity and nothing else that
 * is a warning or worse but what `also` names; `near` does not give the rule;
 * octet by octet and random splits give the same findings. Reports through
 * Criterion. */
void findings_check(const struct rule_row *rows, size_t count);

#endif
