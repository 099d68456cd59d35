/* mbox.h - a maildrop in one file of many messages.
 *
 * A message begins behind a line "From ADDRESS DATE" and ends before the next
 * one; the empty line before that is no part of it. Where the first such line
 * has no date, an empty line before "From " has to do. A line of one or more
 * ">" and "From " loses its first ">" (mboxrd). That is also right for what
 * an mboxo writer quoted; only a line that was ">From " before such a writer
 * saw it comes out as "From ". Content-Length is not believed.
 *
 * A unique-id is a digest of the line "From " and the message without the
 * header fields in which mailbox programs keep their notes (Status, X-UID and
 * such); of messages that are the same in all of that, the second gets "-2"
 * behind it, and so on.
 *
 * A session holds a flock() on the file. Reading and rewriting also respect
 * the locks of other programs, for as long as the work lasts: fcntl() and
 * PATH.lock. UPDATE writes a new file beside the old one and renames it, so
 * that at any moment the one or the other is there, whole; mail that came
 * during the session is kept. */
#ifndef POP3SH_STORE_MBOX_H
#define POP3SH_STORE_MBOX_H

#include "net/server/maildrop.h"

/* The maildrop in the file path; without allow_delete its update refuses to
 * remove anything, and nothing is ever written. NULL and *err when that file
 * is no mbox or cannot be used so. Release with its ops->free. */
struct maildrop *mbox_new(const char *path, bool allow_delete,
                          struct error *err);

#endif
