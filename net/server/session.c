/* session.c - the life of a served session, for who owns its connection. */
#include <config.h>

#include "net/server/session-private.h"

#include "net/base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS(n) ((n)*UINT64_C(1000000000))
enum {
    IDLE_LEAST = 600, /* RFC 1939 section 3: at least 10 minutes */
    IDLE_USUAL = 605,
    IDLE_LAPSED = 2,
};

/* --- life cycle --- */

static void greet(struct server_session *s)
{
    struct buf text = {0};

    s->place = FAULT_AT_GREETING;
    s->words = (struct words){.value = span_of(s->stamp)};
    buf_add_text(&text, phrase_text(s->language, PHRASE_GREETING));
    buf_add_char(&text, ' ');
    buf_add_text(&text, s->stamp);
    session_say_text(s, STATUS_OK, NULL, buf_span(&text));
    buf_done(&text);
}

struct server_session *server_session_new(struct server *server,
                                          const struct server_peer *peer,
                                          uint64_t now_ns)
{
    struct server_session *s = xcalloc(1, sizeof *s);

    s->server = server;
    s->state = s->began = STATE_AUTHORIZATION;
    s->tls = peer->tls;
    s->cleartext = peer->cleartext;
    s->now_ns = s->active_ns = now_ns;
    buf_init(&s->response, RESPONSE_MOST + 2);
    snprintf(s->stamp, sizeof s->stamp, "<%.64s@%.200s>", peer->stamp,
             server->settings.host);
    greet(s);
    return s;
}

void server_session_free(struct server_session *s)
{
    size_t removed;

    if (!s)
        return;
    if (session_forgets(s, LAPSE_ABORT) && s->state == STATE_TRANSACTION)
        session_update_maildrop(s, &removed);
    session_close_maildrop(s);
    sasl_free(s->sasl);
    buf_wipe(&s->response);
    request_done(&s->request);
    secret_wipe(s->line, sizeof s->line);
    free(s->deleted);
    free(s);
}

void session_close(struct server_session *s)
{
    s->closing = true;
    s->source.kind = SOURCE_NONE;
}

/* --- for the owner of the connection --- */

static bool is_held(const struct server_session *s)
{
    return s->hold_ns > s->now_ns;
}

static uint64_t idle_ends(const struct server_session *s)
{
    unsigned idle_s = s->server->settings.idle_s;

    if (session_forgets(s, LAPSE_IDLE))
        return s->active_ns + SECONDS(IDLE_LAPSED);
    if (idle_s < IDLE_LEAST)
        idle_s = IDLE_USUAL;
    return s->active_ns + SECONDS(idle_s);
}

/* Time passes. Whoever is silent for too long is cut off without a word, and
 * nothing of his is removed (RFC 1939 section 3). */
static void tick(struct server_session *s, uint64_t now_ns)
{
    if (now_ns > s->now_ns)
        s->now_ns = now_ns;
    if (s->hold_ns && s->hold_ns <= s->now_ns)
        s->hold_ns = 0;
    if (s->now_ns >= idle_ends(s))
        s->aborted = true;
    /* what was borrowed is there no more */
    if (s->borrowed && s->closings != s->server->closings)
        s->aborted = true;
}

static bool may_take(const struct server_session *s)
{
    return !s->closing && !s->aborted && !is_held(s) &&
           s->state != STATE_TLS_HANDSHAKE && s->source.kind == SOURCE_NONE &&
           session_room(s) >= REPLY_ROOM;
}

size_t server_session_take(struct server_session *s, uint64_t now_ns,
                           struct span octets)
{
    size_t taken = 0;

    tick(s, now_ns);
    while (taken < octets.len && may_take(s)) {
        taken += session_read_line(s, span_from(octets, taken));
        s->active_ns = s->now_ns;
        if (session_forgets(s, LAPSE_INPUT))
            taken = octets.len;
    }
    return taken;
}

struct span server_session_output(struct server_session *s, uint64_t now_ns)
{
    const struct fault_set *set = s->server->settings.faults;
    struct span out;

    tick(s, now_ns);
    if (is_held(s) || s->aborted)
        return (struct span){0};
    if (s->source.kind != SOURCE_NONE && session_room(s) >= REPLY_ROOM)
        session_fill(s);
    out = (struct span){s->out + s->out_head, s->out_end - s->out_head};
    if (set && set->chunk_octets)
        out = span_first(out, set->chunk_octets);
    if (set && set->drop_octets)
        out = span_first(out, set->drop_octets - s->sent_octets);
    return out;
}

void server_session_sent(struct server_session *s, uint64_t now_ns, size_t n)
{
    const struct fault_set *set = s->server->settings.faults;

    tick(s, now_ns);
    s->active_ns = s->now_ns;
    s->sent_octets += n;
    s->out_head += n;
    if (s->out_head == s->out_end)
        s->out_head = s->out_end = 0;
    if (set && set->drop_octets && s->sent_octets >= set->drop_octets)
        s->aborted = true;
}

enum server_want server_session_want(const struct server_session *s)
{
    if (s->aborted)
        return SERVER_CLOSE;
    if (is_held(s))
        return SERVER_WAITS;
    if (s->out_head < s->out_end || s->source.kind != SOURCE_NONE)
        return SERVER_GOES_ON;
    if (s->closing)
        return SERVER_CLOSE;
    return s->state == STATE_TLS_HANDSHAKE ? SERVER_TLS : SERVER_GOES_ON;
}

static size_t keep_binding(char *to, struct span binding)
{
    if (!binding.len || binding.len > BINDING_MOST)
        return 0;
    memcpy(to, binding.at, binding.len);
    return binding.len;
}

void server_session_tls(struct server_session *s, uint64_t now_ns,
                        const struct server_binding *binding)
{
    tick(s, now_ns);
    s->active_ns = s->now_ns;
    s->exporter_len = keep_binding(s->exporter, binding->exporter);
    s->unique_len = keep_binding(s->unique, binding->unique);
    if (s->state != STATE_TLS_HANDSHAKE)
        return; /* it was there from the start */
    s->state = STATE_AUTHORIZATION;
    s->tls = true;
    /* nothing said in clear is believed (RFC 2595 section 4) */
    if (!session_forgets(s, LAPSE_STLS_STATE))
        s->user_given = false;
    s->line_len = 0;
    s->line_octets = 0;
    s->line_cr = false;
    s->place = VERB_STLS;
    const struct fault *f = session_fault(s, FAULT_TAIL, 0);
    if (f)
        session_put_template(s, f->text);
}

uint64_t server_session_alarm(const struct server_session *s)
{
    uint64_t idle = idle_ends(s);

    return is_held(s) && s->hold_ns < idle ? s->hold_ns : idle;
}

const struct error *server_session_error(const struct server_session *s)
{
    return &s->error;
}
