/* record-file.c - FILE.part, flushed line by line, and renamed at the end. */
#include <config.h>

#include "shell/session/record-file.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/session/record-carry.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum record_mode { RECORD_ONCE, RECORD_ALWAYS, RECORD_EXTEND, RECORD_ON_ERROR };

struct record_file {
    enum record_mode mode;
    char *path, *part;
    int fd;
    int fault;  /* errno of the first write that failed */
    off_t size; /* octets of whole lines */
    bool begun, force;
    void (*tell)(void *ctx, const char *sentence);
    void *ctx;
};

/* --- options --- */

static enum record_mode mode_of(const struct options *o)
{
    static const char *const modes[] = {
        [RECORD_ONCE] = "once",
        [RECORD_ALWAYS] = "always",
        [RECORD_EXTEND] = "extend",
        [RECORD_ON_ERROR] = "on-error",
    };

    for (size_t i = 0; o->record_mode && i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(o->record_mode, modes[i]))
            return (enum record_mode)i;
    return RECORD_ONCE;
}

static bool has_file(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

static bool refuse_file(const char *path, struct error *err)
{
    return error_set(err, ERROR_INPUT,
                     "--record: %s is there already; --record-mode always "
                     "writes it again, extend goes on with it",
                     path);
}

bool record_file_check(const struct options *o, struct error *err)
{
    unsigned redact;

    if (!o->record) {
        const char *alone = o->record_mode     ? "--record-mode"
                            : o->record_bodies ? "--record-bodies"
                            : o->record_exact  ? "--record-exact"
                            : o->record_timing ? "--timing"
                                               : NULL;

        return !alone || error_set(err, ERROR_USAGE,
                                   "%s says how to record, and --record FILE "
                                   "is missing",
                                   alone);
    }
    if (o->redact && !redact_read(span_of(o->redact), &redact, err)) {
        error_prefix(err, "option --redact");
        return false;
    }
    return mode_of(o) != RECORD_ONCE || !has_file(o->record) ||
           refuse_file(o->record, err);
}

bool record_file_options(const struct options *o, struct record_options *out,
                         struct error *err)
{
    out->exact = o->record_exact;
    out->timing = o->record_timing;
    out->hash_bodies = o->record_bodies && !strcmp(o->record_bodies, "hash");
    out->redact = REDACT_SECRETS;
    return !o->redact || redact_read(span_of(o->redact), &out->redact, err);
}

/* --- writing --- */

/* The first failure ends the recording, not the session. */
static void note_fault(struct record_file *f, int fault)
{
    struct buf said = {0};

    if (f->fault)
        return;
    f->fault = fault;
    buf_add_format(&said, "recording stopped: %s: %s; the session goes on",
                   f->part, strerror(fault));
    f->tell(f->ctx, buf_text(&said));
    buf_done(&said);
}

void record_file_write(void *ctx, struct span text)
{
    struct record_file *f = ctx;
    off_t whole = f->size + (off_t)text.len;

    f->begun = true;
    while (text.len && !f->fault) {
        ssize_t n = write(f->fd, text.at, text.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            int fault = n < 0 ? errno : ENOSPC;

            /* half a line would be no transcript */
            if (ftruncate(f->fd, f->size) < 0 && errno == EIO)
                fault = EIO;
            note_fault(f, fault);
            return;
        }
        text = span_from(text, (size_t)n);
    }
    if (!f->fault)
        f->size = whole;
}

bool record_file_has_fault(const struct record_file *f)
{
    return f->fault != 0;
}

bool record_file_extends(const struct record_file *f)
{
    return f->mode == RECORD_EXTEND && has_file(f->path);
}

const char *record_file_path(const struct record_file *f)
{
    return f->path;
}

void record_file_when(char out[RECORD_FILE_WHEN])
{
    time_t now = (time_t)clock_utc();
    struct tm utc;

    out[0] = '\0';
    if (gmtime_r(&now, &utc))
        strftime(out, RECORD_FILE_WHEN, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* --- the file --- */

/* A file of our own: never through a link, and for nobody else to read. */
static int create(const char *path)
{
    int fd = open(
        path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY,
        0600);
    struct stat st;

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fchmod(fd, 0600) == 0)
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

static void release(struct record_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    free(f->part);
    free(f);
}

struct record_file *record_file_new(const struct record_file_setup *setup,
                                    struct error *err)
{
    enum record_mode mode = mode_of(setup->options);
    struct record_file *f;
    struct buf part = {0};

    if (mode == RECORD_ONCE && !setup->force && has_file(setup->path)) {
        refuse_file(setup->path, err);
        return NULL;
    }
    f = xcalloc(1, sizeof *f);
    buf_add_format(&part, "%s.part", setup->path);
    f->path = xstrdup(setup->path);
    f->part = buf_take(&part);
    f->mode = mode;
    f->force = setup->force;
    f->tell = setup->tell;
    f->ctx = setup->ctx;
    f->fd = create(f->part);
    if (f->fd >= 0)
        return f;
    error_set(err, ERROR_INPUT, "cannot record to %s: %s", f->part,
              strerror(errno));
    release(f);
    return NULL;
}

/* In the mode "once" nothing that appeared meanwhile is written over. */
static bool give_name(const struct record_file *f, struct error *err)
{
    bool once = f->mode == RECORD_ONCE && !f->force;
    bool linked = once && link(f->part, f->path) == 0;

    if (linked) {
        unlink(f->part);
        return true;
    }
    if ((!once || (errno != EEXIST && !has_file(f->path))) &&
        rename(f->part, f->path) == 0)
        return true;
    return error_set(err, ERROR_INPUT,
                     "cannot rename the recording: %s: %s; it is in %s",
                     f->path, strerror(errno), f->part);
}

static bool finish(struct record_file *f, bool bad, struct error *err)
{
    if (!f->begun || (f->mode == RECORD_ON_ERROR && !bad)) {
        unlink(f->part);
        return true;
    }
    if (!f->fault && fsync(f->fd) < 0 && errno != EINVAL && errno != EROFS)
        note_fault(f, errno);
    if (f->fault)
        return error_set(err, ERROR_INPUT, "the recording is not whole: %s: %s",
                         f->part, strerror(f->fault));
    if (f->mode == RECORD_ALWAYS && has_file(f->path))
        record_carry(f->path, f->part, f->tell, f->ctx);
    return give_name(f, err);
}

bool record_file_end(struct record_file *f, bool bad, struct error *err)
{
    bool ok = finish(f, bad, err);

    release(f);
    return ok;
}
