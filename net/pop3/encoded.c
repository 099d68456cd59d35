/* encoded.c - decodes the encoded-words of RFC 2047.
 *
 *   encoded-word = "=?" charset ["*" language] "?" encoding "?" text "?="
 *
 * The standard wants blanks around such a word and whole characters in it.
 * Mailers in the field leave out the blanks and split characters between
 * neighbours, so both are accepted here: neighbours of one charset are
 * converted as one run of octets.
 *
 * Few charsets have their tables here: a conversion library brings its own
 * state and files, and most mail is UTF-8 or one of these. */
#include <config.h>

#include "net/base/base64.h"
#include "net/base/text.h"
#include "net/pop3/encoded.h"

enum charset {
    CHARSET_UNKNOWN,
    CHARSET_UTF_8, /* US-ASCII is a part of it */
    CHARSET_LATIN_1,
    CHARSET_LATIN_9,
    CHARSET_WINDOWS_1252,
};

static const struct charset_name {
    const char *name;
    enum charset charset;
} charset_names[] = {
    {"UTF-8",        CHARSET_UTF_8       },
    {"UTF8",         CHARSET_UTF_8       },
    {"US-ASCII",     CHARSET_UTF_8       },
    {"ASCII",        CHARSET_UTF_8       },
    {"ISO-8859-1",   CHARSET_LATIN_1     },
    {"LATIN1",       CHARSET_LATIN_1     },
    {"ISO-8859-15",  CHARSET_LATIN_9     },
    {"LATIN-9",      CHARSET_LATIN_9     },
    {"WINDOWS-1252", CHARSET_WINDOWS_1252},
    {"CP1252",       CHARSET_WINDOWS_1252},
};

/* windows-1252 from 0x80 on; 0 where it has no character. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* Where ISO-8859-15 is not ISO-8859-1. */
static const struct {
    unsigned char octet;
    uint16_t character;
} latin_9[] = {
    {0xA4, 0x20AC},
    {0xA6, 0x0160},
    {0xA8, 0x0161},
    {0xB4, 0x017D},
    {0xB8, 0x017E},
    {0xBC, 0x0152},
    {0xBD, 0x0153},
    {0xBE, 0x0178},
};

/* An encoded-word taken apart; spans are borrowed. */
struct word {
    enum charset charset;
    char encoding; /* 'B' or 'Q' */
    struct span text;
    size_t octets; /* of the whole word */
};

/* Neighbouring words of one charset, while they are collected. */
struct run {
    struct span source; /* from the first word to the last, blanks between */
    enum charset charset;
    struct buf octets; /* decoded, not yet converted */
};

static enum charset charset_find(struct span name)
{
    name = span_first(name, span_find(name, '*'));
    for (size_t i = 0; i < sizeof charset_names / sizeof *charset_names; i++)
        if (span_is_case(name, charset_names[i].name))
            return charset_names[i].charset;
    return CHARSET_UNKNOWN;
}

/* Cut *s at the next '?': what is before it, and *s is what is behind. */
static bool take_part(struct span *s, struct span *part_out)
{
    size_t n = span_find(*s, '?');

    if (n == s->len)
        return false;
    *part_out = span_first(*s, n);
    *s = span_from(*s, n + 1);
    return true;
}

/* Read the encoded-word at the front of s. */
static bool word_read(struct span s, struct word *out)
{
    struct span rest = span_from(s, 2);
    struct span charset, encoding, text;

    if (!span_starts(s, SPAN("=?")) || !take_part(&rest, &charset) ||
        !take_part(&rest, &encoding) || !take_part(&rest, &text) ||
        !span_starts(rest, SPAN("=")) || !charset.len || encoding.len != 1)
        return false;
    if (span_find(charset, ' ') < charset.len ||
        span_find(text, ' ') < text.len)
        return false;

    out->charset = charset_find(charset);
    out->encoding = (char)(*encoding.at & ~0x20); /* upper case */
    out->text = text;
    out->octets = (size_t)(rest.at + 1 - s.at);
    return out->encoding == 'B' || out->encoding == 'Q';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c & ~0x20);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The "Q" encoding of section 4.2. */
static bool q_decode(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '_')
            c = ' ';
        if (c == '=') {
            int high = i + 2 < text.len ? hex_value(text.at[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_value(text.at[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        buf_add_char(out, c);
    }
    return true;
}

static bool word_decode(struct buf *out, const struct word *word)
{
    if (word->charset == CHARSET_UNKNOWN)
        return false;
    if (word->encoding == 'Q')
        return q_decode(out, word->text);
    return base64_decode(out, word->text, NULL) != BASE64_BAD;
}

/* The character of an octet above 0x7F; 0 when there is none. */
static uint32_t character_of(enum charset charset, unsigned char octet)
{
    if (charset == CHARSET_WINDOWS_1252 && octet < 0xA0)
        return windows_1252[octet - 0x80];
    if (charset == CHARSET_LATIN_9)
        for (size_t i = 0; i < sizeof latin_9 / sizeof *latin_9; i++)
            if (latin_9[i].octet == octet)
                return latin_9[i].character;
    return octet;
}

/* Append a character above U+007F and below U+10000. */
static void add_character(struct buf *out, uint32_t c)
{
    if (c < 0x800) {
        buf_add_char(out, (char)(0xC0 | c >> 6));
    } else {
        buf_add_char(out, (char)(0xE0 | c >> 12));
        buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
    }
    buf_add_char(out, (char)(0x80 | (c & 0x3F)));
}

/* Append octets as UTF-8; false when they are not valid in charset (out then
 * has some of them). */
static bool convert(struct buf *out, enum charset charset, struct span octets)
{
    if (charset == CHARSET_UTF_8) {
        buf_add(out, octets);
        return text_is_utf8(octets, NULL);
    }
    for (size_t i = 0; i < octets.len; i++) {
        unsigned char octet = (unsigned char)octets.at[i];
        uint32_t c = octet < 0x80 ? octet : character_of(charset, octet);

        if (octet < 0x80)
            buf_add_char(out, (char)octet);
        else if (c)
            add_character(out, c);
        else
            return false;
    }
    return true;
}

/* Append what was collected, as it stood when it cannot be converted. */
static void run_end(struct buf *out, struct run *run)
{
    size_t before = out->len;

    if (!convert(out, run->charset, buf_span(&run->octets))) {
        buf_cut(out, before);
        buf_add(out, run->source);
    }
    buf_clear(&run->octets);
    run->source.len = 0;
}

/* Take a word into the run: false when it must stand as it is. */
static bool run_add(struct run *run, const struct word *word, const char *at)
{
    size_t before = run->octets.len;

    if (!word_decode(&run->octets, word)) {
        buf_cut(&run->octets, before);
        return false;
    }
    if (!run->source.len)
        run->source.at = at;
    run->charset = word->charset;
    run->source.len = (size_t)(at + word->octets - run->source.at);
    return true;
}

static size_t blanks(struct span s)
{
    size_t n = 0;

    while (n < s.len && (s.at[n] == ' ' || s.at[n] == '\t'))
        n++;
    return n;
}

/* The words that begin at the front of s, blanks between them dropped.
 * Returns how many octets of s they took; 0 when none could be decoded. */
static size_t decode_words(struct buf *out, struct span s)
{
    struct run run = {.charset = CHARSET_UNKNOWN};
    size_t taken = 0;
    size_t at = 0;
    struct word word;

    while (word_read(span_from(s, at), &word)) {
        if (run.source.len && word.charset != run.charset)
            run_end(out, &run);
        if (!run_add(&run, &word, s.at + at))
            break;
        taken = at + word.octets;
        at = taken + blanks(span_from(s, taken));
    }
    if (run.source.len)
        run_end(out, &run);
    buf_done(&run.octets);
    return taken;
}

void encoded_decode(struct buf *out, struct span text)
{
    while (text.len) {
        size_t before = span_find_span(text, SPAN("=?"));

        buf_add(out, span_first(text, before));
        text = span_from(text, before);
        size_t taken = decode_words(out, text);
        if (!taken) {
            taken = text.len < 2 ? text.len : 2;
            buf_add(out, span_first(text, taken));
        }
        text = span_from(text, taken);
    }
}
