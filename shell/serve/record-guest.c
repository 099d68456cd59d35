/* record-guest.c - a dialogue, a mask and a recorder for each client.
 *
 * Leaves the file to record-file.c. */
#include <config.h>

#include "shell/serve/record-guest.h"

#include "net/base/memory.h"
#include "net/pop3/dialogue.h"
#include "net/transcript/item.h"
#include "net/wire/clock.h"
#include "shell/session/record-file.h"

#include <stdio.h>
#include <stdlib.h>

enum { HOST_MOST = 256 };

struct guest_book {
    struct guest_book_setup setup;
    struct record_options how;
    struct record_file *file;
    struct user_list users;
    struct passwords passwords;
    uint32_t named;
    char host[HOST_MOST];
    uint16_t ports[2];   /* in clear, with TLS from the start */
    unsigned count;      /* connections so far */
    const char *missing; /* of passwords, static */
};

/* A connection, and whoever answers it. */
struct guest {
    struct guest_book *book;
    void *inner;
    struct record *record; /* NULL: one too many */
    struct mask *mask;
    struct dialogue *dialogue;
    uint64_t opened_ns;
    struct span output; /* of inner, the last time it was asked */
    unsigned learned;   /* mask_learned, when the file was searched last */
    bool implicit, begun;
};

static const struct serve_ops *ops_of(const struct guest *g)
{
    return g->book->setup.ops;
}

/* --- the book --- */

static void tell(void *ctx, const char *sentence)
{
    (void)ctx;
    fprintf(stderr, "pop3sh: %s\n", sentence);
}

struct guest_book *guest_book_new(const struct guest_book_setup *setup,
                                  struct error *err)
{
    struct guest_book *b = xcalloc(1, sizeof *b);
    const struct record_file_setup file = {.options = setup->options,
                                           .path = setup->options->record,
                                           .by = RECORD_BY_SERVER,
                                           .tell = tell};

    b->setup = *setup;
    b->how.write = record_file_write;
    b->how.header = record_file_header;
    b->how.users = &b->users;
    b->how.named = &b->named;
    if (record_mode_options(setup->options, &b->how, err))
        b->how.ctx = b->file = record_file_new(&file, err);
    if (b->file)
        return b;
    free(b);
    return NULL;
}

bool guest_book_end(struct guest_book *b, struct error *err)
{
    const char *missing = record_missing(b->count, b->how.redact, &b->users);
    bool ok = record_file_end(b->file, true, err);

    missing = missing ? missing : b->missing;

    user_list_done(&b->users);
    passwords_done(&b->passwords);
    free(b);
    if (ok && missing)
        return error_set(err, ERROR_INPUT, "%s", missing);
    return ok;
}

/* "pop3://127.0.0.1:1110 pop3s://[::1]:1995" */
void guest_book_places(struct guest_book *b, struct span places)
{
    for (size_t i = 0; i < 2; i++) {
        struct span place = span_take_word(&places);
        size_t begin = span_find_span(place, SPAN("://")), colon = place.len;
        uint64_t port = 0;

        while (colon && place.at[colon - 1] != ':')
            colon--;
        if (begin + 3 >= colon || !span_number(span_from(place, colon), &port))
            return;
        struct span host =
            span_first(span_from(place, begin + 3), colon - 1 - (begin + 3));

        if (host.len > 2 && host.at[0] == '[')
            host = (struct span){host.at + 1, host.len - 2};
        b->ports[i] = (uint16_t)port;
        if (!i)
            snprintf(b->host, sizeof b->host, "%.*s", (int)host.len, host.at);
    }
}

static void write_header(struct guest_book *b, struct record *r, bool implicit)
{
    struct record_header head = {
        .host = b->host,
        .port = b->ports[implicit],
        .tool = "pop3sh " PACKAGE_VERSION,
        .security = implicit ? "implicit" : "none",
        .user = b->setup.user,
    };
    char when[RECORD_FILE_WHEN];

    record_file_when(when);
    head.recorded = when;
    record_header(r, &head);
}

/* --- a connection --- */

static void feed(struct guest *g, uint64_t now_ns, struct chunk *chunk)
{
    if (!g->record)
        return;
    chunk->at_ns = now_ns > g->opened_ns ? now_ns - g->opened_ns : 0;
    dialogue_feed(g->dialogue, chunk);
}

static void begin(struct guest *g, uint64_t now_ns)
{
    struct chunk open = {.kind = CHUNK_OPEN,
                         .tls = g->implicit ? TLS_IMPLICIT : TLS_NONE};

    g->begun = true;
    feed(g, now_ns, &open);
}

static void see(void *ctx, const struct event *e)
{
    struct guest *g = ctx;
    unsigned learned = mask_learned(g->mask);

    if (learned != g->learned) {
        record_hide(g->record);
        record_file_hide(g->book->file, g->mask);
    }
    g->learned = learned;
    record_see(g->record, e);
}

static void start_record(struct guest *g)
{
    struct guest_book *b = g->book;
    struct record_options how = b->how;

    how.connection = ++b->count;
    if (b->count > ITEM_CONNECTIONS_MOST)
        return;
    how.mask = g->mask = mask_new(see, g);
    mask_share_passwords(g->mask, &b->passwords);
    g->record = record_new(&how);
    g->dialogue = dialogue_new(mask_see, g->mask);
    if (b->setup.password)
        mask_learn_password(g->mask, secret_span(b->setup.password));
    if (b->count == 1)
        write_header(b, g->record, g->implicit);
    else
        record_user(g->record, b->setup.user);
    record_connect(g->record, b->host, b->host, b->ports[g->implicit]);
}

static void *guest_open(void *ctx, const struct serve_peer *peer,
                        uint64_t now_ns)
{
    struct guest *g = xcalloc(1, sizeof *g);

    g->book = ctx;
    g->opened_ns = now_ns;
    g->implicit = peer->tls;
    start_record(g);
    if (!g->implicit) /* else when the handshake is done */
        begin(g, now_ns);
    g->inner = ops_of(g)->open(g->book->setup.ctx, peer, now_ns);
    return g;
}

static size_t guest_take(void *guest, uint64_t now_ns, struct span octets)
{
    struct guest *g = guest;
    size_t n = ops_of(g)->take(g->inner, now_ns, octets);
    struct chunk chunk = {.kind = CHUNK_OCTETS,
                          .side = SIDE_CLIENT,
                          .octets = span_first(octets, n)};

    if (n)
        feed(g, now_ns, &chunk);
    return n;
}

static struct span guest_output(void *guest, uint64_t now_ns)
{
    struct guest *g = guest;

    return g->output = ops_of(g)->output(g->inner, now_ns);
}

static void guest_sent(void *guest, uint64_t now_ns, size_t n)
{
    struct guest *g = guest;
    struct chunk chunk = {.kind = CHUNK_OCTETS,
                          .side = SIDE_SERVER,
                          .octets = span_first(g->output, n)};

    feed(g, now_ns, &chunk);
    ops_of(g)->sent(g->inner, now_ns, n);
}

static enum serve_want guest_want(const void *guest)
{
    const struct guest *g = guest;

    return ops_of(g)->want(g->inner);
}

static void guest_tls(void *guest, uint64_t now_ns,
                      const struct serve_binding *of)
{
    struct guest *g = guest;
    struct chunk chunk = {
        .kind = CHUNK_TLS, .side = SIDE_SERVER, .tls = TLS_STLS};

    if (!g->begun)
        begin(g, now_ns);
    else
        feed(g, now_ns, &chunk);
    ops_of(g)->tls(g->inner, now_ns, of);
}

static uint64_t guest_alarm(const void *guest)
{
    const struct guest *g = guest;

    return ops_of(g)->alarm(g->inner);
}

static bool guest_keeps_input(const void *guest)
{
    const struct guest *g = guest;

    return ops_of(g)->keeps_input(g->inner);
}

static enum serve_end guest_end(const void *guest)
{
    const struct guest *g = guest;

    return ops_of(g)->end(g->inner);
}

/* Who ended it? The server when it wants to, else the client. */
static void record_close(struct guest *g, const struct error *why)
{
    static const enum close_how hows[] = {[SERVE_END_NOTIFY] = CLOSE_NOTIFY,
                                          [SERVE_END_FIN] = CLOSE_FIN,
                                          [SERVE_END_RESET] = CLOSE_RESET};
    uint64_t now = clock_ns();
    struct span reason = why ? span_of(why->what) : (struct span){0};
    bool ours = !why && ops_of(g)->want(g->inner) == SERVE_CLOSE;
    struct chunk fail = {.kind = CHUNK_TLS_FAIL, .octets = reason};
    struct chunk close = {.kind = CHUNK_CLOSE,
                          .side = ours ? SIDE_SERVER : SIDE_CLIENT,
                          .how = hows[ops_of(g)->end(g->inner)]};

    if (!g->begun) {
        record_refused(g->record, reason);
        return;
    }
    if (dialogue_need(g->dialogue) == NEED_HANDSHAKE)
        feed(g, now, &fail);
    if (close.how == CLOSE_NOTIFY && dialogue_tls(g->dialogue) == TLS_NONE)
        close.how = CLOSE_FIN;
    feed(g, now, &close);
}

static void guest_close(void *guest, const struct error *why)
{
    struct guest *g = guest;

    if (g->record) {
        const char *missing = record_passwords_missing(g->mask);

        g->book->missing = missing ? missing : g->book->missing;
        record_close(g, why);
    }
    ops_of(g)->close(g->inner, why);
    dialogue_free(g->dialogue);
    record_free(g->record);
    mask_free(g->mask);
    free(g);
}

const struct serve_ops guest_book_ops = {
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
