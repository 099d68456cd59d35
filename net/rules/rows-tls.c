/* rows-tls.c - rules for TLS, certificates and logins in clear. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_tls[] = {
    ROW(.id = "tls/plaintext-on-995", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 3.1",
        .title = "On port 995 TLS starts at once.",
        .advice = "Turn TLS on for this listener (Dovecot: ssl = yes in the "
                  "pop3s inet_listener) or put the TLS proxy back in front; "
                  "clients cannot connect, or worse, do so in clear.",
        .conforming = "<port 995> / <ClientHello> / <ServerHello>",
        .violating = "<port 995> / <ClientHello> / +OK ready"),
    ROW(.id = "tls/implicit-on-110", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 3.1",
        .title = "Port 110 is in clear until STLS.",
        .advice = "Turn implicit TLS off for this port or move the listener "
                  "to 995; clients on 110 wait for a greeting that never "
                  "comes.",
        .conforming = "<port 110> / +OK ready",
        .violating = "<port 110> / <silence> / <ClientHello> / <ServerHello>"),
    ROW(.id = "tls/version", .level = LEVEL_MUST, .severity = SEVERITY_ERROR,
        .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4; RFC 8997 section 3; RFC 8996 section 4; "
               "RFC 8996 section 5; RFC 9325 section 3.1.1",
        .title = "The server supports TLS 1.2 or later.",
        .advice = "Update its TLS library and raise the limit in its "
                  "configuration (Dovecot: ssl_min_protocol, Cyrus: "
                  "tls_versions, Courier: TLS_PROTOCOL); current clients "
                  "refuse anything older.",
        .conforming = "<TLS 1.3>", .violating = "<TLS 1.0>"),
    ROW(.id = "tls/old-version-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE,
        .rfc = "RFC 8996 section 4; RFC 8996 section 5; RFC 9325 section "
               "3.1.1",
        .title = "SSL 3, TLS 1.0 and TLS 1.1 are refused.",
        .advice = "Set ssl_min_protocol = TLSv1.2 (Dovecot) or "
                  "tls_versions: tls1_2 tls1_3 (Cyrus), after a look in the "
                  "log for clients that know nothing newer.",
        .conforming = "<ClientHello up to TLS 1.0> / <alert "
                      "protocol_version>",
        .violating = "<ClientHello up to TLS 1.0> / <ServerHello TLS 1.0>"),
    ROW(.id = "tls/no-tls13", .level = LEVEL_SHOULD, .severity = SEVERITY_NOTE,
        .bound = BOUND_SERVER, .rfc = "RFC 9325 section 3.1.1",
        .title = "The server supports TLS 1.3.",
        .advice = "Update to OpenSSL 1.1.1 or later and look for a maximum "
                  "version in the configuration; TLS 1.2 is still safe, so "
                  "this can wait.",
        .conforming = "<TLS 1.3>",
        .violating = "<TLS 1.2, though 1.3 was offered>"),
    ROW(.id = "tls/cert-name", .level = LEVEL_MUST, .severity = SEVERITY_ERROR,
        .bound = BOUND_SERVER,
        .rfc = "RFC 7817 section 3; RFC 6125 section 6; RFC 8314 section 4.4",
        .title = "The certificate names the server that the client connects "
                 "to.",
        .advice = "Get a certificate with this host name, or give the users "
                  "a name that the certificate has; --tls-name tries a name "
                  "without changing DNS.",
        .conforming = "<connected to pop.example.com> / <certificate for "
                      "pop.example.com>",
        .violating = "<connected to pop.example.com> / <certificate for "
                     "other.example>"),
    ROW(.id = "tls/cert-time", .level = LEVEL_MUST, .severity = SEVERITY_ERROR,
        .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4.4; RFC 5280 section 6.1.3",
        .title = "The certificate is within its period of validity.",
        .advice = "Renew the certificate and reload the mail server, which "
                  "does not read the new file by itself; if the dates look "
                  "right, check the clock of this machine.",
        .conforming = "<certificate valid until next month>",
        .violating = "<certificate valid until yesterday>"),
    ROW(.id = "tls/cert-untrusted", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4.4; RFC 8314 section 5.3; RFC 7817 "
               "section 3",
        .title = "The certificate chain leads to a trusted authority.",
        .advice = "Have the server send its full chain and use a public "
                  "authority; for a private one give its root to pop3sh "
                  "with --ca and install it on the clients.",
        .conforming = "<certificate of a public authority>",
        .violating = "<self-signed certificate>"),
    ROW(.id = "tls/cert-revoked", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 9325 section 7.5",
        .title = "The certificate is not revoked.",
        .advice = "Install a new certificate with a new key today: the old "
                  "key may be in other hands, and clients that check "
                  "revocation already refuse it.",
        .conforming = "<OCSP status good>",
        .violating = "<OCSP status revoked>"),
    ROW(.id = "tls/cert-chain-incomplete", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 8446 section 4.4.2; RFC 5246 section 7.4.2",
        .title = "The server sends its intermediate certificates, in order.",
        .advice = "Point the server to the file with the whole chain, leaf "
                  "first (with certbot fullchain.pem, not cert.pem); "
                  "browsers hide this fault, mail clients do not.",
        .conforming = "<leaf, intermediate>", .violating = "<leaf only>"),
    ROW(.id = "tls/cert-expires-soon", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4.4",
        .title = "The certificate is renewed well before it expires.",
        .advice = "Run the renewal now and reload the mail server with it; "
                  "an automatic renewal often restarts only the web server.",
        .conforming = "<certificate valid for 60 days>",
        .violating = "<certificate valid for 5 days>"),
    ROW(.id = "tls/cert-cn-only", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 7817 section 5; RFC 6125 section 6.4.4",
        .title = "The host name is a DNS entry of the subject alternative "
                 "name, not only the common name.",
        .advice = "Have the certificate issued again with the host name in "
                  "subjectAltName; current clients no longer look at the "
                  "common name.",
        .conforming = "<subjectAltName DNS:pop.example.com>",
        .violating = "<common name pop.example.com, no subjectAltName>"),
    ROW(.id = "tls/cert-wildcard", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 7817 section 3",
        .title = "A wildcard is the whole leftmost label of a name.",
        .advice = "Order the plain host name, or *.example.com; a name such "
                  "as p*.example.com matches nothing.",
        .conforming = "<certificate for *.example.com>",
        .violating = "<certificate for p*.example.com>"),
    ROW(.id = "tls/cert-weak", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 9325 section 4.5",
        .title = "The certificate has a strong key and signature: RSA of "
                 "2048 or EC of 224 bits at least, no MD5 or SHA-1.",
        .advice = "Make a new key (EC P-256 or RSA 2048) and have it signed "
                  "with SHA-256; look at the intermediates too, as an old "
                  "one may be the weak part.",
        .conforming = "<RSA 2048, SHA-256>", .violating = "<RSA 1024, SHA-1>"),
    ROW(.id = "tls/cipher-broken", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 9325 section 4.1",
        .title = "No NULL, anonymous, export or RC4 cipher is negotiated, "
                 "and none below 112 bits.",
        .advice = "Remove the server's own cipher list so that the default "
                  "of its TLS library applies, and update the library; this "
                  "suite protects nothing.",
        .conforming = "<TLS_AES_128_GCM_SHA256>", .violating = "<RC4-SHA>"),
    ROW(.id = "tls/no-forward-secrecy", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 9325 section 4.1",
        .title = "The key exchange gives forward secrecy.",
        .advice = "Allow the ECDHE suites, or TLS 1.3; with a static key "
                  "exchange, whoever gets hold of the server's key can read "
                  "every session recorded before.",
        .conforming = "<ECDHE-RSA-AES128-GCM-SHA256>",
        .violating = "<AES128-GCM-SHA256>"),
    ROW(.id = "tls/compression", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 9325 section 3.3", .title = "TLS compression is off.",
        .advice = "Turn it off or update OpenSSL, whose default has it off "
                  "since 1.1.0; the length of compressed data can betray "
                  "secrets.",
        .conforming = "<compression null>",
        .violating = "<compression deflate>"),
    ROW(.id = "tls/renegotiation", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 9325 section 3.5",
        .title = "A server up to TLS 1.2 supports secure renegotiation.",
        .advice = "Update the TLS library, since RFC 5746 is from 2010; "
                  "without it an attacker can put commands in front of a "
                  "client's session, and OpenSSL 3 clients refuse to "
                  "connect.",
        .conforming = "<renegotiation_info present>",
        .violating = "<renegotiation_info missing>"),
    ROW(.id = "tls/client-cert-requested", .level = LEVEL_MUST,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4.2",
        .title = "A client certificate is requested only if it can be used.",
        .advice = "Turn the request off unless certificates are for logging "
                  "in (Dovecot 2.3: ssl_verify_client_cert = no); some "
                  "clients trouble their users with a question for one.",
        .conforming = "<no CertificateRequest>",
        .violating = "<CertificateRequest>"),
    ROW(.id = "tls/plaintext-login-offered", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4; RFC 2595 section 2.3; RFC 2595 section "
               "9; RFC 8314 section 4.1; RFC 4616 section 1",
        .title = "No password login is offered without TLS.",
        .advice = "Hide USER and the plaintext mechanisms until STLS "
                  "(Dovecot: disable_plaintext_auth = yes, from 2.4 "
                  "auth_allow_cleartext = no; Cyrus: allowplaintext: no); "
                  "on loopback it may stay.",
        .conforming = "<no TLS> / SASL SCRAM-SHA-256 / STLS",
        .violating = "<no TLS> / USER / SASL PLAIN"),
    ROW(.id = "tls/plaintext-login-accepted", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4.1; RFC 2595 section 2.3; RFC 5034 "
               "section 4",
        .title = "A password login without TLS is refused.",
        .advice = "Make the server demand TLS before a password, and change "
                  "the password just used unless the whole network between "
                  "is your own.",
        .conforming = "<no TLS> / C:PASS x / S:-ERR use STLS",
        .violating = "<no TLS> / C:PASS x / S:+OK"),
    ROW(.id = "tls/plaintext-refusal-leaks", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 8314 section 4.1",
        .title = "The refusal of a login in clear does not depend on the "
                 "password.",
        .advice = "Have the server refuse before it looks at the "
                  "credentials; otherwise a guesser learns the right "
                  "password from the refusal.",
        .conforming = "<right password> / -ERR use STLS / <wrong password> "
                      "/ -ERR use STLS",
        .violating = "<right password> / -ERR use STLS / <wrong password> / "
                     "-ERR [AUTH] bad password"),
    ROW(.id = "tls/implicit-not-offered", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 8314 section 3; RFC 8314 section 4; RFC 9325 section 3.2",
        .title = "Port 995 with implicit TLS is offered besides STLS.",
        .advice = "Open port 995 in server and firewall; many clients try "
                  "it first, and unlike STLS it cannot be stripped by an "
                  "attacker on the path.",
        .conforming = "<port 995 open>",
        .violating = "<port 110 with STLS, port 995 closed>"),
};

_Static_assert(sizeof rows_tls / sizeof *rows_tls == ROWS_TLS,
               "a row per rule");
