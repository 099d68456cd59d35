/* home.c - paths below the directories of the XDG specification. */
#include <config.h>

#include "shell/file/home.h"

#include "net/base/buf.h"
#include "net/base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *variable, *below_home;
} places[] = {
    [HOME_CONFIG] = {"XDG_CONFIG_HOME", ".config"     },
    [HOME_STATE] = {"XDG_STATE_HOME",  ".local/state"},
};

char *home_path(enum home_kind kind, const char *name)
{
    const char *given = getenv(places[kind].variable);
    const char *home = getenv("HOME");
    struct buf path = {0};

    if (given && *given == '/')
        buf_add_format(&path, "%s/pop3sh/%s", given, name);
    else if (home && *home == '/')
        buf_add_format(&path, "%s/%s/pop3sh/%s", home, places[kind].below_home,
                       name);
    else
        return NULL;
    return buf_take(&path);
}

void home_make_directories(const char *path)
{
    char *part = xstrdup(path);

    for (char *slash = strchr(part + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0700);
        *slash = '/';
    }
    free(part);
}

bool home_write(int fd, struct span octets)
{
    while (octets.len) {
        ssize_t n = write(fd, octets.at, octets.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        octets = span_from(octets, (size_t)n);
    }
    return true;
}

bool home_replace(const char *path, struct span text, struct error *err)
{
    struct buf fresh = {0};
    bool ok;
    int fd;

    home_make_directories(path);
    buf_add_format(&fresh, "%s.new", path);
    fd = open(buf_text(&fresh),
              O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    ok = fd >= 0 && fchmod(fd, 0600) == 0 && home_write(fd, text);
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    ok = ok && rename(buf_text(&fresh), path) == 0;
    if (!ok)
        error_set(err, ERROR_INPUT, "%s: %s", path, strerror(errno));
    buf_done(&fresh);
    return ok;
}
