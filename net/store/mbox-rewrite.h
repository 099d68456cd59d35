/* mbox-rewrite.h - an mbox without some of its messages. */
#ifndef POP3SH_STORE_MBOX_REWRITE_H
#define POP3SH_STORE_MBOX_REWRITE_H

#include "net/store/mbox-index.h"
#include "net/store/mbox-lock.h"

/* Put a new file in the place of the one at path, without the messages of
 * *index with drop[i]; mode and owner stay.
 *
 * lock  of kind MBOX_LOCK_WRITE, for this file; its descriptor stays that of
 *       the old file
 *
 * Killed at any moment it leaves the old or the new file at path. False and
 * *err when it failed; the old file is there then. */
bool mbox_rewrite(const char *path, struct mbox_lock *lock,
                  const struct mbox_index *index, const bool *drop,
                  struct error *err);

/* True when a new file can be made beside path; else false and errno. */
bool mbox_rewrite_is_possible(const char *path);

/* Remove what a killed mbox_rewrite left beside path. */
void mbox_rewrite_sweep(const char *path);

#endif
