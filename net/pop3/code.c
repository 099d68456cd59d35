/* code.c - the table of response codes. */
#include <config.h>

#include "net/pop3/code.h"

#include "net/base/named.h"

#define ON(verb) (UINT32_C(1) << VERB_##verb)
#define ON_LOGIN (ON(PASS) | ON(APOP) | ON(AUTH))
#define ON_ALL UINT32_MAX

_Static_assert(VERB_COUNT <= 32, "a bit per verb");

const struct response_code response_codes[] = {
    {
     .code = "AUTH",
     .verbs = ON_LOGIN,
     .status = STATUS_ERR,
     .rfc = "3206 section 5",
     .meaning = "the credentials were refused",
     .next = "check user name and password; waiting will not help",
     },
    {
     .code = "IN-USE",
     .verbs = ON_LOGIN,
     .status = STATUS_ERR,
     .rfc = "2449 section 8.1.2",
     .meaning = "the login was right, but another session holds the "
                   "maildrop",                                                .next = "wait for that session to end, or look for a stale lock on "
                "the server", },
    {
     .code = "LOGIN-DELAY",
     .verbs = ON_LOGIN,
     .status = STATUS_ERR,
     .rfc = "2449 section 8.1.1",
     .meaning = "the last login was too short a time ago",
     .next = "wait; LOGIN-DELAY in the CAPA reply tells how many seconds",
     },
    {
     .code = "SYS/PERM",
     .verbs = ON_ALL,
     .status = STATUS_ERR,
     .rfc = "3206 section 4",
     .meaning = "the server has a fault that will not go away by itself",
     .next = "look into the server's log; trying again will not help",
     },
    {
     .code = "SYS/TEMP",
     .verbs = ON_ALL,
     .status = STATUS_ERR,
     .rfc = "3206 section 4",
     .meaning = "the server has a fault that should pass",
     .next = "try again later; if it stays, look into the server's log",
     },
    {
     .code = "UTF8",
     .verbs = ON(LIST) | ON(TOP) | ON(RETR),
     .status = STATUS_ERR,
     .rfc = "6856 section 5",
     .meaning = "the message cannot be given to a session without UTF-8",
     .next = "connect again and send UTF8 before logging in",
     },
};

const size_t response_codes_count =
    sizeof response_codes / sizeof *response_codes;

static const struct response_code *find_exact(struct span code)
{
    return NAMED_FIND(response_codes, response_codes_count, code, code);
}

/* The levels of code but the lowest; empty when it has only one. */
static struct span without_lowest(struct span code)
{
    size_t n = code.len;

    while (n && code.at[n - 1] != '/')
        n--;
    return span_first(code, n ? n - 1 : 0);
}

const struct response_code *code_find(struct span code)
{
    const struct response_code *row = NULL;

    for (; code.len && !row; code = without_lowest(code))
        row = find_exact(code);
    return row;
}
