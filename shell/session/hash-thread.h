/* hash-thread.h - the digest of a large message, computed beside the session.
 *
 * SHA-256 takes longer than all the rest of a download; a second thread does it
 * while the next octets come. Small messages are not worth it and are digested
 * at once. Memory is bounded: who is faster waits for the other. */
#ifndef POP3SH_HASH_THREAD_H
#define POP3SH_HASH_THREAD_H

#include "net/transcript/hasher.h"

struct hash_thread;

/* The thread begins with the first large message; where none can be had,
 * everything is done at once. */
struct hash_thread *hash_thread_new(void);
void hash_thread_free(struct hash_thread *t); /* NULL is fine */

/* Borrowed; lives as long as t. */
const struct hasher *hash_thread_hasher(struct hash_thread *t);

#endif
