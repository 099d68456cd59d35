/* file-state.c - compares what stat() says of a file. */
#include <config.h>

#include "net/store/file-state.h"

#include <time.h>

enum { TICK_S = 2 }; /* no file system counts time in longer steps */

struct file_state file_state_from(const struct stat *st)
{
    struct file_state s = {
        .device = st->st_dev,
        .inode = st->st_ino,
        .size = st->st_size,
        .written = st->st_mtim,
    };

    clock_gettime(CLOCK_REALTIME, &s.seen);
    return s;
}

bool file_state_of(int fd, struct file_state *out)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return false;
    *out = file_state_from(&st);
    return true;
}

bool file_state_same_file(const struct file_state *a,
                          const struct file_state *b)
{
    return a->device == b->device && a->inode == b->inode;
}

bool file_state_equal(const struct file_state *a, const struct file_state *b)
{
    return file_state_same_file(a, b) && a->size == b->size &&
           a->written.tv_sec == b->written.tv_sec &&
           a->written.tv_nsec == b->written.tv_nsec;
}

bool file_state_proves(const struct file_state *then,
                       const struct file_state *now)
{
    return file_state_equal(then, now) &&
           then->seen.tv_sec > then->written.tv_sec + TICK_S;
}
