/* auto-mask.c - finds what differs from session to session.
 *
 * Lines with a form of their own (sizes, unique-ids, challenges) are read as
 * such; the rest is free text, where a table of matchers is tried at each
 * place. Leaves dates to date-mask.c. */
#include <config.h>

#include "net/transcript/auto-mask.h"

#include "net/transcript/date-mask.h"
#include "net/transcript/writer.h"
#include <string.h>

enum { HEX_RUN = 8, ID_SHORTEST = 4 };

struct finder {
    const struct auto_line *line;
    struct auto_mask *out;
    size_t count;
};

static void add(struct finder *f, struct span what, enum wire_type type,
                const char *why)
{
    if (f->count == AUTO_MASKS_MOST || !what.len)
        return;
    f->out[f->count++] = (struct auto_mask){
        .at = (size_t)(what.at - f->line->text.at),
        .len = what.len,
        .type = type,
        .hide = (f->line->hide >> type & 1) != 0,
        .why = why,
    };
}

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
    struct span user = line->user;

    if (!user.len || !span_starts_case(s, user))
        return 0;
    return s.len > user.len && is_name_char(s.at[user.len]) &&
                   s.at[user.len] != '.'
               ? 0
               : user.len;
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

/* "320 octets", "12 bytes" */
static size_t match_octets(const struct auto_line *line, struct span s)
{
    static const char *const units[] = {" octet", " byte"};
    size_t n = digits(s);

    (void)line;
    for (size_t i = 0; n && i < sizeof units / sizeof *units; i++)
        if (span_starts_case(span_from(s, n), span_of(units[i])))
            return n;
    return 0;
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

static void find_in_text(struct finder *f, struct span text)
{
    for (size_t at = 0; at < text.len;) {
        struct span rest = span_from(text, at);
        size_t n = 1;
        const struct matcher *m =
            may_begin(text, at) ? match_at(f->line, rest, &n) : NULL;

        if (m) {
            add(f, span_first(rest, n), m->type, m->why);
            if (m->match == match_user || m->match == match_address)
                f->out[f->count - 1].hide = true;
        }
        at += m ? n : 1;
    }
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

static bool find_uid(struct finder *f, struct span text)
{
    size_t first = digits(text);
    struct span uid = span_from(text, first + 1);

    uid = span_first(uid, span_find(uid, ' '));
    if (!first || !wire_type_fits(WIRE_UID, uid))
        return false;
    add(f, uid, WIRE_UID, "unique-id");
    return true;
}

static bool find_form(struct finder *f, struct span text)
{
    switch (f->line->verb ? f->line->verb->content : CONTENT_FREE) {
    case CONTENT_DROP:
        return find_size(f, text);
    case CONTENT_SCAN:
        return (f->line->place == AUTO_LISTING || !f->line->bare) &&
               find_size(f, text);
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

size_t auto_masks(const struct auto_line *line,
                  struct auto_mask out[AUTO_MASKS_MOST])
{
    struct finder f = {line, out, 0};
    struct span text = line->text;

    switch (line->place) {
    case AUTO_CHALLENGE:
        if (text.len <= 2)
            break;
        add(&f, span_from(text, 2), WIRE_B64, "challenge");
        out[0].hide = !line->challenges;
        break;
    case AUTO_LISTING:
        if (text.len && text.at[0] == '.' && text.len == 1)
            break;
        find_form(&f, text);
        break;
    case AUTO_GREETING:
    case AUTO_STRAY:
    case AUTO_STATUS:
        text = behind_status(text);
        if (!find_form(&f, text))
            find_in_text(&f, text);
        break;
    }
    return f.count;
}

void auto_mask_wire(struct buf *out, const struct auto_line *line)
{
    struct auto_mask masks[AUTO_MASKS_MOST];
    size_t count = auto_masks(line, masks), at = 0;

    for (size_t i = 0; i < count; i++) {
        const struct auto_mask *m = &masks[i];
        struct span octets = span_first(span_from(line->text, m->at), m->len);

        if (line->hidden_only && !m->hide)
            continue;
        writer_wire_octets(
            out, span_first(span_from(line->text, at), m->at - at), false);
        writer_wire_capture(out, (struct span){0}, m->type,
                            m->hide ? span_of(NULL) : octets);
        at = m->at + m->len;
    }
    writer_wire_octets(out, span_from(line->text, at), !line->goes_on);
}
