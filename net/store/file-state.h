/* file-state.h - whether a file is still the one that was read. */
#ifndef POP3SH_STORE_FILE_STATE_H
#define POP3SH_STORE_FILE_STATE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

/* All zeroes is the state of no file. */
struct file_state {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec written;
    struct timespec seen; /* when this was looked up */
};

struct file_state file_state_from(const struct stat *st);
/* False and errno when fd cannot be looked at. */
bool file_state_of(int fd, struct file_state *out);

bool file_state_same_file(const struct file_state *a,
                          const struct file_state *b);
/* The same file, size and time of writing. */
bool file_state_equal(const struct file_state *a, const struct file_state *b);
/* And what was read at *then is all there is: a file may change again within
 * one tick of its clock, so *then must not be close to the writing. */
bool file_state_proves(const struct file_state *then,
                       const struct file_state *now);

#endif
