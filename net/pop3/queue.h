/* queue.h - the commands that are not answered yet, oldest first. */
#ifndef POP3SH_POP3_QUEUE_H
#define POP3SH_POP3_QUEUE_H

#include "net/pop3/request.h"

/* A request, and how many equal ones behind it the same place stands for:
 * with exchange numbers and offsets that go on from its own. */
struct queue_place {
    struct request request;
    size_t more;
};

/* A ring; {0} is empty. Its room grows with the longest pipeline and is kept,
 * so a session of one command at a time allocates once. */
struct queue {
    struct queue_place *ring; /* owned */
    size_t room, head;
    size_t places; /* of the ring, in use */
    size_t count;  /* requests in them */
};

void queue_done(struct queue *q); /* release, its requests too */

/* A new request at the end, to be filled by request_parse. The pointers into
 * the queue are valid until the next queue_push. */
struct request *queue_push(struct queue *q);
/* Take the one that was pushed last away again; release it before. */
void queue_unpush(struct queue *q);
/* n more that equal the last one, which goes no further than its inline part.
 * Returns the first of them, a copy. */
struct request queue_repeat(struct queue *q, size_t n);

struct request *queue_first(const struct queue *q); /* NULL when empty */
struct request *queue_last(const struct queue *q);  /* NULL when empty */
void queue_pop(struct queue *q);                    /* release the first */

/* How many stand behind the first in its place. */
size_t queue_more(const struct queue *q);
/* Forget the first n, which must not be more than that. */
void queue_skip(struct queue *q, size_t n);

#endif
