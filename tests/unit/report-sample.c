/* report-sample.c - writes reports of a run that never was.
 *
 * usage: report-sample small|hostile KIND=PATH...
 *
 * For the end-to-end tests, which give them to the programs that read such
 * reports. */
#include <config.h>

#include "report-fixture.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct report *r = NULL;
    struct error err = {0};

    if (argc < 3 ||
        !report_open("replay", argv + 2, (size_t)argc - 2, &r, &err)) {
        fprintf(stderr, "report-sample: %s\n", err.what);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "hostile") == 0)
        tell_hostile_run(r, "tOpSeCrEt");
    else
        tell_small_run(r);
    if (!report_close(r, EXIT_CHECK, &err)) {
        fprintf(stderr, "report-sample: %s\n", err.what);
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}
