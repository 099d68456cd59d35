/* tls-explain.c - why TLS did not work, in a sentence with a way out. */
#include <config.h>

#include "net/wire/tls-private.h"

#include "net/base/text.h"
#include "net/wire/clock.h"

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { NAMES_SHOWN = 5 };

static const char *host_of(const struct tls_options *opt)
{
    return opt->name != NULL && opt->name[0] != '\0' ? opt->name : "the server";
}

/* --- certificates --- */

static void add_span_of_time(struct buf *text, int64_t seconds)
{
    static const struct unit {
        int64_t seconds;
        const char *name;
    } units[] = {
        {86400, "day"   },
        {3600,  "hour"  },
        {60,    "minute"},
        {1,     "second"}
    };
    const struct unit *u = units;

    while (u->seconds > 1 && seconds < u->seconds)
        u++;
    buf_add_format(text, "%lld %s%s", (long long)(seconds / u->seconds),
                   u->name, seconds / u->seconds == 1 ? "" : "s");
}

static void add_date(struct buf *text, int64_t at)
{
    char date[40] = "";
    time_t when = (time_t)at;
    struct tm tm;

    if (gmtime_r(&when, &tm) != NULL)
        strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", &tm);
    buf_add_text(text, date);
}

/* "expired 2 days ago (2025-01-01 12:00 UTC)", of the leaf; or of another
 * certificate of the chain, by its name. */
static void add_time_reason(struct buf *text, const struct tls *t,
                            const struct tls_facts *facts)
{
    const struct tls_certificate *leaf = &facts->chain[0];
    int64_t now = clock_utc();

    if (leaf->not_after < now) {
        buf_add_text(text, "expired ");
        add_span_of_time(text, now - leaf->not_after);
        buf_add_text(text, " ago (");
        add_date(text, leaf->not_after);
        buf_add_text(text, ")");
    } else if (leaf->not_before > now) {
        buf_add_text(text, "is not valid before ");
        add_date(text, leaf->not_before);
        buf_add_text(text, ", in ");
        add_span_of_time(text, leaf->not_before - now);
    } else {
        buf_add_format(text, "depends on another (%s): %s", t->time_subject,
                       X509_verify_cert_error_string(t->time_code));
    }
}

/* "is for a.example, b.example", the names it has. */
static void add_name_reason(struct buf *text, const struct tls_options *opt,
                            const struct tls_facts *facts)
{
    if (opt->name == NULL || opt->name[0] == '\0') {
        buf_add_text(text, "was compared with no name");
        return;
    }
    if (facts->names_count == 0) {
        buf_add_text(text, "names no host this could be");
        return;
    }
    buf_add_text(text, "is for ");
    for (int i = 0; i < facts->names_count && i < NAMES_SHOWN; i++)
        buf_add_format(text, "%s%.60s", i > 0 ? ", " : "", facts->names[i]);
    if (facts->names_total > NAMES_SHOWN)
        buf_add_format(text, " and %d more", facts->names_total - NAMES_SHOWN);
}

void tls_explain_verdict(const struct tls *t, const struct tls_options *opt,
                         struct tls_facts *facts)
{
    struct buf text = {0};

    if (!facts->chain_ok)
        buf_add_text(&text, X509_verify_cert_error_string(facts->verify_code));
    if (!facts->time_ok) {
        buf_add_text(&text, text.len > 0 ? "; " : "");
        add_time_reason(&text, t, facts);
    }
    if (!facts->name_ok) {
        buf_add_text(&text, text.len > 0 ? "; " : "");
        add_name_reason(&text, opt, facts);
    }
    snprintf(facts->verify_error, sizeof facts->verify_error, "%s",
             buf_text(&text));
    buf_done(&text);
}

/* True for chain errors that are only the security level's. */
static bool is_too_weak(int code)
{
    return code == X509_V_ERR_EE_KEY_TOO_SMALL ||
           code == X509_V_ERR_CA_KEY_TOO_SMALL ||
           code == X509_V_ERR_CA_MD_TOO_WEAK;
}

static void add_way_out(struct buf *text, const struct tls_facts *facts)
{
    if (is_too_weak(facts->verify_code))
        buf_add_text(text, "accept old and weak ones with --tls-min 1.0, ");
    else if (!facts->chain_ok)
        buf_add_text(text, "give its CA with --ca FILE, ");
    if (!facts->time_ok && facts->chain_ok)
        buf_add_text(text, "renew it or check this machine's clock, ");
    if (!facts->name_ok && facts->names_count > 0)
        buf_add_format(text, "say which name you mean with --tls-name %.60s, ",
                       facts->names[0]);
    else if (!facts->name_ok)
        buf_add_text(text, "give the name it should have with --tls-name, ");
    buf_add_text(text, "or look anyway with --insecure");
}

bool tls_explain_certificate(const struct tls *t, const struct tls_options *opt,
                             const struct tls_facts *facts, struct error *err)
{
    struct buf text = {0};

    buf_add_format(&text, "certificate of %.100s ", host_of(opt));
    if (!facts->chain_ok)
        buf_add_format(&text, "is not trusted: %s (store: %.80s)",
                       X509_verify_cert_error_string(facts->verify_code),
                       facts->trust_store);
    if (!facts->time_ok) {
        buf_add_text(&text, facts->chain_ok ? "" : ", and ");
        add_time_reason(&text, t, facts);
    }
    if (!facts->name_ok) {
        buf_add_text(&text, facts->chain_ok && facts->time_ok ? "" : ", and ");
        add_name_reason(&text, opt, facts);
    }
    buf_add_text(&text, "; ");
    add_way_out(&text, facts);
    error_set(err, ERROR_TLS, "%s", buf_text(&text));
    buf_done(&text);
    return false;
}

/* --- handshakes --- */

/* What else the port may be, by how it begins to talk. */
static const struct service {
    const char *begins, *what;
    bool is_ours;
} services[] = {
    {"+OK",   "a POP3 server",         true },
    {"-ERR",  "a POP3 server",         true },
    {"220",   "an SMTP or FTP server", false},
    {"* ",    "an IMAP server",        false},
    {"HTTP/", "a web server",          false},
    {"SSH-",  "an SSH server",         false},
    {"",      "some other server",     false},
};

static const struct service *service_of(struct span first)
{
    const struct service *s = services;

    while (!span_starts(first, span_of(s->begins)))
        s++;
    return s;
}

/* The port of the other side, or 0 when there is none. */
static unsigned port_of(const struct tls *t)
{
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof at;

    if (getpeername(stream_fd(t->below), (struct sockaddr *)&at, &len) != 0)
        return 0;
    if (at.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)(const void *)&at)->sin_port);
    if (at.ss_family == AF_INET6)
        return ntohs(
            ((const struct sockaddr_in6 *)(const void *)&at)->sin6_port);
    return 0;
}

/* A TLS record begins with its type, 20 to 24, and the major version 3. */
static bool is_plain(const struct tls *t)
{
    const unsigned char *first = (const unsigned char *)t->first;

    if (t->first_len > 0 && (first[0] < 0x14 || first[0] > 0x18))
        return true;
    return t->first_len > 1 && first[1] != 3;
}

/* The first line the peer sent, printable, into facts. */
static void read_plain(const struct tls *t, struct tls_facts *facts)
{
    struct span line = {t->first, t->first_len};
    struct buf text = {0};

    line = span_first(line, span_find(line, '\n'));
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    text_escape_fit(&text, line, TEXT_ASCII, sizeof facts->peer_plain - 1);
    snprintf(facts->peer_plain, sizeof facts->peer_plain, "%s",
             buf_text(&text));
    facts->peer_spoke_plain = true;
    buf_done(&text);
}

static bool explain_plain(const struct tls *t, const struct tls_options *opt,
                          struct tls_facts *facts, struct error *err)
{
    const struct service *service =
        service_of((struct span){t->first, t->first_len});
    const char *host = host_of(opt);
    bool bracket = strchr(host, ':') != NULL; /* an IPv6 literal in a URL */
    unsigned port = port_of(t);
    struct buf text = {0};

    read_plain(t, facts);
    if (port != 0)
        buf_add_format(&text, "port %u of ", port);
    buf_add_format(&text, "%.100s answers in plain text (\"%s\"), not TLS",
                   host, facts->peer_plain);
    if (!service->is_ours)
        buf_add_format(&text, ": it is %s; check the port", service->what);
    else if (port == 0 || host != opt->name)
        buf_add_text(&text, "; try --tls none or --tls stls");
    else
        buf_add_format(&text,
                       bracket ? "; try pop3://[%.80s]:%u or "
                                 "pop3+stls://[%.80s]:%u"
                               : "; try pop3://%.80s:%u or "
                                 "pop3+stls://%.80s:%u",
                       host, port, host, port);
    error_set(err, ERROR_NETWORK, "%s", buf_text(&text));
    buf_done(&text);
    return false;
}

/* Ways out by OpenSSL's reason. */
static const struct way_out {
    int reason;
    const char *advice;
} ways_out[] = {
    {SSL_R_UNSUPPORTED_PROTOCOL,
     "it speaks only an older TLS: --tls-min 1.0 accepts that"                                },
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
     "it speaks another version of TLS: try --tls-min 1.0, or leave out "
     "--tls-max"                                                                              },
    {SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY,
     "it wants stronger ciphers than were offered"                                            },
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
     "no cipher or version in common: --tls-min 1.0 offers the old ones too"                  },
    {SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
     "--tls-min 1.0 accepts a server without RFC 5746"                                        },
    {SSL_R_DH_KEY_TOO_SMALL,                        "--tls-min 1.0 accepts weak keys"         },
    {SSL_R_EE_KEY_TOO_SMALL,                        "--tls-min 1.0 accepts weak keys"         },
    {SSL_R_CA_MD_TOO_WEAK,                          "--tls-min 1.0 accepts weak signatures"   },
    {SSL_R_WRONG_SIGNATURE_TYPE,                    "--tls-min 1.0 accepts weak signatures"   },
    {SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED,
     "--tls-min 1.0 accepts weak signatures"                                                  },
    {SSL_R_TLSV1_UNRECOGNIZED_NAME,
     "it does not know this name: try another with --tls-name"                                },
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
     "it wants a client certificate: --cert FILE --key FILE"                                  },
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA,                  "it does not trust the client certificate"},
    {0,                                             "look into the log of the server"         },
};

static const char *advice_for(int reason)
{
    const struct way_out *way = ways_out;

    while (way->reason != 0 && way->reason != reason)
        way++;
    return way->advice;
}

/* OpenSSL's word for the last failure, and the alert of the peer if any. */
static bool explain_reason(const struct tls *t, const char *place,
                           struct error *err)
{
    unsigned long code = ERR_peek_error();
    const char *reason = ERR_reason_error_string(code);
    const char *advice = advice_for(ERR_GET_REASON(code));

    if (t->alert[0] != '\0')
        return error_set(err, ERROR_TLS,
                         "%s: the server ended it with the alert \"%s\"; %s",
                         place, t->alert, advice);
    return error_set(err, ERROR_TLS, "%s: %s; %s", place,
                     reason != NULL ? reason : "unknown error", advice);
}

bool tls_explain_handshake(const struct tls *t, const struct tls_options *opt,
                           enum stream_result result, struct tls_facts *facts,
                           struct error *err)
{
    char place[160];

    if (is_plain(t))
        return explain_plain(t, opt, facts, err);
    snprintf(place, sizeof place, "TLS handshake with %.100s", host_of(opt));
    switch (result) {
    case STREAM_WAIT:
        return error_set(err, ERROR_NETWORK, "%s: %s in time; %s", place,
                         t->first_len == 0 ? "no answer" : "it did not end",
                         t->first_len == 0 ? "is this a TLS port? pop3:// and "
                                             "pop3+stls:// begin in clear"
                                           : "the server may be overloaded");
    case STREAM_END:
    case STREAM_NOTIFY:
        return error_set(err, ERROR_NETWORK,
                         "%s: the server closed the connection; is this a TLS "
                         "port, and does it like the name?",
                         place);
    case STREAM_RESET:
        return error_set(err, ERROR_NETWORK, "%s: %s", place,
                         t->below_error.what);
    default:
        return explain_reason(t, place, err);
    }
}

void tls_explain_broken(const struct tls *t, struct error *err)
{
    explain_reason(t, "TLS failed", err);
}
