/* json-part.h - JSON values of what was told. Private to shell/report.
 *
 * The member names are those of --output json where it has the same thing. */
#ifndef POP3SH_REPORT_JSON_PART_H
#define POP3SH_REPORT_JSON_PART_H

#include "shell/report/private.h"
#include <jansson.h>

enum { JSON_SCHEMA = 1 }; /* grows only when a member changes its meaning */

/* Append value as compact text and release it. */
void json_part_write(struct buf *out, json_t *owned);

/* Set a member; NULL: none. */
void json_part_text(json_t *object, const char *name, const char *text);
void json_part_seconds(json_t *object, const char *name, uint64_t ns);

/* Set the members of a thing in object. */
void json_part_finding(json_t *object, const struct report_finding *f);
void json_part_difference(json_t *object, const struct report_difference *d);
void json_part_case(json_t *object, const struct kept_case *c);
void json_part_verdict(json_t *object, const struct report_file *f);
void json_part_summary(json_t *object, const struct report *r,
                       enum exit_status exit);

#endif
