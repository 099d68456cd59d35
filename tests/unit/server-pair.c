/* server-pair.c - moves octets between the two, and the time. */
#include <config.h>

#include "tests/unit/server-pair.h"

#include "net/base/base64.h"

#include <gsasl.h>
#include <stdlib.h>

#define MS(n) ((n)*UINT64_C(1000000))
enum { REPLY_MS = 30000, TURN_MS = 2, TURNS_MOST = 10000000 };

static const char exporter[] = "0123456789abcdef0123456789abcdef";

static void collect(void *ctx, const struct event *e)
{
    struct pair *p = ctx;

    if (e->kind == EVENT_FINDING && !e->finding->repeat)
        buf_add_format(&p->findings, "%s %s: %s\n",
                       severity_name(e->finding->severity),
                       e->finding->rule->id, e->finding->message);
}

void pair_init(struct pair *p, const struct pair_setup *setup)
{
    struct server_settings settings = {
        .host = "server.example",
        .user = "student",
        .password = &p->password,
        .maildrop = setup->maildrop,
        .may_delete = !setup->read_only,
        .has_tls = true,
        .login_delay_s = setup->login_delay_s,
        .failure_ms = setup->failure_ms,
        .faults = setup->faults,
    };

    *p = (struct pair){.setup = *setup, .now_ns = MS(1000)};
    secret_set(&p->password,
               span_of(setup->password ? setup->password : "pop3"));
    p->server = server_new(&settings, NULL);
    p->check = check_new(collect, p);
    p->dialogue = dialogue_new(check_see, p->check);
    check_attach(p->check, p->dialogue);
}

void pair_done(struct pair *p)
{
    server_session_free(p->session);
    server_free(p->server);
    dialogue_free(p->dialogue);
    check_free(p->check);
    host_memory_done(&p->memory);
    secret_done(&p->password);
    buf_done(&p->findings);
    buf_done(&p->reply);
    buf_done(&p->pending);
}

/* --- chunks --- */

static void feed(struct pair *p, enum chunk_kind kind, enum side side,
                 struct span octets)
{
    static struct tls_facts facts;
    struct chunk chunk = {
        .kind = kind,
        .side = side,
        .at_ns = p->now_ns,
        .octets = octets,
        .tls = p->setup.tls ? TLS_IMPLICIT : TLS_NONE,
        .how = p->notifies ? CLOSE_NOTIFY : CLOSE_FIN,
    };

    facts = (struct tls_facts){.version = "TLSv1.3",
                               .version_number = 0x0304,
                               .cipher = "TLS_AES_256_GCM_SHA384",
                               .cipher_bits = 256,
                               .key_exchange = "X25519",
                               .forward_secrecy = true,
                               .aead = true,
                               .secure_renegotiation = true,
                               .verified = true,
                               .chain_ok = true,
                               .time_ok = true,
                               .name_ok = true};
    if (kind == CHUNK_TLS_FAIL) {
        facts = (struct tls_facts){0};
        chunk.facts = &facts;
    }
    if (kind == CHUNK_TLS || (kind == CHUNK_OPEN && p->setup.tls))
        chunk.facts = &facts;
    dialogue_feed(p->dialogue, &chunk);
}

static void close_now(struct pair *p, enum side side)
{
    p->notifies = p->tls && !(p->session &&
                              server_session_lapses(p->session, LAPSE_NOTIFY));
    if (!p->closed && dialogue_need(p->dialogue) == NEED_HANDSHAKE)
        feed(p, CHUNK_TLS_FAIL, SIDE_SERVER, SPAN("the connection ended"));
    if (!p->closed)
        feed(p, CHUNK_CLOSE, side, (struct span){0});
    p->closed = true;
    server_session_free(p->session);
    p->session = NULL;
}

/* --- turns --- */

static void begin_tls(struct pair *p)
{
    struct server_binding binding = {
        .exporter = {exporter, 32}
    };

    p->tls = true;
    feed(p, CHUNK_TLS, SIDE_SERVER, (struct span){0});
    if (!server_session_lapses(p->session, LAPSE_STLS_INPUT))
        buf_clear(&p->pending);
    server_session_tls(p->session, p->now_ns, &binding);
}

/* One side's step; false when nothing moved. */
static bool turn(struct pair *p)
{
    struct span out = server_session_output(p->session, p->now_ns);
    struct span in = buf_span(&p->pending);
    size_t taken;

    if (p->setup.piece) {
        out = span_first(out, p->setup.piece);
        in = span_first(in, p->setup.piece);
    }
    if (out.len > p->output_most)
        p->output_most = out.len;
    if (out.len) {
        buf_add(&p->reply, out);
        feed(p, CHUNK_OCTETS, SIDE_SERVER, out);
        server_session_sent(p->session, p->now_ns, out.len);
        return true;
    }
    switch (server_session_want(p->session)) {
    case SERVER_CLOSE:
        close_now(p, SIDE_SERVER);
        return false;
    case SERVER_TLS:
        begin_tls(p);
        return true;
    case SERVER_WAITS:
    case SERVER_GOES_ON:
        break;
    }
    taken = server_session_take(p->session, p->now_ns, in);
    buf_drop(&p->pending, taken);
    return taken > 0;
}

static void clock_to(struct pair *p, uint64_t at_ns)
{
    if (at_ns > p->now_ns)
        p->now_ns = at_ns;
    feed(p, CHUNK_CLOCK, SIDE_SERVER, (struct span){0});
}

/* All that can happen without time passing. */
static void settle(struct pair *p)
{
    for (int i = 0; i < TURNS_MOST && !p->closed && turn(p); i++)
        ;
}

static bool is_due(const struct pair *p)
{
    enum need need = dialogue_need(p->dialogue);

    return !p->closed && (need == NEED_REPLY || need == NEED_CLOSE);
}

/* Time passes while something is due: the server's waits, the limit of ours,
 * what the rules wait for. */
static void wait_reply(struct pair *p)
{
    uint64_t ends = p->now_ns + MS(REPLY_MS);

    settle(p);
    while (is_due(p)) {
        uint64_t next = server_session_alarm(p->session);

        if (check_alarm(p->check) > p->now_ns && check_alarm(p->check) < next)
            next = check_alarm(p->check);
        if (dialogue_alarm(p->dialogue) > p->now_ns &&
            dialogue_alarm(p->dialogue) < next)
            next = dialogue_alarm(p->dialogue);
        if (next >= ends) {
            p->now_ns = ends;
            if (dialogue_need(p->dialogue) == NEED_REPLY)
                feed(p, CHUNK_TIMEOUT, SIDE_SERVER, (struct span){0});
            return;
        }
        clock_to(p, next > p->now_ns ? next : p->now_ns + MS(TURN_MS));
        settle(p);
    }
}

void pair_wait(struct pair *p, uint64_t ms)
{
    for (uint64_t step = ms / 10 + 1, done = 0; done < ms; done += step) {
        clock_to(p, p->now_ns + MS(step));
        if (!p->closed)
            settle(p);
    }
}

/* --- what a test does --- */

void pair_open(struct pair *p)
{
    char stamp[32];
    struct server_peer peer = {
        .tls = p->setup.tls, .cleartext = !p->setup.remote, .stamp = stamp};
    struct check_peer known = {.loopback = !p->setup.remote};
    struct server_binding binding = {
        .exporter = {exporter, 32}
    };

    snprintf(stamp, sizeof stamp, "%u.1732567", ++p->connections);
    p->closed = false;
    p->tls = p->setup.tls;
    buf_clear(&p->pending);
    buf_clear(&p->reply);
    p->session = server_session_new(p->server, &peer, p->now_ns);
    if (peer.tls)
        server_session_tls(p->session, p->now_ns, &binding);
    check_peer(p->check, &known);
    check_host(p->check, &p->memory);
    feed(p, CHUNK_OPEN, SIDE_SERVER, (struct span){0});
    wait_reply(p);
}

void pair_drop(struct pair *p)
{
    close_now(p, SIDE_CLIENT);
}

void pair_send(struct pair *p, struct span octets)
{
    p->now_ns += MS(TURN_MS);
    buf_clear(&p->reply);
    if (p->closed)
        return;
    feed(p, CHUNK_OCTETS, SIDE_CLIENT, octets);
    buf_add(&p->pending, octets);
    wait_reply(p);
}

const char *pair_say(struct pair *p, const char *line)
{
    struct buf octets = {0};

    buf_add_text(&octets, line);
    buf_add_text(&octets, "\r\n");
    pair_send(p, buf_span(&octets));
    buf_done(&octets);
    return buf_text(&p->reply);
}

void pair_login(struct pair *p)
{
    pair_say(p, "USER student");
    pair_say(p, "PASS pop3");
}

const char *pair_say_base64(struct pair *p, const char *before,
                            struct span octets)
{
    struct buf line = {0};

    buf_add_text(&line, before);
    base64_encode(&line, octets);
    pair_say(p, buf_text(&line));
    buf_done(&line);
    return buf_text(&p->reply);
}

/* --- GNU SASL's client --- */

static int on_question(Gsasl *g, Gsasl_session *x, Gsasl_property property)
{
    struct buf text = {0};

    (void)g;
    if (property != GSASL_CB_TLS_EXPORTER)
        return GSASL_NO_CALLBACK;
    base64_encode(&text, (struct span){exporter, 32});
    gsasl_property_set(x, property, buf_text(&text));
    buf_done(&text);
    return GSASL_OK;
}

static void exchange(struct pair *p, Gsasl_session *x, const char *mechanism)
{
    struct buf line = {0};
    char *out = NULL;

    buf_add_format(&line, "AUTH %s", mechanism);
    pair_say(p, buf_text(&line));
    buf_done(&line);
    while (strncmp(buf_text(&p->reply), "+ ", 2) == 0) {
        char *challenge = strdup(buf_text(&p->reply) + 2);
        int rc;

        challenge[strcspn(challenge, "\r\n")] = '\0';
        rc = gsasl_step64(x, challenge, &out);
        free(challenge);
        if (rc != GSASL_OK && rc != GSASL_NEEDS_MORE) {
            pair_say(p, "*");
            return;
        }
        pair_say(p, out ? out : "");
        gsasl_free(out);
        out = NULL;
    }
}

const char *pair_auth(struct pair *p, const char *mechanism, const char *user,
                      const char *password)
{
    Gsasl *g = NULL;
    Gsasl_session *x = NULL;

    gsasl_init(&g);
    if (strstr(mechanism, "-PLUS"))
        gsasl_callback_set(g, on_question);
    if (gsasl_client_start(g, mechanism, &x) == GSASL_OK) {
        gsasl_property_set(x, GSASL_AUTHID, user);
        gsasl_property_set(x, GSASL_PASSWORD, password);
        exchange(p, x, mechanism);
        gsasl_finish(x);
    }
    gsasl_done(g);
    return buf_text(&p->reply);
}
