/* stored.c - makes the lines of a file the lines of RETR.
 *
 * Works on runs of octets between line ends. Leaves finding the message in
 * its file to maildir.c and mbox-index.c. */
#include <config.h>

#include "net/store/stored.h"

#include "net/base/memory.h"
#include "net/base/span.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    WINDOW = 1 << 16,
    QUOTES_MOST = 1000, /* a deeper quotation of "From " is text */
};

static const struct span FROM = {"From ", 5};

void stored_start(struct stored *s, int fd, off_t from, off_t end,
                  enum stored_form form)
{
    char *raw = s->raw;

    if (!raw)
        raw = xcalloc(1, WINDOW);
    *s = (struct stored){
        .raw = raw,
        .fd = fd,
        .at = from,
        .end = end,
        .form = form,
        .begins = true,
        .owed = "",
    };
}

void stored_done(struct stored *s)
{
    free(s->raw);
    *s = (struct stored){0};
}

static struct span window(const struct stored *s)
{
    return (struct span){s->raw + s->from, s->to - s->from};
}

/* Fill the window up. */
static bool look_further(struct stored *s, struct error *err)
{
    memmove(s->raw, s->raw + s->from, s->to - s->from);
    s->to -= s->from;
    s->from = 0;
    while (s->to < WINDOW && s->at < s->end) {
        size_t want = WINDOW - s->to;

        if ((off_t)want > s->end - s->at)
            want = (size_t)(s->end - s->at);
        ssize_t n = pread(s->fd, s->raw + s->to, want, s->at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_set(err, ERROR_INPUT, "cannot read the message: %s",
                             strerror(errno));
        if (n == 0)
            return error_set(err, ERROR_INPUT,
                             "the file became shorter while it was read; "
                             "another program changed it");
        s->to += (size_t)n;
        s->at += n;
    }
    return true;
}

/* True when the window holds what the next step has to know. */
static bool sees_enough(const struct stored *s)
{
    size_t wanted = 1;

    if (s->begins && s->form == STORED_QUOTED)
        wanted = QUOTES_MOST + FROM.len;
    return s->to - s->from >= wanted || s->at == s->end;
}

/* Drop the ">" that a writer of mboxes put before a line. */
static void unquote(struct stored *s)
{
    struct span line = window(s);
    size_t quotes = 0;

    while (quotes < QUOTES_MOST && quotes < line.len && line.at[quotes] == '>')
        quotes++;
    if (quotes && span_starts(span_from(line, quotes), FROM))
        s->from++;
}

/* The next run of octets within a line. The line end behind it, if it came
 * so far, is owed. */
static struct span take_run(struct stored *s, size_t room)
{
    struct span run = window(s);
    const char *lf = run.len ? memchr(run.at, '\n', run.len) : NULL;

    if (lf)
        run.len = (size_t)(lf - run.at);
    bool whole = run.len <= room;
    run = span_first(run, room);
    s->from += run.len;
    if (run.len)
        s->after_cr = run.at[run.len - 1] == '\r';
    s->begins = false;
    if (lf && whole) {
        s->from++;
        s->owed = s->after_cr ? "\n" : "\r\n";
        s->after_cr = false;
        s->begins = true;
    }
    return run;
}

/* Behind the last octet of the file: the line end that it lacks. */
static void end_last_line(struct stored *s)
{
    if (s->begins)
        return;
    s->owed = s->after_cr ? "\n" : "\r\n";
    s->begins = true;
}

ssize_t stored_read(struct stored *s, char *at, size_t room, struct error *err)
{
    size_t n = 0;

    while (n < room) {
        if (*s->owed) {
            at[n++] = *s->owed++;
            continue;
        }
        if (!sees_enough(s) && !look_further(s, err))
            return -1;
        if (s->from == s->to) {
            end_last_line(s);
            if (!*s->owed)
                break;
            continue;
        }
        if (s->begins && s->form == STORED_QUOTED)
            unquote(s);
        struct span run = take_run(s, room - n);
        if (run.len)
            memcpy(at + n, run.at, run.len);
        n += run.len;
    }
    s->given += n;
    return (ssize_t)n;
}

bool stored_seek(struct stored *s, off_t from, uint64_t offset,
                 struct error *err)
{
    char skipped[8192];

    if (offset < s->given)
        stored_start(s, s->fd, from, s->end, s->form);
    while (s->given < offset) {
        uint64_t left = offset - s->given;
        ssize_t n = stored_read(
            s, skipped, left < sizeof skipped ? (size_t)left : sizeof skipped,
            err);

        if (n < 0)
            return false;
        if (n == 0)
            break;
    }
    return true;
}
