/* password-ask.c - asks a person for a password, without echo.
 *
 * Uses /dev/tty, so it works whatever standard input and output are. Signals
 * that would leave the terminal mute are held back until it is restored:
 * Ctrl-C then means "no password", the others take their usual way. */
#include <config.h>

#include "net/base/buf.h"
#include "shell/harden.h"
#include "shell/login/password.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct asking {
    int tty;     /* /dev/tty */
    int signals; /* readable: one of the held signals came */
    sigset_t held, mask_before;
    struct termios before;
};

/* Hold back what would end or stop us, but for what is ignored anyway. */
static bool hold_signals(struct asking *a)
{
    static const int ours[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
    struct sigaction action;

    sigemptyset(&a->held);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (sigaction(ours[i], NULL, &action) == 0 &&
            action.sa_handler != SIG_IGN)
            sigaddset(&a->held, ours[i]);
    pthread_sigmask(SIG_BLOCK, &a->held, &a->mask_before);
    a->signals = signalfd(-1, &a->held, SFD_CLOEXEC);
    return a->signals >= 0;
}

/* Lines as the terminal edits them, without echo and without Ctrl-Z. */
static bool silence(struct asking *a)
{
    struct termios mute;

    if (tcgetattr(a->tty, &a->before) != 0)
        return false;
    mute = a->before;
    mute.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    mute.c_lflag |= ICANON | ISIG;
    mute.c_iflag |= ICRNL;
    mute.c_cc[VSUSP] = _POSIX_VDISABLE;
    return tcsetattr(a->tty, TCSAFLUSH, &mute) == 0;
}

/* Undo hold_signals. A held signal other than Ctrl-C's takes its course when
 * the old mask returns. */
static void release_signals(struct asking *a)
{
    const struct timespec now = {0};
    sigset_t interrupt;

    sigemptyset(&interrupt);
    if (sigismember(&a->held, SIGINT))
        sigaddset(&interrupt, SIGINT);
    sigtimedwait(&interrupt, NULL, &now);
    pthread_sigmask(SIG_SETMASK, &a->mask_before, NULL);
}

static void show(int tty, struct span text)
{
    while (text.len) {
        ssize_t n = write(tty, text.at, text.len);

        if (n <= 0)
            return;
        text = span_from(text, (size_t)n);
    }
}

/* Read one line, without its end. False when the person gives up: a signal, an
 * end of file. */
static bool read_line(struct asking *a, struct password_raw *out)
{
    struct pollfd fds[] = {
        {.fd = a->tty,     .events = POLLIN},
        {.fd = a->signals, .events = POLLIN},
    };

    out->len = 0;
    while (out->len < sizeof out->at) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return false;
        if (fds[1].revents)
            return false;
        if (!fds[0].revents)
            continue;
        ssize_t n = read(a->tty, out->at + out->len, sizeof out->at - out->len);

        if (n <= 0)
            return false;
        out->len += (size_t)n;
        if (out->at[out->len - 1] == '\n') {
            out->len--;
            return true;
        }
    }
    return true; /* too long, as password_accept will say */
}

static void show_question(int tty, const char *user, const char *host)
{
    struct buf question = {0};

    buf_add_text(&question, "Password for ");
    password_whom(user, host, &question);
    buf_add_text(&question, ": ");
    show(tty, buf_span(&question));
    buf_done(&question);
}

static bool take_answer(struct asking *a, struct secret *out, struct error *err)
{
    struct password_raw raw;
    bool ok;

    harden_memory(&raw, sizeof raw);
    ok = read_line(a, &raw) && raw.len > 0;
    if (ok)
        ok = password_accept((struct span){raw.at, raw.len}, "the terminal",
                             out, err);
    else
        error_set(err, ERROR_CANCELLED, "no password was given");
    secret_wipe(&raw, sizeof raw);
    return ok;
}

static bool converse(struct asking *a, const char *user, const char *host,
                     struct secret *out, struct error *err)
{
    if (!silence(a))
        return error_set(err, ERROR_INPUT,
                         "the terminal cannot be switched to "
                         "hide a password: %s",
                         strerror(errno));
    show_question(a->tty, user, host);
    bool ok = take_answer(a, out, err);

    show(a->tty, SPAN("\n"));
    tcsetattr(a->tty, TCSADRAIN, &a->before);
    return ok;
}

bool password_ask(const char *user, const char *host, struct secret *out,
                  struct error *err)
{
    struct asking a = {.tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
    bool ok;

    if (a.tty < 0)
        return error_set(err, ERROR_INPUT,
                         "no password can be asked for: "
                         "there is no terminal (%s)",
                         strerror(errno));
    if (hold_signals(&a))
        ok = converse(&a, user, host, out, err);
    else
        ok = error_set(err, ERROR_INPUT, "no password can be asked for: %s",
                       strerror(errno));
    release_signals(&a);
    if (a.signals >= 0)
        close(a.signals);
    close(a.tty);
    return ok;
}
