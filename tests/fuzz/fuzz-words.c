/* fuzz-words.c - any octets as lines of a script, words and forms of words.
 *
 * The first line is what is typed, the second the form of arguments; all are
 * words to offer, lines to expand and lines for the history. Properties: never
 * crashes; words offered begin as typed, and so does their common beginning;
 * forms come to an end; expanding changes no line without a name and adds no
 * line end; the history keeps no control octet and no password. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/command/expand.h"
#include "shell/file/lines.h"
#include "shell/repl/arguments.h"
#include "shell/repl/history.h"
#include "shell/repl/words.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void fail(const char *what, struct span line)
{
    fprintf(stderr, "%s: %.*s\n", what, (int)line.len, line.at);
    abort();
}

static struct span take_line(struct span *text)
{
    struct span line = span_first(*text, span_find(*text, '\n'));

    *text = span_from(*text, line.len + 1);
    return line;
}

static void check_words(struct span text, struct span typed, bool fold)
{
    struct words w = {.typed = typed};
    char **list;

    while (text.len) {
        struct span line = take_line(&text);

        if (span_find(line, '\0') < line.len)
            continue;
        words_offer_span(&w, line, "a note", fold);
    }
    words_sort(&w);
    list = words_list(&w);
    if (!list != !w.count || w.count > WORDS_MOST)
        fail("no list", typed);
    for (size_t i = 0; i < w.count; i++) {
        struct span word = span_of(w.at[i].text);

        if (!span_starts_case(word, typed) ||
            !span_starts_case(word, span_of(list[0])))
            fail("another beginning", word);
        if (!words_note(&w, w.at[i].text))
            fail("no note", word);
    }
    if (list && strlen(list[0]) < typed.len)
        fail("less than what was typed", typed);
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
    words_done(&w);
}

static void check_form(struct span line)
{
    char *form = span_dup(line);

    for (size_t i = 0; i < 8; i++) {
        struct span at = arguments_at(form, i);
        struct buf rest = {0};

        arguments_needed(form, i);
        arguments_rest(&rest, form, i);
        for (size_t n = 0; at.len; n++) {
            if (n > line.len)
                fail("choices without end", line);
            arguments_take_choice(&at);
        }
        buf_done(&rest);
    }
    free(form);
}

static void check_expanded(const struct variables *v, struct span line)
{
    struct buf out = {0};
    struct error err = {0};

    if (expand_line(v, &out, line, &err)) {
        if (span_find_span(line, SPAN("\\{")) == line.len &&
            !span_equal(buf_span(&out), line))
            fail("a line without names was changed", line);
        if (span_find(line, '\r') == line.len &&
            span_find(buf_span(&out), '\r') < buf_span(&out).len)
            fail("a line end was added", line);
    } else if (!*err.what) {
        fail("refused without a word", line);
    }
    buf_done(&out);
}

static void check_kept(struct span line)
{
    if (!history_keeps(line, false))
        return;
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.at[i] < 0x20 || line.at[i] == 0x7F)
            fail("a control octet is kept", line);
    if (span_starts_case(line, SPAN("PASS ")) && span_trim(line).len > 5)
        fail("a password is kept", line);
}

/* A -c argument: at most one line, never with a line end in it. */
static void check_lines(struct span text)
{
    struct lines *l = lines_of("-c", text);
    struct span line;
    struct error err = {0};
    size_t count = 0;

    while (lines_next(l, &line, &err) == LINES_LINE) {
        if (span_find(line, '\n') < line.len ||
            span_find(line, '\0') < line.len || count++ > text.len)
            fail("no line", line);
        lines_repeats(l);
    }
    lines_free(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct span text = {(const char *)at, len}, rest = text, typed, form;
    struct variables *v = NULL;
    struct error err = {0};

    if (len > 4096)
        return 0;
    typed = take_line(&rest);
    form = take_line(&rest);
    check_lines(text);
    check_form(form);
    if (span_find(typed, '\0') == typed.len)
        for (int fold = 0; fold < 2; fold++)
            check_words(rest, typed, fold);
    expand_set(&v, typed, form, &err);
    while (rest.len) {
        struct span line = take_line(&rest);

        check_expanded(v, line);
        check_kept(line);
    }
    if (v)
        variables_done(v);
    free(v);
    return 0;
}
