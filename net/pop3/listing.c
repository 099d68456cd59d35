/* listing.c - reads the typed lines of STAT, LIST, UIDL, CAPA, LANG, AUTH.
 *
 * One pass of digit loops over borrowed octets: a million lines of LIST come
 * through here. Whether the form is exactly right is for the rules. */
#include <config.h>

#include "net/pop3/listing.h"

/* Skip blanks; true when at least one was there. */
static bool skip_blanks(struct span *s)
{
    size_t n = 0;

    while (n < s->len && (s->at[n] == ' ' || s->at[n] == '\t'))
        n++;
    *s = span_from(*s, n);
    return n > 0;
}

/* As span_take_number, without its check of each step: so many digits always
 * fit. A longer number, or none, goes there. */
static bool take_number(struct span *s, uint64_t *out)
{
    enum { DIGITS_SAFE = 18 };
    uint64_t n = 0;
    size_t i = 0;

    while (i < s->len && i < DIGITS_SAFE &&
           (unsigned char)(s->at[i] - '0') <= 9)
        n = n * 10 + (unsigned char)(s->at[i++] - '0');
    if (!i || i == DIGITS_SAFE)
        return span_take_number(s, out);
    *out = n;
    *s = span_from(*s, i);
    return true;
}

static struct span take_word(struct span *s)
{
    struct span word = *s;
    size_t n = 0;

    while (n < s->len && s->at[n] != ' ' && s->at[n] != '\t')
        n++;
    word.len = n;
    *s = span_from(*s, n);
    return word;
}

static bool at_word_end(struct span s)
{
    return !s.len || s.at[0] == ' ' || s.at[0] == '\t';
}

/* number SP number [SP rest] */
static bool two_numbers(struct listing *l, struct span s)
{
    if (!take_number(&s, &l->n) || !skip_blanks(&s) ||
        !take_number(&s, &l->octets) || !at_word_end(s))
        return false;
    l->rest = span_from(s, 1);
    return true;
}

/* number SP word [SP rest] */
static bool number_word(struct listing *l, struct span s)
{
    if (!take_number(&s, &l->n) || !skip_blanks(&s))
        return false;
    l->word = take_word(&s);
    l->rest = span_from(s, 1);
    return l->word.len > 0;
}

/* word [SP rest] */
static bool word_rest(struct listing *l, struct span s)
{
    l->word = take_word(&s);
    l->rest = span_from(s, 1);
    return l->word.len > 0;
}

struct listing listing_read(enum content content, struct span text)
{
    struct listing l = {.content = content};

    skip_blanks(&text);
    switch (content) {
    case CONTENT_DROP:
    case CONTENT_SCAN:
        l.ok = two_numbers(&l, text);
        break;
    case CONTENT_UID:
        l.ok = number_word(&l, text);
        break;
    case CONTENT_CAPABILITY:
    case CONTENT_LANGUAGE:
    case CONTENT_MECHANISM:
        l.ok = word_rest(&l, text);
        break;
    case CONTENT_FREE:
    case CONTENT_MESSAGE:
        l.rest = text;
        break;
    }
    return l;
}
