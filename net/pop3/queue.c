/* queue.c - a ring of requests whose room is a power of two. */
#include <config.h>

#include "net/pop3/queue.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

void queue_done(struct queue *q)
{
    while (q->count) {
        queue_skip(q, queue_more(q));
        queue_pop(q);
    }
    free(q->ring);
    memset(q, 0, sizeof *q);
}

static struct queue_place *at(const struct queue *q, size_t i)
{
    return &q->ring[(q->head + i) & (q->room - 1)];
}

static void grow(struct queue *q)
{
    struct queue wider = {.room = q->room ? q->room * 2 : 16};

    wider.ring = xcalloc(wider.room, sizeof *wider.ring);
    for (size_t i = 0; i < q->places; i++)
        wider.ring[i] = *at(q, i);
    wider.places = q->places;
    wider.count = q->count;
    free(q->ring);
    *q = wider;
}

struct request *queue_push(struct queue *q)
{
    if (q->places == q->room)
        grow(q);
    q->count++;
    at(q, q->places)->more = 0;
    return &at(q, q->places++)->request;
}

void queue_unpush(struct queue *q)
{
    q->count--;
    q->places--;
}

/* Step from a request to the n-th equal one behind it. */
static void step(struct request *r, size_t n)
{
    r->exchange += (uint32_t)n;
    r->offset += n * r->size_octets;
}

struct request queue_repeat(struct queue *q, size_t n)
{
    struct queue_place *last = at(q, q->places - 1);
    struct request first = last->request;

    step(&first, last->more + 1);
    last->more += n;
    q->count += n;
    return first;
}

struct request *queue_first(const struct queue *q)
{
    return q->count ? &at(q, 0)->request : NULL;
}

struct request *queue_last(const struct queue *q)
{
    return q->count ? &at(q, q->places - 1)->request : NULL;
}

size_t queue_more(const struct queue *q)
{
    return q->count ? at(q, 0)->more : 0;
}

void queue_skip(struct queue *q, size_t n)
{
    struct queue_place *first = at(q, 0);

    step(&first->request, n);
    first->more -= n;
    q->count -= n;
}

void queue_pop(struct queue *q)
{
    if (queue_more(q)) {
        queue_skip(q, 1);
        return;
    }
    request_done(queue_first(q));
    q->head = (q->head + 1) & (q->room - 1);
    q->places--;
    q->count--;
}
