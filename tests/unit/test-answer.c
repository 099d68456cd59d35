/* test-answer.c - the pieces of a session, put together from its events. */
#include <config.h>

#include "net/transcript/answer.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(answer, .timeout = 10);

static const char *const kinds[] = {
    [ANSWER_GREETING] = "greeting",
    [ANSWER_REPLY] = "reply",
    [ANSWER_CHALLENGE] = "challenge",
    [ANSWER_STRAY] = "stray",
};

/* One line an answer: kind, verb, exchange, "*" several lines, number of lines
 * behind the first, [code], its octets. */
static void print(void *ctx, const struct answer *a)
{
    struct buf *out = ctx;

    buf_add_format(out, "%s %s %u%s %llu", kinds[a->kind],
                   a->verb ? a->verb->name : "-", a->exchange,
                   a->multi ? "*" : "", (unsigned long long)a->lines);
    if (a->code.len)
        buf_add_format(out, " [%s]", buf_text(&a->code));
    if (a->content == CONTENT_MESSAGE && a->multi)
        buf_add_format(out, " %llu/%llu", (unsigned long long)a->data_lines,
                       (unsigned long long)a->data_octets);
    buf_add_text(out, " ");
    for (size_t i = 0; i < a->octets.len; i++) /* CR LF is "$" */
        if (a->octets.at[i] != '\r')
            buf_add_char(out, a->octets.at[i] == '\n' ? '$' : a->octets.at[i]);
    buf_add_text(out, a->end == END_CUT ? " cut\n" : "\n");
}

static char *answers(const char *script, enum split split, unsigned seed)
{
    struct buf out = {0};
    struct answers *a = answers_new(print, &out);

    trace_feed(script, split, seed, answers_see, a, NULL);
    answers_free(a);
    return out.len ? buf_take(&out) : calloc(1, 1);
}

static const struct {
    const char *script, *want;
} rows[] = {
    {"open\nS +OK hi\\r\\n",                                           "greeting - 0 0 +OK hi$\n"},
    {"open\nS +OK hi\\r\\n\nC STAT\\r\\n\nS +OK 2 320\\r\\n",
     "greeting - 0 0 +OK hi$\nreply STAT 1 0 +OK 2 320$\n"                                       },
    {"open\nS +OK\\r\\n\nC LIST\\r\\n\nC NOOP\\r\\n\n"
     "S +OK [A/B] x\\r\\n1 2\\r\\n2 3\\r\\n.\\r\\n+OK\\r\\n",     "greeting - 0 0 +OK$\n"
     "reply LIST 1* 2 [A/B] +OK [A/B] x$1 2$2 3$\n"
     "reply NOOP 2 0 +OK$\n"   },
 /* the message as on the wire, counted without what stuffing added */
    {"open\nS +OK\\r\\n\nC RETR 1\\r\\n\nS "
     "+OK\\r\\n..a\\r\\n\\r\\nb\\r\\n.\\r\\n",                    "greeting - 0 0 +OK$\n"
     "reply RETR 1* 0 3/9 +OK$..a$$b$\n"      },
    {"open\nS +OK\\r\\n\nC RETR 1\\r\\n\nS +OK\\r\\n.\\r\\n",
     "greeting - 0 0 +OK$\nreply RETR 1* 0 0/0 +OK$\n"                                           },
    {"open\nS +OK\\r\\n\nC RETR 1\\r\\n\nS -ERR no\\r\\n",
     "greeting - 0 0 +OK$\nreply RETR 1 0 -ERR no$\n"                                            },
    {"open\nS +OK\\r\\n\nC AUTH CRAM-MD5\\r\\n\nS + YQ==\\r\\n\nC "
     "Yg==\\r\\n\nS "
     "+OK\\r\\n",                                                 "greeting - 0 0 +OK$\nchallenge AUTH 1 0 + YQ==$\n"
     "reply AUTH 1 0 +OK$\n"                                               },
    {"open\nS +OK\\r\\n+OK what\\r\\n\nC NOOP\\r\\n\nS +OK\\r\\n",
     "greeting - 0 0 +OK$\nstray - 0 0 +OK what$\n"
     "reply NOOP 1 0 +OK$\n"                                                                     },
    {"open\nS +OK\\r\\n\nC LIST\\r\\n\nS +OK\\r\\n1 2\\r\\n\nclose\n",
     "greeting - 0 0 +OK$\nreply LIST 1* 1 +OK$1 2$ cut\n"                                       },
};

Test(answer, it_is_the_same_however_the_octets_are_split)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (unsigned seed = 0; seed < 6; seed++) {
            enum split split = seed == 0   ? SPLIT_WHOLE
                               : seed == 1 ? SPLIT_OCTETS
                                           : SPLIT_RANDOM;
            char *got = answers(rows[i].script, split, seed);

            cr_expect(eq(str, got, (char *)rows[i].want), "split %d", split);
            free(got);
        }
}

/* --- what is known at the end --- */

static void keep(void *ctx, const struct answer *a)
{
    struct answer *last = ctx;

    *last = *a;
    last->octets = last->code = (struct buf){0};
}

static struct answer last_of(const char *script)
{
    struct answer last = {0};
    struct answers *a = answers_new(keep, &last);

    trace_feed(script, SPLIT_RANDOM, 7, answers_see, a, NULL);
    answers_free(a);
    return last;
}

Test(answer, a_message_has_the_digest_of_its_unstuffed_octets)
{
    static const struct {
        const char *script, *want;
    } digests[] = {
        {"open\nS +OK\\r\\n\nC RETR 1\\r\\n\nS "
         "+OK\\r\\n..abc\\r\\nd\\r\\n.\\r\\n",            /* ".abc\r\nd\r\n" */
         "d6813b8c6394798c61ea633bc40848441fd5c612578b8412bea07e218e36af42"},
        {"open\nS +OK\\r\\n\nC TOP 1 0\\r\\n\nS +OK\\r\\n.\\r\\n",
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"                                                       },
    };

    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
        struct answer last = last_of(digests[i].script);
        char hex[65];

        answer_hex(&last, hex);
        cr_expect(eq(str, hex, (char *)digests[i].want));
    }
}

Test(answer, it_has_the_time_of_question_and_end)
{
    struct answer last =
        last_of("open\nS +OK\\r\\n\nC LIST\\r\\n\n+30\nS +OK\\r\\n\n+200\n"
                "S .\\r\\n");

    cr_expect(ge(u64, last.at_ns - last.asked_ns, 230000000));
    cr_expect(lt(u64, last.at_ns - last.asked_ns, 240000000));
}

/* Whether a second line comes is not known for a while; that is no part of
 * it. */
Test(answer, the_wait_for_a_second_line_does_not_count)
{
    struct answer last = last_of("open\nS +OK\\r\\n\nC XFAST\\r\\n\n+30\n"
                                 "S +OK\\r\\n\n+900\nC NOOP\\r\\n\n");

    cr_expect(lt(u64, last.at_ns - last.asked_ns, 40000000));
}

Test(answer, it_is_open_from_its_status_line_to_its_end)
{
    static const struct {
        const char *script;
        bool open;
    } states[] = {
        {"open\nS +OK\\r\\n",                                            false},
        {"open\nS +OK\\r\\n\nC LIST\\r\\n\nS +OK\\r\\n1 2\\r\\n",        true },
        {"open\nS +OK\\r\\n\nC LIST\\r\\n\nS +OK\\r\\n1 2\\r\\n.\\r\\n", false},
    };

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct answer last = {0};
        struct answers *a = answers_new(keep, &last);

        trace_feed(states[i].script, SPLIT_WHOLE, 0, answers_see, a, NULL);
        cr_expect(eq(int, answers_open(a), states[i].open), "row %zu", i);
        answers_free(a);
    }
}
