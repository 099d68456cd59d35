/* fuzz-target.c - any text as a target.
 *
 * Properties: never crashes; what is refused is refused in printable words
 * that do not hold the password; what is taken has no CR, LF or NUL in it, is
 * shown in printable words without the password, and what is shown reads as
 * the same target (but for zones and what must be escaped). */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/memory.h"
#include "net/base/text.h"
#include "shell/option/target.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASSWORD "S3CRET"

static void fail(const char *what, const char *text, const char *more)
{
    fprintf(stderr, "%s:\n%s\n%s\n", what, text, more);
    abort();
}

static void check_printable(const char *text, const char *from)
{
    size_t bad;

    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            fail("a control octet", from, text);
    if (!text_is_utf8(span_of(text), &bad))
        fail("no UTF-8", from, text);
}

/* Does text hold the password where a password stands, and only there? */
static bool has_password(const char *text)
{
    const char *at = strstr(text, ":" PASSWORD "@");

    return at && strstr(text, PASSWORD) == at + 1 &&
           !strstr(at + 2, PASSWORD) && strncasecmp(text, "unix:", 5) != 0;
}

static void check_whole(const struct target *t, const char *text)
{
    const char *parts[] = {t->host, t->ascii, t->path, t->user, t->mech};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strpbrk(parts[i], "\r\n"))
            fail("a line end", text, parts[i]);
    if (!*t->host == !*t->path)
        fail("neither a host nor a path, or both", text, "");
    if (*t->host && !t->port)
        fail("a host without a port", text, "");
}

/* Shown and read again it is the same place. */
static void check_shown(const struct target *t, const char *text)
{
    struct buf shown = {0};
    struct target again;
    struct error err = {0};

    target_show(t, &shown);
    check_printable(buf_text(&shown), text);
    if (has_password(text) && strstr(buf_text(&shown), PASSWORD))
        fail("a password is shown", text, buf_text(&shown));
    /* what is escaped is for eyes only, and so is a zone ("%eth0"), which
     * stands without the %25 of URLs */
    if (strchr(buf_text(&shown), '\\') || strchr(t->host, '%')) {
        buf_done(&shown);
        return;
    }
    if (!target_parse(buf_text(&shown), &again, &err))
        fail("what is shown does not read", buf_text(&shown), err.what);
    if (strcmp(again.ascii, t->ascii) != 0 || again.port != t->port ||
        again.tls != t->tls || strcmp(again.user, t->user) != 0 ||
        strcmp(again.path, t->path) != 0)
        fail("what is shown is another target", text, buf_text(&shown));
    target_done(&again);
    buf_done(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    char *text;
    struct target t;
    struct error err = {0};

    if (len > 2048 || (len && memchr(at, '\0', len)))
        return 0;
    text = span_dup((struct span){(const char *)at, len});
    if (target_parse(text, &t, &err)) {
        check_whole(&t, text);
        check_shown(&t, text);
        target_done(&t);
    } else {
        check_printable(err.what, text);
        if (has_password(text) && strstr(err.what, PASSWORD))
            fail("a password is told", text, err.what);
    }
    free(text);
    return 0;
}
