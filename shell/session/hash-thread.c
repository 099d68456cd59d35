/* hash-thread.c - blocks that one thread fills and another one digests. */
#include <config.h>

#include "shell/session/hash-thread.h"

#include "net/base/memory.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS = 4,
    BLOCK_OCTETS = 256 << 10,
    SMALL_OCTETS = 1 << 20, /* of a message that are digested at once */
};

struct hash_thread {
    struct hasher hasher;
    EVP_MD_CTX *md; /* ours, or the thread's while blocks are filled */
    size_t octets;  /* of this message, up to SMALL_OCTETS */

    char *blocks; /* owned; made with the thread */
    size_t fill;  /* octets in the block that is being filled */
    pthread_t thread;
    bool runs, failed;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    size_t len[BLOCKS];
    size_t first, filled; /* blocks that wait, or are being digested */
    bool stop;
};

/* --- the thread --- */

static void *digest_blocks(void *ctx)
{
    struct hash_thread *t = ctx;

    pthread_mutex_lock(&t->lock);
    for (;;) {
        while (!t->filled && !t->stop)
            pthread_cond_wait(&t->changed, &t->lock);
        if (!t->filled)
            break;
        const char *block = t->blocks + t->first * BLOCK_OCTETS;
        size_t len = t->len[t->first];

        pthread_mutex_unlock(&t->lock);
        EVP_DigestUpdate(t->md, block, len);
        pthread_mutex_lock(&t->lock);
        t->first = (t->first + 1) % BLOCKS;
        t->filled--;
        pthread_cond_signal(&t->changed);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

/* Signals are for the thread of the session. */
static bool start(struct hash_thread *t)
{
    sigset_t all, before;

    if (t->runs || t->failed)
        return t->runs;
    t->blocks = xrealloc(NULL, (size_t)BLOCKS * BLOCK_OCTETS);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    t->runs = pthread_create(&t->thread, NULL, digest_blocks, t) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    t->failed = !t->runs;
    return t->runs;
}

/* --- the session --- */

/* Hand the block over, and wait until there is room for the next: most of them
 * may wait. */
static void pass_block(struct hash_thread *t, size_t most)
{
    pthread_mutex_lock(&t->lock);
    if (t->fill) {
        t->len[(t->first + t->filled) % BLOCKS] = t->fill;
        t->filled++;
        t->fill = 0;
        pthread_cond_signal(&t->changed);
    }
    while (t->filled > most)
        pthread_cond_wait(&t->changed, &t->lock);
    pthread_mutex_unlock(&t->lock);
}

static char *block_to_fill(struct hash_thread *t)
{
    size_t block;

    pthread_mutex_lock(&t->lock);
    block = (t->first + t->filled) % BLOCKS;
    pthread_mutex_unlock(&t->lock);
    return t->blocks + block * BLOCK_OCTETS;
}

static void fill(struct hash_thread *t, struct span octets)
{
    while (octets.len) {
        struct span some = span_first(octets, BLOCK_OCTETS - t->fill);

        memcpy(block_to_fill(t) + t->fill, some.at, some.len);
        t->fill += some.len;
        if (t->fill == BLOCK_OCTETS)
            pass_block(t, BLOCKS - 1);
        octets = span_from(octets, some.len);
    }
}

static void begin(void *ctx)
{
    struct hash_thread *t = ctx;

    if (t->runs) { /* of a message that came to no end */
        t->fill = 0;
        pass_block(t, 0);
    }
    t->octets = 0;
    EVP_DigestInit_ex(t->md, EVP_sha256(), NULL);
}

static void add(void *ctx, struct span octets)
{
    struct hash_thread *t = ctx;

    if (t->octets >= SMALL_OCTETS && start(t)) {
        fill(t, octets);
        return;
    }
    t->octets += octets.len;
    EVP_DigestUpdate(t->md, octets.at, octets.len);
}

static void end(void *ctx, unsigned char out[HASHER_OCTETS])
{
    struct hash_thread *t = ctx;

    if (t->runs)
        pass_block(t, 0);
    EVP_DigestFinal_ex(t->md, out, NULL);
}

struct hash_thread *hash_thread_new(void)
{
    struct hash_thread *t = xcalloc(1, sizeof *t);

    t->hasher = (struct hasher){begin, add, end, t};
    t->md = EVP_MD_CTX_new();
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->changed, NULL);
    return t;
}

void hash_thread_free(struct hash_thread *t)
{
    if (!t)
        return;
    if (t->runs) {
        pthread_mutex_lock(&t->lock);
        t->stop = true;
        pthread_cond_signal(&t->changed);
        pthread_mutex_unlock(&t->lock);
        pthread_join(t->thread, NULL);
    }
    pthread_cond_destroy(&t->changed);
    pthread_mutex_destroy(&t->lock);
    EVP_MD_CTX_free(t->md);
    free(t->blocks);
    free(t);
}

const struct hasher *hash_thread_hasher(struct hash_thread *t)
{
    return &t->hasher;
}
