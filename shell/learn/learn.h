/* learn.h - one learner on the way through the lessons.
 *
 * A reader of session events: says the task of a step, sees when its goal is
 * reached, explains, and goes on. Knows nothing of sessions and servers. */
#ifndef POP3SH_LEARN_H
#define POP3SH_LEARN_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "shell/learn/lesson.h"

struct learn;

/* Show text: whole lines, at most LEARN_COLUMNS wide. */
typedef void learn_say_fn(void *ctx, const struct buf *text);
enum { LEARN_COLUMNS = 76 };

struct learn *learn_new(learn_say_fn *say, void *ctx);
void learn_free(struct learn *l); /* NULL is fine */

/* An event_fn; ctx is the struct learn. */
void learn_see(void *ctx, const struct event *event);

void learn_list(struct learn *l); /* says the lessons, and which are done */
/* Begin lesson number, from 1, in the session as it is; a lesson that was
 * begun ends. */
void learn_start(struct learn *l, size_t number);
void learn_stop(struct learn *l); /* the lesson that was begun, if any */
void learn_stop_quietly(struct learn *l); /* and says nothing of it */
void learn_status(struct learn *l);       /* says lesson, step and task */
/* Says what to type. False and *err when no lesson was begun. */
bool learn_hint(struct learn *l, struct error *err);

/* The lesson of that number, or NULL and *err. */
const struct lesson *learn_find(struct span number, size_t *number_out,
                                struct error *err);

#endif
