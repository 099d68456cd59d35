/* import-paste-line.c - what a line of a paste can be: a reply, a command,
 * data.
 *
 * Looks at the line and those that follow; leaves where the session is to
 * import-paste.c. */
#include <config.h>

#include "net/transcript/import-private.h"

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Also one that is wrong, such as "+ERR". */
bool import_paste_reply(struct span line)
{
    return import_is_reply(line) ||
           (line.len > 1 && (*line.at == '+' || *line.at == '-') &&
            is_letter(line.at[1]));
}

/* Has it a password in it, if it is a command? */
bool import_paste_secret(struct span line)
{
    struct span word = span_first(line, span_find(line, ' '));
    const struct verb *v = verb_find(word);

    return word.len < line.len &&
           (v ? v->flags & VERB_SECRET : verb_meant_secret(word) != NULL);
}

/* Known or not: it begins with a word of letters, digits and "-". */
static bool may_be_command(struct span line)
{
    struct span word = span_first(line, span_find(line, ' '));

    if (!word.len || !is_letter(*word.at))
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (!is_letter(word.at[i]) && word.at[i] != '-' && word.at[i] != '_' &&
            (word.at[i] < '0' || word.at[i] > '9'))
            return false;
    return true;
}

struct span import_paste_cut(struct span *text)
{
    size_t end = span_find(*text, '\n');
    struct span line = span_first(*text, end);

    *text = span_from(*text, end + 1);
    while (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool import_paste_known(struct span line)
{
    return verb_find(span_first(line, span_find(line, ' '))) != NULL;
}

/* Were line and what follows it up to the next reply typed? Data has "." behind
 * it and lines that are no commands, and a word that is no command of POP3 was
 * hardly typed ahead. */
bool import_paste_typed(struct span line, struct span text)
{
    enum { LOOKED_AT = 200 };
    bool known = true;

    for (unsigned n = 0; n < LOOKED_AT; n++) {
        if (import_paste_reply(line))
            return true;
        if (line.len && import_paste_kind(line) == PASTE_SESSION) {
            if (!known || !may_be_command(line))
                return false;
            known = import_paste_known(line);
        }
        if (!text.len)
            return true;
        line = import_paste_cut(&text);
    }
    return false;
}
