/* scram.c - reads what the server of a SCRAM exchange sends.
 *
 *   server-first = [m=... ","] "r=" nonce ",s=" base64 ",i=" posit-number
 *                  ["," extensions] */
#include <config.h>

#include "net/pop3/scram.h"

#include "net/base/base64.h"

bool scram_take(struct span *s, char letter, struct span *value_out)
{
    struct span part = span_first(*s, span_find(*s, ','));

    if (part.len < 2 || part.at[0] != letter || part.at[1] != '=')
        return false;
    *value_out = span_from(part, 2);
    *s = span_from(*s, part.len + 1);
    return true;
}

static bool is_printable(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] <= ' ' || (unsigned char)s.at[i] >= 0x7F)
            return false;
    return s.len > 0;
}

static bool is_base64(struct span s)
{
    struct buf octets = {0};
    bool ok = base64_decode(&octets, s, NULL) != BASE64_BAD;

    buf_wipe(&octets);
    return ok;
}

/* 1*DIGIT without a leading zero; the largest value when it exceeds 64 bits. */
static bool read_count(struct span s, uint64_t *out)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    *out = UINT64_MAX;
    span_number(s, out);
    return s.len && s.at[0] != '0';
}

const char *scram_read_first(struct span message, struct scram_first *out)
{
    struct span count;

    if (span_starts(message, SPAN("m=")))
        return "demands an extension by m=, which nobody may ignore";
    if (!scram_take(&message, 'r', &out->nonce) || !is_printable(out->nonce))
        return "does not begin with r= and a nonce";
    if (!scram_take(&message, 's', &out->salt) || !is_base64(out->salt))
        return "has no s= with a salt in base64 behind r=";
    if (!scram_take(&message, 'i', &count) ||
        !read_count(count, &out->iterations))
        return "has no i= with a positive number behind s=";
    return NULL;
}
