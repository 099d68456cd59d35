/* target.h - where to connect: a POP URL, a host, a path.
 *
 * pop3://[user[;AUTH=mech]@]host[:port] (110), pop3s:// (995, TLS at once),
 * pop3+stls:// (110, STLS after the greeting), also pop:// and pops://,
 * unix:/path, or host[:port] (995 or no port: TLS at once, else plain).
 * RFC 2384, with the schemes that clients use for TLS added. */
#ifndef POP3SH_TARGET_H
#define POP3SH_TARGET_H

#include "net/base/error.h"
#include "net/base/secret.h"
#include <stdbool.h>
#include <stdint.h>

enum target_tls { TARGET_PLAIN, TARGET_STLS, TARGET_IMPLICIT };

struct target {
    enum target_tls tls;
    bool tls_given;    /* a scheme said so (a bare host only guesses) */
    char host[256];    /* as typed, without brackets; empty for unix: */
    char ascii[256];   /* its A-label form, for DNS and SNI */
    bool literal;      /* host is an IPv4 or IPv6 literal */
    uint16_t port;     /* 0 for unix: */
    bool port_given;   /* it was written, not taken from the scheme */
    char path[256];    /* of unix:; empty for the network */
    char user[256];    /* decoded; empty: none */
    char mech[32];     /* of ;AUTH=, upper case, "APOP" for "+APOP"; empty or
                          "*": any */
    bool has_password; /* a finding: client/url-password */
    struct secret password;
};

/* Read text. *out is overwritten. False and *err (ERROR_USAGE) with what is
 * wrong at which character, never repeating a password. CR, LF and NUL are
 * refused anywhere, also as %0D, %0A, %00. */
bool target_parse(const char *text, struct target *out, struct error *err);
/* The same for an address: HOST[:PORT] or unix:PATH, with any scheme in front
 * of it, which decides nothing. */
bool target_parse_address(const char *text, struct target *out,
                          struct error *err);
void target_done(struct target *t);

/* Apply --tls: agree with the scheme, or replace the guess of a bare host
 * (whose port, when none was written, becomes that of the choice). False and
 * *err (ERROR_USAGE) when the scheme says something else. */
bool target_choose_tls(struct target *t, enum target_tls tls,
                       struct error *err);

/* "pop3s://joe@mail.example.org", for the prompt and messages: no password,
 * escaped for a terminal; the port only when it is not the default. */
struct buf;
void target_show(const struct target *t, struct buf *out);

#endif
