/* recording.h - the session on its way into a file.
 *
 * Joins the session, net/transcript/record and the file. Trouble while writing
 * never stops the session; it is told once, and by recording_end. */
#ifndef POP3SH_RECORDING_H
#define POP3SH_RECORDING_H

#include "shell/session/record-mode.h"
#include "shell/session/session.h"
#include "shell/shell.h"

struct recording;

/* Reads the events of s from now on and writes nothing until recording_begin.
 * Both are borrowed: session first, then recording, is the order of freeing. */
struct recording *recording_new(struct session *s, const struct options *o,
                                struct renderer *renderer);
void recording_free(struct recording *r); /* NULL is fine */

/* What is asked for. */
struct recording_wish {
    const char *path; /* copied */
    enum record_by by;
    bool force;       /* also over a file that is there */
    bool ask;         /* in the mode "extend": a person can be asked for the */
    const char *host; /* password, which is that for this host */
};

/* Write the session that is open, from its greeting on, unless it has become
 * too long to be remembered, and the connections that are opened from now on.
 * In the mode "extend" a file that is there is read, and played by shell_open.
 * False and *err when the file cannot be made or played, or is there already
 * and the mode is "once". */
bool recording_begin(struct recording *r, const struct recording_wish *wish,
                     struct error *err);

/* False and *err when recording_begin would not even try. */
bool recording_may_begin(const struct recording *r,
                         const struct recording_wish *wish, struct error *err);

/* Does the recording hold the session that is open? */
bool recording_has_session(const struct recording *r);

/* Close the file and give it its name. bad: the session broke a rule or died,
 * for the mode "on-error". False and *err (ERROR_INPUT) when not all could be
 * written. Nothing to do, and true, when nothing is recorded. */
bool recording_end(struct recording *r, bool bad, struct error *err);

/* The path being written, or NULL. */
const char *recording_path(const struct recording *r);

/* session_open for a shell; what is to be extended is played first. A session
 * that does not go as recorded is open still, and *err is ERROR_CHECK. */
struct shell;
bool shell_open(struct shell *sh, struct target *target, struct error *err);

/* recording_end for a run that so far has this status. */
bool shell_end_recording(struct shell *sh, enum exit_status status,
                         struct error *err);

#endif
