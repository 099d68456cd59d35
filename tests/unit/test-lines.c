/* test-lines.c - the reader of scripts. */
#include <config.h>

#include "net/base/buf.h"
#include "shell/file/lines.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(lines, .timeout = 10);

/* A file with these octets; its name is /dev/fd/N, and it is gone when the
 * test is. */
static const char *file_of(struct span octets)
{
    static char path[32];
    FILE *file = tmpfile();

    cr_assert(file != NULL);
    fwrite(octets.at, 1, octets.len, file);
    fflush(file);
    snprintf(path, sizeof path, "/dev/fd/%d", fileno(file));
    return path;
}

/* All lines, each in brackets; then the error, if any. */
static void read_all(struct lines *l, struct buf *out, struct error *err)
{
    struct span line;
    enum lines_result result;

    while ((result = lines_next(l, &line, err)) == LINES_LINE) {
        buf_add_char(out, '[');
        buf_add(out, line);
        buf_add_char(out, ']');
    }
    if (result == LINES_ERROR)
        buf_add_text(out, "!");
}

Test(lines, end_in_lf_or_crlf_and_the_last_may_lack_it)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"",             ""           },
        {"\n",           "[]"         },
        {"a",            "[a]"        },
        {"a\n",          "[a]"        },
        {"a\r\n",        "[a]"        },
        {"a\r",          "[a]"        },
        {"a\n\nb ",      "[a][][b ]"  },
        {" a\t\n\\q\n",  "[ a\t][\\q]"},
        {"a\r\r\n",      "!"          },
        {"a\nb\rc\nd\n", "[a]!"       },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = {0};
        struct buf got = {0};
        struct lines *l = lines_open(file_of(span_of(rows[i].text)), &err);

        cr_assert(l != NULL, "%s", err.what);
        read_all(l, &got, &err);
        cr_expect(eq(str, (char *)buf_text(&got), (char *)rows[i].want),
                  "row %zu", i);
        lines_free(l);
        buf_done(&got);
    }
}

Test(lines, one_argument_is_read_without_a_file)
{
    struct error err = {0};
    struct buf got = {0};
    struct lines *l = lines_of("-c", SPAN("RETR 1"));

    cr_expect(eq(int, lines_wait_fd(l), -1));
    read_all(l, &got, &err);
    cr_expect(eq(str, (char *)buf_text(&got), "[RETR 1]"));
    cr_expect(eq(str, (char *)lines_place(l), "-c"));
    lines_free(l);
    buf_done(&got);
}

Test(lines, nul_is_refused_with_file_and_line)
{
    struct error err = {0};
    struct buf got = {0};
    struct lines *l = lines_open(file_of(SPAN("one\nt\0wo\nthree\n")), &err);

    read_all(l, &got, &err);
    cr_expect(eq(str, (char *)buf_text(&got), "[one]!"));
    cr_expect(eq(int, (int)err.code, ERROR_INPUT));
    cr_expect(strstr(err.what, ":2: ") && strstr(err.what, "NUL"), "%s",
              err.what);
    lines_free(l);
    buf_done(&got);
}

/* One line of so many octets, and one more. */
static void read_long(size_t octets, struct buf *got, struct error *err)
{
    struct buf text = {0};

    for (size_t i = 0; i < octets; i++)
        buf_add_char(&text, 'x');
    buf_add_text(&text, "\nnext\n");
    struct lines *l = lines_open(file_of(buf_span(&text)), err);
    read_all(l, got, err);
    lines_free(l);
    buf_done(&text);
}

Test(lines, of_64_kib_are_taken_and_longer_ones_refused)
{
    struct error err = {0};
    struct buf got = {0};

    read_long(LINES_LINE_MOST, &got, &err);
    cr_expect(eq(sz, got.len, LINES_LINE_MOST + 8));
    buf_clear(&got);
    read_long(LINES_LINE_MOST + 1, &got, &err);
    cr_expect(eq(str, (char *)buf_text(&got), "!"));
    cr_expect(strstr(err.what, ":1: ") != NULL, "%s", err.what);
    buf_clear(&got);
    read_long(10 * LINES_LINE_MOST, &got, &err);
    cr_expect(eq(str, (char *)buf_text(&got), "!"));
    buf_done(&got);
}

Test(lines, a_script_far_larger_than_the_block_keeps_its_lines)
{
    struct error err = {0};
    struct buf text = {0};
    struct span line;
    size_t count = 0;

    for (int i = 0; i < 60000; i++)
        buf_add_format(&text, "NOOP %d\n", i);
    struct lines *l = lines_open(file_of(buf_span(&text)), &err);
    while (lines_next(l, &line, &err) == LINES_LINE) {
        char want[32];
        snprintf(want, sizeof want, "NOOP %zu", count++);
        cr_assert(span_is(line, want), "line %zu", count);
    }
    cr_expect(eq(sz, count, 60000));
    lines_free(l);
    buf_done(&text);
}

Test(lines, a_pipe_is_waited_for_only_without_a_whole_line)
{
    int ends[2];
    struct error err = {0};
    struct span line;
    char path[32];

    cr_assert(pipe(ends) == 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    struct lines *l = lines_open(path, &err);
    cr_expect(lines_wait_fd(l) >= 0);
    cr_assert(write(ends[1], "a\nb\nc", 5) == 5);
    cr_expect(eq(int, (int)lines_next(l, &line, &err), LINES_LINE));
    cr_expect(eq(int, lines_wait_fd(l), -1));
    cr_expect(eq(int, (int)lines_next(l, &line, &err), LINES_LINE));
    cr_expect(lines_wait_fd(l) >= 0);
    close(ends[1]);
    cr_expect(eq(int, (int)lines_next(l, &line, &err), LINES_LINE));
    cr_expect(span_is(line, "c"));
    cr_expect(eq(int, (int)lines_next(l, &line, &err), LINES_END));
    lines_free(l);
    close(ends[0]);
}

Test(lines, a_file_that_cannot_be_read_is_an_input_error)
{
    struct error err = {0};

    cr_expect(lines_open("/nonexistent/script", &err) == NULL);
    cr_expect(eq(int, (int)err.code, ERROR_INPUT));
    cr_expect(strstr(err.what, "/nonexistent/script") != NULL, "%s", err.what);

    struct span line;
    struct lines *l = lines_open("/", &err);
    cr_assert(l != NULL);
    cr_expect(eq(int, (int)lines_next(l, &line, &err), LINES_ERROR));
    lines_free(l);
}
