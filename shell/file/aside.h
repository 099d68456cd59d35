/* aside.h - an older file makes room for a new one, and is kept.
 *
 * It is called PATH-1 from then on, or PATH-2 and so on; what is kept beside a
 * path stays bounded: with PATH-1 to PATH-9 there, the oldest of them goes. */
#ifndef POP3SH_ASIDE_H
#define POP3SH_ASIDE_H

#include "net/base/buf.h"

enum { ASIDE_MOST = 9 };

/* Rename path. *name_out is empty, and gets the new name; *lost_out: an older
 * one went for it. False and errno when it cannot be renamed. */
bool aside_keep(const char *path, struct buf *name_out, bool *lost_out);

/* rename(2), but never over something: false and EEXIST. */
bool aside_rename_new(const char *from, const char *to);

#endif
