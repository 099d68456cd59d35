/* run-send.c - what the client says, written as the transcript wants it. */
#include <config.h>

#include "shell/replay/run-private.h"

enum { WRITE_LEAST = 64 << 10 }; /* octets that are gathered */

static void tell_client(struct run *r, const struct lane *l,
                        const struct item *item)
{
    json_t *told;

    if (!r->setup->want_lines)
        return;
    told = told_spoken(REPORT_CLIENT, item->line, l->conn,
                       session_tls_facts(link_session(l->link)) != NULL,
                       (struct span){0});
    told_put(told, "text", item->text); /* in that form already */
    r->setup->tell(r->setup->ctx, told);
}

static enum verb_id verb_of(struct span line)
{
    size_t n = 0;
    const struct verb *verb;

    while (n < line.len && line.at[n] != ' ' && line.at[n] != '\r' &&
           line.at[n] != '\n')
        n++;
    verb = verb_find(span_first(line, n));
    return verb ? verb->id : VERB_COUNT;
}

/* Nothing that this replay marked is to be deleted: unmark it before QUIT. If
 * the server does not do that, the connection goes without QUIT. */
static void guard(struct run *r, struct lane *l)
{
    struct session *s = link_session(l->link);

    run_drain(r, l);
    if (!lane_is_open(l) || run_is_over(r))
        return;
    l->guarded = false;
    session_send(s, SPAN("RSET"), true);
    run_drain(r, l);
    l->deleted = false;
    r->setup->tell(r->setup->ctx,
                   told_note("RSET was sent before QUIT, so that nothing is "
                             "deleted; --allow-delete lets it be"));
    if (l->guarded)
        return;
    session_drop(s);
    run_stop(r, EXIT_DONE,
             "the server refused RSET: closed without QUIT, so that nothing "
             "is deleted");
}

/* Write what was gathered, in one go or in pieces. */
static void write_out(struct run *r, struct lane *l, struct buf *octets)
{
    struct session *s = link_session(l->link);
    struct span rest = buf_span(octets);
    struct error err = {0};

    while (rest.len && lane_is_open(l)) {
        size_t n = l->chunk && l->chunk < rest.len ? l->chunk : rest.len;

        session_send_octets(s, span_first(rest, n));
        rest = span_from(rest, n);
        if (l->chunk)
            session_push(s, &err);
    }
    secret_wipe(octets->at, octets->len);
    buf_clear(octets);
    (void)r;
}

static void tell_unbound(struct run *r, struct lane *l, uint32_t item,
                         const struct error *err)
{
    if (err->code == ERROR_NONE) {
        run_differs(r, l, item, err->what);
        run_stop(r, EXIT_DONE, "%s", err->what);
    } else {
        run_stop(r, exit_of(err->code), "%s", err->what);
    }
}

/* The lines behind step i that say the same as the one of i, which was added to
 * *out from `from` on. Returns the last of them, or i. */
static size_t repeat_line(struct run *r, size_t i, struct buf *out, size_t from)
{
    const struct step *steps = r->plan->steps, *first = &steps[i];
    const struct item *item = run_item(r, first->item), *next;
    size_t len = out->len - from;

    if (!item->plain || r->setup->want_lines || r->options.no_pipeline)
        return i;
    while (i + 1 < r->plan->step_count && out->len < WRITE_LEAST &&
           steps[i + 1].kind == STEP_SEND && steps[i + 1].conn == first->conn) {
        next = run_item(r, steps[i + 1].item);
        if (!next->plain || !span_equal(next->text, item->text))
            break;
        buf_room(out, len);
        buf_add(out, (struct span){out->at + from, len});
        run_note_item(r, steps[++i].item);
    }
    return i;
}

/* The lines from step i on that go out together. Returns the step behind. */
size_t run_send(struct run *r, size_t i)
{
    const struct plan *p = r->plan;
    struct lane *l = run_lane(r, &p->steps[i]);
    struct buf *out = &r->secret_line;
    bool one_by_one = r->options.no_pipeline;
    uint16_t conn = p->steps[i].conn;

    for (; i < p->step_count && p->steps[i].kind == STEP_SEND &&
           p->steps[i].conn == conn && !run_is_over(r);
         i++) {
        const struct item *item = run_item(r, p->steps[i].item);
        struct error err = {0};
        size_t from = out->len;

        if (!lane_is_open(l))
            break;
        if (!speaker_line(&l->speaker, item, out, &err)) {
            tell_unbound(r, l, p->steps[i].item, &err);
            break;
        }
        enum verb_id verb = verb_of(span_from(buf_span(out), from));

        if (verb == VERB_QUIT && l->deleted && !r->options.allow_delete) {
            struct buf quit = {0};

            buf_add(&quit, span_from(buf_span(out), from));
            buf_cut(out, from);
            write_out(r, l, out);
            guard(r, l);
            buf_add(out, buf_span(&quit));
            buf_done(&quit);
            if (run_is_over(r))
                break;
        }
        l->deleted = verb == VERB_DELE || (l->deleted && verb != VERB_RSET);
        tell_client(r, l, item);
        run_note_item(r, p->steps[i].item);
        i = repeat_line(r, i, out, from);
        if (one_by_one) {
            write_out(r, l, out);
            run_drain(r, l);
        } else if (out->len >= WRITE_LEAST) {
            write_out(r, l, out);
        }
    }
    if (lane_is_open(l) && !run_is_over(r))
        write_out(r, l, out);
    buf_clear(out);
    while (i < p->step_count && p->steps[i].kind == STEP_SEND &&
           p->steps[i].conn == conn)
        i++; /* not sent: the answers will tell */
    return i;
}
