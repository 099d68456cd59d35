/* rows-status.c - rules for the status line and the octets of every reply. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_status[] = {
    ROW(.id = "reply/line-too-long", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 2449 section 3; RFC 2449 section 4",
        .title = "The first line of a reply, the greeting included, has at "
                 "most 512 octets with its CRLF.",
        .advice = "Shorten what the server puts into the line: most often "
                  "it is a long banner, or an over-long command that is "
                  "echoed and should be cut.",
        .conforming = "+OK xx..xx / <512 octets in all>",
        .violating = "-ERR unknown command: xx..xx / <624 octets in all>"),
    ROW(.id = "reply/bare-lf", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "Every reply line ends in CRLF, not in LF alone.",
        .advice = "Make the server write CR LF itself; if a script or an "
                  "inetd wrapper produces the reply, its echo or println is "
                  "what sends the lone LF.",
        .conforming = "+OK 2 320\\r\\n", .violating = "+OK 2 320\\n"),
    ROW(.id = "reply/bare-cr", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "CR stands only in front of LF in a status or listing line.",
        .advice = "Look for text that the server copies into the line, such "
                  "as a user name, a log message or the command itself, and "
                  "strip CR from it.",
        .conforming = "+OK ready\\r\\n", .violating = "+OK a\\rb\\r\\n"),
    ROW(.id = "reply/cr-cr-lf", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A line ends in one CRLF, not in CR CR LF.",
        .advice = "The line end is converted twice: open the server's "
                  "output in binary mode, or leave the CR to the text-mode "
                  "stream alone.",
        .conforming = "+OK\\r\\n", .violating = "+OK\\r\\r\\n"),
    ROW(.id = "reply/nul-octet", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "A status or listing line holds no NUL octet.",
        .advice = "Look for a buffer that is sent with its full size "
                  "instead of the length of its text; clients written in C "
                  "lose everything behind the NUL.",
        .conforming = "+OK hi\\r\\n", .violating = "+OK hi\\x00\\r\\n"),
    ROW(.id = "reply/control-char", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "Reply text is printable and holds no control characters.",
        .advice = "Have the server drop or replace control characters "
                  "before it quotes user names, file names or commands in a "
                  "reply.",
        .conforming = "+OK hello", .violating = "+OK \\x07hello"),
    ROW(.id = "reply/escape-sequence", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "A reply cannot drive the reader's terminal: it holds no "
                 "ESC and no C1 control.",
        .advice = "Find out how the sequence got into the reply (an echoed "
                  "command, a mailbox name, an attacker); pop3sh shows it "
                  "escaped, but a log viewer or telnet would obey it.",
        .conforming = "-ERR no", .violating = "-ERR \\x1b]0;title\\x07no"),
    ROW(.id = "reply/eight-bit", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2.1; RFC 6856 section 3.2; RFC 2449 "
               "section 3",
        .title = "Reply text is ASCII until UTF8 or LANG has been accepted.",
        .advice = "Set the server's own language to English or the C "
                  "locale; translated texts may only be sent, as UTF-8, "
                  "after the client asked with UTF8 or LANG.",
        .conforming = "-ERR Passwort falsch", .violating = "-ERR ung\\xfcltig"),
    ROW(.id = "reply/invalid-utf8", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2; RFC 6856 section 3.2",
        .title = "After UTF8 or LANG, text beyond ASCII is well-formed "
                 "UTF-8.",
        .advice = "Convert the server's message texts to UTF-8; the octet "
                  "at the mark is most likely ISO 8859-1 or Windows-1252.",
        .conforming = "-ERR ung\\xc3\\xbcltig",
        .violating = "-ERR ung\\xfcltig"),
    ROW(.id = "reply/status-unknown", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 1939 section 9",
        .title = "A reply begins with +OK or -ERR.",
        .advice = "Check the port first: a three-digit code comes from "
                  "SMTP, NNTP or FTP, a line with * or a tag from IMAP; a "
                  "POP3 server has to put the status indicator in front of "
                  "every reply.",
        .conforming = "-ERR no such message",
        .violating = "500 no such message"),
    ROW(.id = "reply/status-case", .level = LEVEL_MUST,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 1939 appendix A",
        .title = "The status indicators +OK and -ERR are sent in upper case.",
        .advice = "Correct the text in the server or proxy; a client that "
                  "compares exactly, as RFC 1939 allows, takes this for no "
                  "POP3 reply at all.",
        .conforming = "+OK ready", .violating = "+Ok ready"),
    ROW(.id = "reply/status-no-space", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "One space or the end of the line follows +OK or -ERR.",
        .advice = "Put a space behind the indicator; a strict client reads "
                  "the word with its colon or comma as an unknown status "
                  "and gives up.",
        .conforming = "+OK 1 message", .violating = "+OK: 1 message"),
    ROW(.id = "reply/status-double-space", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 2449 section 3",
        .title = "One space separates the status indicator from its text.",
        .advice = "Ignore it in free text; if you maintain the server, "
                  "remove the extra space from the format string before a "
                  "client that parses the text trips over it.",
        .conforming = "+OK ready", .violating = "+OK  ready"),
    ROW(.id = "reply/trailing-space", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .rfc = "",
        .title = "A status line has no blank before its CRLF.",
        .advice = "Ignore it: the blank is part of the free text, and "
                  "mostly stands where an empty value, such as a missing "
                  "APOP timestamp, was printed.",
        .conforming = "+OK ready\\r\\n", .violating = "+OK ready \\r\\n"),
    ROW(.id = "reply/no-text", .level = LEVEL_MAY, .severity = SEVERITY_NOTE,
        .bound = BOUND_SERVER, .flags = RULE_OFF, .rfc = "RFC 1957",
        .title = "A status line without text is legal, though two clients "
                 "of 1996 needed a space behind +OK.",
        .advice = "Ignore it unless a very old client hangs after a bare "
                  "+OK; then have the server send a word behind it.",
        .conforming = "+OK done", .violating = "+OK / <legal>"),
    ROW(.id = "reply/empty-line", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "No empty line stands where a reply is due.",
        .advice = "Look for one line end too many behind the previous "
                  "reply, in the banner file or in a template; a client "
                  "takes the empty line as the reply and is one behind from "
                  "then on.",
        .conforming = "+OK\\r\\n", .violating = "\\r\\n+OK\\r\\n"),
    ROW(.id = "reply/missing", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 1939 section 5",
        .title = "Every command is answered before the connection is closed.",
        .advice = "Read the server's log for this moment: a crash, a "
                  "restart, or a session process killed at a memory or time "
                  "limit closes without a reply.",
        .conforming = "C:NOOP / S:+OK", .violating = "C:NOOP / S:<close>"),
    ROW(.id = "reply/truncated", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A reply line that was begun is finished before the "
                 "connection is closed.",
        .advice = "Look for a crashed or killed session process, or for a "
                  "proxy that closes before it has passed on everything it "
                  "holds.",
        .conforming = "+OK bye\\r\\n<close>", .violating = "+OK by<close>"),
    ROW(.id = "reply/unsolicited", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3; RFC 1939 section 5",
        .title = "The server sends nothing but answers to commands.",
        .advice = "If it follows a message, suspect a lone dot line that "
                  "was not doubled; otherwise the server answered a command "
                  "twice, and clients take the surplus for the next reply.",
        .conforming = "C:NOOP / S:+OK", .violating = "C:NOOP / S:+OK / S:+OK"),
    ROW(.id = "reply/multi-for-single", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "A command with a one-line reply gets exactly one line.",
        .advice = "Update the server (Mailpit: 1.26.1 or later) so that "
                  "LIST n and UIDL n answer in the status line; clients "
                  "take the extra lines for replies to their next commands.",
        .conforming = "C:LIST 1 / S:+OK 1 120",
        .violating = "C:LIST 1 / S:+OK / S:1 120 / S:."),
    ROW(.id = "reply/err-with-body", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "An -ERR reply is one line with nothing behind it.",
        .advice = "Remove the explanation or the final dot that the server "
                  "sends behind -ERR; clients take it for the reply to "
                  "their next command.",
        .conforming = "C:RETR 9 / S:-ERR no",
        .violating = "C:RETR 9 / S:-ERR no / S:."),
    ROW(.id = "reply/echo", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 3",
        .title = "A reply does not begin with the command sent back.",
        .advice = "Turn off echo in the gateway or terminal layer in front "
                  "of the server; GNU mailutils does this only for lines "
                  "over 511 octets, so shorter commands avoid it.",
        .conforming = "C:NOOP xx.. / S:-ERR too long",
        .violating = "C:NOOP xx.. / S:NOOP xx..\\r-ERR Invalid arguments"),
    ROW(.id = "reply/single-for-multi", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 1939 section 5",
        .title = "A +OK to a multi-line command, such as LIST, RETR or "
                 "CAPA, is followed by data lines and a final dot.",
        .advice = "Have the server send the final dot even when there is "
                  "nothing to list; clients wait for it until their timeout.",
        .conforming = "C:LIST / S:+OK / S:.",
        .violating = "C:LIST / S:+OK 0 messages / <silence>"),
    ROW(.id = "session/reply-timeout", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER, .flags = RULE_CLOCK,
        .rfc = "",
        .title = "A reply comes within the time limit set for the session.",
        .advice = "Try a larger --timeout; if it is the login that is slow, "
                  "suspect the user directory, DNS or a mailbox lock, and "
                  "if it is LIST, STAT or UIDL, an index that is being "
                  "rebuilt.",
        .conforming = "C:NOOP / S:+OK",
        .violating = "C:NOOP / <30 s of silence>"),
};

_Static_assert(sizeof rows_status / sizeof *rows_status == ROWS_STATUS,
               "a row per rule");
