/* settings.h - what \set can change, one row each.
 *
 * settings[] is the only place that knows a setting; \set, \h and completion
 * walk it. Holds values only: who obeys them reads them from here. */
#ifndef POP3SH_COMMAND_SETTINGS_H
#define POP3SH_COMMAND_SETTINGS_H

#include "net/base/buf.h"
#include "net/base/error.h"

struct options;

enum { SETTING_TEXT_MOST = 512 }; /* octets of a text value, NUL included */

struct settings {
    unsigned timeout_ms, connect_timeout_ms; /* 0: no limit */
    unsigned keepalive_ms;                   /* 0: never */
    int color;                               /* enum render_color */
    int verbose;                             /* -1, 0, 1 */
    bool timing, confirm, insecure, allow_cleartext, hints;
    char prompt[SETTING_TEXT_MOST];
    char ca[SETTING_TEXT_MOST], tls_name[SETTING_TEXT_MOST]; /* "": unset */
};

enum setting_type {
    SETTING_FLAG,    /* bool: on, off */
    SETTING_SECONDS, /* unsigned milliseconds, written as seconds */
    SETTING_CHOICE,  /* int: index into .choices plus .first */
    SETTING_TEXT,    /* char[SETTING_TEXT_MOST] */
};

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;       /* into struct settings */
    const char *choices; /* "auto|always|never"; what \h shows for others */
    int first;           /* SETTING_CHOICE: value of the first choice */
    const char *help;    /* one sentence */
    const char *example; /* a value */
};

extern const struct setting settings[];
extern const size_t settings_count;

/* The row of that name, or NULL. */
const struct setting *setting_find(struct span name);

/* What a session starts with; from is read only now. */
void settings_init(struct settings *s, const struct options *from);

/* Give a setting a value as typed. False, *s untouched and *err (ERROR_USAGE:
 * what values there are) when it cannot have that one. */
bool setting_set(struct settings *s, const struct setting *row,
                 struct span value, struct error *err);

/* Read "30" or "0.5" seconds, up to a day, as milliseconds. */
bool settings_seconds(struct span text, unsigned *ms_out);

/* Append the value as setting_set would read it. */
void setting_show(const struct settings *s, const struct setting *row,
                  struct buf *out);

#endif
