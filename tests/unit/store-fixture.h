/* store-fixture.h - maildrops on disk for tests, each in a folder of its own.
 */
#ifndef POP3SH_TESTS_STORE_FIXTURE_H
#define POP3SH_TESTS_STORE_FIXTURE_H

#include "net/base/buf.h"
#include "net/base/memory.h"
#include "net/server/maildrop.h"

extern char store_folder[64]; /* of this test */

void store_setup(void);    /* make it */
void store_teardown(void); /* remove it and all in it */

/* PATH in the test's folder; borrowed until the next four calls. */
const char *store_path(const char *path);
void store_make_maildir(void); /* new/, cur/ and tmp/ in it */
void store_write(const char *path, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void store_write_octets(const char *path, struct span octets);
/* The content of the file; "" where there is none. */
char *store_content(const char *path);
size_t store_files(const char *folder); /* hidden ones count, too */

/* Open m and fail the test when that is not possible. */
void store_open(struct maildrop *m);
/* Message number as RETR sends it, read `room` octets at a time, with NUL;
 * NULL and *err when that fails. */
char *store_message(struct maildrop *m, size_t number, size_t room,
                    struct error *err);
/* UPDATE with the messages of which the numbers stand in the string marked
 * ("1 3"). True when update() was. */
bool store_delete(struct maildrop *m, const char *numbers, size_t *removed_out,
                  struct error *err);

#endif
