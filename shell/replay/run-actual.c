/* run-actual.c - the session as it was, for a person to look at.
 *
 * What the client said is copied from the transcript, where secrets are
 * masks; what the server said comes from events that hold none. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/transcript/writer.h"

void run_note_item(struct run *r, uint32_t item)
{
    run_note_lines(r, item, 1);
}

void run_note_lines(struct run *r, uint32_t item, uint32_t count)
{
    const struct transcript *t = r->plan->transcript;
    struct actual *actual = r->setup->actual;
    size_t from;

    if (!actual)
        return;
    if (!actual->text.len)
        for (size_t i = 0; i < t->session; i++)
            writer_item(&actual->text, &t->items[i]);
    /* a session may begin without "@ connect" */
    if (t->items[item].kind == ITEM_SERVER)
        return;
    from = actual->text.len;
    writer_item(&actual->text, &t->items[item]);
    actual_repeat(actual, from, count);
}

static void note_line(struct buf *out, const struct lane *l, struct span octets)
{
    struct buf wire = {0};

    writer_wire(&wire, octets);
    writer_line(out, 'S', l->conn, ITEM_ONE, buf_span(&wire));
    buf_done(&wire);
}

static void note_answer(struct buf *out, const struct lane *l,
                        const struct answer *got)
{
    struct span rest = buf_span(&got->octets);

    if (got->automatic)
        buf_add_text(out, "# the reply to a RSET that was sent unasked:\n");
    while (rest.len) {
        size_t n = span_find(rest, '\n');

        note_line(out, l, span_first(rest, n + 1));
        rest = span_from(rest, n + 1);
    }
    if (got->end == END_DOT)
        note_line(out, l, SPAN(".\r\n"));
    else if (got->end == END_DOT_LF)
        note_line(out, l, SPAN(".\n"));
}

void run_note_answers(struct run *r, const struct lane *l,
                      const struct answer *got, size_t times)
{
    struct actual *actual = r->setup->actual;
    size_t from;

    if (!actual || !times)
        return;
    from = actual->text.len;
    note_answer(&actual->text, l, got);
    actual_repeat(actual, from, times);
}
