/* home.h - where the user's own files are, and how they are written. */
#ifndef POP3SH_HOME_H
#define POP3SH_HOME_H

#include "net/base/error.h"
#include "net/base/span.h"

/* The kinds of files of the XDG Base Directory Specification that we have. */
enum home_kind {
    HOME_CONFIG, /* $XDG_CONFIG_HOME, or ~/.config */
    HOME_STATE,  /* $XDG_STATE_HOME, or ~/.local/state */
};

/* The path of our file `name` of that kind ("pop3sh/" goes before it); owned
 * by the caller. NULL when the environment names no absolute directory. */
char *home_path(enum home_kind kind, const char *name);

/* Make every directory above path that is missing, for its owner only. What
 * cannot be made shows when the file is opened. */
void home_make_directories(const char *path);

/* Write all octets, however many calls that takes. False and errno. */
bool home_write(int fd, struct span octets);

/* Put text in the place of the file path, whole or not at all, for its owner
 * only; makes the directories above it. False and *err (ERROR_INPUT). */
bool home_replace(const char *path, struct span text, struct error *err);

#endif
