/* service.h - which service answers, when it is not POP3.
 *
 * Knows how other servers open a connection, so that a wrong port is named
 * in words instead of shown as a broken reply. */
#ifndef POP3SH_SERVICE_H
#define POP3SH_SERVICE_H

#include "net/base/span.h"

/* What the beginning of a server's stream belongs to, as a sentence that
 * continues "HOST:PORT ...": "is an SMTP or FTP server (its greeting begins
 * with 220)". NULL when it is nothing known. */
const char *service_guess(struct span greeting);

#endif
