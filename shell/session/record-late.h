/* record-late.h - changes to a recording for what became known after it was
 * written. */
#ifndef POP3SH_RECORD_LATE_H
#define POP3SH_RECORD_LATE_H

#include "net/pop3/mask.h"

/* Put lines at the end of the header of the file part, which *fd has locked
 * (see part.h): by a copy that takes its place, and *fd is the copy then. False
 * and errno, and all is as it was. */
bool record_late_add(const char *part, int *fd, struct span lines);

/* Take the secrets that m knows out of its lines, in the same way. Nothing is
 * written where none is found. */
bool record_late_hide(const char *part, int *fd, const struct mask *m);

#endif
