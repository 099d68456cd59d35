/* test-report.c - what every kind of report has in common. */
#include <config.h>

#include "report-fixture.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "shell/report/private.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/pop3sh-report.XXXXXX";

static void setup(void)
{
    cr_assert(mkdtemp(directory) != NULL);
    cr_assert(chdir(directory) == 0);
}

static void cleanup(void)
{
    cr_assert(chdir("/") == 0);
    cr_assert(rmdir(directory) == 0, "something was left behind");
}

TestSuite(report, .init = setup, .fini = cleanup, .timeout = 20);

/* The contents of a file, which is removed; NULL when there is none. */
static char *take_file(const char *path)
{
    FILE *file = fopen(path, "r");
    struct buf text = {0};
    char part[4096];
    size_t n;

    if (!file)
        return NULL;
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&text, (struct span){part, n});
    fclose(file);
    unlink(path);
    buf_add(&text, SPAN(""));
    return buf_take(&text);
}

static struct report *open_one(const char *spec)
{
    struct report *r = NULL;
    struct error err = {0};
    char *specs[] = {(char *)spec};

    cr_assert(report_open("replay", specs, 1, &r, &err), "%s", err.what);
    return r;
}

static void close_well(struct report *r)
{
    struct error err = {0};

    cr_assert(report_close(r, EXIT_CHECK, &err), "%s", err.what);
}

static char *small_run(const char *kind)
{
    char spec[32];
    struct report *r;

    snprintf(spec, sizeof spec, "%s=out", kind);
    r = open_one(spec);
    tell_small_run(r);
    close_well(r);
    return take_file("out");
}

/* --- opening, closing --- */

Test(report, without_any_everything_does_nothing)
{
    struct report *r = (struct report *)1;
    struct error err = {0};

    cr_assert(report_open("replay", NULL, 0, &r, &err));
    cr_assert(eq(ptr, r, NULL));
    tell_hostile_run(r, "secret");
    cr_assert(not(report_on_stdout(r)));
    cr_assert(not(report_wants_lines(r)));
    cr_assert(report_close(r, EXIT_DONE, &err));
}

Test(report, refuses_what_it_cannot_write)
{
    static const struct row {
        const char *spec;
        enum error_code code;
        const char *says;
    } rows[] = {
        {"tarp=x",     ERROR_USAGE, "tap"             },
        {"tap",        ERROR_USAGE, "tap=FILE"        },
        {"tap=",       ERROR_USAGE, "tap=FILE"        },
        {"",           ERROR_USAGE, "tap"             },
        {"tap=./no/x", ERROR_INPUT, "No such file"    },
        {"tap=/",      ERROR_INPUT, "directory"       },
        {"tap=link",   ERROR_INPUT, "leads to no file"},
    };

    cr_assert(eq(int, symlink("nowhere", "link"), 0));

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report *r = NULL;
        struct error err = {0};
        char *specs[] = {"tap=first", (char *)rows[i].spec};

        cr_expect(not(report_open("replay", specs, 2, &r, &err)), "%s",
                  rows[i].spec);
        cr_expect(eq(int, err.code, rows[i].code), "%s", rows[i].spec);
        cr_expect(strstr(err.what, rows[i].says) != NULL, "%s: %s",
                  rows[i].spec, err.what);
    }
    cr_expect(eq(int, unlink("link"), 0));
}

Test(report, lets_only_one_report_have_standard_output)
{
    struct report *r = NULL;
    struct error err = {0};
    char *specs[] = {"tap=-", "tap=-"};

    cr_assert(not(report_open("replay", specs, 2, &r, &err)));
    cr_assert(eq(int, err.code, ERROR_USAGE));
}

Test(report, is_in_its_place_when_it_is_whole_and_not_before)
{
    struct report *r = open_one("tap=out");

    tell_small_run(r);
    cr_assert(access("out", F_OK) != 0);
    cr_assert(access("out.part", F_OK) == 0);
    close_well(r);
    cr_assert(access("out.part", F_OK) != 0);
    free(take_file("out"));
}

Test(report, leaves_the_old_one_when_a_run_dies)
{
    static struct report *r; /* nobody frees what a dead run had */
    FILE *old = fopen("out", "w");
    char *text;

    fputs("old", old);
    fclose(old);
    r = open_one("tap=out");
    tell_small_run(r);
    for (size_t i = 0; i < r->writer_count; i++)
        output_drop(&r->writers[i]); /* as the end of the process does */
    text = take_file("out");
    cr_assert(eq(str, text, "old"));
    free(text);
}

Test(report, takes_over_the_part_of_a_run_that_is_no_more)
{
    FILE *stale = fopen("out.part", "w");

    fputs("half", stale);
    fclose(stale);
    close_well(open_one("tap=out"));
    free(take_file("out"));
}

Test(report, leaves_alone_what_another_run_is_writing)
{
    struct report *first = open_one("tap=out"), *second = NULL;
    struct error err = {0};
    char *specs[] = {"tap=out"};

    cr_assert(not(report_open("replay", specs, 1, &second, &err)));
    cr_assert(eq(int, err.code, ERROR_INPUT));
    close_well(first);
    free(take_file("out"));
}

Test(report, follows_a_link_and_keeps_it)
{
    FILE *file = fopen("real", "w");
    struct stat st;
    char *text;

    fclose(file);
    cr_assert(symlink("real", "out") == 0);
    close_well(open_one("tap=out"));
    cr_assert(lstat("out", &st) == 0 && S_ISLNK(st.st_mode));
    text = take_file("real");
    cr_assert(strstr(text, "TAP version 13") != NULL);
    free(text);
    unlink("out");
}

Test(report, says_when_it_could_not_be_written)
{
    struct report *r = open_one("tap=/dev/full");
    struct error err = {0};

    tell_small_run(r);
    cr_assert(not(report_close(r, EXIT_DONE, &err)));
    cr_assert(eq(int, err.code, ERROR_INPUT));
}

Test(report, is_for_everybody_unless_it_shows_the_session)
{
    mode_t old = umask(022);

    for (size_t i = 0; i < reports_count; i++) {
        char spec[32];
        struct stat st;

        snprintf(spec, sizeof spec, "%s=out", reports[i].name);
        close_well(open_one(spec));
        cr_assert(stat("out", &st) == 0);
        cr_expect(
            eq(int, (int)st.st_mode & 0777, reports[i].session ? 0600 : 0644),
            "%s", reports[i].name);
        unlink("out");
    }
    umask(old);
}

Test(report, of_lines_is_written_while_the_run_goes_on)
{
    struct report *r = open_one("jsonl=out");
    struct report_file *f =
        report_file_begin(r, &(struct report_about){.name = "a.pop3t"});
    struct error err = {0};
    char *text;

    report_found(f, &(struct report_finding){
                        .rule = rules[RULE_LIST_EXTRA_INFO], .message = "x"});
    text = take_file("out.part");
    cr_expect(strstr(text, "list/extra-info") != NULL);
    free(text);
    report_file_end(f, REPORT_FAIL, 0, NULL);
    cr_expect(not(report_close(r, EXIT_CHECK, &err)), "its part was taken");
}

/* --- what goes through --- */

Test(report, lets_nothing_reach_a_terminal)
{
    for (size_t i = 0; i < reports_count; i++) {
        char spec[32];
        struct report *r;
        char *text;
        struct span rest;

        snprintf(spec, sizeof spec, "%s=out", reports[i].name);
        r = open_one(spec);
        tell_hostile_run(r, NULL);
        close_well(r);
        text = take_file("out");
        cr_assert(text != NULL);
        cr_expect(text_is_utf8(span_of(text), NULL), "%s", reports[i].name);
        cr_expect(strlen(text) > 1000, "%s: a NUL", reports[i].name);
        for (rest = span_of(text); rest.len;) {
            uint32_t c;
            size_t n = text_utf8(rest, &c);

            cr_assert(n > 0);
            cr_assert(c == '\n' || !text_is_unsafe(c), "%s: U+%04X at %zu",
                      reports[i].name, c, (size_t)(rest.at - text));
            rest = span_from(rest, n);
        }
        free(text);
    }
}

Test(report, takes_secrets_out_that_the_mask_knows)
{
    for (size_t i = 0; i < reports_count; i++) {
        char spec[32];
        struct report *r;
        char *text;

        snprintf(spec, sizeof spec, "%s=out", reports[i].name);
        r = open_one(spec);
        tell_hostile_run(r, "tOpSeCrEt");
        close_well(r);
        text = take_file("out");
        cr_expect(strstr(text, "tOpSeCrEt") == NULL, "%s", reports[i].name);
        cr_expect(strstr(text, "****") != NULL, "%s", reports[i].name);
        free(text);
    }
}

/* "pop3" is a part of ".pop3t": a name tells nothing of the secret. */
Test(report, leaves_names_of_files_and_its_own_words_as_they_are)
{
    for (size_t i = 0; i < reports_count; i++) {
        struct mask *mask = mask_new(NULL, NULL);
        char spec[32];
        struct report *r;
        struct report_file *f;
        char *text;

        mask_learn(mask, SPAN("pop3"));
        mask_learn(mask, SPAN("LIST"));
        mask_learn(mask, SPAN("update"));
        mask_learn(mask, SPAN("text"));
        snprintf(spec, sizeof spec, "%s=out", reports[i].name);
        r = open_one(spec);
        f = report_file_begin(
            r, &(struct report_about){.name = "a.pop3t", .mask = mask});
        report_case_begin(f, &(struct report_case){.verb = "LIST", .line = 2});
        report_differs(
            f, &(struct report_difference){.line = 2,
                                           .level = "text",
                                           .expected = SPAN("S: x"),
                                           .got = SPAN("S: y"),
                                           .accept = "replay --update a.pop3t",
                                           .accept_is_command = true,
                                           .actual = "a.actual.pop3t"});
        report_case_end(f, REPORT_FAIL, 1, "a.pop3t:2: is bad");
        report_file_end(f, REPORT_FAIL, 2, "a.pop3t:2: is bad");
        mask_free(mask);
        close_well(r);
        text = take_file("out");
        cr_expect(strstr(text, "****") == NULL, "%s", text);
        cr_expect(strstr(text, "a.pop3t") != NULL, "%s", reports[i].name);
        free(text);
    }
}

Test(report, searches_what_a_name_is_not_a_part_of)
{
    static const char *const texts[] = {"it said pop3",
                                        "a.pop3t: it said pop3"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct mask *mask = mask_new(NULL, NULL);
        struct report *r = open_one("tap=out");
        struct report_file *f;
        char *text;

        mask_learn(mask, SPAN("pop3"));
        f = report_file_begin(
            r, &(struct report_about){.name = "a.pop3t", .mask = mask});
        report_case_begin(f, &(struct report_case){.verb = "LIST"});
        report_differs(f, &(struct report_difference){
                              .level = "text",
                              .got = SPAN("S: y"),
                              .accept = "write \"@ close pop3\" at line 2"});
        report_case_end(f, REPORT_FAIL, 1, texts[i]);
        report_file_end(f, REPORT_FAIL, 2, texts[i]);
        mask_free(mask);
        close_well(r);
        text = take_file("out");
        cr_expect(strstr(text, "it said ****") != NULL, "%s", text);
        cr_expect(strstr(text, "close ****") != NULL, "%s", text);
        free(text);
    }
}

Test(report, gives_cases_ids_that_stay)
{
    struct report *r = open_one("tap=out");
    struct report_file *f =
        report_file_begin(r, &(struct report_about){.name = "a.pop3t"});
    char *text;
    static const struct {
        const char *step, *verb;
    } cases[] = {
        {NULL,  NULL     },
        {NULL,  "CAPA"   },
        {"one", "LIST"   },
        {"two", "LIST"   },
        {"one", "x<y z\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        report_case_begin(f, &(struct report_case){.step = cases[i].step,
                                                   .verb = cases[i].verb});
    report_file_end(f, REPORT_PASS, 0, NULL);
    close_well(r);
    text = take_file("out");
    cr_expect(strstr(text, "\nok 1 - a.pop3t\\#1-greeting\n") != NULL);
    cr_expect(strstr(text, "\nok 2 - a.pop3t\\#2-CAPA\n") != NULL);
    cr_expect(strstr(text, "\nok 3 - a.pop3t\\#one/1-LIST\n") != NULL);
    cr_expect(strstr(text, "\nok 4 - a.pop3t\\#two/1-LIST\n") != NULL);
    cr_expect(strstr(text, "\nok 5 - a.pop3t\\#one/2-x_y_z") != NULL);
    free(text);
}

Test(report, lists_files_in_the_order_of_their_beginning)
{
    struct report *r = open_one("tap=out");
    struct report_file *a =
        report_file_begin(r, &(struct report_about){.name = "a"});
    struct report_file *b =
        report_file_begin(r, &(struct report_about){.name = "b"});
    char *text;

    report_file_end(b, REPORT_PASS, 0, NULL);
    report_file_end(a, REPORT_SKIP, 0, "no");
    report_file_begin(r, &(struct report_about){.name = "c"});
    close_well(r);
    text = take_file("out");
    cr_assert(strstr(text, "ok 1 - a # SKIP no\nok 2 - b\nnot ok 3 - c\n") !=
              NULL);
    free(text);
}

Test(report, has_a_case_for_every_bad_verdict)
{
    static const struct row {
        enum report_result of_case, of_file;
        const char *want;
    } rows[] = {
        {REPORT_PASS, REPORT_PASS,    "ok 1 - f\\#1-STAT\n1..1"              },
        {REPORT_FAIL, REPORT_FAIL,    "not ok 1 - f\\#1-STAT\n"              },
        {REPORT_FAIL, REPORT_XFAIL,   "not ok 1 - f\\#1-STAT # TODO expected"},
        {REPORT_PASS, REPORT_XPASS,   "ok 1 - f\\#1-STAT\nnot ok 2 - f\n"    },
        {REPORT_PASS, REPORT_UNKNOWN, "ok 1 - f\\#1-STAT\nnot ok 2 - f\n"    },
        {REPORT_PASS, REPORT_FAIL,    "ok 1 - f\\#1-STAT\nnot ok 2 - f\n"    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report *r = open_one("tap=out");
        struct report_file *f =
            report_file_begin(r, &(struct report_about){.name = "f"});
        char *text;

        report_case_begin(f, &(struct report_case){.verb = "STAT"});
        report_case_end(f, rows[i].of_case, 0, NULL);
        report_file_end(f, rows[i].of_file, 0, NULL);
        close_well(r);
        text = take_file("out");
        cr_expect(strstr(text, rows[i].want) != NULL, "%zu: %s", i, text);
        free(text);
    }
}

Test(report, keeps_a_difference_that_belongs_to_no_case)
{
    struct report *r = open_one("tap=out");
    struct report_file *f =
        report_file_begin(r, &(struct report_about){.name = "f"});
    char *text;

    report_case_begin(f, &(struct report_case){.verb = "STAT"});
    report_case_end(f, REPORT_FAIL, 0, NULL);
    report_differs(f, &(struct report_difference){
                          .level = "text", .got = SPAN("S: unread octets")});
    report_file_end(f, REPORT_FAIL, 0, NULL);
    close_well(r);
    text = take_file("out");
    cr_expect(strstr(text, "\nnot ok 2 - f\n") != NULL);
    cr_expect(strstr(text, "unread octets") != NULL);
    free(text);
}

/* --- places and blocks --- */

Test(report, finds_an_octet_in_the_text_of_a_line)
{
    static const struct row {
        const char *text;
        uint64_t octet;
        size_t want;
    } rows[] = {
        {"2 200",          0, 0 },
        {"2 200",          4, 4 },
        {"2 200",          9, 5 },
        {"\\x1Bab",        1, 4 },
        {"\\\\b",          1, 2 },
        {"\u00e9b",        2, 2 },
        {"\\u{202E}b",     3, 8 },
        {"a\\{n:num=12}b", 1, 9 },
        {"a\\{n:num=12}b", 2, 10},
        {"a\\{n:num=12}b", 3, 12},
        {"a\\{n}b",        3, 1 },
        {"a\\",            1, 1 },
        {"a\\{",           1, 1 },
        {"",               1, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(eq(sz, plain_place(span_of(rows[i].text), rows[i].octet),
                     rows[i].want),
                  "%s at %ju", rows[i].text, (uintmax_t)rows[i].octet);
}

Test(report, tells_a_difference_as_transcripts_have_it)
{
    struct buf out = {0};

    report_difference_text(
        &out, "login.pop3t",
        &(struct report_case){
            .step = "login", .connection = 1, .command = SPAN("LIST")},
        &(struct report_difference){.line = 12,
                                    .level = "text",
                                    .expected = SPAN("S: 2 200"),
                                    .got = SPAN("S: 2 200 extra"),
                                    .column = 6,
                                    .rule = rules[RULE_LIST_EXTRA_INFO],
                                    .accept = "replay --update login.pop3t",
                                    .actual = "login.actual.pop3t"});
    cr_assert(
        eq(str, (char *)buf_text(&out),
           "login.pop3t:12: FAIL text  step \"login\", connection 1, after C: "
           "LIST\n"
           "  expected  S: 2 200\n"
           "  got       S: 2 200 extra\n"
           "                    ^ column 6\n"
           "  rule      list/extra-info (RFC 1939 section 5)\n"
           "  accept    replay --update login.pop3t        full session: "
           "login.actual.pop3t\n"));
    buf_done(&out);
}

Test(report, writes_tap)
{
    char *text = small_run("tap");

    cr_assert(eq(str, text,
                 "TAP version 13\n"
                 "# pop3sh " PACKAGE_VERSION ", replay\n"
                 "ok 1 - login.pop3t\\#1-greeting\n"
                 "ok 2 - login.pop3t\\#login/1-USER\n"
                 "not ok 3 - login.pop3t\\#login/2-LIST\n"
                 "  ---\n"
                 "  result: \"fail\"\n"
                 "  message: \"1 line differs\"\n"
                 "  file: \"login.pop3t\"\n"
                 "  line: 11\n"
                 "  name: \"login: LIST\"\n"
                 "  differences:\n"
                 "    - level: \"text\"\n"
                 "      line: 12\n"
                 "      expected: \"S: 2 200\"\n"
                 "      got: \"S: 2 200 extra\"\n"
                 "      column: 6\n"
                 "      rule: \"list/extra-info\"\n"
                 "      rfc: \"RFC 1939 section 5\"\n"
                 "      accept: \"replay --update login.pop3t\"\n"
                 "      actual: \"login.actual.pop3t\"\n"
                 "  findings:\n"
                 "    - rule: \"list/extra-info\"\n"
                 "      severity: \"warning\"\n"
                 "      rfc: \"RFC 1939 section 5\"\n"
                 "      line: 12\n"
                 "      column: 6\n"
                 "      message: \"more than a number and a size\"\n"
                 "      excerpt: \"2 200 extra\"\n"
                 "      count: 1\n"
                 "  ...\n"
                 "1..3\n"
                 "# exit status 1\n"));
    free(text);
}
