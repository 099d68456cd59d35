/* script-spoil.c - faults on top of what was recorded.
 *
 * Only the first line of an answer can be spoilt, and what follows it left
 * out: a script knows nothing of messages, marks and mechanisms. */
#include <config.h>

#include "net/server/script-private.h"

#include "net/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    LONGISH = 200,
    FILLED_MOST = 2048, /* octets of a template beside the line in it */
    LINE_TIMES_MOST = 4,
};

static const unsigned known_conditions = FAULT_OK | FAULT_ERR | FAULT_BARE |
                                         FAULT_ARGS | FAULT_CLEAR | FAULT_TLS |
                                         FAULT_LONGISH;
static const unsigned known_lapses = LAPSE_CLOSE | LAPSE_STALL | LAPSE_DATA;

/* Does the template need the line that was right, at most? */
static bool is_about_line(const char *text)
{
    for (; (text = strchr(text, '%')) != NULL; text += 2)
        if (!strchr("st%0p", text[1]))
            return false;
    return true;
}

static bool can_spoil(const struct fault *f)
{
    return f->part == FAULT_STATUS && f->place != FAULT_AT_SASL &&
           !(f->when & ~known_conditions) && !(f->lapses & ~known_lapses) &&
           (!f->text || is_about_line(f->text));
}

const char *script_faults_wrong(const struct fault_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (!can_spoil(&set->active[i]))
            return set->active[i].name;
    return NULL;
}

/* --- an answer --- */

void script_spoil_next(struct script_session *s, struct span line, bool sasl)
{
    struct span rest = line;
    const struct verb *verb = verb_find(span_take_word(&rest));

    s->place = FAULT_AT_UNKNOWN;
    if (sasl)
        s->place = VERB_AUTH;
    else if (verb)
        s->place = (int)verb->id;
    s->when = rest.len ? FAULT_ARGS : FAULT_BARE;
    if (line.len >= LONGISH)
        s->when |= FAULT_LONGISH;
    s->first_due = true;
    s->muted = s->delayed = false;
}

bool script_spoil_delay(struct script_session *s, uint64_t now_ns)
{
    const struct fault_set *set = s->script->settings.faults;

    if (!set || !set->delay_ns || s->delayed || !s->first_due ||
        (set->delay_place != s->place && set->delay_place != FAULT_AT_ANY))
        return false;
    s->delayed = true;
    s->until_ns = now_ns + set->delay_ns;
    s->idle_ns = s->until_ns + SCRIPT_IDLE_NS;
    return true;
}

static const struct fault *find(const struct script_session *s,
                                struct span line)
{
    const struct fault_set *set = s->script->settings.faults;
    unsigned now = s->when | (s->tls ? FAULT_TLS : FAULT_CLEAR);

    if (span_starts(line, SPAN("+OK")))
        now |= FAULT_OK;
    else if (span_starts(line, SPAN("-ERR")))
        now |= FAULT_ERR;
    for (size_t i = 0; set && i < set->count; i++) {
        const struct fault *f = &set->active[i];

        if ((f->place == s->place || f->place == FAULT_AT_ANY) &&
            !(f->when & ~now))
            return f;
    }
    return NULL;
}

/* Put the template there instead of the line that begins at from. */
static void replace(struct script_session *s, size_t from, const char *text)
{
    struct span line = span_from(buf_span(&s->out), from);
    struct words words = {0};
    size_t room, n;
    char *filled;

    while (line.len && strchr("\r\n", line.at[line.len - 1]))
        line.len--;
    words.line = line;
    words.text = span_from(line, span_find(line, ' ') + 1);
    room = LINE_TIMES_MOST * line.len + FILLED_MOST;
    filled = xcalloc(1, room);
    n = template_fill(text, &words, filled, room);
    buf_cut(&s->out, from);
    buf_add(&s->out, (struct span){filled, n});
    free(filled);
}

void script_spoil_first(struct script_session *s, size_t from)
{
    const struct fault *f;

    if (!s->first_due)
        return;
    s->first_due = false;
    f = find(s, span_from(buf_span(&s->out), from));
    if (!f)
        return;
    if (f->text)
        replace(s, from, f->text);
    s->muted = (f->lapses & LAPSE_DATA) != 0;
    s->close_due |= (f->lapses & LAPSE_CLOSE) != 0;
    if (f->lapses & LAPSE_STALL)
        s->until_ns = UINT64_MAX;
}
