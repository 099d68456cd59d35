/* output.c - a report's file: whole in its place, or not there.
 *
 * What is written stands in PATH.part until it is finished, as a recording
 * does, and takes the place of PATH by a rename. The part is locked, so that
 * two runs do not write the same report, while one that a crash left behind
 * is in nobody's way. A report that shows the session is for its owner only:
 * it holds mail. The others hold what is wrong with it, and are for whoever
 * reads the log of the run. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/report/private.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *path, const char *why, struct error *err)
{
    return error_set(err, ERROR_INPUT, "report: %s: %s", path, why);
}

/* Is fd still the file of that name? */
static bool is_there(int fd, const char *path)
{
    struct stat ours, there;

    return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* Remove the part that a run left which is no more. False when there is a
 * reason to stop: errno, EWOULDBLOCK when a run is writing it. */
static bool remove_stale(const char *part)
{
    int fd =
        open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    bool good;

    if (fd < 0)
        return errno == ENOENT;
    good = flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (good && is_there(fd, part))
        good = unlink(part) == 0 || errno == ENOENT;
    int why = errno;
    close(fd);
    errno = why;
    return good;
}

/* A new locked file, or -1 and errno. */
static int create_part(const char *part, mode_t mode)
{
    enum { TRIES = 100 };

    for (int i = 0; i < TRIES; i++) {
        int fd = open(part,
                      O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW |
                          O_NOCTTY,
                      mode);

        if (fd < 0 && errno != EEXIST)
            return -1;
        if (fd < 0) {
            if (!remove_stale(part))
                return -1;
            continue;
        }
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_there(fd, part))
            return fd;
        close(fd); /* somebody took it for a stale one */
    }
    errno = EWOULDBLOCK;
    return -1;
}

/* Where a report at path shall end up: behind symbolic links. */
static char *final_path(const char *path)
{
    char *real = realpath(path, NULL);

    return real ? real : xstrdup(path);
}

static bool open_beside(struct writer *w, const char *path, struct error *err)
{
    char *final = final_path(path);
    struct buf part = {0};
    int fd;

    buf_add_format(&part, "%s.part", final);
    fd = create_part(buf_text(&part), w->kind->session ? 0600 : 0666);
    if (fd < 0) {
        refuse(path,
               errno == EWOULDBLOCK ? "another run is writing this report"
                                    : strerror(errno),
               err);
        free(final);
        buf_done(&part);
        return false;
    }
    w->path = final;
    w->part = buf_take(&part);
    w->to = fdopen(fd, "w");
    if (w->to)
        return true;
    refuse(path, strerror(errno), err);
    close(fd);
    output_drop(w);
    return false;
}

bool output_open(struct writer *w, const char *path, struct error *err)
{
    struct stat there;

    if (strcmp(path, "-") == 0) {
        w->to = stdout;
        return true;
    }
    if (stat(path, &there) != 0 || S_ISREG(there.st_mode))
        return open_beside(w, path, err);
    if (S_ISDIR(there.st_mode))
        return refuse(path, "it is a directory; name a file", err);
    w->to = fopen(path, "we"); /* a pipe, a terminal, /dev/null */
    return w->to || refuse(path, strerror(errno), err);
}

void output_write(struct writer *w)
{
    if (!w->out.len || w->failed)
        return;
    w->failed = w->out.cut ||
                fwrite(w->out.at, 1, w->out.len, w->to) != w->out.len ||
                fflush(w->to) != 0;
    buf_clear(&w->out);
}

void output_drop(struct writer *w)
{
    if (w->to && w->to != stdout)
        fclose(w->to);
    if (w->part)
        unlink(w->part);
    free(w->part);
    free(w->path);
    w->to = NULL;
    w->part = w->path = NULL;
}

bool output_close(struct writer *w, struct error *err)
{
    int why;

    errno = 0;
    if (w->to != stdout) {
        w->failed = fclose(w->to) != 0 || w->failed;
        w->to = NULL;
    }
    if (!w->failed && w->part) {
        w->failed = rename(w->part, w->path) != 0;
        if (!w->failed) {
            free(w->part);
            w->part = NULL;
        }
    }
    why = errno;
    if (w->failed)
        refuse(w->path ? w->path : "output",
               why ? strerror(why) : "some of it could not be written", err);
    output_drop(w);
    return !w->failed;
}
