/* test-mbox.c - maildrops in one file: what is a message, and its id. */
#include <config.h>

#include "net/store/mbox-from.h"
#include "net/store/mbox.h"
#include "store-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FROM "From joe@example.org Tue Jan  2 03:04:05 2024\n"

TestSuite(mbox, .init = store_setup, .fini = store_teardown, .timeout = 30);

static struct maildrop *make(bool allow_delete)
{
    struct error err = {0};
    struct maildrop *m = mbox_new(store_path("mbox"), allow_delete, &err);

    cr_assert(m != NULL, "%s", err.what);
    return m;
}

static const struct {
    const char *line;
    bool dated;
} lines[] = {
    {"From joe@example.org Tue Jan  2 03:04:05 2024",        true },
    {"From joe@example.org Tue Jan 12 03:04 2024",           true },
    {"From joe@example.org Tue Jan  2 03:04:05 +0100 2024",  true },
    {"From joe@example.org Tue Jan  2 03:04:05 CEST 2024",   true },
    {"From - Tue Jan 02 03:04:05 2024\r",                    true },
    {"From MAILER-DAEMON Tue Jan  2 03:04:05 2024",          true },
    {"From \"a b\"@example.org Tue Jan  2 03:04:05 2024",    true },
    {"From joe  Tue Jan  2 03:04:05 2024 remote from there", true },
    {"From Tue Jan  2 03:04:05 2024",                        true },
    {"From where I stand on Tue Jan this is fine",           false},
    {"From joe@example.org",                                 false},
    {"From ",                                                false},
    {"From joe Tue Jan  2 03:04:05 24",                      false},
    {"from joe Tue Jan  2 03:04:05 2024",                    false},
    {">From joe Tue Jan  2 03:04:05 2024",                   false},
};

Test(mbox, a_line_parts_messages_when_it_has_a_date)
{
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect(
            eq(int, mbox_from_is_dated(span_of(lines[i].line)), lines[i].dated),
            "%s", lines[i].line);
}

static const struct row {
    const char *name, *mbox;
    const char *messages[4];
} rows[] = {
    {"empty",                 "",                              {NULL}                                     },
    {"only empty lines",      "\n\n",                          {NULL}                                     },
    {"one",                   FROM "A: 1\n\nx\n\n",            {"A: 1\r\n\r\nx\r\n"}                      },
    {"no last empty line",    FROM "A: 1\n\nx\n",              {"A: 1\r\n\r\nx\r\n"}                      },
    {"no last line end",      FROM "A: 1\n\nx",                {"A: 1\r\n\r\nx\r\n"}                      },
    {"two",                   FROM "A: 1\n\n" FROM "B: 2\n\n", {"A: 1\r\n", "B: 2\r\n"}                   },
    {"no empty line between",
     FROM "A: 1\n" FROM "B: 2\n",
     {"A: 1\r\n", "B: 2\r\n"}                                                                             },
    {"more empty lines",
     FROM "A: 1\n\n\n\n" FROM "B: 2\n\n\n",
     {"A: 1\r\n\r\n\r\n", "B: 2\r\n\r\n"}                                                                 },
    {"an empty message",      FROM "\n" FROM "B: 2\n\n",       {"", "B: 2\r\n"}                           },
    {"nothing behind",        FROM,                            {""}                                       },
    {"CRLF",
     "From j Tue Jan  2 03:04:05 2024\r\nA: 1\r\n\r\n"
     "From j Tue Jan  2 03:04:05 2024\r\nB: 2\r\n\r\n",        {"A: 1\r\n", "B: 2\r\n"}                   },
    {"quoted",
     FROM "A: 1\n\n>From joe\n>>From x\n\n",
     {"A: 1\r\n\r\nFrom joe\r\n>From x\r\n"}                                                              },
    {"prose is no separator",
     FROM "A: 1\n\nFrom here on\n\nFrom there\n\n",
     {"A: 1\r\n\r\nFrom here on\r\n\r\nFrom there\r\n"}                                                   },
    {"no dates at all",
     "From a\nA: 1\n\nx\nFrom y\n\nFrom b\nB: 2\n\n",          {"A: 1\r\n\r\nx\r\nFrom y\r\n", "B: 2\r\n"}},
};

Test(mbox, messages_are_found_between_their_from_lines)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        size_t want = 0;

        store_write_octets("mbox", span_of(row->mbox));
        struct maildrop *m = make(false);
        store_open(m);
        for (; row->messages[want]; want++) {
            cr_assert(lt(sz, want, m->ops->count(m)), "%s", row->name);
            for (size_t room = 1; room < 60; room += 7) {
                struct error err = {0};
                char *got = store_message(m, want + 1, room, &err);

                cr_expect(eq(str, got, (char *)row->messages[want]),
                          "%s %zu: %s", row->name, want + 1, err.what);
                free(got);
            }
        }
        cr_expect(eq(sz, m->ops->count(m), want), "%s", row->name);
        m->ops->free(m);
    }
}

Test(mbox, nul_long_lines_and_big_messages_pass)
{
    struct buf in = {0}, want = {0};
    struct error err = {0};

    buf_add_text(&in, FROM);
    buf_add(&want, SPAN("A: \0\xE4\r\n\r\n"));
    buf_add(&in, SPAN("A: \0\xE4\n\n"));
    for (int i = 0; i < 300000; i++) {
        buf_add_char(&in, (char)('a' + i % 26));
        buf_add_char(&want, (char)('a' + i % 26));
    }
    buf_add_text(&in, "From Tue Jan  2 03:04:05 2024\n\n" FROM "B: 2\n");
    buf_add_text(&want, "From Tue Jan  2 03:04:05 2024\r\n");
    store_write_octets("mbox", buf_span(&in));

    struct maildrop *m = make(false);
    store_open(m);
    cr_assert(eq(sz, m->ops->count(m), 2));
    char *got = store_message(m, 1, 5000, &err);
    cr_expect(
        span_equal((struct span){got, m->ops->octets(m, 1)}, buf_span(&want)));
    free(got);
    buf_done(&in);
    buf_done(&want);
    m->ops->free(m);
}

static char *uid_of(struct maildrop *m, size_t number)
{
    return span_dup(m->ops->uid(m, number));
}

Test(mbox, unique_ids_stay_when_others_go_and_notes_change)
{
    struct error err = {0};
    size_t removed;

    store_write("mbox",
                FROM "A: 1\n\nx\n\n" FROM "B: 2\n\ny\n\n" FROM "C: 3\n\nz\n\n");
    struct maildrop *m = make(true);
    store_open(m);
    char *b = uid_of(m, 2), *c = uid_of(m, 3);
    cr_expect(ne(str, b, c));
    cr_expect(eq(sz, strlen(b), 32));
    cr_assert(store_delete(m, "1", &removed, &err), "%s", err.what);
    store_open(m);
    cr_expect(span_is(m->ops->uid(m, 1), b));
    cr_expect(span_is(m->ops->uid(m, 2), c));
    m->ops->free(m);

    store_write("mbox", FROM "B: 2\nStatus: RO\nX-UID: 4\n  5\n\ny\n\n" FROM
                             "X-IMAPbase: 1 2\nC: 3\n\nz\n\n");
    m = make(false);
    store_open(m);
    cr_expect(span_is(m->ops->uid(m, 1), b));
    cr_expect(span_is(m->ops->uid(m, 2), c));
    cr_expect(eq(u64, m->ops->octets(m, 1), 38), "all of it is sent");
    m->ops->free(m);
    free(b);
    free(c);
}

Test(mbox, what_differs_has_other_ids_and_what_does_not_too)
{
    static const char *const messages[] = {
        FROM "A: 1\n\nx\n\n",
        FROM "A: 1\n\nx\n\n",
        FROM "A: 1\n\nx\n\n",
        "From joe@example.org Tue Jan  2 03:04:06 2024\nA: 1\n\nx\n\n",
        FROM "A: 1\n\nStatus: x\n\n",
        FROM "A: 1\n\nStatus: y\n\n",
        FROM "A: 1\nStatusx: y\n\n",
        FROM "A: 1\n\n\n",
        FROM "A: 1\n\n",
    };
    enum { N = sizeof messages / sizeof *messages };
    struct buf in = {0};
    char *uids[N];

    for (size_t i = 0; i < N; i++)
        buf_add_text(&in, messages[i]);
    store_write_octets("mbox", buf_span(&in));
    buf_done(&in);

    struct maildrop *m = make(false);
    store_open(m);
    cr_assert(eq(sz, m->ops->count(m), N));
    for (size_t i = 0; i < N; i++) {
        uids[i] = uid_of(m, i + 1);
        for (size_t k = 0; k < i; k++)
            cr_expect(ne(str, uids[i], uids[k]), "%zu and %zu", i, k);
    }
    cr_expect(strcmp(uids[1] + 32, "-2") == 0, "%s", uids[1]);
    for (size_t i = 0; i < N; i++)
        free(uids[i]);
    m->ops->free(m);
}

Test(mbox, what_cannot_be_used_is_said_with_its_place)
{
    static const struct {
        const char *name, *words;
    } wrong[] = {
        {"nowhere", "No such file"   },
        {"folder",  "folder"         },
        {"fifo",    "no regular file"},
        {"letter",  "this is no mbox"},
        {"loop",    "symbolic links" },
    };

    mkdir(store_path("folder"), 0700);
    mkfifo(store_path("fifo"), 0600);
    store_write("letter", "Subject: x\n\n" FROM);
    cr_assert(symlink("loop", store_path("loop")) == 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error err = {0};

        cr_expect(mbox_new(store_path(wrong[i].name), false, &err) == NULL);
        cr_expect(strstr(err.what, wrong[i].name) &&
                      strstr(err.what, wrong[i].words),
                  "%s: %s", wrong[i].name, err.what);
    }
    if (geteuid() == 0)
        return; /* may read and write everything */

    struct error err = {0};
    store_write("mbox", FROM);
    chmod(store_path("mbox"), 0);
    cr_expect(mbox_new(store_path("mbox"), false, &err) == NULL);
    cr_expect(strstr(err.what, "Permission denied") != NULL, "%s", err.what);
    chmod(store_path("mbox"), 0600);
    chmod(store_folder, 0500);
    cr_expect(mbox_new(store_path("mbox"), true, &err) == NULL);
    cr_expect(strstr(err.what, "folder that can be written") != NULL, "%s",
              err.what);
    chmod(store_folder, 0700);
}

Test(mbox, a_file_that_is_no_mbox_any_more_cannot_be_opened)
{
    struct error err = {0};

    store_write("mbox", FROM "A: 1\n");
    struct maildrop *m = make(false);
    store_write("mbox", "A: 1\n");
    cr_expect(eq(int, m->ops->open(m, &err), MAILDROP_PERM));
    cr_expect(strstr(err.what, "no mbox") != NULL, "%s", err.what);
    unlink(store_path("mbox"));
    cr_expect(eq(int, m->ops->open(m, &err), MAILDROP_PERM));
    cr_expect(strstr(err.what, "No such file") != NULL, "%s", err.what);
    m->ops->free(m);
}
