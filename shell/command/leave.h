/* leave.h - the end of a session that a local command asks for. */
#ifndef POP3SH_COMMAND_LEAVE_H
#define POP3SH_COMMAND_LEAVE_H

#include "shell/command/command.h"

enum { LEAVE_WAIT_MS = 2000 }; /* for the answer to QUIT */

/* How the session is to be left: as wanted, or as a person says when messages
 * are marked deleted and \set confirm is on. */
enum leave leave_choose(struct shell *sh, enum leave wanted);

/* Leave the session, if there is one. Not for LEAVE_CANCEL. False and *err
 * when QUIT got no answer; the connection is closed all the same. */
bool leave_session(struct shell *sh, enum leave how, struct error *err);

#endif
