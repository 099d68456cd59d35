/* rows-sasl.c - rules for AUTH and its mechanisms. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_sasl[] = {
    ROW(.id = "sasl/challenge-no-space", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4; RFC 5034 section 5",
        .title = "An empty challenge is a plus sign, one space and CRLF.",
        .advice = "Have the server send the space, and see that no proxy "
                  "trims trailing blanks; a client that waits for the space "
                  "hangs in its login.",
        .conforming = "+ \\r\\n", .violating = "+\\r\\n"),
    ROW(.id = "sasl/challenge-base64", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4; RFC 4648 section 3.3; RFC 4648 section 4",
        .title = "A challenge holds nothing but strict base64.",
        .advice = "Encode what stands behind the plus sign, also prompts "
                  "(Username: is VXNlcm5hbWU6); a client has to cancel the "
                  "login when it finds plain text.",
        .conforming = "+ dGVzdA==", .violating = "+ go ahead"),
    ROW(.id = "sasl/challenge-noncanonical", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 4648 section 3.5",
        .title = "The unused bits of the last base64 group are zero.",
        .advice = "Replace the base64 encoder of the server or of its SASL "
                  "plug-in; a strict decoder in the client refuses the "
                  "challenge and the login fails.",
        .conforming = "+ QQ==", .violating = "+ QR=="),
    ROW(.id = "sasl/client-first-challenge", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4; RFC 4422 section 3; RFC 4422 section 5",
        .title = "The first challenge is empty for a mechanism in which the "
                 "client speaks first.",
        .advice = "Have the server send + SP CRLF and nothing more; a "
                  "strict client cancels when PLAIN, SCRAM or OAUTHBEARER "
                  "opens with a prompt.",
        .conforming = "C:AUTH PLAIN / S:+ \\r\\n",
        .violating = "C:AUTH PLAIN / S:+ VXNlcg=="),
    ROW(.id = "sasl/cancel-not-refused", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4",
        .title = "A lone * from the client ends the exchange with -ERR.",
        .advice = "Test for * before decoding base64 in the server; a "
                  "client that cancels is otherwise caught in the exchange "
                  "and has to reconnect.",
        .conforming = "C:* / S:-ERR", .violating = "C:* / S:+ \\r\\n"),
    ROW(.id = "sasl/bad-base64-accepted", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER, .flags = RULE_PROBE,
        .rfc = "RFC 5034 section 4",
        .title = "A response that is not valid base64 is refused.",
        .advice = "Use a strict decoder in the server; one that skips bad "
                  "octets hides broken clients and lets two different lines "
                  "mean the same login.",
        .conforming = "C:=AAA / S:-ERR", .violating = "C:=AAA / S:+ \\r\\n"),
    ROW(.id = "sasl/ir-ignored", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 3; RFC 5034 section 4; RFC 2449 section 6.3",
        .title = "A server that announces SASL takes an initial response "
                 "with AUTH.",
        .advice = "Update the server; until then send AUTH with the "
                  "mechanism alone and the response after the + line.",
        .conforming = "C:AUTH PLAIN AHUAcA== / S:+OK",
        .violating = "C:AUTH PLAIN AHUAcA== / S:-ERR syntax"),
    ROW(.id = "sasl/ir-server-first", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_PROBE, .rfc = "RFC 5034 section 4; RFC 4422 section 3",
        .title = "An initial response is refused for a mechanism in which "
                 "the server speaks first.",
        .advice = "Correct clients never meet this, so it can wait; an -ERR "
                  "would show a faulty client its mistake at once, where "
                  "now it fails with a wrong digest.",
        .conforming = "C:AUTH CRAM-MD5 dGlt / S:-ERR",
        .violating = "C:AUTH CRAM-MD5 dGlt / S:+ PDE4.."),
    ROW(.id = "sasl/listed-mech-refused", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 3",
        .title = "A mechanism listed in CAPA can be started.",
        .advice = "Take it off the list (Dovecot: auth_mechanisms, Cyrus: "
                  "sasl_mech_list) or give it what it needs, such as a "
                  "keytab for GSSAPI; clients that pick it fail to log in.",
        .conforming = "C:AUTH PLAIN / S:+ \\r\\n",
        .violating = "C:AUTH PLAIN / S:-ERR unsupported"),
    ROW(.id = "sasl/unlisted-mech-accepted", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 3",
        .title = "Every mechanism that works is listed in CAPA.",
        .advice = "List the mechanism if it is meant to be used, or disable "
                  "it if it was thought to be off; clients choose from the "
                  "list, attackers do not.",
        .conforming = "SASL PLAIN / C:AUTH PLAIN / S:+ \\r\\n",
        .violating = "SASL PLAIN / C:AUTH LOGIN / S:+ VXNlcm5hbWU6"),
    ROW(.id = "sasl/mech-name", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 4422 section 3.1",
        .title = "A mechanism name is 1 to 20 capital letters, digits, "
                 "hyphens and underscores.",
        .advice = "Correct the spelling where the mechanisms are "
                  "configured; clients skip a name that they do not know.",
        .conforming = "SASL SCRAM-SHA-256", .violating = "SASL SCRAM.SHA"),
    ROW(.id = "sasl/unregistered-mech", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 4422 section 3.1; RFC 4422 section 7.1; IANA SASL "
               "Mechanisms",
        .title = "Mechanism names are registered with IANA.",
        .advice = "Look for a spelling error (CRAM-SHA256 does not exist, "
                  "CRAM-MD5 and SCRAM-SHA-256 do); a private name such as "
                  "XOAUTH2 can stay if your clients know it.",
        .conforming = "SASL CRAM-MD5", .violating = "SASL CRAM-SHA256"),
    ROW(.id = "sasl/mech-duplicate", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 3", .title = "A mechanism is listed once.",
        .advice = "See whether it is configured twice, for instance by a "
                  "plug-in and by hand; clients ignore the repeat.",
        .conforming = "SASL PLAIN", .violating = "SASL PLAIN PLAIN"),
    ROW(.id = "sasl/bare-auth-list", .level = LEVEL_MUST,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 5; RFC 1939 section 3",
        .title = "AUTH without a mechanism is answered -ERR, not with a "
                 "list.",
        .advice = "Ignore it: Dovecot, Cyrus and Exchange answer with a "
                  "list for old Outlook and Netscape clients, and it tells "
                  "no more than CAPA does.",
        .conforming = "C:AUTH / S:-ERR",
        .violating = "C:AUTH / S:+OK / S:PLAIN / S:."),
    ROW(.id = "sasl/scram-nonce", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 5.1",
        .title = "The SCRAM server nonce begins with the client's nonce and "
                 "adds to it.",
        .advice = "Cancel the login with *: either the server's SCRAM is "
                  "broken or someone replays an old exchange; try again "
                  "over verified TLS before blaming the server.",
        .conforming = "<challenge r=abcXYZ,s=QSXC..,i=4096>",
        .violating = "<challenge r=XYZ,s=QSXC..,i=4096>"),
    ROW(.id = "sasl/scram-syntax", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 7",
        .title = "The first SCRAM message of the server is r=, s= and i= in "
                 "this order, with a base64 salt and a positive count.",
        .advice = "Look at the stored SCRAM entry of this user, where salt "
                  "and count come from, and then at the server's SASL "
                  "library.",
        .conforming = "<challenge r=abcXYZ,s=QSXC..,i=4096>",
        .violating = "<challenge s=QSXC..,r=abcXYZ,i=0>"),
    ROW(.id = "sasl/scram-mext", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 5.1",
        .title = "A SCRAM message that begins with m= makes the "
                 "authentication fail.",
        .advice = "Cancel with * and update the SASL library of the server: "
                  "m= demands an extension, and no extension has been "
                  "defined that a client could accept.",
        .conforming = "<challenge r=abcXYZ,s=QSXC..,i=4096>",
        .violating = "<challenge m=x,r=abcXYZ,s=QSXC..,i=4096>"),
    ROW(.id = "sasl/scram-iterations", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 5.1; RFC 7677 section 3; RFC 7677 section 4",
        .title = "SCRAM uses an iteration count of at least 4096.",
        .advice = "Raise the count in the password store, then have the "
                  "users change their passwords, since an entry keeps the "
                  "count it was made with.",
        .conforming = "<challenge r=abcXYZ,s=QSXC..,i=4096>",
        .violating = "<challenge r=abcXYZ,s=QSXC..,i=1000>"),
    ROW(.id = "sasl/scram-no-verifier", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 3; RFC 5802 section 5; RFC 5034 section 4; "
               "RFC 4422 section 3",
        .title = "SCRAM ends with the server's proof as a last challenge "
                 "before +OK.",
        .advice = "Treat the login as failed, for the server has not shown "
                  "that it knows the password; update it, as POP3 cannot "
                  "carry the proof in the +OK line.",
        .conforming = "C:<proof> / S:+ dj1ybUY5.. / C: / S:+OK",
        .violating = "C:<proof> / S:+OK"),
    ROW(.id = "sasl/scram-verifier", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 5",
        .title = "The server's SCRAM proof shows that it knows the user's "
                 "key.",
        .advice = "Disconnect and check whom you reached: a wrong proof "
                  "means an impostor, someone in between, or a damaged "
                  "password entry.",
        .conforming = "<challenge v=rmF9pqV8.., as computed>",
        .violating = "<challenge v=AAAAAAAA.., not as computed>"),
    ROW(.id = "sasl/scram-plus-without-tls", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 4; RFC 5802 section 6",
        .title = "SCRAM with channel binding is offered only under TLS.",
        .advice = "Have the server hide the -PLUS names until TLS is "
                  "active; there is no channel to bind to, so a client that "
                  "picks one fails.",
        .conforming = "<no TLS> / SASL SCRAM-SHA-256",
        .violating = "<no TLS> / SASL SCRAM-SHA-256-PLUS"),
    ROW(.id = "sasl/scram-plus-alone", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 5802 section 6",
        .title = "A SCRAM -PLUS mechanism is listed together with its plain "
                 "variant.",
        .advice = "List the variant without -PLUS too, unless policy "
                  "demands channel binding; a client whose TLS library "
                  "cannot bind has nothing to log in with.",
        .conforming = "SASL SCRAM-SHA-256 SCRAM-SHA-256-PLUS",
        .violating = "SASL SCRAM-SHA-256-PLUS"),
    ROW(.id = "sasl/cram-challenge", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .flags = RULE_STATE, .rfc = "RFC 2195 section 2",
        .title = "The CRAM-MD5 challenge has the form of a msg-id and is "
                 "new in every exchange.",
        .advice = "Replace CRAM-MD5 by SCRAM-SHA-256, or build the "
                  "challenge from process-id, clock and host; if one ever "
                  "comes back, a recorded answer opens the maildrop.",
        .conforming = "S:+ PDE4OTYuNjlAaD4= / <decoded: <1896.69@h>>",
        .violating = "S:+ MTg5Ng== / <decoded: 1896>"),
    ROW(.id = "sasl/oauth-error-json", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 7628 section 3.2.2; vendor documentation",
        .title = "A failed OAuth login is explained by a JSON challenge "
                 "with a status member.",
        .advice = "Have the server send the JSON object, in base64, before "
                  "its -ERR; a client reads from it whether to fetch a new "
                  "token or to give up.",
        .conforming = "S:+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0= / <decoded: "
                      "{\"status\":\"invalid_token\"}>",
        .violating = "S:+ ZXJyb3I= / <decoded: error>"),
    ROW(.id = "sasl/oauth-ok-after-error", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 7628 section 3; RFC 7628 section 3.2.3",
        .title = "After an OAuth error challenge the result is -ERR.",
        .advice = "Treat the session as not authenticated and fix the "
                  "server: it lets in a token that it has just refused.",
        .conforming = "S:+ eyJz.. / C:AQ== / S:-ERR",
        .violating = "S:+ eyJz.. / C:AQ== / S:+OK"),
    ROW(.id = "sasl/external-missing", .level = LEVEL_MUST,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 8314 section 4.2",
        .title = "A server that accepts client certificates for login "
                 "offers EXTERNAL.",
        .advice = "Enable EXTERNAL if certificates are for logging in; if "
                  "the server asks for them only by default, turn the "
                  "request off.",
        .conforming = "<TLS with client certificate> / SASL PLAIN EXTERNAL",
        .violating = "<TLS with client certificate> / SASL PLAIN"),
    ROW(.id = "sasl/plain-missing-under-tls", .level = LEVEL_MUST,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 5034 section 4", .title = "PLAIN is available under TLS.",
        .advice = "Enable PLAIN under TLS if ordinary mail clients are to "
                  "log in; to leave it out on purpose, for a Kerberos site "
                  "say, is allowed.",
        .conforming = "SASL PLAIN", .violating = "SASL GSSAPI"),
    ROW(.id = "sasl/weak-mechanism", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 6331; RFC 6151; RFC 5802 section 9",
        .title = "No dated mechanism is offered: DIGEST-MD5, CRAM-MD5, "
                 "NTLM, KERBEROS_V4 or LOGIN.",
        .advice = "Offer SCRAM-SHA-256, and PLAIN under TLS, and drop the "
                  "old name once the log shows that no client uses it; "
                  "LOGIN is no weaker than PLAIN, only never standardised.",
        .conforming = "SASL SCRAM-SHA-256", .violating = "SASL DIGEST-MD5"),
};

_Static_assert(sizeof rows_sasl / sizeof *rows_sasl == ROWS_SASL,
               "a row per rule");
