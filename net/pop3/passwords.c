/* passwords.c - a few passwords, and their numbers. */
#include <config.h>

#include "net/pop3/passwords.h"

void passwords_done(struct passwords *p)
{
    for (size_t i = 0; i < PASSWORDS_MOST; i++)
        secret_done(&p->at[i]);
    *p = (struct passwords){0};
}

unsigned passwords_find(const struct passwords *p, struct span octets)
{
    for (unsigned i = 0; i < PASSWORDS_MOST && octets.len; i++)
        if (span_equal(secret_span(&p->at[i]), octets))
            return i + 1;
    return 0;
}

void passwords_put(struct passwords *p, unsigned number, struct span password)
{
    secret_set(&p->at[number - 1], password);
}

unsigned passwords_number(struct passwords *p, struct span password)
{
    unsigned number = passwords_find(p, password);

    for (unsigned i = 0; i < PASSWORDS_MOST && !number && password.len; i++)
        if (!p->at[i].at) {
            passwords_put(p, i + 1, password);
            number = i + 1;
        }
    p->full = p->full || (!number && password.len);
    p->last = number ? number : p->last;
    return number;
}
