/* fuzz-rules.c - all rules over any octets of both sides, in any split.
 *
 * Properties: never crashes; whole, octet by octet and random splits give the
 * same findings; no message holds a raw control octet. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/rules/check.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/records.h"
#include "tests/unit/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_printable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            abort();
}

static void collect(void *ctx, const struct event *e)
{
    struct buf *out = ctx;
    const struct finding *f = e->finding;

    if (e->kind != EVENT_FINDING)
        return;
    check_printable(f->message);
    buf_add_format(out, "%s %s @%ju column %u x%ju: %s\n",
                   severity_name(f->severity), f->rule->id,
                   (uintmax_t)f->offset, f->column, (uintmax_t)f->count,
                   f->message);
}

/* With runs, so that whole octets are read the fast way and single octets the
 * slow one. */
static void attach(void *ctx, struct dialogue *d)
{
    check_attach(ctx, d);
    dialogue_take_runs(d, check_takes_runs, ctx);
}

/* The findings as lines; owned by the caller. */
static char *judge(const char *script, enum split split, unsigned seed)
{
    struct buf out = {0};
    struct check *c = check_new(collect, &out);

    trace_feed(script, split, seed, check_see, c, attach);
    check_free(c);
    return buf_take(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    char *script, *whole;

    if (len > 4096)
        return 0;
    script = records_script(at, len);
    whole = judge(script, SPLIT_WHOLE, 0);
    for (unsigned seed = 0; seed < 3; seed++) {
        char *split = judge(script, seed ? SPLIT_RANDOM : SPLIT_OCTETS, seed);

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
