/* history.h - the lines of former sessions, without their secrets.
 *
 * Lives in $XDG_STATE_HOME/pop3sh/history, or ~/.local/state/pop3sh/history;
 * the directory is 0700, the file 0600, at most HISTORY_LINES_MOST lines.
 * Sessions that end at the same time keep both their lines. A symbolic link
 * is never followed. Knows nothing of readline. */
#ifndef POP3SH_REPL_HISTORY_H
#define POP3SH_REPL_HISTORY_H

#include "net/base/buf.h"
#include "net/base/error.h"

enum { HISTORY_LINES_MOST = 1000, HISTORY_OCTETS_MOST = 256 << 10 };

struct history {
    char *path;       /* owned; NULL: nowhere to keep it */
    struct buf fresh; /* lines of this session, each with its LF */
};

/* Find the file's place from the environment; *h is overwritten. */
void history_init(struct history *h);
void history_done(struct history *h);

/* Call add for every line kept, oldest first. A file that is not there is an
 * empty one. False and *err (ERROR_INPUT) when it cannot be read. */
bool history_load(struct history *h, void (*add)(const char *line),
                  struct error *err);

/* True when a line may be kept: it does not begin with a blank, is not empty,
 * holds no control octet and no secret (a password, a SASL response, a URL
 * with a password, octets of \raw that contain one). in_sasl: the line
 * answers a challenge. */
bool history_keeps(struct span line, bool in_sasl);

/* Remember a line of this session; the caller asked history_keeps. */
void history_add(struct history *h, struct span line);

/* Forget those lines of this session that is_secret says are. */
void history_drop(struct history *h, bool (*is_secret)(struct span line));

/* Append this session's lines to the file and shorten it. False and *err
 * (ERROR_INPUT) when that is impossible. */
bool history_save(struct history *h, struct error *err);

#endif
