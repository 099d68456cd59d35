/* event.c - words of events. */
#include <config.h>

#include "net/pop3/event.h"

const char *close_how_name(enum close_how how)
{
    static const char *const names[] = {
        [CLOSE_FIN] = "fin",
        [CLOSE_NOTIFY] = "notify",
        [CLOSE_RESET] = "rst",
        [CLOSE_TIMEOUT] = "timeout",
    };

    return names[how];
}
