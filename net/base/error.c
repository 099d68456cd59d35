/* error.c - makes the one sentence about what the world did to us.
 *
 * Formats it, keeps it printable and in its size. Leaves showing it to the
 * program. */
#include <config.h>

#include "net/base/error.h"
#include "net/base/text.h"
#include <stdio.h> /* vsnprintf only: formats into memory, touches no file */
#include <string.h>

/* Replace by '?' each octet of text that is no part of a safe character. */
static void make_printable(char *text)
{
    struct span rest = span_of(text);

    while (rest.len) {
        uint32_t character;
        size_t n = text_utf8(rest, &character);
        bool safe = n && !text_is_unsafe(character);

        if (!n)
            n = 1;
        if (!safe)
            memset(text, '?', n);
        text += n;
        rest = span_from(rest, n);
    }
}

/* End a text that filled its room with "..." behind its last whole
 * character. */
static void mark_cut(char *text, size_t room)
{
    size_t end = room - sizeof "...";

    while (end && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "...", sizeof "...");
}

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
    struct error made = {.code = code}; /* the arguments may point into *err */
    va_list args;

    if (!err)
        return false;
    va_start(args, format);
    int wanted = vsnprintf(made.what, sizeof made.what, format, args);
    va_end(args);
    if (wanted >= (int)sizeof made.what)
        mark_cut(made.what, sizeof made.what);
    make_printable(made.what);
    *err = made;
    return false;
}

void error_prefix(struct error *err, const char *prefix)
{
    if (err)
        error_set(err, err->code, "%s: %s", prefix, err->what);
}

const char *error_class(enum error_code code)
{
    static const char *const classes[] = {
        [ERROR_NONE] = "none",
        [ERROR_USAGE] = "usage",
        [ERROR_INPUT] = "input",
        [ERROR_NETWORK] = "network",
        [ERROR_TLS] = "tls",
        [ERROR_AUTH] = "auth",
        [ERROR_CANCELLED] = "cancelled",
        [ERROR_CHECK] = "check",
    };

    return classes[code];
}
