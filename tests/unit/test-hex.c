/* test-hex.c - octets as hexadecimal digits. */
#include <config.h>

#include "net/base/hex.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

Test(hex, only_the_22_digits_have_a_value)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    for (int c = -128; c < 256; c++) {
        const char *at = c > 0 && c < 128 ? strchr(digits, c) : NULL;
        int place = at ? (int)(at - digits) : -1;

        cr_expect(eq(int, hex_value((char)c), place < 16 ? place : place - 6),
                  "octet %d", c);
    }
}

Test(hex, octets_are_two_small_digits_each)
{
    struct buf out = {0};
    char four[5] = "....";

    hex_add(&out, "\x00\x7f\xff\x1A", 4);
    cr_expect(eq(str, (char *)buf_text(&out), "007fff1a"));
    hex_write(four, "\xc0\xde", 2);
    cr_expect(eq(str, four, "c0de"));
    buf_done(&out);
}
