/* state.h - the memory of a host in a file, from one run to the next.
 *
 * Lives in $XDG_STATE_HOME/pop3sh/hosts, or ~/.local/state/pop3sh/hosts: one
 * JSON file for each host, port and user, readable by its owner only, named by
 * a digest. Never a reason not to work: what cannot be read is as good as
 * nothing, and says so in one sentence. */
#ifndef POP3SH_STATE_H
#define POP3SH_STATE_H

#include "net/base/error.h"
#include "net/rules/host.h"

enum { STATE_OCTETS_MOST = 4 << 20 }; /* of a file */

/* The file's path; owned by the caller. host is as the target names it, or
 * the path of a Unix socket; user may be NULL. NULL when the environment
 * names no directory for it. */
char *state_path(const char *host, unsigned port, const char *user);

/* Read the file into *m, which must be empty. No file: true, and *m is empty.
 * False and *err (ERROR_INPUT) when it cannot be read or makes no sense; *m is
 * empty then, too. */
bool state_load(const char *path, struct host_memory *m, struct error *err);

/* Write *m, in place of what the file held; directories are made. Another
 * program that reads it meanwhile sees the old one or the new one. False and
 * *err (ERROR_INPUT). */
bool state_save(const char *path, const struct host_memory *m,
                struct error *err);

#endif
