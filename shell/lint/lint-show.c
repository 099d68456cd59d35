/* lint-show.c - the forms of lint's findings. */
#include <config.h>

#include "shell/lint/lint-show.h"

#include "net/base/json.h"
#include "net/base/text.h"
#include <jansson.h>

enum { ID_COLUMNS = 22 };

static const char *word_of(const struct lint_finding *f)
{
    return f->weight == LINT_ALLOWED   ? "allow"
           : f->weight == LINT_UNKNOWN ? "unknown"
                                       : severity_name(f->severity);
}

static void add_line(struct buf *out, const char *file,
                     const struct lint_finding *f, unsigned flags)
{
    struct span source = span_of(f->rule ? f->rule->rfc : "");

    source = span_first(source, span_find(source, ';'));
    text_escape(out, span_of(file), flags);
    buf_add_format(out, ":%u: %-7s %-*s ", f->line, word_of(f), ID_COLUMNS,
                   f->rule ? f->rule->id : "-");
    text_escape(out, span_of(f->message), flags);
    if (f->count > 1)
        buf_add_format(out, ", %ju times", (uintmax_t)f->count);
    if (source.len)
        buf_add_format(out, " (%.*s)", (int)source.len, source.at);
    buf_add_char(out, '\n');
}

void lint_text(struct buf *out, const char *file, const struct lint *l,
               int verbose, bool utf8)
{
    for (size_t i = 0; i < l->count; i++)
        if (verbose > 0 || l->at[i].weight != LINT_UNKNOWN || !l->at[i].rule)
            add_line(out, file, &l->at[i], utf8 ? TEXT_PLAIN : TEXT_ASCII);
    if (l->left_out)
        buf_add_format(out, "%s: %ju more are counted and not listed\n", file,
                       (uintmax_t)l->left_out);
}

/* --- JSON --- */

/* Octets that are no UTF-8 go into a member with another name. */
static void put_octets(json_t *object, const char *name, struct span octets)
{
    struct buf other = {0};

    if (text_is_utf8(octets, NULL)) {
        json_object_set_new(
            object, name, json_stringn(octets.at ? octets.at : "", octets.len));
        return;
    }
    for (size_t i = 0; i < octets.len; i++) {
        unsigned char c = (unsigned char)octets.at[i];

        if (c >= 0x80) { /* as UTF-8 */
            buf_add_char(&other, (char)(0xC0 | c >> 6));
            buf_add_char(&other, (char)(0x80 | (c & 0x3F)));
        } else {
            buf_add_char(&other, (char)c);
        }
    }
    char key[64];
    snprintf(key, sizeof key, "%s_latin1", name);
    json_object_set_new(object, key, json_stringn(other.at, other.len));
    buf_done(&other);
}

static void add_object(struct buf *out, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);

    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(object);
}

static void put_number(json_t *object, const char *name, uint64_t n)
{
    json_object_set_new(object, name, json_integer((json_int_t)n));
}

static json_t *object_new(const char *type, const char *file)
{
    json_t *object = json_object();

    json_object_set_new(object, "type", json_string(type));
    put_octets(object, "file", span_of(file));
    return object;
}

static void add_finding(struct buf *out, const char *file,
                        const struct lint_finding *f)
{
    json_t *object = object_new("finding", file);

    put_number(object, "line", f->line);
    put_number(object, "conn", f->connection);
    put_number(object, "seq", f->exchange);
    json_object_set_new(object, "rule",
                        f->rule ? json_string(f->rule->id) : json_null());
    json_object_set_new(object, "severity",
                        json_string(severity_name(f->severity)));
    json_object_set_new(object, "result",
                        json_string(f->weight == LINT_ALLOWED   ? "allowed"
                                    : f->weight == LINT_UNKNOWN ? "unknown"
                                                                : "found"));
    if (f->rule) {
        json_object_set_new(object, "side",
                            json_string(bound_name(f->rule->bound)));
        json_object_set_new(object, "rfc", json_string(f->rule->rfc));
    }
    put_octets(object, "message", span_of(f->message));
    put_number(object, "offset", f->offset);
    put_number(object, "column", f->column);
    put_octets(object, "excerpt", (struct span){f->excerpt, f->excerpt_len});
    put_number(object, "count", f->count ? f->count : 1);
    add_object(out, object);
}

void lint_json(struct buf *out, const char *file, const struct lint *l,
               enum report_result result, const char *reason)
{
    json_t *verdict = object_new("verdict", file);

    for (size_t i = 0; i < l->count; i++)
        add_finding(out, file, &l->at[i]);
    if (result == REPORT_PASS && l->unknown)
        result = REPORT_UNKNOWN;
    json_object_set_new(verdict, "result",
                        json_string(report_result_name(result)));
    if (reason)
        put_octets(verdict, "reason", span_of(reason));
    put_number(verdict, "errors", l->counts[SEVERITY_ERROR]);
    put_number(verdict, "warnings", l->counts[SEVERITY_WARNING]);
    put_number(verdict, "notes", l->counts[SEVERITY_NOTE]);
    put_number(verdict, "allowed", l->allowed);
    put_number(verdict, "unknown", l->unknown);
    add_object(out, verdict);
}
