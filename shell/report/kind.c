/* kind.c - the table of kinds: the only list of them. */
#include <config.h>

#include "shell/report/private.h"

const struct report_kind reports[] = {
    {
     .name = "tap",
     .help = "Test Anything Protocol, version 13",
     .begin = tap_begin,
     .file = tap_file,
     .end = tap_end,
     },
};

const size_t reports_count = sizeof reports / sizeof *reports;
