/* lint-secret.h - looks for secrets in a transcript.
 *
 * Tries each as it is, in base64 (also packed as SASL does) and in hex, in the
 * text of the file and in the octets that its escapes stand for. */
#ifndef POP3SH_LINT_SECRET_H
#define POP3SH_LINT_SECRET_H

#include "net/base/buf.h"
#include "net/base/secret.h"
#include "net/pop3/mask.h"
#include "shell/option/option.h"

struct lint_secrets {
    struct mask *mask;   /* owned; knows it */
    struct secret given; /* as it was given; empty: none was */
};

/* Take the password from where one is looked for (password.h), without asking a
 * person. False and *err when there is none. */
bool lint_secrets_read(struct lint_secrets *s, const struct options *o,
                       struct error *err);
void lint_secrets_done(struct lint_secrets *s); /* wipes */

/* Append a line (JSON: an object; at_ns: since the start) for each line of text
 * that holds one; the secret itself is not shown. True when there was one. */
bool lint_secrets_find(const struct lint_secrets *s, const char *file,
                       struct span text, bool json, uint64_t at_ns,
                       struct buf *out);

#endif
