/* mbox-index.c - finds the messages of an mbox and takes their measure.
 *
 * First the lines that part them, then each message by itself as RETR would
 * send it. What parts messages is said in mbox.h. */
#include <config.h>

#include "net/store/mbox-index.h"

#include "net/base/memory.h"
#include "net/store/mbox-from.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 1 << 17 };

/* --- the lines that part messages --- */

struct search {
    struct mbox_index *index;
    off_t blank; /* where the line before begins, if it is empty; else -1 */
    bool dated;  /* the first "From " line has a date, so all must */
};

static struct mbox_entry *last_entry(const struct mbox_index *index)
{
    return index->n ? &index->entries[index->n - 1] : NULL;
}

static void add_entry(struct mbox_index *index, off_t from, off_t text)
{
    if (index->n == index->room) {
        index->room = index->room ? index->room * 2 : 64;
        index->entries =
            xrealloc(index->entries, index->room * sizeof *index->entries);
    }
    index->entries[index->n++] = (struct mbox_entry){
        .from = from,
        .text = text,
    };
}

/* The message before `at` ends there, its empty last line left out. */
static void end_entry(const struct search *s, off_t at)
{
    struct mbox_entry *e = last_entry(s->index);

    if (!e)
        return;
    e->end = at;
    e->text_end = s->blank >= e->text ? s->blank : at;
}

static bool parts_messages(const struct search *s, struct span line)
{
    if (!mbox_from_begins(line))
        return false;
    return s->dated ? mbox_from_is_dated(line) : s->blank >= 0;
}

/* Look at a line, or the beginning of a long one; its line end is off. */
static bool see_line(struct search *s, struct span line, off_t at, off_t next,
                     struct error *err)
{
    bool blank = !line.len || span_is(line, "\r");

    if (!s->index->n && !blank) {
        if (!mbox_from_begins(line))
            return error_set(err, ERROR_INPUT,
                             "this is no mbox: it does not begin with a line "
                             "\"From ADDRESS DATE\"");
        s->dated = mbox_from_is_dated(line);
        add_entry(s->index, at, next);
    } else if (s->index->n && parts_messages(s, line)) {
        end_entry(s, at);
        add_entry(s->index, at, next);
    }
    s->blank = blank ? at : -1;
    return true;
}

/* Look at all whole lines in octets, which begin at `at`, and at the rest if
 * it is the last or longer than any window. How many octets; -1 on failure. */
static ssize_t see_lines(struct search *s, struct span octets, off_t at,
                         bool last, struct error *err)
{
    size_t seen = 0;

    while (seen < octets.len) {
        struct span rest = span_from(octets, seen);
        size_t lf = span_find(rest, '\n');

        if (lf == rest.len && !last)
            break;
        size_t next = lf < rest.len ? lf + 1 : lf;
        if (!see_line(s, span_first(rest, lf), at + (off_t)seen,
                      at + (off_t)(seen + next), err))
            return -1;
        seen += next;
    }
    return (ssize_t)seen;
}

/* The rest of a line that is longer than the window; no part of it can begin
 * a message. How much of octets belongs to it. */
static size_t pass_long_line(struct span octets, bool *inside)
{
    size_t lf = span_find(octets, '\n');

    *inside = lf == octets.len;
    return *inside ? lf : lf + 1;
}

/* Read on behind what *have octets in window hold already. */
static bool fill(int fd, char *window, size_t *have, off_t *at, off_t size,
                 struct error *err)
{
    while (*have < WINDOW && *at < size) {
        size_t want = WINDOW - *have;

        if ((off_t)want > size - *at)
            want = (size_t)(size - *at);
        ssize_t n = pread(fd, window + *have, want, *at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_set(err, ERROR_INPUT, "cannot read it: %s",
                             strerror(errno));
        if (n == 0)
            return error_set(err, ERROR_INPUT,
                             "it became shorter while it was read; another "
                             "program changed it");
        *have += (size_t)n;
        *at += n;
    }
    return true;
}

static bool find_messages(struct search *s, int fd, off_t size, char *window,
                          struct error *err)
{
    size_t have = 0;
    off_t at = 0; /* behind the window */
    bool inside = false;

    while (fill(fd, window, &have, &at, size, err) && have) {
        struct span octets = {window, have};
        ssize_t seen = 0;

        if (inside)
            seen = (ssize_t)pass_long_line(octets, &inside);
        else
            seen = see_lines(s, octets, at - (off_t)have, at == size, err);
        if (seen < 0)
            return false;
        if (seen == 0 && have == WINDOW && !inside) {
            off_t begins = at - (off_t)have;

            if (!see_line(s, octets, begins, at, err))
                return false;
            inside = true;
            seen = (ssize_t)have;
        }
        memmove(window, window + seen, have - (size_t)seen);
        have -= (size_t)seen;
    }
    if (have || at < size)
        return false;
    end_entry(s, size);
    return true;
}

/* --- the measure of one message --- */

/* The "From " line belongs to the fingerprint: it tells two deliveries of
 * equal messages apart. */
static bool add_from_line(const struct mbox_entry *e, int fd,
                          struct fingerprint *f, struct stored *text,
                          char *room, struct error *err)
{
    ssize_t n;

    stored_start(text, fd, e->from, e->text, STORED_PLAIN);
    while ((n = stored_read(text, room, WINDOW, err)) > 0)
        fingerprint_add(f, (struct span){room, (size_t)n});
    return n == 0;
}

static bool measure(struct mbox_entry *e, int fd, struct fingerprint *f,
                    struct stored *text, char *room, struct error *err)
{
    ssize_t n;

    fingerprint_start(f);
    if (!add_from_line(e, fd, f, text, room, err))
        return false;
    stored_start(text, fd, e->text, e->text_end, STORED_QUOTED);
    while ((n = stored_read(text, room, WINDOW, err)) > 0)
        fingerprint_add_message(f, (struct span){room, (size_t)n});
    if (n < 0)
        return false;
    e->octets = text->given;
    fingerprint_end(f, e->print);
    return true;
}

/* --- messages that are the same --- */

static int compare_prints(const void *a, const void *b)
{
    const struct mbox_entry *x = *(struct mbox_entry *const *)a;
    const struct mbox_entry *y = *(struct mbox_entry *const *)b;
    int order = memcmp(x->print, y->print, sizeof x->print);

    if (order)
        return order;
    return (x->from > y->from) - (x->from < y->from);
}

struct mbox_entry **mbox_index_sort(const struct mbox_index *index)
{
    if (!index->n)
        return NULL;

    struct mbox_entry **sorted = xcalloc(index->n, sizeof *sorted);
    for (size_t i = 0; i < index->n; i++)
        sorted[i] = &index->entries[i];
    qsort(sorted, index->n, sizeof *sorted, compare_prints);
    return sorted;
}

bool mbox_entry_is_twin(const struct mbox_entry *a, const struct mbox_entry *b)
{
    return memcmp(a->print, b->print, sizeof a->print) == 0;
}

static void count_twins(struct mbox_index *index)
{
    struct mbox_entry **sorted = mbox_index_sort(index);

    for (size_t i = 0; i < index->n; i++) {
        bool twin = i && mbox_entry_is_twin(sorted[i], sorted[i - 1]);

        sorted[i]->twin = twin ? sorted[i - 1]->twin + 1 : 1;
    }
    free(sorted);
}

/* --- */

bool mbox_index_read(struct mbox_index *index, int fd, off_t size,
                     struct error *err)
{
    struct search s = {.index = index, .blank = -1};
    struct fingerprint *f = fingerprint_new();
    struct stored text = {0};
    char *room = xcalloc(1, WINDOW);

    index->n = 0;
    bool read = find_messages(&s, fd, size, room, err);
    for (size_t i = 0; read && i < index->n; i++)
        read = measure(&index->entries[i], fd, f, &text, room, err);
    if (read)
        count_twins(index);
    else
        index->n = 0;
    free(room);
    stored_done(&text);
    fingerprint_free(f);
    return read;
}

void mbox_index_done(struct mbox_index *index)
{
    free(index->entries);
    *index = (struct mbox_index){0};
}

bool mbox_index_probe(int fd, struct error *err)
{
    struct mbox_index found = {0};
    struct search s = {.index = &found, .blank = -1};
    char octets[512];
    ssize_t n = pread(fd, octets, sizeof octets, 0);

    if (n < 0)
        return error_set(err, ERROR_INPUT, "cannot read it: %s",
                         strerror(errno));
    bool begins =
        see_lines(&s, (struct span){octets, (size_t)n}, 0, true, err) >= 0;
    mbox_index_done(&found);
    return begins;
}

bool mbox_index_check(const struct mbox_entry *e, int fd)
{
    struct mbox_entry now = *e;
    struct fingerprint *f = fingerprint_new();
    struct stored text = {0};
    char *room = xcalloc(1, WINDOW);
    bool same = measure(&now, fd, f, &text, room, NULL) &&
                now.octets == e->octets &&
                !memcmp(now.print, e->print, sizeof e->print);

    free(room);
    stored_done(&text);
    fingerprint_free(f);
    return same;
}
