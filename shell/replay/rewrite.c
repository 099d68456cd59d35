/* rewrite.c - one run to see what differs, one to see that it stays so. */
#include <config.h>

#include "shell/replay/rewrite.h"

#include "net/base/memory.h"
#include "net/transcript/reshape.h"
#include "net/transcript/update.h"
#include "net/wire/clock.h"
#include "net/wire/wait.h"
#include "shell/file/replace.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool rewrite_way(const struct options *o, enum rewrite_way *out,
                 struct error *err)
{
    static const struct {
        const char *name;
        enum rewrite_way way;
    } ways[] = {
        {"",       REWRITE_SAFE  },
        {"all",    REWRITE_ALL   },
        {"force",  REWRITE_FORCE },
        {"review", REWRITE_REVIEW},
    };
    const char *ci = getenv("CI");

    *out = REWRITE_NONE;
    for (size_t i = 0; o->update && i < sizeof ways / sizeof *ways; i++)
        if (!strcmp(ways[i].name, o->update))
            *out = ways[i].way;
    if ((*out == REWRITE_SAFE || *out == REWRITE_ALL) && ci && *ci)
        return error_set(err, ERROR_USAGE,
                         "--update changes files, and CI is set; "
                         "--update=review writes FILE.new only, --update=force "
                         "does it all the same");
    return true;
}

/* --- what a run tells --- */

static void keep(void *ctx, json_t *told)
{
    json_array_append_new(ctx, told);
}

/* Tell what was kept. */
static void pass_on(const struct run_setup *setup, json_t *kept)
{
    size_t i;
    json_t *told;

    json_array_foreach(kept, i, told)
        setup->tell(setup->ctx, json_incref(told));
    json_array_clear(kept);
}

__attribute__((format(printf, 2, 3))) static void
note(const struct run_setup *setup, const char *format, ...)
{
    struct buf text = {0};
    va_list args;

    va_start(args, format);
    buf_add_formatv(&text, format, args);
    va_end(args);
    setup->tell(setup->ctx, told_note(buf_text(&text)));
    buf_done(&text);
}

static void take(void *ctx, const struct plan_answer *want,
                 const struct answer *got)
{
    update_take(ctx, want, got);
}

/* --- the second run --- */

/* A difference that came back in the new file. */
static void note_volatile(const struct run_setup *setup, const json_t *told)
{
    struct buf mask = {0};
    struct span expected = told_span(told, "expected");
    struct span got = told_span(told, "got");

    if (!span_is(told_span(told, "k"), "difference") || !expected.len ||
        !got.len || told_number(told, "note") || told_number(told, "side") ||
        told_number(told, "got-event"))
        return;
    update_suggest(&mask, expected, got);
    note(setup, "line %u is volatile; a mask for it: S: %s",
         (unsigned)told_number(told, "line"), buf_text(&mask));
    buf_done(&mask);
}

/* The announced LOGIN-DELAY, so that the second login is not too early. */
static void wait_delay(const struct run_result *r)
{
    if (r->delay_s)
        wait_for(-1, 0, clock_ns() + r->delay_s * UINT64_C(1000000000), -1);
}

/* Play the new text, and keep what it has to tell. The values are those of the
 * old one. */
static void play_again(const struct run_setup *setup, struct span text,
                       size_t bound, struct run_result *out, json_t *kept)
{
    struct transcript t;
    struct plan plan = {0};
    struct run_setup again = *setup;
    struct error err = {0};

    again.plan = &plan;
    again.answer = NULL;
    again.tell = keep;
    again.ctx = kept;
    if (!transcript_read(&t, text, setup->name, &err) ||
        !plan_make(&plan, &t, setup->name, &err)) {
        out->result = REPORT_FAIL;
        out->exit = EXIT_CHECK;
        note(&again, "what was written cannot be played: %s", err.what);
    } else {
        wait_delay(out);
        variables_cut(&setup->values->bindings, bound);
        run_transcript(&again, out);
    }
    plan_done(&plan);
    transcript_done(&t);
}

static void note_volatiles(const struct run_setup *setup, json_t *kept)
{
    size_t i;
    json_t *told;

    json_array_foreach(kept, i, told) note_volatile(setup, told);
}

/* --- the file --- */

/* A file that cannot be written has no verdict: nobody saw it played. */
static bool write_file(const struct script *s, const struct run_setup *setup,
                       enum rewrite_way way, struct span text,
                       struct run_result *out)
{
    struct buf path = {0};
    struct error err = {0};
    bool ok, review = way == REWRITE_REVIEW;

    buf_add_format(&path, "%s%s", s->path, review ? ".new" : "");
    ok = review ? replace_name(buf_text(&path), text, s->path, &err)
                : replace_file(s->path, text, &err);
    if (ok) {
        note(setup, "written to %s", buf_text(&path));
    } else {
        out->result = REPORT_UNKNOWN;
        out->exit = EXIT_INPUT;
        snprintf(out->reason, sizeof out->reason, "%s", err.what);
    }
    buf_done(&path);
    return ok;
}

/* Why the file stays as it is; NULL: nothing speaks against a new one. Lets a
 * connection end early where it may. */
static const char *refusal(const struct script *s, struct update *u,
                           const struct run_result *r, enum rewrite_way way)
{
    if (!strcmp(s->path, "-"))
        return "standard input cannot be rewritten";
    if (r->result == REPORT_SKIP || r->result == REPORT_UNKNOWN)
        return "there is no verdict";
    if (r->noise)
        return "an answer came where a timeout was recorded; write it there, "
               "or record the session anew";
    if (s->expected != EXIT_DONE && way != REWRITE_ALL)
        return "it says Expect-Exit; --update=all writes it";
    if (update_refusal(u))
        return update_refusal(u);
    if (r->closed && way != REWRITE_ALL)
        return "the connection ends earlier than it did; --update=all writes "
               "it";
    if (r->closed && !update_close(u, r->closed, r->how))
        return "the connection ends earlier than it did, and others were not "
               "played to their end; record it anew";
    if (r->not_run && !r->closed)
        return "the session went another way; record it anew";
    return NULL;
}

/* A capture that later lines use may have gone with its line. */
static bool is_playable(const struct run_setup *setup, struct span text)
{
    struct transcript t;
    struct plan plan = {0};
    struct error err = {0};
    bool ok = transcript_read(&t, text, setup->name, &err) &&
              plan_make(&plan, &t, setup->name, &err);

    if (!ok)
        note(setup, "not updated: the new file could not be played: %s",
             err.what);
    plan_done(&plan);
    transcript_done(&t);
    return ok;
}

/* diff: what has changed already; what u changes is appended. */
static void show_changes(const struct run_setup *setup, const struct update *u,
                         struct buf *diff)
{
    update_diff(u, diff);
    setup->tell(setup->ctx, told_diff(buf_span(diff)));
}

/* --- a reply of another shape --- */

/* Play the file as somebody may have meant it: with replies of the shape that
 * its commands ask for, and write it when what comes of that passes. False, and
 * nothing was told, when it does not. changes: what mended it, as a diff. */
static bool mend(struct script *s, const struct run_setup *setup,
                 const struct transcript *mended, struct buf *changes,
                 struct run_result *out)
{
    size_t bound = s->values.bindings.count;
    struct plan plan = {0};
    struct run_setup first = *setup;
    struct error err = {0};
    struct update *u = NULL;
    json_t *kept = json_array();
    struct buf text = {0};
    bool passed = false;

    if (plan_make(&plan, mended, setup->name, &err)) {
        u = update_new(&plan, &s->values.bindings, &setup->how, setup->host,
                       setup->mask, true);
        first.plan = &plan;
        first.answer = take;
        first.answer_ctx = u;
        first.tell = keep;
        first.ctx = kept;
        run_transcript(&first, out);
        if (!refusal(s, u, out, REWRITE_ALL)) {
            update_write(u, &text);
            json_array_clear(kept);
            play_again(setup, buf_span(&text), bound, out, kept);
            passed = out->result == REPORT_PASS;
        }
    }
    if (passed) {
        show_changes(setup, u, changes);
        write_file(s, setup, REWRITE_ALL, buf_span(&text), out);
        pass_on(setup, kept);
    } else {
        wait_delay(out);
        variables_cut(&s->values.bindings, bound);
    }
    buf_done(&text);
    json_decref(kept);
    update_free(u);
    plan_done(&plan);
    return passed;
}

/* Play the file as it stands; line: of the reply that is none to its command.
 */
static void play_unmended(const struct run_setup *setup, enum rewrite_way way,
                          uint32_t line, struct run_result *out)
{
    run_transcript(setup, out);
    if (out->result != REPORT_PASS)
        note(setup, "not updated: line %u: this is no reply to its command; %s",
             line,
             way == REWRITE_ALL ? "record the session anew"
                                : "--update=all writes another");
}

/* --- all of it --- */

static void play_and_write(struct script *s, const struct run_setup *setup,
                           enum rewrite_way way, size_t bound,
                           struct run_result *out)
{
    struct update *u = update_new(&s->plan, &s->values.bindings, &setup->how,
                                  setup->host, setup->mask, way == REWRITE_ALL);
    struct run_setup first = *setup;
    json_t *kept = json_array();
    const char *why;

    first.answer = take;
    first.answer_ctx = u;
    first.tell = keep;
    first.ctx = kept;
    run_transcript(&first, out);
    why = refusal(s, u, out, way);
    if (why || !update_changes(u)) {
        pass_on(setup, kept);
        if (why && out->result != REPORT_PASS)
            note(setup, "not updated: %s", why);
    } else {
        struct buf text = {0}, diff = {0};

        update_write(u, &text);
        show_changes(setup, u, &diff);
        buf_done(&diff);
        bool good = is_playable(setup, buf_span(&text));
        bool written = good && write_file(s, setup, way, buf_span(&text), out);

        if (written && way != REWRITE_REVIEW) {
            json_array_clear(kept);
            play_again(setup, buf_span(&text), bound, out, kept);
            note_volatiles(setup, kept);
        }
        pass_on(setup, kept);
        buf_done(&text);
    }
    json_decref(kept);
    update_free(u);
}

void rewrite_run(struct script *s, const struct run_setup *setup,
                 enum rewrite_way way, struct run_result *out)
{
    size_t bound = s->values.bindings.count;
    struct transcript mended;
    struct buf changes = {0};
    uint32_t line;

    if (reshape(&mended, &s->transcript, &changes, &line)) {
        if (way != REWRITE_ALL || !mend(s, setup, &mended, &changes, out))
            play_unmended(setup, way, line, out);
        transcript_done(&mended);
    } else {
        play_and_write(s, setup, way, bound, out);
    }
    buf_done(&changes);
}
