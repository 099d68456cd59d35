/* cmd-check.c - \check [full]: asks the maildrop the same thing in several
 * ways, so that the rules can compare the answers. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/render/finding.h"
#include "shell/session/verdict.h"

enum { SAMPLE_MOST = 5 }; /* messages that "full" reads */

static bool ask(struct shell *sh, const char *line, struct error *err)
{
    enum status status;

    return session_ask(sh->session, line, &status, err);
}

/* The i-th of `sample` message-numbers spread over 1 to count. */
static size_t spread(size_t i, size_t sample, size_t count)
{
    return sample < 2 ? 1 : 1 + i * (count - 1) / (sample - 1);
}

/* TOP and RETR of messages spread over the maildrop, those not deleted. */
static bool read_sample(struct shell *sh, struct error *err)
{
    const struct messages *m = dialogue_messages(session_dialogue(sh->session));
    size_t sample = m->count < SAMPLE_MOST ? m->count : SAMPLE_MOST;

    for (size_t i = 0; i < sample; i++) {
        size_t n = spread(i, sample, m->count);
        const struct message_entry *entry = messages_get(m, n);
        struct buf line = {0};
        bool ok;

        if (!entry || (entry->flags & MESSAGE_DELETED))
            continue;
        buf_add_format(&line, "TOP %zu 0", n);
        ok = ask(sh, buf_text(&line), err);
        buf_clear(&line);
        buf_add_format(&line, "RETR %zu", n);
        ok = ok && ask(sh, buf_text(&line), err);
        buf_done(&line);
        if (!ok)
            return false;
    }
    return true;
}

static void add_verdict(struct buf *out, const struct verdict_counts *before,
                        const struct verdict_counts *after, bool full)
{
    uint64_t errors = after->errors - before->errors;
    uint64_t warnings = after->warnings - before->warnings;
    uint64_t notes = after->notes - before->notes;

    buf_add_text(out, full ? "STAT, LIST, UIDL, TOP and RETR"
                           : "STAT, LIST and UIDL");
    buf_add_text(out, errors || warnings ? " do not agree" : " agree");
    if (errors || warnings || notes) {
        buf_add_text(out, ": ");
        finding_counts(out, errors, warnings, notes);
        buf_add_text(out, "; \\findings lists them");
    }
    buf_add_char(out, '\n');
}

COMMAND_FUNCTION(check)
{
    bool full = span_is_case(args->text, "full");
    const struct verdict *v = session_verdict(sh->session);
    struct verdict_counts before = verdict_counts(v), after;
    struct buf out = {0};

    if (args->text.len && !full)
        return error_set(err, ERROR_USAGE, "\\check takes \"full\" or nothing");
    if (dialogue_state(session_dialogue(sh->session)) != STATE_TRANSACTION)
        return error_set(err, ERROR_USAGE,
                         "\\check needs a login: it asks STAT, LIST and UIDL");
    if (!ask(sh, "STAT", err) || !ask(sh, "LIST", err) ||
        !ask(sh, "UIDL", err) || (full && !read_sample(sh, err)))
        return false;
    after = verdict_counts(v);
    add_verdict(&out, &before, &after, full);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
