/* run.c - runs a program once and says what that cost.
 *
 *     run [-i INPUT] [-o OUTPUT] [-n CORE] PROGRAM [ARGUMENT...]
 *
 * prints "nanoseconds cpu-nanoseconds peak-KiB status": wall time from fork to
 * exit, computing time, the largest resident size, the exit status (128 + the
 * signal when one ended it). A small program, because a child starts with the
 * resident size of its parent and the largest is what the kernel remembers:
 * started from Python, every client would seem to need what Python needs. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t ns_of(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_usec * 1000;
}

static bool put_on_core(const char *core)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(strtoul(core, NULL, 10), &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

static bool redirect(const char *path, int flags, int to)
{
    int fd = open(path, flags, 0600);

    return fd >= 0 && dup2(fd, to) == to && close(fd) == 0;
}

int main(int argc, char **argv)
{
    const char *input = "/dev/null", *output = "/dev/null", *core = NULL;
    struct rusage used;
    int status;

    for (int c; (c = getopt(argc, argv, "+i:o:n:")) != -1;) {
        if (c == 'i')
            input = optarg;
        else if (c == 'o')
            output = optarg;
        else if (c == 'n')
            core = optarg;
        else
            return 2;
    }
    if (optind == argc || (core && !put_on_core(core))) {
        fputs("usage: run [-i INPUT] [-o OUTPUT] [-n CORE] PROGRAM...\n",
              stderr);
        return 2;
    }

    uint64_t start = now_ns();
    pid_t pid = fork();
    if (pid == 0) {
        if (redirect(input, O_RDONLY, STDIN_FILENO) &&
            redirect(output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO))
            execvp(argv[optind], argv + optind);
        perror(argv[optind]);
        _exit(127);
    }
    while (wait4(pid, &status, 0, &used) < 0)
        if (errno != EINTR)
            return 1;
    printf("%llu %llu %ld %d\n", (unsigned long long)(now_ns() - start),
           (unsigned long long)(ns_of(used.ru_utime) + ns_of(used.ru_stime)),
           used.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
