/* import-mailkit.c - the protocol log of MailKit. */
#include <config.h>

#include "net/transcript/import-marked.h"

/* The host and port in "host:port" or "[host]:port" at the front of s, a user
 * before it and "@" left out. */
static void take_authority(struct import *x, struct span s, uint64_t port)
{
    size_t end = 0, colon;
    struct span rest, user;

    while (end < s.len && !memchr("/? \t", s.at[end], 4))
        end++;
    user = span_first(s, end);
    while (user.len && user.at[user.len - 1] != '@')
        user.len--;
    s = span_from(s, user.len);
    end = 0;
    while (end < s.len && !memchr("/? \t,;\"'()", s.at[end], 11))
        end++;
    s = span_first(s, end);
    if (span_starts(s, SPAN("["))) {
        size_t close = span_find(s, ']');

        rest = span_from(s, close + 2);
        s = span_from(span_first(s, close), 1);
    } else {
        colon = span_find(s, ':');
        rest = span_from(s, colon + 1);
        s = span_first(s, colon);
    }
    span_take_number(&rest, &port);
    import_peer(x, s, port);
}

/* "Connected to pop3s://host:995/" */
static void other_mailkit(struct import *x, const struct import_marks *m,
                          struct span line)
{
    bool tls = span_starts(line, SPAN("Connected to pop3s://")) ||
               span_starts(line, SPAN("Connected to pops://"));
    size_t slashes = span_find_span(line, SPAN("://"));

    (void)m;
    if (!span_starts(line, SPAN("Connected to ")) || slashes == line.len)
        return;
    import_close(x, SIDE_CLIENT);
    take_authority(x, span_from(line, slashes + 3), tls ? 995 : 110);
    if (tls)
        import_tls(x);
}

/* A time. */
static struct span front_mailkit(struct import *x, const struct import_marks *m,
                                 struct span line)
{
    struct span rest = span_from(line, span_find(line, ' ') + 1);

    (void)x;
    if (line.len && *line.at >= '0' && *line.at <= '9' &&
        (span_starts(rest, m->client) || span_starts(rest, m->server)))
        return rest;
    return line;
}

const struct import_marks import_marks_mailkit = {
    .client = {"C:", 2},
    .server = {"S:", 2},
    .front = front_mailkit,
    .other = other_mailkit,
};

unsigned import_like_mailkit(struct span text)
{
    unsigned share = import_share(text, SPAN("C: "), SPAN("S: "));

    struct span front = span_first(text, 4096);

    if (import_has(front, "Connected to pop") && import_has(front, "S: +OK") &&
        import_has(text, "C: "))
        return share > 80 ? share + 9 : 90;
    return share > 10 ? share - 10 : 0;
}
