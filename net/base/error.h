/* error.h - what the world did to us, in one sentence.
 *
 * For failures of the world only (no route, bad certificate, file missing);
 * what a peer sends wrong is an event and a finding, never an error. */
#ifndef POP3SH_BASE_ERROR_H
#define POP3SH_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

/* The class decides the exit status (shell/exit.c maps them). */
enum error_code {
    ERROR_NONE = 0,  /* so a zeroed error is "no error" */
    ERROR_USAGE,     /* an option, a target or a command we cannot use */
    ERROR_INPUT,     /* a file, script, variable or secret is missing */
    ERROR_NETWORK,   /* name, connect, timeout, reset, wrong service */
    ERROR_TLS,       /* handshake, certificate, STLS refused */
    ERROR_AUTH,      /* authentication refused */
    ERROR_CANCELLED, /* the user stopped waiting (Ctrl-C) */
    ERROR_CHECK,     /* what a script expects was not so */
};

/* One sentence for a person, one code for a script. A value: copy freely. */
struct error {
    enum error_code code;
    char what[400]; /* printable, no newline; place, fact and way out */
};

/* Set *err (NULL is fine) from a format; control octets in the result are
 * replaced by '?'. Always returns false: `return error_set(err, ...);`. */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "prefix: " in front of what err says already. */
void error_prefix(struct error *err, const char *prefix);

/* The word for code in JSON ("network", "tls", ...). */
const char *error_class(enum error_code code);

#endif
