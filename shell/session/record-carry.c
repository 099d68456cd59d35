/* record-carry.c - two files read, one written. */
#include <config.h>

#include "shell/session/record-carry.h"

#include "net/transcript/carry.h"
#include "net/transcript/hide-item.h"
#include "net/transcript/plan.h"
#include "shell/file/replace.h"
#include "shell/file/slurp.h"
#include <sys/stat.h>

struct read {
    struct buf text;
    struct transcript transcript;
};

static bool take(struct read *r, const char *path, struct error *err)
{
    if (!r->text.len && !slurp_file(&r->text, path, ITEM_FILE_MOST, err))
        return false;
    if (r->text.len > ITEM_FILE_MOST)
        return error_set(err, ERROR_INPUT, "%s: more than 64 MiB", path);
    return transcript_read(&r->transcript, buf_span(&r->text), path, err);
}

static void release(struct read *r)
{
    transcript_done(&r->transcript);
    buf_done(&r->text);
}

static bool is_empty(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !st.st_size;
}

/* A capture that later lines use may have gone with its line. */
static bool is_playable(struct span text, const char *path, struct error *err)
{
    struct transcript t;
    struct plan plan = {0};
    bool ok =
        transcript_read(&t, text, path, err) && plan_make(&plan, &t, path, err);

    plan_done(&plan);
    transcript_done(&t);
    return ok;
}

void record_carry_hide(const char *old, const struct mask *m, struct buf *text)
{
    struct buf hidden = {0};
    struct error ignored;

    if (!text->len && !slurp_file(text, old, ITEM_FILE_MOST, &ignored))
        return;
    if (text->len <= ITEM_FILE_MOST &&
        hide_transcript(m, buf_span(text), &hidden)) {
        buf_clear(text);
        buf_add(text, buf_span(&hidden));
    }
    buf_done(&hidden);
}

enum record_carried record_carry(const char *old, struct span text,
                                 const char *fresh,
                                 void (*tell)(void *ctx, const char *sentence),
                                 void *ctx)
{
    struct read was = {0}, is = {0};
    struct buf out = {0};
    struct error err = {0};
    enum record_carried carried = RECORD_UNABLE;

    if (text.len) /* else the file is read into it */
        buf_add(&was.text, text);
    if (take(&was, old, &err) && take(&is, fresh, &err)) {
        bool all = carry_over(&was.transcript, &is.transcript, &out);

        if (is_playable(buf_span(&out), fresh, &err) &&
            replace_name(all ? old : fresh, buf_span(&out), NULL, &err))
            carried = all ? RECORD_CARRIED : RECORD_PARTLY;
    } else if (is_empty(old)) {
        carried = RECORD_NOTHING;
    }
    if (carried == RECORD_PARTLY) {
        tell(ctx, "not all that people wrote into the old file has a place in "
                  "the new one");
    } else if (carried != RECORD_CARRIED) {
        struct buf said = {0};

        buf_add_format(&said, "nothing is carried over from the old file: %s",
                       err.what);
        tell(ctx, buf_text(&said));
        buf_done(&said);
    }
    buf_done(&out);
    release(&was);
    release(&is);
    return carried;
}
