/* file.h - files that local commands write. */
#ifndef POP3SH_COMMAND_FILE_H
#define POP3SH_COMMAND_FILE_H

#include "net/base/error.h"
#include "net/base/span.h"
#include <stdio.h>

/* Open the file of that name for writing, readable for its owner only. One
 * that exists is refused unless force is set. NULL and *err (ERROR_INPUT)
 * when it cannot be; command stands for the one who asks. */
FILE *file_create(const char *command, struct span name, bool force,
                  struct error *err);

/* Close it. False and *err when something could not be written. */
bool file_close(const char *command, FILE *file, struct error *err);

#endif
