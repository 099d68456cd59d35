/* test-learn.c - lessons, led by the events of a dialogue. */
#include <config.h>

#include "net/rules/finding.h"
#include "shell/learn/learn.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(learn, .timeout = 20);

#define OPEN                                                                   \
    "open\n"                                                                   \
    "S +OK ready <1@x>\\r\\n\n"
#define LOGIN                                                                  \
    "C USER student\\r\\n\nS +OK\\r\\n\nC PASS pop3\\r\\n\nS +OK\\r\\n\n"

static void keep(void *ctx, const struct buf *text)
{
    buf_add(ctx, buf_span(text));
}

/* What lesson `number` says while the script runs. */
static char *said(size_t number, const char *script)
{
    struct buf out = {0};
    struct learn *l = learn_new(keep, &out);

    learn_start(l, number);
    trace_feed(script, SPLIT_WHOLE, 0, learn_see, l, NULL);
    learn_free(l);
    return buf_take(&out);
}

static void expect(size_t number, const char *script, const char *words,
                   bool there)
{
    char *text = said(number, script);

    cr_expect(eq(int, strstr(text, words) != NULL, there),
              "lesson %zu: \"%s\" in: %s", number, words, text);
    free(text);
}

Test(learn, each_lesson_is_done_by_the_commands_of_its_hints)
{
    static const struct {
        size_t number;
        const char *script;
    } rows[] = {
        {1, OPEN "C STAT\\r\\n\nS -ERR\\r\\n\n" LOGIN
                 "C STAT\\r\\n\nS +OK 1 2\\r\\n\nC QUIT\\r\\n\nS +OK\\r\\n\n" },
        {2, OPEN LOGIN "C STAT\\r\\n\nS +OK 1 2\\r\\n\n"
                       "C LIST\\r\\n\nS +OK\\r\\n1 2\\r\\n.\\r\\n\n"
                       "C LIST 1\\r\\n\nS +OK 1 2\\r\\n\n"
                       "C RETR 1\\r\\n\nS +OK\\r\\nA: 1\\r\\n\\r\\n.\\r\\n\n" },
        {3, OPEN LOGIN "C TOP 2 0\\r\\n\nS +OK\\r\\nA: 1\\r\\n\\r\\n.\\r\\n\n"
                       "C TOP 2 20\\r\\n\n"
                       "S +OK\\r\\nA: 1\\r\\n\\r\\n..\\r\\n.\\r\\n\n"         },
        {4,
         OPEN LOGIN "C DELE 1\\r\\n\nS +OK\\r\\n\n"
                    "C RETR 1\\r\\n\nS -ERR\\r\\n\nC RSET\\r\\n\nS +OK\\r\\n\n"
                    "C DELE 1\\r\\n\nS +OK\\r\\n\nC QUIT\\r\\n\nS +OK\\r\\n\n"           },
        {5, OPEN LOGIN "C UIDL\\r\\n\nS +OK\\r\\n1 a\\r\\n2 b\\r\\n.\\r\\n\n"
                       "C UIDL 2\\r\\n\nS +OK 2 b\\r\\n\n"
                       "C DELE 1\\r\\n\nS +OK\\r\\n\n"
                       "C UIDL\\r\\n\nS +OK\\r\\n2 b\\r\\n.\\r\\n\n"          },
        {6, OPEN "C CAPA\\r\\n\nS +OK\\r\\nUSER\\r\\n.\\r\\n\n" LOGIN
                 "C CAPA\\r\\n\nS +OK\\r\\nUSER\\r\\n.\\r\\n\n"               },
        {7, OPEN "C CAPA\\r\\n\nS +OK\\r\\nSTLS\\r\\n.\\r\\n\n"
                 "C STLS\\r\\n\nS +OK\\r\\n\ntls\n"
                 "C CAPA\\r\\n\nS +OK\\r\\nUSER\\r\\n.\\r\\n\n" LOGIN         },
        {8, OPEN "C APOP student 0\\r\\n\nS -ERR [AUTH]\\r\\n\n"
                 "C AUTH PLAIN\\r\\n\nS + \\r\\n\n"
                 "C AHN0dWRlbnQAcG9wMw==\\r\\n\nS +OK\\r\\n\n"                },
        {9, OPEN "C HELO\\r\\n\nS -ERR\\r\\n\n"
                 "C USER student\\r\\n\nS +OK\\r\\n\n"
                 "C PASS wrong\\r\\n\nS -ERR [AUTH]\\r\\n\n" LOGIN
                 "C RETR 99\\r\\n\nS -ERR\\r\\n\nC RETR\\r\\n\nS -ERR\\r\\n\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char done[40];

        snprintf(done, sizeof done, "Lesson %zu is done.", rows[i].number);
        expect(rows[i].number, rows[i].script, done, true);
        expect(rows[i].number, rows[i].script, "still waits", false);
    }
}

static void find(struct learn *l, enum rule_id id)
{
    struct finding finding = {.rule = rules[id], .id = id};
    struct event e = {.kind = EVENT_FINDING, .finding = &finding};

    learn_see(l, &e);
}

Test(learn, the_lesson_of_faults_is_done_by_findings)
{
    struct buf out = {0};
    struct learn *l = learn_new(keep, &out);

    learn_start(l, 10);
    trace_feed(OPEN LOGIN, SPLIT_WHOLE, 0, learn_see, l, NULL);
    find(l, RULE_REPLY_BARE_LF);
    find(l, RULE_STAT_COUNT_VS_LIST);
    find(l, RULE_STAT_COUNT_VS_LIST);
    cr_expect(strstr(buf_text(&out), "Step 4") == NULL);
    find(l, RULE_REPLY_BARE_LF);
    find(l, RULE_REPLY_STATUS_UNKNOWN);
    cr_expect(strstr(buf_text(&out), "Lesson 10 is done.") != NULL);
    buf_done(&out);
    learn_free(l);
}

Test(learn, another_command_or_reply_does_not_reach_a_goal)
{
    static const struct {
        size_t number;
        const char *script;
    } rows[] = {
        {1, OPEN "C STAT\\r\\n\nS +OK 1 2\\r\\n\n"      },
        {1, OPEN "C LIST\\r\\n\nS -ERR\\r\\n\n"         },
        {2, OPEN "C USER student\\r\\n\nS +OK\\r\\n\n"  },
        {6, OPEN "C CAPA\\r\\n\nS -ERR\\r\\n\n"         },
        {7, OPEN "C STLS\\r\\n\nS +OK\\r\\n\ntls\n"     },
        {8, OPEN "C APOP student 0\\r\\n\nS +OK\\r\\n\n"},
        {9, OPEN "C NOOP\\r\\n\nS -ERR\\r\\n\n"         },
        {9, OPEN "C HELO\\r\\n\nS +OK\\r\\n\n"          },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(rows[i].number, rows[i].script, "Step 2", false);
}

/* An explanation that speaks of a message, or of a mechanism, is for it only.
 */
Test(learn, a_goal_is_not_reached_by_its_like)
{
    expect(4, OPEN LOGIN "C DELE 2\\r\\n\nS +OK\\r\\n\n", "Step 3", false);
    expect(4,
           OPEN LOGIN "C DELE 1\\r\\n\nS +OK\\r\\n\n"
                      "C RETR 99\\r\\n\nS -ERR\\r\\n\n",
           "Step 4", false);
    expect(8,
           OPEN "C APOP student 0\\r\\n\nS -ERR [AUTH]\\r\\n\n"
                "C AUTH CRAM-MD5\\r\\n\nS + PDE+\\r\\n\n",
           "Step 3", false);
    expect(9,
           OPEN "C HELO\\r\\n\nS -ERR\\r\\n\n"
                "C USER student\\r\\n\nS +OK\\r\\n\n"
                "C PASS wrong\\r\\n\nS -ERR [AUTH]\\r\\n\n" LOGIN
                "C RETR x\\r\\n\nS -ERR\\r\\n\n",
           "Step 5", false);
}

Test(learn, unneeded_commands_do_not_harm_and_bring_an_offer_of_help)
{
    expect(1, OPEN "C NOOP\\r\\n\nS -ERR\\r\\n\nC LIST\\r\\n\nS -ERR\\r\\n\n",
           "still waits", false);
    expect(1,
           OPEN "C NOOP\\r\\n\nS -ERR\\r\\n\nC LIST\\r\\n\nS -ERR\\r\\n\n"
                "C CAPA\\r\\n\nS -ERR\\r\\n\n",
           "still waits", true);
    expect(1,
           OPEN "C NOOP\\r\\n\nS -ERR\\r\\n\nC LIST\\r\\n\nS -ERR\\r\\n\n"
                "C CAPA\\r\\n\nS -ERR\\r\\n\nC STAT\\r\\n\nS -ERR\\r\\n\n",
           "Step 2 of 5", true);
}

Test(learn, a_session_that_ends_early_ends_the_lesson)
{
    expect(2, OPEN LOGIN "C QUIT\\r\\n\nS +OK\\r\\n\nclose\n",
           "\\learn 2 begins it again", true);
    expect(2, OPEN "close\n", "\\learn 2 begins it again", true);
    expect(1,
           OPEN "C STAT\\r\\n\nS -ERR\\r\\n\n" LOGIN
                "C STAT\\r\\n\nS +OK 1 2\\r\\n\nC QUIT\\r\\n\nS +OK\\r\\n\n"
                "close\n",
           "begins it again", false);
}

Test(learn, hint_status_stop_and_list_say_where_one_is)
{
    struct buf out = {0};
    struct error err = {0};
    struct learn *l = learn_new(keep, &out);

    cr_expect(not(learn_hint(l, &err)));
    cr_expect(strstr(err.what, "no lesson was begun") != NULL);
    learn_status(l);
    cr_expect(strstr(buf_text(&out), "No lesson was begun") != NULL);
    learn_start(l, 2);
    buf_clear(&out);
    cr_expect(learn_hint(l, &err));
    cr_expect(strstr(buf_text(&out), "USER student") != NULL);
    buf_clear(&out);
    learn_status(l);
    cr_expect(strstr(buf_text(&out), "Step 1 of 5") != NULL);
    learn_list(l);
    cr_expect(strstr(buf_text(&out), "reading mail  (begun)") != NULL);
    learn_stop(l);
    cr_expect(strstr(buf_text(&out), "Lesson 2 is stopped") != NULL);
    cr_expect(not(learn_hint(l, &err)));
    buf_done(&out);
    learn_free(l);
}

Test(learn, lessons_have_numbers)
{
    struct error err = {0};
    size_t number = 0;

    cr_expect(learn_find(SPAN("10"), &number, &err) == &lesson_faults);
    cr_expect(eq(sz, number, 10));
    cr_expect(learn_find(SPAN("0"), &number, &err) == NULL);
    cr_expect(learn_find(SPAN("11"), &number, &err) == NULL);
    cr_expect(learn_find(SPAN("x"), &number, &err) == NULL);
    cr_expect(strstr(err.what, "1 to 10") != NULL);
}

/* Every explanation says where the rule stands, and all fits a screen. */
Test(learn, texts_are_whole)
{
    for (size_t i = 0; i < lessons_count; i++) {
        const struct lesson *l = lessons[i];
        bool rfc = false;

        cr_expect(gt(sz, lesson_steps(l), 1), "%s", l->title);
        for (size_t k = 0; k < lesson_steps(l); k++) {
            const struct step *s = &l->steps[k];

            cr_expect(s->hint && s->explanation, "%s %zu", l->title, k + 1);
            rfc |= strstr(s->explanation, "RFC ") != NULL;
        }
        cr_expect(eq(int, rfc, true), "%s", l->title);

        char *text = said(i + 1, OPEN);
        size_t column = 0;
        for (const char *c = text; *c; c++) {
            column = *c == '\n' ? 0 : column + 1;
            cr_expect(le(sz, column, LEARN_COLUMNS), "%s", l->title);
        }
        free(text);
    }
}
