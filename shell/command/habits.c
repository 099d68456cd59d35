/* habits.c - the table of those words. */
#include <config.h>

#include "shell/command/habits.h"

#include "net/base/named.h"

static const struct habit {
    const char *word, *meant;
} habits[] = {
    {"?",       "\\?"      },
    {"bye",     "\\q"      },
    {"connect", "\\connect"},
    {"exit",    "\\q"      },
    {"help",    "\\?"      },
    {"login",   "\\login"  },
    {"open",    "\\connect"},
};

const char *habit_meant(struct span word)
{
    const struct habit *row =
        NAMED_FIND(habits, sizeof habits / sizeof *habits, word, word);

    return row ? row->meant : NULL;
}
