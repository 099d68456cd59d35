/* buf.c - a growing run of octets with a limit.
 *
 * Room doubles, so adding costs constant time on average; what exceeds the
 * limit is dropped and remembered in `cut`. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/memory.h"
#include "net/base/secret.h"
#include <assert.h>
#include <stdio.h> /* vsnprintf only: formats into memory, touches no file */
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 64 };

static size_t most_of(const struct buf *b)
{
    return b->most ? b->most : BUF_MOST;
}

/* Make place for n octets more and the NUL; n is known to be allowed. */
static void make_room(struct buf *b, size_t n)
{
    size_t need = b->len + n + 1;
    size_t whole = most_of(b) + 1;

    if (need <= b->room)
        return;

    size_t room = b->room > whole / 2 ? whole : b->room * 2;
    if (room < ROOM_FIRST)
        room = ROOM_FIRST;
    if (room < need)
        room = need;
    b->at = xrealloc(b->at, room);
    b->at[b->len] = '\0';
    b->room = room;
}

/* How many of n octets the limit lets in; remembers when not all. */
static size_t admit(struct buf *b, size_t n)
{
    size_t left = most_of(b) - b->len;

    if (n <= left)
        return n;
    b->cut = true;
    return left;
}

void buf_init(struct buf *b, size_t most)
{
    *b = (struct buf){.most = most};
}

void buf_done(struct buf *b)
{
    free(b->at);
    buf_init(b, b->most);
}

char *buf_take(struct buf *b)
{
    char *text = b->at ? b->at : xstrdup("");

    buf_init(b, b->most);
    return text;
}

void buf_wipe(struct buf *b)
{
    secret_wipe(b->at, b->room);
    buf_done(b);
}

void buf_clear(struct buf *b)
{
    buf_cut(b, 0);
    b->cut = false;
}

void buf_drop(struct buf *b, size_t n)
{
    if (n >= b->len) {
        buf_cut(b, 0);
        return;
    }
    b->len -= n;
    memmove(b->at, b->at + n, b->len + 1);
}

void buf_cut(struct buf *b, size_t len)
{
    if (len >= b->len)
        return;
    b->len = len;
    b->at[len] = '\0';
}

char *buf_room(struct buf *b, size_t n)
{
    if (n > most_of(b) - b->len)
        return NULL;
    make_room(b, n);
    return b->at + b->len;
}

void buf_grow(struct buf *b, size_t n)
{
    assert(b->len + n < b->room);
    b->len += n;
    b->at[b->len] = '\0';
}

struct span buf_span(const struct buf *b)
{
    return (struct span){b->at, b->len};
}

const char *buf_text(const struct buf *b)
{
    return b->at ? b->at : "";
}

void buf_add(struct buf *b, struct span s)
{
    size_t n = admit(b, s.len);

    make_room(b, n);
    if (n)
        memcpy(b->at + b->len, s.at, n);
    buf_grow(b, n);
}

/* What was added already is copied: twice as much each time. */
void buf_add_repeats(struct buf *b, struct span s, size_t n)
{
    size_t whole = s.len && n > SIZE_MAX / s.len ? SIZE_MAX : n * s.len;
    size_t left = admit(b, whole), done = s.len < left ? s.len : left;

    make_room(b, left);
    if (done)
        memcpy(b->at + b->len, s.at, done);
    while (done < left) {
        size_t more = done < left - done ? done : left - done;

        memcpy(b->at + b->len + done, b->at + b->len, more);
        done += more;
    }
    buf_grow(b, left);
}

void buf_add_text(struct buf *b, const char *text)
{
    buf_add(b, span_of(text));
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, (struct span){&c, 1});
}

void buf_add_format(struct buf *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_add_formatv(b, format, args);
    va_end(args);
}

void buf_add_formatv(struct buf *b, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int wanted = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(wanted >= 0);

    size_t n = admit(b, (size_t)wanted);
    make_room(b, n);
    vsnprintf(b->at + b->len, n + 1, format, args);
    buf_grow(b, n);
}
