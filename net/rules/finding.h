/* finding.h - one breach of a rule, as readers of events see it. */
#ifndef POP3SH_RULES_FINDING_H
#define POP3SH_RULES_FINDING_H

#include "net/rules/rule.h"

/* Carried by EVENT_FINDING; borrowed for the callback. */
struct finding {
    const struct rule *rule;
    enum rule_id id;        /* rule is rules[id] */
    enum severity severity; /* of this case: the rule's, or less */
    enum side side;         /* in whose stream the octet stands */
    uint32_t exchange;      /* 0: none */
    uint64_t offset;        /* of the octet in that side's stream */
    uint32_t column;        /* of the octet in its line, from 1; 0: none */
    uint32_t excerpt_from;  /* octets of the line in front of the excerpt */
    struct span excerpt;    /* the line, without its end; may be empty. Holds
                               no secret */
    const char *message;    /* what is wrong here, one sentence without its
                               full stop, escaped */
    uint64_t count;         /* occurrences so far in this reply; above 1: the
                               total, told at the end of the reply */
    bool repeat;            /* tells the total of one that was told before */
    bool doubtful;          /* after an unanswered command: at most a warning */
};

#endif
