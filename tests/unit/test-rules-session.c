/* test-rules-session.c - rules for stray lines, states and the course of a
 * session, each tripped and nearly tripped. */
#include <config.h>

#include "tests/unit/rules-script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_session, .timeout = 60);

static const struct rule_row strays[] = {
    ERROR("reply/unsolicited", INSIDE C("NOOP") "S +OK\\r\\n+OK\\r\\n\n" BYE,
          INSIDE C("NOOP") "S +OK\\r\\n\n" BYE, NULL),
    ERROR("reply/unsolicited",
          INSIDE C("NOOP") "S +OK\\r\\nfoo\\r\\nbar\\r\\n\n"
                           "+400\n" S(".") BYE,
          INSIDE C("NOOP") "S +OK\\r\\nfoo\\r\\nbar\\r\\n\n"
                           "+100\n" S(".") BYE,
          NULL),
    ERROR("reply/unsolicited",
          INSIDE C("NOOP") S("+OK") "+5000\n" S("hello") BYE,
          INSIDE "C NOOP\\r\\nNOOP\\r\\n\n" S("+OK") "+5000\n" S("+OK") BYE,
          NULL),
    ERROR("reply/unsolicited", INSIDE S("-ERR going down") BYE,
          INSIDE S("-ERR going down") "close\n", NULL),
    /* behind an AUTH without a reply: responses, or commands? */
    WARNING(
        "reply/unsolicited",
        "open tls\n" S("+OK ready") C("AUTH PLAIN")
            C("*") "S -ERR failed\\r\\n-ERR aborted\\r\\n-ERR what\\r\\n\n" BYE,
        "open tls\n" S("+OK ready") C("AUTH PLAIN") S("+ ") C("*")
            S("-ERR aborted") BYE,
        "client/pipelined-after-auth"),
    WARNING("reply/unsolicited", INSIDE C("FOO") S("-ERR no") S("use HELP") BYE,
            INSIDE C("FOO") S("-ERR no") BYE, "client/unknown-command"),
    WARNING("reply/status-unknown",
            INSIDE C("FOO") S("+OK") C("NOOP") S("a") BYE,
            INSIDE C("FOO") S("+OK") C("NOOP") S("+OK") BYE,
            "client/unknown-command"),
    ERROR("reply/multi-for-single",
          INSIDE C("LIST 1") "S +OK\\r\\n1 120\\r\\n.\\r\\n\n" BYE,
          INSIDE C("LIST 1") "S +OK 1 120\\r\\n\n" BYE, NULL),
    ERROR("reply/multi-for-single",
          INSIDE C("NOOP") "S -ERR a\\r\\n-ERR b\\r\\n.\\r\\n\n" BYE,
          INSIDE C("LIST") "S +OK\\r\\n1 120\\r\\n.\\r\\n\n" BYE,
          "cmd/only-ok-refused state/not-in-transaction-after-login"),
    ERROR("reply/multi-for-single",
          INSIDE C("UIDL 1") "S +OK\\r\\n1 x\\r\\n.\\r\\n\n" BYE,
          INSIDE C("UIDL 1") "S +OK 1 x\\r\\n\n" BYE, NULL),
    ERROR("list/single-format",
          INSIDE C("LIST 1") "S +OK\\r\\n\n" C("NOOP") S("+OK") BYE,
          INSIDE C("LIST 1") "S +OK\\r\\n1 120\\r\\n.\\r\\n\n" BYE, NULL),
    ERROR("uidl/single-format", INSIDE C("UIDL 1") "S +OK x\\r\\n\nclose\n",
          INSIDE C("UIDL 1") "S +OK 1 x\\r\\n\nclose\n",
          "session/autologout-short"),
    ERROR("reply/err-with-body",
          INSIDE C("RETR 9") "S -ERR no\\r\\n.\\r\\n\n" BYE,
          INSIDE C("RETR 9") "S -ERR no\\r\\n\n" BYE, NULL),
    ERROR("reply/err-with-body",
          INSIDE C("RETR 9") S("-ERR no") "+1000\n"
                                          "S sorry\\r\\n.\\r\\n\n" BYE,
          INSIDE C("RETR 9") S("-ERR no") "+2100\n"
                                          "S sorry\\r\\n\n" BYE,
          NULL),
    ERROR("multi/data-after-terminator",
          INSIDE C("RETR 1") S("+OK") S("a: b")
              S("") "S x\\r\\n.\\r\\nmore\\r\\nand more\\r\\n.\\r\\n\n" BYE,
          INSIDE C("RETR 1") S("+OK") S("a: b")
              S("") "S x\\r\\n..\\r\\nmore\\r\\n.\\r\\n\n" BYE,
          NULL),
    ERROR("multi/data-after-terminator",
          INSIDE C("LIST") S("+OK") "S .\\r\\n.\\r\\n\n" BYE,
          INSIDE C("LIST") S("+OK") "S .\\r\\n+OK\\r\\n\n" BYE, NULL),
    ERROR("greeting/multi-line",
          "open\n"
          "S +OK ready\\r\\nPlease behave\\r\\nor else\\r\\n\n" BYE,
          "open\n"
          "S +OK ready\\r\\n-ERR too late\\r\\n\n"
          "close\n",
          NULL),
    ERROR("greeting/multi-line",
          "open\n"
          "S +OK ready\\r\\n-ERR too late\\r\\n+OK\\r\\n\n" BYE,
          GREETED C("NOOP") S("-ERR no") S("Please behave") BYE, NULL),
    NOTE("session/shutdown-line",
         INSIDE "+700000\n" S("-ERR Disconnected for inactivity.") "close\n",
         INSIDE "+700000\n" S("-ERR Disconnected for inactivity.") BYE, NULL),
    NOTE("session/shutdown-line",
         INSIDE C("STAT") S("+OK 0 0") S("-ERR [SYS/TEMP] down")
             C("QUIT") "close\n",
         INSIDE C("STAT") S("+OK 0 0") C("NOOP") S("-ERR [SYS/TEMP] down")
             C("QUIT") "close\n",
         NULL),
    NOTE("session/shutdown-line",
         GREETED C("FOO") "S -ERR bad\\r\\n-ERR too many bad commands\\r\\n\n"
                          "reset\n",
         GREETED C("FOO") S("-ERR bad") "reset\n", NULL),
    ERROR("stls/greeting-repeated",
          GREETED C("STLS") S("+OK begin") "tls\n" S("+OK ready") BYE,
          GREETED C("STLS") S("+OK begin") "tls\n" C("NOOP") S("+OK ready") BYE,
          NULL),
    WARNING("stls/greeting-repeated",
            GREETED C("STLS") S("+OK begin") "tls\n" C("CAPA") S("+OK ready")
                S("+OK capabilities") S("USER") S(".") BYE,
            GREETED C("STLS") S("+OK begin") "tls\n" C("CAPA") S("+OK")
                S("USER") S(".") C("CAPA") S("+OK") S("USER") S(".") BYE,
            NULL),
    ERROR("reply/unsolicited",
          GREETED C("STLS") S("+OK begin") "tls\n"
                                           "+3000\n" S("+OK ready") BYE,
          GREETED C("STLS") S("+OK begin") "tls\n" S("+OK ready") BYE, NULL),
    ERROR("reply/err-with-body",
          INSIDE C("RETR 9") S("-ERR no") S("sorry") "+1500\n" S(".") BYE,
          INSIDE C("RETR 9") S("-ERR no") S("sorry") "+2100\n" S(".") BYE,
          NULL),
};

static const struct rule_row states[] = {
    ERROR("state/wrong-state-accepted", GREETED C("STAT") S("+OK 0 0") BYE,
          GREETED C("STAT") S("-ERR login first") BYE, "client/wrong-state"),
    WARNING("state/wrong-state-accepted", GREETED C("NOOP") S("+OK") BYE,
            GREETED C("CAPA") S("+OK") S("UIDL") S(".") BYE,
            "client/wrong-state"),
    ERROR("state/wrong-state-accepted", INSIDE C("STLS") S("+OK"),
          INSIDE C("STLS") S("-ERR"),
          "client/wrong-state client/stls-misplaced stls/second-accepted"),
    WARNING("state/wrong-state-accepted", INSIDE C("UTF8") S("+OK") BYE,
            INSIDE C("LANG en") S("+OK en x") BYE, "client/wrong-state"),
    WARNING("state/wrong-state-accepted",
            GREETED C("XLOGIN") S("+OK") "+400\n" C("STAT") S("+OK 0 0") BYE,
            INSIDE C("STAT") S("+OK 0 0") BYE,
            "client/unknown-command client/wrong-state"),
    ERROR("state/transaction-after-failed-login",
          "open tls\n" S("+OK") C("USER a") S("+OK") C("PASS b") S("-ERR")
              C("STAT") S("+OK 0 0") BYE,
          "open tls\n" S("+OK") C("USER a") S("+OK") C("PASS b") S("-ERR")
              C("STAT") S("-ERR") BYE,
          "client/wrong-state"),
    WARNING("state/not-in-transaction-after-login",
            INSIDE C("STAT") S("-ERR log in first") BYE,
            INSIDE C("STAT") S("-ERR log in first") "close\n", NULL),
    WARNING("state/not-in-transaction-after-login",
            INSIDE C("NOOP") S("-ERR log in first") "+2100\n",
            INSIDE C("NOOP x") S("-ERR no argument") BYE, NULL),
    NOTE("state/not-in-transaction-after-login",
         INSIDE C("NOOP") S("-ERR [SYS/TEMP] no mail") BYE,
         INSIDE C("LIST") S("+OK") S(".") C("NOOP") S("-ERR [SYS/TEMP] no mail")
             BYE,
         NULL),
    ERROR("cmd/missing-arg-accepted", INSIDE C("DELE") S("+OK") BYE,
          INSIDE C("DELE") S("-ERR") BYE, "client/missing-arg"),
    ERROR("cmd/missing-arg-accepted",
          INSIDE C("TOP 1") S("+OK") S("a: b") S("") S(".") BYE,
          INSIDE C("TOP 1 0") S("+OK") S("a: b") S("") S(".") BYE,
          "client/missing-arg"),
    WARNING("cmd/missing-arg-accepted",
            "open tls\n" S("+OK") C("USER") S("+OK") BYE,
            "open tls\n" S("+OK") C("USER a") S("+OK") C("PASS  ") S("+OK") BYE,
            "client/missing-arg"),
    ERROR("cmd/bad-arg-accepted",
          INSIDE C("TOP 1 -1") S("+OK") S("a: b") S("") S(".") BYE,
          INSIDE C("TOP 1 -1") S("-ERR") BYE,
          "client/top-count client/msgno-syntax"),
    ERROR("cmd/bad-arg-accepted", INSIDE C("LIST 1x") S("+OK 1 120") BYE,
          INSIDE C("LIST 99999999999999999999999") S("+OK 1 120") BYE,
          "client/msgno-syntax list/single-number"),
    NOTE("cmd/bad-arg-accepted", INSIDE C("LIST +1") S("+OK 1 120") BYE,
         INSIDE C("LIST 1") S("+OK 1 120") BYE, "client/msgno-syntax"),
    WARNING("cmd/extra-arg-accepted", INSIDE C("NOOP x") S("+OK") BYE,
            INSIDE C("NOOP ") S("+OK") BYE, "client/extra-arg"),
    WARNING("cmd/extra-arg-accepted", INSIDE C("LIST 1 2") S("+OK 1 120") BYE,
            INSIDE C("LIST 1 2") S("-ERR") BYE, "client/extra-arg"),
    WARNING("cmd/only-ok-refused",
            INSIDE C("STAT") S("+OK 0 0") C("NOOP") S("-ERR no") BYE,
            INSIDE C("STAT") S("+OK 0 0") C("NOOP x") S("-ERR no") BYE, NULL),
    WARNING("cmd/only-ok-refused", INSIDE C("STAT") S("-ERR no") "close\n",
            GREETED C("STAT") S("-ERR no") BYE, NULL),
    WARNING("cmd/only-ok-refused", GREETED C("QUIT") S("-ERR no") "close\n",
            INSIDE C("QUIT") S("-ERR some not removed") "close\n", NULL),
    NOTE("cmd/only-ok-refused",
         INSIDE C("STAT") S("+OK 0 0") C("RSET") S("-ERR [SYS/TEMP] later") BYE,
         INSIDE C("STAT") S("+OK 0 0") C("RSET") S("+OK") BYE, NULL),
    WARNING("cmd/only-ok-refused",
            INSIDE C("NOOP") S("-ERR no") C("STAT") S("-ERR no") BYE,
            INSIDE C("STAT") S("+OK 0 0") C("QUIT") S("-ERR some remain")
                C("NOOP") S("-ERR gone") BYE,
            "state/not-in-transaction-after-login"),
};

static const struct rule_row sessions[] = {
    WARNING("reply/missing", INSIDE C("NOOP") "close\n",
            INSIDE C("NOOP") S("+OK") BYE, NULL),
    NOTE("reply/missing", INSIDE C("NOOP") "reset\n",
         INSIDE C("NOOP") S("+OK") "reset\n", NULL),
    NOTE("reply/missing",
         INSIDE "C NOOP\\r\\nNOOP\\r\\n\n"
                "close\n",
         INSIDE C("QUIT x") S("+OK bye") C("NOOP") "close\n",
         "client/pipelining-unannounced"),
    WARNING("reply/missing",
            GREETED C("CAPA") S("-ERR no") C("NOOP") "+1500\n"
                                                     "close\n",
            GREETED C("CAPA") S("-ERR no") C("NOOP") "close\n",
            "client/wrong-state"),
    WARNING("reply/truncated",
            GREETED C("QUIT") "S +OK by\n"
                              "close\n",
            GREETED C("QUIT") S("+OK by") "close\n", NULL),
    WARNING("reply/truncated",
            "open\n"
            "S +O\n"
            "close\n",
            "open\n" S("+OK") "close\n", NULL),
    WARNING("reply/truncated",
            INSIDE "S -ERR Disc\n"
                   "close\n",
            INSIDE S("-ERR Disc") "close\n", NULL),
    NOTE("reply/truncated",
         GREETED C("QUIT") "S +OK by\n"
                           "reset\n",
         GREETED C("QUIT") "reset\n", NULL),
    NOTE("session/reply-timeout",
         INSIDE C("NOOP") "+30000\ntimeout\n" S("+OK") BYE,
         INSIDE C("NOOP") "+30000\n" S("+OK") BYE, NULL),
    WARNING("session/autologout-short", INSIDE "+120000\nclose\n",
            INSIDE "+601000\nclose\n", NULL),
    NOTE("session/autologout-short", GREETED "+60000\nclose\n",
         GREETED "+60000\nreset\n", NULL),
    NOTE("session/closed-after-error",
         GREETED C("UTF8") S("-ERR bad command") "close\n",
         GREETED C("UTF8") S("+OK") "close\n", NULL),
    ERROR("reply/status-unknown", INSIDE C("NOOP") S("500 no") "close\n",
          INSIDE C("NOOP") S("-ERR no") "close\n", NULL),
    NOTE("session/closed-after-error",
         GREETED C("UTF8") S("-ERR bad command") C("QUIT") "close\n",
         GREETED C("QUIT") S("-ERR bad command") "close\n",
         "cmd/only-ok-refused"),
    WARNING("session/reply-skipped",
            "open tls\n" S("+OK") C("USER a") S("-ERR")
                C("USER b") "+30000\ntimeout\n" C("PASS c") S("-ERR") C("QUIT")
                    S("+OK bye") "close\n",
            "open tls\n" S("+OK") C("USER a") S("-ERR")
                C("USER b") "+30000\ntimeout\n" S("-ERR") C("PASS c") S("-ERR")
                    BYE,
            "client/user-after-user client/pass-without-user "
            "auth/pass-without-user "
            "auth/pass-without-user "
            "client/pipelining-unannounced"),
    NOTE("session/no-close-notify", "open tls\n" S("+OK") BYE,
         "open\n" S("+OK") BYE, NULL),
    WARNING("quit/no-reply", INSIDE C("QUIT") "close\n",
            INSIDE C("QUIT") S("+OK") "close\n", NULL),
    NOTE("quit/no-reply", INSIDE C("QUIT") "reset\n",
         INSIDE C("QUIT") S("-ERR not all") "reset\n", NULL),
    WARNING("quit/not-closed",
            INSIDE C("QUIT") S("+OK") "+10000\n"
                                      "close\n",
            INSIDE C("QUIT") S("+OK") "+9000\n"
                                      "close\n",
            NULL),
    WARNING("quit/not-closed",
            INSIDE C("QUIT") S("-ERR not all") "+10000\n"
                                               "close\n",
            GREETED C("QUIT x") S("-ERR syntax") "+15000\n"
                                                 "close\n",
            NULL),
    WARNING("pipe/lost",
            GREETED C("CAPA") S("+OK") S("PIPELINING") S("USER")
                S(".") "C USER a\\r\\nPASS b\\r\\nSTAT\\r\\n\n" S("+OK")
                    S("+OK") "+30000\ntimeout\n",
            GREETED C("CAPA") S("+OK") S("PIPELINING") S("USER") S(".")
                C("USER a") S("+OK") C("PASS b") "+30000\ntimeout\n",
            "client/pipelined-after-auth tls/plaintext-login-accepted "
            "tls/plaintext-login-offered client/password-in-clear "
            "client/stls-declined stls/not-offered"),
    WARNING(
        "pipe/lost",
        "open tls\n" S("+OK") "C CAPA\\r\\nNOOP\\r\\nNOOP\\r\\n\n" S("+OK")
            S("PIPELINING") S(".") S("-ERR") "+30000\ntimeout\n",
        "open tls\n" S("+OK") "C CAPA\\r\\nNOOP\\r\\nNOOP\\r\\n\n" S("+OK")
            S("UIDL") S(".") S("-ERR") "+30000\ntimeout\n",
        "client/pipelining-unannounced client/wrong-state auth/none-available"),
    WARNING("reply/missing", INSIDE C("LIST") "close\n",
            GREETED "C STLS\\r\\nCAPA\\r\\n\n" S("+OK") "tls\nclose\n", NULL),
    WARNING(
        "pipe/lost",
        INSIDE C("CAPA") S("+OK") S("PIPELINING")
            S(".") "C STAT\\r\\nLIST\\r\\n\n" S("+OK 0 0") "+30000\ntimeout\n",
        INSIDE C("CAPA") S("+OK") S("PIPELINING")
            S(".") "C STAT\\r\\nLIST\\r\\n\n"
                   "+30000\ntimeout\n",
        NULL),
};

Test(rules_session, lines_that_answer_nothing)
{
    CHECK(strays);
}

Test(rules_session, what_a_server_accepts)
{
    CHECK(states);
}

Test(rules_session, course_and_end_of_a_session)
{
    CHECK(sessions);
}

/* --- what a finding looks like, exactly --- */

static const struct exact_row {
    const char *name, *script;
    const char *want; /* the lines of findings.h, but for notes */
} exacts[] = {
    {"the octet of a bare CR",                              GREETED C("CAPA") "S -ERR a\\rb\\r\\n\n" BYE,
     "error reply/bare-cr @17 column 7: CR (0x0D) inside the line, at column "
     "7, without LF behind it | -ERR a\\x0Db\n"                           },
    {"the end of the stream",                               INSIDE C("NOOP") "close\n",
     "warning reply/missing @21 column 0: the server closes the connection "
     "without a reply to NOOP | \n"                                       },
    {"a dot in a message",
     INSIDE C("RETR 1") S("+OK") S("a: b") S("") S(".x") S(".y") S(".") BYE,
     "error multi/not-stuffed @34 column 0: 2 lines of the message begin with "
     "one dot, which was not doubled | \n"                                },
    {"the rest of a message behind its dot is one finding",
     INSIDE C("RETR 1") S("+OK") S("a: b") S("") S(".") S("more") S("more")
         S("-ERR more") S("") S(".") BYE,
     "error multi/data-after-terminator @37 column 1: data behind the final "
     "dot of the reply to RETR: probably a line that is a lone dot was not "
     "stuffed | more\n"                                                   },
    {"surplus replies are one finding for each command",
     INSIDE C("LIST 1") "S +OK 1 9\\r\\n+OK 1 9\\r\\n+OK 1 9\\r\\n\n" C(
         "LIST 1") "S +OK 1 9\\r\\n+OK 1 9\\r\\n\n" BYE,
     "error reply/unsolicited @30 column 1: 2 lines that answer no command, "
     "behind the reply to LIST | +OK 1 9\n"
     "error reply/unsolicited @57 column 1: 1 line that answers no command, "
     "behind the reply to LIST | +OK 1 9\n"                               },
    {"a page of another protocol is one finding",
     "open\n" S("HTTP/1.1 400 Bad Request") S("Server: x") S("")
         S("<p>No.</p>") "close\n",
     "error reply/status-unknown @0 column 1: the line begins with "
     "\"HTTP/1.1\", where +OK or -ERR is due | HTTP/1.1 400 Bad Request\n"},
    {"data behind a guessed end is no second fault",
     INSIDE C("RETR 1") S("+OK") "S a\\n.\\r\\n\n"
                                 "+2100\n" S("more") S(".") C("NOOP") S("+OK")
                                     BYE,                                                                 "warning multi/terminator-bare-lf @28 column 1: the final dot line, or "
     "the line before it, seems to end in LF without CR: nothing came for 2 s "
     "| .\n"                     },
    {"an echo explains the length of its line",
     GREETED C("XX " X500 X10) S("XX " X500 X10) BYE,
     "error reply/echo @11 column 1: the reply begins with 512 octets of the "
     "command sent back | XX " X100 X10 X10 X10 X10 X10 "xxxxxxx\n"       },
};

/* Does the finding in line count here: no note, and of the rules that this
 * file and test-rules-lines.c are about? */
static bool is_ours(struct span line)
{
    static const char *const families[] = {"reply/",   "multi/", "greeting/",
                                           "session/", "state/", "cmd/"};
    struct span severity = span_take_word(&line);

    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (span_starts(line, span_of(families[i])))
            return !span_is(severity, "note");
    return false;
}

static void keep_ours(char *findings)
{
    char *to = findings;

    for (char *line = findings, *next; *line; line = next) {
        next = strchr(line, '\n') + 1;
        if (!is_ours((struct span){line, (size_t)(next - line)}))
            continue;
        memmove(to, line, (size_t)(next - line));
        to += next - line;
    }
    *to = '\0';
}

Test(rules_session, findings_point_at_the_octet_and_say_why)
{
    const struct check_peer peer = {.loopback = true};

    for (size_t i = 0; i < sizeof exacts / sizeof *exacts; i++) {
        char *got = findings_of(exacts[i].script, &peer, SPLIT_WHOLE, 0);

        keep_ours(got);
        cr_expect(eq(str, got, (char *)exacts[i].want), "%s", exacts[i].name);
        free(got);
    }
}

Test(rules_session, stray_lines_without_end_are_bounded)
{
    struct buf script = {0};
    const struct check_peer peer = {.loopback = true};
    char *got;
    size_t lines = 0;

    buf_add_text(&script, INSIDE C("NOOP") S("+OK"));
    for (int i = 0; i < 2000; i++)
        buf_add_text(&script, S("+OK \\xFF\\x1B[0m"));
    buf_add_text(&script, BYE);
    got = findings_of(buf_text(&script), &peer, SPLIT_WHOLE, 0);
    for (const char *at = got; (at = strchr(at, '\n')); at++)
        lines++;
    cr_expect(lines < 40, "%zu", lines);
    free(got);
    buf_done(&script);
}

/* A transcript has no times and no TLS that could be judged. */
Test(rules_session, a_transcript_is_not_judged_by_the_clock)
{
    static const char *const scripts[] = {
        "open\n+40000\n" S("+OK") BYE,
        INSIDE "+1000\nclose\n",
        INSIDE C("QUIT") S("+OK") "+20000\nclose\n",
    };
    const struct check_peer peer = {.loopback = true, .offline = true};

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char *got = findings_of(scripts[i], &peer, SPLIT_WHOLE, 0);

        cr_expect(strstr(got, "greeting/missing") == NULL, "%s", got);
        cr_expect(strstr(got, "session/") == NULL, "%s", got);
        cr_expect(strstr(got, "quit/not-closed") == NULL, "%s", got);
        free(got);
    }
}

/* --- a client certificate --- */

static void note_finding(void *ctx, const struct event *e)
{
    if (e->kind == EVENT_FINDING)
        buf_add_format(ctx, "%s %s\n", severity_name(e->finding->severity),
                       e->finding->rule->id);
}

static void feed(struct dialogue *d, enum side side, const char *octets)
{
    struct chunk c = {.kind = CHUNK_OCTETS, .side = side};

    c.octets = span_of(octets);
    dialogue_feed(d, &c);
}

/* The findings when the server says its last line and we leave ms later. */
static char *leave_after(uint64_t ms)
{
    struct buf out = {0};
    struct check *c = check_new(note_finding, &out);
    struct dialogue *d = dialogue_new(check_see, c);
    struct chunk open = {.kind = CHUNK_OPEN, .tls = TLS_IMPLICIT};
    struct chunk end = {.kind = CHUNK_CLOSE, .side = SIDE_CLIENT};

    end.at_ns = ms * 1000000;
    check_attach(c, d);
    dialogue_feed(d, &open);
    feed(d, SIDE_SERVER, "+OK ready\r\n");
    feed(d, SIDE_SERVER, "-ERR idle too long\r\n");
    dialogue_feed(d, &end);
    dialogue_free(d);
    check_free(c);
    return buf_take(&out);
}

Test(rules_session, a_last_line_counts_as_such_when_we_leave_soon)
{
    char *soon = leave_after(1900), *late = leave_after(2100);

    cr_expect(strstr(soon, "note session/shutdown-line\n") != NULL);
    cr_expect(strstr(soon, "error ") == NULL);
    cr_expect(strstr(late, "error greeting/multi-line\n") != NULL);
    cr_expect(strstr(late, "session/shutdown-line") == NULL);
    free(soon);
    free(late);
}

/* The findings of a STAT right behind the greeting. */
static char *stat_at_once(bool certificate)
{
    struct buf out = {0};
    struct check *c = check_new(note_finding, &out);
    struct dialogue *d = dialogue_new(check_see, c);
    struct tls_facts facts = {.client_cert_sent = certificate};
    struct chunk open = {
        .kind = CHUNK_OPEN, .tls = TLS_IMPLICIT, .facts = &facts};

    check_attach(c, d);
    dialogue_feed(d, &open);
    feed(d, SIDE_SERVER, "+OK ready\r\n");
    feed(d, SIDE_CLIENT, "STAT\r\n");
    feed(d, SIDE_SERVER, "+OK 1 9\r\n");
    dialogue_free(d);
    check_free(c);
    return buf_take(&out);
}

Test(rules_session, a_client_certificate_alone_opens_no_maildrop)
{
    char *with = stat_at_once(true), *without = stat_at_once(false);

    cr_expect(strstr(with, "error state/transaction-before-login\n") != NULL);
    cr_expect(strstr(with, "state/wrong-state-accepted") == NULL);
    cr_expect(strstr(without, "error state/wrong-state-accepted\n") != NULL);
    cr_expect(strstr(without, "state/transaction-before-login") == NULL);
    free(with);
    free(without);
}
