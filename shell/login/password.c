/* password.c - where a password may be, in order, and what can be one.
 *
 * Leaves ~/.netrc, the running of a command and the question on the terminal
 * to their own files. Neither a password nor a part of one is ever in an
 * error. */
#include <config.h>

#include "net/base/text.h"
#include "net/wire/clock.h"
#include "shell/harden.h"
#include "shell/login/netrc.h"
#include "shell/login/password.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_MS = 30000 };

/* --- what a source gives --- */

/* Wait until fd can be read. A signal that somebody handles ends the wait: it
 * is how a person gets out of it. */
static bool wait_readable(int fd, uint64_t deadline_ns, const char *place,
                          struct error *err)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    uint64_t now = clock_ns();
    int wait_ms = -1;

    if (deadline_ns)
        wait_ms =
            now < deadline_ns ? (int)((deadline_ns - now) / 1000000) + 1 : 0;
    int ready = poll(&one, 1, wait_ms);

    if (ready < 0 && errno == EINTR)
        return error_set(err, ERROR_CANCELLED, "%s: interrupted", place);
    if (ready == 0)
        return error_set(err, ERROR_INPUT, "%s: no answer in time", place);
    return true;
}

static void drop_line_end(struct password_raw *raw)
{
    if (raw->len && raw->at[raw->len - 1] == '\n') {
        raw->len--;
        if (raw->len && raw->at[raw->len - 1] == '\r')
            raw->len--;
    }
}

bool password_slurp(int fd, uint64_t deadline_ns, const char *place,
                    struct password_raw *out, struct error *err)
{
    out->len = 0;
    harden_memory(out, sizeof *out);
    while (out->len < sizeof out->at) {
        if (!wait_readable(fd, deadline_ns, place, err))
            return false;
        ssize_t n = read(fd, out->at + out->len, sizeof out->at - out->len);

        if (n == 0) {
            drop_line_end(out);
            return true;
        }
        if (n > 0)
            out->len += (size_t)n;
        else if (errno != EINTR && errno != EAGAIN)
            return error_set(err, ERROR_INPUT, "%s cannot be read: %s", place,
                             strerror(errno));
    }
    return error_set(err, ERROR_INPUT,
                     "%s gives more than %d octets; a "
                     "password is shorter",
                     place, PASSWORD_MOST);
}

bool password_accept(struct span s, const char *place, struct secret *out,
                     struct error *err)
{
    if (s.len == 0)
        return error_set(err, ERROR_INPUT, "%s gives an empty password", place);
    if (s.len > PASSWORD_MOST)
        return error_set(err, ERROR_INPUT,
                         "%s gives more than %d octets; a "
                         "password is shorter",
                         place, PASSWORD_MOST);
    if (span_find(s, '\n') < s.len || span_find(s, '\r') < s.len)
        return error_set(err, ERROR_INPUT,
                         "%s gives more than one line; only "
                         "the password may be there",
                         place);
    if (span_find(s, '\0') < s.len)
        return error_set(err, ERROR_INPUT,
                         "%s gives a NUL octet, which no "
                         "password can have",
                         place);
    secret_set(out, s);
    harden_memory(out->at, out->len);
    return true;
}

static bool read_password(int fd, const char *place, struct secret *out,
                          struct error *err)
{
    struct password_raw raw;
    bool ok = password_slurp(fd, 0, place, &raw, err) &&
              password_accept((struct span){raw.at, raw.len}, place, out, err);

    secret_wipe(&raw, sizeof raw);
    return ok;
}

/* --- the sources --- */

enum found { FOUND, ABSENT, FAILED };

static enum found found_if(bool ok)
{
    return ok ? FOUND : FAILED;
}

static enum found from_fd(const struct password_sources *from,
                          struct secret *out, struct error *err)
{
    if (from->fd < 0)
        return ABSENT;
    return found_if(read_password(from->fd, "--password-fd", out, err));
}

static enum found from_file(const struct password_sources *from,
                            struct secret *out, struct error *err)
{
    struct buf place = {0};
    bool ok;

    if (!from->file)
        return ABSENT;
    int fd = open(from->file, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        error_set(err, ERROR_INPUT,
                  "--password-file: \"%s\" cannot be "
                  "opened: %s",
                  from->file, strerror(errno));
        return FAILED;
    }
    buf_add_format(&place, "--password-file: \"%.160s\"", from->file);
    ok = read_password(fd, buf_text(&place), out, err);
    buf_done(&place);
    close(fd);
    return found_if(ok);
}

static enum found from_command(const struct password_sources *from,
                               struct secret *out, struct error *err)
{
    if (!from->command)
        return ABSENT;
    return found_if(password_run(
        from->command, from->command_ms ? from->command_ms : COMMAND_MS, out,
        err));
}

static enum found from_url(const struct password_sources *from,
                           struct secret *out, struct error *err)
{
    if (!from->url || !from->url->at)
        return ABSENT;
    return found_if(
        password_accept(secret_span(from->url), "the target", out, err));
}

static enum found from_variable_of(const char *name, struct secret *out,
                                   struct error *err)
{
    const char *value = name ? getenv(name) : NULL;

    if (!value)
        return ABSENT;
    return found_if(password_accept(span_of(value), name, out, err));
}

static enum found from_variable(const struct password_sources *from,
                                struct secret *out, struct error *err)
{
    return from_variable_of(from->variable, out, err);
}

static enum found from_environment(const struct password_sources *from,
                                   struct secret *out, struct error *err)
{
    (void)from;
    return from_variable_of("POP3SH_PASSWORD", out, err);
}

static enum found from_netrc(const struct password_sources *from,
                             struct secret *out, struct error *err)
{
    const struct netrc_query query = {from->host, from->ascii, from->user};
    struct secret raw = {0};
    enum found found = ABSENT;

    switch (netrc_look(&query, &raw, err)) {
    case NETRC_FOUND:
        found =
            found_if(password_accept(secret_span(&raw), "~/.netrc", out, err));
        break;
    case NETRC_BAD:
        found = FAILED;
        break;
    case NETRC_NONE:
        break;
    }
    secret_done(&raw);
    return found;
}

static enum found from_person(const struct password_sources *from,
                              struct secret *out, struct error *err)
{
    if (!from->ask)
        return ABSENT;
    return found_if(password_ask(from->user, from->host, out, err));
}

typedef enum found source_fn(const struct password_sources *from,
                             struct secret *out, struct error *err);

static source_fn *const sources[] = {
    from_fd,       from_file,        from_command, from_url,
    from_variable, from_environment, from_netrc,   from_person,
};

/* A pipe can be read but once, by who needs the password. */
static bool can_be_read_again(const struct password_sources *from)
{
    struct stat st;

    return from->file && stat(from->file, &st) == 0 && S_ISREG(st.st_mode);
}

void password_peek(const struct password_sources *from,
                   void (*learn)(void *ctx, struct span password), void *ctx)
{
    static source_fn *const places[] = {from_file, from_url, from_environment,
                                        from_netrc};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct secret found = {0};
        struct error err = {0};

        if ((places[i] == from_file && !can_be_read_again(from)) ||
            (places[i] == from_netrc && !from->host))
            continue;
        if (places[i](from, &found, &err) == FOUND)
            learn(ctx, secret_span(&found));
        secret_done(&found);
    }
}

void password_whom(const char *user, const char *host, struct buf *out)
{
    size_t before = out->len;

    if (user && *user)
        text_escape(out, span_of(user), TEXT_PLAIN);
    if (user && *user && host && *host)
        buf_add_text(out, " at ");
    if (host && *host)
        text_escape(out, span_of(host), TEXT_PLAIN);
    if (out->len == before)
        buf_add_text(out, "this session");
}

bool password_find(const struct password_sources *from, struct secret *out,
                   struct error *err)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        enum found found = sources[i](from, out, err);

        if (found != ABSENT)
            return found == FOUND;
    }

    struct buf whom = {0};
    bool other =
        from->variable && strcmp(from->variable, "POP3SH_PASSWORD") != 0;

    password_whom(from->user, from->host, &whom);
    error_set(
        err, ERROR_INPUT,
        "no password for %s: give --password-file, "
        "--password-fd or --password-command, set %.64s%sPOP3SH_PASSWORD, "
        "or enter the host in ~/.netrc",
        buf_text(&whom), other ? from->variable : "", other ? " or " : "");
    buf_done(&whom);
    return false;
}
