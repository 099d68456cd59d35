/* exit.c - from what went wrong to an exit status.
 *
 * One table, most important first, is both the ranking and the mapping. */
#include <config.h>

#include "shell/shell.h"
#include <stddef.h>

static const struct rank {
    enum exit_status status;
    enum error_code code; /* ERROR_NONE: no error stands for this status */
} ranks[] = {
    {EXIT_BUG,     ERROR_NONE     },
    {EXIT_USAGE,   ERROR_USAGE    },
    {EXIT_INPUT,   ERROR_INPUT    },
    {EXIT_NETWORK, ERROR_NETWORK  },
    {EXIT_NETWORK, ERROR_CANCELLED}, /* what was waited for did not come */
    {EXIT_TLS,     ERROR_TLS      },
    {EXIT_AUTH,    ERROR_AUTH     },
    {EXIT_CHECK,   ERROR_CHECK    },
    {EXIT_REFUSED, ERROR_NONE     },
    {EXIT_DONE,    ERROR_NONE     },
};

enum { RANK_COUNT = sizeof ranks / sizeof *ranks };

enum exit_status exit_of(enum error_code code)
{
    if (code == ERROR_NONE)
        return EXIT_DONE;
    for (size_t i = 0; i < RANK_COUNT; i++)
        if (ranks[i].code == code)
            return ranks[i].status;
    return EXIT_BUG;
}

enum error_code error_of(enum exit_status status)
{
    for (size_t i = 0; i < RANK_COUNT; i++)
        if (ranks[i].status == status)
            return ranks[i].code;
    return ERROR_NONE;
}

/* The place of status in the ranking; what is not in it is a bug. */
static size_t rank_of(enum exit_status status)
{
    for (size_t i = 0; i < RANK_COUNT; i++)
        if (ranks[i].status == status)
            return i;
    return 0;
}

enum exit_status exit_worse(enum exit_status a, enum exit_status b)
{
    size_t rank_a = rank_of(a), rank_b = rank_of(b);

    return ranks[rank_a < rank_b ? rank_a : rank_b].status;
}
