/* replace.h - gives a file new content, all of it or none. */
#ifndef POP3SH_REPLACE_H
#define POP3SH_REPLACE_H

#include "net/base/error.h"
#include "net/base/span.h"

/* Give the plain file that path leads to, behind symbolic links, these octets.
 * It keeps its permissions, and its owner as far as we may give it away; a new
 * file is made beside it and renamed. False and *err (ERROR_INPUT), and the
 * file as it was, when that fails. */
bool replace_file(const char *path, struct span octets, struct error *err);

/* Put a file with these octets under the name of path, whatever stood there: a
 * symbolic link is not followed. mode_of: take permissions and owner of this
 * file; NULL: for its owner only. False and *err (ERROR_INPUT), and what stood
 * there, when that fails. */
bool replace_name(const char *path, struct span octets, const char *mode_of,
                  struct error *err);

#endif
