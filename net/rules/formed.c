/* formed.c - the form of a command line (RFC 1939 section 3, RFC 2449 4). */
#include <config.h>

#include "net/rules/formed.h"

enum { COMMAND_MOST = 255 }; /* octets of a command with CRLF */

/* One SP between words, and none at either end. */
static bool is_spaced(struct span line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.at[i] == ' ' &&
            (!i || i + 1 == line.len || line.at[i + 1] == ' '))
            return false;
    return line.len > 0;
}

/* [1-9][0-9]* */
static bool is_message_number(const struct request *r)
{
    return r->has_number[0] && request_arg(r, 0).at[0] != '0';
}

bool is_formed(const struct request *r)
{
    if (!r || r->kind != REQUEST_COMMAND || !r->verb || r->flaws ||
        r->size_octets > COMMAND_MOST || r->args < r->verb->args_min ||
        r->args > r->verb->args_max || !is_spaced(request_line(r)))
        return false;
    return !(r->verb->flags & VERB_MSGNO) || !r->args || is_message_number(r);
}
