/* data-path.c - feeds the core what a server sends, for counting instructions.
 *
 *     data-path WORK
 *
 * prints the octets that data_path_* was given; check-data-path runs it under
 * callgrind, which counts in the functions of that name only: making the
 * octets and logging in stay outside. */
#include <config.h>

#include "net/pop3/scan.h"
#include "net/rules/check.h"
#include "tests/bench/drop.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READ = 128 * 1024, MESSAGE = 4 << 20, MESSAGES = 50000 };

struct work {
    struct drop drop;
    struct check *check;
    struct dialogue *dialogue;
    uint64_t octets;
    bool dirty; /* errors are expected */
};

static void ignore(void *ctx, const struct event *e)
{
    const struct work *w = ctx;

    if (e->kind == EVENT_FINDING && !w->dirty &&
        e->finding->severity == SEVERITY_ERROR) {
        fprintf(stderr, "data-path: %s\n", e->finding->message);
        exit(1);
    }
}

static void feed(struct work *w, enum side side, struct span octets)
{
    struct chunk chunk = {.kind = CHUNK_OCTETS, .side = side, .at_ns = 1000000};

    while (octets.len) {
        chunk.octets = span_first(octets, READ);
        dialogue_feed(w->dialogue, &chunk);
        octets = span_from(octets, chunk.octets.len);
    }
}

/* Neither made part of its caller nor copied for it: callgrind counts it by its
 * name. Only gcc makes copies. */
#ifdef __clang__
#define COUNTED __attribute__((noinline))
#else
#define COUNTED __attribute__((noinline, noclone))
#endif

COUNTED void data_path_run(struct work *w, const struct blob *reply);
void data_path_run(struct work *w, const struct blob *reply)
{
    feed(w, SIDE_SERVER, (struct span){reply->at, reply->len});
    w->octets += reply->len;
}

COUNTED void data_path_scan(struct work *w, enum scan_kernel kernel,
                            const struct blob *reply);
void data_path_scan(struct work *w, enum scan_kernel kernel,
                    const struct blob *reply)
{
    struct scan s = {.start = true};
    struct tally t = {0};
    struct span in = {reply->at, reply->len};

    while (in.len) {
        size_t stop = scan_run_with(kernel, &s, in, w->octets, &t, NULL);
        w->octets += stop;
        in = span_from(in, stop);
        if (in.len) { /* a dot that begins a line */
            scan_note(&s, span_first(in, 1), w->octets++, &t);
            in = span_from(in, 1);
        }
    }
}

static void say(struct work *w, enum side side, const char *text)
{
    feed(w, side, span_of(text));
}

static void log_in(struct work *w)
{
    const struct chunk open = {.kind = CHUNK_OPEN, .tls = TLS_IMPLICIT};

    w->check = check_new(ignore, w);
    w->dialogue = dialogue_new(check_see, w->check);
    check_attach(w->check, w->dialogue);
    dialogue_take_runs(w->dialogue, check_takes_runs, w->check);
    dialogue_feed(w->dialogue, &open);
    say(w, SIDE_SERVER, "+OK ready\r\n");
    say(w, SIDE_CLIENT, "USER u\r\n");
    say(w, SIDE_SERVER, "+OK\r\n");
    say(w, SIDE_CLIENT, "PASS secret\r\n");
    say(w, SIDE_SERVER, "+OK\r\n");
}

static void run_retr(struct work *w)
{
    struct blob reply = {0};

    blob_add(&reply, w->drop.head.at, w->drop.head.len);
    for (size_t i = 0; i < w->drop.pages; i++)
        blob_add(&reply, w->drop.page.at, w->drop.page.len);
    blob_add(&reply, w->drop.tail.at, w->drop.tail.len);
    say(w, SIDE_CLIENT, "RETR 1\r\n");
    data_path_run(w, &reply);
    blob_done(&reply);
}

static void run_list(struct work *w)
{
    say(w, SIDE_CLIENT, "LIST\r\n");
    data_path_run(w, &w->drop.list);
}

static void run_uidl(struct work *w)
{
    say(w, SIDE_CLIENT, "UIDL\r\n");
    data_path_run(w, &w->drop.uidl);
}

static void run_avx2(struct work *w)
{
    data_path_scan(w, SCAN_AVX2, &w->drop.page);
}

static void run_sse2(struct work *w)
{
    data_path_scan(w, SCAN_SSE2, &w->drop.page);
}

static const struct row {
    const char *name;
    enum drop_text text;
    unsigned long messages, size;
    void (*run)(struct work *w);
} rows[] = {
    {"retr",          DROP_PLAIN,    1,        MESSAGE, run_retr},
    {"retr-short",    DROP_SHORT,    1,        MESSAGE, run_retr},
    {"retr-eightbit", DROP_EIGHTBIT, 1,        MESSAGE, run_retr},
    {"retr-dots",     DROP_DOTS,     1,        MESSAGE, run_retr},
    {"retr-dirty",    DROP_DIRTY,    1,        MESSAGE, run_retr},
    {"list",          DROP_PLAIN,    MESSAGES, 2048,    run_list},
    {"uidl",          DROP_PLAIN,    MESSAGES, 2048,    run_uidl},
    {"scan-avx2",     DROP_PLAIN,    1,        MESSAGE, run_avx2},
    {"scan-sse2",     DROP_PLAIN,    1,        MESSAGE, run_sse2},
};

static const char *compiler(void)
{
#ifdef __clang__
    return "clang";
#else
    return "gcc";
#endif
}

int main(int argc, char **argv)
{
    struct work w = {0};

    if (argc == 2 && strcmp(argv[1], "--build") == 0) {
        printf("%s %d %s\n", compiler(), __GNUC__, BUILD_CFLAGS);
        return 0;
    }
    for (size_t i = 0; argc == 2 && i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].name, argv[1]) != 0)
            continue;
        drop_init(&w.drop, rows[i].messages, rows[i].size, rows[i].text);
        w.dirty = rows[i].text == DROP_DIRTY;
        log_in(&w);
        rows[i].run(&w);
        printf("%" PRIu64 "\n", w.octets);
        check_free(w.check);
        dialogue_free(w.dialogue);
        drop_done(&w.drop);
        return 0;
    }
    fputs("usage: data-path WORK | --build\n", stderr);
    return 2;
}
