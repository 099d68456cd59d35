/* output.c - writes to a stdio stream, or past it. */
#include <config.h>

#include "shell/render/output.h"
#include "shell/render/style.h"
#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONG_OCTETS = 16384 }; /* worth a system call of its own */

/* A file or /dev/null takes everything at any time, and nobody watches. */
static bool is_patient(int fd)
{
    struct stat st, null;

    if (fd < 0 || fstat(fd, &st) < 0)
        return false;
    if (S_ISCHR(st.st_mode))
        return stat("/dev/null", &null) == 0 && st.st_rdev == null.st_rdev;
    return S_ISREG(st.st_mode);
}

void output_set(struct output *o, FILE *file, enum render_color color)
{
    if (o->file == file && o->asked == color && !o->stale)
        return;
    if (o->file != file)
        o->fault = 0;
    o->stale = false;
    o->file = file;
    o->asked = color;
    o->color = style_wanted(color, file);
    o->terminal = isatty(fileno(file)) == 1;
    o->patient = is_patient(fileno(file));
}

void output_forget(struct output *o)
{
    o->stale = true;
}

static void note_fault(struct output *o)
{
    if (!o->fault)
        o->fault = errno ? errno : EIO;
}

void output_add(struct output *o, struct span octets)
{
    if (!octets.len || o->fault)
        return;
    errno = 0;
    if (fwrite_unlocked(octets.at, 1, octets.len, o->file) < octets.len)
        note_fault(o);
}

void output_flush(struct output *o)
{
    if (o->fault)
        return;
    errno = 0;
    if (fflush_unlocked(o->file) == EOF)
        note_fault(o);
}

/* One write(2), whatever interrupts or delays it. False after a fault. */
static bool write_some(struct output *o, struct span *octets)
{
    struct pollfd writable = {.fd = fileno(o->file), .events = POLLOUT};
    ssize_t n = write(writable.fd, octets->at, octets->len);

    if (n >= 0) {
        *octets = span_from(*octets, (size_t)n);
        return true;
    }
    if (errno == EAGAIN)
        return poll(&writable, 1, -1) >= 0 || errno == EINTR;
    return errno == EINTR;
}

void output_add_long(struct output *o, struct span octets)
{
    if (octets.len < LONG_OCTETS || fileno(o->file) < 0) {
        output_add(o, octets);
        return;
    }
    output_flush(o);
    while (octets.len && !o->fault)
        if (!write_some(o, &octets))
            note_fault(o);
}
