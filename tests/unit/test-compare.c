/* test-compare.c - recorded answers against those that come. */
#include <config.h>

#include "net/transcript/compare-private.h"
#include "net/transcript/plan.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(compare, .timeout = 10);

#define MAGIC "%POP3-TRANSCRIPT 1\n\n"

/* A recording, and what is found when a session is held against it. */
struct bench {
    struct buf text; /* what the transcript lies in */
    struct transcript transcript;
    struct plan plan;
    struct plan_scratch scratch;
    struct variables bound;
    struct compare compare;
    size_t next;    /* answer of the plan */
    struct buf out; /* differences */
    enum compare_result worst;
    bool in_words; /* tell why */
};

/* "7 text 1 200 x|1 200@5;": line of the file, level, the two sides, where they
 * part; "~" before a note; "<x": x stands in the place of what is missing, or
 * was expected in the place of what is too much. */
static void tell(void *ctx, const struct difference *d)
{
    struct bench *b = ctx;

    buf_add_format(&b->out, "%s%u %s %.*s|%.*s", d->note ? "~" : "", d->line,
                   compare_level_name(d->level), (int)d->expected.len,
                   d->expected.at, (int)d->got.len, d->got.at);
    if (d->beside.at)
        buf_add_format(&b->out, "<%.*s", (int)d->beside.len, d->beside.at);
    if (d->has_at)
        buf_add_format(&b->out, "@%zu", d->at);
    if (d->why && b->in_words)
        buf_add_format(&b->out, " (%s)", d->why);
    buf_add_text(&b->out, ";");
}

static void take(void *ctx, const struct answer *got)
{
    struct bench *b = ctx;
    struct wanted w;
    enum compare_result result;

    cr_assert(lt(sz, b->next, b->plan.answer_count));
    plan_want(&b->plan, &b->plan.answers[b->next++], 0, &b->scratch, &w);
    result = compare_answer(&b->compare, &w, got);
    if (result > b->worst)
        b->worst = result;
}

static void bench_init(struct bench *b, const char *session)
{
    struct error err = {0};

    *b = (struct bench){
        .compare = {.bindings = &b->bound,
                    .tell = tell,
                    .ctx = b,
                    .host = SPAN("mail.example.org")}
    };
    buf_add_text(&b->text, MAGIC);
    buf_add_text(&b->text, session);
    cr_assert(transcript_read(&b->transcript, buf_span(&b->text), "t", &err) &&
                  plan_make(&b->plan, &b->transcript, "t", &err),
              "%s", err.what);
}

static void bench_hear(struct bench *b, const char *script)
{
    struct answers *a = answers_new(take, b);

    trace_feed(script, SPLIT_RANDOM, 3, answers_see, a, NULL);
    answers_free(a);
}

static void bench_done(struct bench *b)
{
    buf_done(&b->out);
    variables_done(&b->bound);
    plan_scratch_done(&b->scratch);
    plan_done(&b->plan);
    transcript_done(&b->transcript);
    buf_done(&b->text);
}

/* Before the rows: a greeting, on line 3 of the file. */
#define SAID "S: +OK\n"
#define LIVE "open\nS +OK\\r\\n\n"

/* Play the answer to one command against what was recorded of it. */
static void bench_play(struct bench *b, const char *command,
                       const char *recorded, const char *live,
                       const struct compare_how *how)
{
    struct buf said = {0}, script = {0};

    buf_add_format(&said, SAID "C: %s\n%s", command, recorded);
    buf_add_format(&script, LIVE "C %s\\r\\n\nS %s\n", command, live);
    bench_init(b, buf_text(&said));
    b->compare.how = *how;
    bench_hear(b, buf_text(&script));
    buf_done(&said);
    buf_done(&script);
}

static const struct row {
    const char *command, *recorded, *live;
    enum compare_level first; /* that sees it; COMPARE_WIRE + 1: none */
} rows[] = {
    {"NOOP",          "S: +OK a\n",                                                      "+OK a\\r\\n",                  COMPARE_WIRE + 1},
    {"NOOP",          "S: +OK a\n",                                                      "+OK b\\r\\n",                  COMPARE_TEXT    },
    {"NOOP",          "S: +OK\n",                                                        "+ok\\r\\n",                    COMPARE_TEXT    },
    {"NOOP",          "S: +OK\n",                                                        "+OK\\n",                       COMPARE_WIRE    },
    {"NOOP",          "S: +OK\n",                                                        "-ERR\\r\\n",                   COMPARE_OUTCOME },
    {"NOOP",          "S: +OK [A]\n",                                                    "+OK [B]\\r\\n",                COMPARE_GRAMMAR },
    {"NOOP",          "S: +OK [A]\n",                                                    "+OK [a]\\r\\n",                COMPARE_TEXT    },
    {"NOOP",          "S: +OK [A]\n",                                                    "+OK\\r\\n",                    COMPARE_GRAMMAR },
 /* shapes */
    {"LIST",          "S: +OK\nS: 1 2\nS: .\n",                                          "-ERR\\r\\n",                   COMPARE_OUTCOME },
    {"LIST",          "S: +OK\nS: 1 2\nS: .\n",                                          "+OK\\r\\n1 2\\r\\n\nclose",
     COMPARE_OUTCOME                                                                                                                     },
    {"LIST",          "S: +OK\nS: 1 2\nS: .\n",                                          "+OK\\r\\n.\\r\\n",             COMPARE_GRAMMAR },
    {"LIST",          "S: +OK\nS: 1 2\nS: .\n",                                          "+OK\\r\\n1 3\\r\\n.\\r\\n",
     COMPARE_WIRE                                                                                                                        },
    {"LIST",          "S: +OK\nS: 1 2\nS: .\n",                                          "+OK\\r\\n1 2 x\\r\\n.\\r\\n",
     COMPARE_TEXT                                                                                                                        },
    {"LIST",          "S: +OK\nS: 1 2\nS: .\n",                                          "+OK\\r\\n1 2\\r\\n.\\n",       COMPARE_WIRE    },
    {"UIDL",          "S: +OK\nS: 1 aa\nS: .\n",                                         "+OK\\r\\n1 bb\\r\\n.\\r\\n",
     COMPARE_WIRE                                                                                                                        },
    {"AUTH PLAIN",    "S: + \n",                                                         "-ERR\\r\\n",                   COMPARE_OUTCOME },
    {"AUTH CRAM-MD5", "S: + YQ==\n",                                                     "+ Yg==\\r\\n",                 COMPARE_WIRE    },
 /* CAPA is a set of entries; in order as text */
    {"CAPA",          "S: +OK\nS: TOP\nS: UIDL\nS: .\n",
     "+OK\\r\\nUIDL\\r\\nTOP\\r\\n.\\r\\n",                                                                              COMPARE_TEXT    },
    {"CAPA",          "S: +OK\nS: TOP\nS: UIDL\nS: .\n",                                 "+OK\\r\\nUIDL\\r\\n.\\r\\n",
     COMPARE_GRAMMAR                                                                                                                     },
    {"CAPA",          "S: +OK\nS: SASL PLAIN LOGIN\nS: .\n",
     "+OK\\r\\nSASL LOGIN\\r\\n.\\r\\n",                                                                                 COMPARE_GRAMMAR },
    {"CAPA",          "S: +OK\n@ set\nS: TOP\nS: UIDL\n@ end\nS: .\n",
     "+OK\\r\\nUIDL\\r\\nTOP\\r\\n.\\r\\n",                                                                              COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\n@ set\nS: TOP\nS: UIDL\n@ end\nS: .\n",
     "+OK\\r\\nUIDL\\r\\nTOP\\r\\nX\\r\\n.\\r\\n",                                                                       COMPARE_TEXT    },
 /* messages */
    {"RETR 1",        "S: +OK\nS: ..a\nS: .\n",                                          "+OK\\r\\n..a\\r\\n.\\r\\n",
     COMPARE_WIRE + 1                                                                                                                    },
    {"RETR 1",        "S: +OK\nS: 1 2222\nS: .\n",                                       "+OK\\r\\n1 2223\\r\\n.\\r\\n",
     COMPARE_TEXT                                                                                                                        },
    {"RETR 1",        "S: +OK\n@ body lines=1 octets=3\nS: .\n",
     "+OK\\r\\na\\r\\n.\\r\\n",                                                                                          COMPARE_WIRE + 1},
    {"RETR 1",        "S: +OK\n@ body lines=1 octets=4\nS: .\n",
     "+OK\\r\\na\\r\\n.\\r\\n",                                                                                          COMPARE_TEXT    },
    {"RETR 1",        "S: +OK\n@ body lines=1 octets=3 sha256=00\nS: .\n",
     "+OK\\r\\na\\r\\n.\\r\\n",                                                                                          COMPARE_TEXT    },
 /* what changes from session to session */
    {"QUIT",          "S: +OK mail.example.org says bye\n",
     "+OK localhost says bye\\r\\n",                                                                                     COMPARE_WIRE    },
    {"STAT",          "S: +OK 2 320\n",                                                  "+OK 2 321\\r\\n",              COMPARE_WIRE    },
    {"STAT",          "S: +OK 2 320\n",                                                  "+OK 3 320\\r\\n",              COMPARE_TEXT    },
 /* masks of the file */
    {"STAT",          "S: +OK \\{:num} \\{:octets}\n",                                   "+OK 3 9\\r\\n",
     COMPARE_WIRE + 1                                                                                                                    },
    {"STAT",          "S: +OK \\{:num} \\{:octets}\n",                                   "+OK 3 9 x\\r\\n",              COMPARE_TEXT    },
    {"STAT",          "S: +OK \\{n:num} \\{n}\n",                                        "+OK 3 9\\r\\n",                COMPARE_GRAMMAR },
    {"STAT",          "S: +OK \\{n:num} \\{n}\n",                                        "+OK 3 3\\r\\n",                COMPARE_WIRE + 1},
    {"NOOP",          "S: \\{:any}\n",                                                   "-ERR no\\r\\n",                COMPARE_WIRE + 1},
    {"UIDL",          "S: +OK\nS*: \\{:any}\nS: .\n",
     "+OK\\r\\n1 a\\r\\n2 b\\r\\n.\\r\\n",                                                                               COMPARE_WIRE + 1},
    {"UIDL",          "S: +OK\nS?: 1 a\nS: 2 b\nS: .\n",                                 "+OK\\r\\n2 b\\r\\n.\\r\\n",
     COMPARE_WIRE + 1                                                                                                                    },

 /* an assignment that exists is found: the line itself before any mask */
    {"CAPA",          "S: +OK\n@ set\nS*: \\{:any}\nS: TOP\nS: UIDL\n@ end\nS: .\n",
     "+OK\\r\\nTOP\\r\\nX\\r\\nUIDL\\r\\n.\\r\\n",                                                                       COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\n@ set\nS?: \\{:any}\nS: TOP\n@ end\nS: .\n",
     "+OK\\r\\nTOP\\r\\n.\\r\\n",                                                                                        COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\n@ set\nS: \\{:any}\nS: X\\{:any}\nS: TOP\n@ end\nS: .\n",
     "+OK\\r\\nTOP\\r\\nXA\\r\\nXB\\r\\n.\\r\\n",                                                                        COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\n@ set\nS: X\\{:any}\nS: \\{:any}\nS: XA\n@ end\nS: .\n",
     "+OK\\r\\nXA\\r\\nQ\\r\\nXB\\r\\n.\\r\\n",                                                                          COMPARE_WIRE + 1},
    {"LIST",          "S: +OK\n@ set\nS: \\{n:num} x\nS: \\{n} y\n@ end\nS: .\n",
     "+OK\\r\\n1 y\\r\\n1 x\\r\\n.\\r\\n",                                                                               COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\n@ set\nS*: X\\{:any}\nS: TOP\n@ end\nS: .\n",
     "+OK\\r\\nXA\\r\\nTOP\\r\\nQ\\r\\n.\\r\\n",                                                                         COMPARE_TEXT    },
    {"CAPA",          "S: +OK\nS*: \\{:any}\nS: SASL \\{:any}\nS: .\n",
     "+OK\\r\\nTOP\\r\\nSASL A\\r\\n.\\r\\n",                                                                            COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\nS*: \\{:any}\nS?: X\nS: TOP\nS: .\n",
     "+OK\\r\\nX\\r\\nTOP\\r\\n.\\r\\n",                                                                                 COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\nS?: \\{:any}\nS: \\{:any}\nS: TOP\nS: .\n",
     "+OK\\r\\nA\\r\\nTOP\\r\\n.\\r\\n",                                                                                 COMPARE_WIRE + 1},
    {"CAPA",          "S: +OK\nS*: X\nS?: X\nS: X\nS: .\n",                              "+OK\\r\\nX\\r\\n.\\r\\n",
     COMPARE_WIRE + 1                                                                                                                    },
    {"CAPA",          "S: +OK\nS*: \\{:any}\nS: SASL \\{:any}\nS: .\n",
     "+OK\\r\\nTOP\\r\\n.\\r\\n",                                                                                        COMPARE_GRAMMAR },
};

Test(compare, each_level_sees_what_those_before_it_do_and_more)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int level = COMPARE_OUTCOME; level <= COMPARE_WIRE; level++) {
            struct compare_how how = {.level = (enum compare_level)level};
            struct bench b;

            bench_play(&b, rows[i].command, rows[i].recorded, rows[i].live,
                       &how);
            cr_expect(
                eq(int, b.worst != COMPARE_SAME, level >= (int)rows[i].first),
                "row %zu, %s: %s", i,
                compare_level_name((enum compare_level)level),
                buf_text(&b.out));
            bench_done(&b);
        }
}

/* --- pins and frees --- */

/* RFC 1939 section 7 demands another timestamp each time. */
Test(compare, a_pinned_greeting_may_have_another_timestamp)
{
    cr_expect(eq(uint, aspect_of(WIRE_STAMP), 0));
    cr_expect(eq(uint, aspect_of(WIRE_UID), ASPECT_UIDS));
}

Test(compare, aspects_adjust_a_level_without_leaving_it)
{
    static const struct {
        const char *command, *recorded, *live;
        struct compare_how how;
        bool differs;
    } cases[] = {
        {"STAT",
         "S: +OK 2 320\n",                     "+OK 2 999\\r\\n",
         {COMPARE_GRAMMAR, 0, 0},
         false},
        {"STAT",
         "S: +OK 2 320\n",                     "+OK 2 999\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES, 0},
         true },
        {"STAT",
         "S: +OK 2 320\n",                     "+OK 2 999\\r\\n",
         {COMPARE_OUTCOME, ASPECT_SIZES, 0},
         true },
        {"STAT",
         "S: +OK 2 320\n",                     "+OK 2 999\\r\\n",
         {COMPARE_WIRE, 0, ASPECT_SIZES},
         false},
        {"STAT",
         "S: +OK 2 320\n",                     "+OK 2 999\\r\\n",
         {COMPARE_WIRE, 0, ASPECT_UIDS},
         true },
        {"UIDL",
         "S: +OK\nS: 1 aa\nS: .\n",            "+OK\\r\\n1 bb\\r\\n.\\r\\n",
         {COMPARE_TEXT, 0, 0},
         false},
        {"UIDL",
         "S: +OK\nS: 1 aa\nS: .\n",            "+OK\\r\\n1 bb\\r\\n.\\r\\n",
         {COMPARE_TEXT, ASPECT_UIDS, 0},
         true },
 /* a pinned mask stands for what was recorded */
        {"UIDL",
         "S: +OK\nS: 1 \\{u:uid=aa}\nS: .\n",  "+OK\\r\\n1 bb\\r\\n.\\r\\n",
         {COMPARE_TEXT, 0, 0},
         false},
        {"UIDL",
         "S: +OK\nS: 1 \\{u:uid=aa}\nS: .\n",  "+OK\\r\\n1 bb\\r\\n.\\r\\n",
         {COMPARE_TEXT, ASPECT_UIDS, 0},
         true },
        {"UIDL",
         "S: +OK\nS: 1 \\{u:uid}\nS: .\n",     "+OK\\r\\n1 bb\\r\\n.\\r\\n",
         {COMPARE_TEXT, ASPECT_UIDS, 0},
         false},
        {"LIST",
         "S: +OK\nS: 1 2\nS: .\n",             "+OK\\r\\n.\\r\\n",
         {COMPARE_GRAMMAR, 0, 0},
         true },
        {"LIST",
         "S: +OK\nS: 1 2\nS: .\n",             "+OK\\r\\n.\\r\\n",
         {COMPARE_GRAMMAR, 0, ASPECT_COUNTS},
         false},
        {"LIST",
         "S: +OK\nS: 1 2\nS: .\n",             "+OK\\r\\n.\\r\\n",
         {COMPARE_OUTCOME, 0, 0},
         false},
        {"LIST",
         "S: +OK\nS: 1 2\nS: .\n",             "+OK\\r\\n.\\r\\n",
         {COMPARE_OUTCOME, ASPECT_COUNTS, 0},
         true },
 /* the words that are pinned, and nothing beside */
        {"STAT",
         "S: +OK 2 320\n",                     "+OK 2 320 octets\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES | ASPECT_COUNTS, 0},
         false},
        {"STAT",
         "S: +OK 3 320\n",                     "+OK 2 320\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES, 0},
         false},
        {"STAT",
         "S: +OK 3 320\n",                     "+OK 2 320\\r\\n",
         {COMPARE_OUTCOME, ASPECT_COUNTS, 0},
         true },
        {"STAT",
         "S: +OK 3 320\n",                     "+OK 2 320\\r\\n",
         {COMPARE_WIRE, 0, ASPECT_COUNTS},
         false},
        {"STAT",
         "S: +OK 3 320\n",                     "+OK 2 320 x\\r\\n",
         {COMPARE_TEXT, 0, ASPECT_COUNTS},
         true },
        {"LIST",
         "S: +OK listing\nS: 1 2\nS: .\n",     "+OK 1 there\\r\\n1 2\\r\\n.\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES, 0},
         false},
        {"LIST",
         "S: +OK\nS: 1 2\nS: .\n",             "+OK\\r\\n1 3\\r\\n.\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES, 0},
         true },
        {"LIST",
         "S: +OK\nS: 1 2\nS: .\n",             "+OK\\r\\n1 2 x\\r\\n.\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES, 0},
         false},
        {"LIST",
         "S: +OK\nS: 1 \\{:octets=2}\nS: .\n", "+OK\\r\\n1 3\\r\\n.\\r\\n",
         {COMPARE_OUTCOME, ASPECT_SIZES, 0},
         true },
        {"LIST 1",
         "S: +OK 1 2\n",                       "+OK 1 3\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_SIZES, 0},
         true },
        {"UIDL 1",
         "S: +OK 1 a\n",                       "+OK 1 b\\r\\n",
         {COMPARE_GRAMMAR, ASPECT_UIDS, 0},
         true },
        {"LIST",
         "S: +OK 2 m\nS: 1 2\nS: 2 2\nS: .\n", "+OK 1 m\\r\\n2 2\\r\\n.\\r\\n",
         {COMPARE_TEXT, 0, ASPECT_COUNTS},
         false},
        {"LIST",
         "S: +OK 1 m\nS: 2 2\nS: .\n",         "+OK 2 m\\r\\n1 2\\r\\n2 2\\r\\n.\\r\\n",
         {COMPARE_WIRE, 0, ASPECT_COUNTS},
         false},
        {"LIST",
         "S: +OK 1 m\nS: 2 2\nS: .\n",         "+OK 1 x\\r\\n2 2\\r\\n.\\r\\n",
         {COMPARE_WIRE, 0, ASPECT_COUNTS},
         true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench b;

        bench_play(&b, cases[i].command, cases[i].recorded, cases[i].live,
                   &cases[i].how);
        cr_expect(eq(int, b.worst != COMPARE_SAME, cases[i].differs),
                  "row %zu: %s", i, buf_text(&b.out));
        bench_done(&b);
    }
}

Test(compare, the_greeting_is_an_aspect)
{
    static const struct {
        struct compare_how how;
        bool differs;
    } cases[] = {
        {{COMPARE_GRAMMAR, 0, 0},               false},
        {{COMPARE_GRAMMAR, ASPECT_GREETING, 0}, true },
        {{COMPARE_TEXT, 0, 0},                  true },
        {{COMPARE_WIRE, 0, ASPECT_GREETING},    false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench b;

        bench_init(&b, "S: +OK one\n");
        b.compare.how = cases[i].how;
        bench_hear(&b, "open\nS +OK two\\r\\n\n");
        cr_expect(eq(int, b.worst != COMPARE_SAME, cases[i].differs), "row %zu",
                  i);
        bench_done(&b);
    }
}

/* --- what a difference says --- */

Test(compare, a_difference_has_line_level_and_octet)
{
    static const struct {
        const char *command, *recorded, *live;
        enum compare_level level;
        const char *want;
    } cases[] = {
        {"NOOP",    "S: +OK one\n",                                   "+OK onE\\r\\n",                    COMPARE_TEXT,
         "5 text +OK one|+OK onE@6;"                                                                                                                                },
        {"NOOP",    "S: +OK\n",                                       "-ERR\\r\\n",                       COMPARE_GRAMMAR,
         "5 outcome +OK|-ERR@0;"                                                                                                                                    },
        {"NOOP",    "S: +OK\n",                                       "+OK\\n",                           COMPARE_WIRE,    "5 wire +OK|+OK@3;"                      },
        {"CAPA",    "S: +OK\nS: TOP\nS: .\n",                         "+OK\\r\\nX\\r\\n.\\r\\n",
         COMPARE_GRAMMAR,                                                                                                  "6 grammar TOP|<.@0;~5 grammar |X@0;"    },
        {"NOOP",    "S: +OK [AB]\n",                                  "+OK [ac] x\\r\\n",                 COMPARE_GRAMMAR,
         "5 grammar +OK [AB]|+OK [ac] x@6;"                                                                                                                         },
        {"NOOP",    "S: +OK [AB]\n",                                  "+OK\\r\\n",                        COMPARE_GRAMMAR,
         "5 grammar +OK [AB]|+OK@3;"                                                                                                                                },
 /* one line more does not shift those behind it */
        {"RETR 1",  "S: +OK\nS: a\nS: b\nS: c\nS: .\n",
         "+OK\\r\\na\\r\\nx\\r\\nb\\r\\nc\\r\\n.\\r\\n",                                                  COMPARE_TEXT,
         "7 text |x<b@0;"                                                                                                                                           },
 /* nor does one less */
        {"RETR 1",  "S: +OK\nS: a\nS: b\nS: c\nS: .\n",
         "+OK\\r\\na\\r\\nc\\r\\n.\\r\\n",                                                                COMPARE_TEXT,    "7 text b|<c@0;"                         },
        {"RETR 1",  "S: +OK\nS: a\nS: .\n",                           "+OK\\r\\na\\r\\nb\\r\\n.\\r\\n",
         COMPARE_TEXT,                                                                                                     "7 text |b<.@0;"                         },
 /* entries of a listing, by their numbers */
        {"LIST",    "S: +OK\nS: 1 10\nS: 2 20\nS: 3 30\nS: .\n",
         "+OK\\r\\n1 10\\r\\n3 31\\r\\n.\\r\\n",                                                          COMPARE_GRAMMAR,
         "7 grammar 2 20|<3 31@0;"                                                                                                                                  },
        {"LIST",    "S: +OK\nS: 1 10\nS: 2 20\nS: .\n",
         "+OK\\r\\n1 10\\r\\n2 20\\r\\n21 5\\r\\n.\\r\\n",                                                COMPARE_GRAMMAR,
         "8 grammar |21 5<.@0;"                                                                                                                                     },
        {"UIDL",    "S: +OK\nS: 1 a\nS: 2 b\nS: .\n",                 "+OK\\r\\n1 a\\r\\n.\\r\\n",
         COMPARE_TEXT,                                                                                                     "7 text 2 b|<.@0;"                       },
        {"LIST",    "S: +OK\nS: 1 \\{:octets}\nS: \\{:any}\nS: .\n",
         "+OK\\r\\n.\\r\\n",                                                                              COMPARE_GRAMMAR,
         "6 grammar 1 \\{:octets}|<.@0;7 grammar \\{:any}|<.@0;"                                                                                                    },
        {"LIST",    "S: +OK\nS: 1 10\nS*: \\{:any}\nS: .\n",          "+OK\\r\\n.\\r\\n",
         COMPARE_GRAMMAR,                                                                                                  "5 grammar +OK|+OK;"                     },
        {"LIST",    "S: +OK\nS: 1 1\nS: 9 9\nS: 2 2\nS: 3 3\nS: .\n",
         "+OK\\r\\n1 1\\r\\n2 2\\r\\n3 3\\r\\n.\\r\\n",                                                   COMPARE_GRAMMAR,
         "7 grammar 9 9|<2 2@0;"                                                                                                                                    },
        {"UIDL",    "S: +OK\nS: 1 a\nS: 2 b\nS: 3 c\nS: .\n",
         "+OK\\r\\n1 a\\r\\n9 z\\r\\n2 b\\r\\n3 x\\r\\n.\\r\\n",                                          COMPARE_GRAMMAR, "7 grammar |9 z<2 b@0;"                  },
        {"LIST",    "S: +OK\nS: 1 1\nS: 2 2\nS: 3 3\nS: .\n",
         "+OK\\r\\n1 1\\r\\n9 9\\r\\n2 2\\r\\n3 3\\r\\n.\\r\\n",                                          COMPARE_TEXT,
         "7 text |9 9<2 2@0;"                                                                                                                                       },
        {"LIST",    "S: +OK\nS: 1 1\nS: 2 2\nS: 2 2\nS: 3 3\nS: .\n",
         "+OK\\r\\n1 5\\r\\n2 2\\r\\n3 3\\r\\n.\\r\\n",                                                   COMPARE_GRAMMAR,
         "8 grammar 2 2|<3 3@0;"                                                                                                                                    },
        {"LIST",    "S: +OK\nS: 1 1\nS: 2 2\nS: 3 3\nS: .\n",
         "+OK\\r\\n1 1\\r\\n8 2\\r\\n3 3\\r\\n4 4\\r\\n.\\r\\n",                                          COMPARE_GRAMMAR, "7 grammar 2 2|8 2@0;9 grammar |4 4<.@0;"},
        {"TOP 1 0", "S: +OK\nS: ab\nS: .\n",                          "+OK\\r\\naa\\r\\nab\\r\\n.\\r\\n",
         COMPARE_TEXT,                                                                                                     "6 text |aa<ab@1;"                       },
        {"CAPA",    "S: +OK\nS: SASL A B\nS: .\n",
         "+OK\\r\\nSASL A C\\r\\n.\\r\\n",                                                                COMPARE_GRAMMAR,
         "6 grammar SASL A B|<SASL A C@7;"                                                                                                                          },
 /* a set: what is not there, and what nobody expects */
        {"CAPA",    "S: +OK\n@ set\nS: A\nS: B\n@ end\nS: .\n",
         "+OK\\r\\nC\\r\\nA\\r\\n.\\r\\n",                                                                COMPARE_TEXT,
         "7 text |C@0;8 text B|<.@0;"                                                                                                                               },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compare_how how = {.level = cases[i].level};
        struct bench b;

        bench_play(&b, cases[i].command, cases[i].recorded, cases[i].live,
                   &how);
        cr_expect(eq(str, (char *)buf_text(&b.out), (char *)cases[i].want));
        cr_expect(
            eq(u64, b.next, b.plan.answer_count)); /* each answer compared */
        bench_done(&b);
    }
}

Test(compare, a_long_difference_is_told_in_part)
{
    struct buf said = {0}, live = {0};
    struct compare_how how = {.level = COMPARE_TEXT};
    struct bench b;
    size_t told = 0;

    buf_add_text(&said, "S: +OK\n");
    buf_add_text(&live, "+OK\\r\\n");
    for (int i = 0; i < 100; i++) {
        buf_add_format(&said, "S: a%d\n", i);
        buf_add_format(&live, "b%d\\r\\n", i);
    }
    buf_add_text(&said, "S: .\n");
    buf_add_text(&live, ".\\r\\n");
    bench_play(&b, "RETR 1", buf_text(&said), buf_text(&live), &how);
    for (size_t i = 0; i < b.out.len; i++)
        told += b.out.at[i] == ';';
    cr_expect(eq(sz, told, 21)); /* 20 and how many more */
    bench_done(&b);
    buf_done(&said);
    buf_done(&live);
}

/* --- long listings --- */

enum { ENTRIES = 100000 };

/* A listing of ENTRIES, but for the entries whose numbers `without` has;
 * recorded, or as it came. */
static void add_listing(struct buf *out, bool live, const char *entry,
                        bool (*without)(int n))
{
    buf_add_text(out, live ? "+OK\\r\\n" : "S: +OK\n");
    for (int n = 1; n <= ENTRIES; n++) {
        if (without && without(n))
            continue;
        if (!live)
            buf_add_text(out, "S: ");
        buf_add_format(out, "%d", n);
        buf_add_text(out, entry);
        buf_add_text(out, live ? "\\r\\n" : "\n");
    }
    buf_add_text(out, live ? ".\\r\\n" : "S: .\n");
}

static bool is_777(int n)
{
    return n == 777;
}

static bool is_of_a_run(int n)
{
    return n > 500 && n <= 700;
}

Test(compare, what_is_gone_of_a_long_listing_is_told_and_nothing_else,
     .timeout = 30)
{
    static const struct {
        const char *command, *entry;
        bool (*gone)(int n), (*fresh)(int n);
        const char *want;
    } cases[] = {
        {"UIDL",   " x", is_777,      NULL,   "782 text 777 x|<778 x@2;"},
        {"UIDL",   " x", NULL,        is_777, "782 text |777 x<778 x@2;"},
        {"RETR 1", " x", is_777,      NULL,   "782 text 777 x|<778 x@2;"},
        {"RETR 1", "",   is_of_a_run, NULL,   NULL                      },
        {"UIDL",   " x", is_of_a_run, is_777, NULL                      },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf said = {0}, live = {0};
        struct compare_how how = {.level = COMPARE_TEXT};
        struct bench b;

        add_listing(&said, false, cases[i].entry, cases[i].fresh);
        add_listing(&live, true, cases[i].entry, cases[i].gone);
        bench_play(&b, cases[i].command, buf_text(&said), buf_text(&live),
                   &how);
        if (cases[i].want) {
            cr_expect(eq(str, (char *)buf_text(&b.out), (char *)cases[i].want));
        } else { /* 20 of 200 or 201, and how many more */
            const char *told = cases[i].fresh ? "520 x|<701 x@0;5 text |;"
                                              : "506 text 501|<701@0;";
            bool found = strstr(buf_text(&b.out), told);

            cr_expect(found, "%s", buf_text(&b.out));
        }
        bench_done(&b);
        buf_done(&said);
        buf_done(&live);
    }
}

Test(compare, what_is_gone_of_a_long_set_is_told_and_nothing_else,
     .timeout = 30)
{
    static const struct {
        const char *command, *before, *behind, *want;
    } cases[] = {
        {"LIST",    "",      " 100",
         "5006 text 5000 100|<.@0;100007 text \\{:any}z|<.@0;" },
        {"TOP 1 1", "line ", "",
         "5006 text line 5000|<.@0;100007 text \\{:any}z|<.@0;"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf said = {0}, live = {0};
        struct compare_how how = {.level = COMPARE_TEXT};
        struct bench b;

        buf_add_text(&said, "S: +OK\n@ set\n");
        buf_add_text(&live, "+OK\\r\\n");
        for (int n = 1; n <= ENTRIES; n++) {
            int other = ENTRIES + 1 - n; /* the other way round */

            buf_add_format(&said, "S: %s%d%s\n", cases[i].before, n,
                           cases[i].behind);
            if (other == 5000)
                continue;
            buf_add_format(&live, "%s%d%s\\r\\n", cases[i].before, other,
                           cases[i].behind);
        }
        buf_add_text(&said, "S: \\{:any}z\n@ end\nS: .\n");
        buf_add_text(&live, ".\\r\\n");
        bench_play(&b, cases[i].command, buf_text(&said), buf_text(&live),
                   &how);
        cr_expect(eq(str, (char *)buf_text(&b.out), (char *)cases[i].want));
        bench_done(&b);
        buf_done(&said);
        buf_done(&live);
    }
}

/* --- what ends a session --- */

Test(compare, what_changes_the_state_is_told_from_what_differs)
{
    static const struct {
        const char *command, *recorded, *live;
        enum compare_result want;
    } cases[] = {
        {"NOOP",          "S: +OK\n",       "-ERR\\r\\n",       COMPARE_DIFFERS},
        {"PASS p",        "S: +OK\n",       "-ERR\\r\\n",       COMPARE_STATE  },
        {"STLS",          "S: +OK\n",       "-ERR\\r\\n",       COMPARE_STATE  },
        {"AUTH CRAM-MD5", "S: + YQ==\n",    "-ERR\\r\\n",       COMPARE_STATE  },
        {"LIST",          "S: +OK\nS: .\n", "+OK\\r\\n\nclose", COMPARE_STATE  },
        {"LIST",          "S: +OK\nS: .\n", "-ERR\\r\\n",       COMPARE_DIFFERS},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compare_how how = {.level = COMPARE_OUTCOME};
        struct bench b;

        bench_play(&b, cases[i].command, cases[i].recorded, cases[i].live,
                   &how);
        cr_expect(eq(int, b.worst, cases[i].want), "row %zu", i);
        bench_done(&b);
    }
}

/* --- lines that need not come --- */

/* Each line that came finds its own, however many there are. */
Test(compare, many_lines_that_need_not_come)
{
    static const struct {
        const char *recorded, *last; /* S*: lines, and what comes behind them */
        bool same;
    } cases[] = {
        {"S*: \\{:any}\nS: SASL \\{:any}\n",               "SASL X\\r\\n",          true },
        {"S*: \\{:any}\nS: SASL \\{:any}\n",               "SASX X\\r\\n",          false},
        {"S*: \\{:any}\nS?: \\{:any}\nS: X\\{:any}\n",     "Xa\\r\\n",              true },
        {"S*: X\\{:num}\nS*: \\{:any}\nS: Y\\{:num}\n",    "a\\r\\nY1\\r\\n",
         true                                                                            },
        {"S*: \\{:any}\nS: Y\\{:any}\nS: Y\\{:any}\n",     "Y\\r\\nY\\r\\nY\\r\\n",
         true                                                                            },
        {"S*: \\{:any}\nS: Y\\{:any}\nS: Y\\{:any}\n",     "Y\\r\\nZ\\r\\nY\\r\\n",
         false                                                                           },
        {"S: X1\nS*: \\{:any}\nS: X5000\nS*: X\\{:num}\n", "",                      true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compare_how how = {.level = COMPARE_TEXT};
        struct buf recorded = {0}, live = {0};
        struct bench b;

        buf_add_format(&recorded, "S: +OK\n%sS: .\n", cases[i].recorded);
        buf_add_text(&live, "+OK\\r\\n");
        for (unsigned n = 1; n <= 6000; n++)
            buf_add_format(&live, "X%u\\r\\n", n);
        buf_add_format(&live, "%s.\\r\\n", cases[i].last);
        bench_play(&b, "CAPA", buf_text(&recorded), buf_text(&live), &how);
        cr_expect(eq(int, b.worst == COMPARE_SAME, cases[i].same),
                  "row %zu: %s", i, buf_text(&b.out));
        bench_done(&b);
        buf_done(&recorded);
        buf_done(&live);
    }
}

/* --- how it ends --- */

Test(compare, the_final_dot_is_a_line)
{
    static const char next[] = "C: NOOP\nS: +OK\n";
    static const struct {
        const char *dot, *came, *want;
        enum compare_level level;
    } cases[] = {
        {"S: .\n",       ".\\r\\n", "",                                                 COMPARE_WIRE   },
        {"",             "",        "",                                                 COMPARE_WIRE   },
        {"",             ".\\r\\n", "",                                                 COMPARE_GRAMMAR},
        {"",             ".\\r\\n", "6 text |. (the final dot line was not recorded);",
         COMPARE_TEXT                                                                                  },
        {"",             ".\\n",    "6 wire |. (the final dot line was not recorded);",
         COMPARE_WIRE                                                                                  },
        {"S: .\n",       "",        "7 text .| (the final dot line did not come);",
         COMPARE_TEXT                                                                                  },
        {"S: .\n",       ".\\n",    "",                                                 COMPARE_TEXT   },
        {"S: .\n",       ".\\n",    "7 wire | (the final dot line has not its CRLF);",
         COMPARE_WIRE                                                                                  },
        {"S: .\\n\\;\n", ".\\r\\n",
         "7 wire | (the final dot line has a CRLF now);",                               COMPARE_WIRE   },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf said = {0}, script = {0};
        struct bench b;

        buf_add_format(&said, SAID "C: LIST\nS: +OK\nS: 1 2\n%s%s",
                       cases[i].dot, next);
        buf_add_format(&script,
                       LIVE "C LIST\\r\\n\nS +OK\\r\\n1 2\\r\\n%s\n"
                            "C NOOP\\r\\n\nS +OK\\r\\n\n",
                       cases[i].came);
        bench_init(&b, buf_text(&said));
        b.compare.how.level = cases[i].level;
        b.in_words = true;
        bench_hear(&b, buf_text(&script));
        cr_expect(eq(str, (char *)buf_text(&b.out), (char *)cases[i].want),
                  "row %zu", i);
        bench_done(&b);
        buf_done(&said);
        buf_done(&script);
    }
}

/* --- captures --- */

Test(compare, what_a_mask_caught_is_compared_in_later_answers)
{
    static const char recorded[] =
        SAID "C: STAT\nS: +OK \\{n:num} \\{s:octets}\nC: LIST 1\n"
             "S: +OK \\{n} \\{s}\n";
    static const struct {
        const char *live, *want;
    } cases[] = {
        {"open\nS +OK\\r\\n\nC STAT\\r\\n\nS +OK 1 99\\r\\n\nC LIST "
         "1\\r\\n\nS +OK 1 99\\r\\n\n", ""                },
        {"open\nS +OK\\r\\n\nC STAT\\r\\n\nS +OK 1 99\\r\\n\nC LIST "
         "1\\r\\n\nS +OK 1 98\\r\\n\n", "7 grammar +OK \\{n} \\{s}|+OK 1 98@7 (s had another value before: "
         "\"99\");"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench b;
        struct span value;

        bench_init(&b, recorded);
        b.in_words = true;
        b.compare.how.level = COMPARE_GRAMMAR;
        bench_hear(&b, cases[i].live);
        cr_expect(eq(str, (char *)buf_text(&b.out), (char *)cases[i].want));
        cr_assert(variables_get(&b.bound, SPAN("s"), &value, NULL));
        cr_expect(span_is(value, "99"));
        bench_done(&b);
    }
}

Test(compare, names_of_levels_and_aspects)
{
    enum compare_level level = COMPARE_OUTCOME;

    cr_expect(compare_level_find(SPAN("wire"), &level));
    cr_expect(eq(int, level, COMPARE_WIRE));
    cr_expect(not(compare_level_find(SPAN("wir"), &level)));
    cr_expect(eq(int, aspect_find(SPAN("uids")), ASPECT_UIDS));
    cr_expect(eq(int, aspect_find(SPAN("colours")), 0));
}
