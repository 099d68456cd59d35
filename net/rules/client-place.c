/* client-place.c - where the secret of a client's line begins. */
#include <config.h>

#include "net/rules/client-place.h"

#include "net/rules/sasl-name.h"

enum { KEYWORD_MOST = 8 }; /* letters of an unknown keyword that is shown */

struct span client_line(const struct event *e)
{
    struct span line = e->raw;

    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool is_blank(char c)
{
    return (unsigned char)c <= 0x20 || c == 0x7F;
}

static size_t skip_blanks(struct span line, size_t at)
{
    while (at < line.len && is_blank(line.at[at]))
        at++;
    return at;
}

static size_t skip_word(struct span line, size_t at)
{
    while (at < line.len && !is_blank(line.at[at]))
        at++;
    return at;
}

struct span client_keyword(struct span line)
{
    size_t from = skip_blanks(line, 0);

    return span_first(span_from(line, from), skip_word(line, from) - from);
}

size_t client_word_at(struct span line, int i)
{
    size_t at = skip_blanks(line, 0);

    for (; i >= 0; i--)
        at = skip_blanks(line, skip_word(line, at));
    return at;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool client_keyword_shown(struct span keyword)
{
    size_t n = 0;

    while (n < keyword.len && is_letter(keyword.at[n]))
        n++;
    return n && n == keyword.len && n <= KEYWORD_MOST;
}

bool client_mechanism_shown(struct span mechanism)
{
    return sasl_name_find(mechanism) || sasl_name_valid(mechanism);
}

/* AUTH is shown with its mechanism, in case that it is one. */
static size_t count_auth(struct span line)
{
    size_t from = client_word_at(line, 0);
    struct span word = client_keyword(span_from(line, from));

    return word.len && !client_mechanism_shown(word) ? from
                                                     : client_word_at(line, 1);
}

/* How many octets of a command line come before its secret. */
static size_t count_shown(struct span line)
{
    struct span keyword = client_keyword(line);
    const struct verb *verb = verb_find(keyword);
    size_t behind = skip_word(line, skip_blanks(line, 0));

    if (!verb)
        return client_keyword_shown(keyword) ? behind : 0;
    if (!(verb->flags & VERB_SECRET))
        return line.len;
    if (verb->flags & VERB_FREE_ARG)
        return behind < line.len ? behind + 1 : behind;
    if (verb->id == VERB_AUTH)
        return count_auth(line);
    return client_word_at(line, verb->secret_from);
}

struct place client_place(const struct event *e, size_t index)
{
    struct place place = place_at(e, index);
    struct span line = client_line(e);
    bool command = e->request->kind == REQUEST_COMMAND;
    size_t shown = command ? count_shown(line) : 0;

    if (shown < line.len) {
        place.line = span_first(line, shown);
        if (index > shown)
            place.index = shown;
    }
    return place;
}

bool client_masked(const struct check *c, const struct event *e)
{
    return e->masked || (c->peer.offline &&
                         span_find_span(e->text, SPAN("****")) < e->text.len);
}
