/* test-plan.c - transcripts taken apart into steps and answers. */
#include <config.h>

#include "net/transcript/plan.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(plan, .timeout = 60);

#define MAGIC "%POP3-TRANSCRIPT 1\n\n"

struct played {
    struct buf text;
    struct transcript transcript;
    struct plan plan;
};

static bool make_from(struct played *out, const char *text, bool folded,
                      struct error *err)
{
    bool ok;

    *out = (struct played){0};
    buf_add_text(&out->text, text);
    ok = folded ? transcript_read_folded(&out->transcript, &out->text, "t", err)
                : transcript_read(&out->transcript, buf_span(&out->text), "t",
                                  err);
    cr_assert(ok, "%s: %s", err->what, text);
    return plan_make(&out->plan, &out->transcript, "t", err);
}

static bool make(struct played *out, const char *text, struct error *err)
{
    return make_from(out, text, false, err);
}

static void played_done(struct played *p)
{
    plan_done(&p->plan);
    transcript_done(&p->transcript);
    buf_done(&p->text);
}

/* --- steps --- */

static const char *const step_names[] = {
    [STEP_CONNECT] = "connect",
    [STEP_SEND] = "send",
    [STEP_EXPECT] = "expect",
    [STEP_FLUSH] = "flush",
    [STEP_PAUSE] = "pause",
    [STEP_CHUNK] = "chunk",
    [STEP_AT] = "at",
    [STEP_TLS_START] = "start",
    [STEP_TLS_OK] = "ok",
    [STEP_TLS_FAIL] = "fail",
    [STEP_CLOSE_BY_SERVER] = "closed",
    [STEP_CLOSE_BY_CLIENT] = "close",
    [STEP_SILENCE] = "silence",
    [STEP_TITLE] = "title",
    [STEP_SASL] = "sasl",
    [STEP_SASL_END] = "end",
};

/* "connect expect send:2 pause=200000000": names, the connection unless it is
 * the first, and .ns unless it is 0. */
static char *steps_of(const char *text)
{
    struct played p;
    struct error err = {0};
    struct buf out = {0};

    cr_assert(make(&p, text, &err), "%s", err.what);
    for (size_t i = 0; i < p.plan.step_count; i++) {
        const struct step *step = &p.plan.steps[i];

        buf_add_text(&out, i ? " " : "");
        buf_add_text(&out, step_names[step->kind]);
        if (step->conn > 1)
            buf_add_format(&out, ":%u", step->conn);
        if (step->kind != STEP_EXPECT && step->ns)
            buf_add_format(&out, "=%llu", (unsigned long long)step->ns);
    }
    played_done(&p);
    return buf_take(&out);
}

Test(plan, steps_are_in_the_order_of_the_file)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"@ connect\nS: +OK\nC: NOOP\nC: NOOP\nS: +OK\nS: +OK\n"
         "@ close by=server\n",                            "connect expect send send expect expect closed"                },
        {"S: +OK\nC: QUIT\nS: +OK\n@ close by=client\n",
         "connect expect send expect close"                                                                                        },
        {"@ connect tls=implicit\n@ tls start\n@ tls ok\nS: +OK\n",
         "connect=1 start ok expect"                                                                                               },
        {"@ connect\nS: +OK\nC: STLS\nS: +OK\n@ tls start\n@ tls fail "
         "reason=x\n",                                     "connect expect send expect start fail"                        },
        {"S: +OK\nC: NOOP\n@ flush\nC: NOOP\n@ pause 200ms\n@ chunk 3\n@ "
         "t=1.5\n"
         "@ timeout after=2s\n",                           "connect expect send flush send pause=200000000 chunk=3 at=1500000000 "
         "silence=2000000000"                                                             },
        {"@ step \"a\"\nS: +OK\n@ sasl PLAIN user=u secret=s\nC: AUTH PLAIN\n"
         "S: + \nC: \\{!sasl}\nS: +OK\n@ end\n",           "title connect expect sasl send expect send expect end"        },
        {"@ connect\nS: +OK\n@2 connect\nS2: +OK\nC2: NOOP\nC: NOOP\nS: +OK\n"
         "S2: +OK\n",                                      "connect expect connect:2 expect:2 send:2 send expect expect:2"},
 /* a block is of its connection, and ends with it */
        {"S: +OK\n@2 connect\nS2: +OK\n@ sasl PLAIN user=u secret=s\n"
         "@2 sasl PLAIN user=u secret=s\n@ end\n@2 end\n", "connect expect connect:2 expect:2 sasl sasl:2 end end:2"      },
        {"S: +OK\n@ sasl PLAIN user=u secret=s\nC: AUTH PLAIN\n"
         "@ close by=server\n@ connect\nS: +OK\n@ end\n",  "connect expect sasl send closed connect expect"               },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0};
        char *got;

        buf_add_text(&text, MAGIC);
        buf_add_text(&text, rows[i].text);
        got = steps_of(buf_text(&text));
        cr_expect(eq(str, got, (char *)rows[i].want));
        free(got);
        buf_done(&text);
    }
}

Test(plan, a_set_is_of_its_connection)
{
    struct played p;
    struct error err = {0};

    cr_assert(
        make(&p,
             MAGIC
             "S: +OK\n@2 connect\nS2: +OK\nC: CAPA\nS: +OK\n@ set\nS: TOP\n"
             "S2: stray\n@2 set\nS2: x\n@ end\nS: .\nS2: y\n",
             &err),
        "%s", err.what);
    cr_assert(ge(sz, p.plan.line_count, 8));
    for (size_t i = 0; i < p.plan.line_count; i++) {
        struct span text = p.plan.transcript->items[p.plan.lines[i].item].text;
        unsigned want = span_is(text, "TOP")                       ? 1
                        : span_is(text, "x") || span_is(text, "y") ? 2
                                                                   : 0;

        cr_expect(eq(uint, p.plan.lines[i].set, want), "line %zu", i);
    }
    played_done(&p);
}

/* Whatever stands among them. */
Test(plan, an_answer_has_lines_of_its_connection_only)
{
    struct played p;
    struct error err = {0};
    size_t lines = 0;

    cr_assert(make(&p,
                   MAGIC
                   "S: +OK\n@2 connect\nS2: +OK\nC: LIST\nC2: CAPA\nS: +OK\n"
                   "S2: +OK\nS: 1 2\nS2: TOP\nS: .\nC: NOOP\nS2: .\n"
                   "S: +OK\nC2: NOOP\nS2: +OK\n",
                   &err),
              "%s", err.what);
    for (size_t i = 0; i < p.plan.answer_count; i++) {
        const struct plan_answer *a = &p.plan.answers[i];
        const struct item *items = p.plan.transcript->items;

        for (uint32_t k = 0; k < a->line_count; k++) {
            uint32_t item = p.plan.lines[a->first_line + k].item;

            cr_expect(eq(uint, items[item].conn, items[a->end_item].conn));
            cr_expect(eq(int, items[item].kind, ITEM_SERVER));
        }
        lines += a->line_count;
    }
    cr_expect(eq(sz, p.plan.answer_count, 6));
    cr_expect(eq(sz, lines, 10));
    played_done(&p);
}

/* --- answers --- */

static const char *const kind_names[] = {
    [ANSWER_GREETING] = "greeting",
    [ANSWER_REPLY] = "reply",
    [ANSWER_CHALLENGE] = "challenge",
    [ANSWER_STRAY] = "stray",
};

/* Of each answer: kind, verb, line of its command, first and last line of the
 * file, and what it is: "+" positive, "-" negative, "*" several lines. */
static void print_answer(const struct played *p, const struct plan_answer *a,
                         struct buf *out)
{
    const struct item *items = p->transcript.items;
    const struct plan_line *first = &p->plan.lines[a->first_line];

    buf_add_format(out, "%s%s%s%s", kind_names[a->kind], a->verb ? " " : "",
                   a->verb ? a->verb->name : "",
                   a->status == STATUS_OK    ? " +"
                   : a->status == STATUS_ERR ? " -"
                                             : "");
    if (a->multi)
        buf_add_text(out, "*");
    if (a->command != PLAN_NONE)
        buf_add_format(out, " of %u", items[a->command].line);
    buf_add_format(out, " at %u-%u;",
                   a->line_count ? items[first->item].line : 0,
                   items[a->end_item].line);
}

static char *answers_of(const char *text)
{
    struct played p;
    struct error err = {0};
    struct buf out = {0};

    cr_assert(make(&p, text, &err), "%s", err.what);
    for (size_t i = 0; i < p.plan.answer_count; i++)
        print_answer(&p, &p.plan.answers[i], &out);
    played_done(&p);
    return buf_take(&out);
}

/* The first line behind MAGIC is line 3 of the file. */
Test(plan, answers_are_taken_apart_as_the_parser_does)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"S: +OK\nC: STAT\nS: +OK 2 320\n",
         "greeting + at 3-3;reply STAT + of 4 at 5-5;"                                                        },
        {"S: +OK\nC: LIST\nS: +OK\nS: 1 2\nS: .\nC: LIST 1\nS: +OK 1 2\n",
         "greeting + at 3-3;reply LIST +* of 4 at 5-7;"
         "reply LIST + of 8 at 9-9;"                                                                          },
        {"S: +OK\nC: LIST\nC: NOOP\nS: +OK\nS: 1 2\nS: .\nS: -ERR\n",
         "greeting + at 3-3;reply LIST +* of 4 at 6-8;reply NOOP - of 5 at "
         "9-9;"                                                                                               },
        {"S: +OK\nC: RETR 1\nS: +OK\n@ body lines=1 octets=3\nS: .\n",
         "greeting + at 3-3;reply RETR +* of 4 at 5-7;"                                                       },
        {"S: +OK\nC: AUTH PLAIN\nS: + \nC: \\{!sasl}\nS: +OK\n",
         "greeting + at 3-3;challenge AUTH of 4 at 5-5;reply AUTH + of 4 at "
         "7-7;"                                                                                               },
        {"S: +OK\nS: +OK stray\n",                                         "greeting + at 3-3;stray + at 4-4;"},
 /* a line of several items, and an item of several lines */
        {"S: +OK \\;\nS: ready\nC: NOOP\nC: NOOP\nS: +OK\\r\\n-ERR\n",
         "greeting + at 3-4;reply NOOP + of 5 at 7-7;reply NOOP - of 6 at "
         "7-7;"                                                                                               },
 /* a listing that a status line ends keeps that line out */
        {"S: +OK\nC: LIST\nC: NOOP\nS: +OK\nS: 1 2\nS: -ERR\n",
         "greeting + at 3-3;reply LIST +* of 4 at 6-8;reply NOOP - of 5 at "
         "8-8;"                                                                                               },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0};
        char *got;

        buf_add_text(&text, MAGIC);
        buf_add_text(&text, rows[i].text);
        got = answers_of(buf_text(&text));
        cr_expect(eq(str, got, (char *)rows[i].want));
        free(got);
        buf_done(&text);
    }
}

Test(plan, what_stands_before_an_answer_is_about_it_alone)
{
    static const char text[] =
        MAGIC "S: +OK\n@ allow stat/format\n@ within 2s\nC: STAT\nS: +OK 1\n"
              "@ level wire\nC: NOOP\nS: +OK\n@ level text\nC: NOOP\nS: +OK\n";
    struct played p;
    struct error err = {0};
    const struct plan_answer *a;

    cr_assert(make(&p, text, &err));
    cr_assert(eq(sz, p.plan.answer_count, 4));
    a = p.plan.answers;
    cr_expect(eq(u32, a[0].allow, PLAN_NONE));
    cr_expect(eq(int, a[0].level, -1));
    cr_expect(eq(u32, p.transcript.items[a[1].allow].line, 4));
    cr_expect(eq(u64, a[1].within_ns, 2000000000));
    cr_expect(eq(u32, a[2].allow, PLAN_NONE));
    cr_expect(eq(u64, a[2].within_ns, 0));
    cr_expect(eq(int, a[2].level, COMPARE_WIRE));
    cr_expect(eq(int, a[3].level, COMPARE_TEXT));
    played_done(&p);
}

Test(plan, it_knows_what_would_be_deleted)
{
    static const struct {
        const char *text;
        bool deletes;
    } rows[] = {
        {MAGIC "S: +OK\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n",                  true },
        {MAGIC "S: +OK\nC: DELE 1\nS: +OK\n",                                   false},
        {MAGIC "S: +OK\nC: DELE 1\nC: RSET\nC: QUIT\nS: +OK\nS: +OK\nS: +OK\n",
         false                                                                       },
        {MAGIC "@ connect\nS: +OK\nC: DELE 1\nS: +OK\n@ close by=client\n"
               "@ connect\nS: +OK\nC: QUIT\nS: +OK\n",                 false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct played p;
        struct error err = {0};

        cr_assert(make(&p, rows[i].text, &err));
        cr_expect(eq(int, p.plan.deletes, rows[i].deletes), "row %zu", i);
        played_done(&p);
    }
}

Test(plan, it_knows_the_rules_that_the_recording_breaks_by_verb)
{
    static const char text[] = MAGIC "S: +OK\nC: USER u\nS: +OK\nC: PASS p\n"
                                     "S: +OK\nC: STAT\nS: +OK 1\nC: NOOP\n"
                                     "S: +OK\n";
    struct played p;
    struct error err = {0};

    cr_assert(make(&p, text, &err));
    cr_expect(plan_knows(&p.plan, RULE_STAT_FORMAT, verb_find(SPAN("STAT"))));
    cr_expect(
        not(plan_knows(&p.plan, RULE_STAT_FORMAT, verb_find(SPAN("NOOP")))));
    cr_expect(not(plan_knows(&p.plan, RULE_STAT_FORMAT, NULL)));
    cr_expect(
        not(plan_knows(&p.plan, RULE_REPLY_BARE_LF, verb_find(SPAN("STAT")))));
    played_done(&p);
}

Test(plan, what_cannot_be_played_has_its_line)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {MAGIC "@ connect\nS: +OK\n@ connect\n",
         "t:5: this connection is open already"                                       },
        {MAGIC "# nothing\n",                    "t: there is no session in this file"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct played p;
        struct error err = {0};

        cr_expect(not(make(&p, rows[i].text, &err)));
        cr_expect(eq(int, err.code, ERROR_INPUT));
        cr_expect(eq(str, err.what, (char *)rows[i].want));
        played_done(&p);
    }
}

/* --- lines of an answer --- */

/* Parts: literals as they are, "{name:type-number=recorded}" for a mask,
 * "{name}" for a use. */
static void print_line(const struct wanted_line *line, struct buf *out)
{
    for (size_t i = 0; i < line->count; i++) {
        const struct part *part = &line->parts[i];

        switch (part->kind) {
        case PART_LITERAL:
            buf_add(out, part->octets);
            break;
        case PART_USE:
            buf_add_format(out, "{%.*s}", (int)part->name.len, part->name.at);
            break;
        case PART_MASK:
            buf_add_format(out, "{%.*s:%d", (int)part->name.len, part->name.at,
                           part->type);
            if (part->recorded.at) {
                buf_add_text(out, "=");
                buf_add(out, part->recorded);
            }
            buf_add_text(out, "}");
            break;
        }
    }
    buf_add_format(out, "/%zu;", line->end.len);
}

Test(plan, lines_are_parts_with_their_line_ends)
{
    static const struct {
        const char *text, *want, *code;
        bool any_status, any_code;
    } rows[] = {
        {"S: +OK [X/Y] so",                 "+OK [X/Y] so/2;",       "X/Y",    false, false},
        {"S: -ERR [IN-USE]",                "-ERR [IN-USE]/2;",      "IN-USE", false, false},
        {"S: +OK\\x41\\\\",                 "+OKA\\/2;",             "",       false, false},
        {"S: +OK\\n\\;",                    "+OK/1;",                "",       false, false},
        {"S: +OK\\r\\n\\;",                 "+OK/2;",                "",       false, false},
        {"S: +OK \\;\nS: so",               "+OK so/2;",             "",       false, false},
        {"S: +OK \\{n:num=2}\\{:any}\\{n}", "+OK {n:2=2}{:0}{n}/2;", "",       false,
         true                                                                              },
        {"S: \\{:any}",                     "{:0}/2;",               "",       true,  true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct played p;
        struct error err = {0};
        struct plan_scratch scratch = {0};
        struct wanted w;
        struct buf text = {0}, got = {0};

        buf_add_text(&text, MAGIC "S: +OK\nC: NOOP\n");
        buf_add_text(&text, rows[i].text);
        buf_add_text(&text, "\n");
        cr_assert(make(&p, buf_text(&text), &err), "%s", err.what);
        cr_assert(eq(sz, p.plan.answer_count, 2));
        plan_want(&p.plan, &p.plan.answers[1], 0, &scratch, &w);
        for (size_t k = 0; k < w.count; k++)
            print_line(&w.lines[k], &got);
        cr_expect(eq(str, (char *)buf_text(&got), (char *)rows[i].want));
        cr_expect(span_is(w.code, rows[i].code), "code of %s", rows[i].text);
        cr_expect(eq(int, w.any_status, rows[i].any_status), "%s",
                  rows[i].text);
        cr_expect(eq(int, w.any_code, rows[i].any_code), "%s", rows[i].text);
        plan_scratch_done(&scratch);
        played_done(&p);
        buf_done(&text);
        buf_done(&got);
    }
}

Test(plan, the_final_dot_is_no_line_and_a_body_stands_for_lines)
{
    static const char text[] =
        MAGIC "S: +OK\nC: LIST\nS: +OK\nS: 1 2\nS: .\nC: RETR 1\nS: +OK\n"
              "@ body lines=7 octets=9 sha256=ab\nS: .\n";
    struct played p;
    struct error err = {0};
    struct plan_scratch scratch = {0};
    struct wanted w;

    cr_assert(make(&p, text, &err), "%s", err.what);
    plan_want(&p.plan, &p.plan.answers[1], 0, &scratch, &w);
    cr_expect(eq(sz, w.count, 2));
    cr_expect(eq(u32, w.end_line, 7));
    cr_expect(not(w.body));
    plan_want(&p.plan, &p.plan.answers[2], 0, &scratch, &w);
    cr_expect(eq(sz, w.count, 1));
    cr_expect(w.body);
    cr_expect(eq(u64, w.body_lines, 7));
    cr_expect(eq(u64, w.body_octets, 9));
    cr_expect(span_is(w.body_sha256, "ab"));
    cr_expect(eq(u32, w.body_line, 10));
    plan_scratch_done(&scratch);
    played_done(&p);
}

/* --- many lines at a stroke --- */

/* A line of an item by its place among those that are no comments. */
static void add_place(struct buf *out, const struct played *p, uint32_t item,
                      uint32_t of)
{
    static uint32_t seen, place; /* of the last one asked for */
    const struct item *items = p->transcript.items;

    if (item == PLAN_NONE) {
        buf_add_text(out, "-|");
        return;
    }
    if (item < seen)
        seen = place = 0;
    for (; seen < item; seen++)
        place += items[seen].kind != ITEM_COMMENT ? items[seen].repeats + 1 : 0;
    buf_add_format(out, "%u|", place + of);
}

static void add_step(struct buf *out, const struct played *p,
                     const struct step *step)
{
    bool counted = step->kind == STEP_SEND || step->kind == STEP_EXPECT;

    cr_expect(counted || step->count == 1);
    for (uint32_t n = 0; n < step->count; n++) {
        buf_add_format(out, "%s:%u=%llu ", step_names[step->kind], step->conn,
                       counted ? 0 : (unsigned long long)step->ns);
        add_place(out, p, step->item, step->of + n);
        buf_add_text(out, "\n");
    }
}

static void add_answer(struct buf *out, const struct played *p,
                       const struct plan_answer *a, uint32_t n)
{
    buf_add_format(out, "%s %d %d %d %d %s %d %llu ", kind_names[a->kind],
                   a->status, a->end, a->multi, a->content,
                   a->verb ? a->verb->name : "-", a->level,
                   (unsigned long long)a->within_ns);
    if (a->command != PLAN_NONE)
        buf_add(out, p->transcript.items[a->command].text);
    buf_add_char(out, ' ');
    add_place(out, p, a->end_item, a->end_of + n);
    add_place(out, p, a->body, 0);
    add_place(out, p, a->allow, 0);
    for (uint32_t k = 0; k < a->line_count; k++) {
        const struct plan_line *line = &p->plan.lines[a->first_line + k];

        buf_add_format(out, " %u %d %d ", line->nth, line->joins, line->set);
        add_place(out, p, line->item, line->of + n);
    }
    buf_add_text(out, "\n");
}

/* All that a plan knows, whatever the numbers of its items. */
static char *everything(const char *text, bool folded)
{
    struct played p;
    struct error err = {0};
    struct buf out = {0};

    cr_assert(make_from(&p, text, folded, &err), "%s", err.what);
    add_place(&out, &p, 0, 0); /* of this file from here on */
    for (size_t i = 0; i < p.plan.step_count; i++)
        add_step(&out, &p, &p.plan.steps[i]);
    for (size_t i = 0; i < p.plan.answer_count; i++) {
        const struct plan_answer *a = &p.plan.answers[i];

        cr_expect(a->count == 1 || (folded && a->line_count == 1));
        for (uint32_t n = 0; n < a->count; n++)
            add_answer(&out, &p, a, n);
    }
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (p.plan.known[i])
            buf_add_format(&out, "%s %x\n", rules[i]->id, p.plan.known[i]);
    played_done(&p);
    return buf_take(&out);
}

/* The same session with a comment behind every line of it: each line is fed by
 * itself then. */
static char *line_by_line(const char *text)
{
    struct buf out = {0};
    const char *session = strstr(text, "\n\n") + 2;

    buf_add(&out, (struct span){text, (size_t)(session - text)});
    for (struct span rest = span_of(session); rest.len;) {
        size_t n = span_find(rest, '\n');

        buf_add(&out, span_first(rest, n));
        buf_add_text(&out, "\n#\n");
        rest = span_from(rest, n + 1);
    }
    return buf_take(&out);
}

static void check_batches(const char *text)
{
    char *single = line_by_line(text), *want = everything(single, false);

    for (int folded = 0; folded < 2; folded++) {
        char *got = everything(text, folded);

        cr_expect(eq(str, got, want), "%s%s", folded ? "folded: " : "", text);
        free(got);
    }
    free(single);
    free(want);
}

#define FIVE(line) line line line line line
#define NOOPS FIVE("C: NOOP\n")
#define OKS FIVE("S: +OK\n")
#define LOGIN                                                                  \
    "S: +OK\nC: CAPA\nS: +OK\nS: PIPELINING\nS: .\nC: USER u\nS: +OK\n"        \
    "C: PASS p\nS: +OK\n"

Test(plan, lines_at_a_stroke_are_what_each_is_by_itself)
{
    static const char *const sessions[] = {
        MAGIC LOGIN "C: NOOP\nC: NOOP\nC: NOOP\nC: NOOP\nC: NOOP\nC: STAT\n"
                    "S: +OK\nS: +OK\nS: +OK\nS: +OK\nS: +OK x\nS: +OK 1 2\n",
        MAGIC LOGIN
        "C: NOOP\nC: NOOP\nC: NOOP\nC: NOOP\n@ allow stat/format\n"
        "@ within 1s\nS: +OK\nS: +OK\nS: +OK\n@ level wire\nS: +OK\n"
        "S: +OK stray\nS: stray\nC: NOOP\nS: +OK\n",
        MAGIC LOGIN "C: LIST\nC: UIDL\nC: RETR 1\nC: NOOP\nS: +OK\nS: 1 2\n"
                    "S: 2 3\nS: .\nS: +OK\nS: 1 a\nS: 2 b\nS: .\nS: +OK\nS: a\n"
                    "S: ..b\nS:\nS: .\nS: -ERR\n",
        /* the first of many is another than the rest */
        MAGIC LOGIN NOOPS NOOPS NOOPS
        "@ within 1s\n" OKS "@ allow stat/format\n" OKS "@ level text\n" OKS,
        /* many of each, in other rows */
        MAGIC LOGIN NOOPS "C: RSET\n" NOOPS OKS OKS "S: +OK\r\n" OKS,
        /* a listing that a status line ends, and one that is cut */
        MAGIC LOGIN
        "C: LIST\nC: NOOP\nC: LIST\nS: +OK\nS: 1 2\nS: -ERR\nS: +OK\n"
        "S: 1 2\n@ close by=server\n",
        /* replies of unknown shape */
        MAGIC LOGIN "C: XFOO\nS: +OK\nS: more\nS: and more\nC: XFOO\nC: NOOP\n"
                    "S: +OK\nS: more\nS: +OK\n",
        MAGIC LOGIN "C: XFOO\nC: XFOO\nC: NOOP\nS: +OK\nS: a\nS: +OK\nS: +OK\n",
        /* joined to what stands before and behind */
        MAGIC LOGIN
        "C: RETR 1\nS: +OK\nS: a\\;\nS: b\nS: c\nS: d\\r\\ne\nS: f\n"
        "S: .\nC: NOOP\nC: NOOP\nS: +OK\\n\\;\nS: +OK\n",
        /* side by side, and again */
        MAGIC "@ connect\nS: +OK\n@2 connect\nS2: +OK\nS2: +OK\nC: NOOP\n"
              "C: NOOP\nC2: NOOP\nS: -ERR\nS: -ERR\nS2: -ERR\n"
              "@ close by=server\n@ connect\nS: +OK\nC: NOOP\nC: QUIT\n"
              "S: -ERR\nS: +OK\n",
        MAGIC "S: +OK\nC: AUTH CRAM-MD5\nC: YQ==\nC: NOOP\nS: + YQ==\nS: -ERR\n"
              "S: -ERR\nC: STLS\nS: +OK\nS: +OK injected\nS: +OK more\n"
              "@ tls ok\nC: NOOP\nC: NOOP\nS: -ERR\nS: -ERR\n",
    };

    for (size_t i = 0; i < sizeof sessions / sizeof *sessions; i++)
        check_batches(sessions[i]);
}

Test(plan, more_lines_than_go_at_a_stroke)
{
    struct buf text = {0};

    buf_add_text(&text, MAGIC LOGIN);
    for (int i = 0; i < 50000; i++)
        buf_add_text(&text, "C: NOOP\n");
    for (int i = 0; i < 50000; i++)
        buf_add_text(&text, i % 25000 ? "S: +OK done\n" : "S: +OK first\n");
    buf_add_text(&text, "C: LIST\nS: +OK\n");
    for (int i = 1; i < 9000; i++)
        buf_add_format(&text, "S: %d %d\n", i, i * 7);
    buf_add_text(&text, "S: .\n");
    check_batches(buf_text(&text));
    buf_done(&text);
}

Test(plan, any_session_at_a_stroke)
{
    static const char *const lines[] = {
        "C: NOOP\n", "C: LIST\n", "C: UIDL\n",  "C: RETR 1\n", "C: XFOO\n",
        "S: +OK\n",  "S: +OK\n",  "S: 1 2\n",   "S: 2 3\n",    "S: .\n",
        "S: -ERR\n", "S: x\\;\n", "S: a\\nb\n", "C: RSET\n",   "C: TOP 1 1\n"};
    unsigned seed = 11;

    for (int n = 0; n < 200; n++) {
        struct buf text = {0};

        buf_add_text(&text, MAGIC LOGIN);
        for (int k = rand_r(&seed) % 30; k > 0; k--) {
            size_t which = rand_r(&seed) % (sizeof lines / sizeof *lines);

            for (int again = 1 + rand_r(&seed) % 4; again > 0; again--)
                buf_add_text(&text, lines[which]);
        }
        check_batches(buf_text(&text));
        buf_done(&text);
    }
}
