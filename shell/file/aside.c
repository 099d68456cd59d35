/* aside.c - renames what shall not be lost. */
#include <config.h>

#include "shell/file/aside.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Not every file system has links; without them a look must do. */
bool aside_rename_new(const char *from, const char *to)
{
    struct stat st;

    if (link(from, to) == 0) {
        unlink(from);
        return true;
    }
    if (errno == EEXIST)
        return false;
    if (lstat(to, &st) != 0)
        return rename(from, to) == 0;
    errno = EEXIST;
    return false;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_older(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec != b->st_mtim.tv_sec
               ? a->st_mtim.tv_sec < b->st_mtim.tv_sec
               : a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

bool aside_keep(const char *path, struct buf *name_out, bool *lost_out)
{
    struct stat ours, st, oldest = {0};
    unsigned found = 0;

    *lost_out = false;
    if (lstat(path, &ours) != 0)
        return false;
    for (unsigned i = 1; i <= ASIDE_MOST; i++) {
        buf_clear(name_out);
        buf_add_format(name_out, "%s-%u", path, i);
        if (aside_rename_new(path, buf_text(name_out)))
            return true;
        if (errno != EEXIST)
            return false;
        if (lstat(buf_text(name_out), &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        if (is_same(&st, &ours)) /* a crash came between its two names */
            return unlink(path) == 0;
        if (found && !is_older(&st, &oldest))
            continue;
        oldest = st;
        found = i;
    }
    if (!found) {
        errno = EEXIST;
        return false;
    }
    buf_clear(name_out);
    buf_add_format(name_out, "%s-%u", path, found);
    *lost_out = true;
    return rename(path, buf_text(name_out)) == 0;
}
