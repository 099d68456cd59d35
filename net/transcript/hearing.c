/* hearing.c - who speaks in a file, connection by connection. */
#include <config.h>

#include "net/transcript/hearing.h"

#include "net/base/memory.h"
#include "net/pop3/dialogue.h"
#include "net/transcript/feed.h"
#include <stdlib.h>

struct hearing {
    struct mask *mask;
    struct feed *feed;
    struct dialogue *dialogues[ITEM_CONNECTIONS_MOST]; /* NULL: silent so far */
    unsigned connection;
};

static void take_chunk(void *ctx, unsigned conn, const struct chunk *chunk)
{
    struct hearing *h = ctx;

    h->connection = conn;
    if (!h->dialogues[conn - 1])
        h->dialogues[conn - 1] = dialogue_new(mask_see, h->mask);
    dialogue_feed(h->dialogues[conn - 1], chunk);
}

struct hearing *hearing_new(struct mask *mask)
{
    struct hearing *h = xcalloc(1, sizeof *h);

    h->mask = mask;
    h->feed = feed_new(take_chunk, h);
    return h;
}

void hearing_free(struct hearing *h)
{
    if (!h)
        return;
    feed_free(h->feed);
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++)
        dialogue_free(h->dialogues[i]);
    free(h);
}

void hearing_item(struct hearing *h, const struct item *item)
{
    feed_item(h->feed, item);
}

void hearing_flush(struct hearing *h)
{
    feed_flush(h->feed);
}

unsigned hearing_connection(const struct hearing *h)
{
    return h->connection;
}
