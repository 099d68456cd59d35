/* record-late.c - copies a recording, and changes it on the way. */
#include <config.h>

#include "shell/session/record-late.h"

#include "net/transcript/hide-wire.h"
#include "net/transcript/item.h"
#include "net/transcript/record.h"
#include "shell/file/home.h"
#include "shell/file/part.h"
#include "shell/file/slurp.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK = 256 << 10,          /* a header is shorter */
    WINDOW = 2 * ITEM_LINE_MOST /* a line is shorter */
};

struct change {
    struct span lines;       /* for the header */
    const struct mask *mask; /* or NULL */
    bool found;              /* a secret, by copy_hidden */
};

/* to: -1 only looks. */
static bool copy_hidden(int from, int to, struct change *c)
{
    struct buf block = {0}, out = {0};
    bool ok;

    buf_init(&block, WINDOW);
    c->found = false;
    while ((ok = slurp_fd(from, &block)) && block.len) {
        struct span whole = buf_span(&block);

        while (whole.len && whole.at[whole.len - 1] != '\n')
            whole.len--;
        whole.len = whole.len ? whole.len : block.len;
        buf_clear(&out);
        c->found = hide_wire_lines(c->mask, whole, &out) || c->found;
        if (to >= 0 && !(ok = home_write(to, buf_span(&out))))
            break;
        buf_drop(&block, whole.len);
        block.cut = false;
    }
    buf_wipe(&block);
    buf_wipe(&out);
    return ok;
}

static bool copy_added(int from, int to, struct change *c)
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
         home_write(to, c->lines) &&
         home_write(to, span_from(buf_span(&block), end));
    while (ok && block.len) {
        buf_clear(&block);
        ok = slurp_fd(from, &block) && home_write(to, buf_span(&block));
    }
    buf_done(&block);
    return ok;
}

typedef bool copy_fn(int from, int to, struct change *c);

static bool change(const char *part, int *fd, copy_fn *copy, struct change *c)
{
    struct buf path = {0};
    int from = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY), to;
    bool ok;

    buf_add_format(&path, "%s.late", part);
    to = from < 0 ? -1 : part_create(buf_text(&path), 0600, part_remove, NULL);
    ok = to >= 0 && fchmod(to, 0600) == 0 && copy(from, to, c) &&
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

bool record_late_add(const char *part, int *fd, struct span lines)
{
    struct change c = {.lines = lines};

    return change(part, fd, copy_added, &c);
}

bool record_late_hide(const char *part, int *fd, const struct mask *m)
{
    int from = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    struct change c = {.mask = m};
    bool ok = from >= 0 && copy_hidden(from, -1, &c);

    if (from >= 0)
        close(from);
    return ok && (!c.found || change(part, fd, copy_hidden, &c));
}
