/* main.c - finds the subcommand and lets it run.
 *
 * Knows what the subcommands are called and what every one of them can rely
 * on: no core dumps, the locale's characters, no death by SIGPIPE, and a
 * sentence and status 70 should the program itself be at fault. Leaves the
 * command line behind the subcommand's name to the subcommand. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/nearest.h"
#include "shell/harden.h"
#include "shell/mode/mode.h"
#include "shell/option/option.h"
#include "shell/option/shell-completion.h"
#include "shell/shell.h"
#include <errno.h>
#include <locale.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <readline/readline.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct subcommand {
    const char *name;
    unsigned mode; /* enum option_modes */
    const char *help;
    int (*run)(int argc, char **argv);
} subcommands[] = {
    {"connect", MODE_CONNECT, "talk to a server (the default)",       mode_connect},
    {"demo",    MODE_DEMO,    "practise on a server inside",          mode_demo   },
    {"serve",   MODE_SERVE,   "serve a maildrop to clients",          mode_serve  },
    {"import",  MODE_IMPORT,  "make transcripts of logs",             mode_import },
    {"lint",    MODE_LINT,    "judge transcripts, without a network", mode_lint   },
    {"fmt",     MODE_FMT,     "lay out transcripts",                  mode_fmt    },
    {"redact",  MODE_REDACT,  "take out what is private",             mode_redact },
    {"replay",  MODE_REPLAY,  "play transcripts and compare",         mode_replay },
    {"rules",   MODE_RULES,   "list the rules, or explain one",       mode_rules  },
};

enum { SUBCOMMAND_COUNT = sizeof subcommands / sizeof *subcommands };

/* Words that later versions understand: not taken for a host today, so that
 * nothing changes its meaning then. "connect WORD" reaches such a host. */
static const char *const reserved[] = {
    "audit",
};

enum { RESERVED_COUNT = sizeof reserved / sizeof *reserved };

/* --- when the program itself is at fault --- */

/* Say so as a signal handler may, give the terminal back, and end. */
static _Noreturn void end_by_bug(const char *sentence)
{
    ssize_t ignored = write(STDERR_FILENO, sentence, strlen(sentence));

    (void)ignored;
    if (RL_ISSTATE(RL_STATE_TERMPREPPED))
        rl_deprep_terminal();
    _exit(EXIT_BUG);
}

_Noreturn void memory_exhausted(size_t wanted_octets)
{
    (void)wanted_octets;
    end_by_bug("pop3sh: the system has no memory left\n");
}

static void on_fault(int signal)
{
    (void)signal;
    end_by_bug("pop3sh: stopped by a bug in pop3sh itself; please report what "
               "you did\n");
}

static void catch_faults(void)
{
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
    const struct sigaction ours = {.sa_handler = on_fault,
                                   .sa_flags = (int)SA_RESETHAND};
    struct sigaction there;

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (sigaction(faults[i], NULL, &there) == 0 &&
            there.sa_handler == SIG_DFL) /* a sanitizer keeps its own */
            sigaction(faults[i], &ours, NULL);
}

/* --- what is answered here --- */

static int show_version(void)
{
    printf("pop3sh " PACKAGE_VERSION "\nOpenSSL %s, readline %s\n",
           OpenSSL_version(OPENSSL_VERSION_STRING), rl_library_version);
    return EXIT_DONE;
}

static int show_help(void)
{
    puts("usage: pop3sh [COMMAND] [OPTION...] [TARGET]\n\ncommands");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++)
        printf("  %-10s %s\n", subcommands[i].name, subcommands[i].help);
    puts("\nexamples\n"
         "  pop3sh mail.example.org                    TLS at once, port 995\n"
         "  pop3sh pop3+stls://joe@mail.example.org    STLS, then log in\n"
         "  pop3sh pop3://127.0.0.1:1110               plain\n"
         "  pop3sh pop3s://joe@host -c STAT -c LIST    a batch\n"
         "  pop3sh demo                                practise, without any "
         "account\n"
         "\n\"pop3sh COMMAND --help\" lists the options; \"pop3sh --version\" "
         "names the version.");
    return EXIT_DONE;
}

/* The script that completes our command line in a shell. */
static int show_completion(const char *shell)
{
    struct completion_command commands[SUBCOMMAND_COUNT];
    struct buf out = {0};
    bool ok;

    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++)
        commands[i] = (struct completion_command){
            subcommands[i].name, subcommands[i].mode, subcommands[i].help};
    ok = shell_completion(&out, shell, commands, SUBCOMMAND_COUNT);
    if (ok)
        fputs(buf_text(&out), stdout);
    else
        fputs("pop3sh: option --completion takes bash, zsh or fish\n", stderr);
    buf_done(&out);
    return ok ? EXIT_DONE : EXIT_USAGE;
}

static int refuse_word(const char *word, const char *meant)
{
    if (meant)
        fprintf(stderr,
                "pop3sh: there is no command \"%s\"; did you mean "
                "\"%s\"? A host of that name: pop3sh connect %s\n",
                word, meant, word);
    else
        fprintf(stderr,
                "pop3sh: the command \"%s\" is not in this version. A "
                "host of that name: pop3sh connect %s\n",
                word, word);
    return EXIT_USAGE;
}

/* --- the way to a subcommand --- */

/* A single word in small letters, as subcommands are. */
static bool is_word(const char *text)
{
    return *text && text[strspn(text, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static const struct subcommand *find_subcommand(const char *name)
{
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++)
        if (strcmp(name, subcommands[i].name) == 0)
            return &subcommands[i];
    return NULL;
}

/* Words behind the program's name that name no subcommand are arguments of
 * the first one, but for those that look like one. */
static int run_default(int argc, char **argv)
{
    struct nearest near = {0};

    if (argc > 0 && is_word(argv[0])) {
        for (size_t i = 0; i < RESERVED_COUNT; i++)
            if (strcmp(argv[0], reserved[i]) == 0)
                return refuse_word(argv[0], NULL);
        near.typed = span_of(argv[0]);
        for (size_t i = 0; i < SUBCOMMAND_COUNT; i++)
            nearest_try(&near, subcommands[i].name);
        if (near.name)
            return refuse_word(argv[0], near.name);
    }
    return subcommands[0].run(argc, argv);
}

static int dispatch(int argc, char **argv)
{
    const char *first = argc > 0 ? argv[0] : "";

    if (strcmp(first, "--version") == 0)
        return show_version();
    if (strcmp(first, "--completion") == 0)
        return show_completion(argc > 1 ? argv[1] : "");
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 ||
        strcmp(first, "help") == 0)
        return show_help();

    const struct subcommand *found = find_subcommand(first);

    harden_process();
    /* the process ends soon enough: taking OpenSSL apart at exit costs more
     * than a short session */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit is an error of write(2) */
    setlocale(LC_CTYPE, "");  /* characters only: numbers stay "1.5" */
    return found ? found->run(argc - 1, argv + 1) : run_default(argc, argv);
}

/* Nobody reads the pipe that we write to. */
static bool is_unread(FILE *file)
{
    struct pollfd one = {.fd = fileno(file), .events = POLLOUT};

    return poll(&one, 1, 0) == 1 && (one.revents & POLLERR);
}

/* Why nothing can be written, when the library has forgotten: by trying again,
 * with a line that is empty, in what is not whole. 0: it can be, now. */
static int ask_output(void)
{
    return write(STDOUT_FILENO, "\n", 1) < 0 ? errno : 0;
}

/* Output that could not be written makes every other result worthless; whoever
 * closed the pipe we write to has seen enough. */
static int finish_output(int status)
{
    int why;

    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    why = errno;
    if (why == EPIPE || (!why && is_unread(stdout)))
        return status;
    if (!why)
        why = ask_output();
    fprintf(stderr, "pop3sh: standard output: %s\n",
            why ? strerror(why) : "some of it could not be written");
    return (int)exit_worse((enum exit_status)status, EXIT_INPUT);
}

int main(int argc, char **argv)
{
    catch_faults();
    return finish_output(dispatch(argc - 1, argv + 1));
}
