/* cmd-findings.c - \findings: what the rules found so far. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/render/finding.h"
#include "shell/session/verdict.h"

static void add_totals(struct buf *out, const struct verdict *v)
{
    struct verdict_counts c = verdict_counts(v);
    uint64_t all = c.errors + c.warnings + c.notes;

    if (!all) {
        buf_add_text(out, "nothing found\n");
        return;
    }
    finding_counts(out, c.errors, c.warnings, c.notes);
    if (verdict_findings(v) < all)
        buf_add_format(out, "; %zu of them above", verdict_findings(v));
    buf_add_text(out, "\n\\h RULE explains one\n");
}

COMMAND_FUNCTION(findings)
{
    const struct verdict *v = session_verdict(sh->session);
    const struct render_options *how = renderer_options(sh->renderer);
    unsigned flags = how->utf8 ? TEXT_PLAIN : TEXT_ASCII;
    struct buf out = {0};

    (void)args;
    (void)err;
    for (size_t i = 0; i < verdict_findings(v); i++)
        finding_text(&out, verdict_finding(v, i), false, flags,
                     how->columns ? how->columns : 80);
    add_totals(&out, v);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
