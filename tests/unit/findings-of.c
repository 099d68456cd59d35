/* findings-of.c - the findings of a script, for tests in other languages.
 *
 *     findings-of [--loopback] [--port N] <SCRIPT
 *
 * SCRIPT has the form of trace.h, a recording of record_session.py for one;
 * what is printed has that of findings_of. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/span.h"
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_options(int argc, char **argv, struct check_peer *peer)
{
    for (int i = 1; i < argc; i++) {
        uint64_t port = 0;

        if (!strcmp(argv[i], "--loopback"))
            peer->loopback = true;
        else if (!strcmp(argv[i], "--port") && i + 1 < argc &&
                 span_number(span_of(argv[++i]), &port) && port <= UINT16_MAX)
            peer->port = (uint16_t)port;
        else
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct check_peer peer = {0};
    struct buf script = {0};
    char part[4096], *findings;
    size_t n;

    if (!read_options(argc, argv, &peer)) {
        fputs("usage: findings-of [--loopback] [--port N] <SCRIPT\n", stderr);
        return 2;
    }
    while ((n = fread(part, 1, sizeof part, stdin)) > 0)
        buf_add(&script, (struct span){part, n});
    if (ferror(stdin)) {
        perror("findings-of");
        return 1;
    }
    findings = findings_of(buf_text(&script), &peer, SPLIT_WHOLE, 0);
    fputs(findings, stdout);
    free(findings);
    buf_done(&script);
    return 0;
}
