/* precedence.h - one cause, one finding: which rule explains another away. */
#ifndef POP3SH_RULES_PRECEDENCE_H
#define POP3SH_RULES_PRECEDENCE_H

#include "net/rules/rule.h"

enum precedence_scope {
    SCOPE_LINE,    /* both stand on the same line */
    SCOPE_MESSAGE, /* both are about the same message, in this session */
    SCOPE_SESSION, /* the other was told at any time in this session */
};

struct precedence {
    enum rule_id winner, loser;
    enum precedence_scope scope;
};

extern const struct precedence precedences[];
extern const size_t precedences_count;

#endif
