/* test-bookmarks.c - names for targets, in a file of their own. */
#include <config.h>

#include "shell/command/bookmarks.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char home[] = "/tmp/pop3sh-bookmarks.XXXXXX";
static char path[128];

static void setup(void)
{
    cr_assert(mkdtemp(home) != NULL);
    setenv("XDG_CONFIG_HOME", home, 1);
    snprintf(path, sizeof path, "%s/pop3sh/bookmarks", home);
}

static void teardown(void)
{
    char dir[128];

    remove(path);
    snprintf(dir, sizeof dir, "%s/pop3sh", home);
    remove(dir);
    remove(home);
}

TestSuite(bookmarks, .init = setup, .fini = teardown, .timeout = 10);

static struct error err;

Test(bookmarks, one_stands_for_its_target)
{
    struct target t;

    cr_assert(bookmarks_set(SPAN("work"), SPAN("pop3s://joe@mail.example.org"),
                            &err));
    cr_assert(bookmarks_target("@work", &t, &err));
    cr_assert(eq(str, t.host, "mail.example.org"));
    cr_assert(eq(str, t.user, "joe"));
    cr_assert(eq(int, t.port, 995));
    target_done(&t);
}

Test(bookmarks, the_file_is_for_its_owner_only)
{
    struct stat what;

    cr_assert(bookmarks_set(SPAN("a"), SPAN("localhost"), &err));
    cr_assert(stat(path, &what) == 0);
    cr_assert(eq(int, what.st_mode & 0777, 0600));
}

Test(bookmarks, a_password_is_refused_and_reaches_no_file)
{
    struct stat what;

    cr_assert(
        not(bookmarks_set(SPAN("a"), SPAN("pop3://joe:secret@host"), &err)));
    cr_assert(err.code == ERROR_USAGE);
    cr_assert(strstr(err.what, "secret") == NULL);
    cr_assert(stat(path, &what) != 0);
}

static void count(void *ctx, const char *name, const char *target)
{
    (void)name;
    (void)target;
    ++*(int *)ctx;
}

Test(bookmarks, are_replaced_and_taken_away)
{
    struct target t;
    int n = 0;

    cr_assert(bookmarks_set(SPAN("a"), SPAN("one.example"), &err));
    cr_assert(bookmarks_set(SPAN("b"), SPAN("two.example"), &err));
    cr_assert(bookmarks_set(SPAN("a"), SPAN("three.example"), &err));
    bookmarks_each(count, &n);
    cr_assert(eq(int, n, 2));
    cr_assert(bookmarks_target("@a", &t, &err));
    cr_assert(eq(str, t.host, "three.example"));
    target_done(&t);
    cr_assert(bookmarks_set(SPAN("a"), (struct span){0}, &err));
    cr_assert(not(bookmarks_target("@a", &t, &err)));
    cr_assert(not(bookmarks_set(SPAN("a"), (struct span){0}, &err)));
}

Test(bookmarks, an_unknown_one_is_an_error_that_names_the_nearest)
{
    struct target t;

    cr_assert(bookmarks_set(SPAN("work"), SPAN("localhost"), &err));
    cr_assert(not(bookmarks_target("@wrok", &t, &err)));
    cr_assert(err.code == ERROR_USAGE);
    cr_assert(strstr(err.what, "@work") != NULL);
}

Test(bookmarks, names_that_would_break_the_file_are_refused)
{
    cr_assert(not(bookmarks_set(SPAN("a b"), SPAN("localhost"), &err)));
    cr_assert(not(bookmarks_set(SPAN("#a"), SPAN("localhost"), &err)));
    cr_assert(not(bookmarks_set(SPAN(""), SPAN("localhost"), &err)));
    cr_assert(not(bookmarks_set(SPAN("a"), SPAN("no:such:target:"), &err)));
}
