/* sample.c - a maildrop whose messages are a head and a filling.
 *
 * The head is kept (all of the message, for most), the filling is lines of 76
 * columns that are made at any offset; the last one is cut so that the size
 * is exact. */
#include <config.h>

#include "net/server/sample.h"

#include "net/base/buf.h"
#include "net/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_OCTETS = 78, HEAD_MOST = 512 };

static const char filling[LINE_OCTETS + 1] =
    "The quick brown fox jumps over the lazy dog, and the dog does not "
    "mind it at\r\n";

struct sample {
    struct maildrop maildrop;
    bool opened;
    /* all messages there were, and those that are left */
    size_t total;
    size_t *left; /* owned: index of message number - 1 */
    size_t count;
    /* sample_new: a head each; sample_filled: one form of it for all */
    struct buf *heads; /* owned, or NULL */
    uint64_t octets;   /* sample_filled */
    char uid[80];
    /* the head made last, of sample_filled */
    char head[HEAD_MOST];
    size_t head_len, head_of; /* head_of: index + 1 */
};

static struct sample *of(const struct maildrop *m)
{
    return (struct sample *)(uintptr_t)m;
}

/* --- messages --- */

static void make_head(struct sample *s, size_t index)
{
    int n;

    if (s->head_of == index + 1)
        return;
    n = snprintf(s->head, sizeof s->head,
                 "From: Sample Sender <sender@example.org>\r\n"
                 "To: Student <student@example.net>\r\n"
                 "Date: Fri, 05 Jan 2024 09:00:00 +0000\r\n"
                 "Message-ID: <filled-%zu@example.org>\r\n"
                 "Subject: Message %zu of %zu\r\n\r\n",
                 index + 1, index + 1, s->total);
    s->head_len = (size_t)n;
    s->head_of = index + 1;
}

static struct span head_of(struct sample *s, size_t index)
{
    if (s->heads)
        return buf_span(&s->heads[index]);
    make_head(s, index);
    return (struct span){s->head, s->head_len};
}

static uint64_t octets_of(struct sample *s, size_t index)
{
    if (!s->heads)
        return s->octets;
    if (sample_texts[index].octets)
        return sample_texts[index].octets;
    return s->heads[index].len;
}

/* Fill at with n octets of a body of size octets, from offset on. The last
 * two are CRLF, and no CR stands right before them. */
static void fill(char *at, size_t n, uint64_t offset, uint64_t size)
{
    for (size_t done = 0; done < n;) {
        size_t column = (size_t)((offset + done) % LINE_OCTETS);
        size_t part = LINE_OCTETS - column;

        part = part < n - done ? part : n - done;
        memcpy(at + done, filling + column, part);
        done += part;
    }
    for (uint64_t back = 3; back > 0; back--) {
        static const char ends[] = "\n\rx";
        uint64_t place = size - back;

        if (back == 3 && place % LINE_OCTETS != LINE_OCTETS - 2)
            continue;
        if (size >= back && place >= offset && place < offset + n)
            at[place - offset] = ends[back - 1];
    }
}

static ssize_t sample_read(struct maildrop *m, size_t number, uint64_t offset,
                           char *at, size_t room, struct error *err)
{
    struct sample *s = of(m);
    size_t index = s->left[number - 1], n = 0;
    struct span head = head_of(s, index);
    uint64_t size = octets_of(s, index);

    (void)err;
    if (offset >= size)
        return 0;
    if (size - offset < room)
        room = (size_t)(size - offset);
    if (offset < head.len) {
        struct span part = span_first(span_from(head, (size_t)offset), room);

        memcpy(at, part.at, part.len);
        n = part.len;
    }
    if (n < room)
        fill(at + n, room - n, offset + n - head.len, size - head.len);
    return (ssize_t)room;
}

/* --- the maildrop --- */

static enum maildrop_result sample_open(struct maildrop *m, struct error *err)
{
    (void)err;
    if (of(m)->opened)
        return MAILDROP_IN_USE;
    of(m)->opened = true;
    return MAILDROP_OK;
}

static size_t sample_count(const struct maildrop *m)
{
    return of(m)->count;
}

static uint64_t sample_octets(const struct maildrop *m, size_t number)
{
    return octets_of(of(m), of(m)->left[number - 1]);
}

static struct span sample_uid(const struct maildrop *m, size_t number)
{
    struct sample *s = of(m);
    size_t index = s->left[number - 1];
    int n = snprintf(s->uid, sizeof s->uid, "sample-%zu-%s", index + 1,
                     s->heads ? sample_texts[index].name : "filled");

    return (struct span){s->uid, (size_t)n};
}

static void sample_close(struct maildrop *m)
{
    of(m)->opened = false;
}

static bool sample_update(struct maildrop *m, const bool *deleted,
                          size_t *removed_out, struct error *err)
{
    struct sample *s = of(m);
    size_t kept = 0;

    (void)err;
    for (size_t i = 0; i < s->count; i++)
        if (!deleted[i])
            s->left[kept++] = s->left[i];
    *removed_out = s->count - kept;
    s->count = kept;
    sample_close(m);
    return true;
}

static void sample_free(struct maildrop *m)
{
    struct sample *s = of(m);

    for (size_t i = 0; s->heads && i < s->total; i++)
        buf_done(&s->heads[i]);
    free(s->heads);
    free(s->left);
    free(s);
}

void sample_restore(struct maildrop *m)
{
    struct sample *s = of(m);

    for (size_t i = 0; i < s->total; i++)
        s->left[i] = i;
    s->count = s->total;
}

static const struct maildrop_ops sample_ops = {
    .open = sample_open,
    .count = sample_count,
    .octets = sample_octets,
    .uid = sample_uid,
    .read = sample_read,
    .update = sample_update,
    .close = sample_close,
    .free = sample_free,
};

static struct sample *make(size_t count)
{
    struct sample *s = xcalloc(1, sizeof *s);

    s->maildrop.ops = &sample_ops;
    s->total = s->count = count;
    s->left = xcalloc(count ? count : 1, sizeof *s->left);
    for (size_t i = 0; i < count; i++)
        s->left[i] = i;
    return s;
}

static void add_crlf(struct buf *out, struct span text)
{
    while (text.len) {
        size_t lf = span_find(text, '\n');

        buf_add(out, span_first(text, lf));
        buf_add(out, SPAN("\r\n"));
        text = span_from(text, lf + 1);
    }
}

struct maildrop *sample_new(void)
{
    struct sample *s = make(sample_texts_count);

    s->heads = xcalloc(s->total, sizeof *s->heads);
    for (size_t i = 0; i < s->total; i++) {
        const struct sample_text *row = &sample_texts[i];

        add_crlf(&s->heads[i], span_of(row->text));
        for (size_t n = 0; n < row->wide; n++)
            buf_add_char(&s->heads[i], 'x');
        if (row->wide)
            buf_add(&s->heads[i], SPAN("\r\n"));
    }
    return &s->maildrop;
}

struct maildrop *sample_filled(size_t count, uint64_t octets)
{
    struct sample *s =
        make(count < SAMPLE_COUNT_MOST ? count : SAMPLE_COUNT_MOST);

    s->octets = octets < SAMPLE_OCTETS_LEAST ? SAMPLE_OCTETS_LEAST : octets;
    return &s->maildrop;
}
