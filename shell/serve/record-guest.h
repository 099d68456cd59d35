/* record-guest.h - what the clients of a server and the server say, into a
 * file.
 *
 * Stands between the loop of net/wire and whoever answers, and changes nothing
 * of it. Up to 16 connections, each with its number in the transcript. */
#ifndef POP3SH_RECORD_GUEST_H
#define POP3SH_RECORD_GUEST_H

#include "net/base/secret.h"
#include "net/wire/serve.h"
#include "shell/option/option.h"

struct guest_book;

struct guest_book_setup {
    const struct options *options; /* borrowed: of recording */
    const struct serve_ops *ops;   /* borrowed: who answers */
    void *ctx;                     /* for ops->open */
    const char *user;              /* borrowed; NULL: unknown */
    const struct secret *password; /* borrowed; never on paper; or NULL */
};

/* Begin the file that the options name. NULL and *err when that cannot be. */
struct guest_book *guest_book_new(const struct guest_book_setup *setup,
                                  struct error *err);
/* Give the file its name. False and *err (ERROR_INPUT) when not all could be
 * written. b is released. */
bool guest_book_end(struct guest_book *b, struct error *err);

/* Where clients connect to; places as serving_places has them. */
void guest_book_places(struct guest_book *b, struct span places);

extern const struct serve_ops guest_book_ops; /* with the book as ctx */

#endif
