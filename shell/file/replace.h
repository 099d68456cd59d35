/* replace.h - gives a file new content, all of it or none. */
#ifndef POP3SH_REPLACE_H
#define POP3SH_REPLACE_H

#include "net/base/error.h"
#include "net/base/span.h"

/* Write octets to a file beside path, with path's permissions, and rename it.
 * False and *err (ERROR_INPUT), and path as it was, when that fails. */
bool replace_file(const char *path, struct span octets, struct error *err);

#endif
