/* cmd-latency.c - \latency [COUNT]: how long a NOOP takes. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/wire/clock.h"
#include "shell/command/command.h"
#include "shell/command/hush.h"
#include "shell/command/print.h"
#include <stdlib.h>

enum { COUNT_USUAL = 10, COUNT_MOST = 10000, BARS = 8, BAR_COLUMNS = 40 };

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static void add_value(struct buf *out, const char *name, uint64_t ns)
{
    buf_add_format(out, "%s ", name);
    text_duration(out, ns);
    buf_add_text(out, "  ");
}

/* Bars of equal width in time, from the shortest to the longest. */
static void add_histogram(struct buf *out, const uint64_t *sorted, size_t n)
{
    uint64_t least = sorted[0], most = sorted[n - 1];
    uint64_t step = (most - least) / BARS + 1;
    size_t counts[BARS] = {0}, highest = 1;

    for (size_t i = 0; i < n; i++) {
        size_t bar = (size_t)((sorted[i] - least) / step);
        if (++counts[bar] > highest)
            highest = counts[bar];
    }
    for (size_t bar = 0; bar < BARS; bar++) {
        struct buf from = {0};
        text_duration(&from, least + bar * step);
        buf_add_format(out, "  %8s ", buf_text(&from));
        for (size_t c = (counts[bar] * BAR_COLUMNS + highest - 1) / highest;
             c > 0; c--)
            buf_add_char(out, '#');
        buf_add_format(out, " %zu\n", counts[bar]);
        buf_done(&from);
    }
}

static void add_report(struct buf *out, uint64_t *took, size_t n)
{
    qsort(took, n, sizeof *took, compare);
    buf_add_format(out, "%zu NOOP: ", n);
    add_value(out, "min", took[0]);
    add_value(out, "median", took[n / 2]);
    add_value(out, "p99", took[(n * 99 + 99) / 100 - 1]);
    add_value(out, "max", took[n - 1]);
    out->len -= 2;
    buf_add_char(out, '\n');
    if (n > 1)
        add_histogram(out, took, n);
}

COMMAND_FUNCTION(latency)
{
    uint64_t count = COUNT_USUAL, *took;
    enum status status = STATUS_NONE;
    struct buf out = {0};
    bool ok = true;
    size_t n = 0;

    if (args->text.len &&
        (!span_number(args->text, &count) || !count || count > COUNT_MOST))
        return error_set(err, ERROR_USAGE,
                         "\\latency takes a count from 1 to %d", COUNT_MOST);
    if (dialogue_state(session_dialogue(sh->session)) != STATE_TRANSACTION)
        return error_set(err, ERROR_USAGE,
                         "\\latency needs a login: NOOP is not allowed before "
                         "it");
    took = xcalloc(count, sizeof *took);
    while (ok && n < count) {
        uint64_t from = clock_ns();
        ok = hush_ask(sh, "NOOP", &status, err);
        took[n++] = clock_ns() - from;
        if (ok && !session_is_open(sh->session))
            break;
    }
    if (ok) {
        add_report(&out, took, n);
        print_text(sh, &out);
    }
    buf_done(&out);
    free(took);
    return ok;
}
