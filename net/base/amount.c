/* amount.c - sizes, counts and durations in words for a person. */
#include <config.h>

#include "net/base/text.h"
#include <inttypes.h>

/* Append n in decimal, zeros before it up to `width` digits (20 at most); a
 * listing has one for each message, so no printf. */
static void add_number(struct buf *out, uint64_t n, size_t width)
{
    char digits[20]; /* of 64 bits */
    size_t at = sizeof digits;

    while (n || sizeof digits - at < width) {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    }
    buf_add(out, (struct span){digits + at, sizeof digits - at});
}

/* Append whole and tenths of value / unit, rounded to the nearest. False, and
 * nothing appended, when that comes to `limit` of the unit: the next larger
 * one says it better. A limit of 0 is none. */
static bool add_tenths(struct buf *out, uint64_t value, uint64_t unit,
                       uint64_t limit)
{
    uint64_t whole = value / unit;
    uint64_t tenths = (value % unit * 10 + unit / 2) / unit;

    if (tenths == 10) {
        whole++;
        tenths = 0;
    }
    if (limit && whole >= limit)
        return false;
    add_number(out, whole, 1);
    buf_add_char(out, '.');
    add_number(out, tenths, 1);
    return true;
}

void text_size(struct buf *out, uint64_t octets)
{
    static const char prefixes[] = "KMGTPE";

    if (octets < 1024) {
        buf_add_format(out, "%" PRIu64 " octet%s", octets,
                       octets == 1 ? "" : "s");
        return;
    }

    uint64_t unit = 1024;
    const char *prefix = prefixes;
    while (!add_tenths(out, octets, unit, prefix[1] ? 1024 : 0)) {
        unit *= 1024;
        prefix++;
    }
    buf_add(out, (struct span){
                     (char[]){' ', *prefix, 'i', 'B'},
                     4
    });
}

void text_grouped(struct buf *out, uint64_t n)
{
    uint64_t unit = 1;

    while (n / unit >= 1000)
        unit *= 1000;
    add_number(out, n / unit, 1);
    while (unit > 1) {
        n %= unit;
        unit /= 1000;
        buf_add_char(out, ',');
        add_number(out, n / unit, 3);
    }
}

void text_duration(struct buf *out, uint64_t ns)
{
    enum { US = 1000, MS = 1000 * US, S = 1000 * MS };
    uint64_t us = ns / US + (ns % US >= US / 2);
    uint64_t s = ns / S;

    if (us < 1000) {
        buf_add_format(out, "%" PRIu64 " us", us);
        return;
    }
    if (add_tenths(out, ns, MS, 1000))
        buf_add_text(out, " ms");
    else if (add_tenths(out, ns, S, 120))
        buf_add_text(out, " s");
    else if (s < 7200)
        buf_add_format(out, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
    else
        buf_add_format(out, "%" PRIu64 " h %" PRIu64 " min", s / 3600,
                       s / 60 % 60);
}
