/* test-history.c - what is kept of former sessions, and how. */
#include <config.h>

#include "shell/repl/history.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/test-history.XXXXXX";
static struct buf loaded;

static void set_up(void)
{
    cr_assert(mkdtemp(home) != NULL);
    setenv("XDG_STATE_HOME", home, 1);
}

static void clean_up(void)
{
    char path[64];

    snprintf(path, sizeof path, "%s/pop3sh/history", home);
    unlink(path);
    snprintf(path, sizeof path, "%s/pop3sh", home);
    rmdir(path);
    snprintf(path, sizeof path, "%s/victim", home);
    unlink(path);
    rmdir(home);
    buf_done(&loaded);
}

TestSuite(history, .timeout = 10, .init = set_up, .fini = clean_up);

static void take(const char *line)
{
    buf_add_format(&loaded, "%s|", line);
}

/* A session that types lines and ends. */
static void session(const char *const *lines)
{
    struct history h;
    struct error err = {0};

    history_init(&h);
    for (; *lines; lines++)
        history_add(&h, span_of(*lines));
    cr_assert(history_save(&h, &err), "%s", err.what);
    history_done(&h);
}

#define SESSION(...) session((const char *const[]){__VA_ARGS__, NULL})

static const char *load(void)
{
    struct history h;
    struct error err = {0};

    buf_clear(&loaded);
    history_init(&h);
    cr_assert(history_load(&h, take, &err), "%s", err.what);
    history_done(&h);
    return buf_text(&loaded);
}

Test(history, lines_of_all_sessions_are_there_in_order)
{
    cr_expect(eq(str, (char *)load(), ""));
    SESSION("STAT", "RETR 1");
    SESSION("QUIT");
    cr_expect(eq(str, (char *)load(), "STAT|RETR 1|QUIT|"));
}

Test(history, two_sessions_at_once_keep_both_their_lines)
{
    struct history a, b;
    struct error err = {0};

    history_init(&a);
    history_init(&b);
    history_add(&a, SPAN("STAT"));
    history_add(&b, SPAN("LIST"));
    cr_assert(history_save(&a, &err));
    cr_assert(history_save(&b, &err));
    cr_expect(eq(str, (char *)load(), "STAT|LIST|"));
    history_done(&a);
    history_done(&b);
}

Test(history, only_the_last_lines_are_kept)
{
    struct history h;
    struct error err = {0};
    char line[32];

    history_init(&h);
    for (int i = 0; i < HISTORY_LINES_MOST + 5; i++) {
        snprintf(line, sizeof line, "NOOP %d", i);
        history_add(&h, span_of(line));
    }
    cr_assert(history_save(&h, &err));
    history_done(&h);
    cr_expect(strncmp(load(), "NOOP 5|", 7) == 0, "%.20s", buf_text(&loaded));
    SESSION("LIST");
    cr_expect(strncmp(load(), "NOOP 6|", 7) == 0, "%.20s", buf_text(&loaded));
    cr_expect(strstr(buf_text(&loaded), "|NOOP 1004|LIST|") != NULL);
}

Test(history, is_for_its_owner_only)
{
    struct stat st;
    char path[64];

    umask(0);
    SESSION("STAT");
    snprintf(path, sizeof path, "%s/pop3sh/history", home);
    cr_assert(stat(path, &st) == 0);
    cr_expect(eq(uint, st.st_mode & 0777, 0600));
    cr_assert(chmod(path, 0644) == 0);
    SESSION("LIST");
    cr_assert(stat(path, &st) == 0);
    cr_expect(eq(uint, st.st_mode & 0777, 0600));
    snprintf(path, sizeof path, "%s/pop3sh", home);
    cr_assert(stat(path, &st) == 0);
    cr_expect(eq(uint, st.st_mode & 0777, 0700));
}

Test(history, follows_no_symbolic_link)
{
    char path[64], victim[64], text[16] = "";
    struct history h;
    struct error err = {0};

    SESSION("STAT");
    snprintf(path, sizeof path, "%s/pop3sh/history", home);
    snprintf(victim, sizeof victim, "%s/victim", home);
    cr_assert(rename(path, victim) == 0 && symlink(victim, path) == 0);
    history_init(&h);
    history_add(&h, SPAN("LIST"));
    cr_expect(history_load(&h, take, &err) == false);
    cr_expect(history_save(&h, &err) == false);
    cr_expect(strstr(err.what, "symbolic link") != NULL, "%s", err.what);
    history_done(&h);

    FILE *file = fopen(victim, "r");
    cr_assert(file != NULL && fread(text, 1, sizeof text - 1, file) == 5);
    fclose(file);
    cr_expect(eq(str, text, "STAT\n"));
}

Test(history, a_session_without_lines_makes_no_file)
{
    char path[64];
    struct history h;
    struct error err = {0};

    history_init(&h);
    cr_expect(history_save(&h, &err));
    history_done(&h);
    snprintf(path, sizeof path, "%s/pop3sh", home);
    cr_expect(access(path, F_OK) != 0);
}

Test(history, keeps_no_line_with_a_secret)
{
    static const struct {
        struct span line;
        bool in_sasl, kept;
    } rows[] = {
        {SPAN("STAT"),                                          false, true },
        {SPAN("RETR 1"),                                        false, true },
        {SPAN("USER joe"),                                      false, true },
        {SPAN("AUTH PLAIN"),                                    false, true },
        {SPAN("AUTH"),                                          false, true },
        {SPAN("\\connect pop3s://joe@mail.example.org"),        false, true },
        {SPAN("\\connect pop3s://joe@[::1]:995"),               false, true },
        {SPAN("\\raw NOOP\\r\\n"),                              false, true },
        {SPAN("\\raw \\x"),                                     false, false}, /* unreadable, so who knows */
        {SPAN(""),                                              false, false},
        {SPAN(" STAT"),                                         false, false},
        {SPAN("\tSTAT"),                                        false, false},
        {SPAN("STAT\x01"),                                      false, false},
        {SPAN("PASS"),                                          false, false},
        {SPAN("PASS secret"),                                   false, false},
        {SPAN("pass  secret"),                                  false, false},
        {SPAN("APOP joe c4c9334bac560ecc979e58001b3e22fb"),     false, false},
        {SPAN("AUTH PLAIN AGpvZQBzZWNyZXQ="),                   false, false},
        {SPAN("AGpvZQBzZWNyZXQ="),                              true,  false},
        {SPAN("STAT"),                                          true,  false},
        {SPAN("\\connect pop3s://joe:secret@mail.example.org"), false, false},
        {SPAN("\\c pop3s://joe:se@cret@mail.example.org/"),     false, false},
        {SPAN("\\watch 1/1 PASS secret"),                       false, false},
        {SPAN("\\watch 1/1 AUTH PLAIN AGpvZQBz"),               false, false},
        {SPAN("\\watch 1/1 STAT"),                              false, true },
        {SPAN("\\h PASS"),                                      false, true },
        {SPAN("PASSsecret"),                                    false, false},
        {SPAN("PASSWORD"),                                      false, true },
        {SPAN("\\raw PASS secret\\r\\n"),                       false, false},
        {SPAN("\\raw NOOP\\r\\nPA\\x53S secret\\r\\n"),         false, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(history_keeps(rows[i].line, rows[i].in_sasl) == rows[i].kept,
                  "row %zu: %.*s", i, (int)rows[i].line.len, rows[i].line.at);
}
