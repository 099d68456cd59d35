/* record-file.c - FILE.part, flushed line by line, and renamed at the end.
 *
 * Of recordings that are there nothing is lost but by "always": what a crash
 * left in FILE.part, and what "on-error" kept before, goes aside. */
#include <config.h>

#include "shell/session/record-file.h"

#include "net/base/memory.h"
#include "net/wire/clock.h"
#include "shell/file/aside.h"
#include "shell/file/part.h"
#include "shell/session/record-carry.h"
#include "shell/session/record-late.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct record_file {
    enum record_mode mode;
    char *path, *part;
    int fd;
    int fault;  /* errno of the first write that failed */
    off_t size; /* octets of whole lines */
    bool begun, force;
    struct buf old; /* FILE as it is carried over; empty: as it stands */
    void (*tell)(void *ctx, const char *sentence);
    void *ctx;
};

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

void record_file_header(void *ctx, struct span lines)
{
    struct record_file *f = ctx;

    if (f->fault)
        return;
    if (record_late_add(f->part, &f->fd, lines))
        f->size += (off_t)lines.len;
    else
        note_fault(f, errno);
}

void record_file_hide(struct record_file *f, const struct mask *m)
{
    struct stat st;

    if (f->mode == RECORD_ALWAYS && record_mode_has_file(f->path))
        record_carry_hide(f->path, m, &f->old);
    if (f->fault || !f->size)
        return;
    if (record_late_hide(f->part, &f->fd, m) && fstat(f->fd, &st) == 0)
        f->size = st.st_size;
    else
        note_fault(f, errno);
}

bool record_file_has_fault(const struct record_file *f)
{
    return f->fault != 0;
}

bool record_file_extends(const struct record_file *f)
{
    return f->mode == RECORD_EXTEND && record_mode_has_file(f->path);
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

static void tell(const struct record_file *f, const struct buf *sentence)
{
    f->tell(f->ctx, buf_text(sentence));
}

/* An older recording gets another name, and who records is told. */
static bool keep_aside(const struct record_file *f, const char *path,
                       const char *what)
{
    struct buf name = {0}, said = {0};
    bool lost, ok = aside_keep(path, &name, &lost);

    if (ok) {
        buf_add_format(&said, "%s %s is kept as %s%s", what, path,
                       buf_text(&name),
                       lost ? ", instead of an older one" : "");
        tell(f, &said);
    }
    int why = errno;
    buf_done(&name);
    buf_done(&said);
    errno = why;
    return ok;
}

/* A part_put_away_fn. */
static bool keep_left(void *ctx, const char *part)
{
    return keep_aside(ctx, part, "of a recording that did not end, what is in");
}

static bool refuse_part(const char *part, int why, struct error *err)
{
    static const struct {
        int number;
        const char *words;
    } words[] = {
        {EWOULDBLOCK, "another run is writing it; wait for its end, or name "
                      "another file"                    },
        {ELOOP,       "it is a symbolic link; remove it"                     },
        {EINVAL,      "it is no plain file; remove it"                       },
        {EEXIST,      "what a crash left there finds no free name; remove it"},
    };
    const char *said = strerror(why);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].number == why)
            said = words[i].words;
    return error_set(err, ERROR_INPUT, "cannot record to %s: %s", part, said);
}

static void release(struct record_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    buf_wipe(&f->old);
    free(f->path);
    free(f->part);
    free(f);
}

/* Asked again under the lock of FILE.part: of those who record, nobody else
 * makes FILE now. */
static bool open_files(struct record_file *f,
                       const struct record_file_setup *setup, struct error *err)
{
    f->fd = part_create(f->part, 0600, keep_left, f);
    if (f->fd < 0 || fchmod(f->fd, 0600) < 0)
        return refuse_part(f->part, errno, err);
    return record_mode_may_be(setup->options, f->path, setup->by, f->force,
                              err);
}

static void drop_part(const struct record_file *f)
{
    if (f->fd >= 0 && part_is_there(f->fd, f->part))
        unlink(f->part);
}

struct record_file *record_file_new(const struct record_file_setup *setup,
                                    struct error *err)
{
    struct record_file *f;
    struct buf part = {0};

    if (!record_mode_may_be(setup->options, setup->path, setup->by,
                            setup->force, err))
        return NULL;
    f = xcalloc(1, sizeof *f);
    buf_add_format(&part, "%s.part", setup->path);
    f->fd = -1;
    f->path = xstrdup(setup->path);
    f->part = buf_take(&part);
    f->mode = record_mode_of(setup->options);
    f->force = setup->force;
    f->tell = setup->tell;
    f->ctx = setup->ctx;
    if (open_files(f, setup, err))
        return f;
    drop_part(f);
    release(f);
    return NULL;
}

/* aside: what is there already is kept. */
static bool give_name(const struct record_file *f, bool aside,
                      struct error *err)
{
    bool over =
        f->force || f->mode == RECORD_ALWAYS || f->mode == RECORD_EXTEND;

    if ((!aside || keep_aside(f, f->path, "the older")) &&
        (over ? rename(f->part, f->path) == 0
              : aside_rename_new(f->part, f->path)))
        return true;
    return error_set(err, ERROR_INPUT,
                     "cannot rename the recording: %s: %s; it is in %s",
                     f->path, strerror(errno), f->part);
}

static bool finish(struct record_file *f, struct error *err)
{
    if (!f->fault && fsync(f->fd) < 0 && errno != EINVAL && errno != EROFS)
        note_fault(f, errno);
    if (f->fault)
        return error_set(err, ERROR_INPUT, "the recording is not whole: %s: %s",
                         f->part, strerror(f->fault));
    if (!part_is_there(f->fd, f->part))
        return error_set(err, ERROR_INPUT,
                         "the recording is not in %s any more: somebody moved "
                         "or removed it",
                         f->part);
    bool older = record_mode_has_file(f->path);
    enum record_carried carried =
        f->mode == RECORD_ALWAYS && older
            ? record_carry(f->path, buf_span(&f->old), f->part, f->tell, f->ctx)
            : RECORD_NOTHING;
    if (carried == RECORD_CARRIED)
        return part_remove(NULL, f->part);
    return give_name(f,
                     older && (carried == RECORD_UNABLE ||
                               carried == RECORD_PARTLY ||
                               (f->mode == RECORD_ON_ERROR && !f->force)),
                     err);
}

bool record_file_end(struct record_file *f, bool bad, struct error *err)
{
    bool wanted = f->begun && (f->mode != RECORD_ON_ERROR || bad);
    bool ok = !wanted || finish(f, err);

    if (!wanted)
        drop_part(f);
    release(f);
    return ok;
}
