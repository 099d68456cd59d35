/* rewrite.c - pop3sh fmt FILE... and pop3sh redact FILE: transcripts rewritten
 * from the file alone. */
#include <config.h>

#include "net/transcript/canonical.h"
#include "net/transcript/redactor.h"
#include "net/transcript/transcript.h"
#include "net/transcript/writer.h"
#include "shell/file/replace.h"
#include "shell/file/slurp.h"
#include "shell/mode/mode.h"
#include "shell/option/option.h"
#include "shell/shell.h"
#include <stdio.h>
#include <string.h>

/* False and *err when it cannot be; *err alone: what is written lacks
 * something.
 */
typedef bool rewrite_fn(const struct transcript *t, const struct options *o,
                        struct buf *out, struct error *err);

static bool format(const struct transcript *t, const struct options *o,
                   struct buf *out, struct error *err)
{
    struct canonical c = {0};

    (void)o;
    (void)err;
    for (size_t i = 0; i < t->count; i++)
        canonical_item(&c, out, &t->items[i]);
    return true;
}

static bool redact(const struct transcript *t, const struct options *o,
                   struct buf *out, struct error *err)
{
    unsigned what = REDACT_SECRETS;
    struct redactor *r;
    bool can;

    if (o->redact && !redact_read(span_of(o->redact), &what, err)) {
        error_prefix(err, "option --redact");
        return false;
    }
    r = redactor_new(what);
    for (size_t i = 0; i < t->count; i++)
        redactor_learn(r, &t->items[i]);
    can = redactor_can(r, err);
    for (size_t i = 0; can && i < t->count; i++) {
        size_t from = out->len;

        redactor_item(r, out, &t->items[i]);
        if (i + 1 == t->count)
            redactor_end(r, out);
        writer_end_as(out, from, &t->items[i]);
    }
    if (can && redactor_missing(r))
        error_set(err, ERROR_INPUT, "%s", redactor_missing(r));
    redactor_free(r);
    return can;
}

/* What came out goes to its place: standard output, the file itself, or (with
 * --check) nowhere. False when --check found a difference. */
static bool deliver(const struct options *o, const char *path, struct span old,
                    const struct buf *out, struct error *err)
{
    bool same = span_equal(old, buf_span(out));

    if (o->check && !same)
        printf("%s\n", path);
    if (o->check)
        return same;
    if (o->in_place)
        return same || replace_file(path, buf_span(out), err);
    fwrite(out->at, 1, out->len, stdout);
    return true;
}

static enum exit_status rewrite_file(const struct options *o, const char *path,
                                     rewrite_fn *rewrite)
{
    const char *name = strcmp(path, "-") ? path : "standard input";
    struct buf file;
    struct transcript t = {0};
    struct buf out = {0};
    struct error err = {0};
    bool ok = slurp_file(&file, path, ITEM_FILE_MOST, &err);
    struct span text = buf_span(&file);
    enum exit_status status = EXIT_DONE;

    buf_init(&out, 4 * ITEM_FILE_MOST); /* every octet an escape */
    ok = ok && transcript_read(&t, text, name, &err) &&
         rewrite(&t, o, &out, &err);
    if (ok && !deliver(o, path, text, &out, &err))
        status = EXIT_CHECK;
    if (err.code) {
        fprintf(stderr, "pop3sh: %s\n", err.what);
        status = exit_of(err.code);
    }
    transcript_done(&t);
    buf_wipe(&out);
    buf_done(&file);
    return status;
}

static enum exit_status rewrite_all(const struct options *o,
                                    rewrite_fn *rewrite)
{
    enum exit_status status = EXIT_DONE;

    if (!o->operand_count ||
        (!o->in_place && !o->check && o->operand_count > 1)) {
        fputs(o->operand_count ? "pop3sh: one FILE goes to standard output; "
                                 "several need --in-place\n"
                               : "pop3sh: a FILE is needed, or - for standard "
                                 "input\n",
              stderr);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < o->operand_count; i++) {
        if (o->in_place && !strcmp(o->operands[i], "-")) {
            fputs("pop3sh: standard input has no place of its own\n", stderr);
            return EXIT_USAGE;
        }
        status = exit_worse(status, rewrite_file(o, o->operands[i], rewrite));
    }
    return status;
}

static int run(unsigned mode, rewrite_fn *rewrite, int argc, char **argv)
{
    struct options o;
    struct error err = {0};
    bool help = false;
    int status = EXIT_DONE;

    if (!options_read(mode, argc, argv, &o, &help, &err)) {
        fprintf(stderr, "pop3sh: %s\n", err.what);
        return exit_of(err.code);
    }
    if (help) {
        struct buf text = {0};

        options_help(mode, &text);
        fputs(buf_text(&text), stdout);
        buf_done(&text);
    } else {
        status = (int)rewrite_all(&o, rewrite);
    }
    options_done(&o);
    return status;
}

int mode_fmt(int argc, char **argv)
{
    return run(MODE_FMT, format, argc, argv);
}

int mode_redact(int argc, char **argv)
{
    return run(MODE_REDACT, redact, argc, argv);
}
