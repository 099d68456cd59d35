/* session.c - the life of a served session, and what it has to send. */
#include <config.h>

#include "net/server/session-private.h"

#include "net/base/memory.h"
#include "net/pop3/saslprep.h"

#include <stdio.h>
#include <stdlib.h>

#define SECONDS(n) ((n)*UINT64_C(1000000000))
enum {
    IDLE_LEAST = 600, /* RFC 1939 section 3: at least 10 minutes */
    IDLE_USUAL = 605,
    IDLE_LAPSED = 2,
    LONGISH = 200,
};

/* --- the server --- */

/* What clients say is prepared in the same way (RFC 6856 section 2.2). */
static void prepare_account(struct server *s)
{
    struct span password = secret_span(s->settings.password);
    struct buf prepared = {0};

    if (!saslprep_add(&s->user, span_of(s->settings.user)))
        buf_add_text(&s->user, s->settings.user);
    secret_set(&s->password, saslprep_add(&prepared, password)
                                 ? buf_span(&prepared)
                                 : password);
    buf_wipe(&prepared);
    buf_done(&prepared);
}

struct server *server_new(const struct server_settings *settings,
                          struct error *err)
{
    struct server *s = xcalloc(1, sizeof *s);

    s->settings = *settings;
    prepare_account(s);
    s->sasl = sasl_library_new();
    if (s->sasl)
        return s;
    server_free(s);
    error_set(err, ERROR_INPUT,
              "GNU SASL does not start; check its installation");
    return NULL;
}

void server_free(struct server *s)
{
    if (!s)
        return;
    if (s->sasl)
        sasl_library_free(s->sasl);
    buf_done(&s->user);
    secret_done(&s->password);
    free(s);
}

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

/* --- faults --- */

static unsigned conditions(const struct server_session *s)
{
    unsigned now = s->request.args ? FAULT_ARGS : FAULT_BARE;

    now |= s->tls ? FAULT_TLS : FAULT_CLEAR;
    now |= s->began == STATE_TRANSACTION ? FAULT_AFTER : FAULT_BEFORE;
    if (s->seen[s->place] > 1)
        now |= FAULT_AGAIN;
    if (s->utf8 || s->lang_chosen)
        now |= FAULT_UTF8;
    if (s->left < s->count)
        now |= FAULT_MARKED;
    if (s->words.command.len >= LONGISH)
        now |= FAULT_LONGISH;
    if (s->final)
        now |= FAULT_FINAL;
    if (!saslprep_is(span_of(s->user), buf_span(&s->server->user)))
        now |= FAULT_STRANGER;
    if (s->request.has_number[1] && !s->request.number[1])
        now |= FAULT_ZERO;
    if (s->piped)
        now |= FAULT_PIPED;
    return now;
}

static bool applies(const struct server_session *s, const struct fault *f,
                    unsigned when)
{
    return (f->place == FAULT_AT_ANY || f->place == s->place) &&
           !(f->when & ~(when | conditions(s)));
}

const struct fault *session_fault(const struct server_session *s,
                                  enum fault_part part, unsigned when)
{
    const struct fault_set *set = s->server->settings.faults;

    for (size_t i = 0; set && i < set->count; i++)
        if (set->active[i].part == part && applies(s, &set->active[i], when))
            return &set->active[i];
    return NULL;
}

const struct fault *session_capa_fault(const struct server_session *s,
                                       const char *tag)
{
    const struct fault_set *set = s->server->settings.faults;

    for (size_t i = 0; set && i < set->count; i++) {
        const struct fault *f = &set->active[i];
        bool same = tag && f->tag ? strcmp(f->tag, tag) == 0 : tag == f->tag;

        if (f->part == FAULT_CAPA && same && applies(s, f, FAULT_OK))
            return f;
    }
    return NULL;
}

bool session_forgets(const struct server_session *s, unsigned lapses)
{
    const struct fault_set *set = s->server->settings.faults;

    for (size_t i = 0; set && i < set->count; i++) {
        const struct fault *f = &set->active[i];

        if (f->lapses & lapses &&
            (f->place == FAULT_AT_NONE ||
             applies(s, f, f->when & (FAULT_OK | FAULT_ERR))))
            return true;
    }
    return false;
}

bool server_session_lapses(const struct server_session *s, unsigned lapses)
{
    return session_forgets(s, lapses);
}

/* --- output --- */

size_t session_room(const struct server_session *s)
{
    return OUTPUT_ROOM - s->out_end;
}

void session_put(struct server_session *s, struct span octets)
{
    size_t n = octets.len < session_room(s) ? octets.len : session_room(s);

    if (n)
        memcpy(s->out + s->out_end, octets.at, n);
    s->out_end += n;
}

void session_put_template(struct server_session *s, const char *text)
{
    s->out_end +=
        template_fill(text, &s->words, s->out + s->out_end, session_room(s));
}

/* The faults that are not about octets: silence, delay, the end. */
static void spoil_time(struct server_session *s, const struct fault *f)
{
    const struct fault_set *set = s->server->settings.faults;

    if (set && set->delay_ns &&
        (set->delay_place == s->place || set->delay_place == FAULT_AT_ANY))
        s->hold_ns = s->now_ns + set->delay_ns;
    if (f && f->lapses & LAPSE_STALL)
        s->hold_ns = UINT64_MAX;
    if (f && f->lapses & LAPSE_CLOSE)
        session_close(s);
}

/* What the timestamp has before its "@". */
static struct span session_name(const struct server_session *s)
{
    struct span stamp = span_from(span_of(s->stamp), 1);

    return span_first(stamp, span_find(stamp, '@'));
}

/* Put a line that faults may spoil; returns the one that did. */
static const struct fault *put_status(struct server_session *s,
                                      enum fault_part part, unsigned when,
                                      struct span line, size_t indicator)
{
    const struct fault *f;

    if (s->seen[s->place] < 255)
        s->seen[s->place]++;
    s->words.line = line;
    s->words.text = span_from(line, indicator);
    s->words.session = session_name(s);
    f = session_fault(s, part, when);
    if (f && f->text) {
        session_put_template(s, f->text);
    } else {
        session_put(s, line);
        session_put(s, SPAN("\r\n"));
    }
    spoil_time(s, f);
    return f;
}

void session_say_text(struct server_session *s, enum status status,
                      const char *code, struct span text)
{
    char line[STATUS_MOST + 1];
    const char *indicator = status == STATUS_OK ? "+OK" : "-ERR";
    int n =
        snprintf(line, sizeof line, "%s%s%s%s%s%.*s", indicator,
                 code ? " [" : "", code ? code : "", code ? "]" : "",
                 text.len ? " " : "", (int)text.len, text.len ? text.at : "");
    size_t len = n < 0 ? 0 : (size_t)n;

    put_status(s, FAULT_STATUS, status == STATUS_OK ? FAULT_OK : FAULT_ERR,
               (struct span){line, len < STATUS_MOST ? len : STATUS_MOST},
               strlen(indicator) + 1);
}

void session_say(struct server_session *s, enum status status, const char *code,
                 enum phrase phrase)
{
    char text[STATUS_MOST];
    size_t n = template_fill(phrase_text(s->language, phrase), &s->words, text,
                             sizeof text);

    session_say_text(s, status, code, (struct span){text, n});
}

bool session_put_challenge(struct server_session *s, struct span line)
{
    const struct fault *f =
        put_status(s, FAULT_CHALLENGE, FAULT_OK, line, strlen("+ "));
    struct span text = span_of(f ? f->text : NULL);

    return !span_starts(text, SPAN("+OK")) && !span_starts(text, SPAN("-ERR"));
}

void session_put_end(struct server_session *s)
{
    const struct fault *f = session_fault(s, FAULT_END, FAULT_OK);

    s->words.line = SPAN(".");
    s->words.first = (struct span){s->first, strnlen(s->first, STATUS_MOST)};
    if (f && f->text)
        session_put_template(s, f->text);
    else
        session_put(s, SPAN(".\r\n"));
    spoil_time(s, f);
}

void session_put_line(struct server_session *s, struct span line)
{
    const struct fault *f = session_fault(s, FAULT_LINE, FAULT_OK);

    s->source.lines++;
    if (s->source.lines == 1) {
        struct span kept = span_first(line, STATUS_MOST - 1);

        memcpy(s->first, kept.at, kept.len);
        s->first[kept.len] = '\0';
    }
    s->words.line = line;
    s->words.session = session_name(s);
    if (f && f->text && (!f->line || f->line == s->source.lines)) {
        session_put_template(s, f->text);
    } else {
        session_put(s, line);
        session_put(s, SPAN("\r\n"));
    }
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
