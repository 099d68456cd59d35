/* intake.c - the texts of a run on their way in.
 *
 * Every one passes here and plain.c, so that no kind of report can forget it.
 */
#include <config.h>

#include "net/transcript/file-mask.h"
#include "shell/report/private.h"

static struct span keep_plain(struct report_file *f, struct span text,
                              void (*plain)(struct buf *out,
                                            const struct mask *mask,
                                            struct span text))
{
    struct buf out = {0};
    struct span kept;

    plain(&out, f->about.mask, text);
    kept = kept_octets(f, buf_span(&out));
    buf_done(&out);
    return kept;
}

struct span keep_line(struct report_file *f, struct span text)
{
    return keep_plain(f, text, plain_line);
}

struct span keep_lines(struct report_file *f, struct span text)
{
    return keep_plain(f, text, plain_lines);
}

struct span keep_client(struct report_file *f, struct span text)
{
    struct buf open = {0};
    struct span kept;

    file_mask_client(f->about.mask, text, &open);
    kept = keep_line(f, buf_span(&open));
    buf_wipe(&open);
    return kept;
}

const char *keep_text(struct report_file *f, const char *text)
{
    return text ? keep_line(f, span_of(text)).at : NULL;
}

const char *keep_name(struct report_file *f, const char *name)
{
    struct buf out = {0};
    const char *kept;

    if (!name)
        return NULL;
    plain_line(&out, NULL, span_of(name));
    kept = kept_text(f, buf_text(&out));
    buf_done(&out);
    return kept;
}

const char *keep_reason(struct report_file *f, const char *reason)
{
    struct buf whole = {0};
    struct span rest, name = span_of(f->about.name);
    const char *kept;

    if (!reason || !span_starts(span_of(reason), name))
        return keep_text(f, reason);
    rest = span_from(span_of(reason), name.len);
    buf_add(&whole, name);
    plain_line(&whole, f->about.mask, rest);
    kept = kept_text(f, buf_text(&whole));
    buf_done(&whole);
    return kept;
}
