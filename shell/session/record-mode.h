/* record-mode.h - what the options of recording say: when a file may be
 * written, and how its lines look. */
#ifndef POP3SH_RECORD_MODE_H
#define POP3SH_RECORD_MODE_H

#include "net/transcript/record.h"
#include "shell/option/option.h"

enum record_mode { RECORD_ONCE, RECORD_ALWAYS, RECORD_EXTEND, RECORD_ON_ERROR };

/* Who asked for it; decides the way out that a refusal names. */
enum record_by { RECORD_BY_CLIENT, RECORD_BY_SERVER, RECORD_BY_COMMAND };

/* --record-mode, or "once". */
enum record_mode record_mode_of(const struct options *o);

/* Is there anything of that name, a link that leads nowhere included? */
bool record_mode_has_file(const char *path);

/* False and *err (ERROR_INPUT) when path is there, and the mode is "once" or it
 * is no plain file. */
bool record_mode_may_be(const struct options *o, const char *path,
                        enum record_by by, bool force, struct error *err);

/* Judge the options of recording together, before anything is connected. */
bool record_mode_check(const struct options *o, enum record_by by,
                       struct error *err);

/* What they say of the lines. write, ctx and mask are left alone. False and
 * *err. */
bool record_mode_options(const struct options *o, struct record_options *out,
                         struct error *err);

#endif
