/* maildir.h - a maildrop in a maildir: new/ and cur/, a file each message.
 *
 * Messages are in the order of their delivery. A unique-id is the unique part
 * of the file name (all before its ":2,FLAGS"), or a digest of it where that
 * is no unique-id. Only a session's UPDATE writes, and only where that is
 * allowed: no file is moved from new/ to cur/, and no flag changes. The lock
 * is a flock() on the folder. Hidden files, symbolic links and whatever else
 * is no regular file are no messages. */
#ifndef POP3SH_STORE_MAILDIR_H
#define POP3SH_STORE_MAILDIR_H

#include "net/server/maildrop.h"

/* The maildrop in the folder path; without allow_delete its update refuses to
 * remove anything. NULL and *err when that folder is no maildir or cannot be
 * used so. Release with its ops->free. */
struct maildrop *maildir_new(const char *path, bool allow_delete,
                             struct error *err);

#endif
