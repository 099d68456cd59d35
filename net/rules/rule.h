/* rule.h - what is allowed on the wire, one row a rule.
 *
 * rules[] is the only place that knows a rule; `pop3sh rules`, \h, doc/rules.md
 * and the tests walk it. The rows stand in one file per family. */
#ifndef POP3SH_RULES_RULE_H
#define POP3SH_RULES_RULE_H

#include "net/pop3/event.h"
#include "net/rules/rule-id.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* The strength of the requirement in its source. */
enum level {
    LEVEL_MUST,       /* the word of RFC 2119 */
    LEVEL_MUST_PLAIN, /* MUST*: mandatory by plain wording or by ABNF */
    LEVEL_SHOULD,
    LEVEL_MAY,
    LEVEL_PRACTICE, /* best practice, no requirement */
};

/* Who breaks the rule. */
enum bound {
    BOUND_SERVER,
    BOUND_CLIENT,
    BOUND_BOTH,
    BOUND_ORIGINATOR,
    BOUND_PROVIDER,
    BOUND_PATH,
};

/* The needs may be those of one sub-case only. */
enum rule_flags {
    RULE_PROBE = 1,    /* [P]: needs an active probe */
    RULE_STATE = 2,    /* [X]: needs the state file kept across sessions */
    RULE_CLOCK = 4,    /* [T]: needs a clock */
    RULE_DNS = 8,      /* [D]: needs DNS */
    RULE_OFF = 16,     /* shown only when named by --show */
    RULE_GROUPED = 32, /* printed once per session with a count (retr/size-*) */
};

/* Texts are ASCII. In the two examples " / " divides lines; "C:" and "S:" name
 * the side, the server when neither stands there; a line in <> is no line on
 * the wire but says what happens; \r \n \xHH are escapes, kept as text. */
struct rule {
    const char *id; /* "list/number-gap" */
    enum level level;
    enum severity severity; /* at most; a sub-case may be less */
    enum bound bound;
    unsigned flags;         /* enum rule_flags */
    const char *rfc;        /* "RFC 1939 section 4; RFC 2449 section 3" or "" */
    const char *title;      /* the rule in one sentence */
    const char *advice;     /* what an admin does about it, one sentence */
    const char *conforming; /* an example */
    const char *violating;  /* and one that breaks the rule */
};

/* All rules, in the order of the catalogue: rules[RULE_LIST_NUMBER_GAP]. */
extern const struct rule *const rules[RULE_COUNT];

/* A section of the catalogue. Its rules follow those of the section before;
 * the first section begins at rules[0]. */
struct rule_family {
    const char *title;
    size_t count;
};

enum { RULE_FAMILIES = 22 };
extern const struct rule_family rule_families[RULE_FAMILIES];

/* The rule of that id, or NULL. */
const struct rule *rule_find(struct span id);

/* "error", "warning", "note". */
const char *severity_name(enum severity severity);
/* "MUST", "MUST*", "SHOULD", "MAY", "BP". */
const char *level_name(enum level level);
/* "server", "client", ..., as in the JSON field "side". */
const char *bound_name(enum bound bound);

#endif
