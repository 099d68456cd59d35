/* handshake.h - what "@ tls ok" tells of a handshake, as facts. */
#ifndef POP3SH_TRANSCRIPT_HANDSHAKE_H
#define POP3SH_TRANSCRIPT_HANDSHAKE_H

#include "net/pop3/tls-facts.h"
#include "net/transcript/item.h"

/* Read what writer_tls wrote. False, and *out untouched, when the line of item
 * has no version that is known: then nothing can be judged. */
bool handshake_read(const struct item *item, struct tls_facts *out);

#endif
