/* redact.h - what is taken out of a transcript before others see it. */
#ifndef POP3SH_TRANSCRIPT_REDACT_H
#define POP3SH_TRANSCRIPT_REDACT_H

#include "net/base/error.h"
#include "net/base/span.h"

enum redact_what {
    REDACT_SECRETS = 1, /* passwords, tokens, challenges; always */
    REDACT_USER = 2,
    REDACT_HOST = 4,
    REDACT_BODY = 8,
    REDACT_UID = 16,
    REDACT_ADDRESSES = 32,
    REDACT_NONE = 64, /* keep SASL challenges */
};

/* Read "user,host" (blanks separate as well). Secrets are always among them.
 * False and *err (ERROR_USAGE) on another word. */
bool redact_read(struct span list, unsigned *out, struct error *err);

/* The word for one bit, or NULL when bit is none. */
const char *redact_name(unsigned bit);

#endif
