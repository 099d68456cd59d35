/* harden.c - keeps what is in memory from getting into files. */
#include <config.h>

#include "shell/harden.h"

#include "shell/shell.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A closed one is opened the other way round, so that who uses it fails. */
static void take_descriptor(int fd)
{
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
        open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
        _exit(EXIT_BUG); /* nothing is printed on who knows what */
}

void harden_process(void)
{
    const struct rlimit none = {0, 0};

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        take_descriptor(fd);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    setrlimit(RLIMIT_CORE, &none);
}

void harden_memory(void *at, size_t n)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = (uintptr_t)at & ~(page - 1);
    size_t length = (uintptr_t)at + n - start;

    if (n == 0)
        return;
    mlock((void *)start, length);
    madvise((void *)start, length, MADV_DONTDUMP);
}
