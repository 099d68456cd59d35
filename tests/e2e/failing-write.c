/* failing-write.c - to be preloaded: writing to a file of recordings fails.
 *
 * FAIL_AFTER octets go into files whose name ends in ".part", then a write is
 * short, and the next one fails with FAIL_ERRNO. Without FAIL_AFTER it is fsync
 * that fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_part(int fd)
{
    char link[64], path[4096];
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof path);
    return n > 5 && memcmp(path + n - 5, ".part", 5) == 0;
}

static int fault(void)
{
    errno = atoi(getenv("FAIL_ERRNO"));
    return -1;
}

ssize_t write(int fd, const void *octets, size_t count)
{
    static ssize_t (*real)(int, const void *, size_t);
    static size_t written;
    const char *after = getenv("FAIL_AFTER");

    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "write");
    if (after && is_part(fd)) {
        size_t room = (size_t)atol(after) - written;

        if (!room)
            return fault();
        if (count > room)
            count = room;
        written += count;
    }
    return real(fd, octets, count);
}

int fsync(int fd)
{
    static int (*real)(int);

    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    return !getenv("FAIL_AFTER") && is_part(fd) ? fault() : real(fd);
}
