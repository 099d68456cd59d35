/* harden.h - keeps what is in memory from getting into files.
 *
 * Best effort everywhere: a system that refuses is no reason to stop. */
#ifndef POP3SH_HARDEN_H
#define POP3SH_HARDEN_H

#include <stddef.h>

/* No core dumps, no other process of the same user may look inside, and
 * descriptors 0 to 2 are taken, so that no connection becomes what is printed
 * on. Called once, before anything is opened or any secret is read. */
void harden_process(void);

/* Keep the pages of n octets at `at` out of swap and out of core dumps. */
void harden_memory(void *at, size_t n);

#endif
