/* option.c - the table of options, and how to find a row.
 *
 * Leaves the reading of argv to option-read.c, what options mean together to
 * option-check.c and the help text to option-help.c. */
#include <config.h>

#include "shell/option/option.h"
#include <stddef.h>

#define AT(field) offsetof(struct options, field)
#define STAGES "connect|greeting|tls|capa|auth"
#define VERSIONS "1.0|1.1|1.2|1.3"
#define SHELL (MODE_CONNECT | MODE_DEMO)

/* In the order of struct option. */
#define ROW(letter, name, modes, type, offset, value, argument, choices,       \
            group, help)                                                       \
    {                                                                          \
        letter, name, modes, type, offset, value, argument, choices, group,    \
            help                                                               \
    }

const struct option options[] = {
    ROW('u', "user", MODE_SERVE, OPTION_TEXT, AT(user), 0, "NAME", NULL, "who",
        "who may log in (student, whose password is pop3)"),
    ROW('u', "user", MODE_WIRE, OPTION_TEXT, AT(user), 0, "NAME", NULL, "who",
        "log in as NAME (also possible in TARGET)"),
    ROW(0, "auth", MODE_WIRE, OPTION_TEXT, AT(auth), 0, "auto|none|MECH", NULL,
        "who", "how to log in: a SASL name, USER or APOP (auto)"),
    ROW(0, "password-fd", MODE_JUDGE | MODE_SERVE, OPTION_NUMBER,
        AT(password_fd), 0, "N", NULL, "who",
        "read the password from descriptor N up to its end"),
    ROW(0, "password-file", MODE_JUDGE | MODE_SERVE, OPTION_TEXT,
        AT(password_file), 0, "FILE", NULL, "who",
        "read the password from FILE"),
    ROW(0, "password-command", MODE_JUDGE | MODE_SERVE, OPTION_TEXT,
        AT(password_command), 0, "CMD", NULL, "who",
        "read the password from what /bin/sh -c CMD prints"),
    ROW(0, "allow-cleartext", MODE_SERVE, OPTION_FLAG, AT(allow_cleartext), 0,
        NULL, NULL, "who", "take passwords without TLS off loopback too"),
    ROW(0, "allow-cleartext", MODE_WIRE, OPTION_FLAG, AT(allow_cleartext), 0,
        NULL, NULL, "who", "send passwords without TLS off loopback too"),

    ROW(0, "listen", MODE_SERVE, OPTION_TEXT, AT(listen), 0, "ADDR:PORT", NULL,
        "where", "listen there (127.0.0.1 and a free port)"),
    ROW(0, "tls-listen", MODE_SERVE, OPTION_TEXT, AT(tls_listen), 0,
        "ADDR:PORT", NULL, "where", "and there with TLS from the start"),
    ROW(0, "cert", MODE_SERVE, OPTION_TEXT, AT(cert), 0, "FILE", NULL, "where",
        "show this certificate (PEM)"),
    ROW(0, "key", MODE_SERVE, OPTION_TEXT, AT(key), 0, "FILE", NULL, "where",
        "its key (PEM; else in the file of --cert)"),
    ROW(0, "self-signed", MODE_SERVE, OPTION_FLAG, AT(self_signed), 0, NULL,
        NULL, "where", "make a certificate for localhost (without --cert)"),
    ROW(0, "max-connections", MODE_SERVE, OPTION_NUMBER, AT(max_connections), 0,
        "N", NULL, "where", "turn away more clients at once (1024)"),
    ROW(0, "once", MODE_SERVE, OPTION_FLAG, AT(once), 0, NULL, NULL, "where",
        "end with the first connection"),

    ROW(0, "sample", MODE_SERVE, OPTION_MAYBE, AT(sample), 0, "N,SIZE", NULL,
        "what", "sample mail (the default), or N messages of SIZE"),
    ROW(0, "maildir", MODE_SERVE, OPTION_TEXT, AT(maildir), 0, "DIR", NULL,
        "what", "the messages of a maildir"),
    ROW(0, "mbox", MODE_SERVE, OPTION_TEXT, AT(mbox), 0, "FILE", NULL, "what",
        "the messages of an mbox"),
    ROW(0, "transcript", MODE_SERVE, OPTION_TEXT, AT(transcript), 0, "FILE",
        NULL, "what", "what the server said in a recorded session"),
    ROW(0, "match", MODE_SERVE, OPTION_CHOICE, AT(match), 0, NULL,
        "line|verb|any", "what", "of a client's line, compare so much (line)"),
    ROW(0, "lenient", MODE_SERVE, OPTION_FLAG, AT(lenient), 0, NULL, NULL,
        "what", "answer what comes later in the transcript, too"),
    ROW(0, "allow-delete", MODE_SERVE, OPTION_FLAG, AT(allow_delete), 0, NULL,
        NULL, "what", "delete there, too"),
    ROW(0, "login-delay", MODE_SERVE, OPTION_NUMBER, AT(login_delay), 0,
        "SECONDS", NULL, "what", "logins must be so far apart (0)"),
    ROW(0, "fault", MODE_SERVE | MODE_DEMO, OPTION_EACH, AT(faults), 0,
        "NAME[=ARG]", NULL, "what",
        "be wrong on purpose; may be given again (list: all)"),

    ROW(0, "tls", MODE_WIRE, OPTION_CHOICE, AT(tls), TLS_CHOICE_NONE, NULL,
        "none|stls|implicit", "how", "when TLS begins (as TARGET says)"),
    ROW(0, "ca", MODE_WIRE, OPTION_TEXT, AT(ca), 0, "FILE|DIR", NULL, "how",
        "trust these authorities instead of the system's"),
    ROW(0, "tls-name", MODE_WIRE, OPTION_TEXT, AT(tls_name), 0, "NAME", NULL,
        "how", "expect NAME in the certificate (the host)"),
    ROW(0, "cert", MODE_WIRE, OPTION_TEXT, AT(cert), 0, "FILE", NULL, "how",
        "show this client certificate (PEM)"),
    ROW(0, "key", MODE_WIRE, OPTION_TEXT, AT(key), 0, "FILE", NULL, "how",
        "its key (PEM; else in the file of --cert)"),
    ROW(0, "tls-min", MODE_WIRE, OPTION_TEXT, AT(tls_min), 0, "VERSION",
        VERSIONS, "how", "oldest TLS version to accept (1.2)"),
    ROW(0, "tls-max", MODE_WIRE, OPTION_TEXT, AT(tls_max), 0, "VERSION",
        VERSIONS, "how", "newest TLS version to offer (1.3)"),
    ROW(0, "insecure", MODE_WIRE, OPTION_FLAG, AT(insecure), 0, NULL, NULL,
        "how", "go on with a certificate that fails"),
    ROW(0, "keylog", MODE_WIRE, OPTION_TEXT, AT(keylog), 0, "FILE", NULL, "how",
        "append TLS session keys to FILE, for Wireshark"),
    ROW('4', "ipv4", MODE_WIRE, OPTION_FLAG, AT(ipv4), 0, NULL, NULL, "how",
        "use IPv4 only"),
    ROW('6', "ipv6", MODE_WIRE, OPTION_FLAG, AT(ipv6), 0, NULL, NULL, "how",
        "use IPv6 only"),
    ROW(0, "connect-timeout", MODE_WIRE, OPTION_SECONDS, AT(connect_timeout_ms),
        0, "SECONDS", NULL, "how",
        "for name and connection together (10; 0: none)"),
    ROW(0, "timeout", MODE_WIRE, OPTION_SECONDS, AT(timeout_ms), 0, "SECONDS",
        NULL, "how", "for a reply and each silence in it (30; 0: none)"),

    ROW('c', "command", SHELL, OPTION_LINE, AT(commands), 0, "CMD", NULL,
        "what", "do this shell line; may be given again"),
    ROW('f', "file", SHELL, OPTION_LINE, AT(commands), 0, "FILE", NULL, "what",
        "do the shell lines of FILE (-: standard input)"),
    ROW(0, "pipeline", SHELL, OPTION_FLAG, AT(pipeline), 0, NULL, NULL, "what",
        "send commands without waiting for replies"),
    ROW(0, "stop-on-error", SHELL, OPTION_FLAG, AT(stop_on_error), 0, NULL,
        NULL, "what", "end the batch at the first -ERR"),
    ROW(0, "no-quit", SHELL, OPTION_FLAG, AT(no_quit), 0, NULL, NULL, "what",
        "close without QUIT: nothing is deleted"),
    ROW(0, "quit-after", SHELL, OPTION_CHOICE, AT(quit_after), STAGE_CONNECT,
        "STAGE", STAGES, "what", "QUIT after this stage"),
    ROW(0, "drop-after", SHELL, OPTION_CHOICE, AT(drop_after), STAGE_CONNECT,
        "STAGE", STAGES, "what", "close after this stage, without QUIT"),

    ROW(0, "to", MODE_REPLAY, OPTION_TEXT, AT(to), 0, "HOST[:PORT]", NULL,
        "replay", "play there (where it was recorded)"),
    ROW(0, "level", MODE_REPLAY, OPTION_TEXT, AT(level), 0, "LEVEL",
        "outcome|grammar|text|wire", "replay",
        "what must be as recorded (grammar)"),
    ROW(0, "pin", MODE_REPLAY, OPTION_LIST, AT(pin), 0, "ASPECT,...", NULL,
        "replay", "compare uids, sizes, counts, tls, greeting too"),
    ROW(0, "free", MODE_REPLAY, OPTION_LIST, AT(free), 0, "ASPECT,...", NULL,
        "replay", "do not compare these"),
    ROW(0, "update", MODE_REPLAY, OPTION_MAYBE, AT(update), 0, NULL,
        "all|force|review", "replay",
        "write into FILE what the server says now"),
    ROW(0, "show-masks", MODE_REPLAY, OPTION_FLAG, AT(show_masks), 0, NULL,
        NULL, "replay", "list what is not compared, and why"),
    ROW(0, "jobs", MODE_REPLAY, OPTION_TIMES, AT(jobs), 0, "N", NULL, "replay",
        "play N files at a time (1)"),
    ROW(0, "repeat", MODE_REPLAY, OPTION_TIMES, AT(repeat), 0, "N", NULL,
        "replay", "play everything N times (1)"),
    ROW(0, "pace", MODE_REPLAY, OPTION_FLAG, AT(pace), 0, NULL, NULL, "replay",
        "keep the recorded times"),
    ROW(0, "no-pipeline", MODE_REPLAY, OPTION_FLAG, AT(no_pipeline), 0, NULL,
        NULL, "replay", "wait for each reply before the next command"),
    ROW(0, "no-skip", MODE_REPLAY, OPTION_FLAG, AT(no_skip), 0, NULL, NULL,
        "replay", "a file that is skipped makes the exit status 1"),
    ROW(0, "share-mailbox", MODE_REPLAY, OPTION_FLAG, AT(share_mailbox), 0,
        NULL, NULL, "replay", "files of one user may run side by side"),
    ROW(0, "allow-delete", MODE_REPLAY, OPTION_FLAG, AT(allow_delete), 0, NULL,
        NULL, "replay", "let DELE and QUIT delete: no RSET before QUIT"),

    ROW(0, "fail-on", MODE_JUDGE, OPTION_CHOICE, AT(fail_on), FAIL_ON_ERROR,
        NULL, "error|warning|note|never", "verdict",
        "which findings make the exit status 1 (error)"),
    ROW(0, "strict", MODE_JUDGE, OPTION_FLAG, AT(strict), 0, NULL, NULL,
        "verdict", "judge by the letter of the RFCs"),
    ROW(0, "ignore", MODE_JUDGE, OPTION_LIST, AT(ignore), 0, "RULE,...", NULL,
        "verdict", "switch rules off; * and ? match"),
    ROW(0, "show", MODE_JUDGE, OPTION_LIST, AT(show), 0, "RULE,...", NULL,
        "verdict", "switch rules on that are off by default"),
    ROW(0, "secret", MODE_LINT, OPTION_FLAG, AT(secret), 0, NULL, NULL,
        "verdict", "look for the password in the files, encoded too"),
    ROW(0, "no-state", MODE_WIRE, OPTION_FLAG, AT(no_state), 0, NULL, NULL,
        "verdict", "remember nothing about this server"),

    ROW(0, "record", MODE_RECORD, OPTION_TEXT, AT(record), 0, "FILE", NULL,
        "recording", "write the session to FILE, a transcript"),
    ROW(0, "record-mode", MODE_RECORD, OPTION_TEXT, AT(record_mode), 0, "MODE",
        "once|always|extend|on-error", "recording",
        "for a FILE that is there, or for bad runs only"),
    ROW(0, "allow-delete", MODE_CONNECT | MODE_DEMO, OPTION_FLAG,
        AT(allow_delete), 0, NULL, NULL, "recording",
        "let what extend plays delete messages"),
    ROW(0, "record-bodies", MODE_RECORD, OPTION_TEXT, AT(record_bodies), 0,
        "WHAT", "full|hash", "recording",
        "messages as they are, or sizes and digests (full)"),
    ROW(0, "record-exact", MODE_RECORD, OPTION_FLAG, AT(record_exact), 0, NULL,
        NULL, "recording", "octets only, no masks but for secrets"),
    ROW(0, "timing", MODE_RECORD, OPTION_FLAG, AT(record_timing), 0, NULL, NULL,
        "recording", "note when each line was sent or came"),
    ROW(0, "redact", MODE_RECORD | MODE_REDACT, OPTION_TEXT, AT(redact), 0,
        "WHAT,...", NULL, "recording",
        "secrets user host body uid addresses; or none"),

    ROW('i', "in-place", MODE_FMT | MODE_REDACT, OPTION_FLAG, AT(in_place), 0,
        NULL, NULL, "output", "rewrite the files themselves"),
    ROW(0, "check", MODE_FMT, OPTION_FLAG, AT(check), 0, NULL, NULL, "output",
        "name the files that would change, and exit with 1"),
    ROW(0, "output", MODE_CONNECT | MODE_DEMO, OPTION_CHOICE, AT(output),
        RENDER_TEXT, NULL, "text|json|raw", "output",
        "form of standard output (text)"),
    ROW(0, "output", (MODE_JUDGE | MODE_RULES) & ~(MODE_CONNECT | MODE_DEMO),
        OPTION_CHOICE, AT(output), RENDER_TEXT, NULL, "text|json", "output",
        "form of standard output (text)"),
    ROW(0, "bodies", MODE_WIRE, OPTION_FLAG, AT(bodies), 0, NULL, NULL,
        "output", "message text in JSON too"),
    ROW('v', "verbose", MODE_JUDGE | MODE_SERVE, OPTION_FORM, AT(verbose), 1,
        NULL, NULL, "output", "say more"),
    ROW('q', "quiet", MODE_JUDGE, OPTION_FORM, AT(verbose), -1, NULL, NULL,
        "output", "say less"),
    ROW(0, "color", MODE_WIRE, OPTION_CHOICE, AT(color), COLOR_AUTO, NULL,
        "auto|always|never", "output", "colours (auto: on a terminal)"),
    ROW(0, "report", MODE_REPLAY | MODE_LINT | MODE_AUDIT, OPTION_EACH,
        AT(reports), 0, "KIND=PATH", NULL, "output",
        "tap junit json jsonl html github; repeatable"),
    ROW('h', "help", ~0u, OPTION_HELP, 0, 0, NULL, NULL, "output",
        "show this text"),
};

const size_t options_count = sizeof options / sizeof *options;

const struct option *option_by_letter(unsigned mode, char letter)
{
    for (size_t i = 0; i < options_count && letter; i++)
        if (options[i].letter == letter && options[i].modes & mode)
            return &options[i];
    return NULL;
}

const struct option *option_by_name(unsigned mode, struct span name)
{
    for (size_t i = 0; i < options_count; i++)
        if (span_is(name, options[i].name) && options[i].modes & mode)
            return &options[i];
    return NULL;
}
