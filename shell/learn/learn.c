/* learn.c - leads through a lesson, step by step. */
#include <config.h>

#include "shell/learn/learn.h"

#include "net/base/memory.h"

#include <assert.h>
#include <stdlib.h>

enum { MISSES = 3 }; /* replies without progress until a hint is offered */

struct learn {
    learn_say_fn *say;
    void *ctx;
    size_t number; /* of the lesson, from 1; 0: none was begun */
    size_t step;   /* from 0 */
    unsigned misses;
    unsigned done; /* bits of lessons, from bit 0 */
};

struct learn *learn_new(learn_say_fn *say, void *ctx)
{
    struct learn *l = xcalloc(1, sizeof *l);

    l->say = say;
    l->ctx = ctx;
    return l;
}

void learn_free(struct learn *l)
{
    free(l);
}

static const struct lesson *lesson_of(const struct learn *l)
{
    assert(l->number);
    return lessons[l->number - 1];
}

static const struct step *step_of(const struct learn *l)
{
    return &lesson_of(l)->steps[l->step];
}

/* --- words --- */

static void add_word(struct buf *out, struct span word)
{
    for (size_t i = 0; i < word.len; i++)
        buf_add_char(out, word.at[i] == '_' ? ' ' : word.at[i]);
}

/* Append text in lines that are not too wide, each behind two blanks. */
static void add_text(struct buf *out, const char *text)
{
    size_t column = 0;
    struct span rest = span_of(text);

    while (rest.len) {
        size_t end = 0;

        if (*rest.at == '\n') {
            buf_add_char(out, '\n');
            column = 0;
            rest = span_from(rest, 1);
            continue;
        }
        while (end < rest.len && rest.at[end] != ' ' && rest.at[end] != '\n')
            end++;
        if (column && column + 1 + end > LEARN_COLUMNS) {
            buf_add_char(out, '\n');
            column = 0;
        }
        buf_add_text(out, column ? " " : "  ");
        add_word(out, span_first(rest, end));
        column += (column ? 1 : 2) + end;
        if (end < rest.len && rest.at[end] == ' ')
            end++;
        rest = span_from(rest, end);
    }
    buf_add_char(out, '\n');
}

static void add_task(struct buf *out, const struct learn *l)
{
    buf_add_format(out, "\nStep %zu of %zu\n", l->step + 1,
                   lesson_steps(lesson_of(l)));
    add_text(out, step_of(l)->task);
}

static void say(struct learn *l, struct buf *text)
{
    l->say(l->ctx, text);
    buf_done(text);
}

/* --- progress --- */

static void add_end(struct buf *out, const struct learn *l)
{
    buf_add_format(out, "\nLesson %zu is done.", l->number);
    if (l->number < lessons_count)
        buf_add_format(out, " The next one: \\learn %zu (%s)\n", l->number + 1,
                       lessons[l->number]->title);
    else
        buf_add_text(out, " It was the last one; \\learn lists them all.\n");
}

static void advance(struct learn *l)
{
    struct buf text = {0};

    buf_add_char(&text, '\n');
    add_text(&text, step_of(l)->explanation);
    l->misses = 0;
    l->step++;
    if (l->step < lesson_steps(lesson_of(l))) {
        add_task(&text, l);
    } else {
        l->done |= 1U << (l->number - 1);
        add_end(&text, l);
        l->number = 0;
    }
    say(l, &text);
}

/* A command went by that was not the one. Any is allowed; who tries many may
 * be lost. */
static void note_miss(struct learn *l)
{
    struct buf text = {0};

    if (++l->misses % MISSES != 0)
        return;
    buf_add_format(&text,
                   "\n  This step still waits for its goal: \\hint says what "
                   "to type, \\learn status\n  repeats the task.\n");
    say(l, &text);
}

static void note_close(struct learn *l)
{
    struct buf text = {0};

    buf_add_format(&text,
                   "\n  The session has ended before lesson %zu was done. "
                   "\\learn %zu begins it again.\n",
                   l->number, l->number);
    l->number = 0;
    say(l, &text);
}

void learn_see(void *ctx, const struct event *e)
{
    struct learn *l = ctx;

    if (!l->number)
        return;
    if (goal_is_reached(&step_of(l)->goal, e))
        advance(l);
    else if (e->kind == EVENT_CLOSE)
        note_close(l);
    else if (e->kind == EVENT_END && e->request && !e->request->automatic &&
             !(e->request->verb && e->request->verb->id == VERB_USER))
        note_miss(l);
}

/* --- what the learner asks for --- */

void learn_list(struct learn *l)
{
    struct buf text = {0};

    for (size_t i = 0; i < lessons_count; i++)
        buf_add_format(&text, "%3zu  %s%s\n", i + 1, lessons[i]->title,
                       l->done >> i & 1     ? "  (done)"
                       : l->number == i + 1 ? "  (begun)"
                                            : "");
    buf_add_text(&text, "\\learn N begins lesson N.\n");
    say(l, &text);
}

void learn_start(struct learn *l, size_t number)
{
    struct buf text = {0};

    assert(number >= 1 && number <= lessons_count);
    l->number = number;
    l->step = 0;
    l->misses = 0;
    buf_add_format(&text, "\nLesson %zu: %s\n", number, lesson_of(l)->title);
    add_text(&text, lesson_of(l)->introduction);
    add_task(&text, l);
    say(l, &text);
}

void learn_stop(struct learn *l)
{
    struct buf text = {0};

    if (l->number)
        buf_add_format(&text, "Lesson %zu is stopped.\n", l->number);
    else
        buf_add_text(&text, "No lesson was begun.\n");
    l->number = 0;
    say(l, &text);
}

void learn_status(struct learn *l)
{
    struct buf text = {0};

    if (l->number) {
        buf_add_format(&text, "Lesson %zu: %s\n", l->number,
                       lesson_of(l)->title);
        add_task(&text, l);
    } else {
        buf_add_text(&text, "No lesson was begun; \\learn lists them.\n");
    }
    say(l, &text);
}

void learn_stop_quietly(struct learn *l)
{
    l->number = 0;
}

bool learn_hint(struct learn *l, struct error *err)
{
    struct buf text = {0};

    if (!l->number)
        return error_set(err, ERROR_USAGE,
                         "no lesson was begun; \\learn lists them");
    add_text(&text, step_of(l)->hint);
    say(l, &text);
    return true;
}

const struct lesson *learn_find(struct span number, size_t *number_out,
                                struct error *err)
{
    uint64_t n;

    if (span_number(number, &n) && n >= 1 && n <= lessons_count) {
        *number_out = (size_t)n;
        return lessons[n - 1];
    }
    error_set(err, ERROR_USAGE,
              "\\learn takes the number of a lesson, 1 to %zu, or status or "
              "stop",
              lessons_count);
    return NULL;
}
