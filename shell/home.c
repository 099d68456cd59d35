/* home.c - paths below the directories of the XDG specification. */
#include <config.h>

#include "shell/home.h"

#include "net/base/buf.h"
#include "net/base/memory.h"
#include <errno.h>
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
