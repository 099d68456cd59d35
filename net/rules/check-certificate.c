/* check-certificate.c - the server's certificate (section 18).
 *
 * Judges the facts of a handshake, also of one that we ended because of the
 * certificate. With verification turned off nothing is more than a warning.
 * Dates are judged by the clock that struct check_peer tells. */
#include <config.h>

#include "net/rules/check-private.h"

enum {
    DAY_S = 86400,
    SOON_DAYS = 21,
    URGENT_DAYS = 7,
    RSA_BITS_LEAST = 2048,
    EC_BITS_LEAST = 224,
    TLS_1_2 = 0x0303,
    NAMES_SHOWN = 3,
    MESSAGE_MOST = 200, /* octets of a list in a message */
};

/* What X509_verify_cert calls too weak: keys of the leaf and of others, and
 * digests (X509_V_ERR_EE_KEY_TOO_SMALL and the two behind it). */
enum { VERIFY_WEAK_FIRST = 66, VERIFY_WEAK_LAST = 68 };

static enum severity at_most(const struct check *c, enum severity severity)
{
    return c->peer.unverified && severity > SEVERITY_WARNING ? SEVERITY_WARNING
                                                             : severity;
}

/* --- names --- */

static bool is_address(const char *name)
{
    size_t digits = strspn(name, "0123456789.");

    return strchr(name, ':') != NULL || (digits && !name[digits]);
}

static void add_names(struct buf *out, const struct tls_facts *f)
{
    for (int i = 0; i < f->names_count && i < NAMES_SHOWN; i++)
        buf_add_format(out, "%s%.50s", i ? ", " : "", f->names[i]);
    if (f->names_total > NAMES_SHOWN)
        buf_add_format(out, " and %d more", f->names_total - NAMES_SHOWN);
    if (!f->names_total)
        buf_add_text(out, "no host");
}

static void judge_name(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;
    const char *name = c->peer.name;
    struct buf names = {.most = MESSAGE_MOST};

    if (f->name_ok || !*name)
        return;
    add_names(&names, f);
    report_as(c, RULE_TLS_CERT_NAME,
              is_address(name) ? SEVERITY_WARNING : at_most(c, SEVERITY_ERROR),
              tls_place(c, e),
              "the certificate does not name %.60s: it is "
              "for %s",
              name, buf_text(&names));
    buf_done(&names);
}

/* A certificate for addresses alone is fine for who asked for an address. */
static void judge_common_name(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;
    bool by_name = c->peer.name[0] && !is_address(c->peer.name);

    for (int i = 0; i < f->names_count; i++)
        if (!is_address(f->names[i]))
            return;
    if (!f->names_total || (by_name && f->names_total == f->names_count))
        report(c, RULE_TLS_CERT_CN_ONLY, tls_place(c, e),
               "the certificate has no DNS name in its subjectAltName%s",
               f->name_matched_cn ? ", only the common name fits" : "");
}

/* "*" elsewhere than as the whole left-most label. */
static bool is_bad_wildcard(const char *name)
{
    const char *rest = strncmp(name, "*.", 2) == 0 ? name + 2 : name;

    return strchr(rest, '*') != NULL && strcmp(name, "*") != 0;
}

static void judge_wildcards(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;

    for (int i = 0; i < f->names_count; i++)
        if (is_bad_wildcard(f->names[i])) {
            report(c, RULE_TLS_CERT_WILDCARD, tls_place(c, e),
                   "the certificate's name %.100s matches no host",
                   f->names[i]);
            return;
        }
}

/* --- dates --- */

static int days_of_year(int64_t year)
{
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return leap ? 366 : 365;
}

static int days_of_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month] + (month == 1 && days_of_year(year) == 366);
}

/* "2026-03-01 12:00 UTC", from 1970 to the year 9999. */
static void add_date(struct buf *out, int64_t at_s)
{
    int64_t days = at_s / DAY_S, year = 1970;
    int month = 0, minute = (int)(at_s % DAY_S / 60);

    if (at_s < 0 || days > (INT64_C(9999) - 1970) * 366) {
        buf_add_text(out, "a time out of range");
        return;
    }
    for (; days >= days_of_year(year); year++)
        days -= days_of_year(year);
    for (; days >= days_of_month(year, month); month++)
        days -= days_of_month(year, month);
    buf_add_format(out, "%04d-%02d-%02d %02d:%02d UTC", (int)year, month + 1,
                   (int)days + 1, minute / 60, minute % 60);
}

/* The certificate itself is in time, one that it depends on may not be; with
 * another trust store that may be different. */
static void judge_other_dates(struct check *c, const struct event *e)
{
    if (!e->facts->time_ok)
        report_as(c, RULE_TLS_CERT_TIME, SEVERITY_WARNING, tls_place(c, e),
                  "a certificate of the chain is out of its time: %.150s",
                  e->facts->verify_error);
}

static void judge_soon(struct check *c, const struct event *e, int64_t left_s)
{
    int64_t days = left_s / DAY_S;

    if (days < SOON_DAYS)
        report_as(c, RULE_TLS_CERT_EXPIRES_SOON,
                  days < URGENT_DAYS ? SEVERITY_WARNING : SEVERITY_NOTE,
                  tls_place(c, e), "the certificate expires in %d %s",
                  (int)days, days == 1 ? "day" : "days");
}

static void judge_dates(struct check *c, const struct event *e)
{
    const struct tls_certificate *leaf = &e->facts->chain[0];
    int64_t now_s = c->peer.now_s;
    bool expired = leaf->not_after<now_s, early = leaf->not_before> now_s;
    struct buf when = {0}, now = {0};

    if (!now_s || !leaf->not_after)
        return;
    if (!expired && !early) {
        judge_other_dates(c, e);
        judge_soon(c, e, leaf->not_after - now_s);
        return;
    }
    add_date(&when, expired ? leaf->not_after : leaf->not_before);
    add_date(&now, now_s);
    report_as(c, RULE_TLS_CERT_TIME, at_most(c, SEVERITY_ERROR),
              tls_place(c, e),
              "the certificate %s %s; the clock of this machine says %s",
              expired ? "expired" : "is not valid before", buf_text(&when),
              buf_text(&now));
    buf_done(&when);
    buf_done(&now);
}

/* --- strength --- */

static bool holds_case(struct span text, const char *word)
{
    for (; text.len; text = span_from(text, 1))
        if (span_starts_case(text, span_of(word)))
            return true;
    return false;
}

static bool has_weak_key(const struct tls_certificate *x)
{
    struct span type = span_of(x->key_type);

    if (span_starts_case(type, SPAN("RSA")))
        return x->key_bits < RSA_BITS_LEAST;
    return span_is_case(type, "EC") && x->key_bits < EC_BITS_LEAST;
}

static bool has_weak_signature(const struct tls_certificate *x)
{
    struct span signature = span_of(x->signature);

    return holds_case(signature, "sha1") || holds_case(signature, "md5") ||
           holds_case(signature, "md4") || holds_case(signature, "md2");
}

/* The first weak one of the chain, or -1. A root signs itself, if it is sent
 * at all: it is trusted for other reasons. */
static int find_weak(const struct tls_facts *f)
{
    for (int i = 0; i < f->chain_count; i++)
        if ((!i || !f->chain[i].self_issued) &&
            (has_weak_key(&f->chain[i]) || has_weak_signature(&f->chain[i])))
            return i;
    return -1;
}

static void judge_strength(struct check *c, const struct event *e)
{
    int i = find_weak(e->facts);
    const struct tls_certificate *x = &e->facts->chain[i < 0 ? 0 : i];
    struct buf why = {0};

    if (i < 0)
        return;
    if (has_weak_key(x))
        buf_add_format(&why, "an %s key of %d bits", x->key_type, x->key_bits);
    if (has_weak_signature(x))
        buf_add_format(&why, "%sthe signature %s", why.len ? " and " : "",
                       x->signature);
    report(c, RULE_TLS_CERT_WEAK, tls_place(c, e),
           "the certificate%s%.80s has %s", i ? " of the authority " : "",
           i ? x->subject : "", buf_text(&why));
    buf_done(&why);
}

/* --- the chain --- */

static void judge_trust(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;
    struct span why = span_of(f->verify_error);
    bool weak = f->verify_code >= VERIFY_WEAK_FIRST &&
                f->verify_code <= VERIFY_WEAK_LAST;

    if (f->chain_ok || (weak && find_weak(f) >= 0))
        return;
    why = span_first(why, span_find(why, ';'));
    report(c, RULE_TLS_CERT_UNTRUSTED, tls_place(c, e),
           "the chain leads to no authority of the store %.80s: %.*s%s",
           f->trust_store[0] ? f->trust_store : "in use", (int)why.len, why.at,
           f->chain_count == 1 && !f->chain[0].self_issued
               ? "; the server sent one certificate only"
               : "");
}

/* Up to TLS 1.2 each certificate certifies the one before it (RFC 5246
 * section 7.4.2); TLS 1.3 no longer insists (RFC 8446 section 4.4.2). */
static bool is_out_of_order(const struct tls_facts *f)
{
    for (int i = 1; i < f->chain_count; i++)
        if (strcmp(f->chain[i - 1].issuer, f->chain[i].subject) != 0)
            return f->version_number && f->version_number <= TLS_1_2;
    return false;
}

static void judge_chain(struct check *c, const struct event *e)
{
    if (e->facts->chain_incomplete)
        report(c, RULE_TLS_CERT_CHAIN_INCOMPLETE, tls_place(c, e),
               "the chain is complete only with a certificate that the "
               "server did not send");
    else if (is_out_of_order(e->facts))
        report(c, RULE_TLS_CERT_CHAIN_INCOMPLETE, tls_place(c, e),
               "the certificates are not in the order in which each "
               "certifies the one before it");
    if (e->facts->ocsp_revoked)
        report(c, RULE_TLS_CERT_REVOKED, tls_place(c, e),
               "the OCSP response that the server sent says: revoked");
}

static void watch_certificate(struct check *c, const struct event *e)
{
    if (!e->facts || !e->facts->chain_count)
        return;
    judge_name(c, e);
    judge_dates(c, e);
    judge_trust(c, e);
    judge_chain(c, e);
    judge_common_name(c, e);
    judge_wildcards(c, e);
    judge_strength(c, e);
}

const struct watch certificate_watches[] = {
    WATCH(ON(OPEN) | ON(TLS), watch_certificate, 0),
};
const size_t certificate_watches_count =
    sizeof certificate_watches / sizeof *certificate_watches;
