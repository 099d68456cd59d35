/* test-password.c - where a password comes from, and what is none. */
#include <config.h>

#include "net/base/buf.h"
#include "net/wire/clock.h"
#include "shell/login/netrc.h"
#include "shell/login/password.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static char home[] = "test-password-XXXXXX";

/* Every test has a home of its own and no variable set. */
static void setup(void)
{
    cr_assert(mkdtemp(home) != NULL);
    setenv("HOME", home, 1);
    unsetenv("POP3SH_PASSWORD");
}

static void write_file(const char *name, mode_t mode, const char *text)
{
    struct buf path = {0};

    buf_add_format(&path, "%s/%s", home, name);
    int fd = open(buf_text(&path), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    cr_assert(fd >= 0);
    cr_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    cr_assert(zero(int, fchmod(fd, mode)));
    close(fd);
    buf_done(&path);
}

static void teardown(void)
{
    static const char *const names[] = {".netrc", "file"};

    for (size_t i = 0; i < 2; i++) {
        struct buf path = {0};

        buf_add_format(&path, "%s/%s", home, names[i]);
        unlink(buf_text(&path));
        buf_done(&path);
    }
    rmdir(home);
}

TestSuite(password, .init = setup, .fini = teardown, .timeout = 20);

/* Sources with nothing in them. */
static struct password_sources nothing(void)
{
    return (struct password_sources){
        .fd = -1, .host = "mail.example.org", .user = "joe"};
}

/* A descriptor that gives octets and then ends. */
static int fd_with(struct span octets)
{
    int ends[2];

    cr_assert(zero(int, pipe(ends)));
    cr_assert(write(ends[1], octets.at, octets.len) == (ssize_t)octets.len);
    close(ends[1]);
    return ends[0];
}

static const char *found(const struct password_sources *from)
{
    static char text[PASSWORD_MOST + 1];
    struct secret secret = {0};
    struct error err = {0};

    if (!password_find(from, &secret, &err))
        return "(none)";
    memcpy(text, secret.at, secret.len);
    text[secret.len] = '\0';
    secret_done(&secret);
    return text;
}

Test(password, the_sources_are_asked_in_the_documented_order)
{
    struct secret url = {0};
    struct password_sources from = nothing();

    write_file(".netrc", 0600, "machine mail.example.org password netrc\n");
    cr_expect(eq(str, (char *)found(&from), "netrc"));
    setenv("POP3SH_PASSWORD", "environment", 1);
    cr_expect(eq(str, (char *)found(&from), "environment"));
    secret_set(&url, SPAN("url"));
    from.url = &url;
    cr_expect(eq(str, (char *)found(&from), "url"));
    from.command = "echo command";
    cr_expect(eq(str, (char *)found(&from), "command"));
    write_file("file", 0600, "file\n");
    struct buf path = {0};

    buf_add_format(&path, "%s/file", home);
    from.file = buf_text(&path);
    cr_expect(eq(str, (char *)found(&from), "file"));
    from.fd = fd_with(SPAN("descriptor\n"));
    cr_expect(eq(str, (char *)found(&from), "descriptor"));
    close(from.fd);
    buf_done(&path);
    secret_done(&url);
}

Test(password, with_no_source_the_error_names_them_all)
{
    struct password_sources from = nothing();
    struct secret secret = {0};
    struct error err = {0};

    cr_assert(password_find(&from, &secret, &err) == false);
    cr_expect(eq(int, err.code, ERROR_INPUT));
    cr_expect(strstr(err.what, "joe at mail.example.org") != NULL);
    cr_expect(strstr(err.what, "--password-file") != NULL);
    cr_expect(strstr(err.what, "--password-fd") != NULL);
    cr_expect(strstr(err.what, "--password-command") != NULL);
    cr_expect(strstr(err.what, "POP3SH_PASSWORD") != NULL);
    cr_expect(strstr(err.what, "netrc") != NULL);
    cr_expect(zero(ptr, secret.at));
}

Test(password, a_named_source_that_fails_is_not_passed_over)
{
    struct password_sources from = nothing();

    setenv("POP3SH_PASSWORD", "environment", 1);
    from.file = "no/such/file";
    cr_expect(eq(str, (char *)found(&from), "(none)"));
    from.file = "/";
    cr_expect(eq(str, (char *)found(&from), "(none)"));
    from.file = NULL;
    from.fd = 999;
    cr_expect(eq(str, (char *)found(&from), "(none)"));
    from.fd = -1;
    setenv("POP3SH_PASSWORD", "", 1);
    write_file(".netrc", 0600, "default password netrc");
    cr_expect(eq(str, (char *)found(&from), "(none)"));
}

#define X8 "xxxxxxxx"
#define X64 X8 X8 X8 X8 X8 X8 X8 X8
#define X512 X64 X64 X64 X64 X64 X64 X64 X64
#define X4096 X512 X512 X512 X512 X512 X512 X512 X512

Test(password, exactly_one_line_end_is_taken_off_and_none_is_left_inside)
{
    static const struct row {
        const char *at;
        size_t len;
        const char *want;
    } rows[] = {
#define ROW(in, want) {in, sizeof(in) - 1, want}
        ROW("pw", "pw"),
        ROW("pw\n", "pw"),
        ROW("pw\r\n", "pw"),
        ROW(" p w ", " p w "),
        ROW("\xff\x80\x01", "\xff\x80\x01"),
        ROW(X4096, X4096),
        ROW(X4096 "\r\n", X4096),
        ROW("", NULL),
        ROW("\n", NULL),
        ROW("\r\n", NULL),
        ROW("pw\n\n", NULL),
        ROW("pw\r", NULL),
        ROW("pw\n\r\n", NULL),
        ROW("pw\r\r\n", NULL),
        ROW("p\nw\n", NULL),
        ROW("p\rw", NULL),
        ROW("p\0w", NULL),
        ROW("pw\0", NULL),
        ROW("\npw", NULL),
        ROW(X4096 "x", NULL),
        ROW(X4096 "x\r\n", NULL),
        ROW(X4096 "xxxxxx", NULL),
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct password_sources from = nothing();
        struct secret secret = {0};
        struct error err = {0};

        from.fd = fd_with((struct span){rows[i].at, rows[i].len});
        bool ok = password_find(&from, &secret, &err);

        cr_expect(ok == (rows[i].want != NULL), "row %zu: %s", i, err.what);
        if (ok)
            cr_expect(span_is(secret_span(&secret), rows[i].want), "row %zu",
                      i);
        else
            cr_expect(err.code == ERROR_INPUT && !strstr(err.what, "pw") &&
                          strstr(err.what, "--password-fd"),
                      "row %zu: %s", i, err.what);
        close(from.fd);
        secret_done(&secret);
    }
}

Test(password, the_environment_and_the_target_are_taken_as_they_are)
{
    struct password_sources from = nothing();

    setenv("POP3SH_PASSWORD", " a b ", 1);
    cr_expect(eq(str, (char *)found(&from), " a b "));
    setenv("POP3SH_PASSWORD", "a\r\nDELE 1", 1);
    cr_expect(eq(str, (char *)found(&from), "(none)"));
    setenv("POP3SH_PASSWORD", "a\n", 1);
    cr_expect(eq(str, (char *)found(&from), "(none)"));
}

Test(password, a_command_gives_what_it_prints_and_has_no_standard_input)
{
    struct password_sources from = nothing();

    from.command = "printf 'se%s' cret";
    cr_expect(eq(str, (char *)found(&from), "secret"));
    from.command = "cat; echo end";
    cr_expect(eq(str, (char *)found(&from), "end"));
    from.command = "-n 2>&-; echo x"; /* no option of sh */
    cr_expect(eq(str, (char *)found(&from), "x"));
}

Test(password, a_command_that_fails_is_an_error_whatever_it_printed)
{
    static const struct row {
        const char *command, *says;
        enum error_code code;
    } rows[] = {
        {"echo pw; exit 3",                   "ended with status 3",   ERROR_INPUT    },
        {"exit 0",                            "empty password",        ERROR_INPUT    },
        {"/no/such/command 2>/dev/null",      "ended with status 127", ERROR_INPUT    },
        {"echo pw; kill -TERM $$",            "signal 15",             ERROR_INPUT    },
        {"echo pw; kill -INT $$",             "interrupted",           ERROR_CANCELLED},
        {"echo pw; echo pw",                  "more than one line",    ERROR_INPUT    },
        {"while :; do echo pw; done",         "more than 4096 octets", ERROR_INPUT    },
        {"exec sleep 100",                    "no answer in time",     ERROR_INPUT    },
        {"echo pw; exec >&-; exec sleep 100", "signal 9",              ERROR_INPUT    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct password_sources from = nothing();
        struct secret secret = {0};
        struct error err = {0};
        uint64_t start = clock_ns();

        from.command = rows[i].command;
        from.command_ms = 300;
        cr_expect(password_find(&from, &secret, &err) == false, "%s",
                  rows[i].command);
        cr_expect(err.code == rows[i].code, "%s: %s", rows[i].command,
                  err.what);
        cr_expect(strstr(err.what, rows[i].says) != NULL, "%s: %s",
                  rows[i].command, err.what);
        cr_expect(clock_ns() - start < 5000000000u, "%s takes too long",
                  rows[i].command);
        cr_expect(waitpid(-1, NULL, WNOHANG) == -1, "%s is still there",
                  rows[i].command);
    }
}

/* --- ~/.netrc --- */

Test(password, netrc_entries_are_found_as_other_programs_find_them)
{
    static const struct row {
        const char *text, *want;
    } rows[] = {
        {"machine mail.example.org login joe password pw",                     "pw"     },
        {"machine MAIL.Example.ORG\n\tlogin joe\n\tpassword pw\n",             "pw"     },
        {"machine mail.example.org password pw login joe",                     "pw"     },
        {"machine mail.example.org password pw",                               "pw"     },
        {"machine xn--mil-pla.example password pw",                            "pw"     },
        {"machine mail.example.org login ann password no\n"
         "machine mail.example.org login joe password pw",            "pw"     },
        {"machine other password no machine mail.example.org password pw",
         "pw"                                                                           },
        {"machine mail.example.org login ann password no default password pw",
         "pw"                                                                           },
        {"default login joe password pw",                                      "pw"     },
        {"machine mail.example.org login joe machine x password no",           NULL     },
        {"machine mail.example.org login joe account a password pw",           "pw"     },
        {"machine mail.example.org port 995 password pw",                      "pw"     },
        {"machine mail.example.org password \"p w\"",                          "p w"    },
        {"machine mail.example.org password \"p\\\"\\\\w\"",                   "p\"\\w" },
        {"machine \"mail.example.org\" \"login\" joe password \"#pw\"",        "#pw"    },
        {"machine mail.example.org password #pw",                              "#pw"    },
        {"machine mail.example.org password p\"w",                             "p\"w"   },
        {"# machine mail.example.org password no\n"
         "machine mail.example.org # password no\n password pw",      "pw"     },
        {"macdef init\nmachine mail.example.org password no\n\n"
         "machine mail.example.org password pw",                      "pw"     },
        {"macdef init\nmachine mail.example.org password no\n",                NULL     },
        {"machine mail.example.org password default login joe",                "default"},
        {"machine machine password no",                                        NULL     },
        {"machine mail.example.or password no",                                NULL     },
        {"machine mail.example.org. password no",                              NULL     },
        {"machine mail.example.org login JOE password no",                     NULL     },
        {"machine mail.example.org login joe",                                 NULL     },
        {"machine mail.example.org password",                                  NULL     },
        {"machine",                                                            NULL     },
        {"password no",                                                        NULL     },
        {"login joe password no machine mail.example.org",                     NULL     },
        {"",                                                                   NULL     },
        {"\n\n \t\r\n",                                                        NULL     },
        {"#",                                                                  NULL     },
    };
    const struct netrc_query query = {"mail.example.org", "xn--mil-pla.example",
                                      "joe"};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct secret secret = {0};
        enum netrc_result got =
            netrc_find(span_of(rows[i].text), &query, &secret, NULL);

        cr_expect(got == (rows[i].want ? NETRC_FOUND : NETRC_NONE), "%s",
                  rows[i].text);
        if (rows[i].want)
            cr_expect(span_is(secret_span(&secret), rows[i].want), "%s",
                      rows[i].text);
        secret_done(&secret);
    }
}

Test(password, a_broken_netrc_is_refused_by_line_and_not_quoted)
{
    static const char *const texts[] = {
        "machine x\npassword \"hunter2",
        "machine x\npassword \"hunter2\\",
        "machine x\npassword hunter2" X4096,
    };
    const struct netrc_query query = {"mail.example.org", NULL, "joe"};

    for (size_t i = 0; i < 3; i++) {
        struct secret secret = {0};
        struct error err = {0};

        cr_expect(netrc_find(span_of(texts[i]), &query, &secret, &err) ==
                      NETRC_BAD,
                  "row %zu", i);
        cr_expect(strstr(err.what, "line 2") != NULL, "%s", err.what);
        cr_expect(strstr(err.what, "hunter") == NULL, "%s", err.what);
    }
}

Test(password, a_netrc_that_others_may_read_is_refused_if_it_has_the_answer)
{
    struct password_sources from = nothing();
    struct secret secret = {0};
    struct error err = {0};

    write_file(".netrc", 0604, "machine mail.example.org password pw");
    cr_expect(password_find(&from, &secret, &err) == false);
    cr_expect(strstr(err.what, "chmod 600") != NULL, "%s", err.what);
    cr_expect(strstr(err.what, "pw") == NULL, "%s", err.what);

    write_file(".netrc", 0644, "machine another password pw");
    cr_expect(password_find(&from, &secret, &err) == false);
    cr_expect(strstr(err.what, "no password for") != NULL, "%s", err.what);

    write_file(".netrc", 0400, "machine mail.example.org password pw");
    cr_expect(eq(str, (char *)found(&from), "pw"));
}

/* --- the terminal --- */

/* In a child with a terminal of its own: ask, and tell by the exit status
 * what came of it and whether the terminal echoes again. */
static int ask_there(const char *want)
{
    struct secret secret = {0};
    struct error err = {0};
    struct termios after;
    bool ok = password_ask("joe\x1b[2J", "mail.example.org", &secret, &err);

    if (tcgetattr(STDIN_FILENO, &after) != 0 || !(after.c_lflag & ECHO))
        return 10;
    if (!ok)
        return err.code == ERROR_CANCELLED ? 1 : 2;
    ok = want && span_is(secret_span(&secret), want);
    secret_done(&secret);
    return ok ? 0 : 3;
}

/* Read from the terminal until text is seen (or all, when NULL). */
static void read_until(int terminal, struct buf *seen, const char *text)
{
    char octets[256];
    ssize_t n;

    while ((!text || !strstr(buf_text(seen), text)) &&
           (n = read(terminal, octets, sizeof octets)) > 0)
        buf_add(seen, (struct span){octets, (size_t)n});
}

/* Type keys at the question, or send the signal kill_by. Returns the child's
 * exit status, or minus the signal that ended it. */
static int converse(const char *keys, const char *want, int kill_by,
                    struct buf *seen)
{
    int terminal, status;
    pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

    cr_assert(pid >= 0);
    if (pid == 0) {
        signal(SIGINT, SIG_DFL); /* a shell's background jobs ignore it */
        _exit(ask_there(want));
    }
    read_until(terminal, seen, ": ");
    if (kill_by)
        kill(pid, kill_by);
    else
        cr_assert(write(terminal, keys, strlen(keys)) == (ssize_t)strlen(keys));
    read_until(terminal, seen, NULL);
    waitpid(pid, &status, 0);
    close(terminal);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

Test(password, a_person_is_asked_without_echo)
{
    struct buf seen = {0};
    int status = converse("hun\x7fnter2\n", "hunter2", 0, &seen);

    cr_expect(eq(int, status, 0));
    cr_expect(strstr(buf_text(&seen), "Password for joe\\x1B[2J at "
                                      "mail.example.org: ") != NULL,
              "%s", buf_text(&seen));
    cr_expect(strstr(buf_text(&seen), "nter") == NULL, "%s", buf_text(&seen));
    buf_done(&seen);
}

Test(password, giving_up_at_the_question_is_a_cancel_and_brings_the_echo_back)
{
    static const char *const keys[] = {"\n", "\x04", "\x03", "hunt\x03"};

    for (size_t i = 0; i < 4; i++) {
        struct buf seen = {0};
        int status = converse(keys[i], NULL, 0, &seen);

        cr_expect(status == 1, "row %zu: %d", i, status);
        cr_expect(strstr(buf_text(&seen), "hunt") == NULL, "%s",
                  buf_text(&seen));
        buf_done(&seen);
    }
}

Test(password, a_signal_at_the_question_takes_its_course_afterwards)
{
    struct buf seen = {0};
    int status = converse("", NULL, SIGTERM, &seen);

    cr_expect(eq(int, status, -SIGTERM));
    cr_expect(buf_text(&seen)[seen.len - 1] == '\n', "no line end was shown");
    buf_done(&seen);
}

Test(password, without_a_terminal_nobody_can_be_asked)
{
    pid_t pid = fork();
    int status;

    cr_assert(pid >= 0);
    if (pid == 0) {
        struct secret secret = {0};
        struct error err = {0};

        setsid();
        if (password_ask("joe", NULL, &secret, &err))
            _exit(1);
        _exit(err.code == ERROR_INPUT ? 0 : 2);
    }
    waitpid(pid, &status, 0);
    cr_expect(eq(int, status, 0));
}
