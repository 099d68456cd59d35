/* target-host.h - the host[:port] of a target.
 *
 * For target.c and its files; others use target.h. */
#ifndef POP3SH_TARGET_HOST_H
#define POP3SH_TARGET_HOST_H

#include "net/base/span.h"
#include "shell/option/target.h"

/* The text that is being read, and where complaints about it go. */
struct target_text {
    const char *start;
    struct error *err;
};

/* Set the error: what is wrong, at which character. False. Never hand it a
 * part of the text: that may be a password. */
bool target_refuse(const struct target_text *text, const char *at,
                   const char *why);

/* Read hostport: a name, an IPv4 literal, an IPv6 literal in brackets or,
 * with two colons or more, without; behind all but the last ":PORT". Sets
 * host, ascii, literal, and port if it is given. */
bool target_read_host(const struct target_text *text, struct span hostport,
                      struct target *out);

#endif
