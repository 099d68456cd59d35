/* want.c - what a session asks for, in the words of the loop. */
#include <config.h>

#include "shell/serve/want.h"

enum serve_want want_of(enum server_want want)
{
    static const enum serve_want wants[] = {
        [SERVER_GOES_ON] = SERVE_GOES_ON,
        [SERVER_WAITS] = SERVE_WAITS,
        [SERVER_TLS] = SERVE_TLS,
        [SERVER_CLOSE] = SERVE_CLOSE,
    };

    return wants[want];
}
