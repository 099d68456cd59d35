/* snapshot.c - keeps a CAPA listing as lines of text, 64 KiB at most. */
#include <config.h>

#include "net/pop3/snapshot.h"

enum { SNAPSHOT_MOST = 1 << 16 };

void snapshot_done(struct snapshot *s)
{
    buf_done(&s->lines);
    buf_done(&s->next);
    s->known = false;
}

void snapshot_forget(struct snapshot *s)
{
    buf_clear(&s->lines);
    s->known = false;
}

void snapshot_begin(struct snapshot *s)
{
    s->next.most = SNAPSHOT_MOST;
    buf_clear(&s->next);
    buf_add_char(&s->next, '\n');
}

void snapshot_add(struct snapshot *s, struct span tag, struct span args)
{
    for (size_t i = 0; i < tag.len; i++) {
        char c = tag.at[i];

        buf_add_char(&s->next, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    if (args.len) {
        buf_add_char(&s->next, ' ');
        buf_add(&s->next, args);
    }
    buf_add_char(&s->next, '\n');
}

void snapshot_end(struct snapshot *s)
{
    struct buf old = s->lines;

    s->lines = s->next;
    s->next = old;
    s->known = true;
}

bool snapshot_has(const struct snapshot *s, struct span tag,
                  struct span *args_out)
{
    struct span rest = span_from(buf_span(&s->lines), 1);

    while (s->known && rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        struct span word = span_first(line, span_find(line, ' '));

        if (span_equal_case(word, tag)) {
            if (args_out)
                *args_out = span_from(line, word.len + 1);
            return true;
        }
        rest = span_from(rest, line.len + 1);
    }
    return false;
}
