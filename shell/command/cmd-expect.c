/* cmd-expect.c - \expect PATTERN: an assertion of a script. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/expand.h"
#include <fnmatch.h>
#include <regex.h>
#include <stdlib.h>

enum { GROUPS = 10 }; /* the whole and nine parts of it */

/* The groups of a match become the variables 1 to 9. */
static void keep_groups(struct shell *sh, const char *line,
                        const regmatch_t *groups)
{
    for (int i = 1; i < GROUPS && groups[i].rm_so >= 0; i++) {
        const char name[] = {(char)('0' + i), '\0'};
        struct span text = {line + groups[i].rm_so,
                            (size_t)(groups[i].rm_eo - groups[i].rm_so)};
        expand_set(&sh->variables, span_of(name), text, NULL);
    }
}

static bool match_regex(struct shell *sh, const char *pattern, const char *line,
                        bool *met, struct error *err)
{
    regmatch_t groups[GROUPS];
    regex_t regex;
    int code = regcomp(&regex, pattern, REG_EXTENDED);

    if (code) {
        char why[100];
        regerror(code, &regex, why, sizeof why);
        regfree(&regex);
        return error_set(err, ERROR_USAGE,
                         "\\expect: this is no regular expression: %s", why);
    }
    *met = regexec(&regex, line, GROUPS, groups, 0) == 0;
    if (*met)
        keep_groups(sh, line, groups);
    regfree(&regex);
    return true;
}

/* The line holds the pattern somewhere. Brackets are no sets here: response
 * codes have them. */
static bool match_glob(struct span pattern, const char *line)
{
    struct buf glob = {0};
    bool met;

    buf_add_char(&glob, '*');
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.at[i] == '[' || pattern.at[i] == '\\')
            buf_add_char(&glob, '\\');
        buf_add_char(&glob, pattern.at[i]);
    }
    buf_add_char(&glob, '*');
    met = fnmatch(buf_text(&glob), line, 0) == 0;
    buf_done(&glob);
    return met;
}

/* "got: ..." in one sentence. */
static void tell(struct shell *sh, struct span pattern)
{
    struct buf wanted = {0}, got = {0};
    struct error unmet = {0};

    text_escape_fit(&wanted, pattern, TEXT_PLAIN, 80);
    text_escape_fit(&got, buf_span(&sh->last.line), TEXT_PLAIN, 120);
    error_set(&unmet, ERROR_CHECK, "expected %s, got %s", buf_text(&wanted),
              got.len ? buf_text(&got) : "no reply at all");
    renderer_error(sh->renderer, &unmet);
    buf_done(&wanted);
    buf_done(&got);
}

COMMAND_FUNCTION(expect)
{
    struct span pattern = args->text;
    char *line =
        span_dup(sh->last.seen ? buf_span(&sh->last.line) : (struct span){0});
    bool met = false, ok = true;

    if (pattern.len > 2 && pattern.at[0] == '/' &&
        pattern.at[pattern.len - 1] == '/') {
        char *regex = span_dup((struct span){pattern.at + 1, pattern.len - 2});
        ok = match_regex(sh, regex, line, &met, err);
        free(regex);
    } else {
        met = match_glob(pattern, line);
    }
    free(line);
    if (ok && (!met || !sh->last.seen)) {
        sh->unmet++;
        tell(sh, pattern);
    }
    return ok;
}
