/* bookmarks.h - names for targets: @work stands for pop3s://joe@mail...
 *
 * Kept in $XDG_CONFIG_HOME/pop3sh/bookmarks, a line "NAME TARGET" each, for
 * its owner only, and never with a password. */
#ifndef POP3SH_COMMAND_BOOKMARKS_H
#define POP3SH_COMMAND_BOOKMARKS_H

#include "net/base/error.h"
#include "net/base/span.h"
#include "shell/option/target.h"

enum { BOOKMARKS_OCTETS_MOST = 256 << 10 };

/* Call see for every bookmark, in the order of the file. A file that cannot
 * be read has none. */
void bookmarks_each(void (*see)(void *ctx, const char *name,
                                const char *target),
                    void *ctx);

/* Give name this target, or take the bookmark away (empty target). False and
 * *err: ERROR_USAGE for a name or target that cannot be one, ERROR_INPUT when
 * the file cannot be written. */
bool bookmarks_set(struct span name, struct span target, struct error *err);

/* As target_parse; text may be "@NAME" too. ERROR_USAGE when there is no such
 * bookmark. */
bool bookmarks_target(const char *text, struct target *out, struct error *err);

#endif
