/* test-stored.c - octets of a file as RETR sends them. */
#include <config.h>

#include "net/store/stored.h"
#include "store-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

TestSuite(stored, .init = store_setup, .fini = store_teardown, .timeout = 20);

static const struct row {
    const char *name;
    enum stored_form form;
    struct span in, out;
} rows[] = {
    {"nothing",             STORED_PLAIN,  SPAN(""),                SPAN("")               },
    {"LF",                  STORED_PLAIN,  SPAN("a\nb\n"),          SPAN("a\r\nb\r\n")     },
    {"CRLF",                STORED_PLAIN,  SPAN("a\r\nb\r\n"),      SPAN("a\r\nb\r\n")     },
    {"mixed",               STORED_PLAIN,  SPAN("a\r\nb\n\n"),      SPAN("a\r\nb\r\n\r\n") },
    {"no last line end",    STORED_PLAIN,  SPAN("a\nb"),            SPAN("a\r\nb\r\n")     },
    {"CR at the end",       STORED_PLAIN,  SPAN("a\r"),             SPAN("a\r\n")          },
    {"CR within a line",    STORED_PLAIN,  SPAN("a\rb\r\r\n"),      SPAN("a\rb\r\r\n")     },
    {"NUL and 8-bit",       STORED_PLAIN,  SPAN("a\0\xFF\n"),       SPAN("a\0\xFF\r\n")    },
    {"dots",                STORED_PLAIN,  SPAN(".\n..\n"),         SPAN(".\r\n..\r\n")    },
    {"empty lines",         STORED_PLAIN,  SPAN("\n\n"),            SPAN("\r\n\r\n")       },
    {"quotes are kept",     STORED_PLAIN,  SPAN(">From x\n"),       SPAN(">From x\r\n")    },
    {"one quote",           STORED_QUOTED, SPAN("a\n>From x\n"),    SPAN("a\r\nFrom x\r\n")},
    {"two quotes",          STORED_QUOTED, SPAN(">>From x\n"),      SPAN(">From x\r\n")    },
    {"quotes of others",    STORED_QUOTED, SPAN(">from x\n> From"),
     SPAN(">from x\r\n> From\r\n")                                                         },
    {"a quote in a line",   STORED_QUOTED, SPAN("a >From x\n"),
     SPAN("a >From x\r\n")                                                                 },
    {"a quote at the end",  STORED_QUOTED, SPAN("a\n>From"),
     SPAN("a\r\n>From\r\n")                                                                },
    {"a quote and no more", STORED_QUOTED, SPAN(">From "),          SPAN("From \r\n")      },
};

/* As stored_read gives it, at most room octets at a time. */
static struct buf read_all(const char *path, enum stored_form form, size_t room)
{
    struct stored s = {0};
    struct buf out = {0};
    char *piece = malloc(room);
    int fd = open(store_path(path), O_RDONLY);
    struct error err = {0};
    ssize_t n;

    cr_assert(fd >= 0);
    stored_start(&s, fd, 0, lseek(fd, 0, SEEK_END), form);
    while ((n = stored_read(&s, piece, room, &err)) > 0)
        buf_add(&out, (struct span){piece, (size_t)n});
    cr_assert(n == 0, "%s", err.what);
    stored_done(&s);
    close(fd);
    free(piece);
    return out;
}

Test(stored, every_line_ends_in_crlf_and_nothing_else_changes)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];

        store_write_octets("m", row->in);
        for (size_t room = 1; room < 8; room++) {
            struct buf out = read_all("m", row->form, room);

            cr_expect(span_equal(buf_span(&out), row->out), "%s, %zu: \"%s\"",
                      row->name, room, buf_text(&out));
            buf_done(&out);
        }
    }
}

/* Lines about as long as the windows of the reader, and quotes across their
 * borders. */
Test(stored, windows_do_not_show)
{
    for (size_t pad = 65536 - 12; pad < 65536 + 3; pad++) {
        struct buf in = {0}, want = {0};

        for (size_t i = 0; i < pad; i++)
            buf_add_char(&in, 'x');
        buf_add(&want, buf_span(&in));
        buf_add_text(&in, "\n>>From y\r\n\n");
        buf_add_text(&want, "\r\n>From y\r\n\r\n");
        store_write_octets("m", buf_span(&in));

        struct buf out = read_all("m", STORED_QUOTED, 1000);
        cr_expect(span_equal(buf_span(&out), buf_span(&want)), "%zu", pad);
        buf_done(&out);
        buf_done(&in);
        buf_done(&want);
    }
}

Test(stored, any_offset_can_be_read_from)
{
    static const char want[] = "ab\r\nFrom c\r\n\r\n.\r\n";
    struct stored s = {0};
    char got[40];

    store_write("m", "ab\n>From c\n\n.\n");
    int fd = open(store_path("m"), O_RDONLY);
    stored_start(&s, fd, 0, lseek(fd, 0, SEEK_END), STORED_QUOTED);
    for (size_t i = 0; i < 200; i++) {
        size_t offset = i * 7 % (sizeof want + 1);
        size_t len = sizeof want - 1;
        size_t left = offset < len ? len - offset : 0;

        cr_assert(stored_seek(&s, 0, offset, NULL));
        ssize_t n = stored_read(&s, got, sizeof got, NULL);
        cr_assert(eq(sz, (size_t)n, left), "%zu", offset);
        cr_assert(memcmp(got, want + len - left, left) == 0);
    }
    stored_done(&s);
    close(fd);
}

Test(stored, a_file_that_became_shorter_is_an_error)
{
    struct stored s = {0};
    struct error err = {0};
    char got[40];

    store_write("m", "short\n");
    int fd = open(store_path("m"), O_RDONLY);
    stored_start(&s, fd, 0, 100, STORED_PLAIN);
    cr_assert(eq(int, (int)stored_read(&s, got, sizeof got, &err), -1));
    cr_assert(strstr(err.what, "shorter") != NULL, "%s", err.what);
    stored_done(&s);
    close(fd);
}
