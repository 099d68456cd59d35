/* span.h - a borrowed run of octets.
 *
 * The smallest functions stand here, inline: they are in every loop.
 *
 * A span never owns what it points at and need not end in NUL; all zeroes is
 * a valid empty span. Octets are compared as they are: no locale, and case
 * folding is for ASCII letters only, as RFC 1939 section 3 wants it. */
#ifndef POP3SH_BASE_SPAN_H
#define POP3SH_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *at; /* may be NULL when len is 0 */
    size_t len;     /* octets */
};

/* A span over a string literal, as an initialiser or an expression. */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

/* The octets of a NUL-terminated string without its NUL; NULL gives empty. */
static inline struct span span_of(const char *text)
{
    return (struct span){text, text ? strlen(text) : 0};
}

/* s without its first n octets; empty when n is at least its length. */
static inline struct span span_from(struct span s, size_t n)
{
    if (n >= s.len)
        return (struct span){0};
    return (struct span){s.at + n, s.len - n};
}

/* The first n octets of s, or all of it when it is shorter. */
static inline struct span span_first(struct span s, size_t n)
{
    return (struct span){s.at, n < s.len ? n : s.len};
}

/* s without SP and HTAB at both ends. */
struct span span_trim(struct span s);

/* Cut the first word off *s: skip blanks (SP), return what stands before the
 * next SP and leave in *s what follows that one SP. Empty when none is left. */
struct span span_take_word(struct span *s);

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (!a.len || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool span_is(struct span s, const char *text)
{
    return span_equal(s, span_of(text));
}

static inline bool span_starts(struct span s, struct span prefix)
{
    return span_equal(span_first(s, prefix.len), prefix);
}

/* The same, ASCII letters of either case being equal. */
bool span_equal_case(struct span a, struct span b);
bool span_is_case(struct span s, const char *text);
bool span_starts_case(struct span s, struct span prefix);

/* How many octets a and b have in common at their beginning. */
size_t span_in_common(struct span a, struct span b);

/* Offset of the first octet c in s, or s.len when it has none. */
size_t span_find(struct span s, char c);

/* Offset of the first occurrence of needle in s, or s.len. */
size_t span_find_span(struct span s, struct span needle);

/* Read 1*DIGIT that fills s exactly.
 *
 * False, and *out untouched, when s is empty, has another octet, or exceeds
 * 64 bits. Leading zeros are accepted (RFC 1939 section 4 is silent). */
bool span_number(struct span s, uint64_t *out);

/* Read the digits at the front of *s and cut them off, as span_number. */
bool span_take_number(struct span *s, uint64_t *out);

#endif
