/* target.c - reads where to connect, and shows it.
 *
 *     target    = scheme "://" [userinfo "@"] hostport ["/"]
 *               / "unix:" path / hostport
 *     userinfo  = user [";AUTH=" mech] [":" password]
 *               / user ":" password ";AUTH=" mech
 *
 * after RFC 2384, which has neither a password nor the schemes for TLS. The
 * user may hold a bare "@", as mail users do: the last one counts. Leaves
 * hostport to target-host.c. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/hex.h"
#include "net/base/text.h"
#include "shell/option/target-host.h"
#include "shell/option/target.h"
#include <string.h>
#include <sys/un.h>

enum { TARGET_MOST = 2048, PASSWORD_URL_MOST = 1024 };

static const struct scheme {
    const char *name;
    enum target_tls tls;
    uint16_t port;
} schemes[] = {
  /* the first of its kind is how it is shown */
    {"pop3",      TARGET_PLAIN,    110},
    {"pop3s",     TARGET_IMPLICIT, 995},
    {"pop3+stls", TARGET_STLS,     110},
    {"pop",       TARGET_PLAIN,    110},
    {"pops",      TARGET_IMPLICIT, 995},
};

enum { SCHEME_COUNT = sizeof schemes / sizeof *schemes };

static const struct scheme *scheme_of(enum target_tls tls)
{
    size_t i = 0;

    while (schemes[i].tls != tls)
        i++;
    return &schemes[i];
}

/* --- complaints --- */

bool target_refuse(const struct target_text *text, const char *at,
                   const char *why)
{
    size_t character = 1;

    for (const char *c = text->start; at && c < at; c++)
        character += ((unsigned char)*c & 0xC0) != 0x80;
    return error_set(text->err, ERROR_USAGE, "target, character %zu: %s",
                     character, why);
}

/* --- octets --- */

/* The octet that %XX at the front of s stands for, or -1. */
static int percent_octet(struct span s)
{
    if (s.len < 3 || s.at[0] != '%')
        return -1;
    int high = hex_value(s.at[1]), low = hex_value(s.at[2]);

    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* A line end or NUL, in whatever form, could end a command early. */
static bool check_octets(const struct target_text *text, struct span all)
{
    if (all.len == 0)
        return target_refuse(text, all.at, "it is empty");
    if (all.len > TARGET_MOST)
        return target_refuse(text, all.at + TARGET_MOST, "it is too long");
    for (size_t i = 0; i < all.len; i++) {
        unsigned char c = (unsigned char)all.at[i];
        int encoded = percent_octet(span_from(all, i));

        if (c == '\r' || c == '\n' || encoded == '\r' || encoded == '\n')
            return target_refuse(text, all.at + i,
                                 "a line end cannot be part of it");
        if (c < ' ' || c == 0x7F || encoded == 0)
            return target_refuse(text, all.at + i,
                                 "a control character cannot be part of it");
    }
    return true;
}

/* --- user and password --- */

/* Decode %XX of s into out, which holds room octets with its NUL. what is the
 * complaint when it does not fit. */
static bool decode(const struct target_text *text, struct span s, char *out,
                   size_t room, const char *what)
{
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];

        if (c == '%') {
            int octet = percent_octet(span_from(s, i));

            if (octet < 0)
                return target_refuse(text, s.at + i,
                                     "two hexadecimal digits must follow %; "
                                     "% itself is written %25");
            c = (char)octet;
            i += 2;
        }
        if (len + 1 >= room)
            return target_refuse(text, s.at, what);
        out[len++] = c;
    }
    out[len] = '\0';
    return true;
}

static bool read_password(const struct target_text *text, struct span s,
                          struct target *out)
{
    char password[PASSWORD_URL_MOST + 1];
    bool ok;

    if (s.len == 0)
        return target_refuse(text, s.at, "the password is empty");
    ok = decode(text, s, password, sizeof password, "the password is too long");
    if (ok) {
        secret_set(&out->password, span_of(password));
        out->has_password = true;
    }
    secret_wipe(password, sizeof password);
    return ok;
}

static bool is_mechanism(const char *name)
{
    size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    return n > 0 && n <= 20 && name[n] == '\0'; /* RFC 4422 section 3.1 */
}

/* Read what follows ";AUTH=". A "+" means: no SASL mechanism. */
static bool read_mechanism(const struct target_text *text, struct span s,
                           struct target *out)
{
    char name[sizeof out->mech];
    const char *bare = name;

    if (!decode(text, s, name, sizeof name, "the mechanism is too long"))
        return false;
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    if (name[0] == '+') {
        bare++;
        if (strcmp(bare, "APOP") != 0 && strcmp(bare, "USER") != 0)
            return target_refuse(text, s.at,
                                 "behind + only APOP and USER are known");
    } else if (strcmp(name, "*") != 0 && !is_mechanism(name)) {
        return target_refuse(text, s.at, "this is no name of a SASL mechanism");
    }
    memcpy(out->mech, bare, strlen(bare) + 1);
    return true;
}

/* Cut ";AUTH=mech" off the end of *part, if it has one, and read it. */
static bool take_mechanism(const struct target_text *text, struct span *part,
                           struct target *out)
{
    for (size_t i = 0; i < part->len; i++) {
        struct span rest = span_from(*part, i);

        if (span_starts_case(rest, SPAN(";AUTH="))) {
            if (out->mech[0])
                return target_refuse(text, rest.at, ";AUTH= is there twice");
            *part = span_first(*part, i);
            return read_mechanism(text, span_from(rest, 6), out);
        }
    }
    return true;
}

static bool read_userinfo(const struct target_text *text, struct span info,
                          struct target *out)
{
    size_t colon = span_find(info, ':');
    struct span user = span_first(info, colon);
    struct span password = span_from(info, colon + 1);
    size_t blank = span_find(info, ' ');

    if (blank < info.len)
        return target_refuse(text, info.at + blank, "a blank is written %20");
    if (!take_mechanism(text, &user, out) ||
        !take_mechanism(text, &password, out))
        return false;
    size_t semicolon = span_find(user, ';');

    if (semicolon < user.len)
        return target_refuse(text, user.at + semicolon,
                             "only AUTH= may follow ; in a user, and ; itself "
                             "is written %3B");
    if (user.len == 0)
        return target_refuse(text, user.at, "the user is empty");
    if (!decode(text, user, out->user, sizeof out->user,
                "the user is too long"))
        return false;
    return colon == info.len || read_password(text, password, out);
}

/* --- the three forms --- */

/* Where the host and port of authority begin: behind its last "@". */
static size_t host_start(struct span authority)
{
    size_t start = authority.len;

    while (start > 0 && authority.at[start - 1] != '@')
        start--;
    return start;
}

/* A URL ends behind its host. Said before anything is made of what stands
 * there, since a "/" may have cut a password in two. */
static bool check_end(const struct target_text *text, struct span rest)
{
    if (rest.len == 0 || span_is(rest, "/"))
        return true;
    if (span_find(rest, '@') < rest.len)
        return target_refuse(text, rest.at,
                             "in a user or a password / is written %2F, ? is "
                             "%3F and # is %23");
    return target_refuse(text, rest.at, "nothing may follow host and port");
}

static size_t authority_end(struct span s)
{
    size_t end = 0;

    while (end < s.len && !strchr("/?#", s.at[end]))
        end++;
    return end;
}

static bool read_url(const struct target_text *text,
                     const struct scheme *scheme, struct span rest,
                     struct target *out)
{
    struct span authority = span_first(rest, authority_end(rest));
    size_t start = host_start(authority);

    out->tls = scheme->tls;
    out->tls_given = true;
    if (!check_end(text, span_from(rest, authority.len)))
        return false;
    if (start > 0 &&
        !read_userinfo(text, span_first(authority, start - 1), out))
        return false;
    if (!target_read_host(text, span_from(authority, start), out))
        return false;
    if (!out->port_given)
        out->port = scheme->port;
    return true;
}

static bool read_unix(const struct target_text *text, struct span path,
                      struct target *out)
{
    const struct sockaddr_un *address = NULL;

    if (span_starts(path, SPAN("//")))
        path = span_from(path, 2);
    if (path.len < 2 || path.at[0] != '/')
        return target_refuse(text, path.at,
                             "unix: needs a whole path: unix:/PATH");
    if (path.len >= sizeof address->sun_path)
        return target_refuse(text, path.at,
                             "the path is too long for a Unix socket");
    memcpy(out->path, path.at, path.len);
    out->path[path.len] = '\0';
    return true;
}

static bool read_bare(const struct target_text *text, struct span s,
                      struct target *out)
{
    size_t at = span_find(s, '@');

    if (at == 0)
        return target_refuse(text, s.at, "bookmarks are not known");
    if (at < s.len)
        return target_refuse(text, s.at + at,
                             "a user goes with a scheme (pop3s://USER@HOST) or "
                             "with --user");
    if (span_find(s, '/') < s.len)
        return target_refuse(text, s.at + span_find(s, '/'),
                             "a host has no /; a Unix socket is unix:/PATH");
    if (!target_read_host(text, s, out))
        return false;
    out->tls = TARGET_IMPLICIT;
    if (!out->port_given)
        out->port = scheme_of(TARGET_IMPLICIT)->port;
    else if (out->port != scheme_of(TARGET_IMPLICIT)->port)
        out->tls = TARGET_PLAIN;
    return true;
}

/* What is no Unix socket. end: where "://" is in all of it. */
typedef bool read_fn(const struct target_text *text, struct span all,
                     size_t end, struct target *out);

static bool read_any(const struct target_text *text, struct span all,
                     size_t end, struct target *out)
{
    if (end == all.len)
        return read_bare(text, all, out);
    for (size_t i = 0; i < SCHEME_COUNT; i++)
        if (span_is_case(span_first(all, end), schemes[i].name))
            return read_url(text, &schemes[i], span_from(all, end + 3), out);
    return target_refuse(text, all.at,
                         "the scheme must be pop3, pop3s or pop3+stls");
}

static bool read_address(const struct target_text *text, struct span all,
                         size_t end, struct target *out)
{
    return read_url(text, scheme_of(TARGET_PLAIN),
                    end < all.len ? span_from(all, end + 3) : all, out);
}

static bool parse(const char *text, read_fn *read_rest, struct target *out,
                  struct error *err)
{
    const struct target_text reading = {text, err};
    struct span all = span_of(text);
    size_t end = span_find_span(all, SPAN("://"));
    bool ok;

    *out = (struct target){0};
    ok = check_octets(&reading, all) &&
         (span_starts_case(all, SPAN("unix:"))
              ? read_unix(&reading, span_from(all, 5), out)
              : read_rest(&reading, all, end, out));
    if (!ok)
        target_done(out);
    return ok;
}

bool target_parse(const char *text, struct target *out, struct error *err)
{
    return parse(text, read_any, out, err);
}

bool target_parse_address(const char *text, struct target *out,
                          struct error *err)
{
    return parse(text, read_address, out, err);
}

void target_done(struct target *t)
{
    secret_done(&t->password);
    *t = (struct target){0};
}

/* --- what else one does with a target --- */

bool target_choose_tls(struct target *t, enum target_tls tls, struct error *err)
{
    static const char *const choices[] = {
        [TARGET_PLAIN] = "none",
        [TARGET_STLS] = "stls",
        [TARGET_IMPLICIT] = "implicit",
    };

    if (t->tls_given && t->tls != tls)
        return error_set(err, ERROR_USAGE,
                         "--tls %s and %s:// disagree; %s:// says the same "
                         "as --tls %s",
                         choices[tls], scheme_of(t->tls)->name,
                         scheme_of(tls)->name, choices[tls]);
    t->tls = tls;
    if (!t->port_given && t->host[0])
        t->port = scheme_of(tls)->port;
    return true;
}

/* Append s as a URL has it: what would end a user there, or could drive a
 * terminal, as %XX. */
static void show_user(struct span s, struct buf *out)
{
    while (s.len) {
        uint32_t character;
        size_t n = text_utf8(s, &character);
        bool safe = n && !text_is_unsafe(character) &&
                    (character > 0x7F || !strchr(" %:;/?#[]", (int)character));

        if (n == 0)
            n = 1;
        for (size_t i = 0; i < n; i++) {
            if (safe)
                buf_add_char(out, s.at[i]);
            else
                buf_add_format(out, "%%%02X", (unsigned char)s.at[i]);
        }
        s = span_from(s, n);
    }
}

void target_show(const struct target *t, struct buf *out)
{
    const struct scheme *scheme = scheme_of(t->tls);

    if (t->path[0]) {
        bool slashes = span_starts(span_of(t->path), SPAN("//"));

        buf_add_text(out, slashes ? "unix://" : "unix:");
        text_escape(out, span_of(t->path), TEXT_PLAIN);
        return;
    }
    buf_add_format(out, "%s://", scheme->name);
    if (t->user[0]) {
        show_user(span_of(t->user), out);
        buf_add_char(out, '@');
    }
    bool brackets = strchr(t->host, ':') != NULL;

    buf_add_text(out, brackets ? "[" : "");
    text_escape(out, span_of(t->host), TEXT_PLAIN);
    buf_add_text(out, brackets ? "]" : "");
    if (t->port != scheme->port)
        buf_add_format(out, ":%u", t->port);
}
