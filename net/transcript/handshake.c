/* handshake.c - reads the fields of "@ tls ok".
 *
 * The other direction is writer_tls. */
#include <config.h>

#include "net/transcript/handshake.h"

#include "net/transcript/at-verb.h"
#include <stdio.h>

/* As OpenSSL names them, without "TLSv", and as people do. */
static const struct {
    const char *words;
    int number;
} versions[] = {
    {"SSLv3", 0x0300},
    {"1",     0x0301},
    {"1.0",   0x0301},
    {"1.1",   0x0302},
    {"1.2",   0x0303},
    {"1.3",   0x0304},
};

static void take_text(const struct item *item, const char *key, char *out,
                      size_t size)
{
    struct buf value = {0};

    if (param_value(item->text, key, &value))
        snprintf(out, size, "%s", buf_text(&value));
    buf_done(&value);
}

bool handshake_read(const struct item *item, struct tls_facts *out)
{
    char version[sizeof out->version - sizeof "TLSv"] = "";

    take_text(item, "version", version, sizeof version);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        if (strcmp(version, versions[i].words) != 0)
            continue;
        *out = (struct tls_facts){.on_paper = true,
                                  .version_number = versions[i].number};
        snprintf(out->version, sizeof out->version, "%s%s",
                 version[0] == 'S' ? "" : "TLSv", version);
        take_text(item, "cipher", out->cipher, sizeof out->cipher);
        take_text(item, "verify", out->verify_error, sizeof out->verify_error);
        out->verified = !strcmp(out->verify_error, "ok");
        if (out->verified)
            out->verify_error[0] = '\0';
        return true;
    }
    return false;
}
