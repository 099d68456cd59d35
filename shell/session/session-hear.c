/* session-hear.c - what the session must hear before the mask: challenges, and
 * what the exchanges of AUTH hold. */
#include <config.h>

#include "shell/session/session-private.h"

#include "net/base/secret.h"
#include "net/wire/clock.h"

enum { ANSWER_MOST = 1 << 16 }; /* octets of a challenge */

void session_hear_reset(struct session *s)
{
    buf_wipe(&s->answer);
    buf_init(&s->answer, ANSWER_MOST);
    s->answer_status = STATUS_NONE;
    for (int i = 0; i < CAPA_WHENS; i++)
        buf_clear(&s->capa[i]);
    s->capa_due = false;
    s->binding_type = NULL;
}

static void keep_answer(struct session *s, const struct event *e)
{
    secret_wipe(s->answer.at, s->answer.len);
    buf_clear(&s->answer);
    buf_add(&s->answer, e->text);
    s->answer_status = e->status;
}

enum capa_when session_capa_now(const struct session *s)
{
    return dialogue_state(s->dialogue) == STATE_TRANSACTION ? CAPA_LOGGED_IN
           : dialogue_tls(s->dialogue) != TLS_NONE          ? CAPA_TLS
                                                            : CAPA_CLEAR;
}

/* A CAPA reply is over, and the dialogue has taken it in. */
static void keep_capa(struct session *s)
{
    struct buf *kept = &s->capa[session_capa_now(s)];
    struct span lines = dialogue_capabilities(s->dialogue);

    s->capa_due = false;
    buf_clear(kept);
    buf_add(kept, lines.len ? lines : SPAN("\n"));
}

void session_hear(void *ctx, const struct event *e)
{
    struct session *s = ctx;
    bool capa =
        e->request && e->request->verb && e->request->verb->id == VERB_CAPA;

    if (s->capa_due)
        keep_capa(s);
    if (e->kind == EVENT_STATUS || e->kind == EVENT_CONTINUE)
        keep_answer(s, e);
    mask_see(s->mask, e);
    lens_see(s->lens, e);
    s->capa_due = e->kind == EVENT_END && capa && e->end != END_CUT;
}

void session_say_reading(void *ctx, const char *words)
{
    struct session *s = ctx;
    struct buf shown = {0};

    mask_hide(s->mask, span_of(words), &shown);
    renderer_reading(s->setup.renderer, buf_text(&shown));
    buf_done(&shown);
}

/* --- for those who log in --- */

void session_learn(struct session *s, struct span secret)
{
    mask_learn(s->mask, secret);
}

void session_learn_password(struct session *s, struct span password)
{
    mask_learn_password(s->mask, password);
}

void session_put_password(struct session *s, unsigned number,
                          struct span password)
{
    mask_put_password(s->mask, number, password);
}

void session_hide(const struct session *s, struct span text, struct buf *out)
{
    mask_hide(s->mask, text, out);
}

bool session_finds(const struct session *s, struct span text)
{
    return mask_finds(s->mask, text);
}

struct span session_answer(const struct session *s, enum status *status_out)
{
    *status_out = s->answer_status;
    return buf_span(&s->answer);
}

const char *session_binding(const struct session *s, struct span *octets_out)
{
    *octets_out = (struct span){(const char *)s->binding, s->binding_len};
    return s->has_tls ? s->binding_type : NULL;
}

void session_expect_signature(struct session *s, struct span base64)
{
    check_scram_verifier(s->check, base64);
}

void session_note(struct session *s, const char *format, ...)
{
    struct buf text = {0}, shown = {0};
    va_list args;

    va_start(args, format);
    buf_add_formatv(&text, format, args);
    va_end(args);
    mask_hide(s->mask, buf_span(&text), &shown);
    renderer_note(s->setup.renderer, "%s", buf_text(&shown));
    buf_wipe(&text);
    buf_done(&shown);
}

uint64_t session_delay_left(const struct session *s, struct span user,
                            bool *most_out)
{
    const struct host_login *last =
        host_login_find(&s->memory, host_digest_of(user));
    uint64_t delay = last ? last->delay_s : 0;
    int64_t now = clock_utc();
    struct span args;

    if (dialogue_has_capability(s->dialogue, "LOGIN-DELAY", &args))
        span_number(span_take_word(&args), &delay);
    *most_out = !last || !last->at_s || now < last->at_s;
    if (*most_out)
        return delay;
    uint64_t gone = (uint64_t)(now - last->at_s);
    return gone < delay ? delay - gone : 0;
}

struct span session_capa(struct session *s, enum capa_when when)
{
    if (s->capa_due)
        keep_capa(s);
    return buf_span(&s->capa[when]);
}
