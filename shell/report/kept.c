/* kept.c - the texts of a file, in blocks that go with it. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/report/private.h"
#include <stdlib.h>

enum { BLOCK_OCTETS = 64 << 10 };

struct kept_block {
    struct kept_block *older;
    size_t used, room;
    char octets[];
};

/* Room for n octets, or NULL when the file keeps enough. */
static char *take_room(struct report_file *f, size_t n)
{
    struct kept_block *b = f->blocks;
    size_t room = n > BLOCK_OCTETS ? n : BLOCK_OCTETS;
    char *at;

    if (f->kept_octets + n > KEPT_MOST)
        return NULL;
    if (!b || b->room - b->used < n) {
        b = xcalloc(1, sizeof *b + room);
        b->older = f->blocks;
        b->room = room;
        f->blocks = b;
    }
    at = b->octets + b->used;
    b->used += n;
    f->kept_octets += n;
    return at;
}

struct span kept_octets(struct report_file *f, struct span text)
{
    char *at = take_room(f, text.len + 1);

    if (!at)
        return SPAN("");
    if (text.len)
        memcpy(at, text.at, text.len);
    at[text.len] = '\0';
    return (struct span){at, text.len};
}

const char *kept_text(struct report_file *f, const char *text)
{
    return text ? kept_octets(f, span_of(text)).at : NULL;
}

void kept_done(struct report_file *f)
{
    while (f->blocks) {
        struct kept_block *older = f->blocks->older;

        free(f->blocks);
        f->blocks = older;
    }
}
