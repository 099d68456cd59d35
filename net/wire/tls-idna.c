/* tls-idna.c - host names as DNS and certificates have them (RFC 5891). */
#include <config.h>

#include "net/wire/tls-private.h"

#include "net/base/text.h"

#include <idn2.h>
#include <string.h>

enum { NAME_MOST = 253, LABEL_MOST = 63 };

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text > 0x7F)
            return false;
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_label_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* Why a lower-case ASCII name cannot be a host's, or NULL when it can. The
 * underscore is let through: it is wrong, but there are such names. */
static const char *name_fault(const char *name)
{
    size_t len = strlen(name), label = 0;

    if (len == 0)
        return "it is empty";
    if (len > NAME_MOST + (name[len - 1] == '.'))
        return "it is longer than 253 octets";
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == '.') {
            if (label == 0)
                return "a part between its dots is empty";
            label = 0;
            continue;
        }
        if (!is_label_char(*c))
            return "it may have letters, digits, hyphens and dots only";
        if (++label > LABEL_MOST)
            return "a part between its dots is longer than 63 octets";
    }
    return NULL;
}

static bool refuse(const char *host, const char *fault, struct error *err)
{
    struct buf shown = {0};

    text_escape_fit(&shown, span_of(host), TEXT_PLAIN, 100);
    error_set(err, ERROR_USAGE, "\"%s\" is no host name: %s", buf_text(&shown),
              fault);
    buf_done(&shown);
    return false;
}

static bool copy_ascii(const char *host, bool literal, char *out,
                       struct error *err)
{
    size_t len = strlen(host);
    char name[256];
    const char *fault;

    if (len >= sizeof name)
        return refuse(host, "it is longer than 253 octets", err);
    memcpy(name, host, len + 1);
    len = literal ? strcspn(name, "%") : len; /* eth0 keeps its case */
    for (size_t i = 0; i < len; i++)
        name[i] = lower(name[i]);
    fault = literal ? NULL : name_fault(name);
    if (fault != NULL)
        return refuse(host, fault, err);
    memcpy(out, name, strlen(name) + 1);
    return true;
}

bool tls_idna(const char *host, char *out, struct error *err)
{
    uint8_t *ascii = NULL;
    bool good;
    int failure;

    if (is_ascii(host))
        return copy_ascii(host, tls_name_is_literal(host), out, err);
    failure = idn2_lookup_u8((const uint8_t *)host, &ascii,
                             IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (failure != IDN2_OK)
        return refuse(host, idn2_strerror(failure), err);
    good = copy_ascii((const char *)ascii, false, out, err);
    idn2_free(ascii);
    return good;
}
