/* link.c - a session with its answers put together. */
#include <config.h>

#include "shell/replay/link.h"

#include "net/base/memory.h"
#include "net/rules/finding.h"
#include <stdlib.h>

enum { HELD_MOST = 32 };

/* A finding that came before the end of the answer it is about. */
struct held {
    struct finding finding;
    struct event event;
    struct request request; /* of the event: its verb */
    struct buf message, excerpt;
};

struct link {
    struct link_reader reader;
    struct session *session;
    struct answers *answers;
    struct held held[HELD_MOST];
    size_t held_count;
    uint32_t answered; /* the last exchange that was */
    enum link_end end;
    enum close_how how;
    bool owing; /* an answer, when it ended */
};

void link_release(struct link *l)
{
    for (size_t i = 0; i < l->held_count; i++) {
        struct held *h = &l->held[i];

        h->event.finding = &h->finding;
        h->event.request = h->event.request ? &h->request : NULL;
        l->reader.finding(l->reader.ctx, &h->event);
        buf_done(&h->message);
        buf_done(&h->excerpt);
    }
    l->held_count = 0;
}

static void take_answer(void *ctx, const struct answer *a)
{
    struct link *l = ctx;

    l->reader.answer(l->reader.ctx, a);
    if (a->exchange)
        l->answered = a->exchange + (uint32_t)a->repeats;
    link_release(l);
}

static void hold(struct link *l, const struct event *e)
{
    struct held *h = &l->held[l->held_count++];

    *h = (struct held){.finding = *e->finding, .event = *e};
    buf_add_text(&h->message, e->finding->message);
    buf_add(&h->excerpt, e->finding->excerpt);
    h->finding.message = buf_text(&h->message);
    h->finding.excerpt = buf_span(&h->excerpt);
    if (e->request)
        h->request = (struct request){.verb = e->request->verb};
}

/* May its answer still come, or become complete? */
static bool is_early(const struct link *l, const struct event *e)
{
    return l->end == LINK_OPEN &&
           (answers_open(l->answers) || e->exchange > l->answered);
}

static void see(void *ctx, const struct event *e)
{
    struct link *l = ctx;

    if (e->kind == EVENT_FINDING) {
        if (is_early(l, e) && l->held_count < HELD_MOST)
            hold(l, e);
        else
            l->reader.finding(l->reader.ctx, e);
        return;
    }
    answers_see(l->answers, e);
    if (e->kind == EVENT_OPEN) {
        l->end = LINK_OPEN;
        l->answered = 0;
    }
    if (e->kind == EVENT_CLOSE) {
        l->end = e->side == SIDE_SERVER ? LINK_BY_SERVER : LINK_BY_CLIENT;
        l->how = e->how;
        l->owing = e->request != NULL;
        link_release(l);
    }
}

struct link *link_new(const struct options *o, int cancel_fd,
                      const struct link_reader *reader)
{
    struct link *l = xcalloc(1, sizeof *l);
    const struct session_setup setup = {
        .options = o, .input_fd = -1, .cancel_fd = cancel_fd, .manual = true};

    l->reader = *reader;
    l->answers = answers_new(take_answer, l);
    l->session = session_new(&setup);
    session_add_run_reader(l->session, see, l);
    return l;
}

void link_free(struct link *l)
{
    if (!l)
        return;
    session_free(l->session);
    answers_free(l->answers);
    free(l);
}

struct session *link_session(struct link *l)
{
    return l->session;
}

bool link_owes(const struct link *l)
{
    return l->end == LINK_OPEN
               ? dialogue_outstanding(session_dialogue(l->session)) > 0
               : l->owing;
}

const struct answer *link_last(const struct link *l)
{
    return answers_last(l->answers);
}

enum link_end link_end(const struct link *l, enum close_how *how_out)
{
    if (how_out && l->end != LINK_OPEN)
        *how_out = l->how;
    return l->end;
}
