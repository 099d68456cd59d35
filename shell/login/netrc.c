/* netrc.c - passwords in ~/.netrc. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/memory.h"
#include "shell/harden.h"
#include "shell/login/netrc.h"
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NETRC_MOST = 1 << 20, /* octets of a file worth reading */
    WORD_MOST = 4096,
};

/* --- words --- */

struct word {
    char at[WORD_MOST];
    size_t len;
};

struct scan {
    struct span rest;
    unsigned line;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char scan_take(struct scan *s)
{
    char c = s->rest.at[0];

    s->line += c == '\n';
    s->rest = span_from(s->rest, 1);
    return c;
}

static void scan_skip_blanks(struct scan *s)
{
    while (s->rest.len && is_blank(s->rest.at[0]))
        scan_take(s);
}

static void scan_skip_line(struct scan *s)
{
    while (s->rest.len && scan_take(s) != '\n')
        ;
}

/* A macro ends at an empty line. */
static void scan_skip_macro(struct scan *s)
{
    do
        scan_skip_line(s);
    while (s->rest.len && s->rest.at[0] != '\n' && s->rest.at[0] != '\r');
}

static char unescaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

enum scanned { SCANNED, SCAN_END, SCAN_BAD };

/* Cut the next word off. SCAN_BAD: too long, or its quote does not end. */
static enum scanned scan_word(struct scan *s, struct word *out)
{
    bool quoted;

    out->len = 0;
    scan_skip_blanks(s);
    if (!s->rest.len)
        return SCAN_END;
    quoted = s->rest.at[0] == '"';
    if (quoted)
        scan_take(s);
    while (s->rest.len && out->len < WORD_MOST) {
        if (!quoted && is_blank(s->rest.at[0]))
            return SCANNED;
        char c = scan_take(s);

        if (quoted && c == '"')
            return SCANNED;
        if (quoted && c == '\\' && s->rest.len)
            c = unescaped(scan_take(s));
        out->at[out->len++] = c;
    }
    return quoted || s->rest.len ? SCAN_BAD : SCANNED;
}

/* --- entries --- */

/* What is known of the entry that is being read. */
struct entry {
    bool host_fits, user_fits;
    struct secret password;
};

static bool is_host(struct span name, const struct netrc_query *query)
{
    return (query->host && span_is_case(name, query->host)) ||
           (query->ascii && span_is_case(name, query->ascii));
}

static bool is_user(struct span name, const struct netrc_query *query)
{
    return !query->user || !*query->user || span_is(name, query->user);
}

static bool entry_answers(const struct entry *e)
{
    return e->host_fits && e->user_fits && e->password.at;
}

static void entry_begin(struct entry *e, bool host_fits)
{
    secret_done(&e->password);
    *e = (struct entry){.host_fits = host_fits, .user_fits = true};
}

/* Obey the keyword in word, whose value becomes the next word. Words we do
 * not know are other programs' and mean nothing here. */
static enum scanned entry_read(struct entry *e, struct scan *s,
                               struct word *word,
                               const struct netrc_query *query)
{
    struct span keyword = {word->at, word->len};
    bool is_machine = span_is(keyword, "machine");
    bool is_login = span_is(keyword, "login");
    bool is_password = span_is(keyword, "password");

    if (span_is(keyword, "macdef"))
        scan_skip_macro(s);
    else if (span_is(keyword, "default"))
        entry_begin(e, true);
    else if (is_machine || is_login || is_password ||
             span_is(keyword, "account")) {
        enum scanned got = scan_word(s, word);
        struct span value = {word->at, word->len};

        if (got != SCANNED)
            return got;
        if (is_machine)
            entry_begin(e, is_host(value, query));
        else if (is_login)
            e->user_fits = is_user(value, query);
        else if (is_password)
            secret_set(&e->password, value);
    }
    return SCANNED;
}

static bool begins_entry(const struct word *word)
{
    struct span keyword = {word->at, word->len};

    return span_is(keyword, "machine") || span_is(keyword, "default");
}

enum netrc_result netrc_find(struct span text, const struct netrc_query *query,
                             struct secret *out, struct error *err)
{
    struct scan s = {.rest = text, .line = 1};
    struct entry e = {0};
    struct word word;
    enum scanned got;
    enum netrc_result result = NETRC_NONE;

    harden_memory(&word, sizeof word);
    for (;;) {
        scan_skip_blanks(&s);
        if (s.rest.len && s.rest.at[0] == '#') {
            scan_skip_line(&s);
            continue;
        }
        got = scan_word(&s, &word);
        if (got == SCANNED && begins_entry(&word) && entry_answers(&e))
            break;
        if (got == SCANNED)
            got = entry_read(&e, &s, &word, query);
        if (got != SCANNED)
            break;
    }
    if (got == SCAN_BAD) {
        error_set(err, ERROR_INPUT,
                  "~/.netrc: the word that ends in line %u "
                  "is too long or lacks its closing quote",
                  s.line);
        result = NETRC_BAD;
    } else if (entry_answers(&e)) {
        secret_set(out, secret_span(&e.password));
        result = NETRC_FOUND;
    }
    secret_done(&e.password);
    secret_wipe(&word, sizeof word);
    return result;
}

/* --- the file --- */

static char *netrc_path(void)
{
    const char *home = getenv("HOME");
    struct buf path = {0};

    if (!home || !*home) {
        const struct passwd *account = getpwuid(getuid());

        home = account ? account->pw_dir : "";
    }
    buf_add_format(&path, "%s/.netrc", home);
    return buf_take(&path);
}

/* Read what fd has, at most room octets; -1 on failure. */
static ssize_t read_all(int fd, char *at, size_t room)
{
    size_t len = 0;

    while (len < room) {
        ssize_t n = read(fd, at + len, room - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        len += (size_t)n;
    }
    return (ssize_t)len;
}

/* The file is one that only its owner reads; a link to /dev/null is none. */
static enum netrc_result look_in(int fd, const struct netrc_query *query,
                                 struct secret *out, struct error *err)
{
    enum netrc_result result = NETRC_BAD;
    struct stat facts;
    char *text;

    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        return NETRC_NONE;
    if (facts.st_size > NETRC_MOST) {
        error_set(err, ERROR_INPUT, "~/.netrc is larger than 1 MiB");
        return NETRC_BAD;
    }
    size_t room = (size_t)facts.st_size + 1;

    text = xcalloc(room, 1);
    harden_memory(text, room);
    ssize_t len = read_all(fd, text, room);

    if (len < 0)
        error_set(err, ERROR_INPUT, "~/.netrc cannot be read: %s",
                  strerror(errno));
    else
        result = netrc_find((struct span){text, (size_t)len}, query, out, err);
    secret_wipe(text, room);
    free(text);
    if (result == NETRC_FOUND && facts.st_mode & (S_IRWXG | S_IRWXO)) {
        secret_done(out);
        error_set(err, ERROR_INPUT,
                  "~/.netrc has the password, but others "
                  "may read the file: \"chmod 600 ~/.netrc\" ends that");
        return NETRC_BAD;
    }
    return result;
}

enum netrc_result netrc_look(const struct netrc_query *query,
                             struct secret *out, struct error *err)
{
    char *path = netrc_path();
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    free(path);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return NETRC_NONE;
    if (fd < 0) {
        error_set(err, ERROR_INPUT, "~/.netrc cannot be opened: %s",
                  strerror(errno));
        return NETRC_BAD;
    }
    enum netrc_result result = look_in(fd, query, out, err);

    close(fd);
    return result;
}
