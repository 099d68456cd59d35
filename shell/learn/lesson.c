/* lesson.c - the list of lessons, and whether an event reaches a goal. */
#include <config.h>

#include "shell/learn/lesson.h"

#include "net/rules/finding.h"

const struct lesson *const lessons[] = {
    &lesson_states, &lesson_reading, &lesson_top,  &lesson_deleting,
    &lesson_uidl,   &lesson_capa,    &lesson_stls, &lesson_login,
    &lesson_errors, &lesson_faults,
};
const size_t lessons_count = sizeof lessons / sizeof *lessons;

size_t lesson_steps(const struct lesson *l)
{
    size_t n = 0;

    while (n < LESSON_STEPS_MOST && l->steps[n].task)
        n++;
    return n;
}

static bool is_verb(const struct goal *g, const struct verb *verb)
{
    if (g->verb == GOAL_NO_VERB)
        return true;
    if (!verb || g->verb == GOAL_UNKNOWN_VERB)
        return !verb && g->verb == GOAL_UNKNOWN_VERB;
    return (int)verb->id == g->verb ||
           (g->other_verb && (int)verb->id == g->other_verb);
}

static bool is_reply(const struct goal *g, const struct event *e)
{
    const struct request *r = e->request;

    if (e->kind != EVENT_END || !r || r->automatic || e->status != g->status ||
        !is_verb(g, r->verb))
        return false;
    if ((g->flags & GOAL_BARE && r->args) || (g->flags & GOAL_ARG && !r->args))
        return false;
    if (g->message && !(r->has_number[0] && r->number[0] == g->message))
        return false;
    return !(g->flags & GOAL_STUFFED) || (e->tally && e->tally->stuffed);
}

bool goal_is_reached(const struct goal *g, const struct event *e)
{
    switch (g->kind) {
    case GOAL_REPLY:
        return is_reply(g, e);
    case GOAL_CHALLENGE:
        return e->kind == EVENT_CONTINUE && !e->text.len;
    case GOAL_STATE:
        return e->kind == EVENT_STATE && e->state == g->state;
    case GOAL_TLS:
        return e->kind == EVENT_TLS && e->tls_ok;
    case GOAL_FINDING:
        return e->kind == EVENT_FINDING && (int)e->finding->id == g->rule;
    }
    return false;
}
