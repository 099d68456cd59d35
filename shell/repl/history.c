/* history.c - reads and writes the history file. */
#include <config.h>

#include "shell/repl/history.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/mask.h"
#include "shell/file/home.h"
#include "shell/file/slurp.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

void history_init(struct history *h)
{
    *h = (struct history){0};
    buf_init(&h->fresh, HISTORY_OCTETS_MOST);
    h->path = home_path(HOME_STATE, "history");
}

void history_done(struct history *h)
{
    free(h->path);
    buf_done(&h->fresh);
    *h = (struct history){0};
}

/* Read the whole file, or its last HISTORY_OCTETS_MOST octets, from a line's
 * beginning. */
static bool read_tail(int fd, struct buf *out)
{
    off_t size = lseek(fd, 0, SEEK_END);
    off_t from = size > HISTORY_OCTETS_MOST ? size - HISTORY_OCTETS_MOST : 0;

    if (size < 0 || lseek(fd, from, SEEK_SET) < 0)
        return false;
    if (!slurp_fd(fd, out))
        return false;
    if (from)
        buf_drop(out, span_find(buf_span(out), '\n') + 1);
    return true;
}

static bool fail(const struct history *h, struct error *err)
{
    return error_set(err, ERROR_INPUT, "history file %s: %s", h->path,
                     errno == ELOOP ? "it is a symbolic link, which is not "
                                      "followed"
                                    : strerror(errno));
}

bool history_load(struct history *h, void (*add)(const char *line),
                  struct error *err)
{
    struct buf text = {0};

    if (!h->path)
        return true;
    int fd = open(h->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT || fail(h, err);

    bool ok = read_tail(fd, &text) || fail(h, err);
    close(fd);
    struct span rest = ok ? buf_span(&text) : (struct span){0};
    while (rest.len) {
        size_t end = span_find(rest, '\n');
        char *line = span_dup(span_first(rest, end));
        add(line);
        free(line);
        rest = span_from(rest, end + 1);
    }
    buf_done(&text);
    return ok;
}

static bool masking_changes(struct span line, bool in_sasl)
{
    struct buf masked = {0};

    mask_line(&masked, line, in_sasl);
    bool changed = !span_equal(buf_span(&masked), line);
    buf_wipe(&masked);
    return changed;
}

/* The octets of a \raw line may hold whole commands, in escapes. */
static bool raw_has_secret(struct span octets)
{
    struct buf plain = {0};
    bool secret = !text_unescape(&plain, octets, NULL);
    struct span rest = buf_span(&plain);

    while (rest.len && !secret) {
        size_t end = span_find(rest, '\n');
        struct span line = span_first(rest, end);
        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        secret = masking_changes(line, false);
        rest = span_from(rest, end + 1);
    }
    buf_wipe(&plain);
    return secret;
}

/* "scheme://user:password@": a colon between "://" and the last "@" of the
 * authority. */
static bool url_has_password(struct span line)
{
    struct span url = span_from(line, span_find_span(line, SPAN("://")) + 3);
    size_t at = 0;

    url = span_first(url, span_find(url, '/'));
    for (size_t i = 0; i < url.len; i++)
        if (url.at[i] == '@')
            at = i;
    return span_find(span_first(url, at), ':') < at;
}

/* \login takes two words; a third is somebody's password. */
static bool login_has_secret(struct span words)
{
    span_take_word(&words);
    span_take_word(&words);
    return span_trim(words).len > 0;
}

/* A local command may take a line to send: \watch 2 PASS secret. */
static bool argument_has_secret(struct span rest)
{
    bool secret = false;

    while (rest.len && !secret) {
        secret = masking_changes(rest, false);
        span_take_word(&rest);
    }
    return secret;
}

bool history_keeps(struct span line, bool in_sasl)
{
    struct span rest = line;
    struct span word = span_take_word(&rest);

    if (!line.len || line.at[0] == ' ' || line.at[0] == '\t' || in_sasl)
        return false;
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.at[i] < ' ' || line.at[i] == 0x7f)
            return false;
    if (span_is_case(word, "PASS") || span_is(word, "\\b64") ||
        url_has_password(line))
        return false;
    if (span_is(word, "\\login"))
        return !login_has_secret(rest);
    if (span_is(word, "\\raw"))
        return !raw_has_secret(rest);
    if (word.len && word.at[0] == '\\')
        return !argument_has_secret(rest);
    return !masking_changes(line, false);
}

void history_add(struct history *h, struct span line)
{
    if (line.len + 1 > HISTORY_OCTETS_MOST)
        return;
    while (h->fresh.len + line.len + 1 > HISTORY_OCTETS_MOST)
        buf_drop(&h->fresh, span_find(buf_span(&h->fresh), '\n') + 1);
    buf_add(&h->fresh, line);
    buf_add_char(&h->fresh, '\n');
}

void history_drop(struct history *h, bool (*is_secret)(struct span line))
{
    struct buf lines = {0};
    struct span rest = buf_span(&h->fresh);

    buf_add(&lines, rest);
    buf_wipe(&h->fresh);
    buf_init(&h->fresh, HISTORY_OCTETS_MOST);
    rest = buf_span(&lines);
    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));

        rest = span_from(rest, line.len + 1);
        if (!is_secret(line))
            history_add(h, line);
    }
    buf_wipe(&lines);
}

/* The last `most` lines of text. */
static struct span last_lines(struct span text, size_t most)
{
    size_t lines = 0;

    for (size_t i = text.len; i > 0; i--)
        if (text.at[i - 1] == '\n' && lines++ == most)
            return span_from(text, i);
    return text;
}

bool history_save(struct history *h, struct error *err)
{
    struct buf text = {0};

    if (!h->path || !h->fresh.len)
        return true;
    home_make_directories(h->path);
    int fd = open(h->path,
                  O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0)
        return fail(h, err);

    flock(fd, LOCK_EX); /* where it is not supported, the last one wins */
    bool ok = fchmod(fd, 0600) == 0 && read_tail(fd, &text);
    if (ok) {
        if (text.len && text.at[text.len - 1] != '\n')
            buf_add_char(&text, '\n');
        buf_add(&text, buf_span(&h->fresh));
        struct span keep = last_lines(buf_span(&text), HISTORY_LINES_MOST);
        ok = lseek(fd, 0, SEEK_SET) == 0 && home_write(fd, keep) &&
             ftruncate(fd, (off_t)keep.len) == 0;
    }
    ok = ok || fail(h, err);
    close(fd);
    buf_done(&text);
    return ok;
}
