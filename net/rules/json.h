/* json.h - is this a JSON object, and has it that member?
 *
 * Only as much of RFC 8259 as a rule needs to ask; no value is read. */
#ifndef POP3SH_RULES_JSON_H
#define POP3SH_RULES_JSON_H

#include "net/base/span.h"

enum json_answer {
    JSON_BAD,     /* no JSON text, or no object */
    JSON_WITHOUT, /* an object without the member */
    JSON_WITH,    /* an object with it */
};

/* name is compared with the member names as they are written. */
enum json_answer json_member(struct span text, const char *name);

#endif
