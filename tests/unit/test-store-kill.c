/* test-store-kill.c - sessions killed at random moments of UPDATE: each message
 * is there exactly once, or it was marked and is gone.
 *
 * POP3SH_KILL_ROUNDS says how many; scripts/check wants 200. */
#include <config.h>

#include "net/store/maildir.h"
#include "net/store/mbox.h"
#include "store-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

TestSuite(store_kill, .init = store_setup, .fini = store_teardown,
          .timeout = 300);

enum { MESSAGES = 40, ROUNDS = 60 };

typedef struct maildrop *maildrop_maker(const char *path, bool allow_delete,
                                        struct error *err);

struct life {
    maildrop_maker *make;
    const char *path;
    unsigned seed;
    unsigned next;          /* number of the next message */
    bool expected[1 << 16]; /* those that must be there */
    uint64_t update_ns;     /* how long one lasts that is not killed */
    unsigned killed, none, some, all; /* rounds: marked messages gone */
};

static int rounds(void)
{
    const char *asked = getenv("POP3SH_KILL_ROUNDS");

    return asked ? atoi(asked) : ROUNDS;
}

/* Big enough that a rewriting takes several writes. */
static void deliver(struct life *life)
{
    unsigned n = life->next++;
    bool folder = life->make == maildir_new;
    char path[100];
    struct buf text = {0};

    if (!folder)
        buf_add_text(&text, "From joe Tue Jan  2 03:04:05 2024\n");
    buf_add_format(&text, "N: %u\n\n", n);
    for (unsigned i = 0; i < 40 + n % 50; i++)
        buf_add_format(&text, "%060u\n", n);
    buf_add_text(&text, "\n");
    snprintf(path, sizeof path, folder ? "new/%u.x" : "mbox", n);
    FILE *f = fopen(store_path(path), "a");
    cr_assert(f && fwrite(buf_text(&text), 1, text.len, f) == text.len);
    fclose(f);
    buf_done(&text);
    life->expected[n] = true;
}

/* The number that a message carries, once it is known to be whole. */
static unsigned whole_message(struct maildrop *m, size_t number)
{
    struct error err = {0};
    char *text = store_message(m, number, 30000, &err);
    struct buf want = {0};
    unsigned n = 0;

    cr_assert(text != NULL, "%s", err.what);
    cr_assert(eq(int, sscanf(text, "N: %u", &n), 1), "%.40s", text);
    buf_add_format(&want, "N: %u\r\n\r\n", n);
    for (unsigned i = 0; i < 40 + n % 50; i++)
        buf_add_format(&want, "%060u\r\n", n);
    cr_assert(span_starts(span_of(text), buf_span(&want)), "%.100s", text);
    cr_assert(le(sz, strlen(text), want.len + 2));
    buf_done(&want);
    free(text);
    return n;
}

/* Open a session, and see that all is as it should be; marked messages may be
 * gone. Those that are there are expected from now on. */
static struct maildrop *look(struct life *life, const bool *marked)
{
    struct error err = {0};
    struct maildrop *m = life->make(life->path, true, &err);
    bool *seen = calloc(life->next, sizeof *seen);

    cr_assert(m != NULL, "%s", err.what);
    store_open(m);
    for (size_t i = 1; i <= m->ops->count(m); i++) {
        unsigned n = whole_message(m, i);

        cr_assert(not(seen[n]), "message %u twice", n);
        cr_assert(life->expected[n], "message %u from nowhere", n);
        seen[n] = true;
    }
    unsigned wanted = 0, gone = 0;
    for (unsigned n = 0; n < life->next; n++) {
        wanted += marked[n];
        gone += marked[n] && !seen[n];
        cr_assert(seen[n] || !life->expected[n] || marked[n], "message %u lost",
                  n);
        life->expected[n] = seen[n];
    }
    if (wanted)
        ++*(!gone ? &life->none : gone < wanted ? &life->some : &life->all);
    free(seen);
    return m;
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* UPDATE in a process that is killed at any moment of it. */
static void update_and_die(struct life *life, struct maildrop *m,
                           const bool *deleted)
{
    size_t removed;
    int status;
    uint64_t begin = now_ns();
    pid_t child = fork();

    if (child == 0)
        _exit(m->ops->update(m, deleted, &removed, NULL) ? 0 : 1);
    if (life->update_ns) {
        uint64_t ns = life->update_ns * 5 / 4; /* most of it is fsync() */

        if (rand_r(&life->seed) % 2)
            ns /= 25;
        ns = (uint64_t)rand_r(&life->seed) % ns;

        nanosleep(&(struct timespec){.tv_nsec = (long)(ns % 1000000000)}, NULL);
        kill(child, SIGKILL);
    }
    waitpid(child, &status, 0);
    if (!life->update_ns)
        life->update_ns = now_ns() - begin;
    life->killed += WIFSIGNALED(status);
    cr_assert(eq(int, WIFEXITED(status) ? WEXITSTATUS(status) : 0, 0));
}

static void live(maildrop_maker *make, const char *path)
{
    struct life *life = calloc(1, sizeof *life);
    bool *marked = calloc(sizeof life->expected, 1);

    life->make = make;
    life->path = path;
    life->seed = (unsigned)time(NULL);
    for (int round = rounds(); round > 0; round--) {
        bool deleted[MESSAGES] = {false};

        while (life->next < MESSAGES)
            deliver(life);
        struct maildrop *m = look(life, marked);
        for (size_t i = m->ops->count(m); i < MESSAGES; i++)
            deliver(life); /* during the session */
        memset(marked, false, sizeof life->expected);
        for (size_t i = 0; i < m->ops->count(m); i++) {
            deleted[i] = rand_r(&life->seed) % 4 == 0;
            marked[whole_message(m, i + 1)] = deleted[i];
        }
        update_and_die(life, m, deleted);
        m->ops->free(m);
    }
    struct maildrop *last = look(life, marked);
    last->ops->free(last);
    fprintf(stderr,
            "%u of %d killed; of the marked messages none had gone %u times, "
            "some %u, all %u; an update lasts %" PRIu64 " us\n",
            life->killed, rounds(), life->none, life->some, life->all,
            life->update_ns / 1000);
    cr_assert(life->killed > 0);
    free(marked);
    free(life);
}

Test(store_kill, no_message_of_a_maildir_is_lost_or_doubled)
{
    store_make_maildir();
    live(maildir_new, store_folder);
}

Test(store_kill, no_message_of_an_mbox_is_lost_or_doubled)
{
    char path[100];

    snprintf(path, sizeof path, "%s", store_path("mbox"));
    store_write("mbox", "%s", "");
    live(mbox_new, path);
}
