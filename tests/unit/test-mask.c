/* test-mask.c - no reader of events sees a secret. */
#include <config.h>

#include "net/pop3/dialogue.h"
#include "net/pop3/mask.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
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
    {"PASS x",               false, "PASS ****"        },
    {"pass  two words",      false, "pass ****"        },
    {"  PASS x",             false, "  PASS ****"      },
    {"PASS\tx",              false, "PASS\t****"       },
    {"AUTH\tPLAIN\tabc",     false, "AUTH\tPLAIN\t****"},
    {"PASS",                 false, "PASS"             },
    {"PASS ",                false, "PASS "            },
    {"STAT",                 false, "STAT"             },
    {"APOP joe abc",         false, "APOP joe ****"    },
    {"AUTH PLAIN",           false, "AUTH PLAIN"       },
    {"AUTH PLAIN abc",       false, "AUTH PLAIN ****"  },
    {"AUTH  PLAIN  abc def", false, "AUTH  PLAIN  ****"},
    {"AUTH PLAIN =",         false, "AUTH PLAIN ="     },
    {"anything",             true,  "****"             },
    {"*",                    true,  "*"                },
    {"",                     true,  ""                 },
    {"USER joe",             false, "USER joe"         },
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
