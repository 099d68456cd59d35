/* test-mbox-update.c - locks on an mbox, and mail removed from it while other
 * programs work on it. */
#include <config.h>

#include "net/store/mbox.h"
#include "store-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FROM "From joe@example.org Tue Jan  2 03:04:05 2024\n"
#define A FROM "A: 1\n\nx\n\n"
#define B FROM "B: 2\n\n>From y\n\n"
#define C FROM "C: 3\n\nz\n\n"
#define D FROM "D: 4\n\n"

TestSuite(mbox_update, .init = store_setup, .fini = store_teardown,
          .timeout = 40);

static struct maildrop *make(const char *content)
{
    struct error err = {0};

    store_write_octets("mbox", span_of(content));
    struct maildrop *m = mbox_new(store_path("mbox"), true, &err);
    cr_assert(m != NULL, "%s", err.what);
    return m;
}

static void expect_content(const char *want)
{
    char *got = store_content("mbox");

    cr_expect(eq(str, got, (char *)want));
    free(got);
}

static void expect_alone(void)
{
    cr_expect(eq(sz, store_files("."), 1), "nothing is left beside the mbox");
}

Test(mbox_update, marked_messages_go_and_the_others_stay_as_they_were)
{
    static const struct {
        const char *marked, *left;
        size_t n;
    } rows[] = {
        {"",      A B C, 0},
        {"1",     B C,   1},
        {"2",     A C,   1},
        {"3",     A B,   1},
        {"1 3",   B,     2},
        {"1 2 3", "",    3},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct maildrop *m = make(A B C);
        struct error err = {0};
        size_t removed = 9;

        store_open(m);
        cr_assert(store_delete(m, rows[i].marked, &removed, &err), "%s",
                  err.what);
        cr_expect(eq(sz, removed, rows[i].n));
        expect_content(rows[i].left);
        expect_alone();
        store_open(m);
        cr_expect(eq(sz, m->ops->count(m), 3 - rows[i].n));
        m->ops->free(m);
    }
}

Test(mbox_update, mode_and_link_stay)
{
    struct stat st;
    size_t removed;

    store_write("mbox", "%s", A B);
    cr_assert(symlink("mbox", store_path("link")) == 0);
    chmod(store_path("mbox"), 0640);
    struct maildrop *m = mbox_new(store_path("link"), true, NULL);
    store_open(m);
    cr_assert(store_delete(m, "1", &removed, NULL));
    expect_content(B);
    cr_assert(lstat(store_path("link"), &st) == 0);
    cr_expect(0 != S_ISLNK(st.st_mode));
    cr_assert(stat(store_path("mbox"), &st) == 0);
    cr_expect(0640 == (st.st_mode & 07777));
    m->ops->free(m);
}

Test(mbox_update, nothing_is_written_without_permission)
{
    struct error err = {0};
    size_t removed = 9;

    store_write("mbox", "%s", A B);
    struct maildrop *m = mbox_new(store_path("mbox"), false, &err);
    store_open(m);
    expect_alone();
    cr_expect(not(store_delete(m, "1", &removed, &err)));
    cr_expect(eq(sz, removed, 0));
    cr_expect(strstr(err.what, "may only be read") != NULL);
    expect_content(A B);
    m->ops->free(m);
}

/* A disk that is full answers a write in the same way, but for the number. */
static void limit_files(rlim_t octets)
{
    struct rlimit limit;

    cr_assert(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    limit.rlim_cur = octets;
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    signal(SIGXFSZ, SIG_IGN);
}

Test(mbox_update, without_room_for_the_new_file_nothing_is_removed)
{
    struct maildrop *m = make(A B C D);
    struct error err = {0};
    size_t removed = 9;

    store_open(m);
    limit_files(sizeof A + sizeof B / 2);
    cr_expect(not(store_delete(m, "4", &removed, &err)));
    cr_expect(eq(sz, removed, 0));
    cr_expect(strstr(err.what, "nothing was removed") != NULL, "%s", err.what);
    limit_files(RLIM_INFINITY);
    expect_content(A B C D);
    expect_alone();
    store_open(m);
    cr_expect(store_delete(m, "4", &removed, &err));
    expect_content(A B C);
    m->ops->free(m);
}

static void append(const char *text)
{
    FILE *f = fopen(store_path("mbox"), "a");

    fputs(text, f);
    fclose(f);
}

Test(mbox_update, mail_that_came_during_the_session_stays)
{
    struct maildrop *m = make(A B);
    size_t removed;

    store_open(m);
    append(C);
    append(A);
    cr_expect(eq(sz, m->ops->count(m), 2));
    char *text = store_message(m, 2, 100, NULL);
    cr_expect(eq(str, text, "B: 2\r\n\r\nFrom y\r\n"));
    free(text);
    cr_assert(store_delete(m, "1", &removed, NULL));
    expect_content(B C A); /* one A of the two was marked */
    m->ops->free(m);
}

Test(mbox_update, messages_are_found_where_another_program_moved_them)
{
    struct maildrop *m = make(A B C);
    struct error err = {0};
    size_t removed;

    store_open(m);
    store_write_octets("mbox", span_of(D C B)); /* in place */
    char *text = store_message(m, 2, 100, &err);
    cr_expect(text == NULL && strstr(err.what, "message 2"), "%s", err.what);
    cr_assert(store_delete(m, "1 2", &removed, &err), "%s", err.what);
    cr_expect(eq(sz, removed, 2));
    expect_content(D C);
    m->ops->free(m);
}

Test(mbox_update, a_file_that_was_replaced_is_updated)
{
    struct maildrop *m = make(A B C);
    size_t removed;

    store_open(m);
    store_write_octets("other", span_of(C A D));
    rename(store_path("other"), store_path("mbox"));
    char *text = store_message(m, 2, 100, NULL);
    cr_expect(eq(str, text, "B: 2\r\n\r\nFrom y\r\n"), "the old file is open");
    free(text);
    cr_assert(store_delete(m, "1", &removed, NULL));
    expect_content(C D);
    m->ops->free(m);
}

Test(mbox_update, of_equal_messages_as_many_stay_as_were_to_stay)
{
    static const struct {
        const char *before, *marked, *meanwhile, *left;
    } rows[] = {
        {A A A, "2",     A A A,   A A  },
        {A A A, "1 2 3", A A A A, A    },
        {A A A, "1",     A A,     A A  },
        {A A A, "1 2",   A A,     A    },
        {A B A, "1",     B A A C, B A C},
        {A B A, "1 3",   B,       B    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct maildrop *m = make(rows[i].before);
        size_t removed;

        store_open(m);
        store_write_octets("mbox", span_of(rows[i].meanwhile));
        cr_assert(store_delete(m, rows[i].marked, &removed, NULL));
        expect_content(rows[i].left);
        m->ops->free(m);
    }
}

/* --- locks --- */

Test(mbox_update, only_one_session_at_a_time)
{
    struct maildrop *a = make(A), *b = mbox_new(store_path("mbox"), true, NULL);
    size_t removed;

    store_open(a);
    cr_expect(eq(int, b->ops->open(b, NULL), MAILDROP_IN_USE));
    cr_expect(eq(int, a->ops->open(a, NULL), MAILDROP_IN_USE));
    cr_assert(store_delete(a, "1", &removed, NULL));
    store_open(b);
    cr_expect(eq(sz, b->ops->count(b), 0));
    a->ops->free(a);
    b->ops->free(b);
}

/* A child that has a lock on the mbox until it is told to go. */
static pid_t hold(void (*take)(void), int *go)
{
    int ready[2], end[2];
    char c;

    cr_assert(pipe(ready) == 0 && pipe(end) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(end[1]);
        take();
        if (write(ready[1], "x", 1) != 1 || read(end[0], &c, 1) < 0)
            _exit(1);
        unlink(store_path("mbox.lock"));
        _exit(0);
    }
    close(ready[1]);
    close(end[0]);
    cr_assert(eq(int, (int)read(ready[0], &c, 1), 1));
    close(ready[0]);
    *go = end[1];
    return child;
}

static void take_fcntl(void)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(store_path("mbox"), O_RDWR);

    if (fcntl(fd, F_SETLK, &whole) != 0)
        _exit(1);
}

static void take_dot(void)
{
    store_write("mbox.lock", "%ld\n", (long)getpid());
}

Test(mbox_update, locks_of_other_programs_are_waited_for_but_not_for_ever)
{
    static void (*const takes[])(void) = {take_fcntl, take_dot};

    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
        struct maildrop *m = make(A B);
        struct error err = {0};
        size_t removed = 9;
        int go;

        pid_t child = hold(takes[i], &go);
        cr_expect(eq(int, m->ops->open(m, &err), MAILDROP_IN_USE));
        cr_expect(strstr(err.what, "locked by another program") != NULL, "%s",
                  err.what);
        close(go);
        store_open(m);
        waitpid(child, NULL, 0);

        child = hold(takes[i], &go);
        cr_expect(not(store_delete(m, "1", &removed, &err)));
        cr_expect(eq(sz, removed, 0));
        expect_content(A B);
        close(go);
        waitpid(child, NULL, 0);
        store_open(m);
        cr_expect(store_delete(m, "1", &removed, &err), "%s", err.what);
        expect_content(B);
        m->ops->free(m);
    }
}

Test(mbox_update, a_lock_that_nobody_holds_any_more_is_taken_away)
{
    struct timespec old[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};
    pid_t child = fork();
    size_t removed;

    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);

    struct maildrop *m = make(A B);
    store_write("mbox.lock", "%ld\n", (long)child);
    store_open(m);
    cr_expect(store_delete(m, "1", &removed, NULL), "its process has ended");
    expect_alone();

    store_write("mbox.lock", "host\n");
    utimensat(AT_FDCWD, store_path("mbox.lock"), old, 0);
    store_open(m);
    cr_expect(store_delete(m, "1", &removed, NULL), "it is old");
    expect_alone();
    m->ops->free(m);
}

/* A program that opened the old file, and waits for its lock when the new one
 * takes its place. */
Test(mbox_update, mail_written_to_the_replaced_file_is_brought_over)
{
    enum { ROUNDS = 20 };

    for (int i = 0; i < ROUNDS; i++) {
        struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        struct maildrop *m = make(A B);
        int ready[2];
        char c;
        size_t removed;

        store_open(m);
        cr_assert(pipe(ready) == 0);
        pid_t child = fork();
        if (child == 0) {
            int fd = open(store_path("mbox"), O_RDWR | O_APPEND);

            if (write(ready[1], "x", 1) != 1)
                _exit(1);
            nanosleep(&(struct timespec){.tv_nsec = i * 100000L}, NULL);
            if (fcntl(fd, F_SETLKW, &whole) != 0 ||
                write(fd, D, sizeof D - 1) != sizeof D - 1)
                _exit(1);
            _exit(0);
        }
        cr_assert(eq(int, (int)read(ready[0], &c, 1), 1));
        close(ready[0]);
        close(ready[1]);
        cr_assert(store_delete(m, "1", &removed, NULL));
        waitpid(child, NULL, 0);
        expect_content(B D);
        m->ops->free(m);
    }
}
