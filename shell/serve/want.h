/* want.h - what a session asks for, in the words of the loop. */
#ifndef POP3SH_SERVE_WANT_H
#define POP3SH_SERVE_WANT_H

#include "net/server/session.h"
#include "net/wire/serve.h"

enum serve_want want_of(enum server_want want);

#endif
