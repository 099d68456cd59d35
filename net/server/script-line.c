/* script-line.c - is this what the client said then? */
#include <config.h>

#include "net/server/script-private.h"

#include "net/transcript/pattern.h"

static struct span first_word(struct span s)
{
    return span_take_word(&s);
}

/* Keywords are case-insensitive (RFC 1939 section 3): let the client's be
 * written as the recorded one. */
static void adopt_case(struct buf *line, struct span text)
{
    struct span got = first_word(buf_span(line)), want = first_word(text);

    if (got.len && got.at == line->at && span_equal_case(got, want))
        for (size_t i = 0; i < want.len; i++)
            line->at[i] = want.at[i];
}

static bool matches_pattern(struct script_session *s, struct span text,
                            struct span line)
{
    struct pattern p = {0};
    struct buf copy = {0};
    bool yes;

    pattern_read(&p, text, &s->variables);
    buf_add(&copy, line);
    adopt_case(&copy, text);
    yes = match_line(p.parts, p.count, buf_span(&copy), &s->variables, NULL,
                     NULL) == MATCH_YES;
    buf_wipe(&copy);
    buf_done(&copy);
    pattern_done(&p);
    return yes;
}

/* AUTH and the mechanism; an initial response is part of the exchange. */
static bool matches_auth(struct span text, struct span line)
{
    for (int i = 0; i < 2; i++)
        if (!span_equal_case(span_take_word(&text), span_take_word(&line)))
            return false;
    return true;
}

bool script_line_matches(struct script_session *s,
                         const struct script_exchange *x, struct span line)
{
    struct span text = script_item(s->script, x->client)->text;

    if (s->script->settings.match == SCRIPT_MATCH_ANY || x->in_sasl)
        return true;
    if (s->too_long)
        return false;
    if (s->script->settings.match == SCRIPT_MATCH_VERB)
        return span_equal_case(first_word(text), first_word(line));
    if (x->opens_sasl)
        return matches_auth(text, line);
    return matches_pattern(s, text, line);
}
