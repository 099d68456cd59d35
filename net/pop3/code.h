/* code.h - the extended response codes, such as [IN-USE].
 *
 * response_codes[] is the only place that knows a code: the IANA registry
 * "POP3 Response Codes", with what an admin does next. */
#ifndef POP3SH_POP3_CODE_H
#define POP3SH_POP3_CODE_H

#include "net/pop3/event.h"

struct response_code {
    const char *code;    /* upper case, without the brackets */
    uint32_t verbs;      /* bits 1 << enum verb_id: where it may be given */
    enum status status;  /* the status it comes with */
    const char *rfc;     /* "2449 section 8.1.1" */
    const char *meaning; /* one sentence without its dot */
    const char *next;    /* what to do, likewise */
};

extern const struct response_code response_codes[];
extern const size_t response_codes_count;

/* The row for a code without its brackets, in any case. Unknown lower levels
 * are ignored as RFC 2449 section 8 wants it: "IN-USE/FOO" finds IN-USE.
 * NULL when no level is known. */
const struct response_code *code_find(struct span code);

#endif
