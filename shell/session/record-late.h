/* record-late.h - lines for the header of a recording that became known after
 * it was written. */
#ifndef POP3SH_RECORD_LATE_H
#define POP3SH_RECORD_LATE_H

#include "net/base/span.h"

/* Put lines at the end of the header of the file part, which *fd has locked
 * (see part.h): by a copy that takes its place, and *fd is the copy then. False
 * and errno, and all is as it was. */
bool record_late_add(const char *part, int *fd, struct span lines);

#endif
