/* hex.c - the digits, in one place. */
#include <config.h>

#include "net/base/hex.h"

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void hex_write(char *out, const void *octets, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = octets;

    for (size_t i = 0; i < n; i++) {
        *out++ = digits[at[i] >> 4];
        *out++ = digits[at[i] & 15];
    }
}

void hex_add(struct buf *out, const void *octets, size_t n)
{
    const char *at = octets;

    for (size_t i = 0; i < n; i++) {
        char pair[2];

        hex_write(pair, at + i, 1);
        buf_add(out, (struct span){pair, sizeof pair});
    }
}
