/* json.h - is this a JSON object, and what members has it?
 *
 * Only as much of RFC 8259 as the failure of an OAuth login needs; values are
 * handed out as they are written. */
#ifndef POP3SH_BASE_JSON_H
#define POP3SH_BASE_JSON_H

#include "net/base/span.h"

/* name: between its quotes, escapes as written. value: any JSON value as
 * written, with its quotes or brackets. Both borrowed from the text. */
typedef void json_member_fn(void *ctx, struct span name, struct span value);

/* Visit the members of an object, not those of objects inside it. False, and
 * nothing visited, when text is no JSON object. */
bool json_each(struct span text, json_member_fn *visit, void *ctx);

enum json_answer {
    JSON_BAD,     /* no JSON text, or no object */
    JSON_WITHOUT, /* an object without the member */
    JSON_WITH,    /* an object with it */
};

/* name is compared with the member names as they are written. */
enum json_answer json_member(struct span text, const char *name);

#endif
