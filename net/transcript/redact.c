/* redact.c - the words of --redact and of the header field. */
#include <config.h>

#include "net/transcript/redact.h"

static const struct {
    const char *name;
    unsigned bit;
} words[] = {
    {"secrets",   REDACT_SECRETS  },
    {"user",      REDACT_USER     },
    {"host",      REDACT_HOST     },
    {"body",      REDACT_BODY     },
    {"uid",       REDACT_UID      },
    {"addresses", REDACT_ADDRESSES},
    {"none",      REDACT_NONE     },
};

enum { WORDS = sizeof words / sizeof *words };

static unsigned find(struct span word)
{
    for (size_t i = 0; i < WORDS; i++)
        if (span_is(word, words[i].name))
            return words[i].bit;
    return 0;
}

bool redact_read(struct span list, unsigned *out, struct error *err)
{
    unsigned all = REDACT_SECRETS;

    while (list.len) {
        size_t n = 0;

        while (n < list.len && list.at[n] != ',' && list.at[n] != ' ')
            n++;

        struct span word = span_first(list, n);
        unsigned bit = find(word);
        if (word.len && !bit)
            return error_set(err, ERROR_USAGE,
                             "\"%.*s\" cannot be redacted: secrets, user, "
                             "host, body, uid, addresses and none are known",
                             (int)word.len, word.at);
        all |= bit;
        list = span_from(list, n + 1);
    }
    if (all & REDACT_NONE && all & ~(unsigned)(REDACT_NONE | REDACT_SECRETS))
        return error_set(err, ERROR_USAGE,
                         "none and other words exclude each other");
    *out = all;
    return true;
}

const char *redact_name(unsigned bit)
{
    for (size_t i = 0; i < WORDS; i++)
        if (words[i].bit == bit)
            return words[i].name;
    return NULL;
}
