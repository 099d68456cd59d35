/* test-render-text.c - what a person gets to see. */
#include <config.h>

#include "net/pop3/code.h"
#include "tests/unit/render-fixture.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(render_text, .timeout = 10);

static struct fixture f;

static void begin(struct render_options options)
{
    options.form = RENDER_TEXT;
    options.color = COLOR_NEVER;
    fixture_init(&f, options);
}

static void expect_out(const char *want)
{
    fixture_read(&f);
    cr_expect(eq(str, f.out, (char *)want));
}

static void reply(const char *command, const char *status)
{
    fixture_send(&f, command, false);
    fixture_line(&f, EVENT_STATUS, status);
    fixture_end(&f, END_LINE, *status == '-' ? STATUS_ERR : STATUS_OK);
}

Test(render_text, a_sum_that_does_not_fit_is_not_told)
{
    static const char *const scan[] = {"1 18446744073709551615", "2 9", NULL};

    begin((struct render_options){.utf8 = true});
    fixture_listing(&f, "LIST", scan);
    expect_out("-> LIST\n"
               "<- +OK\n"
               "   message      octets\n"
               "         1  18446744073709551615    16.0 EiB\n"
               "         2                     9\n"
               "   2 messages, more octets than can be counted\n");
    fixture_done(&f);
}

Test(render_text, marks_directions_and_reads_numbers)
{
    begin((struct render_options){.utf8 = true});
    fixture_line(&f, EVENT_GREETING, "+OK ready");
    reply("STAT", "+OK 2 74096");
    reply("LIST 2", "+OK 2 1");
    reply("UIDL 2", "+OK 2 abc");
    reply("NOOP", "+OK");
    expect_out("<- +OK ready\n"
               "-> STAT\n"
               "<- +OK 2 74096\n"
               "   2 messages, 74,096 octets (72.4 KiB)\n"
               "-> LIST 2\n"
               "<- +OK 2 1\n"
               "   message 2, 1 octet\n"
               "-> UIDL 2\n"
               "<- +OK 2 abc\n"
               "   message 2, unique-id abc\n"
               "-> NOOP\n"
               "<- +OK\n");
    fixture_done(&f);
}

Test(render_text, marks_lines_under_tls)
{
    begin((struct render_options){.utf8 = true});
    reply("STLS", "+OK");
    fixture_event(&f, (struct event){.kind = EVENT_TLS, .tls_ok = true});
    reply("NOOP", "+OK");
    expect_out("-> STLS\n<- +OK\n~> NOOP\n<~ +OK\n");
    fixture_done(&f);
}

Test(render_text, shows_listings_as_tables)
{
    static const char *const scan[] = {"1 120", "2 72841", "x", NULL};
    static const char *const uids[] = {"1 abc", "10 d", NULL};
    static const char *const none[] = {NULL};

    begin((struct render_options){.utf8 = true});
    fixture_listing(&f, "LIST", scan);
    fixture_listing(&f, "UIDL", uids);
    fixture_listing(&f, "list", none);
    expect_out("-> LIST\n"
               "<- +OK\n"
               "   message      octets\n"
               "         1         120\n"
               "         2       72841    71.1 KiB\n"
               "   x\n"
               "   2 messages, 72,961 octets (71.3 KiB)\n"
               "-> UIDL\n"
               "<- +OK\n"
               "   message  unique-id\n"
               "         1  abc\n"
               "        10  d\n"
               "   2 messages\n"
               "-> list\n"
               "<- +OK\n"
               "   0 messages, 0 octets\n");
    fixture_done(&f);
}

Test(render_text, tells_capabilities_in_words)
{
    static const char *const lines[] = {"STLS", "SASL PLAIN X-Y",
                                        "LOGIN-DELAY 300", "FOO a", NULL};

    begin((struct render_options){.utf8 = true});
    fixture_listing(&f, "CAPA", lines);
    expect_out(
        "-> CAPA\n"
        "<- +OK\n"
        "   STLS             the session can be encrypted after connecting\n"
        "   SASL             AUTH takes these mechanisms:\n"
        "     PLAIN          password as it is\n"
        "     X-Y            not known here\n"
        "   LOGIN-DELAY 300  log in at most every 5 minutes\n"
        "   FOO a            private capability\n");
    fixture_done(&f);
}

Test(render_text, explains_response_codes)
{
    begin((struct render_options){.utf8 = true});
    for (size_t i = 0; i < response_codes_count; i++) {
        char status[80];

        snprintf(status, sizeof status, "-ERR [%s] no", response_codes[i].code);
        reply("PASS ****", status);
        fixture_read(&f);
        cr_expect(ne(ptr, strstr(f.out, response_codes[i].meaning), NULL), "%s",
                  status);
        cr_expect(ne(ptr, strstr(f.out, response_codes[i].next), NULL), "%s",
                  status);
    }
    reply("PASS ****", "-ERR [FOO] no");
    fixture_read(&f);
    cr_expect(ne(ptr,
                 strstr(f.out, "<- -ERR [FOO] no\n"
                               "   [FOO] is no registered response code\n"),
                 NULL));
    fixture_done(&f);
}

static const char message[] = "From: =?UTF-8?Q?J=C3=B6rg?= <j@example.org>\r\n"
                              "Subject: one\r\n"
                              " two\r\n"
                              "X-Other: hidden\r\n"
                              "\r\n"
                              "first\r\n"
                              "\r\n"
                              "\tthird\r\n";

static void retrieve(size_t step)
{
    struct span rest = SPAN(message);

    fixture_send(&f, "RETR 1", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    for (; rest.len; rest = span_from(rest, step))
        fixture_data(&f, span_first(rest, step));
    f.at_ns = f.request.at_ns + 84000000;
    fixture_end(&f, END_DOT, STATUS_OK);
}

Test(render_text, decodes_headers_for_any_split)
{
    for (size_t step = 1; step <= sizeof message; step++) {
        begin((struct render_options){.utf8 = true});
        retrieve(step);
        expect_out("-> RETR 1\n"
                   "<- +OK\n"
                   "   From:         J\u00f6rg <j@example.org>\n"
                   "   Subject:      one two\n"
                   "\n"
                   "   first\n"
                   "\n"
                   "   \tthird\n"
                   "   8 lines, 101 octets, 85.0 ms\n");
        fixture_done(&f);
    }
}

Test(render_text, shortens_bodies_and_counts_all)
{
    begin((struct render_options){.utf8 = true});
    fixture_send(&f, "TOP 1 100", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    fixture_data(&f, SPAN("To: a\r\n\r\n"));
    for (int i = 0; i < 2000; i++)
        fixture_data(&f, SPAN("line\r\n"));
    fixture_end(&f, END_DOT, STATUS_OK);
    fixture_read(&f);

    size_t shown = 0;
    for (const char *at = f.out; (at = strstr(at, "   line\n")); at++)
        shown++;
    cr_assert(eq(sz, shown, 24));
    cr_assert(ne(ptr,
                 strstr(f.out, "   \u2026 2,002 lines, 12,009 octets "
                               "(11.7 KiB), "),
                 NULL));
    fixture_done(&f);
}

Test(render_text, shows_all_of_a_body_when_asked)
{
    begin((struct render_options){.utf8 = true, .bodies = true});
    fixture_send(&f, "RETR 1", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    fixture_data(&f, SPAN("\r\n"));
    for (int i = 0; i < 100; i++)
        fixture_data(&f, SPAN("line\r\n"));
    fixture_data(&f, SPAN("..dot\r\n"));
    fixture_data(&f, SPAN("no end"));
    fixture_end(&f, END_CUT, STATUS_OK);
    fixture_read(&f);

    size_t shown = 0;
    for (const char *at = f.out; (at = strstr(at, "   line\n")); at++)
        shown++;
    cr_assert(eq(sz, shown, 100));
    cr_assert(
        ne(ptr, strstr(f.out, "   .dot\n   no end\n   102 lines, "), NULL));
    cr_assert(ne(ptr, strstr(f.out, "ended inside this reply"), NULL));
    fixture_done(&f);
}

Test(render_text, shortens_to_the_screen_when_a_person_watches)
{
    begin((struct render_options){
        .interactive = true, .rows = 16, .columns = 40});
    fixture_send(&f, "LIST", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    for (int i = 1; i <= 1010; i++) {
        char line[40];
        snprintf(line, sizeof line, "%d 10", i);
        fixture_line(&f, EVENT_LINE, line);
    }
    fixture_end(&f, END_DOT, STATUS_OK);
    fixture_read(&f);
    cr_assert(ne(ptr,
                 strstr(f.out, "\n        10          10\n"
                               "   ... 1,000 more; \\last shows all\n"
                               "   1,010 messages, 10,100 octets"),
                 NULL));
    fixture_done(&f);
}

Test(render_text, shows_the_time_taken_when_asked)
{
    begin((struct render_options){.utf8 = true, .timing = true});
    reply("NOOP", "+OK");
    expect_out("-> NOOP\n<- +OK\n   2.0 ms\n");
    fixture_done(&f);
}

/* A battery of hostile octets through every kind of event. */
static void attack(void)
{
    static const char evil[] = "\x1b[2J\x07\x00\x9b"
                               "31m\xc2\x9b\xe2\x80\xae\xff\r x";
    static const struct {
        const char *command;
        enum event_kind kind;
        const char *before;
    } rows[] = {
        {"NOOP",       EVENT_GREETING, "+OK "                },
        {"NOOP",       EVENT_STATUS,   "+OK "                },
        {"NOOP",       EVENT_STATUS,   "-ERR [FOO"           },
        {"NOOP",       EVENT_STATUS,   ""                    },
        {"NOOP",       EVENT_STRAY,    ""                    },
        {"AUTH LOGIN", EVENT_CONTINUE, "+ "                  },
        {"LIST",       EVENT_LINE,     "1 1 "                },
        {"LIST",       EVENT_LINE,     ""                    },
        {"UIDL",       EVENT_LINE,     "1 "                  },
        {"CAPA",       EVENT_LINE,     ""                    },
        {"CAPA",       EVENT_LINE,     "IMPLEMENTATION "     },
        {"CAPA",       EVENT_LINE,     "SASL "               },
        {"LANG",       EVENT_LINE,     "en "                 },
        {"AUTH",       EVENT_LINE,     ""                    },
        {"FOO",        EVENT_LINE,     ""                    },
        {"RETR 1",     EVENT_DATA,     "Subject: "           },
        {"RETR 1",     EVENT_DATA,     "\r\n\r\n"            },
        {"RETR 1",     EVENT_DATA,     "To: =?utf-8?q?=1B?= "},
        {"STLS",       EVENT_INJECTED, "+OK "                },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf line = {0};

        buf_add_text(&line, rows[i].before);
        buf_add(&line, SPAN(evil));
        fixture_send(&f, rows[i].command, false);
        if (rows[i].kind == EVENT_LINE || rows[i].kind == EVENT_DATA)
            fixture_line(&f, EVENT_STATUS, "+OK");
        if (rows[i].kind == EVENT_DATA)
            fixture_data(&f, buf_span(&line));
        else
            fixture_span(&f, rows[i].kind, buf_span(&line));
        fixture_end(&f, END_DOT, STATUS_OK);
        buf_done(&line);
    }
    fixture_send(&f, "\x1b]0;title\x07", false);
    fixture_event(&f,
                  (struct event){.kind = EVENT_TIMEOUT, .request = &f.request});
    fixture_read(&f);
}

static void expect_harmless(const char *text, size_t len, bool ascii)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        cr_expect(c == '\n' || c >= 0x20, "octet %02x", c);
        cr_expect(c != 0x7f && c != 0xff, "octet %02x", c);
        cr_expect(c < 0x80 || ascii == 0, "octet %02x in ASCII", c);
    }
    cr_expect(eq(ptr, strstr(text, "\xc2\x9b"), NULL), "C1");
    cr_expect(eq(ptr, strstr(text, "\xe2\x80\xae"), NULL), "bidi control");
}

Test(render_text, lets_nothing_from_a_server_drive_the_terminal)
{
    for (int ascii = 0; ascii < 2; ascii++)
        for (int interactive = 0; interactive < 2; interactive++) {
            begin((struct render_options){
                .utf8 = !ascii, .verbose = 1, .interactive = interactive});
            attack();
            cr_assert(ne(ptr, strstr(f.out, "\\x1B[2J"), NULL));
            expect_harmless(f.out, f.out_len, ascii);
            expect_harmless(f.err, f.err_len, ascii);
            fixture_done(&f);
        }
}

Test(render_text, has_colours_only_when_wanted)
{
    struct render_options options = {.form = RENDER_TEXT};

    setenv("TERM", "xterm", 1);
    for (int color = COLOR_AUTO; color <= COLOR_NEVER; color++) {
        options.color = (enum render_color)color;
        fixture_init(&f, options);
        reply("NOOP", "-ERR no");
        fixture_read(&f);
        cr_expect(eq(int, strchr(f.out, 033) != NULL, color == COLOR_ALWAYS),
                  "memory is no terminal");
        fixture_done(&f);
    }
}

static struct dial_facts dialled(void)
{
    return (struct dial_facts){
        .address = "192.0.2.1", .port = 110, .tcp_ns = 1200000};
}

Test(render_text, remarks_on_standard_error)
{
    struct dial_facts dial = dialled();
    struct tls_facts tls = {.version = "TLSv1.3",
                            .cipher = "TLS_AES_256_GCM_SHA384",
                            .verified = true,
                            .chain_count = 1};
    struct error err;

    begin((struct render_options){.utf8 = true});
    strcpy(tls.chain[0].subject, "C=DE,CN=mail.example.org,O=x");
    renderer_connected(f.renderer, 1, "mail.example.org", &dial);
    renderer_tls(f.renderer, &tls);
    tls.verified = false;
    strcpy(tls.verify_error, "certificate has expired");
    renderer_tls(f.renderer, &tls);
    renderer_note(f.renderer, "a %s", "note");
    error_set(&err, ERROR_NETWORK, "gone");
    renderer_error(f.renderer, &err);
    fixture_event(&f, (struct event){.kind = EVENT_CLOSE});
    fixture_read(&f);
    cr_expect(eq(str, f.err,
                 "connected to mail.example.org (192.0.2.1) port 110 in 1.2 "
                 "ms\n"
                 "TLSv1.3, TLS_AES_256_GCM_SHA384, certificate of "
                 "\"mail.example.org\" verified\n"
                 "TLSv1.3, TLS_AES_256_GCM_SHA384, certificate of "
                 "\"mail.example.org\" NOT verified: certificate has expired\n"
                 "a note\n"
                 "pop3sh: gone\n"
                 "the server closed the connection without being asked "
                 "to\n"));
    cr_expect(eq(str, f.out, ""));
    fixture_done(&f);
}

Test(render_text, is_quiet_when_asked_but_for_faults)
{
    struct dial_facts dial = dialled();
    struct error err;

    begin((struct render_options){.verbose = -1});
    renderer_connected(f.renderer, 1, "mail.example.org", &dial);
    renderer_note(f.renderer, "a note");
    fixture_event(&f, (struct event){.kind = EVENT_CLOSE});
    fixture_event(
        &f, (struct event){.kind = EVENT_INJECTED, .raw = SPAN("+OK\r\n")});
    error_set(&err, ERROR_NETWORK, "gone");
    renderer_error(f.renderer, &err);
    fixture_read(&f);
    cr_expect(eq(str, f.err,
                 "warning: 5 octets injected after STLS, before the "
                 "handshake; discarded: +OK\\x0D\\x0A\n"
                 "pop3sh: gone\n"));
    fixture_done(&f);
}

static void count_break(void *ctx)
{
    ++*(int *)ctx;
}

Test(render_text, breaks_the_prompt_before_it_prints)
{
    int breaks = 0;

    begin((struct render_options){.interactive = true});
    renderer_on_print(f.renderer, count_break, &breaks);
    fixture_event(&f, (struct event){.kind = EVENT_STATE});
    cr_assert(eq(int, breaks, 0), "nothing was printed");
    fixture_line(&f, EVENT_STRAY, "-ERR autologout");
    cr_assert(eq(int, breaks, 1));
    renderer_note(f.renderer, "x");
    cr_assert(eq(int, breaks, 2));
    fixture_done(&f);
}

Test(render_text, sums_up_tls_in_six_lines)
{
    struct tls_facts tls = {.version = "TLSv1.2",
                            .cipher = "ECDHE-RSA-AES128-GCM-SHA256",
                            .cipher_bits = 128,
                            .key_exchange = "X25519",
                            .verify_error = "name mismatch",
                            .chain_ok = true,
                            .chain_count = 1,
                            .names_count = 2,
                            .names_total = 40,
                            .pin_sha256 = "abc="};
    struct buf out = {0};

    strcpy(tls.names[0], "a.example.org");
    strcpy(tls.names[1], "b.example.org");
    strcpy(tls.chain[0].issuer, "CN=Test CA");
    tls.chain[0].not_after = 86400;
    render_tls_summary(&out, &tls);
    cr_assert(ne(ptr,
                 strstr(out.at, "1970-01-01 00:00 to 1970-01-02 00:00 "
                                "UTC (EXPIRED "),
                 NULL));
    char *validity = strstr(out.at, "validity");
    char *pin = strstr(out.at, "pin ");
    memmove(validity, pin, strlen(pin) + 1);
    cr_assert(eq(str, out.at,
                 "version   TLSv1.2\n"
                 "cipher    ECDHE-RSA-AES128-GCM-SHA256, 128 bits, key "
                 "exchange X25519\n"
                 "names     a.example.org, b.example.org and 38 more (NOT the "
                 "name we asked for)\n"
                 "issuer    CN=Test CA (chain verified)\n"
                 "pin       sha256//abc=\n"));
    buf_done(&out);
}
