/* guard.c - follows the octets of a client for DELE and QUIT. */
#include <config.h>

#include "shell/replay/guard.h"

#include <string.h>

enum { COPIES_MOST = 16 }; /* a line under way is known after fewer */

bool guard_is_up(const struct guard *g)
{
    return g->sent || g->marked || g->odd;
}

static bool is_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The line begins with word, as far as it has come. */
static bool begins(const struct guard *g, const char *word)
{
    return !memcmp(g->word, word, g->letters);
}

static bool is(const struct guard *g, const char *word)
{
    return g->letters == sizeof g->word && begins(g, word);
}

static bool may_be_quit(const struct guard *g)
{
    return g->begun && begins(g, "QUIT") &&
           (g->letters == sizeof g->word || !g->over);
}

static void end_line(struct guard *g, bool cr)
{
    g->letters = 0;
    g->over = g->begun = g->broken = false;
    g->cr = cr;
}

static void take(struct guard *g, unsigned char c)
{
    g->broken = g->broken || g->cr;
    g->cr = false;
    g->begun = true;
    if (is_letter(c) && !g->over && g->letters < sizeof g->word)
        g->word[g->letters++] = (char)(c & ~0x20);
    else if (!is_letter(c) && c && g->letters)
        g->over = true;
}

/* Does the dialogue see what a lenient server sees? line: with its end. */
static bool is_plain(struct span line)
{
    struct span text;

    if (line.len < 2 || !span_is(span_from(line, line.len - 2), "\r\n") ||
        !is_letter((unsigned char)*line.at))
        return false;
    text = span_first(line, line.len - 2);
    return span_is_case(span_take_word(&text), "DELE");
}

size_t guard_pass(struct guard *g, struct span octets)
{
    struct guard before; /* at the beginning of the line */
    size_t from = 0;

    g->broken = g->broken || g->begun;
    before = *g;
    for (size_t i = 0; i < octets.len; i++) {
        unsigned char c = (unsigned char)octets.at[i];

        if (c != '\n' && c != '\r') {
            take(g, c);
            continue;
        }
        if (guard_is_up(g) && is(g, "QUIT")) {
            *g = before;
            return from;
        }
        if (is(g, "DELE")) {
            bool two = c == '\r' && i + 1 < octets.len;
            struct span line = span_from(octets, from);

            g->sent = true;
            g->odd = g->odd || g->broken ||
                     !is_plain(span_first(line, i + 1 + two - from));
        }
        end_line(g, c == '\r');
        before = *g;
        from = i + 1;
    }
    if (!guard_is_up(g) || !may_be_quit(g))
        return octets.len;
    *g = before;
    return from;
}

bool guard_pass_all(struct guard *g, struct span octets, uint64_t count)
{
    struct guard after = *g;

    if (count > COPIES_MOST)
        count = COPIES_MOST;
    for (; count; count--)
        if (guard_pass(&after, octets) < octets.len)
            return false;
    *g = after;
    return true;
}

void guard_hear(struct guard *g, const struct verb *verb, enum status status,
                bool ours)
{
    if (verb && verb->id == VERB_DELE && status != STATUS_ERR)
        g->marked = true;
    if (!verb || verb->id != VERB_RSET || status != STATUS_OK)
        return;
    g->marked = false;
    if (ours)
        g->odd = false;
}

void guard_settle(struct guard *g)
{
    g->sent = false;
}
