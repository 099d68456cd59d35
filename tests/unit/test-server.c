/* test-server.c - the server session against our own client and all rules. */
#include <config.h>

#include "tests/unit/server-pair.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

static struct pair pair;
static struct maildrop *sample;

static void begin(struct pair_setup setup)
{
    sample = sample_new();
    setup.maildrop = sample;
    pair_init(&pair, &setup);
    pair_open(&pair);
}

static void end(void)
{
    pair_done(&pair);
    sample->ops->free(sample);
}

/* The reply begins so. */
static void expect(const char *line, const char *want)
{
    const char *got = pair_say(&pair, line);

    cr_expect(strncmp(got, want, strlen(want)) == 0, "%s: %s", line, got);
}

/* --- what a conforming server never gets --- */

static void walk(void)
{
    static const char *const lines[] = {
        "CAPA",     "LANG",   "LANG de", "CAPA",    "NOPE",   "NOOP",
        "STAT",     "LIST",   "RETR 1",  "DELE 1",  "UIDL",   "TOP 1 0",
        "PASS x",   "APOP a", "AUTH",    "AUTH X",  "UTF8 x", "QUIT x",
        "USER a b", "USER",   "LANG en", "LANG xx", "LANG *", "LANG de-AT"};
    static const char *const mail[] = {
        "CAPA",     "STAT",      "LIST",
        "LIST 1",   "UIDL",      "UIDL 1",
        "NOOP",     "TOP 1 0",   "TOP 1 1",
        "TOP 1 99", "RETR 1",    "RETR 2",
        "RETR 3",   "RETR 4",    "RETR 5",
        "RETR 6",   "RETR 7",    "RETR 8",
        "TOP 2 3",  "TOP 4 0",   "TOP 5 2",
        "LIST 0",   "LIST 10",   "RETR x",
        "RETR",     "TOP 1",     "TOP 1 x",
        "TOP 1 -1", "TOP 1 2 3", "LIST 99999999999999999999",
        "RETR -1",  "DELE 2",    "STAT",
        "LIST",     "UIDL",      "LIST 2",
        "RETR 2",   "TOP 2 0",   "UIDL 2",
        "DELE 2",   "DELE 3",    "STAT",
        "RSET",     "STAT",      "LIST",
        "UIDL",     "RETR 3",    "USER a",
        "PASS b",   "APOP a b",  "AUTH PLAIN",
        "STLS",     "UTF8",      "LANG",
        "CAPA",     "NOOP x",    "STAT x",
        "DELE 1 2", "XTND XLST", "LAST",
        "DELE 1",   "QUIT"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        pair_say(&pair, lines[i]);
    pair_login(&pair);
    for (size_t i = 0; i < sizeof mail / sizeof *mail; i++)
        pair_say(&pair, mail[i]);
    cr_expect(eq(int, pair.closed, 1));
}

/* Findings about the server; the client of these tests sins on purpose, and
 * the sample has what it has. */
static void expect_findings(const char *allowed)
{
    struct span rest = buf_span(&pair.findings);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        struct span words = line, id;

        span_take_word(&words);
        id = span_first(words, span_find(words, ':'));
        rest = span_from(rest, line.len + 1);
        if (span_starts(id, SPAN("client/")) ||
            span_find_span(span_of(allowed), id) < strlen(allowed))
            continue;
        cr_expect(0, "unasked: %.*s", (int)line.len, line.at);
    }
}

/* CRAM-MD5 and LOGIN are old, passwords in clear are for loopback, and both
 * APOP and PASS are there: all of that is wanted. The rest is what the sample
 * has. */
#define WANTED                                                                 \
    "sasl/weak-mechanism tls/plaintext-login-offered "                         \
    "tls/plaintext-login-accepted auth/apop-and-pass capa/changed-by-stls "    \
    "msg/line-998 msg/eight-bit-body utf8/code-needed "

Test(server, faultless_in_clear)
{
    begin((struct pair_setup){0});
    walk();
    expect_findings(WANTED);
    end();
}

Test(server, faultless_octet_by_octet)
{
    begin((struct pair_setup){.piece = 1});
    walk();
    expect_findings(WANTED);
    end();
}

Test(server, faultless_under_tls)
{
    begin((struct pair_setup){.tls = true, .remote = true});
    walk();
    expect_findings(WANTED);
    end();
}

Test(server, faultless_with_stls_and_utf8)
{
    begin((struct pair_setup){.remote = true});
    expect("CAPA", "+OK");
    expect("USER student", "-ERR passwords are taken under TLS only");
    expect("STLS", "+OK");
    expect("CAPA", "+OK");
    cr_expect(strstr(buf_text(&pair.reply), "STLS") == NULL);
    expect("UTF8", "+OK");
    expect("STLS", "-ERR");
    pair_login(&pair);
    expect("RETR 9", "+OK");
    expect("QUIT", "+OK");
    expect_findings(WANTED);
    end();
}

/* --- login --- */

Test(server, every_mechanism_lets_the_right_one_in)
{
    static const char *const mechanisms[] = {"PLAIN",
                                             "LOGIN",
                                             "CRAM-MD5",
                                             "SCRAM-SHA-1",
                                             "SCRAM-SHA-256",
                                             "SCRAM-SHA-1-PLUS",
                                             "SCRAM-SHA-256-PLUS"};

    begin((struct pair_setup){.tls = true});
    pair_drop(&pair);
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        const char *m = mechanisms[i];

        pair_open(&pair);
        pair_say(&pair, "CAPA");
        cr_expect(strncmp(pair_auth(&pair, m, "student", "wrong"),
                          "-ERR [AUTH] ", 12) == 0,
                  "%s: %s", m, buf_text(&pair.reply));
        cr_expect(strncmp(pair_auth(&pair, m, "nobody", "pop3"), "-ERR [AUTH] ",
                          12) == 0,
                  "%s: %s", m, buf_text(&pair.reply));
        cr_expect(strncmp(pair_auth(&pair, m, "student", "pop3"), "+OK ", 4) ==
                      0,
                  "%s: %s", m, buf_text(&pair.reply));
        expect("STAT", "+OK 9 ");
        expect("QUIT", "+OK");
    }
    expect_findings(WANTED);
    end();
}

Test(server, bearer_tokens)
{
#define BEARER(token)                                                          \
    "n,a=student,\001host=server.example\001port=995\001auth=Bearer " token    \
    "\001\001"
#define XOAUTH(token) "user=student\001auth=Bearer " token "\001\001"
    begin((struct pair_setup){.tls = true});
    pair_say(&pair, "CAPA");
    expect("AUTH OAUTHBEARER", "+ \r\n");
    pair_say_base64(&pair, "", SPAN(BEARER("bad")));
    cr_expect(eq(str, (char *)buf_text(&pair.reply),
                 "+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n"));
    expect("AQ==", "-ERR [AUTH]");
    pair_say_base64(&pair, "AUTH OAUTHBEARER ", SPAN(BEARER("pop3")));
    cr_expect(strncmp(buf_text(&pair.reply), "+OK", 3) == 0);
    expect("QUIT", "+OK");
    pair_open(&pair);
    pair_say(&pair, "CAPA");
    pair_say_base64(&pair, "AUTH XOAUTH2 ", SPAN(XOAUTH("bad")));
    cr_expect(strncmp(buf_text(&pair.reply), "+ ey", 4) == 0);
    expect("", "-ERR [AUTH]");
    expect("AUTH XOAUTH2 AAAA", "+ ey");
    expect("", "-ERR [AUTH]");
    pair_say_base64(&pair, "AUTH XOAUTH2 ", SPAN(XOAUTH("pop3")));
    cr_expect(strncmp(buf_text(&pair.reply), "+OK", 3) == 0);
    expect_findings(WANTED);
    end();
}

Test(server, bearer_tokens_need_tls)
{
    begin((struct pair_setup){0});
    expect("AUTH OAUTHBEARER", "-ERR");
    expect("AUTH SCRAM-SHA-256-PLUS", "-ERR");
    end();
}

Test(server, sasl_is_strict)
{
    begin((struct pair_setup){0});
    expect("AUTH PLAIN", "+ \r\n");
    expect("*", "-ERR cancelled");
    expect("CAPA", "+OK");
    expect("AUTH PLAIN", "+ \r\n");
    expect("!!!", "-ERR not base64");
    expect("AUTH PLAIN", "+ \r\n");
    expect("AA A=", "-ERR not base64");
    expect("AUTH PLAIN =", "-ERR");
    expect("AUTH CRAM-MD5 dGlt", "-ERR in this mechanism");
    expect("AUTH NO-SUCH", "-ERR");
    expect("auth plain AHN0dWRlbnQAcG9wMw==", "+OK");
    expect("AUTH PLAIN", "-ERR");
    end();
}

Test(server, apop_wants_its_own_timestamp)
{
    begin((struct pair_setup){0});
    expect("APOP student c4c9334bac560ecc979e58001b3e22fb", "-ERR [AUTH]");
    expect("APOP student C4C9334BAC560ECC979E58001B3E22FB", "-ERR the digest");
    /* md5("<1.1732567@server.example>pop3") */
    expect("APOP student 2160bd1192e74d62c455f3b715f0217b", "+OK");
    end();
}

/* Log in by what a client sends for the password; true when that was right. */
static bool is_let_in(const char *configured, const char *mechanism,
                      const char *sent)
{
    struct buf line = {0};
    const char *answer;
    bool in;

    begin((struct pair_setup){.password = configured});
    if (mechanism) {
        answer = pair_auth(&pair, mechanism, "student", sent);
    } else {
        pair_say(&pair, "USER stu\u00addent"); /* a soft hyphen is nothing */
        buf_add_format(&line, "PASS %s", sent);
        answer = pair_say(&pair, buf_text(&line));
    }
    in = strncmp(answer, "+OK", 3) == 0;
    buf_done(&line);
    end();
    return in;
}

/* RFC 4013 section 3: U+2168 and "I", soft hyphen, "X" are "IX". */
Test(server, passwords_are_prepared)
{
    static const char *const forms[] = {"IX", "I\u00adX", "\u2168"};
    static const char *const ways[] = {
        NULL, "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"};

    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
        for (size_t c = 0; c < 3; c++)
            for (size_t f = 0; f < 3; f++) {
                cr_expect(is_let_in(forms[c], ways[w], forms[f]),
                          "%s: %s for %s", ways[w] ? ways[w] : "PASS", forms[f],
                          forms[c]);
                cr_expect(not(is_let_in(forms[c], ways[w], "ix")));
            }
    /* what cannot be prepared is itself only */
    cr_expect(is_let_in("a\u0627b", NULL, "a\u0627b"));
    cr_expect(not(is_let_in("a\u0627b", NULL, "a\u0627")));
}

Test(server, pass_comes_right_behind_user)
{
    begin((struct pair_setup){0});
    expect("PASS pop3", "-ERR give USER");
    expect("USER student", "+OK");
    expect("CAPA", "+OK");
    expect("PASS pop3", "-ERR give USER");
    expect("USER nobody", "+OK send the password by PASS");
    expect("PASS pop3", "-ERR [AUTH]");
    expect("PASS pop3", "-ERR give USER");
    expect("USER student", "+OK");
    expect("PASS ", "-ERR an argument is missing");
    end();
}

Test(server, a_refused_login_is_late_and_the_fifth_the_last)
{
    uint64_t before;

    begin((struct pair_setup){.failure_ms = 1000});
    for (int i = 0; i < 5; i++) {
        expect("USER student", "+OK");
        before = pair.now_ns;
        expect("PASS x", "-ERR [AUTH]");
        cr_expect(pair.now_ns - before >= (UINT64_C(1000000000) << i));
    }
    cr_expect(eq(int, pair.closed, 1));
    end();
}

Test(server, user_before_stls_is_forgotten)
{
    begin((struct pair_setup){0});
    expect("USER student", "+OK");
    expect("STLS", "+OK");
    expect("PASS pop3", "-ERR give USER");
    expect("STLS", "-ERR");
    end();
}

Test(server, octets_behind_stls_are_dropped)
{
    begin((struct pair_setup){0});
    pair_send(&pair, SPAN("STLS\r\nCAPA\r\nUSER student\r\n"));
    cr_expect(eq(str, (char *)buf_text(&pair.reply), "+OK begin TLS now\r\n"));
    cr_expect(eq(int, pair.tls, 1));
    end();
}

/* --- the maildrop --- */

Test(server, one_session_at_a_time)
{
    struct server_session *second;
    struct server_peer peer = {.cleartext = true, .stamp = "2.2"};

    begin((struct pair_setup){0});
    pair_login(&pair);
    second = server_session_new(pair.server, &peer, pair.now_ns);
    server_session_take(second, pair.now_ns,
                        SPAN("USER student\r\nPASS pop3\r\n"));
    cr_expect(strstr(server_session_output(second, pair.now_ns).at,
                     "\r\n-ERR [IN-USE] ") != NULL);
    expect("QUIT", "+OK");
    server_session_take(second, pair.now_ns,
                        SPAN("USER student\r\nPASS pop3\r\n"));
    cr_expect(strstr(server_session_output(second, pair.now_ns).at,
                     "\r\n+OK maildrop") != NULL);
    server_session_free(second);
    end();
}

Test(server, quit_removes_and_nothing_else_does)
{
    begin((struct pair_setup){0});
    pair_login(&pair);
    expect("DELE 1", "+OK");
    pair_drop(&pair);
    pair_open(&pair);
    pair_login(&pair);
    expect("STAT", "+OK 9 ");
    expect("UIDL 2", "+OK 2 sample-2-dots");
    expect("DELE 1", "+OK");
    expect("QUIT", "+OK bye; messages removed: 1");
    pair_open(&pair);
    pair_login(&pair);
    expect("STAT", "+OK 8 ");
    expect("UIDL 1", "+OK 1 sample-2-dots");
    expect_findings(WANTED);
    end();
}

Test(server, login_delay)
{
    begin((struct pair_setup){.login_delay_s = 60});
    expect("CAPA", "+OK");
    cr_expect(strstr(buf_text(&pair.reply), "\nLOGIN-DELAY 60\r") != NULL);
    pair_login(&pair);
    expect("QUIT", "+OK");
    pair_open(&pair);
    expect("USER student", "+OK");
    expect("PASS pop3", "-ERR [LOGIN-DELAY]");
    pair_wait(&pair, 60000);
    pair_login(&pair);
    expect("STAT", "+OK 9 ");
    end();
}

Test(server, a_read_only_maildrop_refuses_dele)
{
    begin((struct pair_setup){.read_only = true});
    pair_login(&pair);
    expect("DELE 1", "-ERR [SYS/PERM]");
    expect("QUIT", "+OK");
    expect_findings(WANTED "dele/refused");
    end();
}

/* --- limits --- */

Test(server, lines_have_255_octets_at_most)
{
    struct buf line = {0};

    begin((struct pair_setup){0});
    buf_add_text(&line, "USER ");
    while (line.len < 253)
        buf_add_char(&line, 'a');
    expect(buf_text(&line), "+OK");
    buf_add_char(&line, 'a');
    expect(buf_text(&line), "-ERR line too long");
    cr_expect(eq(int, strchr(buf_text(&pair.reply), '\n')[1], 0));
    while (line.len < 5000)
        buf_add_char(&line, 'a');
    expect(buf_text(&line), "-ERR line too long");
    cr_expect(eq(int, strchr(buf_text(&pair.reply), '\n')[1], 0));
    expect("AUTH PLAIN", "+ ");
    while (line.len < 14000)
        buf_add_char(&line, 'a');
    expect(buf_text(&line), "-ERR response too long");
    expect("CAPA", "+OK");
    buf_done(&line);
    end();
}

Test(server, a_line_without_end_ends_the_connection)
{
    struct buf line = {0};

    begin((struct pair_setup){0});
    while (line.len < 65536)
        buf_add_char(&line, 'a');
    pair_send(&pair, buf_span(&line));
    cr_expect(strncmp(buf_text(&pair.reply), "-ERR line too long", 18) == 0);
    cr_expect(eq(int, pair.closed, 1));
    buf_done(&line);
    end();
}

Test(server, only_crlf_ends_a_line_and_controls_are_refused)
{
    begin((struct pair_setup){0});
    pair_send(&pair, SPAN("CAPA\n"));
    cr_expect(eq(sz, pair.reply.len, 0));
    pair_send(&pair, SPAN("\r\n"));
    cr_expect(strncmp(buf_text(&pair.reply), "-ERR a command is", 17) == 0);
    pair_send(&pair, SPAN("USER a\0b\r\n"));
    cr_expect(strncmp(buf_text(&pair.reply), "-ERR a command is", 17) == 0);
    expect("CA\x07PA", "-ERR a command is");
    expect("", "-ERR unknown");
    expect("CAP\xc3\x84", "-ERR a command is");
    expect("USER J\xc3\xb6rg", "+OK");
    expect("USER J\xf6rg", "-ERR not well-formed");
    end();
}

Test(server, pipelining_in_order_with_bounded_output)
{
    struct buf lines = {0};
    size_t replies = 0;

    begin((struct pair_setup){0});
    pair_login(&pair);
    for (int i = 0; i < 1000; i++)
        buf_add_text(&lines, "NOOP\r\n");
    buf_add_text(&lines, "RETR 8\r\nSTAT\r\nLIST 1\r\nnoop\r\nQUIT\r\n");
    pair_send(&pair, buf_span(&lines));
    for (const char *at = buf_text(&pair.reply);
         (at = strstr(at, "+OK ")) != NULL; at++)
        replies++;
    cr_expect(eq(sz, replies, 1005));
    cr_expect(le(sz, pair.output_most, 16384));
    cr_expect(eq(int, pair.closed, 1));
    expect_findings(WANTED);
    buf_done(&lines);
    end();
}

Test(server, silence_ends_a_session_after_ten_minutes_and_not_before)
{
    begin((struct pair_setup){0});
    pair_login(&pair);
    expect("DELE 1", "+OK");
    pair_wait(&pair, 601000);
    expect("NOOP", "+OK");
    pair_wait(&pair, 640000);
    cr_expect(eq(int, pair.closed, 1));
    pair_open(&pair);
    pair_login(&pair);
    expect("STAT", "+OK 9 ");
    expect_findings(WANTED);
    end();
}

Test(server, speaks_german_after_lang)
{
    begin((struct pair_setup){0});
    expect("LANG de", "+OK de der Server spricht jetzt Deutsch");
    expect("NOPE", "-ERR unbekannter Befehl");
    expect("LANG fr", "-ERR diese Sprache");
    expect("LANG", "+OK Sprachen folgen\r\nen English\r\nde Deutsch\r\n.\r\n");
    expect("LANG en-GB", "+OK en ");
    end();
}

/* --- octets --- */

Test(server, dots_are_doubled)
{
    begin((struct pair_setup){0});
    pair_login(&pair);
    expect("RETR 2", "+OK ");
    cr_expect(strstr(buf_text(&pair.reply),
                     ":\r\n..\r\nand then two:\r\n...\r\n..hidden behind a "
                     "dot\r\n....\r\n") != NULL);
    cr_expect(strstr(buf_text(&pair.reply), "\r\n..\r\n.\r\n") != NULL);
    end();
}

Test(server, top_has_as_many_lines_as_asked_for)
{
    begin((struct pair_setup){0});
    pair_login(&pair);
    expect("TOP 1 0", "+OK top of message 1 follows\r\nReturn-Path: ");
    cr_expect(strstr(buf_text(&pair.reply), "sample maildrop\r\n\r\n.\r\n") !=
              NULL);
    expect("TOP 1 1", "+OK");
    cr_expect(strstr(buf_text(&pair.reply), "\r\n\r\nHello,\r\n.\r\n") != NULL);
    end();
}

Test(server, filled_messages_have_their_size)
{
    struct pair_setup setup = {0};

    for (uint64_t octets = 512; octets < 700; octets++) {
        uint64_t sent;
        const char *body;

        sample = setup.maildrop = sample_filled(3, octets);
        pair_init(&pair, &setup);
        pair_open(&pair);
        pair_login(&pair);
        expect("RETR 2", "+OK");
        body = strchr(buf_text(&pair.reply), '\n') + 1;
        sent = pair.reply.len - (size_t)(body - buf_text(&pair.reply)) - 3;
        cr_expect(eq(u64, sent, octets));
        cr_expect(strstr(body, "\r\r") == NULL, "%ju", (uintmax_t)octets);
        expect_findings(WANTED);
        end();
    }
}
