/* record-mode.c - reads the options of recording. */
#include <config.h>

#include "shell/session/record-mode.h"

#include <string.h>
#include <sys/stat.h>

enum record_mode record_mode_of(const struct options *o)
{
    static const char *const modes[] = {
        [RECORD_ONCE] = "once",
        [RECORD_ALWAYS] = "always",
        [RECORD_EXTEND] = "extend",
        [RECORD_ON_ERROR] = "on-error",
    };

    for (size_t i = 0; o->record_mode && i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(o->record_mode, modes[i]))
            return (enum record_mode)i;
    return RECORD_ONCE;
}

bool record_mode_has_file(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

/* What no mode writes to; a link is not followed. */
static bool refuse_kind(const char *path, mode_t mode, struct error *err)
{
    return error_set(err, ERROR_INPUT, "cannot record to %s: it is %s", path,
                     S_ISDIR(mode)   ? "a directory; name a file"
                     : S_ISLNK(mode) ? "a symbolic link, which is not "
                                       "followed; name the file that is meant"
                                     : "no plain file; name a file");
}

/* With the way out from where the user is. */
static bool refuse_file(enum record_by by, const char *path, struct error *err)
{
    static const struct {
        const char *who, *way;
    } rows[] = {
        [RECORD_BY_CLIENT] = {"--record", "--record-mode always writes it "
                                          "again, extend goes on with it"},
        [RECORD_BY_SERVER] = {"--record", "--record-mode always writes it "
                                          "again"                        },
        [RECORD_BY_COMMAND] = {"\\record", "\\record! writes it again"                                             },
    };

    return error_set(err, ERROR_INPUT, "%s: %s is there already; %s",
                     rows[by].who, path, rows[by].way);
}

bool record_mode_may_be(const struct options *o, const char *path,
                        enum record_by by, bool force, struct error *err)
{
    struct stat st;

    if (!strcmp(path, "-"))
        return error_set(err, ERROR_USAGE,
                         "a recording needs a file; ./- is one of that name");
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return refuse_kind(path, st.st_mode, err);
    return record_mode_of(o) != RECORD_ONCE || force ||
           !record_mode_has_file(path) || refuse_file(by, path, err);
}

bool record_mode_check(const struct options *o, enum record_by by,
                       struct error *err)
{
    unsigned redact;

    if (!o->record) {
        const char *alone = o->record_mode     ? "--record-mode"
                            : o->record_bodies ? "--record-bodies"
                            : o->record_exact  ? "--record-exact"
                            : o->record_timing ? "--timing"
                                               : NULL;

        return !alone || error_set(err, ERROR_USAGE,
                                   "%s says how to record, and --record FILE "
                                   "is missing",
                                   alone);
    }
    if (o->redact && !redact_read(span_of(o->redact), &redact, err)) {
        error_prefix(err, "option --redact");
        return false;
    }
    if (by == RECORD_BY_SERVER && record_mode_of(o) != RECORD_ONCE &&
        record_mode_of(o) != RECORD_ALWAYS)
        return error_set(err, ERROR_USAGE,
                         "--record-mode %s is for a client: serve plays no "
                         "session and judges none; once and always are left",
                         o->record_mode);
    return record_mode_may_be(o, o->record, by, false, err);
}

bool record_mode_options(const struct options *o, struct record_options *out,
                         struct error *err)
{
    out->exact = o->record_exact;
    out->timing = o->record_timing;
    out->hash_bodies = o->record_bodies && !strcmp(o->record_bodies, "hash");
    out->redact = REDACT_SECRETS;
    return !o->redact || redact_read(span_of(o->redact), &out->redact, err);
}
