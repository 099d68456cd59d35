/* auto-match.c - finds in free text what differs from session to session, and
 * the names of users and hosts.
 *
 * A table of matchers is tried at each place where a word may begin. Leaves
 * dates to date-mask.c. */
#include <config.h>

#include "net/transcript/auto-match.h"

#include "net/base/base64.h"
#include "net/transcript/date-mask.h"
#include <string.h>

enum {
    HEX_RUN = 8,
    ID_SHORTEST = 4,
    TOKEN_DIGITS = 6,
    BASE64_SHORTEST = 16,
    BASE64_GROUP = 4,
    PACKED_USER = 3
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t digits(struct span s)
{
    size_t n = 0;

    while (n < s.len && is_digit(s.at[n]))
        n++;
    return n;
}

static bool has_digit(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_digit(s.at[i]))
            return true;
    return false;
}

/* --- matchers --- */

/* Each is given what stands from a place where a word may begin; the result is
 * the octets that match, from there. */

static size_t match_stamp(const struct auto_line *line, struct span s)
{
    size_t n = span_find(s, '>');

    if (line->place != AUTO_GREETING || s.at[0] != '<' || n == s.len)
        return 0;
    return wire_type_fits(WIRE_STAMP, span_first(s, n + 1)) ? n + 1 : 0;
}

static size_t match_host(const struct auto_line *line, struct span s)
{
    struct span host = line->host;
    bool ends = s.len == host.len ||
                (s.len > host.len && !is_letter(s.at[host.len]) &&
                 !is_digit(s.at[host.len]) && s.at[host.len] != '-');

    return host.len && ends && span_starts_case(s, host) ? host.len : 0;
}

static bool is_name_char(char c)
{
    return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' ||
           c == '+';
}

/* The octets at the front of s that are the name, as it is or as SCRAM writes
 * it: "=2C" for a comma, "=3D" for "=" (RFC 5802 section 5.1). */
static size_t match_name(struct span s, struct span name)
{
    size_t at = 0;

    if (span_starts_case(s, name))
        return name.len;
    for (size_t i = 0; i < name.len; i++) {
        struct span rest = span_from(s, at);
        struct span one = span_first(span_from(name, i), 1);

        if ((span_is(one, ",") && span_starts_case(rest, SPAN("=2C"))) ||
            (span_is(one, "=") && span_starts_case(rest, SPAN("=3D"))))
            at += 3;
        else if (span_starts_case(rest, one))
            at++;
        else
            return 0;
    }
    return at;
}

static size_t match_user(const struct auto_line *line, struct span s)
{
    size_t longest = 0;

    for (size_t i = 0; line->users && i < line->users->count; i++) {
        size_t n = match_name(s, line->users->names[i]);

        if (n > longest &&
            (s.len == n || !is_name_char(s.at[n]) || s.at[n] == '.'))
            longest = n;
    }
    return longest;
}

static bool is_base64_char(char c)
{
    return is_letter(c) || is_digit(c) || c == '+' || c == '/' || c == '=';
}

static bool has_user(const struct auto_line *line, struct span plain)
{
    for (size_t i = 0; i < line->users->count; i++) {
        struct span user = line->users->names[i];

        for (size_t at = 0; user.len >= PACKED_USER && at < plain.len; at++)
            if (match_name(span_from(plain, at), user))
                return true;
        if (span_equal(plain, user))
            return true;
    }
    return false;
}

/* Base64 of something with a name in it, whatever stands before that. */
static size_t match_packed_user(const struct auto_line *line, struct span s)
{
    size_t n = 0;
    bool found = false;

    while (n < s.len && is_base64_char(s.at[n]))
        n++;
    if (!line->users || n < BASE64_GROUP)
        return 0;
    for (size_t shift = 0; shift < BASE64_GROUP && !found; shift++) {
        struct span run = span_from(span_first(s, n), shift);
        struct buf plain = {0};

        run.len -= run.len % BASE64_GROUP;
        found = base64_decode(&plain, run, NULL) != BASE64_BAD &&
                has_user(line, buf_span(&plain));
        buf_done(&plain);
    }
    return found ? n : 0;
}

/* local@domain, as far as its characters go. */
static size_t match_address(const struct auto_line *line, struct span s)
{
    size_t local = 0, n;

    if (!line->addresses)
        return 0;
    while (local < s.len && is_name_char(s.at[local]))
        local++;
    if (!local || local == s.len || s.at[local] != '@')
        return 0;
    for (n = local + 1; n < s.len && is_name_char(s.at[n]); n++)
        ;
    return n > local + 1 ? n : 0;
}

static size_t match_date(const struct auto_line *line, struct span s)
{
    (void)line;
    return date_match(s);
}

/* Does text end with this word, and not with a longer one? */
static bool ends_with_word(struct span text, struct span word)
{
    size_t before;

    if (text.len < word.len)
        return false;
    before = text.len - word.len;
    return span_starts_case(span_from(text, before), word) &&
           (!before || !is_letter(text.at[before - 1]));
}

/* What stands in front of s, without blanks at its end. */
static struct span before(const struct auto_line *line, struct span s)
{
    struct span b = {line->text.at, (size_t)(s.at - line->text.at)};

    while (b.len && b.at[b.len - 1] == ' ')
        b.len--;
    return b;
}

/* "octets: 320", "Size=320", "size is (320", "bytes 320" */
static bool is_behind_unit(const struct auto_line *line, struct span s)
{
    static const char *const units[] = {"octet", "octets", "byte", "bytes",
                                        "size"};
    struct span b = before(line, s);

    if (b.len && b.at[b.len - 1] == '(')
        b = before(line, span_from(line->text, b.len - 1));
    if (b.len && (b.at[b.len - 1] == ':' || b.at[b.len - 1] == '='))
        b = before(line, span_from(line->text, b.len - 1));
    else if (ends_with_word(b, SPAN("is")))
        b = before(line, span_from(line->text, b.len - 2));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (ends_with_word(b, span_of(units[i])))
            return true;
    return false;
}

/* "320 octets", "12 bytes", and the other way round */
static size_t match_octets(const struct auto_line *line, struct span s)
{
    static const char *const units[] = {" octet", " byte"};
    size_t n = digits(s);

    for (size_t i = 0; n && i < sizeof units / sizeof *units; i++)
        if (span_starts_case(span_from(s, n), span_of(units[i])))
            return n;
    if (!n || (n < s.len && (is_letter(s.at[n]) || s.at[n] == '.')))
        return 0;
    return is_behind_unit(line, s) ? n : 0;
}

/* Letters alone may be a word ("deadbeef" is taken for one, too). */
static size_t match_hex(const struct auto_line *line, struct span s)
{
    size_t n = 0;

    (void)line;
    while (n < s.len && is_hex(s.at[n]))
        n++;
    if (n < HEX_RUN || (n < s.len && is_letter(s.at[n])))
        return 0;
    return has_digit(span_first(s, n)) ? n : 0;
}

/* What may be an id and no response code, which has no small letters and
 * stands in front of all. */
static bool is_id(struct span s)
{
    bool small = false, digit = has_digit(s);

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] <= ' ' || s.at[i] >= 0x7F)
            return false;
        small = small || (s.at[i] >= 'a' && s.at[i] <= 'z');
    }
    return s.len >= ID_SHORTEST && digit && (small || digits(s) == s.len);
}

/* A long run of base64 that is no word, even a CamelCased one: it is filled up,
 * or has digits, or capitals for the most part. */
static bool is_base64(struct span s)
{
    size_t capitals = 0;
    bool small = false;

    for (size_t i = 0; i < s.len; i++) {
        small = small || (s.at[i] >= 'a' && s.at[i] <= 'z');
        capitals += s.at[i] >= 'A' && s.at[i] <= 'Z';
    }
    return s.len >= BASE64_SHORTEST && wire_type_fits(WIRE_B64, s) &&
           (s.at[s.len - 1] == '=' || has_digit(s) ||
            (small && 2 * capitals >= s.len));
}

/* The inside of "[...]", "(...)" or "<...>"; s begins behind the bracket. */
static size_t match_bracketed(const struct auto_line *line, struct span s)
{
    char open = s.at > line->text.at ? s.at[-1] : '\0';
    char close = open == '[' ? ']' : open == '(' ? ')' : open == '<' ? '>' : 0;
    size_t n = close ? span_find(s, close) : s.len;

    s = span_first(s, n < s.len ? n : 0);
    return is_id(s) || is_base64(s) ? s.len : 0;
}

/* " H migmxus005 1MkZgG-1sDq2s3Gxg": a name for the host behind "H", and one
 * for the connection behind that. */
static size_t match_connection(const struct auto_line *line, struct span s)
{
    struct span ahead = before(line, s), name = ahead;
    size_t n = span_find(s, ' ');

    while (name.len && name.at[name.len - 1] != ' ')
        name.len--;
    if (name.len < ahead.len && is_id(span_from(ahead, name.len)))
        ahead = span_first(name, name.len - 1);
    return ahead.len > 2 && span_is(span_from(ahead, ahead.len - 2), " H") &&
                   is_id(span_first(s, n))
               ? n
               : 0;
}

/* "requests from 192.0.2.1 bh7pf61475604pab.24": letters around a long number,
 * in a greeting. */
static size_t match_token(const struct auto_line *line, struct span s)
{
    size_t n = 0, run = 0, most = 0;

    if (line->place != AUTO_GREETING || !s.len || !is_letter(s.at[0]))
        return 0;
    for (; n < s.len &&
           (is_letter(s.at[n]) || is_digit(s.at[n]) ||
            (n + 1 < s.len && s.at[n] == '.' && is_digit(s.at[n + 1])));
         n++) {
        run = is_digit(s.at[n]) ? run + 1 : 0;
        if (run > most)
            most = run;
    }
    return most >= TOKEN_DIGITS && (n == s.len || s.at[n] == ' ') ? n : 0;
}

/* Whom it greets: behind "from". */
static size_t match_client(const struct auto_line *line, struct span s)
{
    struct span word = span_first(s, span_find(s, ' '));
    size_t dots = 0, n = 0;

    if (line->place != AUTO_GREETING ||
        !ends_with_word(before(line, s), SPAN("from")))
        return 0;
    for (; n < word.len && (is_digit(word.at[n]) || word.at[n] == '.'); n++)
        dots += word.at[n] == '.';
    return n == word.len && dots == 3 ? n : 0;
}

static const struct {
    size_t (*match)(const struct auto_line *line, struct span s);
    enum wire_type type;
    const char *why;
} matchers[] = {
    {match_address,     WIRE_WORD,   "address"      },
    {match_user,        WIRE_WORD,   "user"         },
    {match_packed_user, WIRE_WORD,   "user"         },
    {match_stamp,       WIRE_STAMP,  "timestamp"    },
    {match_host,        WIRE_HOST,   "host"         },
    {match_date,        WIRE_DATE,   "date"         },
    {match_octets,      WIRE_OCTETS, "size"         },
    {match_bracketed,   WIRE_WORD,   "id"           },
    {match_connection,  WIRE_WORD,   "connection id"},
    {match_client,      WIRE_HOST,   "client"       },
    {match_token,       WIRE_WORD,   "connection id"},
    {match_hex,         WIRE_HEX,    "hex run"      },
};

static bool may_begin(struct span text, size_t at)
{
    char before = at ? text.at[at - 1] : ' ';

    return !is_letter(before) && !is_digit(before);
}

bool auto_match(const struct auto_line *line, struct span text, size_t at,
                struct auto_found *out)
{
    if (!may_begin(text, at))
        return false;
    for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++) {
        size_t n = matchers[i].match(line, span_from(text, at));

        if (n) {
            struct span found = span_first(span_from(text, at), n);
            bool blank = matchers[i].type == WIRE_WORD &&
                         span_find(found, ' ') < found.len;

            *out = (struct auto_found){n, blank ? WIRE_ANY : matchers[i].type,
                                       matchers[i].why};
            return true;
        }
    }
    return false;
}

/* --- names --- */

bool auto_match_users(const struct auto_line *line)
{
    return line->users && line->users->count;
}

bool auto_match_name(const struct auto_line *line, struct span octets)
{
    bool host = line->hide >> WIRE_HOST & 1;

    if (!auto_match_users(line) && !line->addresses && !host)
        return false;
    for (size_t at = 0; at < octets.len; at++) {
        struct span rest = span_from(octets, at);

        for (size_t i = 0; auto_match_users(line) && i < line->users->count;
             i++)
            if (match_name(rest, line->users->names[i]))
                return true;
        if (may_begin(octets, at) &&
            (match_address(line, rest) || match_packed_user(line, rest) ||
             (host && match_host(line, rest))))
            return true;
    }
    return false;
}
