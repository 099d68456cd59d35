/* auth-command.c - USER with PASS, and APOP (RFC 1939 section 7). */
#include <config.h>

#include "net/pop3/auth-private.h"

#include "net/base/hex.h"
#include <openssl/evp.h>

static bool user_start(struct auth *a, struct error *err)
{
    if (!a->user.len)
        return error_set(err, ERROR_USAGE, "USER needs a user name");
    return true;
}

static bool user_command(struct auth *a, struct buf *line)
{
    bool pass = a->challenges == 1;

    if (a->challenges > 1)
        return false;
    buf_add_text(line, pass ? "PASS " : "USER ");
    buf_add(line, pass ? a->setup.secret : buf_span(&a->user));
    a->used_secret = pass;
    a->challenges++;
    return true;
}

const struct auth_family auth_user = {
    .start = user_start,
    .command = user_command,
};

static bool apop_start(struct auth *a, struct error *err)
{
    if (!a->user.len || span_find(buf_span(&a->user), ' ') < a->user.len)
        return error_set(err, ERROR_USAGE,
                         "APOP needs a user name without blanks");
    if (!a->apop.len)
        return error_set(err, ERROR_AUTH,
                         "APOP is not possible: the greeting has no timestamp "
                         "in <>, so the server does not offer it");
    return true;
}

/* APOP name SP hex(MD5(timestamp secret)) */
static bool apop_command(struct auth *a, struct buf *line)
{
    struct buf both = {0};
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    if (a->challenges++)
        return false;
    buf_add(&both, buf_span(&a->apop));
    buf_add(&both, a->setup.secret);
    bool ok =
        EVP_Digest(both.at, both.len, digest, &len, EVP_md5(), NULL) == 1 ||
        auth_fail(a, "the digests of this machine do not include MD5");
    buf_wipe(&both);
    if (!ok)
        return false;
    buf_add_text(line, "APOP ");
    buf_add(line, buf_span(&a->user));
    buf_add_char(line, ' ');
    hex_add(line, digest, len);
    a->used_secret = true;
    return true;
}

const struct auth_family auth_apop = {
    .start = apop_start,
    .command = apop_command,
};
