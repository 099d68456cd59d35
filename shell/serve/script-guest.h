/* script-guest.h - gives the loop of net/wire recorded sessions to play. */
#ifndef POP3SH_SCRIPT_GUEST_H
#define POP3SH_SCRIPT_GUEST_H

#include "net/server/script.h"
#include "net/wire/serve.h"

/* A transcript that is served. */
struct script_show;

/* Read path and what its "@ body file=" names, which must lie beside or below
 * it; faults are borrowed. NULL and *err: ERROR_INPUT when it cannot be
 * played, ERROR_USAGE for a fault that no transcript can have. */
struct script_show *script_show_new(const char *path, enum script_match match,
                                    bool lenient,
                                    const struct fault_set *faults,
                                    struct error *err);
void script_show_free(struct script_show *s); /* NULL is fine */

/* With the show as ctx. Tells on standard error what is not as recorded. */
extern const struct serve_ops script_show_ops;

size_t script_show_connections(const struct script_show *s);
bool script_show_is_implicit(const struct script_show *s);
/* Was anything not as recorded? */
bool script_show_failed(const struct script_show *s);

#endif
