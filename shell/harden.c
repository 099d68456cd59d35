/* harden.c - keeps what is in memory from getting into files. */
#include <config.h>

#include "shell/harden.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void harden_process(void)
{
    const struct rlimit none = {0, 0};

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
