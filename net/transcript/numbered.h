/* numbered.h - names of a family: user, user2, user3. */
#ifndef POP3SH_TRANSCRIPT_NUMBERED_H
#define POP3SH_TRANSCRIPT_NUMBERED_H

#include "net/base/buf.h"

enum { NUMBERED_MOST = 31 };

/* Append the name with that number, from 1. */
void numbered_add(struct buf *out, const char *family, unsigned number);

/* The number of a name; 0: it is none of that family. */
unsigned numbered_read(struct span name, const char *family);

/* --- passwords: pass, pass2 --- */

void numbered_password(unsigned number, struct buf *out);

/* Append the line of the header that says where it comes from. */
void numbered_password_header(unsigned number, struct buf *out);

#endif
