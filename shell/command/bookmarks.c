/* bookmarks.c - reads and writes the file of bookmarks. */
#include <config.h>

#include "shell/command/bookmarks.h"

#include "net/base/buf.h"
#include "net/base/memory.h"
#include "net/base/nearest.h"
#include "net/base/text.h"
#include "shell/file/home.h"
#include "shell/file/slurp.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_all(const char *path, struct buf *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool ok;

    if (fd < 0)
        return false;
    buf_init(out, BOOKMARKS_OCTETS_MOST);
    ok = slurp_fd(fd, out);
    close(fd);
    return ok;
}

/* The next "NAME TARGET" of text; lines of another form are passed over. */
static bool next(struct span *text, struct span *name_out,
                 struct span *target_out)
{
    while (text->len) {
        struct span line = span_first(*text, span_find(*text, '\n'));

        *text = span_from(*text, line.len + 1);
        *name_out = span_take_word(&line);
        *target_out = span_trim(line);
        if (name_out->len && name_out->at[0] != '#' && target_out->len)
            return true;
    }
    return false;
}

void bookmarks_each(void (*see)(void *ctx, const char *name,
                                const char *target),
                    void *ctx)
{
    char *path = home_path(HOME_CONFIG, "bookmarks");
    struct buf text = {0};
    struct span rest, name, target;

    if (path && read_all(path, &text)) {
        rest = buf_span(&text);
        while (next(&rest, &name, &target)) {
            char *n = span_dup(name), *t = span_dup(target);
            see(ctx, n, t);
            free(n);
            free(t);
        }
    }
    buf_done(&text);
    free(path);
}

/* Letters, digits, dot, hyphen and underscore. */
static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "0123456789.-_",
                    name.at[i]) ||
            !name.at[i])
            return false;
    return name.len > 0 && name.len <= 64;
}

static bool check(struct span name, struct span target, struct error *err)
{
    struct target parsed;
    char *text;
    bool ok;

    if (!is_name(name))
        return error_set(err, ERROR_USAGE,
                         "a bookmark's name has letters, digits and . - _");
    if (!target.len)
        return true;
    text = span_dup(target);
    ok = target_parse(text, &parsed, err);
    if (ok && parsed.has_password)
        ok = error_set(err, ERROR_USAGE,
                       "a bookmark keeps no password; leave it out of the "
                       "target, --password-command or ~/.netrc can give it");
    target_done(&parsed);
    secret_wipe(text, target.len);
    free(text);
    return ok;
}

bool bookmarks_set(struct span name, struct span target, struct error *err)
{
    char *path = home_path(HOME_CONFIG, "bookmarks");
    struct buf old = {0}, fresh = {0};
    struct span rest, n, t;
    bool found = false, ok = check(name, target, err);

    if (ok && !path)
        ok = error_set(err, ERROR_INPUT,
                       "neither XDG_CONFIG_HOME nor HOME names a directory "
                       "for bookmarks");
    if (ok && path)
        read_all(path, &old);
    rest = buf_span(&old);
    while (ok && next(&rest, &n, &t)) {
        bool same = span_equal(n, name);
        found = found || same;
        if (!same)
            buf_add_format(&fresh, "%.*s %.*s\n", (int)n.len, n.at, (int)t.len,
                           t.at);
    }
    if (target.len)
        buf_add_format(&fresh, "%.*s %.*s\n", (int)name.len, name.at,
                       (int)target.len, target.at);
    else if (ok && !found)
        ok = error_set(err, ERROR_USAGE, "there is no bookmark %.*s",
                       (int)name.len, name.at);
    ok = ok && home_replace(path, buf_span(&fresh), err);
    buf_done(&fresh);
    buf_done(&old);
    free(path);
    return ok;
}

struct search {
    struct nearest near;
    char *near_name; /* owned */
    char *target;    /* owned; NULL: not found */
};

static void look(void *ctx, const char *name, const char *target)
{
    struct search *s = ctx;
    const char *before = s->near.name;

    if (span_is(s->near.typed, name) && !s->target)
        s->target = xstrdup(target);
    nearest_try(&s->near, name);
    if (s->near.name != before) {
        free(s->near_name);
        s->near_name = xstrdup(name);
        s->near.name = s->near_name;
    }
}

bool bookmarks_target(const char *text, struct target *out, struct error *err)
{
    struct search s = {.near = {.typed = span_of(text)}};
    bool ok;

    if (*text != '@')
        return target_parse(text, out, err);
    *out = (struct target){0};
    s.near.typed = span_of(text + 1);
    bookmarks_each(look, &s);
    if (s.target) {
        ok = target_parse(s.target, out, err);
    } else {
        struct buf shown = {0};
        text_escape_fit(&shown, span_of(text), TEXT_PLAIN, 60);
        ok = error_set(err, ERROR_USAGE,
                       "there is no bookmark %s%s%s; \\bookmark lists them",
                       buf_text(&shown), s.near_name ? "; did you mean @" : "",
                       s.near_name ? s.near_name : "");
        buf_done(&shown);
    }
    free(s.target);
    free(s.near_name);
    return ok;
}
