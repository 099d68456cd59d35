/* fuzz-dialogue.c - any octets of both sides, in any split.
 *
 * Properties: never crashes; whole, octet by octet and random splits give
 * equal events; what is shown of them has no raw control octet; memory for a
 * line is bounded (ASan and the limits of buf see to it). */
#include <config.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/records.h"
#include "tests/unit/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    script = records_script(at, len);
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
