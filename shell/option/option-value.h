/* option-value.h - the value of an option. */
#ifndef POP3SH_OPTION_VALUE_H
#define POP3SH_OPTION_VALUE_H

#include "shell/option/option.h"

/* Read value into the field of row; it is empty for rows that take none. False
 * and *err (ERROR_USAGE) when it is no value for that. */
bool option_value(struct options *out, const struct option *row,
                  struct span value, struct error *err);

/* "option --name: " and why. Returns false. */
bool option_refuse(const struct option *row, const char *why,
                   struct error *err);

/* How many octets of a typed word an error repeats, as for "%.*s". */
int option_shown(struct span word);

#endif
