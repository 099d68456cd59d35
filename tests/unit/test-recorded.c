/* test-recorded.c - what the rules say about recorded sessions of real servers.
 *
 * The recordings and the findings that they must give, each read by a person
 * once, stand in tests/transcripts/sessions; its README tells how they were
 * made. */
#include <config.h>

#include "tests/unit/findings.h"

#include "net/base/buf.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(recorded, .timeout = 60);

/* How all of them were recorded. */
static const struct check_peer peer = {.port = 110, .loopback = true};

struct recording {
    char *path;   /* of the script */
    char *script; /* its text */
    char *want;   /* the findings it must give */
};

struct recordings {
    struct recording *at;
    size_t count;
};

/* SERVER-WHAT.script: is this one of that server? */
static bool is_of(const struct recording *r, const char *server)
{
    const char *slash = strrchr(r->path, '/');

    return strncmp(slash + 1, server, strlen(server)) == 0;
}

static char *read_file(const char *path)
{
    struct buf text = {0};
    char part[4096];
    size_t n;
    FILE *file = fopen(path, "rb");

    cr_assert(file != NULL, "cannot read %s", path);
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&text, (struct span){part, n});
    fclose(file);
    return text.len ? buf_take(&text) : strdup("");
}

static char *read_want(const char *script_path)
{
    struct buf path = {0};
    char *want;

    buf_add(&path, (struct span){script_path,
                                 strlen(script_path) - strlen(".script")});
    buf_add_text(&path, ".want");
    want = read_file(buf_text(&path));
    buf_done(&path);
    return want;
}

static struct recordings recordings_read(void)
{
    const char *srcdir = getenv("srcdir");
    struct buf pattern = {0};
    struct recordings all = {0};
    glob_t found;

    buf_add_format(&pattern, "%s/tests/transcripts/sessions/*.script",
                   srcdir ? srcdir : ".");
    cr_assert(eq(int, glob(buf_text(&pattern), 0, NULL, &found), 0), "%s",
              buf_text(&pattern));
    all.at = calloc(found.gl_pathc, sizeof *all.at);
    all.count = found.gl_pathc;
    for (size_t i = 0; i < all.count; i++)
        all.at[i] = (struct recording){.path = strdup(found.gl_pathv[i]),
                                       .script = read_file(found.gl_pathv[i]),
                                       .want = read_want(found.gl_pathv[i])};
    globfree(&found);
    buf_done(&pattern);
    return all;
}

static void recordings_done(struct recordings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->at[i].path);
        free(all->at[i].script);
        free(all->at[i].want);
    }
    free(all->at);
}

static void expect_findings(const struct recording *r, enum split split,
                            unsigned seed)
{
    char *got = findings_of(r->script, &peer, split, seed);

    cr_expect(eq(str, got, r->want), "%s, split %d, seed %u", r->path, split,
              seed);
    free(got);
}

Test(recorded, findings_are_the_same_in_any_split)
{
    struct recordings all = recordings_read();

    for (size_t i = 0; i < all.count; i++) {
        expect_findings(&all.at[i], SPLIT_WHOLE, 0);
        expect_findings(&all.at[i], SPLIT_OCTETS, 0);
        for (unsigned seed = 1; seed <= 5; seed++)
            expect_findings(&all.at[i], SPLIT_RANDOM, seed);
    }
    recordings_done(&all);
}

/* --- what is said of each server --- */

static const struct server_row {
    const char *name;
    /* What it does break, with proof in its recordings. */
    const char *errors;
    /* "severity rule" of what must be among the findings, each with a comma
     * behind it. */
    const char *expected;
} servers[] = {
    {"dovecot",   "",
     "note capa/unregistered-tag,note capa/dropped-after-login,"
     "note session/shutdown-line,note sasl/bare-auth-list,"
     "warning cmd/extra-arg-accepted,note retr/size-final-crlf,"     },
    {"courier",   "cmd/bad-arg-accepted",
     "warning capa/stls-after-login,note tls/plaintext-login-offered,"
     "warning retr/size-mismatch,note retr/size-final-crlf,"
     "warning state/wrong-state-accepted,error cmd/bad-arg-accepted,"},
    {"mailutils", "cmd/bad-arg-accepted top/too-many-lines retr/deleted-ok",
     "warning capa/stls-after-login,warning capa/glued-arg,"
     "error top/too-many-lines,warning list/unstable,warning stat/unstable,"
     "warning retr/size-mismatch,warning top/header-differs,"
     "error retr/deleted-ok,error cmd/bad-arg-accepted,"             },
};

/* An error of the server, for what the client did wrong was on purpose. */
static void check_line(const struct server_row *server,
                       const struct recording *r, struct span line)
{
    struct span words = line, severity = span_take_word(&words);
    struct span id = span_take_word(&words);

    if (!span_is(severity, "error") || span_starts(id, SPAN("client/")))
        return;
    cr_expect(span_find_span(span_of(server->errors), id) <
                  strlen(server->errors),
              "%s: a false error? %.*s", r->path, (int)line.len, line.at);
}

static void check_lines(const struct server_row *server,
                        const struct recording *r)
{
    struct span rest = span_of(r->want);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));

        check_line(server, r, line);
        rest = span_from(rest, line.len + 1);
    }
}

Test(recorded, no_server_is_blamed_for_an_error_that_is_none)
{
    struct recordings all = recordings_read();

    for (size_t i = 0; i < all.count; i++) {
        size_t known = 0;

        for (size_t s = 0; s < sizeof servers / sizeof *servers; s++) {
            if (!is_of(&all.at[i], servers[s].name))
                continue;
            check_lines(&servers[s], &all.at[i]);
            known++;
        }
        cr_expect(eq(sz, known, 1), "whose is %s?", all.at[i].path);
    }
    recordings_done(&all);
}

/* Does a recording of this server give such a finding? */
static bool is_found(const struct recordings *all, const char *server,
                     struct span what)
{
    struct buf line = {0};
    bool found = false;

    buf_add_format(&line, "%.*s @", (int)what.len, what.at);
    for (size_t i = 0; i < all->count && !found; i++)
        found = is_of(&all->at[i], server) &&
                strstr(all->at[i].want, buf_text(&line));
    buf_done(&line);
    return found;
}

Test(recorded, what_a_server_is_known_for_is_found)
{
    struct recordings all = recordings_read();

    for (size_t s = 0; s < sizeof servers / sizeof *servers; s++) {
        struct span rest = span_of(servers[s].expected);

        while (rest.len) {
            struct span what = span_first(rest, span_find(rest, ','));

            cr_expect(is_found(&all, servers[s].name, what), "%s: no %.*s",
                      servers[s].name, (int)what.len, what.at);
            rest = span_from(rest, what.len + 1);
        }
    }
    recordings_done(&all);
}
