/* test-feed.c - a transcript that is played gives the octets of its session. */
#include <config.h>

#include "net/transcript/reader.h"
#include "tests/unit/played.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(feed, .timeout = 60);

#define HEAD "%POP3-TRANSCRIPT 1\nVar: user=joe\nSecret: pass=env:P\n\n"

/* --- runs of lines --- */

/* Each stands behind a line of the server, and between lines that are as
 * plain as can be. run: is it one that feed_run takes? */
static const struct {
    const char *lines;
    bool run;
} rows[] = {
    {"S: text that stands for itself",              true },
    {"S:",                                          true },
    {"S: ",                                         true },
    {"S: blank at the end\\x20",                    true },
    {"S: a\\\\b\\tc\\r\\n\\x00\\xFFd",              true },
    {"S: gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x98\x80", true },
    {"S: 1 \\{:octets=2048}",                       true },
    {"S: 1 \\{:octets=}",                           true },
    {"S: 1 \\{:octets=2048} \\{:octets=1}",         true },
    {"S: 1 \\{:uid=a\\x7Db\\\\}",                   true },
    {"S: 1 \\{:uid=0123456789abcdefghijklmnop}",    true },
    {"S: \\{:stamp=<a@b>}",                         true },
    {"S: \\{:re/a+\\x2F}/=aa/} \\{:stamp=<a@b>}",   false},
    {"S: ends as in DOS\r",                         true },
    {"S:\r",                                        true },
    {"S: 1 \\{:octets}",                            false},
    {"S: \\{size:octets=7} \\{size}",               false},
    {"S: \\{size:octets=7}",                        false},
    {"S: \\{:octets} and }",                        false},
    {"S: \\{user}",                                 false},
    {"S: no end\\;",                                false},
    {"S1: text",                                    false},
    {"S?: text",                                    false},
    {"S*: text",                                    false},
    {"S2: text",                                    false},
    {"# comment",                                   false},
    {"",                                            false},
    {"C: NOOP",                                     false},
    {"@ body lines=2 octets=10",                    false},
    {"@ note crlf=assumed",                         false},
    {"@ pause 200ms",                               false},
 /* errors */
    {"S:text",                                      false},
    {"S: \x1B[1m",                                  false},
    {"S: \x7F",                                     false},
    {"S: a\rb",                                     false},
    {"S: a\r\r",                                    false},
    {"S: \xC3",                                     false},
    {"S: \xE2\x80\xAE",                             false},
    {"S: \\q",                                      false},
    {"S: \\{:octets=7",                             false},
    {"S: \\{:octets=\x1B}",                         false},
    {"S: \\{:size=7}",                              false},
    {"S: \\{!pass}",                                false},
    {"S: \\{nobody}",                               false},
    {"s: text",                                     false},
};

/* Played by runs and by items, whole and in parts: the same. Returns how many
 * octets of the file feed_run took when it had all of it. */
static size_t check_alike(struct span text)
{
    static const size_t parts[] = {1 << 30, 1, 16, 61};
    struct buf want = {0}, got = {0};
    size_t run = 0;

    played(text, &(struct played_how){.part = 1 << 30}, 3, &want, NULL);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct played_how how = {.part = parts[i], .runs = true};

        buf_clear(&got);
        played(text, &how, 3, &got, i ? NULL : &run);
        cr_expect(eq(str, (char *)buf_text(&got), (char *)buf_text(&want)),
                  "in parts of %zu", parts[i]);
    }
    buf_done(&want);
    buf_done(&got);
    return run;
}

Test(feed, runs_give_what_items_give)
{
    static const char plain[] =
        "S: a line that is as plain as can be, no more\n"
        "S: 1 \\{:octets=1}\n";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0};
        size_t run, all;

        buf_add_text(&text, HEAD "S: +OK hello\n");
        buf_add_text(&text, plain);
        buf_add_format(&text, "%s\n", rows[i].lines);
        check_alike(buf_span(&text));
        buf_add_text(&text, plain);
        buf_add_text(&text, "# so that no run ends with the file\n");
        run = check_alike(buf_span(&text));
        all = strlen(plain) * 2 + strlen(rows[i].lines) + 1;
        cr_expect(eq(int, run == all, rows[i].run), "%s: %zu of %zu",
                  rows[i].lines, run, all);
        buf_done(&text);
    }
}

Test(feed, long_runs_give_what_items_give)
{
    struct buf text = {0};
    size_t run;

    buf_add_text(&text, HEAD "@ connect host=h\nS: +OK\n");
    for (int n = 0; n < 5000; n++)
        buf_add_format(&text, n % 1000 ? "S: %d %*s\n" : "S: \\x20%d %*s\\;\n",
                       n, n % 300, "x");
    run = check_alike(buf_span(&text));
    cr_expect(gt(sz, run, text.len / 10 * 9));
    buf_done(&text);
}

Test(feed, a_run_ends_where_a_file_is_too_large)
{
    enum { LONG = 1 << 20, LONGS = ITEM_FILE_MOST / LONG - 1, SHORT = 1000 };
    struct reader *r = reader_new("t");
    struct buf line = {0}, lines = {0}, out = {0};
    struct line_map map = {0};
    struct item item;
    struct error err;
    struct span in = SPAN("%POP3-TRANSCRIPT 1\n\n");

    buf_add_format(&line, "S: %*s\n", LONG - 4, "x");
    while (lines.len < 2 * LONG)
        buf_add_format(&lines, "S: %*s\n", SHORT - 4, "x");
    while (reader_next(r, &in, &item, &err) == READER_ITEM)
        ;
    for (int i = 0; i < LONGS; i++) {
        in = buf_span(&line);
        cr_assert(eq(int, reader_next(r, &in, &item, &err), READER_ITEM));
    }
    in = buf_span(&lines);
    while (reader_run(r, &in, &out, &map))
        ;
    cr_expect(eq(sz, lines.len - in.len, (LONG - 20) / SHORT * SHORT));
    cr_expect(eq(int, reader_next(r, &in, &item, &err), READER_ERROR));
    cr_expect(strstr(err.what, "64 MiB") != NULL, "%s", err.what);
    buf_done(&line);
    buf_done(&lines);
    buf_done(&out);
    line_map_done(&map);
    reader_free(r);
}

Test(feed, there_are_no_runs_where_no_line_begins)
{
    static const char header[] = "%POP3-TRANSCRIPT 1\n",
                      plain[] = "S: a line and half of\nS: another one\n";
    struct reader *r = reader_new("t");
    struct buf out = {0};
    struct line_map map = {0};
    struct item item;
    struct error err;
    struct span in = SPAN(header), lines = SPAN(plain);

    cr_expect(eq(int, reader_next(r, &in, &item, &err), READER_ITEM));
    cr_expect(not(reader_run(r, &lines, &out, &map)), "in the header");
    in = SPAN("\nS: +OK");
    cr_expect(eq(int, reader_next(r, &in, &item, &err), READER_ITEM));
    cr_expect(eq(int, reader_next(r, &in, &item, &err), READER_MORE));
    cr_expect(not(reader_run(r, &lines, &out, &map)), "in a line");
    in = SPAN("\x1B\n");
    cr_expect(eq(int, reader_next(r, &in, &item, &err), READER_ERROR));
    cr_expect(not(reader_run(r, &lines, &out, &map)), "behind an error");
    cr_expect(eq(sz, out.len, 0));
    cr_expect(eq(sz, lines.len, sizeof plain - 1));
    buf_done(&out);
    line_map_done(&map);
    reader_free(r);
}

/* --- which line an octet came from --- */

Test(feed, a_map_finds_the_line_of_each_octet)
{
    enum { LINES = 1000, OCTETS = 400 * LINES };
    static uint32_t lines[OCTETS];
    static bool doubtful[OCTETS];
    struct line_map map = {0};
    uint32_t line = 0;
    uint64_t n = 0;

    cr_expect(eq(u32, line_map_find(&map, 0, NULL), 0));
    for (unsigned i = 0, seed = 1; i < LINES; i++) {
        unsigned octets, doubt;

        seed = seed * 1103515245 + 12345;
        line += seed >> 16 & 7 ? 1 : (seed >> 20 & 0x1FF) + 1;
        octets = seed >> 24 & 3 ? seed >> 16 & 0x3F : seed >> 16 & 0x17F;
        doubt = !(seed >> 26);
        line_map_add(&map, line, octets, doubt);
        for (unsigned k = 0; k < octets; k++, n++) {
            lines[n] = line;
            doubtful[n] = doubt;
        }
    }
    cr_assert(gt(u64, n, 10000));
    for (uint64_t i = 0; i < n; i++) {
        bool doubt;

        cr_assert(eq(u32, line_map_find(&map, i, &doubt), lines[i]), "%ju",
                  (uintmax_t)i);
        cr_assert(eq(int, doubt, doubtful[i]), "%ju", (uintmax_t)i);
    }
    cr_expect(eq(u32, line_map_find(&map, n + 7, NULL), line));
    line_map_clear(&map);
    line_map_add(&map, 9, 1, false);
    cr_expect(eq(u32, line_map_find(&map, 0, NULL), 9));
    line_map_done(&map);
}
