/* import-fetchmail.c - what fetchmail -vv prints, also through syslog. */
#include <config.h>

#include "net/transcript/import-marked.h"

/* --- what stands in front --- */

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && memchr(".@_-", c, 4));
}

/* "fetchmail: ", and of syslog "fetchmail[PID]: " or a unit of that name:
 * cut off s; *pid_out is kept when there is none. */
static bool cut_name(struct span *s, uint64_t *pid_out)
{
    struct span rest = *s, name = SPAN("fetchmail");

    if (!span_starts(rest, name))
        return false;
    rest = span_from(rest, name.len);
    while (rest.len && is_of_name(*rest.at))
        rest = span_from(rest, 1);
    if (span_starts(rest, SPAN("["))) {
        uint64_t pid;

        rest = span_from(rest, 1);
        if (!span_take_number(&rest, &pid) || !span_starts(rest, SPAN("]")))
            return false;
        rest = span_from(rest, 1);
        *pid_out = pid;
    }
    if (!span_starts(rest, SPAN(": ")))
        return false;
    *s = span_from(rest, 2);
    return true;
}

/* Up to the name stand time and host, as syslog and journalctl print them.
 */
static bool cut_front(struct span *line, uint64_t *pid_out)
{
    enum { MOST = 200 };

    for (size_t i = 0; i < line->len && i < MOST; i++) {
        struct span rest = span_from(*line, i);

        if ((!i || line->at[i - 1] == ' ') && cut_name(&rest, pid_out)) {
            *line = rest;
            return true;
        }
    }
    return false;
}

static bool is_marked(const struct import_marks *m, struct span line)
{
    return import_is_marked(line, m->client) ||
           import_is_marked(line, m->server);
}

/* A unit of systemd may print its own name behind that of syslog. */
static struct span strip(const struct import_marks *m, struct span line,
                         uint64_t *pid_out)
{
    struct span rest = line;

    for (unsigned n = 0; n < 2 && !is_marked(m, rest); n++)
        if (!cut_front(&rest, pid_out))
            break;
    return is_marked(m, rest) ? rest : line;
}

/* One process after the other is one session after the other; but one that
 * comes again behind others spoke at the same time. */
static void take_pid(struct import *x, uint64_t pid)
{
    enum { KEPT = sizeof x->pids / sizeof *x->pids };

    if (pid == x->pids[0])
        return;
    for (size_t i = 1; i < KEPT; i++)
        x->mixed = x->mixed || x->pids[i] == pid;
    if (x->pids[0] && !x->mixed)
        import_close(x, SIDE_CLIENT);
    memmove(x->pids + 1, x->pids, (KEPT - 1) * sizeof *x->pids);
    x->pids[0] = pid;
}

static struct span front_fetchmail(struct import *x,
                                   const struct import_marks *m,
                                   struct span line)
{
    uint64_t pid = 0;
    struct span rest = strip(m, line, &pid);

    if (pid && is_marked(m, rest))
        take_pid(x, pid);
    return rest;
}

/* --- the other lines --- */

/* "Trying to connect to 127.0.0.1/110...connected." */
static void other_fetchmail(struct import *x, const struct import_marks *m,
                            struct span line)
{
    struct span to = SPAN("rying to connect to ");
    size_t at = span_find_span(line, to);
    struct span host;
    uint64_t port = 0;

    (void)m;
    if (at < line.len) {
        struct span rest;

        host = span_from(line, at + to.len);
        at = span_find(host, '/');
        rest = span_from(host, at + 1);
        span_take_number(&rest, &port);
        import_close(x, SIDE_CLIENT);
        import_peer(x, span_first(host, at), port);
    } else if (import_has(line, "SSL/TLS: using") ||
               import_has(line, "SSL verify") ||
               import_has(line, "Server certificate:") ||
               import_has(line, "upgrade to TLS succeeded")) {
        import_tls(x);
    }
}

const struct import_marks import_marks_fetchmail = {
    .client = {"POP3> ", 6},
    .server = {"POP3< ", 6},
    .front = front_fetchmail,
    .split = 62,
    .partial = true,
    .other = other_fetchmail,
};

unsigned import_like_fetchmail(struct span text)
{
    const struct import_marks *m = &import_marks_fetchmail;
    bool client = false, server = false;
    uint64_t pid;

    while (text.len && !(client && server)) {
        size_t end = span_find(text, '\n');
        struct span line = strip(m, span_trim(span_first(text, end)), &pid);

        client = client || import_is_marked(line, m->client);
        server = server || import_is_marked(line, m->server);
        text = span_from(text, end + 1);
    }
    return client && server ? 95 : 0;
}
