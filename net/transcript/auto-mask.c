/* auto-mask.c - finds what differs from session to session, or shall not be
 * seen.
 *
 * Lines with a form of their own (sizes, unique-ids, challenges) are read as
 * such; the rest is free text, where a table of matchers is tried at each
 * place. Leaves dates to date-mask.c. */
#include <config.h>

#include "net/transcript/auto-mask.h"

#include "net/transcript/date-mask.h"
#include "net/transcript/writer.h"
#include <string.h>

enum { HEX_RUN = 8, ID_SHORTEST = 4, TOKEN_DIGITS = 6 };

#define HIDDEN SPAN("****") /* what mask.c writes */

struct finder {
    const struct auto_line *line;
    bool hidden_only;
    void (*found)(void *ctx, const struct auto_mask *mask);
    void *ctx;
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

/* --- free text --- */

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

static size_t match_user(const struct auto_line *line, struct span s)
{
    size_t longest = 0;

    for (size_t i = 0; line->users && i < line->users->count; i++) {
        struct span user = line->users->names[i];

        if (user.len > longest && span_starts_case(s, user) &&
            (s.len == user.len || !is_name_char(s.at[user.len]) ||
             s.at[user.len] == '.'))
            longest = user.len;
    }
    return longest;
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

/* The inside of "[...]", "(...)" or "<...>"; s begins behind the bracket. */
static size_t match_bracketed(const struct auto_line *line, struct span s)
{
    char open = s.at > line->text.at ? s.at[-1] : '\0';
    char close = open == '[' ? ']' : open == '(' ? ')' : open == '<' ? '>' : 0;
    size_t n = close ? span_find(s, close) : s.len;

    return n < s.len && is_id(span_first(s, n)) ? n : 0;
}

/* " H migmxus005 1MkZ..": a name for the connection behind "H". */
static size_t match_connection(const struct auto_line *line, struct span s)
{
    struct span before = {line->text.at, (size_t)(s.at - line->text.at)};
    size_t n = span_find(s, ' ');
    bool named =
        before.len >= 3 && memcmp(before.at + before.len - 3, " H ", 3) == 0;

    return named && is_id(span_first(s, n)) ? n : 0;
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

static const struct matcher {
    size_t (*match)(const struct auto_line *line, struct span s);
    enum wire_type type;
    const char *why;
} matchers[] = {
    {match_address,    WIRE_WORD,   "address"      },
    {match_user,       WIRE_WORD,   "user"         },
    {match_stamp,      WIRE_STAMP,  "timestamp"    },
    {match_host,       WIRE_HOST,   "host"         },
    {match_date,       WIRE_DATE,   "date"         },
    {match_octets,     WIRE_OCTETS, "size"         },
    {match_bracketed,  WIRE_WORD,   "id"           },
    {match_connection, WIRE_WORD,   "connection id"},
    {match_client,     WIRE_HOST,   "client"       },
    {match_token,      WIRE_WORD,   "connection id"},
    {match_hex,        WIRE_HEX,    "hex run"      },
};

static const struct matcher *match_at(const struct auto_line *line,
                                      struct span s, size_t *len_out)
{
    for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++)
        if ((*len_out = matchers[i].match(line, s)) > 0)
            return &matchers[i];
    return NULL;
}

static bool may_begin(struct span text, size_t at)
{
    char before = at ? text.at[at - 1] : ' ';

    return !is_letter(before) && !is_digit(before);
}

/* --- what is found --- */

static bool has_users(const struct auto_line *line)
{
    return line->users && line->users->count;
}

/* Does a name stand in what a mask takes the place of? That of the user also
 * within a word: unique-ids are made so. */
static bool holds_name(const struct auto_line *line, struct span octets)
{
    bool host = line->hide >> WIRE_HOST & 1;

    if (!has_users(line) && !line->addresses && !host)
        return false;
    for (size_t at = 0; at < octets.len; at++) {
        struct span rest = span_from(octets, at);

        for (size_t i = 0; has_users(line) && i < line->users->count; i++)
            if (span_starts_case(rest, line->users->names[i]))
                return true;
        if (may_begin(octets, at) &&
            (match_address(line, rest) || (host && match_host(line, rest))))
            return true;
    }
    return false;
}

bool auto_mask_hides(const struct auto_line *line, struct span octets,
                     enum wire_type type)
{
    return line->hide >> type & 1 ||
           (line->place == AUTO_CHALLENGE && !line->challenges) ||
           holds_name(line, octets);
}

static void tell(struct finder *f, struct span what, enum wire_type type,
                 bool hide, const char *why)
{
    const struct auto_mask mask = {
        .at = (size_t)(what.at - f->line->text.at),
        .len = what.len,
        .type = type,
        .hide = hide,
        .why = why,
    };

    f->found(f->ctx, &mask);
}

/* False when it is not to be masked as a whole. */
static bool add(struct finder *f, struct span what, enum wire_type type,
                const char *why)
{
    bool hide = auto_mask_hides(f->line, what, type);

    if (!what.len || (f->hidden_only && !hide))
        return false;
    tell(f, what, type, hide, why);
    return true;
}

static void find_in_text(struct finder *f, struct span text)
{
    for (size_t at = 0; at < text.len;) {
        struct span rest = span_from(text, at);
        size_t n = 1;
        const struct matcher *m =
            may_begin(text, at) ? match_at(f->line, rest, &n) : NULL;

        if (f->line->echo && span_starts(rest, HIDDEN)) {
            tell(f, span_first(rest, HIDDEN.len), WIRE_ANY, false, "secret");
            at += HIDDEN.len;
        } else if (m && add(f, span_first(rest, n), m->type, m->why)) {
            at += n;
        } else {
            at++;
        }
    }
}

/* Where nothing differs that is no secret and no name. */
static void find_hidden(struct finder *f, struct span text)
{
    const struct auto_line *line = f->line;
    bool hidden_only = f->hidden_only;

    if (!line->echo && !has_users(line) && !line->addresses && !line->hide)
        return;
    f->hidden_only = true;
    find_in_text(f, text);
    f->hidden_only = hidden_only;
}

/* --- lines with a form --- */

/* "n octets...": the second number is a size. */
static bool find_size(struct finder *f, struct span text)
{
    size_t first = digits(text);
    struct span second = span_from(text, first + 1);

    if (!first || first == text.len || text.at[first] != ' ' || !digits(second))
        return false;
    add(f, span_first(second, digits(second)), WIRE_OCTETS, "size");
    find_in_text(f, span_from(second, digits(second)));
    return true;
}

/* What is no unique-id stands in the place of one all the same. */
static bool find_uid(struct finder *f, struct span text)
{
    size_t first = digits(text);
    struct span rest = span_from(text, first + 1);
    struct span uid = span_first(rest, span_find(rest, ' '));
    bool fits = wire_type_fits(WIRE_UID, uid);

    if (!first || !uid.len || (!fits && !(f->line->hide >> WIRE_UID & 1)))
        return false;
    if (!fits)
        tell(f, uid, WIRE_ANY, true, "unique-id");
    else if (!add(f, uid, WIRE_UID, "unique-id"))
        find_in_text(f, uid);
    find_hidden(f, span_from(rest, uid.len));
    return true;
}

static bool find_form(struct finder *f, struct span text)
{
    switch (f->line->verb ? f->line->verb->content : CONTENT_FREE) {
    case CONTENT_DROP:
        return find_size(f, text);
    case CONTENT_SCAN: /* also "+OK count octets" before the listing */
        return find_size(f, text);
    case CONTENT_UID:
        return (f->line->place == AUTO_LISTING || !f->line->bare) &&
               find_uid(f, text);
    default:
        return false;
    }
}

/* The text behind "+OK " or "-ERR ", else all of it. */
static struct span behind_status(struct span line)
{
    struct span rest = line, word = span_take_word(&rest);

    return span_is(word, "+OK") || span_is(word, "-ERR") ? rest : line;
}

static void find(struct finder *f)
{
    struct span text = f->line->text;

    switch (f->line->place) {
    case AUTO_CHALLENGE:
        if (!add(f, span_from(text, 2), WIRE_B64, "challenge"))
            find_hidden(f, span_from(text, 2));
        break;
    case AUTO_LISTING:
        if (!find_form(f, text))
            find_hidden(f, text);
        break;
    case AUTO_GREETING:
    case AUTO_STRAY:
    case AUTO_STATUS:
        text = behind_status(text);
        if (!find_form(f, text))
            find_in_text(f, text);
        break;
    }
}

/* --- as a list --- */

struct list {
    struct auto_mask *out;
    size_t count;
};

static void add_to_list(void *ctx, const struct auto_mask *mask)
{
    struct list *l = ctx;

    if (l->count < AUTO_MASKS_MOST)
        l->out[l->count++] = *mask;
}

size_t auto_masks(const struct auto_line *line,
                  struct auto_mask out[AUTO_MASKS_MOST])
{
    struct list l = {.out = out};
    struct finder f = {.line = line,
                       .hidden_only = line->hidden_only,
                       .found = add_to_list,
                       .ctx = &l};

    find(&f);
    return l.count;
}

/* --- as wire text --- */

struct wire {
    struct buf *out;
    struct span text;
    size_t at;
};

static void write_mask(void *ctx, const struct auto_mask *m)
{
    struct wire *w = ctx;
    struct span octets = span_first(span_from(w->text, m->at), m->len);

    writer_wire_octets(
        w->out, span_first(span_from(w->text, w->at), m->at - w->at), false);
    writer_wire_capture(w->out, (struct span){0}, m->type,
                        m->hide ? span_of(NULL) : octets);
    w->at = m->at + m->len;
}

void auto_mask_wire(struct buf *out, const struct auto_line *line)
{
    struct wire w = {.out = out, .text = line->text};
    struct finder f = {.line = line,
                       .hidden_only = line->hidden_only,
                       .found = write_mask,
                       .ctx = &w};

    find(&f);
    writer_wire_octets(out, span_from(line->text, w.at), !line->goes_on);
}

/* --- as text --- */

static void hide_mask(void *ctx, const struct auto_mask *m)
{
    struct wire *w = ctx;

    buf_add(w->out, span_first(span_from(w->text, w->at), m->at - w->at));
    buf_add(w->out, HIDDEN);
    w->at = m->at + m->len;
}

void auto_mask_text(struct buf *out, const struct auto_line *line)
{
    struct wire w = {.out = out, .text = line->text};
    struct finder f = {.line = line, .found = hide_mask, .ctx = &w};

    find_hidden(&f, line->text);
    buf_add(out, span_from(line->text, w.at));
}
