/* serving.c - gives the loop of net/wire the sessions of net/server. */
#include <config.h>

#include "shell/serve/serving.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/wire/clock.h"
#include "net/wire/serve.h"
#include "shell/serve/record-guest.h"
#include "shell/serve/want.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STAMP_MOST = 64, SPARE_DESCRIPTORS = 32 };

struct serving {
    struct serving_setup setup;
    struct server *server;
    struct tls_server *tls;
    int plain_fd, tls_fd;
    struct guest_book *book; /* what is said is written there; or NULL */
};

/* A connection. */
struct guest {
    struct serving *serving;
    struct server_session *session;
    unsigned long long number;
};

/* --- what the loop asks --- */

/* Never the same twice, also after a restart (RFC 1939 section 7). */
static void make_stamp(char out[STAMP_MOST], unsigned long long number)
{
    uint32_t chance = 0;

    RAND_bytes((unsigned char *)&chance, sizeof chance);
    snprintf(out, STAMP_MOST, "%llu.%08x.%lld", number, (unsigned)chance,
             (long long)clock_utc());
}

static void *guest_open(void *ctx, const struct serve_peer *from,
                        uint64_t now_ns)
{
    struct serving *s = ctx;
    struct guest *g = xcalloc(1, sizeof *g);
    char stamp[STAMP_MOST];
    struct server_peer peer = {
        .tls = from->tls,
        .cleartext = from->loopback || s->setup.allow_cleartext,
        .stamp = stamp,
    };

    make_stamp(stamp, from->number);
    g->serving = s;
    g->number = from->number;
    g->session = server_session_new(s->server, &peer, now_ns);
    if (s->setup.verbose)
        fprintf(stderr, "[%llu] %s has connected%s\n", from->number,
                from->address, from->tls ? " for TLS" : "");
    return g;
}

static struct server_session *session_of(const void *guest)
{
    return ((const struct guest *)guest)->session;
}

static size_t guest_take(void *guest, uint64_t now_ns, struct span octets)
{
    return server_session_take(session_of(guest), now_ns, octets);
}

static struct span guest_output(void *guest, uint64_t now_ns)
{
    return server_session_output(session_of(guest), now_ns);
}

static void guest_sent(void *guest, uint64_t now_ns, size_t n)
{
    server_session_sent(session_of(guest), now_ns, n);
}

static enum serve_want guest_want(const void *guest)
{
    return want_of(server_session_want(session_of(guest)));
}

static void guest_tls(void *guest, uint64_t now_ns,
                      const struct serve_binding *of)
{
    struct server_binding binding = {.exporter = of->exporter,
                                     .unique = of->unique};

    server_session_tls(session_of(guest), now_ns, &binding);
}

static uint64_t guest_alarm(const void *guest)
{
    return server_session_alarm(session_of(guest));
}

static bool guest_keeps_input(const void *guest)
{
    return server_session_lapses(session_of(guest), LAPSE_STLS_INPUT);
}

static enum serve_end guest_end(const void *guest)
{
    return server_session_lapses(session_of(guest), LAPSE_NOTIFY)
               ? SERVE_END_FIN
               : SERVE_END_NOTIFY;
}

static void guest_close(void *guest, const struct error *why)
{
    struct guest *g = guest;
    const struct error *trouble = server_session_error(g->session);

    if (trouble->code != ERROR_NONE)
        fprintf(stderr, "pop3sh: %s\n", trouble->what);
    if (g->serving->setup.verbose)
        fprintf(stderr, "[%llu] the connection has ended%s%s\n", g->number,
                why ? ": " : "", why ? why->what : "");
    server_session_free(g->session);
    free(g);
}

static const struct serve_ops ops = {
    .open = guest_open,
    .take = guest_take,
    .output = guest_output,
    .sent = guest_sent,
    .want = guest_want,
    .tls = guest_tls,
    .alarm = guest_alarm,
    .keeps_input = guest_keeps_input,
    .end = guest_end,
    .close = guest_close,
};

/* --- life cycle --- */

/* How a fault wants TLS to look; NULL: right. */
static const char *look_of(const struct fault_set *set)
{
    for (size_t i = 0; set && i < set->count; i++)
        if (set->active[i].part == FAULT_CERTIFICATE)
            return set->active[i].tag;
    return NULL;
}

/* A descriptor for each connection, as far as the system lets us; returns how
 * many connections there can be. */
static size_t raise_limit(size_t most)
{
    struct rlimit limit;
    rlim_t want = most + SPARE_DESCRIPTORS;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return most;
    if (limit.rlim_cur < want) {
        limit.rlim_cur = want < limit.rlim_max ? want : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= want)
        return most;
    return limit.rlim_cur > SPARE_DESCRIPTORS
               ? limit.rlim_cur - SPARE_DESCRIPTORS
               : 1;
}

/* Begin the recording, if there is to be one. */
static bool open_book(struct serving *s, struct error *err)
{
    const struct guest_book_setup setup = {
        .options = s->setup.record,
        .ops = s->setup.ops ? s->setup.ops : &ops,
        .ctx = s->setup.ops ? s->setup.ctx : s,
        .user = s->setup.user,
        .password = s->setup.password,
    };
    struct buf places = {0};

    if (!setup.options)
        return true;
    s->book = guest_book_new(&setup, err);
    if (!s->book)
        return false;
    serving_places(s, &places);
    guest_book_places(s->book, buf_span(&places));
    buf_done(&places);
    return true;
}

static bool open_sockets(struct serving *s, struct error *err)
{
    s->plain_fd = listen_on(s->setup.listen, "--listen", err);
    if (s->plain_fd < 0)
        return false;
    if (!s->setup.tls_listen)
        return true;
    s->tls_fd = listen_on(s->setup.tls_listen, "--tls-listen", err);
    return s->tls_fd >= 0;
}

struct serving *serving_new(const struct serving_setup *setup,
                            struct error *err)
{
    struct serving *s = xcalloc(1, sizeof *s);
    struct server_settings settings = {
        .host = "localhost",
        .user = setup->user,
        .password = setup->password,
        .maildrop = setup->maildrop,
        .may_delete = setup->may_delete,
        .has_tls = true,
        .login_delay_s = setup->login_delay_s,
        .failure_ms = setup->failure_ms,
        .faults = setup->faults,
    };

    s->setup = *setup;
    s->plain_fd = s->tls_fd = -1;
    s->tls =
        tls_server_new(setup->cert, setup->key, look_of(setup->faults), err);
    if (!s->tls)
        goto fail;
    if (!setup->ops)
        s->server = server_new(&settings, err);
    if ((!s->server && !setup->ops) || !open_sockets(s, err))
        goto fail;
    if (!open_book(s, err))
        goto fail;
    s->setup.most = raise_limit(setup->most);
    return s;
fail:
    serving_free(s);
    return NULL;
}

void serving_free(struct serving *s)
{
    if (!s)
        return;
    if (s->plain_fd >= 0)
        close(s->plain_fd);
    if (s->tls_fd >= 0)
        close(s->tls_fd);
    if (s->book)
        guest_book_end(s->book, NULL);
    server_free(s->server);
    tls_server_free(s->tls);
    if (s->setup.maildrop)
        s->setup.maildrop->ops->free(s->setup.maildrop);
    free(s);
}

void serving_places(const struct serving *s, struct buf *out)
{
    buf_add_text(out, "pop3://");
    listen_place(s->plain_fd, out);
    if (s->tls_fd >= 0) {
        buf_add_text(out, " pop3s://");
        listen_place(s->tls_fd, out);
    }
}

bool serving_is_local(const struct serving *s)
{
    return listen_is_loopback(s->plain_fd) &&
           (s->tls_fd < 0 || listen_is_loopback(s->tls_fd));
}

struct span serving_certificate(const struct serving *s)
{
    return tls_server_certificate(s->tls);
}

bool serving_run(struct serving *s, int stop_fd, struct error *err)
{
    struct serve_options how = {
        .ops = s->setup.ops ? s->setup.ops : &ops,
        .ctx = s->setup.ops ? s->setup.ctx : s,
        .listeners = {{s->plain_fd, false}, {s->tls_fd, true}},
        .tls = s->tls,
        .refusal = "-ERR [SYS/TEMP] too many connections; try again later",
        .most = s->setup.most,
        .last = s->setup.last,
        .stop_fd = stop_fd,
    };
    struct guest_book *book = s->book;

    if (book) {
        how.ops = &guest_book_ops;
        how.ctx = book;
    }
    s->book = NULL;
    bool ok = serve_run(&how, err);

    return (!book || guest_book_end(book, ok ? err : NULL)) && ok;
}
