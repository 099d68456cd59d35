/* test-mask.c - no reader of events sees a secret. */
#include <config.h>

#include "net/base/base64.h"
#include "net/pop3/dialogue.h"
#include "net/pop3/mask.h"
#include "net/pop3/secrets.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

TestSuite(mask, .timeout = 5);

/* Everything that a reader gets, in one text. */
static void collect(void *ctx, const struct event *e)
{
    struct buf *out = ctx;

    buf_add(out, e->raw);
    buf_add_char(out, '|');
    buf_add(out, e->text);
    buf_add_char(out, '|');
    buf_add(out, e->code);
    buf_add(out, e->listing.word);
    buf_add(out, e->listing.rest);
    if (e->request)
        buf_add(out, request_line(e->request));
    buf_add_char(out, '\n');
}

struct world {
    struct buf seen;
    struct mask *mask;
    struct dialogue *dialogue;
};

static void begin(struct world *w)
{
    *w = (struct world){0};
    w->mask = mask_new(collect, &w->seen);
    w->dialogue = dialogue_new(mask_see, w->mask);
    dialogue_feed(w->dialogue, &(struct chunk){.kind = CHUNK_OPEN});
}

static void finish(struct world *w)
{
    dialogue_free(w->dialogue);
    mask_free(w->mask);
    buf_done(&w->seen);
}

static void feed(struct world *w, enum side side, const char *text)
{
    struct chunk c = {
        .kind = CHUNK_OCTETS, .side = side, .octets = span_of(text)};

    dialogue_feed(w->dialogue, &c);
}

Test(mask, passwords_are_hidden_and_so_are_their_echoes)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "USER joe\r\npass open sesame\r\n");
    feed(&w, SIDE_SERVER, "+OK\r\n-ERR bad password open sesame here\r\n");
    feed(&w, SIDE_CLIENT, "NOOP\r\n");
    feed(&w, SIDE_SERVER, "-ERR b3BlbiBzZXNhbWU= again\r\n");
    cr_assert(strstr(buf_text(&w.seen), "sesame") == NULL);
    cr_assert(strstr(buf_text(&w.seen), "b3BlbiBz") == NULL);
    cr_assert(strstr(buf_text(&w.seen), "pass ****") != NULL);
    cr_assert(strstr(buf_text(&w.seen), "bad password **** here") != NULL);
    cr_assert(strstr(buf_text(&w.seen), "USER joe") != NULL);
    finish(&w);
}

Test(mask, sasl_responses_and_what_is_inside_them_are_hidden)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n");
    feed(&w, SIDE_SERVER, "-ERR no tanstaaftanstaaf for tim\r\n");
    feed(&w, SIDE_CLIENT, "AUTH PLAIN\r\n");
    feed(&w, SIDE_SERVER, "+ \r\n");
    feed(&w, SIDE_CLIENT, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n");
    feed(&w, SIDE_SERVER, "+OK AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n");
    cr_assert(strstr(buf_text(&w.seen), "tanstaaf") == NULL);
    cr_assert(strstr(buf_text(&w.seen), "AHRpbQB0") == NULL);
    cr_assert(strstr(buf_text(&w.seen), "AUTH PLAIN ****") != NULL);
    cr_assert(strstr(buf_text(&w.seen), "no **** for tim") != NULL);
    finish(&w);
}

Test(mask, bearer_tokens_are_hidden)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT,
         "AUTH XOAUTH2 dXNlcj11QGV4YW1wbGUuY29tAWF1dGg9QmVhcmVyIHRva2VuMQE"
         "B\r\n");
    feed(&w, SIDE_SERVER, "-ERR token1 expired\r\n");
    cr_assert(strstr(buf_text(&w.seen), "token1") == NULL);
    finish(&w);
}

/* "joe x b913a602", "n=..,r=..,p=cHJvb2Y0" and response=0123456789 */
Test(mask, proofs_and_digests_are_hidden_and_so_are_their_echoes)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "AUTH CRAM-MD5\r\n");
    feed(&w, SIDE_SERVER, "+ PDFAaD4=\r\n");
    feed(&w, SIDE_CLIENT, "am9lIHggYjkxM2E2MDI=\r\n");
    feed(&w, SIDE_SERVER, "-ERR no b913a602\r\n");
    feed(&w, SIDE_CLIENT, "AUTH SCRAM-SHA-1\r\n");
    feed(&w, SIDE_SERVER, "+ \r\n");
    feed(&w, SIDE_CLIENT, "Yz1iaXdzLHI9YSxwPWNISnZiMlkw\r\n");
    feed(&w, SIDE_SERVER, "-ERR no cHJvb2Y0\r\n");
    feed(&w, SIDE_CLIENT, "AUTH DIGEST-MD5\r\n");
    feed(&w, SIDE_SERVER, "+ cT0x\r\n");
    feed(&w, SIDE_CLIENT, "cmVzcG9uc2U9MDEyMzQ1Njc4OSxxb3A9YXV0aA==\r\n");
    feed(&w, SIDE_SERVER, "-ERR no 0123456789\r\n");
    cr_expect(strstr(buf_text(&w.seen), "b913a602") == NULL);
    cr_expect(strstr(buf_text(&w.seen), "cHJvb2Y0") == NULL);
    cr_expect(strstr(buf_text(&w.seen), "0123456789") == NULL);
    cr_expect(strstr(buf_text(&w.seen), "-ERR no ****") != NULL);
    finish(&w);
}

Test(mask, the_apop_digest_is_hidden_and_the_name_is_not)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK <1@h>\r\n");
    feed(&w, SIDE_CLIENT, "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n");
    feed(&w, SIDE_SERVER, "+OK\r\n");
    cr_assert(strstr(buf_text(&w.seen), "c4c9334b") == NULL);
    cr_assert(strstr(buf_text(&w.seen), "APOP mrose ****") != NULL);
    finish(&w);
}

Test(mask, what_says_nothing_is_shown)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "AUTH EXTERNAL =\r\n");
    feed(&w, SIDE_SERVER, "+ \r\n");
    feed(&w, SIDE_CLIENT, "*\r\n");
    cr_assert(strstr(buf_text(&w.seen), "AUTH EXTERNAL =") != NULL);
    cr_assert(strstr(buf_text(&w.seen), "*\r\n|*|") != NULL);
    finish(&w);
}

static const struct row {
    const char *line;
    bool sasl;
    const char *want;
} rows[] = {
    {"PASS x",               false, "PASS ****"         },
    {"pass  two words",      false, "pass ****"         },
    {"  PASS x",             false, "  PASS ****"       },
    {"PASS\tx",              false, "PASS\t****"        },
    {"AUTH\tPLAIN\tabc",     false, "AUTH\tPLAIN\t****" },
    {"PASS",                 false, "PASS"              },
    {"PASS ",                false, "PASS "             },
    {"STAT",                 false, "STAT"              },
    {"APOP joe abc",         false, "APOP joe ****"     },
    {"AUTH PLAIN",           false, "AUTH PLAIN"        },
    {"AUTH PLAIN abc",       false, "AUTH PLAIN ****"   },
    {"AUTH  PLAIN  abc def", false, "AUTH  PLAIN  ****" },
    {"AUTH PLAIN =",         false, "AUTH PLAIN ="      },
    {"anything",             true,  "****"              },
    {"*",                    true,  "*"                 },
    {"",                     true,  ""                  },
    {"USER joe",             false, "USER joe"          },
 /* slips */
    {"PAS a b",              false, "PAS ****"          },
    {"pss a",                false, "pss ****"          },
    {"PASD a",               false, "PASD ****"         },
    {"APSS a",               false, "APSS ****"         },
    {"PPASS a",              false, "PPASS ****"        },
    {"passwd a",             false, "passwd ****"       },
    {"AUHT PLAIN abc",       false, "AUHT PLAIN ****"   },
    {"APO joe abc",          false, "APO joe ****"      },
    {"PASShunter2",          false, "PASS****"          },
    {"PASSWORD",             false, "PASSWORD"          },
    {"PASSX",                false, "PASSX"             },
    {"XPAS a",               false, "XPAS a"            },
    {"PA a",                 false, "PA a"              },
    {"LAST a",               false, "LAST a"            },
    {"STLS a",               false, "STLS a"            },
 /* of another protocol */
    {"LOGIN joe abc",        false, "LOGIN joe ****"    },
    {"a1 login joe  abc d",  false, "a1 login joe  ****"},
    {"LOGIN joe",            false, "LOGIN joe"         },
    {"LOGIN",                false, "LOGIN"             },
    {"USER LOGIN a b",       false, "USER LOGIN a b"    },
    {"XLOGIN joe abc",       false, "XLOGIN joe abc"    },
};

Test(mask, lines_of_a_person_are_masked)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};

        mask_line(&out, span_of(rows[i].line), rows[i].sasl);
        cr_expect(eq(str, (char *)buf_text(&out), (char *)rows[i].want));
        buf_done(&out);
    }
}

/* --- forms --- */

static void ignore_event(void *ctx, const struct event *e)
{
    (void)ctx, (void)e;
}

static bool shows(const struct world *w, const char *secret)
{
    return strstr(buf_text(&w->seen), secret) != NULL;
}

Test(mask, known_passwords_are_hidden_in_every_form)
{
    /* in base64 behind 0, 1 and 2 octets, and in hex */
    static const char *const forms[] = {
        "hunter2secret",
        "aHVudGVyMnNlY3JldA==",
        "AHVzZXIAaHVudGVyMnNlY3JldA==",
        "AHVzZQBodW50ZXIyc2VjcmV0",
        "AHVzAGh1bnRlcjJzZWNyZXQ=",
        "68756e7465723273656372657a",
        "68756E74657232736563726574",
    };
    static const char *const cores[] = {
        "hunter2secret",
        "aHVudGVyMnNlY3JldA",
        "VudGVyMnNlY3Jld",
        "odW50ZXIyc2VjcmV0",
        "GhunRlcj",
        "h1bnRlcjJzZWNyZXQ",
        "68756E74657232736563726574",
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct world w;
        struct buf line = {0};

        if (i == 5)
            continue; /* near it, and no form of it */
        begin(&w);
        mask_learn(w.mask, SPAN("hunter2secret"));
        buf_add_format(&line, "+OK I know %s, ha\r\n", forms[i]);
        feed(&w, SIDE_SERVER, buf_text(&line));
        for (size_t c = 0; c < sizeof cores / sizeof *cores; c++)
            cr_expect(not(shows(&w, cores[c])), "%s shows %s", forms[i],
                      cores[c]);
        cr_expect(shows(&w, "****"), "%s", forms[i]);
        cr_expect(shows(&w, ", ha"), "%s", forms[i]);
        buf_done(&line);
        finish(&w);
    }
}

Test(mask, a_known_password_is_hidden_in_commands_that_take_none)
{
    static const char *const lines[] = {
        "XPASS hunter2secret\r\n",
        "hunter2secret\r\n",
        "USER hunter2secret\r\n",
        "UIDLhunter2secret\n",
        "XYZZY AHVzZXIAaHVudGVyMnNlY3JldA==\r\n",
        "RETR 1 hunter2secret\r\n",
        "TOP 1 hunter2secret\r\n",
        "UIDL hunter2secret\r\n",
        "LIST aHVudGVyMnNlY3JldA==\r\n",
        "DELE 68756e74657232736563726574\r\n",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct world w;

        begin(&w);
        feed(&w, SIDE_SERVER, "+OK\r\n");
        feed(&w, SIDE_CLIENT, "USER a\r\nPASS hunter2secret\r\n");
        feed(&w, SIDE_SERVER, "+OK\r\n-ERR\r\n");
        feed(&w, SIDE_CLIENT, lines[i]);
        feed(&w, SIDE_SERVER, "-ERR what?\r\n");
        cr_expect(not(shows(&w, "hunter2")), "%s", lines[i]);
        cr_expect(not(shows(&w, "HVudGVyM")), "%s", lines[i]);
        finish(&w);
    }
}

/* A token is as long as its server likes. */
Test(mask, a_long_secret_is_hidden_in_every_form)
{
    static const size_t lengths[] = {255, 257, 300, 4000};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct mask *m = mask_new(ignore_event, NULL);
        struct buf token = {0}, hex = {0}, hidden = {0};

        for (size_t k = 0; k < lengths[i]; k++) {
            char c = (char)('a' + (k * 7 + k / 26) % 26);

            buf_add_char(&token, c);
            buf_add_format(&hex, "%02x", (unsigned)c);
        }
        mask_learn(m, buf_span(&token));
        cr_expect(mask_hide(m, buf_span(&hex), &hidden), "%zu", lengths[i]);
        cr_expect(eq(str, (char *)buf_text(&hidden), "****"));
        buf_done(&token);
        buf_done(&hex);
        buf_done(&hidden);
        mask_free(m);
    }
}

Test(mask, a_message_number_is_shown_though_a_password_is_one)
{
    struct world w;

    begin(&w);
    mask_learn(w.mask, SPAN("1234"));
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT,
         "RETR 1234\r\nTOP 1234 12345\r\nTOP 1234 x1234\r\n"
         "DELE 31323334\r\n");
    cr_expect(shows(&w, "RETR 1234\r"));
    cr_expect(shows(&w, "TOP 1234 12345\r"));
    cr_expect(shows(&w, "TOP 1234 x****\r"));
    cr_expect(shows(&w, "DELE ****\r")); /* in hex */
    finish(&w);
}

Test(mask, a_password_is_known_without_the_blanks_around_it)
{
    static const char *const lines[] = {"PASS  hunter2secret\r\n",
                                        "PASS hunter2secret \r\n",
                                        "PASS \thunter2secret\t\r\n"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct world w;

        begin(&w);
        feed(&w, SIDE_SERVER, "+OK\r\n");
        feed(&w, SIDE_CLIENT, lines[i]);
        feed(&w, SIDE_SERVER,
             "-ERR no \"hunter2secret\" (aHVudGVyMnNlY3JldA==,"
             " 68756e74657232736563726574)\r\n");
        cr_expect(not(shows(&w, "hunter")), "%s", lines[i]);
        cr_expect(shows(&w, "no \"****\" (****, ****)"), "%s", lines[i]);
        finish(&w);
    }
}

static const struct packed {
    const char *mechanism;
    struct span first;  /* response, before base64 */
    const char *second; /* the next one, or NULL */
} packed_rows[] = {
    {"PLAIN",   SPAN("joe\0hunter2secret"),                  NULL             },
    {"PLAIN",   SPAN("hunter2secret"),                       NULL             },
    {"PLAIN",   SPAN("\0joe\0hunter2secret\r\n"),            NULL             },
    {"PLAIN",   SPAN("joe\0hunter2secret\n"),                NULL             },
    {"PLAIN",   SPAN("\0hunter2secret"),                     NULL             },
    {"PLAIN",   SPAN("\0joe\0hunter2secret\0"),              NULL             },
    {"PLAIN",   SPAN("joe\0hunter2secret\0"),                NULL             },
    {"LOGIN",   SPAN("joe"),                                 "hunter2secret\n"},
    {"LOGIN",   SPAN("joe\n"),                               "hunter2secret"  },
    {"XOAUTH2", SPAN("user=joe\1auth=bearer hunter2secret"), NULL             },
    {"XOAUTH2", SPAN("hunter2secret\n"),                     NULL             },
};

/* What people pack by hand is not always what the mechanism asks for. */
Test(mask, a_password_in_a_response_that_is_malformed_is_known)
{
    for (size_t i = 0; i < sizeof packed_rows / sizeof *packed_rows; i++) {
        const struct packed *row = &packed_rows[i];
        struct buf line = {0};
        struct world w;

        begin(&w);
        feed(&w, SIDE_SERVER, "+OK\r\n");
        buf_add_format(&line, "AUTH %s ", row->mechanism);
        base64_encode(&line, row->first);
        buf_add_text(&line, "\r\n");
        feed(&w, SIDE_CLIENT, buf_text(&line));
        if (row->second) {
            feed(&w, SIDE_SERVER, "+ \r\n");
            buf_clear(&line);
            base64_encode(&line, span_of(row->second));
            buf_add_text(&line, "\r\n");
            feed(&w, SIDE_CLIENT, buf_text(&line));
        }
        feed(&w, SIDE_SERVER, "-ERR hunter2secret of joe\r\n");
        cr_expect(shows(&w, "-ERR **** of joe"), "%zu", i);
        buf_done(&line);
        finish(&w);
    }
}

Test(mask, what_was_meant_for_a_refused_exchange_is_hidden)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "AUTH LOGIN\r\n");
    feed(&w, SIDE_SERVER, "-ERR no\r\n");
    feed(&w, SIDE_CLIENT, "am9l\r\n");
    feed(&w, SIDE_SERVER, "-ERR what?\r\n");
    feed(&w, SIDE_CLIENT, "aHVudGVyMnNlY3JldA==\r\n");
    feed(&w, SIDE_SERVER, "-ERR what is aHVudGVyMnNlY3JldA==?\r\n");
    feed(&w, SIDE_CLIENT, "helpmeup\r\n");
    feed(&w, SIDE_SERVER, "-ERR what is helpmeup?\r\n");
    feed(&w, SIDE_CLIENT, "NOOP\r\n");
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "bm90aGluZ2F0YWxs\r\n");
    feed(&w, SIDE_SERVER, "-ERR what?\r\n");
    cr_expect(not(shows(&w, "aHVudGVy")));
    cr_expect(shows(&w, "what is ****?"));
    cr_expect(shows(&w, "what is helpmeup?"));
    cr_expect(shows(&w, "bm90aGluZ2F0YWxs\r\n")); /* no AUTH before it */
    finish(&w);
}

Test(mask, a_name_with_an_empty_password_is_shown)
{
    struct world w;

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    feed(&w, SIDE_CLIENT, "AUTH PLAIN AHN0dWRlbnQA\r\n"); /* student */
    feed(&w, SIDE_SERVER, "-ERR no, student\r\n");
    cr_expect(shows(&w, "-ERR no, student"));
    finish(&w);
}

Test(mask, a_password_cut_at_the_end_of_what_is_kept_is_hidden)
{
    for (size_t before = 495; before < 525; before++) {
        struct world w;
        struct buf line = {0};

        begin(&w);
        mask_learn(w.mask, SPAN("hunter2secret"));
        buf_add_text(&line, "+OK ");
        for (size_t i = 0; i < before; i++)
            buf_add_char(&line, '.');
        buf_add_text(&line, "hunter2secret\r\n");
        feed(&w, SIDE_SERVER, buf_text(&line));
        cr_expect(not(shows(&w, "hunt")), "%zu", before);
        buf_done(&line);
        finish(&w);
    }
}

Test(mask, a_password_that_the_connection_cuts_is_hidden)
{
    struct world w;

    begin(&w);
    mask_learn(w.mask, SPAN("hunter2secret"));
    feed(&w, SIDE_SERVER, "+OK hello hunter2sec");
    dialogue_feed(w.dialogue, &(struct chunk){.kind = CHUNK_CLOSE});
    cr_expect(not(shows(&w, "hunt")));
    cr_expect(shows(&w, "hello ****"));
    finish(&w);
}

Test(mask, nothing_of_a_password_beyond_what_is_kept_of_a_line_is_shown)
{
    struct world w;
    struct buf line = {0};

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    buf_add_text(&line, "PASS ");
    while (line.len < 3 * REQUEST_LINE_MOST)
        buf_add_text(&line, "hunter2");
    buf_add_text(&line, "\r\n");
    feed(&w, SIDE_CLIENT, buf_text(&line));
    cr_expect(not(shows(&w, "hunter")));
    buf_done(&line);
    finish(&w);
}

/* The first place in text where a secret begins, looked for octet by octet. */
static size_t find_slowly(const char *const *secrets, size_t count,
                          struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        for (size_t k = 0; k < count; k++)
            if (span_starts(span_from(text, i), span_of(secrets[k])))
                return i;
    return text.len;
}

/* Texts of few letters, so that every secret nearly begins nearly everywhere.
 */
Test(mask, a_secret_is_found_wherever_it_begins)
{
    static const char *const all[] = {"abab", "aabba", "bbbbab", "abcabcabcabc",
                                      "cabbaabc"};
    unsigned random = 1;

    for (size_t count = 1; count <= sizeof all / sizeof *all; count++) {
        struct secrets s = {0};

        for (size_t k = 0; k < count; k++)
            secrets_learn(&s, span_of(all[k]));
        for (int round = 0; round < 4000; round++) {
            char text[40];
            size_t len = (size_t)round % sizeof text, want;
            struct span found;

            for (size_t i = 0; i < len; i++) {
                random = random * 1103515245 + 12345;
                text[i] = "abcd"[(random >> 16) % (round % 2 ? 3 : 4)];
            }
            want = find_slowly(all, count, (struct span){text, len});
            found = secrets_find(&s, (struct span){text, len});
            cr_assert(eq(sz, found.len ? (size_t)(found.at - text) : len, want),
                      "%.*s", (int)len, text);
        }
        secrets_done(&s);
    }
}

/* --- numbers --- */

Test(mask, passwords_have_numbers_that_stay)
{
    struct passwords p = {0};
    char word[] = "word-a";

    cr_expect(eq(uint, passwords_number(&p, SPAN("")), 0));
    passwords_put(&p, 2, SPAN("second"));
    cr_expect(eq(uint, passwords_number(&p, SPAN("first")), 1));
    cr_expect(eq(uint, passwords_number(&p, SPAN("second")), 2));
    cr_expect(eq(uint, p.last, 2));
    for (unsigned i = 3; i <= PASSWORDS_MOST; i++, word[5]++)
        cr_expect(eq(uint, passwords_number(&p, span_of(word)), i));
    cr_expect(eq(uint, passwords_number(&p, SPAN("one more")), 0));
    cr_expect(eq(uint, passwords_number(&p, SPAN("first")), 1));
    cr_expect(eq(uint, passwords_find(&p, SPAN("First")), 0));
    passwords_done(&p);
    cr_expect(eq(uint, passwords_find(&p, SPAN("first")), 0));
}

/* Of the "****" in a line of the client. */
static void see_hidden(void *ctx, const struct event *e)
{
    struct buf *out = ctx;

    for (size_t i = 0; i < e->hidden_count; i++) {
        cr_expect(
            span_starts(span_from(e->raw, e->hidden[i].at), SPAN("****")));
        buf_add_format(out, "%d:%u ", (int)e->hidden[i].what,
                       e->hidden[i].number);
    }
    if (e->kind == EVENT_REQUEST)
        buf_add_format(out, "%u; ", e->password);
}

Test(mask, what_is_hidden_is_told_and_shared_numbers_go_on)
{
    struct passwords list = {0};
    struct buf told = {0};

    for (int i = 0; i < 2; i++) {
        struct world w = {.mask = mask_new(see_hidden, &told)};

        mask_share_passwords(w.mask, &list);
        w.dialogue = dialogue_new(mask_see, w.mask);
        dialogue_feed(w.dialogue, &(struct chunk){.kind = CHUNK_OPEN});
        feed(&w, SIDE_SERVER, "+OK\r\n");
        feed(&w, SIDE_CLIENT, i ? "PASS other\r\n" : "PASS first\r\n");
        feed(&w, SIDE_CLIENT, "X first Zmlyc3Q= **** AHUAZmlyc3Q=\r\n");
        feed(&w, SIDE_CLIENT, "AUTH PLAIN AHUAb3RoZXI=\r\n");
        finish(&w);
    }
    cr_expect(eq(str, (char *)buf_text(&told),
                 "1:1 0; 1:1 0:0 0:0 0; 2:0 2; "
                 "1:2 0; 0; 2:0 2; "));
    passwords_done(&list);
    buf_done(&told);
}

Test(mask, many_passwords_are_all_remembered)
{
    struct world w;
    char line[64];

    begin(&w);
    feed(&w, SIDE_SERVER, "+OK\r\n");
    for (int i = 0; i < 60; i++) {
        snprintf(line, sizeof line, "PASS word%dsecret\r\n", i);
        feed(&w, SIDE_CLIENT, line);
        feed(&w, SIDE_SERVER, "-ERR\r\n");
        cr_expect(mask_has_unnumbered(w.mask) == (i >= 8), "%d", i);
    }
    cr_expect(mask_has_forgotten(w.mask) == false);
    feed(&w, SIDE_CLIENT, "NOOP\r\n");
    feed(&w, SIDE_SERVER, "-ERR word0secret word59secret\r\n");
    cr_expect(span_find_span(buf_span(&w.seen), SPAN("secret")) == w.seen.len);
    for (int i = 60; i < 130; i++) {
        snprintf(line, sizeof line, "PASS word%dsecret\r\n", i);
        feed(&w, SIDE_CLIENT, line);
        feed(&w, SIDE_SERVER, "-ERR\r\n");
    }
    cr_expect(mask_has_forgotten(w.mask));
    finish(&w);
}

/* "ab\"d" in base64 behind 0, 1 and 2 octets. */
Test(mask, a_short_password_is_found_in_base64_of_something_longer)
{
    static const char *const cores[] = {"YWIiZ", "FiIm", "hYiJk"};

    for (size_t i = 0; i < sizeof cores / sizeof *cores; i++) {
        struct world w;
        struct buf line = {0};

        begin(&w);
        mask_learn(w.mask, SPAN("ab\"d"));
        buf_add_format(&line, "+OK %sXX\r\n", cores[i]);
        feed(&w, SIDE_SERVER, buf_text(&line));
        cr_expect(not(shows(&w, cores[i])), "%s", cores[i]);
        buf_done(&line);
        finish(&w);
    }
}
