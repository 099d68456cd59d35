/* queue.c - a ring of requests whose room is a power of two. */
#include <config.h>

#include "net/pop3/queue.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

void queue_done(struct queue *q)
{
    while (q->count)
        queue_pop(q);
    free(q->ring);
    memset(q, 0, sizeof *q);
}

static struct request *at(const struct queue *q, size_t i)
{
    return &q->ring[(q->head + i) & (q->room - 1)];
}

static void grow(struct queue *q)
{
    struct queue wider = {.room = q->room ? q->room * 2 : 16};

    wider.ring = xcalloc(wider.room, sizeof *wider.ring);
    for (size_t i = 0; i < q->count; i++)
        wider.ring[i] = *at(q, i);
    wider.count = q->count;
    free(q->ring);
    *q = wider;
}

struct request *queue_push(struct queue *q)
{
    if (q->count == q->room)
        grow(q);
    return at(q, q->count++);
}

struct request *queue_first(const struct queue *q)
{
    return q->count ? at(q, 0) : NULL;
}

struct request *queue_last(const struct queue *q)
{
    return q->count ? at(q, q->count - 1) : NULL;
}

void queue_pop(struct queue *q)
{
    request_done(at(q, 0));
    q->head = (q->head + 1) & (q->room - 1);
    q->count--;
}
