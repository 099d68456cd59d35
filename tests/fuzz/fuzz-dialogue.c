/* fuzz-dialogue.c - any octets of both sides, in any split.
 *
 * Properties: never crashes; whole, octet by octet and random splits give
 * equal events; what is shown of them has no raw control octet; memory for a
 * line is bounded (ASan and the limits of buf see to it). */
#include <config.h>

#include "net/base/memory.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The script of trace.h that the octets stand for. */
static char *script_of(const uint8_t *at, size_t len)
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

static void check_printable(const char *trace)
{
    for (; *trace; trace++)
        if ((unsigned char)*trace < 0x20 && *trace != '\n')
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    char *script, *whole;

    if (len > 4096)
        return 0;
    script = script_of(at, len);
    whole = trace_script(script, SPLIT_WHOLE, 0);
    check_printable(whole);
    for (unsigned seed = 0; seed < 3; seed++) {
        char *split =
            trace_script(script, seed ? SPLIT_RANDOM : SPLIT_OCTETS, seed);

        if (strcmp(split, whole) != 0) {
            fprintf(stderr, "--- script\n%s--- whole\n%s--- split %u\n%s",
                    script, whole, seed, split);
            abort();
        }
        free(split);
    }
    free(whole);
    free(script);
    return 0;
}
