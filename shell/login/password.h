/* password.h - finds the password of a user without putting it on view.
 *
 * Knows the places where it may be (password.c), how to run a command for it
 * (password-command.c) and how to ask a person (password-ask.c). Leaves
 * ~/.netrc to netrc.h and how a password is used to those who log in. */
#ifndef POP3SH_PASSWORD_H
#define POP3SH_PASSWORD_H

#include "net/base/error.h"
#include "net/base/secret.h"

enum { PASSWORD_MOST = 4096 }; /* octets */

/* Where to look, and for whom. All strings are borrowed and may be NULL. */
struct password_sources {
    int fd;                   /* --password-fd; -1: none */
    const char *file;         /* --password-file */
    const char *command;      /* --password-command, for /bin/sh -c */
    unsigned command_ms;      /* how long it may take; 0: 30 s */
    const struct secret *url; /* of the target; NULL or unset: none */
    const char *variable;     /* of the environment, that a transcript names */
    const char *host, *ascii; /* as typed and as A-label, for ~/.netrc */
    const char *user;         /* for ~/.netrc and the question */
    bool ask;                 /* a person is there to be asked (not in batch) */
};

/* Take the password from the first source that is there, in the order of the
 * fields above with POP3SH_PASSWORD before ~/.netrc. A source that was named
 * and gives nothing usable is an error; the next one is not tried.
 *
 * True: *out has it (release with secret_done). False: *out is untouched and
 * *err says why: ERROR_INPUT, or ERROR_CANCELLED when the person gave up. */
bool password_find(const struct password_sources *from, struct secret *out,
                   struct error *err);

/* Tell learn of every password that is in a place which can be looked at at any
 * time: a regular file, the target, POP3SH_PASSWORD, ~/.netrc (host may be
 * NULL: not there). Without errors. */
void password_peek(const struct password_sources *from,
                   void (*learn)(void *ctx, struct span password), void *ctx);

/* Ask on the terminal, without echo, for the password of user at host (either
 * may be NULL). Ctrl-C restores the terminal and gives ERROR_CANCELLED. */
bool password_ask(const char *user, const char *host, struct secret *out,
                  struct error *err);

/* --- shared by the files of this family --- */

/* What a source gives, with room for its line end. Wiped by whoever made
 * it. */
struct password_raw {
    char at[PASSWORD_MOST + sizeof "\r\n"];
    size_t len;
};

/* Read descriptor fd to its end and leave out one LF or CRLF there. place names
 * the source in errors
 * ("--password-fd"); deadline_ns is of clock_ns(), 0 for none. */
bool password_slurp(int fd, uint64_t deadline_ns, const char *place,
                    struct password_raw *out, struct error *err);

/* Take octets if they can be a password: not empty, not over PASSWORD_MOST, no
 * NUL, CR or LF inside. */
bool password_accept(struct span octets, const char *place, struct secret *out,
                     struct error *err);

/* Run command and take what it prints. limit_ms bounds all of it. */
bool password_run(const char *command, unsigned limit_ms, struct secret *out,
                  struct error *err);

/* Append "joe at mail.example.org", or as much of it as is known, fit for a
 * terminal; "this session" when nothing is. */
struct buf;
void password_whom(const char *user, const char *host, struct buf *out);

#endif
