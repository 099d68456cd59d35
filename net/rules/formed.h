/* formed.h - is a command written as its grammar wants it? */
#ifndef POP3SH_RULES_FORMED_H
#define POP3SH_RULES_FORMED_H

#include "net/pop3/request.h"

/* No octet of the line is at fault: single spaces, as many arguments as the
 * command takes, a message-number without leading zeros, CRLF, and no more
 * octets than any server must take. Whatever else is refused with -ERR is
 * refused rightly (RFC 1939 section 3). False for NULL, for a keyword that is
 * not known and for SASL responses. */
bool is_formed(const struct request *r);

#endif
