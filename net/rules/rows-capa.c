/* rows-capa.c - rules for CAPA and each capability. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_capa[] = {
    ROW(.id = "capa/not-implemented", .level = LEVEL_MAY,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 5", .title = "The server implements CAPA.",
        .advice = "Nothing is broken, but clients have to try TOP, UIDL and "
                  "AUTH one by one; only an update of the server brings "
                  "CAPA.",
        .conforming = "C:CAPA / S:+OK / S:UIDL / S:.",
        .violating = "C:CAPA / S:-ERR unknown"),
    ROW(.id = "capa/required-with-stls", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4",
        .title = "A server that has STLS has CAPA as well.",
        .advice = "Update the server: clients learn of STLS from CAPA, and "
                  "without it they stay in clear or refuse to connect.",
        .conforming = "C:CAPA / S:+OK / S:STLS / S:. / C:STLS / S:+OK",
        .violating = "C:CAPA / S:-ERR / C:STLS / S:+OK"),
    ROW(.id = "capa/line-too-long", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3; RFC 2449 section 5",
        .title = "A capability line has at most 512 octets with its CRLF.",
        .advice = "Shorten the list of mechanisms or the IMPLEMENTATION "
                  "text; a client with a buffer of 512 octets loses the end "
                  "of the line.",
        .conforming = "SASL PLAIN",
        .violating = "SASL AA..AA BB..BB / <600 octets in all>"),
    ROW(.id = "capa/tag-syntax", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "A capability line is a tag of printable ASCII without a "
                 "dot, then its parameters.",
        .advice = "Look for empty or indented entries where the list is "
                  "configured (nginx: pop3_capabilities); a client may take "
                  "such a line for the end of the list.",
        .conforming = "TOP", .violating = "\\x20TOP / <empty line>"),
    ROW(.id = "capa/separator", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3; RFC 2449 section 5",
        .title = "One space stands between a capability tag and each "
                 "parameter.",
        .advice = "Write the list with single spaces where it is "
                  "configured; a client that splits at each space finds an "
                  "empty mechanism name.",
        .conforming = "SASL PLAIN LOGIN", .violating = "SASL  PLAIN\\tLOGIN"),
    ROW(.id = "capa/duplicate-tag", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 5", .title = "A capability is listed once.",
        .advice = "Compare the configured list with what the server adds by "
                  "itself; when the arguments differ, clients disagree on "
                  "which line counts.",
        .conforming = "UIDL", .violating = "UIDL / UIDL"),
    ROW(.id = "capa/unregistered-tag", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 9; IANA POP3 Extension Mechanism",
        .title = "A capability tag is one of the 13 that are registered; "
                 "any other is private.",
        .advice = "Ignore it: clients skip tags that they do not know, and "
                  "a leading X would only mark the tag as private.",
        .conforming = "UIDL", .violating = "CAPA"),
    ROW(.id = "capa/glued-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3; RFC 2449 section 6.5; RFC 2449 section "
               "6.7",
        .title = "A space separates a capability tag from its argument.",
        .advice = "Insert the space in the server's text (GNU mailutils "
                  "sends EXPIRENEVER); until then clients do not recognise "
                  "this capability.",
        .conforming = "EXPIRE NEVER", .violating = "EXPIRENEVER"),
    ROW(.id = "capa/apop-tag", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6",
        .title = "APOP has no capability tag; the timestamp in the greeting "
                 "announces it.",
        .advice = "Ignore it or drop the tag: clients look for the "
                  "timestamp only.",
        .conforming = "+OK ready <1896.69@h>", .violating = "APOP"),
    ROW(.id = "capa/unexpected-args", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6; RFC 2595 section 8; RFC 3206 section 6; "
               "RFC 6856 section 3.1",
        .title = "TOP, USER, UIDL, RESP-CODES, PIPELINING, STLS, "
                 "AUTH-RESP-CODE and LANG take no arguments.",
        .advice = "Remove the argument where the list is configured; a "
                  "client that compares the whole line misses the "
                  "capability.",
        .conforming = "TOP", .violating = "TOP 100"),
    ROW(.id = "capa/login-delay-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6.5",
        .title = "LOGIN-DELAY carries a number of seconds, then at most the "
                 "word USER.",
        .advice = "Write plain seconds, 900 instead of 15m; a client that "
                  "cannot read the value polls too often and gets refused.",
        .conforming = "LOGIN-DELAY 900 USER", .violating = "LOGIN-DELAY 15m"),
    ROW(.id = "capa/login-delay-order", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6.5",
        .title = "LOGIN-DELAY before login is the largest value of any user.",
        .advice = "Announce the longest delay of all users before login; a "
                  "client that reads only this list comes back too early "
                  "and gets refused.",
        .conforming = "LOGIN-DELAY 900 USER / <login> / LOGIN-DELAY 300",
        .violating = "LOGIN-DELAY 300 USER / <login> / LOGIN-DELAY 900"),
    ROW(.id = "capa/expire-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6.7",
        .title = "EXPIRE carries a number of days or NEVER, then at most "
                 "the word USER.",
        .advice = "Write whole days or NEVER; clients read it to warn "
                  "people before mail that they left on the server is "
                  "removed.",
        .conforming = "EXPIRE NEVER", .violating = "EXPIRE 5d"),
    ROW(.id = "capa/expire-order", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6.7",
        .title = "EXPIRE before login is the smallest value of any user.",
        .advice = "Announce the shortest retention of all users before "
                  "login; a longer promise lets clients leave mail that "
                  "will be gone.",
        .conforming = "EXPIRE 5 USER / <login> / EXPIRE 30",
        .violating = "EXPIRE NEVER / <login> / EXPIRE 30"),
    ROW(.id = "capa/user-token-missing", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6.5; RFC 2449 section 6.7",
        .title = "A value that changes with the login carries the word USER "
                 "before it.",
        .advice = "Add USER to LOGIN-DELAY or EXPIRE in the list before "
                  "login; it tells clients to ask again afterwards.",
        .conforming = "EXPIRE 5 USER / <login> / EXPIRE 30",
        .violating = "EXPIRE 5 / <login> / EXPIRE 30"),
    ROW(.id = "capa/expire-zero", .level = LEVEL_MAY, .severity = SEVERITY_NOTE,
        .bound = BOUND_SERVER, .rfc = "RFC 2449 section 6.7",
        .title = "EXPIRE 0 means that retrieved messages may be removed "
                 "after the session.",
        .advice = "Keep what you retrieve, as it may be the only copy; at "
                  "Gmail the POP settings of the account decide what "
                  "happens to it.",
        .conforming = "EXPIRE NEVER", .violating = "EXPIRE 0 / <legal>"),
    ROW(.id = "capa/utf8-arg", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2",
        .title = "The UTF8 capability takes no argument but USER.",
        .advice = "Announce UTF8, or UTF8 USER if names and passwords may "
                  "be UTF-8; any other word has no meaning to clients.",
        .conforming = "UTF8 USER", .violating = "UTF8 ALL"),
    ROW(.id = "capa/implementation-empty", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6.9",
        .title = "IMPLEMENTATION carries at least one word.",
        .advice = "Give it a product name, or leave the tag out if you "
                  "would rather not tell.",
        .conforming = "IMPLEMENTATION Foo-1", .violating = "IMPLEMENTATION"),
    ROW(.id = "capa/sasl-empty", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 3",
        .title = "SASL is followed by at least one mechanism.",
        .advice = "Ignore it before TLS, where Dovecot hides its plaintext "
                  "mechanisms; under TLS enable a mechanism or remove the "
                  "tag.",
        .conforming = "SASL PLAIN", .violating = "SASL"),
    ROW(.id = "capa/dropped-after-login", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 5; RFC 5034 section 3",
        .title = "What is announced before login is announced after it as "
                 "well.",
        .advice = "Ignore it for USER and SASL, which are of no use after "
                  "login; announce any other tag in both states, or clients "
                  "stop using what still works.",
        .conforming = "USER / UIDL / <login> / USER / UIDL",
        .violating = "USER / UIDL / <login> / UIDL"),
    ROW(.id = "capa/args-changed-after-login", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 6; RFC 5034 section 3",
        .title = "Only LOGIN-DELAY and EXPIRE change their arguments with "
                 "the login.",
        .advice = "Compare the two lists: often a proxy answers CAPA before "
                  "login and the server behind it afterwards, so configure "
                  "both alike.",
        .conforming = "UTF8 USER / <login> / UTF8 USER",
        .violating = "UTF8 USER / <login> / UTF8"),
    ROW(.id = "capa/changed-by-stls", .level = LEVEL_MAY,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4",
        .title = "The list of capabilities may change when TLS starts.",
        .advice = "Read the difference: login methods that appear only "
                  "under TLS are as it should be, and anything that "
                  "vanishes with TLS is worth a question.",
        .conforming = "UIDL / STLS / <TLS> / UIDL",
        .violating = "STLS / <TLS> / USER / SASL PLAIN / <legal>"),
    ROW(.id = "capa/stls-under-tls", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4",
        .title = "STLS is not listed once TLS is active.",
        .advice = "Have the server hide STLS under TLS; on port 995 it "
                  "often means that a TLS proxy passes on the list of a "
                  "server that believes it is in clear.",
        .conforming = "<port 995> / UIDL",
        .violating = "<port 995> / UIDL / STLS"),
    ROW(.id = "capa/stls-after-login", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2595 section 4; RFC 2595 section 8",
        .title = "STLS is listed before login only.",
        .advice = "Harmless, as clients do not start TLS after login; it "
                  "shows that the server, Courier for one, sends the same "
                  "list in all states.",
        .conforming = "<login> / UIDL", .violating = "<login> / UIDL / STLS"),
    ROW(.id = "capa/announced-but-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 5; RFC 2449 section 6",
        .title = "An announced TOP or UIDL works.",
        .advice = "Enable the command or take its tag out of the list, "
                  "which may be configured in a proxy; clients that leave "
                  "mail on the server depend on UIDL.",
        .conforming = "C:UIDL / S:+OK / S:1 abc / S:.",
        .violating = "C:UIDL / S:-ERR unknown"),
    ROW(.id = "capa/works-unannounced", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 5",
        .title = "An optional command that works is listed in CAPA.",
        .advice = "Add the tag to the list: clients that go by CAPA do "
                  "without the command, and without UIDL they cannot leave "
                  "mail on the server.",
        .conforming = "UIDL / C:UIDL 1 / S:+OK 1 abc",
        .violating = "TOP / C:UIDL 1 / S:+OK 1 abc"),
    ROW(.id = "capa/auth-resp-code-alone", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 8; RFC 3206 section 6",
        .title = "AUTH-RESP-CODE is announced together with RESP-CODES.",
        .advice = "Add RESP-CODES to the list; without it clients need not "
                  "look for the code in a refused login.",
        .conforming = "RESP-CODES / AUTH-RESP-CODE",
        .violating = "AUTH-RESP-CODE"),
};

_Static_assert(sizeof rows_capa / sizeof *rows_capa == ROWS_CAPA,
               "a row per rule");
