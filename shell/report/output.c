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
#include "shell/file/part.h"
#include "shell/report/private.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *path, const char *why, struct error *err)
{
    return error_set(err, ERROR_INPUT, "report: %s: %s", path, why);
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
    fd = part_create(buf_text(&part), w->kind->session ? 0600 : 0666,
                     part_remove, NULL);
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
    return false;
}

bool output_is_at(const struct writer *w, const char *path)
{
    char *final = final_path(path);
    bool same = w->path && !strcmp(w->path, final);

    free(final);
    return same;
}

static bool open_path(struct writer *w, const char *path, struct error *err)
{
    struct stat there;

    if (stat(path, &there) != 0)
        return lstat(path, &there) == 0 && S_ISLNK(there.st_mode)
                   ? refuse(path,
                            "it is a symbolic link that leads to no file; make "
                            "that file or name it",
                            err)
                   : open_beside(w, path, err);
    if (S_ISREG(there.st_mode))
        return open_beside(w, path, err);
    if (S_ISDIR(there.st_mode))
        return refuse(path, "it is a directory; name a file", err);
    w->to = fopen(path, "we"); /* a pipe, a terminal, /dev/null */
    return w->to || refuse(path, strerror(errno), err);
}

bool output_open(struct writer *w, const char *path, struct error *err)
{
    if (strcmp(path, "-") == 0) {
        w->to = stdout;
        return true;
    }
    w->name = xstrdup(path);
    if (open_path(w, path, err))
        return true;
    output_drop(w);
    return false;
}

void output_write(struct writer *w)
{
    if (!w->out.len || w->failed)
        return;
    errno = 0;
    w->failed = w->out.cut ||
                fwrite(w->out.at, 1, w->out.len, w->to) != w->out.len ||
                fflush(w->to) != 0;
    w->why = w->failed ? errno : 0;
    buf_clear(&w->out);
}

/* The part goes before its lock. */
void output_drop(struct writer *w)
{
    if (w->part)
        unlink(w->part);
    if (w->to && w->to != stdout)
        fclose(w->to);
    free(w->part);
    free(w->path);
    free(w->name);
    w->to = NULL;
    w->part = w->path = w->name = NULL;
}

/* Whether standard output was written is asked at the end of the program. */
static bool is_told_later(const struct writer *w)
{
    return w->to == stdout && ferror(stdout);
}

bool output_close(struct writer *w, struct error *err)
{
    bool good = !w->failed || is_told_later(w);
    int lock = -1;

    errno = 0;
    if (w->to != stdout) {
        lock = dup(fileno(w->to)); /* until it has its name */
        good = fclose(w->to) == 0 && good;
        w->to = NULL;
    }
    if (good && w->part) {
        good = rename(w->part, w->path) == 0;
        if (good) {
            free(w->part);
            w->part = NULL;
        }
    }
    w->why = w->why ? w->why : errno;
    if (!good)
        refuse(w->name ? w->name : "standard output",
               w->why ? strerror(w->why) : "some of it could not be written",
               err);
    output_drop(w);
    if (lock >= 0)
        close(lock);
    return good;
}
