/* explanations.h - what a reply means for the one who sees it.
 *
 * explanations[] is the only place that knows it: a row for each verb and
 * status. Response codes say more than any row: net/pop3/code.h. */
#ifndef POP3SH_COMMAND_EXPLANATIONS_H
#define POP3SH_COMMAND_EXPLANATIONS_H

#include "net/pop3/event.h"

enum explained { EXPLAINED_VERB, EXPLAINED_GREETING, EXPLAINED_UNKNOWN };

struct explanation {
    enum explained what;
    enum verb_id verb; /* of EXPLAINED_VERB */
    enum status status;
    const char *meaning; /* one sentence */
    const char *next;    /* what to try, one sentence */
};

extern const struct explanation explanations[];
extern const size_t explanations_count;

/* The row for the reply to verb (NULL: an unknown command), or to nothing
 * (greeting). NULL when the status is none of the two. */
const struct explanation *
explanation_find(bool greeting, const struct verb *verb, enum status status);

#endif
