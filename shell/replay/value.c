/* value.c - looks values up before anything is connected. */
#include <config.h>

#include "shell/replay/value.h"

#include "net/base/memory.h"
#include "net/transcript/escape.h"
#include "shell/login/password.h"
#include <stdlib.h>
#include <string.h>

void value_sources_done(struct value_sources *s)
{
    secret_done(&s->given);
}

void values_done(struct values *v)
{
    variables_done(&v->bindings);
    for (size_t i = 0; i < v->secret_count; i++)
        secret_done(&v->secrets[i].value);
    v->secret_count = 0;
}

const struct secret *values_secret(const struct values *v, struct span name)
{
    if (!name.len)
        name = v->first;
    for (size_t i = 0; i < v->secret_count; i++)
        if (span_equal(v->secrets[i].name, name))
            return &v->secrets[i].value;
    return NULL;
}

struct span values_user(const struct values *v)
{
    struct span user = {0};

    variables_get(&v->bindings, SPAN("user"), &user, NULL);
    return user;
}

/* --- variables --- */

static bool bind(struct values *v, const char *file, struct span name,
                 struct span value, struct error *err)
{
    struct span env = SPAN("env:");
    char *variable;
    const char *found;
    bool ok;

    if (!span_starts(value, env))
        return variables_set(&v->bindings, name, value, false);
    variable = span_dup(span_from(value, env.len));
    found = getenv(variable);
    ok = found && variables_set(&v->bindings, name, span_of(found), false);
    if (!ok)
        error_set(
            err, ERROR_INPUT,
            "%s: variable %.*s: %s is not set in the environment; set it, "
            "or write the value into the file (Var: %.*s=...)%s",
            file, (int)name.len, name.at, variable, (int)name.len, name.at,
            span_is(name, "user") ? ", or use -u" : "");
    free(variable);
    return ok;
}

static bool bind_all(struct values *v, const struct transcript *t,
                     const char *file, const struct options *o,
                     struct error *err)
{
    struct span field, name, value;

    for (size_t n = 0; transcript_field(t, HEADER_VAR, n, &field); n++) {
        header_field_split(field, &name, &value);
        if (o->user && span_is(name, "user"))
            continue; /* -u counts */
        if (!bind(v, file, name, value, err))
            return false;
    }
    if (o->user)
        variables_set(&v->bindings, SPAN("user"), span_of(o->user), false);
    return true;
}

/* --- secrets --- */

/* The variable that "Secret: name=env:VARIABLE" names; NULL: none. Owned by
 * the caller. */
static char *variable_of(const struct transcript *t, struct span name)
{
    struct span field, key, source, env = SPAN("env:");

    for (size_t n = 0; transcript_field(t, HEADER_SECRET, n, &field); n++) {
        header_field_split(field, &key, &source);
        if (span_equal(key, name) && span_starts(source, env))
            return span_dup(span_from(source, env.len));
    }
    return NULL;
}

static struct span first_secret(const struct transcript *t)
{
    struct span field, name = SPAN("pass"), source;

    if (transcript_field(t, HEADER_SECRET, 0, &field))
        header_field_split(field, &name, &source);
    return name;
}

/* Is it looked for wherever a password may be? Also where no header names it.
 */
static bool is_first(const struct values *v, const struct transcript *t,
                     struct span name)
{
    struct span field, key, source;

    if (span_equal(name, v->first))
        return true;
    for (size_t n = 0; transcript_field(t, HEADER_SECRET, n, &field); n++) {
        header_field_split(field, &key, &source);
        if (span_equal(key, name))
            return false;
    }
    return !v->secret_count;
}

/* The first secret: wherever a password may be. */
static bool find_first(const struct values *v, struct value_sources *from,
                       const char *variable, struct secret *out,
                       struct error *err)
{
    const struct options *o = from->options;
    char *user = span_dup(values_user(v));
    struct password_sources where = {
        .fd = o->password_fd,
        .file = o->password_file,
        .command = o->password_command,
        .variable = variable,
        .host = from->host,
        .ascii = from->host,
        .user = user,
        .ask = from->ask,
    };
    bool named = where.fd >= 0 || where.file || where.command;
    bool ok = true;

    if (from->given.at && named)
        secret_set(out, secret_span(&from->given));
    else
        ok = password_find(&where, out, err);
    if (ok && named && !from->given.at)
        secret_set(&from->given, secret_span(out));
    free(user);
    return ok;
}

/* Any other: its variable, or a person. */
static bool find_other(struct span name, struct value_sources *from,
                       const char *variable, struct secret *out,
                       struct error *err)
{
    const char *value = variable ? getenv(variable) : NULL;
    char *whose = span_dup(name);
    bool ok = false;

    if (value)
        ok = password_accept(span_of(value), variable, out, err);
    else if (from->ask)
        ok = password_ask(whose, from->host, out, err);
    else
        error_set(err, ERROR_INPUT, "no secret %s: set %s", whose,
                  variable ? variable
                           : "a variable, and name it with Secret: in the "
                             "transcript");
    free(whose);
    return ok;
}

/* Find the secret of that name, unless it is known. */
static bool need_secret(struct values *v, const struct transcript *t,
                        const char *file, struct span name,
                        struct value_sources *from, struct error *err)
{
    struct secret found = {0};
    char *variable;
    bool ok;

    if (values_secret(v, name))
        return true;
    if (v->secret_count == VALUE_SECRETS_MOST)
        return error_set(err, ERROR_INPUT, "%s: more than %d secrets", file,
                         VALUE_SECRETS_MOST);
    variable = variable_of(t, name);
    ok = is_first(v, t, name) ? find_first(v, from, variable, &found, err)
                              : find_other(name, from, variable, &found, err);
    free(variable);
    if (!ok) {
        error_prefix(err, file);
        return false;
    }
    v->secrets[v->secret_count].name = name;
    v->secrets[v->secret_count++].value = found;
    return true;
}

/* --- what is needed --- */

struct needs {
    struct values *values;
    const struct transcript *transcript;
    const char *file;
    struct value_sources *from;
    struct error *err;
    struct span caught[VARIABLES_MOST]; /* names that masks catch */
    size_t caught_count;
};

static bool is_caught(const struct needs *n, struct span name)
{
    for (size_t i = 0; i < n->caught_count; i++)
        if (span_equal(n->caught[i], name))
            return true;
    return false;
}

static bool need_piece(struct needs *n, const struct item *item,
                       const struct wire_piece *piece)
{
    struct span ignored, name = piece->name;

    if (piece->kind == WIRE_SECRET) {
        if (span_is(name, "sasl"))
            return true; /* "@ sasl" names its secret */
        if (span_is(name, "apop"))
            name = n->values->first;
        return need_secret(n->values, n->transcript, n->file, name, n->from,
                           n->err);
    }
    if (item->kind == ITEM_SERVER && piece->kind == WIRE_CAPTURE && name.len &&
        !is_caught(n, name) && n->caught_count < VARIABLES_MOST)
        n->caught[n->caught_count++] = name;
    if (piece->kind != WIRE_USE || is_caught(n, name) ||
        variables_get(&n->values->bindings, name, &ignored, NULL))
        return true;
    return error_set(n->err, ERROR_INPUT,
                     "%s:%u: nothing gives the variable %.*s a value: neither "
                     "Var: in the header nor a line of the server above",
                     n->file, item->line, (int)name.len, name.at);
}

static bool need_line(struct needs *n, const struct item *item)
{
    struct span rest = item->text;
    struct wire_piece piece;

    while (!item->plain && wire_next(&rest, &piece, NULL, NULL) > 0)
        if (!need_piece(n, item, &piece))
            return false;
    return true;
}

static bool need_sasl(struct needs *n, const struct item *item)
{
    struct buf user = {0}, secret = {0};
    struct span name, ignored;
    bool ok;

    if (!param_value(item->text, "secret", &secret))
        buf_add(&secret, n->values->first);
    if (!param_value(item->text, "user", &user))
        buf_add_text(&user, "user");
    /* the names must outlast the bufs: take them from the file */
    name = n->values->first;
    for (size_t i = 0; !span_equal(name, buf_span(&secret)); i++) {
        struct span field, source;

        if (!transcript_field(n->transcript, HEADER_SECRET, i, &field))
            break;
        header_field_split(field, &name, &source);
    }
    if (!variables_get(&n->values->bindings, buf_span(&user), &ignored, NULL))
        ok = error_set(n->err, ERROR_INPUT,
                       "%s:%u: the variable %s has no value: give it with "
                       "Var: or -u",
                       n->file, item->line, buf_text(&user));
    else if (!span_equal(name, buf_span(&secret)))
        ok = error_set(n->err, ERROR_INPUT,
                       "%s:%u: the header names no secret %s", n->file,
                       item->line, buf_text(&secret));
    else
        ok = need_secret(n->values, n->transcript, n->file, name, n->from,
                         n->err);
    buf_done(&user);
    buf_done(&secret);
    return ok;
}

bool values_find(struct values *v, const struct plan *p, const char *name,
                 struct value_sources *from, struct error *err)
{
    struct needs n = {.values = v,
                      .transcript = p->transcript,
                      .file = name,
                      .from = from,
                      .err = err};

    *v = (struct values){.first = first_secret(p->transcript)};
    if (!bind_all(v, p->transcript, name, from->options, err))
        return false;
    for (size_t i = p->transcript->session; i < p->transcript->count; i++) {
        const struct item *item = &p->transcript->items[i];
        bool line = item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER;

        if (line && !need_line(&n, item))
            return false;
        if (item->kind == ITEM_EVENT && item->verb->id == AT_SASL &&
            !need_sasl(&n, item))
            return false;
    }
    return true;
}
