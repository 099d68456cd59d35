/* rows-stls.c - rules for STLS. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_stls[] = {
    ROW(.id = "stls/injected-reply", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_PATH,
        .rfc = "RFC 2595 section 4; RFC 2595 section 9",
        .title = "Nothing but the TLS handshake follows the +OK to STLS.",
        .advice = "Do not log in: someone on the path, or a faulty server, "
                  "put text in clear before TLS; compare from another "
                  "network, and use port 995 meanwhile.",
        .conforming = "+OK begin\\r\\n",
        .violating = "+OK begin\\r\\n+OK injected\\r\\n"),
    ROW(.id = "stls/command-injection", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 2595 section 4; RFC 2595 section 9",
        .title = "Commands sent in clear behind STLS are not run inside TLS.",
        .advice = "Update the server, which has to empty its input buffer "
                  "before the handshake (the class of CVE-2011-0411); until "
                  "then offer port 995 instead of STLS.",
        .conforming = "C:STLS\\r\\nCAPA\\r\\n / S:+OK begin TLS / <TLS> / "
                      "<silence>",
        .violating = "C:STLS\\r\\nCAPA\\r\\n / S:+OK begin TLS / <TLS> / "
                     "S:+OK / S:TOP / S:."),
    ROW(.id = "stls/greeting-repeated", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4",
        .title = "The server sends no second greeting after STLS.",
        .advice = "Remove the greeting after the handshake; clients read it "
                  "as the reply to their next command and are one behind "
                  "from then on.",
        .conforming = "C:STLS / S:+OK begin TLS / <TLS> / <silence>",
        .violating = "C:STLS / S:+OK begin TLS / <TLS> / S:+OK ready"),
    ROW(.id = "stls/ok-but-no-handshake", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4; RFC 8314 section 4",
        .title = "A TLS handshake that works follows the +OK to STLS.",
        .advice = "Look in the server's log for certificate, key or "
                  "protocol trouble; openssl s_client -starttls pop3 "
                  "-connect host:110 shows each step of the handshake.",
        .conforming = "C:STLS / S:+OK begin TLS / <TLS>",
        .violating = "C:STLS / S:+OK begin TLS / <close>"),
    ROW(.id = "stls/plaintext-continues", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4",
        .title = "After +OK to STLS the server sends TLS records only.",
        .advice = "Look for a proxy or an inspecting firewall that lets "
                  "STLS pass without starting TLS itself, and compare from "
                  "a network without it.",
        .conforming = "C:STLS / S:+OK begin TLS / <TLS>",
        .violating = "C:STLS / S:+OK begin TLS / <ClientHello> / S:-ERR "
                     "unknown command"),
    ROW(.id = "stls/announced-but-refused", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4; RFC 2595 section 4",
        .title = "STLS is announced only when it can work.",
        .advice = "Give the server a certificate and key that it can read, "
                  "or take STLS off the list; clients set to use TLS if "
                  "available send the password in clear.",
        .conforming = "STLS / C:STLS / S:+OK begin TLS",
        .violating = "STLS / C:STLS / S:-ERR TLS not available"),
    ROW(.id = "stls/second-accepted", .level = LEVEL_MAY,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4", .title = "STLS inside TLS is refused.",
        .advice = "Answer -ERR while TLS is active; clients do not send "
                  "this by themselves, so nothing breaks until then.",
        .conforming = "<TLS> / C:STLS / S:-ERR already active",
        .violating = "<TLS> / C:STLS / S:+OK begin TLS"),
    ROW(.id = "stls/state-carried-over", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 2595 section 4; RFC 2595 section 9",
        .title = "What was said in clear is forgotten when TLS starts.",
        .advice = "Have the server reset the session at STLS, an earlier "
                  "USER included; otherwise an attacker on the path can "
                  "choose the name that the password is tried for.",
        .conforming = "C:USER a / S:+OK / C:STLS / S:+OK / <TLS> / C:PASS x "
                      "/ S:-ERR no USER",
        .violating = "C:USER a / S:+OK / C:STLS / S:+OK / <TLS> / C:PASS x "
                     "/ S:+OK"),
    ROW(.id = "stls/not-offered", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 8314 section 4",
        .title = "A mail server offers TLS, by STLS or on port 995.",
        .advice = "Install a certificate, open port 995 and enable STLS on "
                  "110; until then every password crosses the network "
                  "readable.",
        .conforming = "UIDL / STLS", .violating = "UIDL / <port 995 closed>"),
};

_Static_assert(sizeof rows_stls / sizeof *rows_stls == ROWS_STLS,
               "a row per rule");
