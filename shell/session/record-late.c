/* record-late.c - copies a recording, and adds to its header on the way. */
#include <config.h>

#include "shell/session/record-late.h"

#include "net/transcript/record.h"
#include "shell/file/home.h"
#include "shell/file/part.h"
#include "shell/file/slurp.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 256 << 10 }; /* a header is shorter */

static bool copy(int from, int to, struct span lines)
{
    struct buf block = {0};
    bool ok;

    buf_init(&block, BLOCK);
    ok = slurp_fd(from, &block);
    size_t end = record_header_end(buf_span(&block));
    if (ok && end == block.len) {
        errno = EFBIG;
        ok = false;
    }
    ok = ok && home_write(to, span_first(buf_span(&block), end)) &&
         home_write(to, lines) &&
         home_write(to, span_from(buf_span(&block), end));
    while (ok && block.len) {
        buf_clear(&block);
        ok = slurp_fd(from, &block) && home_write(to, buf_span(&block));
    }
    buf_done(&block);
    return ok;
}

bool record_late_add(const char *part, int *fd, struct span lines)
{
    struct buf path = {0};
    int from = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY), to;
    bool ok;

    buf_add_format(&path, "%s.late", part);
    to = from < 0 ? -1 : part_create(buf_text(&path), 0600, part_remove, NULL);
    ok = to >= 0 && fchmod(to, 0600) == 0 && copy(from, to, lines) &&
         fsync(to) == 0 && rename(buf_text(&path), part) == 0;
    int why = errno;
    if (!ok && to >= 0)
        unlink(buf_text(&path));
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(ok ? *fd : to);
    if (ok)
        *fd = to;
    buf_done(&path);
    errno = why;
    return ok;
}
