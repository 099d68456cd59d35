/* netrc.h - passwords in ~/.netrc.
 *
 * Reads the words machine, default, login, password, account and macdef;
 * words in double quotes may hold blanks and the escapes \" \\ \n \r \t; a #
 * where a keyword may stand begins a comment. The parser is ours because
 * Debian has no library for it. */
#ifndef POP3SH_NETRC_H
#define POP3SH_NETRC_H

#include "net/base/error.h"
#include "net/base/secret.h"

struct netrc_query {
    const char *host;  /* as typed */
    const char *ascii; /* its A-label form; NULL: none */
    const char *user;  /* NULL or empty: any */
};

enum netrc_result { NETRC_FOUND, NETRC_NONE, NETRC_BAD };

/* Look in ~/.netrc. NETRC_BAD and *err (ERROR_INPUT) when there is an answer
 * but the file cannot be used: others may read it, or it cannot be read. */
enum netrc_result netrc_look(const struct netrc_query *query,
                             struct secret *out, struct error *err);

/* Look in text. The first entry wins that is for this host (or `default`),
 * names this user or none, and has a password. */
enum netrc_result netrc_find(struct span text, const struct netrc_query *query,
                             struct secret *out, struct error *err);

#endif
