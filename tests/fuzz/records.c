/* records.c - turns fuzz input into the steps of a session. */
#include <config.h>

#include "tests/fuzz/records.h"

#include "net/base/buf.h"

/* The input is a list of records: an octet that names the step, one with a
 * length, and that many octets. */
enum step { STEP_SERVER, STEP_CLIENT, STEP_SILENCE, STEP_TLS, STEP_COMMAND };

/* Commands that random octets would hardly ever spell. */
static const char *const commands[] = {
    "NOOP", "STAT", "LIST",    "LIST 1",     "UIDL",      "RETR 1",
    "CAPA", "STLS", "TOP 1 1", "AUTH PLAIN", "AUTH",      "QUIT",
    "DELE", "RSET", "USER a",  "PASS b",     "XTND XMIT", "FOO",
};

static void escape(struct buf *script, const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buf_add_format(script, "\\x%02X", at[i]);
    buf_add_char(script, '\n');
}

static void write_step(struct buf *script, unsigned what, const uint8_t *at,
                       size_t len)
{
    switch (what % 5) {
    case STEP_SERVER:
        buf_add_text(script, "S ");
        escape(script, at, len);
        break;
    case STEP_CLIENT:
        buf_add_text(script, "C ");
        escape(script, at, len);
        break;
    case STEP_SILENCE:
        buf_add_format(script, "+%u\n", (unsigned)len * 20);
        break;
    case STEP_TLS:
        buf_add_text(script, "tls\n");
        break;
    case STEP_COMMAND:
        buf_add_format(script, "C %s\\r\\n\n",
                       commands[len % (sizeof commands / sizeof *commands)]);
        break;
    }
}

char *records_script(const uint8_t *at, size_t len)
{
    struct buf script = {0};
    size_t i = 0;

    buf_add_text(&script, "open\nS +OK\\r\\n\n");
    while (i + 2 <= len) {
        unsigned what = at[i];
        size_t n = at[i + 1];
        bool counted = what % 5 > STEP_CLIENT;

        i += 2;
        if (!counted && n > len - i)
            n = len - i;
        write_step(&script, what, at + i, n);
        if (!counted)
            i += n;
    }
    buf_add_text(&script, "close\n");
    return buf_take(&script);
}
