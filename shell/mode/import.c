/* import.c - pop3sh import FORMAT FILE [FILE]: other programs' logs as
 * transcripts, on standard output. What was guessed is told beside it. */
#include <config.h>

#include "net/transcript/import.h"

#include "net/base/text.h"
#include "net/transcript/item.h"
#include "shell/file/slurp.h"
#include "shell/mode/mode.h"
#include "shell/mode/packets.h"
#include "shell/option/option.h"
#include "shell/shell.h"
#include <stdio.h>
#include <string.h>

struct run {
    const char *name; /* of the file */
    struct buf out;   /* the transcript */
};

static void take_text(void *ctx, struct span text)
{
    struct run *run = ctx;

    buf_add(&run->out, text);
}

static void tell_guess(void *ctx, const char *sentence)
{
    const struct run *run = ctx;

    fprintf(stderr, "pop3sh: %s: %s\n", run->name, sentence);
}

static void list_formats(struct buf *out)
{
    for (size_t i = 0; i < imports_count; i++)
        buf_add_format(out, "%s%s", i ? " " : "", imports[i].name);
}

static int refuse_format(const char *word, const struct import_format *like)
{
    struct buf formats = {0}, shown = {0};

    list_formats(&formats);
    text_escape_fit(&shown, span_of(word), TEXT_PLAIN, 40);
    fprintf(stderr,
            "pop3sh: there is no format \"%s\"; it is one of auto %s%s%s\n",
            buf_text(&shown), buf_text(&formats),
            like ? ". The file looks like " : "", like ? like->name : "");
    buf_done(&formats);
    buf_done(&shown);
    return EXIT_USAGE;
}

static bool convert(const struct import_format *format, struct span text,
                    struct span other, struct run *run, struct error *err)
{
    const struct import_options how = {
        .name = run->name,
        .tool = "pop3sh " PACKAGE_VERSION,
        .write = take_text,
        .guessed = tell_guess,
        .ctx = run,
    };
    struct buf followed = {0};
    bool good;

    if (format->packets) {
        if (!packets_follow(&followed, run->name, text, err))
            return false;
        text = buf_span(&followed);
    }
    good = import_run(format, text, other, &how, err);
    buf_wipe(&followed);
    return good;
}

/* text without the mark that programs of Windows put in front; false when it is
 * of UTF-16, as PowerShell writes what is sent to a file. */
static bool skip_byte_order(struct span *text)
{
    if (span_starts(*text, SPAN("\xEF\xBB\xBF")))
        *text = span_from(*text, 3);
    return !span_starts(*text, SPAN("\xFF\xFE")) &&
           !span_starts(*text, SPAN("\xFE\xFF"));
}

static int run_import(const struct options *o, struct buf files[2])
{
    const char *word = o->operands[0], *path = o->operands[1];
    bool automatic = strcmp(word, "auto") == 0;
    struct run run = {.name = strcmp(path, "-") ? path : "standard input"};
    struct span text = buf_span(&files[0]);
    struct span other = buf_span(&files[1]);
    bool octets = skip_byte_order(&text);
    const struct import_format *format =
        automatic ? import_guess(text) : import_find(span_of(word));
    struct error err = {0};
    int status = EXIT_DONE;

    if (span_starts(text, SPAN("%POP3-TRANSCRIPT "))) {
        fprintf(stderr,
                "pop3sh: %s: this is a transcript already; lint, replay and "
                "fmt read it as it is\n",
                run.name);
        return EXIT_INPUT;
    }
    if (!text.len) {
        fprintf(stderr, "pop3sh: %s: this file is empty\n", run.name);
        return EXIT_INPUT;
    }
    if (!octets) {
        fprintf(stderr,
                "pop3sh: %s: this file is UTF-16; \"iconv -f UTF-16 -t UTF-8\" "
                "makes one that can be read\n",
                run.name);
        return EXIT_INPUT;
    }
    if (!format && !automatic)
        return refuse_format(word, import_guess(text));
    if (!format) {
        fprintf(stderr,
                "pop3sh: %s: this looks like no log that is known (\"pop3sh "
                "import --help\" lists them); cut off what stands in front of "
                "each line, such as the time and name that syslog writes, or "
                "name its format\n",
                run.name);
        return EXIT_INPUT;
    }
    if (o->operand_count > 2 && !format->pair) {
        fprintf(stderr, "pop3sh: only a rawlog has two files\n");
        return EXIT_USAGE;
    }
    if (automatic)
        fprintf(stderr, "pop3sh: %s: taken for: %s\n", run.name, format->help);
    if (convert(format, text, other, &run, &err)) {
        fwrite(run.out.at, 1, run.out.len, stdout);
    } else {
        fprintf(stderr, "pop3sh: %s\n", err.what);
        status = exit_of(err.code);
    }
    buf_done(&run.out);
    return status;
}

static int read_files(const struct options *o)
{
    struct buf files[2] = {{0}, {0}};
    struct error err = {0};
    int status = EXIT_DONE;

    for (size_t i = 1; i < o->operand_count && !status; i++)
        if (!slurp_file(&files[i - 1], o->operands[i], ITEM_FILE_MOST, &err))
            status = exit_of(err.code);
        else if (files[i - 1].len > ITEM_FILE_MOST)
            status = exit_of(
                (error_set(&err, ERROR_INPUT,
                           "%s: larger than 64 MiB; cut it into "
                           "sessions",
                           strcmp(o->operands[i], "-") ? o->operands[i]
                                                       : "standard input"),
                 err.code));
    if (status)
        fprintf(stderr, "pop3sh: %s\n", err.what);
    else
        status = run_import(o, files);
    buf_done(&files[0]);
    buf_done(&files[1]);
    return status;
}

static void show_help(void)
{
    struct buf text = {0};

    options_help(MODE_IMPORT, &text);
    buf_add_text(&text, "\nformats\n");
    buf_add_format(&text, "  %-10s %s\n", "auto", "what FILE looks like");
    for (size_t i = 0; i < imports_count; i++)
        buf_add_format(&text, "  %-10s %s\n", imports[i].name, imports[i].help);
    fputs(buf_text(&text), stdout);
    buf_done(&text);
}

int mode_import(int argc, char **argv)
{
    struct options o;
    struct error err = {0};
    bool help = false;
    int status = EXIT_DONE;

    if (!options_read(MODE_IMPORT, argc, argv, &o, &help, &err)) {
        fprintf(stderr, "pop3sh: %s\n", err.what);
        return exit_of(err.code);
    }
    if (help) {
        show_help();
    } else if (o.operand_count < 2 || o.operand_count > 3) {
        fputs("pop3sh: import needs FORMAT and FILE; \"import auto FILE\" "
              "guesses the format\n",
              stderr);
        status = EXIT_USAGE;
    } else {
        status = read_files(&o);
    }
    options_done(&o);
    return status;
}
