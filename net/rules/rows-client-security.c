/* rows-client-security.c - rules for what a client gives away. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_client_security[] = {
    ROW(.id = "client/password-in-clear", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 2595 section 2.3; RFC 8314 section 5.1; RFC 8314 "
               "section 5.2; RFC 5034 section 4; RFC 4616 section 1",
        .title = "A password is sent under TLS only.",
        .advice = "Use pop3s:// or STLS; if the server has neither, change "
                  "the password after this session, as anyone on the path "
                  "may have read it.",
        .conforming = "<TLS> / C:PASS ****",
        .violating = "<port 110, no STLS> / C:PASS ****"),
    ROW(.id = "client/token-in-clear", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 7628 section 3",
        .title = "A bearer token is sent under TLS only.",
        .advice = "Use pop3s:// or STLS, and revoke a token that was "
                  "already sent: whoever read it can use it as it stands.",
        .conforming = "C:STLS / S:+OK / <TLS> / C:AUTH OAUTHBEARER",
        .violating = "<port 110, no STLS> / C:AUTH OAUTHBEARER"),
    ROW(.id = "client/unverified-server", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 4; RFC 2595 section 2.4; RFC 8314 section "
               "5.3",
        .title = "The server's certificate is verified before a password is "
                 "sent.",
        .advice = "Give the private authority with --ca, or the name in the "
                  "certificate with --tls-name, in place of --insecure; "
                  "otherwise an impostor may receive the password.",
        .conforming = "<certificate verified> / C:PASS ****",
        .violating = "<--insecure> / C:PASS ****"),
    ROW(.id = "client/apop-weak", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 6151 section 2.1; RFC 1939 section 13",
        .title = "APOP is not used: it rests on MD5 and lets an active "
                 "attacker recover characters of the password.",
        .advice = "Use SCRAM, or PLAIN under verified TLS, where APOP adds "
                  "nothing; on the server, APOP even needs passwords stored "
                  "in clear.",
        .conforming = "C:AUTH SCRAM-SHA-256", .violating = "C:APOP u c4c9.."),
    ROW(.id = "client/cram-weak", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 6151 section 2.3; RFC 2195 section 4",
        .title = "CRAM-MD5 is not used, as a recorded exchange allows "
                 "guessing the password offline.",
        .advice = "Prefer SCRAM-SHA-256, or PLAIN under TLS; if it has to "
                  "be CRAM-MD5, use it under TLS with a long random "
                  "password.",
        .conforming = "C:AUTH SCRAM-SHA-256",
        .violating = "<no TLS> / C:AUTH CRAM-MD5"),
    ROW(.id = "client/digest-historic", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT, .rfc = "RFC 6331",
        .title = "DIGEST-MD5 is not used, since RFC 6331 moved it to "
                 "historic.",
        .advice = "Choose SCRAM-SHA-256, or PLAIN under TLS, and take "
                  "DIGEST-MD5 off the server's list.",
        .conforming = "C:AUTH SCRAM-SHA-256", .violating = "C:AUTH DIGEST-MD5"),
    ROW(.id = "client/xoauth2-private", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 7628; vendor documentation",
        .title = "OAUTHBEARER is preferred to XOAUTH2 where both are listed.",
        .advice = "Choose OAUTHBEARER, the standard form; the same access "
                  "token serves both, and the error it returns is better "
                  "defined.",
        .conforming = "SASL OAUTHBEARER XOAUTH2 / C:AUTH OAUTHBEARER",
        .violating = "SASL OAUTHBEARER XOAUTH2 / C:AUTH XOAUTH2"),
    ROW(.id = "client/stale-capa", .level = LEVEL_MUST,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 2595 section 4; RFC 5034 section 4",
        .title = "Capabilities learnt before STLS are discarded.",
        .advice = "Send CAPA again under TLS; the list from before may have "
                  "been altered on the path, and often lacks the login "
                  "methods.",
        .conforming = "C:STLS / S:+OK / <TLS> / C:CAPA",
        .violating = "SASL PLAIN / C:STLS / S:+OK / <TLS> / C:AUTH PLAIN"),
    ROW(.id = "client/capa-not-reissued", .level = LEVEL_SHOULD,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 2595 section 4; RFC 2449 section 5",
        .title = "CAPA is sent again after STLS.",
        .advice = "Send CAPA as the first command under TLS; many servers "
                  "list USER and PLAIN only there.",
        .conforming = "C:STLS / S:+OK / <TLS> / C:CAPA",
        .violating = "C:STLS / S:+OK / <TLS> / C:USER a"),
    ROW(.id = "client/stls-pipelined", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 2595 section 4",
        .title = "Nothing is sent between STLS and the end of the handshake.",
        .advice = "Wait for +OK and finish the handshake first; a correct "
                  "server drops what was queued, a faulty one runs it "
                  "inside TLS.",
        .conforming = "C:STLS\\r\\n / S:+OK",
        .violating = "C:STLS\\r\\nUSER a\\r\\n"),
    ROW(.id = "client/stls-after-utf8", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 6856 section 2.1", .title = "STLS is not sent after UTF8.",
        .advice = "Reconnect and keep this order: STLS, CAPA, UTF8, login.",
        .conforming = "C:STLS / S:+OK / <TLS> / C:UTF8",
        .violating = "C:UTF8 / S:+OK / C:STLS"),
    ROW(.id = "client/stls-misplaced", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 2595 section 4",
        .title = "STLS is sent only before login and without TLS.",
        .advice = "Reconnect and send STLS first; on port 995 leave it out, "
                  "as TLS is already active.",
        .conforming = "S:+OK ready / C:STLS",
        .violating = "C:PASS **** / S:+OK / C:STLS"),
    ROW(.id = "client/stls-declined", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .flags = RULE_STATE, .rfc = "RFC 8314 section 5.2; RFC 2595 section 9",
        .title = "STLS is used when it is offered.",
        .advice = "Send STLS before the login; if this host offered it "
                  "earlier and no longer does, do not log in, as someone "
                  "may be stripping it from the list.",
        .conforming = "STLS / C:STLS / S:+OK / <TLS> / C:USER a",
        .violating = "STLS / C:USER a"),
    ROW(.id = "client/auth-unannounced", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 3",
        .title = "AUTH is sent only if CAPA lists SASL.",
        .advice = "Use USER and PASS, or ask CAPA again after STLS, where "
                  "SASL may appear.",
        .conforming = "SASL PLAIN / C:AUTH PLAIN",
        .violating = "USER / UIDL / C:AUTH PLAIN"),
    ROW(.id = "client/auth-ir-unannounced", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 3",
        .title = "An initial response is sent only if CAPA lists SASL.",
        .advice = "Send AUTH with the mechanism alone and wait for the + "
                  "line; a server without SASL in its list may know only "
                  "the AUTH of RFC 1734, which has no initial response.",
        .conforming = "USER / C:AUTH PLAIN / S:+ \\r\\n",
        .violating = "USER / C:AUTH PLAIN AHUAcA=="),
    ROW(.id = "client/auth-mech-unlisted", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 3",
        .title = "AUTH names a mechanism that CAPA lists.",
        .advice = "Choose from the SASL line, and ask CAPA again after "
                  "STLS, as the list may be longer there.",
        .conforming = "SASL PLAIN / C:AUTH PLAIN",
        .violating = "SASL PLAIN / C:AUTH LOGIN"),
    ROW(.id = "client/auth-ir-empty", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 4",
        .title = "An empty initial response is written as an equals sign.",
        .advice = "Write AUTH EXTERNAL = with nothing behind it; neither a "
                  "trailing space nor a pair of quotes is an empty response.",
        .conforming = "C:AUTH EXTERNAL =\\r\\n",
        .violating = "C:AUTH EXTERNAL \\r\\n"),
    ROW(.id = "client/auth-ir-server-first", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 4422 section 5",
        .title = "No initial response is sent for a mechanism in which the "
                 "server speaks first.",
        .advice = "Send AUTH with the mechanism alone: the answer depends "
                  "on the challenge, so there is nothing to say before it.",
        .conforming = "C:AUTH CRAM-MD5", .violating = "C:AUTH CRAM-MD5 dGlt"),
    ROW(.id = "client/base64", .level = LEVEL_MUST, .severity = SEVERITY_ERROR,
        .bound = BOUND_CLIENT, .rfc = "RFC 5034 section 4; RFC 4648 section 4",
        .title = "A SASL response is strict base64.",
        .advice = "Encode with \\b64, or feed base64 -w0 from printf: echo "
                  "adds a line end to the secret, and without -w0 long "
                  "output is broken into lines.",
        .conforming = "C:AHUAcA==", .violating = "C:AA=A"),
    ROW(.id = "client/plain-format", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 4616 section 2",
        .title = "A PLAIN response is an optional authorization name, NUL, "
                 "the login name, NUL and the password, in UTF-8.",
        .advice = "Start with NUL when you log in as yourself "
                  "(\\0tim\\0password before encoding); \\login builds it "
                  "for you.",
        .conforming = "<response \\0tim\\0pw>",
        .violating = "<response tim\\0pw>"),
    ROW(.id = "client/oauth-dummy-response", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 7628 section 3.2.3; vendor documentation",
        .title = "The error challenge of an OAuth login is answered with "
                 "the dummy response or cancelled.",
        .advice = "Send AQ== for OAUTHBEARER, an empty line for XOAUTH2, or "
                  "* for either; only then does the server finish with -ERR.",
        .conforming = "S:+ eyJz.. / C:AQ==",
        .violating = "S:+ eyJz.. / C:STAT"),
    ROW(.id = "client/challenge-undecodable", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 4",
        .title = "A challenge that cannot be decoded is answered with *.",
        .advice = "Send * to cancel, then look at the challenge with "
                  "\\last; any other answer replies to a question that "
                  "nobody understood.",
        .conforming = "S:+ go ahead / C:*",
        .violating = "S:+ go ahead / C:AHUAcA=="),
    ROW(.id = "client/second-auth", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 5034 section 4",
        .title = "No AUTH is sent after a successful login.",
        .advice = "Reconnect to log in as someone else: a session has one "
                  "login.",
        .conforming = "C:AUTH PLAIN AHUAcA== / S:+OK / C:STAT",
        .violating = "C:AUTH PLAIN AHUAcA== / S:+OK / C:AUTH PLAIN"),
    ROW(.id = "client/url-password", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 2384 section 3", .title = "A POP URL holds no password.",
        .advice = "Use --password-fd, --password-file or the prompt; URLs "
                  "end up in shell history, process lists and logs.",
        .conforming = "<pop://u;AUTH=*@h>", .violating = "<pop://u:pw@h>"),
    ROW(.id = "client/url-mechanism", .level = LEVEL_SHOULD,
        .severity = SEVERITY_WARNING, .bound = BOUND_CLIENT,
        .rfc = "RFC 2384 section 4",
        .title = "The mechanism that a POP URL names is the one that is "
                 "used.",
        .advice = "Change ;AUTH= in the URL if you agree to another "
                  "mechanism; a silent fall back to PASS would undo what "
                  "the URL asks for.",
        .conforming = "<pop://u;AUTH=+APOP@h> / C:APOP u c4c9..",
        .violating = "<pop://u;AUTH=+APOP@h> / C:PASS ****"),
    ROW(.id = "client/secret-on-command-line", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_CLIENT,
        .rfc = "RFC 2384 section 9",
        .title = "Secrets are not taken from the command line and not shown "
                 "in transcripts.",
        .advice = "Use --password-fd or --password-command: other users of "
                  "the machine can read argument lists, and transcripts get "
                  "passed on.",
        .conforming = "C:PASS ****", .violating = "C:PASS secret"),
};

_Static_assert(sizeof rows_client_security / sizeof *rows_client_security ==
                   ROWS_CLIENT_SECURITY,
               "a row per rule");
