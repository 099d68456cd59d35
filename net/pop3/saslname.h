/* saslname.h - user names as SCRAM and GS2 write them (RFC 5801 section 4). */
#ifndef POP3SH_POP3_SASLNAME_H
#define POP3SH_POP3_SASLNAME_H

#include "net/base/buf.h"

/* Append name with "," as =2C and "=" as =3D. */
void saslname_add(struct buf *out, struct span name);

/* Append what such a name stands for; another "=" stays as it is. */
void saslname_read(struct buf *out, struct span name);

#endif
