/* file.c - never overwrites by accident, never shows mail to others. */
#include <config.h>

#include "shell/command/file.h"

#include "net/base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

FILE *file_create(const char *command, struct span name, bool force,
                  struct error *err)
{
    char *path = span_dup(name);
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY;
    int fd = open(path, flags | (force ? O_TRUNC : O_EXCL), 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

    if (fd < 0 && errno == EEXIST)
        error_set(err, ERROR_INPUT,
                  "\\%s: %s is there already; \\%s! overwrites it", command,
                  path, command);
    else if (!file)
        error_set(err, ERROR_INPUT, "\\%s: %s: %s", command, path,
                  strerror(errno));
    if (!file && fd >= 0)
        close(fd);
    free(path);
    return file;
}

bool file_close(const char *command, FILE *file, struct error *err)
{
    bool failed = ferror(file) != 0;

    if (fclose(file) == 0 && !failed)
        return true;
    return error_set(err, ERROR_INPUT, "\\%s: cannot write the file: %s",
                     command, strerror(errno));
}
