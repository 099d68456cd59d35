/* test-maildir.c - maildrops in a maildir. */
#include <config.h>

#include "net/store/maildir.h"
#include "store-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void setup(void)
{
    store_setup();
    store_make_maildir();
}

TestSuite(maildir, .init = setup, .fini = store_teardown, .timeout = 30);

static struct maildrop *make(bool allow_delete)
{
    struct error err = {0};
    struct maildrop *m = maildir_new(store_folder, allow_delete, &err);

    cr_assert(m != NULL, "%s", err.what);
    return m;
}

static void expect_uid(struct maildrop *m, size_t number, const char *want)
{
    char *got = span_dup(m->ops->uid(m, number));

    cr_expect(eq(str, got, (char *)want), "%zu", number);
    free(got);
}

Test(maildir, messages_are_in_order_of_delivery_with_exact_sizes)
{
    struct maildrop *m = make(false);
    struct error err = {0};

    store_write("new/1700000010.b.host", "B: 1\n\nten\n");
    store_write("cur/1700000002.a.host:2,S", "A: 1\r\n\r\n.x");
    store_write("cur/900000000.c.host:2,", "C: 1\n");
    store_write("new/.hidden", "no message\n");
    store_open(m);
    cr_assert(eq(sz, m->ops->count(m), 3));
    expect_uid(m, 1, "900000000.c.host");
    expect_uid(m, 2, "1700000002.a.host");
    expect_uid(m, 3, "1700000010.b.host");
    for (size_t room = 1; room < 20; room++) {
        char *text = store_message(m, 2, room, &err);

        cr_expect(eq(str, text, "A: 1\r\n\r\n.x\r\n"));
        free(text);
        free(store_message(m, 3, room, &err));
    }
    m->ops->free(m);
}

Test(maildir, a_name_that_is_no_unique_id_gets_one)
{
    struct maildrop *m = make(false);
    char *first[3];

    store_write("new/1 with blank", "1\n");
    store_write("new/2-a-name-that-is-longer-than-seventy-octets-which-is-all-"
                "that-a-unique-id-may-have",
                "2\n");
    store_write("new/3\xC3\xA4", "3\n");
    for (int session = 0; session < 2; session++) {
        store_open(m);
        for (size_t i = 0; i < 3; i++) {
            struct span uid = m->ops->uid(m, i + 1);

            cr_expect(eq(sz, uid.len, 32));
            for (size_t k = 0; k < uid.len; k++)
                cr_expect(uid.at[k] > 0x20 && uid.at[k] < 0x7F);
            if (!session) {
                first[i] = span_dup(uid);
            } else {
                cr_expect(span_is(uid, first[i]), "stable");
                free(first[i]);
            }
        }
        m->ops->close(m);
    }
    m->ops->free(m);
}

Test(maildir, two_files_with_one_base_are_two_messages_with_two_ids)
{
    struct maildrop *m = make(false);

    store_write("new/1.a", "1\n");
    store_write("cur/1.a:2,S", "2\n");
    store_open(m);
    cr_assert(eq(sz, m->ops->count(m), 2));
    char *one = span_dup(m->ops->uid(m, 1));
    cr_expect(not(span_is(m->ops->uid(m, 2), one)));
    free(one);
    m->ops->free(m);
}

Test(maildir, one_file_under_two_names_is_one_message)
{
    struct maildrop *m = make(true);
    size_t removed;

    store_write("new/1.a", "1\n");
    cr_assert(link(store_path("new/1.a"), store_path("cur/1.a:2,")) == 0);
    store_open(m);
    cr_assert(eq(sz, m->ops->count(m), 1));
    cr_assert(store_delete(m, "1", &removed, NULL));
    cr_expect(eq(sz, store_files("new") + store_files("cur"), 0));
    m->ops->free(m);
}

Test(maildir, what_is_no_regular_file_is_no_message)
{
    struct maildrop *m = make(false);

    store_write("new/1.a", "1\n");
    store_write("secret", "not yours\n");
    cr_assert(symlink("../secret", store_path("new/2.link")) == 0);
    cr_assert(mkfifo(store_path("new/3.fifo"), 0600) == 0);
    cr_assert(mkdir(store_path("new/4.folder"), 0700) == 0);
    store_open(m);
    cr_expect(eq(sz, m->ops->count(m), 1));
    m->ops->free(m);
}

Test(maildir, only_one_session_at_a_time)
{
    struct maildrop *a = make(false), *b = make(false);

    store_open(a);
    cr_expect(eq(int, b->ops->open(b, NULL), MAILDROP_IN_USE));
    cr_expect(eq(int, a->ops->open(a, NULL), MAILDROP_IN_USE));
    a->ops->close(a);
    a->ops->close(a);
    store_open(b);
    b->ops->free(b);
    store_open(a);
    a->ops->free(a);
}

Test(maildir, update_removes_what_is_marked_and_gives_the_lock_back)
{
    struct maildrop *m = make(true), *other = make(false);
    size_t removed = 9;

    store_write("new/1.a", "1\n");
    store_write("cur/2.b:2,RS", "2\n");
    store_write("new/3.c", "3\n");
    store_open(m);
    cr_assert(store_delete(m, "1 2", &removed, NULL));
    cr_expect(eq(sz, removed, 2));
    store_open(other);
    cr_expect(eq(sz, other->ops->count(other), 1));
    expect_uid(other, 1, "3.c");
    other->ops->free(other);
    m->ops->free(m);
}

Test(maildir, nothing_is_written_without_permission)
{
    struct maildrop *m = make(false);
    struct error err = {0};
    size_t removed = 9;

    store_write("new/1.a", "1\n");
    store_open(m);
    cr_expect(not(store_delete(m, "1", &removed, &err)));
    cr_expect(eq(sz, removed, 0));
    cr_expect(strstr(err.what, "may only be read") != NULL);
    cr_expect(eq(sz, store_files("new"), 1));
    cr_expect(eq(sz, store_files("."), 3));
    store_open(m); /* the lock was given back */
    cr_expect(store_delete(m, "", &removed, &err), "nothing to delete");
    m->ops->free(m);
}

Test(maildir, files_that_are_renamed_during_a_session_are_found)
{
    struct maildrop *m = make(true);
    struct error err = {0};
    size_t removed;

    store_write("new/1.a", "one\n");
    store_write("new/2.b", "two\n");
    store_open(m);
    rename(store_path("new/1.a"), store_path("cur/1.a:2,S"));
    rename(store_path("new/2.b"), store_path("cur/2.b:2,"));
    char *text = store_message(m, 1, 100, &err);
    cr_expect(eq(str, text, "one\r\n"));
    free(text);
    rename(store_path("cur/1.a:2,S"), store_path("cur/1.a:2,RS"));
    cr_expect(store_delete(m, "1 2", &removed, &err));
    cr_expect(eq(sz, removed, 2));
    cr_expect(eq(sz, store_files("cur"), 0));
    m->ops->free(m);
}

Test(maildir, files_that_vanish_during_a_session_are_an_error_to_read_only)
{
    struct maildrop *m = make(true);
    struct error err = {0};
    size_t removed = 0;

    store_write("new/1.a", "one\n");
    store_write("new/2.b", "two\n");
    store_open(m);
    unlink(store_path("new/1.a"));
    cr_expect(store_message(m, 1, 100, &err) == NULL);
    cr_expect(strstr(err.what, "removed message 1") != NULL, "%s", err.what);
    char *text = store_message(m, 2, 100, &err);
    cr_expect(eq(str, text, "two\r\n"));
    free(text);
    cr_expect(store_delete(m, "1", &removed, &err), "%s", err.what);
    cr_expect(eq(sz, removed, 1));
    m->ops->free(m);
}

Test(maildir, a_file_that_changes_during_a_session_is_not_sent)
{
    struct maildrop *m = make(false);
    struct error err = {0};

    store_write("new/1.a", "one\n");
    store_open(m);
    store_write("new/1.a", "another one\n");
    cr_expect(store_message(m, 1, 100, &err) == NULL);
    cr_expect(strstr(err.what, "changed message 1") != NULL, "%s", err.what);
    m->ops->free(m);
}

Test(maildir, sizes_are_counted_anew_when_a_file_changed)
{
    struct maildrop *m = make(false);
    struct timespec old[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};

    store_write("new/1.a", "one\n");
    store_write("new/2.b", "two\n");
    utimensat(AT_FDCWD, store_path("new/1.a"), old, 0);
    store_open(m);
    cr_expect(eq(u64, m->ops->octets(m, 1), 5));
    m->ops->close(m);
    store_write("new/1.a", "o\n\n\n");
    rename(store_path("new/2.b"), store_path("cur/2.b:2,S"));
    store_open(m);
    cr_expect(eq(u64, m->ops->octets(m, 1), 7));
    cr_expect(eq(u64, m->ops->octets(m, 2), 5));
    m->ops->free(m);
}

/* A known size is believed as long as nothing says otherwise: were it counted
 * again, this file could not be read. */
Test(maildir, sizes_are_counted_once)
{
    struct maildrop *m = make(false);
    struct timespec old[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};

    if (geteuid() == 0)
        cr_skip_test("root may read everything");
    store_write("new/1.a", "one\n");
    utimensat(AT_FDCWD, store_path("new/1.a"), old, 0);
    store_open(m);
    m->ops->close(m);
    chmod(store_path("new/1.a"), 0);
    store_open(m);
    cr_expect(eq(u64, m->ops->octets(m, 1), 5));
    m->ops->free(m);
}

Test(maildir, what_cannot_be_used_is_said_with_its_place)
{
    struct error err = {0};

    cr_expect(maildir_new(store_path("nowhere"), false, &err) == NULL);
    cr_expect(strstr(err.what, "nowhere") && strstr(err.what, "No such file"),
              "%s", err.what);
    cr_expect(maildir_new(store_path("new"), false, &err) == NULL);
    cr_expect(strstr(err.what, "no maildir") != NULL, "%s", err.what);
    store_write("file", "x");
    cr_expect(maildir_new(store_path("file"), false, &err) == NULL);
    cr_expect(strstr(err.what, "Not a directory") != NULL, "%s", err.what);
    if (geteuid() == 0)
        return; /* may read and write everything */
    chmod(store_path("new"), 0500);
    cr_expect(maildir_new(store_folder, true, &err) == NULL);
    cr_expect(strstr(err.what, "for deleting") != NULL, "%s", err.what);
    chmod(store_path("new"), 0700);

    struct maildrop *m = make(false);
    store_write("new/1.a", "x");
    chmod(store_path("new/1.a"), 0);
    cr_expect(eq(int, m->ops->open(m, &err), MAILDROP_PERM));
    cr_expect(strstr(err.what, "new/1.a") != NULL, "%s", err.what);
    m->ops->free(m);
}
