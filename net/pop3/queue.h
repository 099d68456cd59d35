/* queue.h - the commands that are not answered yet, oldest first. */
#ifndef POP3SH_POP3_QUEUE_H
#define POP3SH_POP3_QUEUE_H

#include "net/pop3/request.h"

/* A ring; {0} is empty. Its room grows with the longest pipeline and is kept,
 * so a session of one command at a time allocates once. */
struct queue {
    struct request *ring; /* owned */
    size_t room, head, count;
};

void queue_done(struct queue *q); /* release, its requests too */

/* A new place at the end, to be filled by request_parse. The pointers into
 * the queue are valid until the next queue_push. */
struct request *queue_push(struct queue *q);
struct request *queue_first(const struct queue *q); /* NULL when empty */
struct request *queue_last(const struct queue *q);  /* NULL when empty */
void queue_pop(struct queue *q);                    /* release the first */

#endif
