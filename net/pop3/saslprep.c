/* saslprep.c - GNU SASL's SASLprep, for spans. */
#include <config.h>

#include "net/pop3/saslprep.h"

#include "net/base/memory.h"
#include "net/base/secret.h"

#include <gsasl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

bool saslprep_add(struct buf *out, struct span text)
{
    char *copy, *prepared = NULL;
    bool ok;

    if (text.len && memchr(text.at, '\0', text.len))
        return false;
    copy = span_dup(text);
    ok = gsasl_saslprep(copy, GSASL_ALLOW_UNASSIGNED, &prepared, NULL) ==
         GSASL_OK;
    if (ok) {
        buf_add_text(out, prepared);
        secret_wipe(prepared, strlen(prepared));
    }
    gsasl_free(prepared);
    secret_wipe(copy, text.len);
    free(copy);
    return ok;
}

bool saslprep_is(struct span given, struct span prepared)
{
    struct buf mine = {0};
    bool same;

    if (saslprep_add(&mine, given))
        given = buf_span(&mine);
    same = given.len == prepared.len &&
           (!given.len || CRYPTO_memcmp(given.at, prepared.at, given.len) == 0);
    buf_wipe(&mine);
    buf_done(&mine);
    return same;
}
