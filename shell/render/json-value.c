/* json-value.c - JSON values out of octets, numbers and times. */
#include <config.h>

#include "net/base/text.h"
#include "shell/render/json-form.h"

/* Each octet as the character of its number, in UTF-8. */
static void add_latin1(struct buf *out, struct span octets)
{
    for (size_t i = 0; i < octets.len; i++) {
        unsigned char c = (unsigned char)octets.at[i];

        if (c >= 0x80) {
            buf_add_char(out, (char)(0xC0 | c >> 6));
            c = (unsigned char)(0x80 | (c & 0x3F));
        }
        buf_add_char(out, (char)c);
    }
}

json_t *json_octets(struct span octets, bool utf8)
{
    struct buf latin1 = {0};
    json_t *value;

    if (utf8)
        return json_stringn_nocheck(octets.len ? octets.at : "", octets.len);
    buf_init(&latin1, 2 * octets.len);
    add_latin1(&latin1, octets);
    value = json_stringn_nocheck(buf_text(&latin1), latin1.len);
    buf_done(&latin1);
    return value;
}

void json_put_octets(json_t *object, const char *name, struct span octets)
{
    bool utf8 = text_is_utf8(octets, NULL);
    struct buf full_name = {0};

    buf_add_text(&full_name, name);
    buf_add_text(&full_name, utf8 ? "" : "_latin1");
    json_object_set_new(object, buf_text(&full_name),
                        json_octets(octets, utf8));
    buf_done(&full_name);
}

void json_put_number(json_t *object, const char *name, uint64_t n)
{
    json_object_set_new(object, name,
                        n <= INT64_MAX ? json_integer((json_int_t)n)
                                       : json_real((double)n));
}

static double microseconds(uint64_t ns)
{
    return (double)(ns / 1000 + (ns % 1000 >= 500));
}

void json_put_seconds(json_t *object, const char *name, uint64_t ns)
{
    json_object_set_new(object, name, json_real(microseconds(ns) / 1e6));
}

void json_put_ms(json_t *object, const char *name, uint64_t ns)
{
    json_object_set_new(object, name, json_real(microseconds(ns) / 1e3));
}

/* "\uXXXX", beyond U+FFFF a pair of surrogates. */
static void add_escape(struct buf *out, uint32_t c)
{
    if (c > 0xFFFF) {
        c -= 0x10000;
        buf_add_format(out, "\\u%04x", 0xD800 | c >> 10);
        c = 0xDC00 | (c & 0x3FF);
    }
    buf_add_format(out, "\\u%04x", c);
}

/* Octets at the front of s that are printable ASCII. */
static size_t ascii_run(struct span s)
{
    size_t n = 0;

    while (n < s.len && (unsigned char)s.at[n] < 0x7F)
        n++;
    return n;
}

/* jansson gives whole characters, and has escaped C0 already. */
static int write_safely(const char *text, size_t size, void *ctx)
{
    struct buf *out = ctx;
    struct span rest = {text, size};

    while (rest.len) {
        size_t n = ascii_run(rest);
        uint32_t c;

        buf_add(out, span_first(rest, n));
        rest = span_from(rest, n);
        n = text_utf8(rest, &c);
        if (!n)
            break;
        if (text_is_unsafe(c))
            add_escape(out, c);
        else
            buf_add(out, span_first(rest, n));
        rest = span_from(rest, n);
    }
    return 0;
}

void json_write(struct buf *out, const json_t *value)
{
    enum { DIGITS = 15 }; /* of real numbers: 9 seconds and 6 decimals */

    json_dump_callback(value, write_safely, out,
                       JSON_COMPACT | JSON_ENCODE_ANY |
                           JSON_REAL_PRECISION(DIGITS));
}
