/* run-actual.c - the session as it was, for a person to look at.
 *
 * What the client said is copied from the transcript, where secrets are
 * masks; what the server said comes from events that hold none. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/transcript/auto-mask.h"
#include "net/transcript/body.h"
#include "net/transcript/file-mask.h"
#include "net/transcript/hide-item.h"
#include "net/transcript/hide-wire.h"
#include "net/transcript/writer.h"

/* A secret that stands in the file is not written into another one. */
static void note_item(struct buf *out, const struct mask *mask,
                      const struct item *item)
{
    struct buf masked = {0}, wire = {0};
    struct span rest = item->text, verb = span_take_word(&rest);
    size_t before;

    if (item->kind != ITEM_CLIENT) {
        hide_item(mask, item, out);
        return;
    }
    file_mask_client(mask, item->text, &masked);
    if (!masked.len || span_equal(buf_span(&masked), item->text)) {
        writer_item(out, item);
        buf_done(&masked);
        return;
    }
    rest = buf_span(&masked);
    while ((before = span_find_span(rest, SPAN("****"))) < rest.len) {
        buf_add(&wire, span_first(rest, before));
        if (span_is_case(verb, "AUTH") || span_is_case(verb, "PASS"))
            writer_wire_secret(&wire,
                               span_is_case(verb, "AUTH") ? "sasl" : "pass");
        else
            writer_wire_capture(&wire, SPAN(""), WIRE_ANY, SPAN("****"));
        rest = span_from(rest, before + SPAN("****").len);
    }
    buf_add(&wire, rest);
    writer_line(out, 'C', item->conn, ITEM_ONE, buf_span(&wire));
    buf_done(&masked);
    buf_done(&wire);
}

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
            hide_item(r->setup->mask, &t->items[i], &actual->text);
    /* a session may begin without "@ connect" */
    if (t->items[item].kind == ITEM_SERVER)
        return;
    from = actual->text.len;
    note_item(&actual->text, r->setup->mask, &t->items[item]);
    actual_repeat(actual, from, count);
}

/* One that the file does not have. */
static void note_event(struct run *r, const struct lane *l, struct span event)
{
    struct buf *out = r->setup->actual ? &r->setup->actual->text : NULL;

    if (!out)
        return;
    buf_add_char(out, '@');
    if (l->conn > 1)
        buf_add_format(out, "%u", l->conn);
    buf_add_char(out, ' ');
    buf_add(out, event);
    buf_add_char(out, '\n');
}

void run_note_end(struct run *r, struct lane *l, uint32_t item)
{
    struct buf end = {0};
    bool by_server = link_end(l->link, NULL) == LINK_BY_SERVER, as_item;

    if (l->end_noted || lane_is_open(l))
        return;
    l->end_noted = true;
    param_value(item != PLAN_NONE ? run_item(r, item)->text : SPAN(""), "by",
                &end);
    as_item = span_is(buf_span(&end), by_server ? "server" : "client");
    buf_clear(&end);
    if (as_item) {
        run_note_item(r, item);
    } else {
        run_add_close(&end, l);
        note_event(r, l, buf_span(&end));
    }
    buf_done(&end);
}

void run_note_timeout(struct run *r, const struct lane *l, unsigned ms)
{
    struct buf event = {0};

    buf_add_format(&event, "timeout after=%ums", ms);
    note_event(r, l, buf_span(&event));
    buf_done(&event);
}

/* echo: "****" in it stands for a secret. */
static void note_line(struct buf *out, const struct lane *l, struct span octets,
                      bool echo)
{
    struct span end = writer_line_end(octets);
    const struct auto_line line = {
        .text = span_first(octets, octets.len - end.len),
        .place = AUTO_STRAY,
        .echo = true,
        .hidden_only = true,
    };
    struct buf wire = {0}, hidden = {0};

    if (echo) {
        auto_mask_wire(&wire, &line);
        writer_wire_end(&wire, end);
    } else {
        writer_wire(&wire, octets);
    }
    /* of this session, or one that the file knows before it is said */
    hide_wire(l->run->setup->mask, buf_span(&wire), false, &hidden);
    writer_line(out, 'S', l->conn, ITEM_ONE, buf_span(&hidden));
    buf_wipe(&wire);
    buf_done(&hidden);
}

/* A message that a recording would not have either; it is not searched. */
static bool is_large(const struct answer *got)
{
    return got->content == CONTENT_MESSAGE && got->multi &&
           got->data_octets > BODY_MOST;
}

static void note_answer(struct buf *out, const struct lane *l,
                        const struct answer *got)
{
    bool elide = is_large(got) || answer_quotes(got, l->run->setup->mask);
    struct span rest = buf_span(&got->octets);

    if (got->automatic)
        buf_add_format(out, "# the reply to a %s that was sent unasked:\n",
                       got->verb ? got->verb->name : "line");
    while (rest.len) {
        size_t n = span_find(rest, '\n');

        note_line(out, l, span_first(rest, n + 1), got->masked);
        if (elide)
            break;
        rest = span_from(rest, n + 1);
    }
    if (elide)
        answer_body(got, l->conn, out);
    if (got->end == END_DOT)
        note_line(out, l, SPAN(".\r\n"), false);
    else if (got->end == END_DOT_LF)
        note_line(out, l, SPAN(".\n"), false);
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
