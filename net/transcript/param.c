/* param.c - reads the parameters of an event: word, key=word, "text". */
#include <config.h>

#include "net/transcript/at-verb.h"

#include "net/transcript/escape.h"

static bool is_key_char(char c, bool first)
{
    return (c >= 'a' && c <= 'z') ||
           (!first && ((c >= '0' && c <= '9') || c == '-'));
}

/* Octets of the key at the front of s that "=" follows, or 0. */
static size_t key_len(struct span s)
{
    size_t n = 0;

    while (n < s.len && is_key_char(s.at[n], n == 0))
        n++;
    return n && n < s.len && s.at[n] == '=' ? n : 0;
}

/* Octets of the quoted text at the front of s with both its quotes, or 0. */
static size_t quoted_len(struct span s)
{
    for (size_t n = 1; n < s.len; n++) {
        if (s.at[n] == '\\')
            n++;
        else if (s.at[n] == '"')
            return n + 1;
    }
    return 0;
}

static bool take_quoted(struct span *rest, struct param *out)
{
    size_t n = quoted_len(*rest), bad;

    if (!n)
        return false;
    out->quoted = true;
    out->value = (struct span){rest->at + 1, n - 2};
    *rest = span_from(*rest, n);
    return escape_check(out->value, &bad);
}

/* wchar *(wchar / "="); a word that follows a key may not be empty either. */
static bool take_word(struct span *rest, struct param *out)
{
    size_t n = 0;

    while (n < rest->len && rest->at[n] > ' ' && rest->at[n] < 0x7F &&
           rest->at[n] != '"' && (n || rest->at[n] != '='))
        n++;
    out->value = span_first(*rest, n);
    *rest = span_from(*rest, n);
    return n > 0;
}

int param_next(struct span *rest, struct param *out)
{
    size_t key = key_len(*rest);
    bool ok;

    *out = (struct param){0};
    if (!rest->len)
        return 0;
    if (key) {
        out->key = span_first(*rest, key);
        *rest = span_from(*rest, key + 1);
    }
    ok = rest->len && rest->at[0] == '"' ? take_quoted(rest, out)
                                         : take_word(rest, out);
    if (!ok || (rest->len && rest->at[0] != ' ') ||
        (rest->len == 1 && rest->at[0] == ' '))
        return -1;
    *rest = span_from(*rest, 1);
    return 1;
}

static bool find_param(struct span text, const char *key, struct param *out)
{
    while (param_next(&text, out) > 0)
        if (key ? span_is(out->key, key) : !out->key.len)
            return true;
    return false;
}

void param_text(const struct param *p, struct buf *out)
{
    if (p->quoted)
        escape_decode(out, p->value);
    else
        buf_add(out, p->value);
}

bool param_value(struct span text, const char *key, struct buf *out)
{
    struct param p;

    if (!find_param(text, key, &p))
        return false;
    param_text(&p, out);
    return true;
}

bool param_number(struct span text, const char *key, uint64_t *out)
{
    struct param p;

    return find_param(text, key, &p) && span_number(p.value, out);
}

bool param_duration(struct span text, const char *key, uint64_t *ns_out)
{
    struct param p;

    return find_param(text, key, &p) && at_duration(p.value, ns_out);
}

/* --- values --- */

bool at_choice(const char *choices, struct span word)
{
    struct span rest = span_of(choices);

    while (rest.len) {
        struct span one = span_first(rest, span_find(rest, '|'));

        if (span_equal(one, word))
            return true;
        rest = span_from(rest, one.len + 1);
    }
    return false;
}

bool at_duration(struct span text, uint64_t *ns_out)
{
    static const struct {
        const char *unit;
        uint64_t ns;
    } units[] = {
        {"ms", 1000000              },
        {"s",  1000000000           },
        {"m",  UINT64_C(60000000000)},
        {"",   1000000000           },
    };
    uint64_t whole, ns, part = 0, scale = 1;

    if (!span_take_number(&text, &whole) || whole > 1000000000)
        return false;
    if (text.len && text.at[0] == '.') {
        text = span_from(text, 1);
        if (!text.len || text.at[0] < '0' || text.at[0] > '9')
            return false;
        for (; text.len && text.at[0] >= '0' && text.at[0] <= '9';
             text = span_from(text, 1)) {
            if (scale >= 1000000000)
                continue;
            part = part * 10 + (uint64_t)(text.at[0] - '0');
            scale *= 10;
        }
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!span_is(text, units[i].unit))
            continue;
        ns = whole * units[i].ns;
        *ns_out = ns + part * (units[i].ns / scale ? units[i].ns / scale : 1);
        return true;
    }
    return false;
}
