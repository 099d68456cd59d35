/* tls-identity.c - whom a certificate is for.
 *
 * RFC 7817 section 3 for mail, on RFC 6125 section 6: a dNSName counts, with
 * "*" only as its whole left-most label; the CN counts only when there is no
 * dNSName and no SRV name; an address literal only as iPAddress. */
#include <config.h>

#include "net/wire/tls-private.h"

#include "net/base/text.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <string.h>

bool tls_name_is_literal(const char *name)
{
    unsigned char address[16];
    char bare[INET6_ADDRSTRLEN];
    size_t len = strcspn(name, "%"); /* fe80::1%eth0 */

    if (len >= sizeof bare)
        return false;
    memcpy(bare, name, len);
    bare[len] = '\0';
    return inet_pton(AF_INET, bare, address) == 1 ||
           inet_pton(AF_INET6, bare, address) == 1;
}

/* --- what it lists --- */

static struct span octets_of(const ASN1_STRING *string)
{
    return (struct span){(const char *)ASN1_STRING_get0_data(string),
                         (size_t)ASN1_STRING_length(string)};
}

static void add_name(struct tls_facts *facts, struct span name)
{
    struct buf text = {0};

    facts->names_total++;
    if (facts->names_count == TLS_NAMES_MOST)
        return;
    text_escape_fit(&text, name, TEXT_ASCII, sizeof facts->names[0] - 1);
    memcpy(facts->names[facts->names_count++], buf_text(&text), text.len + 1);
    buf_done(&text);
}

static void add_address(struct tls_facts *facts, struct span octets)
{
    char literal[INET6_ADDRSTRLEN];
    int family = octets.len == 4 ? AF_INET : AF_INET6;

    if (octets.len != 4 && octets.len != 16)
        return;
    if (inet_ntop(family, octets.at, literal, sizeof literal) != NULL)
        add_name(facts, span_of(literal));
}

void tls_identity_names(X509 *leaf, struct tls_facts *facts)
{
    GENERAL_NAMES *names =
        X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);

    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

        if (name->type == GEN_DNS)
            add_name(facts, octets_of(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            add_address(facts, octets_of(name->d.iPAddress));
    }
    GENERAL_NAMES_free(names);
}

/* --- whether it is the one we want --- */

/* True when leaf has a dNSName or an SRV name, so that its CN means nothing. */
static bool has_service_names(X509 *leaf)
{
    GENERAL_NAMES *names =
        X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
    bool found = false;

    for (int i = 0; i < sk_GENERAL_NAME_num(names) && !found; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

        found = name->type == GEN_DNS ||
                (name->type == GEN_OTHERNAME &&
                 OBJ_obj2nid(name->d.otherName->type_id) == NID_SRVName);
    }
    GENERAL_NAMES_free(names);
    return found;
}

bool tls_identity_match(X509 *leaf, const char *name, bool *by_cn_out)
{
    const unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    size_t len = strcspn(name, "%");
    char literal[INET6_ADDRSTRLEN + 1];

    *by_cn_out = false;
    if (tls_name_is_literal(name)) {
        memcpy(literal, name, len);
        literal[len] = '\0';
        return X509_check_ip_asc(leaf, literal, 0) == 1;
    }
    len = strlen(name);
    if (len > 0 && name[len - 1] == '.') /* the root may be spelt out */
        len--;
    if (len == 0 || name[0] == '.') /* OpenSSL would match any subdomain */
        return false;
    if (has_service_names(leaf))
        return X509_check_host(leaf, name, len,
                               flags | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                               NULL) == 1;
    *by_cn_out = X509_check_host(leaf, name, len, flags, NULL) == 1;
    return *by_cn_out;
}
