/* run-send.c - what the client says, written as the transcript wants it. */
#include <config.h>

#include "shell/replay/run-private.h"

enum { WRITE_LEAST = 64 << 10 }; /* octets that are gathered for "@ chunk" */

static void tell_client(struct run *r, const struct lane *l,
                        const struct step *step, uint32_t from, uint32_t count)
{
    json_t *told;

    for (; count && r->setup->want_lines; count--, from++) {
        told = told_spoken(
            REPORT_CLIENT, run_step_line(r, step) + from, l->conn,
            session_tls_facts(link_session(l->link)) != NULL, (struct span){0});
        told_put(told, "text", run_item(r, step->item)->text); /* so already */
        r->setup->tell(r->setup->ctx, told);
    }
}

static void forget(struct buf *octets)
{
    secret_wipe(octets->at, octets->len);
    buf_clear(octets);
}

/* Write what was gathered in pieces. */
static void write_pieces(struct lane *l, struct buf *octets)
{
    struct session *s = link_session(l->link);
    struct span rest = buf_span(octets);
    struct error err = {0};

    while (rest.len && lane_is_open(l)) {
        size_t n = l->chunk && l->chunk < rest.len ? l->chunk : rest.len;

        session_send_octets(s, span_first(rest, n), 1);
        session_push(s, &err);
        rest = span_from(rest, n);
    }
    forget(octets);
}

static void tell_unbound(struct run *r, struct lane *l, const struct step *step,
                         const struct error *err)
{
    if (err->code == ERROR_NONE) {
        run_end_case(r);
        r->at.line = run_step_line(r, step);
        r->at.command = (struct span){0};
        r->at.verb = NULL;
        run_differs(r, l,
                    &(struct difference){
                        .line = r->at.line,
                        .expected = run_item(r, step->item)->text,
                        .of_client = true,
                        .why = err->what,
                        .accept = "accept what binds it first, or write the "
                                  "value in"});
        run_stop(r, EXIT_DONE, "%s", err->what);
    } else {
        run_stop(r, exit_of(err->code), "%s", err->what);
    }
}

/* Nothing that this replay marked is to be deleted: unmark it before the line
 * that is QUIT, or may become it. If the server does not do that, the
 * connection goes without QUIT. False: nothing more can be sent. */
static bool unmark(struct run *r, struct lane *l)
{
    struct session *s = link_session(l->link);
    bool begun = l->guard.begun;

    run_drain(r, l);
    if (!lane_is_open(l) || run_is_over(r))
        return false;
    guard_settle(&l->guard);
    if (!guard_is_up(&l->guard))
        return true;
    if (!begun) {
        session_send(s, SPAN("RSET"), true);
        run_drain(r, l);
        if (!guard_is_up(&l->guard)) {
            r->setup->tell(r->setup->ctx,
                           told_note("RSET was sent before QUIT, so that "
                                     "nothing is deleted; --allow-delete lets "
                                     "it be"));
            return lane_is_open(l) && !run_is_over(r);
        }
    }
    session_drop(s);
    run_stop(r, EXIT_DONE,
             begun ? "the line that becomes QUIT has begun, so that RSET "
                     "cannot go before it: closed without QUIT, so that "
                     "nothing is deleted; --allow-delete lets it be"
                   : "the server refused RSET: closed without QUIT, so that "
                     "nothing is deleted; --allow-delete lets it be");
    return false;
}

/* Of what stands in *out from `from` on, send all that goes before a QUIT
 * which has to wait for RSET, and do that. False: nothing more can be sent. */
static bool pass_guard(struct run *r, struct lane *l, struct buf *out,
                       size_t from)
{
    struct buf rest = {0};
    bool ok = true;
    size_t n;

    while (ok && (n = guard_pass(&l->guard, span_from(buf_span(out), from))) <
                     out->len - from) {
        buf_clear(&rest);
        buf_add(&rest, span_from(buf_span(out), from + n));
        buf_cut(out, from + n);
        write_pieces(l, out);
        ok = unmark(r, l);
        buf_add(out, buf_span(&rest));
        from = 0;
    }
    buf_wipe(&rest);
    return ok;
}

/* The line at the end of *out, from `from` on, goes out so many times: at once,
 * or with what is gathered there for "@ chunk". */
static void queue_lines(struct lane *l, struct buf *out, size_t from,
                        uint32_t count)
{
    struct span line = span_from(buf_span(out), from);

    if (!l->chunk) {
        session_send_octets(link_session(l->link), line, count);
        forget(out);
        return;
    }
    buf_room(out, line.len * count);
    buf_add_repeats(out, span_from(buf_span(out), from), count - 1);
    if (out->len >= WRITE_LEAST)
        write_pieces(l, out);
}

/* The recorder has no way to write down a secret that is packed into something
 * else (record-line.c). */
static void tell_form(struct run *r, const struct step *step)
{
    const struct item *item = run_item(r, step->item);
    struct buf note = {0};

    if (item->plain ||
        span_find_span(item->text, SPAN(":any=****}")) == item->text.len)
        return;
    buf_add_format(&note,
                   "line %u: a secret in another form was recorded here; **** "
                   "is sent in its place",
                   run_step_line(r, step));
    r->setup->tell(r->setup->ctx, told_note(buf_text(&note)));
    buf_done(&note);
}

/* A response is computed from its challenge, also from one that the recording
 * does not have. False when nothing more can be sent. */
static bool await_challenge(struct run *r, struct lane *l,
                            const struct item *item, struct buf *out)
{
    const struct dialogue *d = session_dialogue(link_session(l->link));

    if (item->plain || !span_starts(item->text, SPAN("\\{!sasl}")) ||
        dialogue_need(d) == NEED_RESPONSE)
        return true;
    write_pieces(l, out);
    run_drain(r, l);
    return lane_is_open(l) && !run_is_over(r);
}

/* Say the lines of a step from its line `done` on. Returns how many, or 0 when
 * it cannot be said. Those that are equal go at a stroke. */
static uint32_t say_lines(struct run *r, struct lane *l,
                          const struct step *step, uint32_t done,
                          struct buf *out)
{
    uint32_t count = r->options.no_pipeline ? 1 : step->count - done;
    struct error err = {0};
    struct guard guard;
    bool apart, some;
    size_t from;

    if (!await_challenge(r, l, run_item(r, step->item), out))
        return 0;
    guard = l->guard;
    from = out->len;
    if (!speaker_line(&l->speaker, run_item(r, step->item), out, &err)) {
        tell_unbound(r, l, step, &err);
        return 0;
    }
    apart = !r->options.allow_delete &&
            !guard_pass_all(&l->guard, span_from(buf_span(out), from), count);
    some = !apart || guard_pass(&guard, span_from(buf_span(out), from));
    count = apart ? 1 : count;
    if (!done)
        tell_form(r, step);
    if (some) {
        tell_client(r, l, step, done, count);
        run_note_lines(r, step->item, count);
    }
    if (apart) {
        if (!pass_guard(r, l, out, from))
            return 0;
        from = 0;
    }
    if (!some) {
        tell_client(r, l, step, done, count);
        run_note_lines(r, step->item, count);
    }
    if (lane_is_open(l))
        queue_lines(l, out, from, count);
    l->sent = step;
    l->sent_line = run_step_line(r, step) + done + count - 1;
    return count;
}

size_t run_send(struct run *r, size_t i)
{
    const struct plan *p = r->plan;
    struct lane *l = run_lane(r, &p->steps[i]);
    struct buf *out = &r->secret_line;
    uint16_t conn = p->steps[i].conn;
    uint32_t done = 0, n; /* of the lines of step i */

    while (i < p->step_count && p->steps[i].kind == STEP_SEND &&
           p->steps[i].conn == conn && !run_is_over(r) && lane_is_open(l)) {
        n = say_lines(r, l, &p->steps[i], done, out);
        if (!n)
            break;
        done += n;
        if (r->options.no_pipeline) {
            write_pieces(l, out);
            run_drain(r, l);
        }
        if (done == p->steps[i].count) {
            i++;
            done = 0;
        }
    }
    if (lane_is_open(l) && !run_is_over(r))
        write_pieces(l, out);
    forget(out);
    while (i < p->step_count && p->steps[i].kind == STEP_SEND &&
           p->steps[i].conn == conn)
        i++; /* not sent: the answers will tell */
    return i;
}
