/* fault.c - finds faults and makes a set of them. */
#include <config.h>

#include "net/server/fault.h"

#include "net/base/buf.h"
#include "net/server/fault-rows.h"

enum { DELAY_MOST_MS = 3600 * 1000 };

static const struct family {
    const struct fault *rows;
    const size_t *count;
} families[] = {
    {faults_of_lines, &faults_of_lines_count},
    {faults_of_login, &faults_of_login_count},
    {faults_of_mail,  &faults_of_mail_count },
    {faults_of_tls,   &faults_of_tls_count  },
};

enum { FAMILY_COUNT = sizeof families / sizeof *families };

/* Row i of all families, in their order, or NULL. */
static const struct fault *row_at(size_t i)
{
    for (size_t f = 0; f < FAMILY_COUNT; f++) {
        if (i < *families[f].count)
            return &families[f].rows[i];
        i -= *families[f].count;
    }
    return NULL;
}

/* Does the row go on with the fault of the row before it? */
static bool goes_on(const struct fault *row)
{
    return !*row->sentence;
}

const struct fault *fault_at(size_t i)
{
    const struct fault *row;

    for (size_t n = 0; (row = row_at(n)) != NULL; n++)
        if (!goes_on(row) && !i--)
            return row;
    return NULL;
}

const struct fault *fault_find(struct span name)
{
    const struct fault *row;

    for (size_t n = 0; (row = row_at(n)) != NULL; n++)
        if (span_is(name, row->name))
            return row;
    return NULL;
}

/* --- those with an argument --- */

/* CMD of an argument: a verb, "greeting", or "any". */
static bool read_place(struct span word, int *out)
{
    const struct verb *verb = verb_find(word);

    if (verb)
        *out = (int)verb->id;
    else if (span_is_case(word, "greeting"))
        *out = FAULT_AT_GREETING;
    else if (span_is_case(word, "any"))
        *out = FAULT_AT_ANY;
    else
        return false;
    return true;
}

/* Copy a text of the user's into the set, as a template of itself. */
static const char *keep_text(struct fault_set *set, const char *before,
                             struct span text, const char *after)
{
    struct buf out = {0};
    char *to = set->texts[set->count];

    buf_init(&out, FAULT_TEXT_MOST - 1);
    buf_add_text(&out, before);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '%')
            buf_add_char(&out, '%');
        buf_add_char(&out, text.at[i]);
    }
    buf_add_text(&out, after);
    memcpy(to, buf_text(&out), out.len + 1);
    buf_done(&out);
    return to;
}

static bool take_chunk(struct fault_set *set, struct span arg)
{
    uint64_t n;

    if (!span_number(arg, &n) || !n)
        return false;
    set->chunk_octets = (size_t)n;
    return true;
}

static bool take_drop(struct fault_set *set, struct span arg)
{
    return span_number(arg, &set->drop_octets) && set->drop_octets;
}

static bool take_delay(struct fault_set *set, struct span arg)
{
    size_t colon = span_find(arg, ':');
    uint64_t ms;

    if (!span_number(span_from(arg, colon + 1), &ms) || ms > DELAY_MOST_MS ||
        !read_place(span_first(arg, colon), &set->delay_place))
        return false;
    set->delay_ns = ms * UINT64_C(1000000);
    return true;
}

static bool add_row(struct fault_set *set, struct fault row)
{
    row.rule = -1;
    set->active[set->count++] = row;
    return true;
}

static bool take_bare_lf(struct fault_set *set, struct span arg)
{
    struct fault row = {.part = FAULT_STATUS, .text = "%s\n"};

    return read_place(arg, &row.place) && add_row(set, row);
}

static bool take_stall(struct fault_set *set, struct span arg)
{
    struct fault row = {
        .part = FAULT_STATUS, .text = "", .lapses = LAPSE_STALL | LAPSE_DATA};

    return read_place(arg, &row.place) && add_row(set, row);
}

static bool take_reply(struct fault_set *set, struct span arg)
{
    size_t colon = span_find(arg, ':');
    struct fault row = {.part = FAULT_STATUS, .lapses = LAPSE_DATA};

    if (colon == arg.len || !read_place(span_first(arg, colon), &row.place))
        return false;
    row.text = keep_text(set, "", span_from(arg, colon + 1), "\r\n");
    return add_row(set, row);
}

static bool take_inject(struct fault_set *set, struct span arg)
{
    struct fault row = {
        .place = VERB_STLS, .part = FAULT_STATUS, .when = FAULT_OK};

    row.text = keep_text(set, "%s\r\n", arg, "\r\n");
    return add_row(set, row);
}

const struct fault_generic fault_generics[] = {
    {"chunk",             "N",        "sends N octets at a time",                   take_chunk  },
    {"delay",             "CMD:MS",   "answers CMD after MS milliseconds",          take_delay  },
    {"bare-lf",           "CMD",      "ends the status line in LF alone",           take_bare_lf},
    {"drop-after",        "N",        "closes after N octets",                      take_drop   },
    {"reply",             "CMD:TEXT", "answers TEXT to CMD",                        take_reply  },
    {"stall",             "CMD",      "never answers CMD",                          take_stall  },
    {"inject-after-stls", "TEXT",     "sends TEXT in clear behind the +OK of STLS",
     take_inject                                                                                },
};
const size_t fault_generics_count =
    sizeof fault_generics / sizeof *fault_generics;

static bool add_generic(struct fault_set *set, struct span name,
                        struct span arg, struct error *err)
{
    for (size_t i = 0; i < fault_generics_count; i++) {
        const struct fault_generic *g = &fault_generics[i];

        if (!span_is(name, g->name))
            continue;
        return g->take(set, arg) ||
               error_set(err, ERROR_USAGE,
                         "fault %s=%s: %s; CMD is a command, "
                         "greeting or any",
                         g->name, g->argument, g->sentence);
    }
    return error_set(err, ERROR_USAGE,
                     "there is no fault \"%.*s\" that takes an argument; "
                     "--fault list names them",
                     (int)(name.len < 60 ? name.len : 60), name.at);
}

/* All rows of the name of row. */
static bool add_rows(struct fault_set *set, const struct fault *row,
                     struct error *err)
{
    const struct fault *each;

    for (size_t n = 0; (each = row_at(n)) != NULL; n++) {
        if (strcmp(each->name, row->name) != 0)
            continue;
        if (set->count == FAULTS_ACTIVE_MOST)
            return error_set(err, ERROR_USAGE, "too many faults at once");
        set->active[set->count++] = *each;
    }
    return true;
}

bool fault_add(struct fault_set *set, const char *text, struct error *err)
{
    struct span name = span_first(span_of(text), strcspn(text, "="));
    const struct fault *row = fault_find(name);

    if (set->count == FAULTS_ACTIVE_MOST)
        return error_set(err, ERROR_USAGE, "at most %d faults at once",
                         FAULTS_ACTIVE_MOST);
    if (name.len < strlen(text))
        return add_generic(set, name, span_of(text + name.len + 1), err);
    if (!row)
        return error_set(err, ERROR_USAGE,
                         "there is no fault \"%.60s\"; --fault list names them",
                         text);
    return add_rows(set, row, err);
}
