/* words.c - an array of words that grows. */
#include <config.h>

#include "shell/repl/words.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void words_done(struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        free(w->at[i].text);
        free(w->at[i].note);
    }
    free(w->at);
    *w = (struct words){0};
}

static bool has_small_letter(struct span typed)
{
    for (size_t i = 0; i < typed.len; i++)
        if (typed.at[i] >= 'a' && typed.at[i] <= 'z')
            return true;
    return false;
}

bool words_offer_span(struct words *w, struct span text, const char *note,
                      bool fold)
{
    bool fits =
        fold ? span_starts_case(text, w->typed) : span_starts(text, w->typed);

    if (!fits || w->count == WORDS_MOST)
        return false;
    w->at = xrealloc(w->at, (w->count + 1) * sizeof *w->at);
    struct word *word = &w->at[w->count++];
    *word = (struct word){.text = span_dup(text)};
    if (note && *note)
        word->note = xstrdup(note);
    if (fold && has_small_letter(w->typed))
        for (char *c = word->text; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c - 'A' + 'a');
    return true;
}

bool words_offer(struct words *w, const char *text, const char *note, bool fold)
{
    return words_offer_span(w, span_of(text), note, fold);
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct word *)a)->text,
                  ((const struct word *)b)->text);
}

void words_sort(struct words *w)
{
    if (w->count > 1)
        qsort(w->at, w->count, sizeof *w->at, compare);
}

char **words_list(const struct words *w)
{
    if (!w->count)
        return NULL;
    char **list = xcalloc(w->count + 2, sizeof *list);
    size_t common = strlen(w->at[0].text);

    for (size_t i = 1; i < w->count; i++)
        while (strncasecmp(w->at[0].text, w->at[i].text, common) != 0)
            common--;
    list[0] = span_dup((struct span){w->at[0].text, common});
    for (size_t i = 0; w->count > 1 && i < w->count; i++)
        list[i + 1] = xstrdup(w->at[i].text);
    return list;
}

const char *words_note(const struct words *w, const char *text)
{
    for (size_t i = 0; i < w->count; i++)
        if (!strcmp(w->at[i].text, text))
            return w->at[i].note;
    return NULL;
}
