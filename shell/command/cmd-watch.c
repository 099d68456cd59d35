/* cmd-watch.c - \watch SECS[/TIMES] CMD: does a line again and again. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/mode/input.h"

enum { SECONDS_MOST = 86400 };

/* "2", "0.5", "2/10". */
static bool read_interval(struct span word, unsigned *ms_out,
                          uint64_t *times_out)
{
    struct span seconds = span_first(word, span_find(word, '/'));
    struct span times = span_from(word, seconds.len + 1);

    *times_out = 0;
    if (seconds.len < word.len &&
        (!span_number(times, times_out) || !*times_out))
        return false;
    return settings_seconds(seconds, ms_out) && *ms_out > 0;
}

COMMAND_FUNCTION(watch)
{
    struct span line = args->text, word = span_take_word(&line);
    uint64_t times = 0;
    unsigned ms = 0;
    bool ok = true;

    line = span_trim(line);
    if (!read_interval(word, &ms, &times) || !line.len)
        return error_set(err, ERROR_USAGE,
                         "\\watch takes seconds and a line: \\watch 2 STAT, "
                         "or \\watch 2/10 STAT for ten times");
    for (uint64_t i = 0; ok && !sh->leaving; i++) {
        uint64_t refused = session_counts(sh->session).refused;

        if (times && i == times)
            break;
        if (i && session_pause(sh->session, ms, err) == SESSION_CANCELLED)
            return error_set(err, ERROR_CANCELLED, "stopped watching");
        ok = input_run(sh, line, err);
        if (sh->options->stop_on_error && !sh->interactive &&
            session_counts(sh->session).refused > refused)
            break;
        renderer_flush(sh->renderer);
    }
    return ok;
}
