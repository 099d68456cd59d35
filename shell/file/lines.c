/* lines.c - cuts what it reads into lines, and refuses what no person types. */
#include <config.h>

#include "shell/file/lines.h"

#include "net/base/buf.h"
#include "net/base/memory.h"
#include "net/base/secret.h"
#include "net/pop3/run.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 2 * LINES_LINE_MOST };

struct lines {
    char *name;
    int fd; /* -1: all of it is in block already */
    bool close_fd, ended;
    uint64_t number; /* of the line returned last, from 1 */
    struct buf place;
    const char *at; /* what is read and not yet returned */
    size_t len;
    struct span last; /* the line returned last, with its end; borrowed */
    char *block;      /* owned; NULL for lines_of */
};

struct lines *lines_open(const char *path, struct error *err)
{
    bool standard_input = strcmp(path, "-") == 0;
    int fd = STDIN_FILENO;

    if (!standard_input) {
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (fd < 0) {
            error_set(err, ERROR_INPUT, "%s: %s", path, strerror(errno));
            return NULL;
        }
    }

    struct lines *l = xcalloc(1, sizeof *l);
    l->name = xstrdup(standard_input ? "standard input" : path);
    l->fd = fd;
    l->close_fd = !standard_input;
    l->block = xcalloc(1, BLOCK);
    l->at = l->block;
    return l;
}

struct lines *lines_of(const char *name, struct span text)
{
    struct lines *l = xcalloc(1, sizeof *l);

    l->name = xstrdup(name);
    l->fd = -1;
    l->at = text.at;
    l->len = text.len;
    l->ended = true;
    return l;
}

void lines_free(struct lines *l)
{
    if (!l)
        return;
    if (l->close_fd)
        close(l->fd);
    if (l->block)
        secret_wipe(l->block, BLOCK); /* a script may hold a PASS line */
    free(l->block);
    free(l->name);
    buf_done(&l->place);
    free(l);
}

const char *lines_place(struct lines *l)
{
    buf_clear(&l->place);
    if (l->block)
        buf_add_format(&l->place, "%s:%llu", l->name,
                       (unsigned long long)l->number);
    else
        buf_add_text(&l->place, l->name);
    return buf_text(&l->place);
}

static bool has_line(const struct lines *l)
{
    return l->len && memchr(l->at, '\n', l->len);
}

int lines_wait_fd(struct lines *l)
{
    return l->ended || has_line(l) ? -1 : l->fd;
}

/* Read once more behind what is left, which is moved to the front. False when
 * the file cannot be read. */
static bool fill(struct lines *l, struct error *err)
{
    memmove(l->block, l->at, l->len);
    l->at = l->block;

    ssize_t n;
    do
        n = read(l->fd, l->block + l->len, BLOCK - l->len);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return error_set(err, ERROR_INPUT, "%s: %s", l->name, strerror(errno));
    if (n == 0)
        l->ended = true;
    l->len += (size_t)n;
    return true;
}

/* Cut the next line off what is left; its LF must be there, or the end. */
static struct span cut_line(struct lines *l)
{
    struct span line = {l->at, l->len};
    size_t end = span_find(line, '\n');

    l->last = span_first(line, end + 1);
    l->at += end < l->len ? end + 1 : end;
    l->len -= end < l->len ? end + 1 : end;
    line.len = end;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    l->number++;
    return line;
}

uint64_t lines_repeats(struct lines *l)
{
    uint64_t n = run_repeats((struct span){l->at, l->len}, l->last, SIZE_MAX);

    l->at += n * l->last.len;
    l->len -= n * l->last.len;
    l->number += n;
    return n;
}

static enum lines_result refuse(struct lines *l, struct error *err,
                                const char *why)
{
    error_set(err, ERROR_INPUT, "%s: %s", lines_place(l), why);
    return LINES_ERROR;
}

enum lines_result lines_next(struct lines *l, struct span *line_out,
                             struct error *err)
{
    while (!l->ended && !has_line(l)) {
        if (l->len > LINES_LINE_MOST) {
            l->number++;
            return refuse(l, err, "the line is longer than 64 KiB");
        }
        if (!fill(l, err))
            return LINES_ERROR;
    }
    if (!l->len)
        return LINES_END;

    struct span line = cut_line(l);
    if (line.len > LINES_LINE_MOST)
        return refuse(l, err, "the line is longer than 64 KiB");
    if (line.len && memchr(line.at, '\0', line.len))
        return refuse(l, err,
                      "the line holds a NUL octet; \\raw can send one as \\0");
    if (line.len && memchr(line.at, '\r', line.len))
        return refuse(l, err,
                      "the line holds a CR octet; \\raw can send one as \\r");
    *line_out = line;
    return LINES_LINE;
}
