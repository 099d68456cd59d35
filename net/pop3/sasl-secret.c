/* sasl-secret.c - one row for each family of mechanisms. */
#include <config.h>

#include "net/pop3/sasl-secret.h"

/* Where in a decoded response the secret is: between what stands before it
 * last and an octet. The first row whose prefix the mechanism has counts. */
static const struct inner {
    const char *prefix;
    struct span before;
    char end;
} inners[] = {
    {"SCRAM-",     SPAN(",p="),       ','   },
    {"CRAM-",      SPAN(" "),         '\0'  },
    {"DIGEST-MD5", SPAN("response="), ','   },
    {"",           SPAN("earer "),    '\x01'}, /* RFC 6750: in any case */
};

bool sasl_shows_password(struct span mechanism)
{
    return !span_starts(mechanism, SPAN("SCRAM-")) &&
           !span_starts(mechanism, SPAN("CRAM-")) &&
           !span_is(mechanism, "DIGEST-MD5");
}

/* What is behind the last occurrence of before, up to end; or empty. */
static struct span behind_last(struct span s, struct span before, char end)
{
    struct span found = {0};

    for (size_t at; (at = span_find_span(s, before)) < s.len;)
        found = s = span_from(s, at + before.len);
    return span_first(found, span_find(found, end));
}

/* s without the octets at its end that no password has: line ends, NUL. */
static struct span without_end(struct span s)
{
    while (s.len && (s.at[s.len - 1] == '\r' || s.at[s.len - 1] == '\n' ||
                     s.at[s.len - 1] == '\0'))
        s.len--;
    return s;
}

/* RFC 4616: authorization NUL authentication NUL password. With fewer NULs, or
 * nothing behind the last one, the last part that is there is taken for it. */
static struct span plain_password(struct span plain)
{
    struct span who = span_from(plain, span_find(plain, '\0') + 1);
    struct span third = span_from(who, span_find(who, '\0') + 1);
    struct span all = without_end(plain);
    bool empty = who.len == span_find(who, '\0') + 1; /* in exact form */

    if (without_end(third).len)
        return without_end(third);
    if (empty && plain.len && plain.at[0] == '\0')
        return (struct span){0};
    while (span_find(all, '\0') < all.len)
        all = span_from(all, span_find(all, '\0') + 1);
    return all;
}

struct span sasl_secret(struct span mechanism, unsigned count,
                        struct span plain)
{
    const struct inner *row = inners;
    struct span found;

    if (span_is(mechanism, "PLAIN"))
        return plain_password(plain);
    if (span_is(mechanism, "LOGIN"))
        return count == 2 ? without_end(plain) : (struct span){0};
    while (!span_starts(mechanism, span_of(row->prefix)))
        row++;
    found = without_end(behind_last(plain, row->before, row->end));
    if (!found.len &&
        (span_is(mechanism, "XOAUTH2") || span_is(mechanism, "OAUTHBEARER")))
        found = without_end(plain); /* the token alone */
    return found;
}

/* Where the first response names the user. */
static const struct inner users[] = {
    {"SCRAM-",     SPAN(",n="),         ','   },
    {"DIGEST-MD5", SPAN("username=\""), '"'   },
    {"XOAUTH2",    SPAN("user="),       '\x01'},
};

struct span sasl_as(struct span mechanism, struct span plain)
{
    bool gs2 = span_starts(mechanism, SPAN("SCRAM-")) ||
               span_is(mechanism, "OAUTHBEARER");
    struct span all = plain, name;

    if (span_is(mechanism, "PLAIN"))
        return span_find(plain, '\0') < plain.len
                   ? span_first(plain, span_find(plain, '\0'))
                   : (struct span){0};
    if (!gs2)
        return (struct span){0};
    name = span_from(all, span_find(all, ',') + 1);
    name = span_first(name, span_find(name, ','));
    return span_starts(name, SPAN("a=")) ? span_from(name, 2)
                                         : (struct span){0};
}

struct span sasl_user(struct span mechanism, struct span plain)
{
    size_t first = span_find(plain, '\0');
    struct span who, rest;

    if (span_is(mechanism, "PLAIN")) {
        rest = span_from(plain, first + 1);
        who = span_first(rest, span_find(rest, '\0'));
        rest = span_from(rest, who.len);
        return rest.len > 1 &&
                       span_find(span_from(rest, 1), '\0') == rest.len - 1
                   ? who
                   : (struct span){0};
    }
    if (span_is(mechanism, "LOGIN"))
        return plain;
    if (span_starts(mechanism, SPAN("CRAM-")))
        return span_find(plain, ' ') + 33 == plain.len
                   ? span_first(plain, plain.len - 33)
                   : (struct span){0};
    for (size_t i = 0; i < sizeof users / sizeof *users; i++)
        if (span_starts(mechanism, span_of(users[i].prefix)))
            return behind_last(plain, users[i].before, users[i].end);
    return (struct span){0};
}
