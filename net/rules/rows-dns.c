/* rows-dns.c - rules for the SRV records that lead to a server. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_dns[] = {
    ROW(.id = "srv/missing", .level = LEVEL_SHOULD, .severity = SEVERITY_NOTE,
        .bound = BOUND_PROVIDER, .flags = RULE_DNS,
        .rfc = "RFC 8314 section 4; RFC 8314 section 4.5.2; RFC 6186 "
               "section 5",
        .title = "The mail domain publishes SRV records for POP3.",
        .advice = "Publish _pop3s._tcp with port 995 and the host name, or "
                  "with a single dot as target if POP3 is not offered; "
                  "clients otherwise guess host names.",
        .conforming = "<_pop3s._tcp.example.com. SRV 0 1 995 "
                      "pop.example.com.>",
        .violating = "<no SRV record>"),
    ROW(.id = "srv/tls-not-preferred", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_PROVIDER, .flags = RULE_DNS,
        .rfc = "RFC 8314 section 4; RFC 8314 section 4.5.2",
        .title = "The SRV record of POP3 over TLS has the better priority.",
        .advice = "Give _pop3s._tcp the lower number, or set the target of "
                  "_pop3._tcp to a single dot to withdraw the service in "
                  "clear.",
        .conforming = "<_pop3s._tcp SRV 0 1 995 pop.example.com.> / "
                      "<_pop3._tcp SRV 10 1 110 pop.example.com.>",
        .violating = "<_pop3s._tcp SRV 10 1 995 pop.example.com.> / "
                     "<_pop3._tcp SRV 0 1 110 pop.example.com.>"),
    ROW(.id = "srv/target-outside", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT, .flags = RULE_DNS,
        .rfc = "RFC 6186 section 6; RFC 8314 section 5.1",
        .title = "An SRV target outside the mail domain is used only with "
                 "DNSSEC or with the user's consent.",
        .advice = "Confirm the host with the provider before you send a "
                  "password; the provider can sign the zone with DNSSEC or "
                  "name a host within the domain.",
        .conforming = "<_pop3s._tcp.example.com. SRV 0 1 995 "
                      "pop.example.com.>",
        .violating = "<_pop3s._tcp.example.com. SRV 0 1 995 "
                     "pop.other.example.>"),
    ROW(.id = "srv/not-offered", .level = LEVEL_MUST, .severity = SEVERITY_NOTE,
        .bound = BOUND_CLIENT, .flags = RULE_DNS, .rfc = "RFC 6186 section 3.4",
        .title = "An SRV target of a single dot means that the service is "
                 "not offered.",
        .advice = "Do not connect: ask the provider for IMAP or webmail, or "
                  "correct the record if POP3 is in fact offered.",
        .conforming = "<_pop3s._tcp SRV 0 1 995 pop.example.com.> / "
                      "<connect>",
        .violating = "<_pop3s._tcp SRV 0 0 0 .> / <connect>"),
};

_Static_assert(sizeof rows_dns / sizeof *rows_dns == ROWS_DNS,
               "a row per rule");
