/* auto-mask.c - finds what differs from session to session, or shall not be
 * seen.
 *
 * Lines with a form of their own (sizes, unique-ids, challenges) are read as
 * such; the rest is free text, which is for auto-match.c. */
#include <config.h>

#include "net/transcript/auto-mask.h"

#include "net/transcript/auto-match.h"
#include "net/transcript/text-octets.h"
#include "net/transcript/writer.h"

#define HIDDEN SPAN("****") /* what mask.c writes */

struct finder {
    const struct auto_line *line;
    bool hidden_only;
    void (*found)(void *ctx, const struct auto_mask *mask);
    void *ctx;
};

static size_t digits(struct span s)
{
    size_t n = 0;

    while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9')
        n++;
    return n;
}

/* --- what is found --- */

bool auto_mask_hides(const struct auto_line *line, struct span octets,
                     enum wire_type type)
{
    return line->hide >> type & 1 ||
           (line->place == AUTO_CHALLENGE && !line->challenges) ||
           auto_match_name(line, octets);
}

static void tell(struct finder *f, struct span what, enum wire_type type,
                 bool hide, const char *why)
{
    const struct auto_mask mask = {
        .at = (size_t)(what.at - f->line->text.at),
        .len = what.len,
        .type = type,
        .hide = hide,
        .why = why,
    };

    f->found(f->ctx, &mask);
}

/* False when it is not to be masked as a whole. */
static bool add(struct finder *f, struct span what, enum wire_type type,
                const char *why)
{
    bool hide = auto_mask_hides(f->line, what, type);

    if (!what.len || (f->hidden_only && !hide))
        return false;
    tell(f, what, type, hide, why);
    return true;
}

static void find_in_text(struct finder *f, struct span text)
{
    for (size_t at = 0; at < text.len;) {
        struct span rest = span_from(text, at);
        struct auto_found m;

        if (f->line->echo && span_starts(rest, HIDDEN)) {
            tell(f, span_first(rest, HIDDEN.len), WIRE_ANY, false, "secret");
            at += HIDDEN.len;
        } else if (auto_match(f->line, text, at, &m) &&
                   add(f, span_first(rest, m.len), m.type, m.why)) {
            at += m.len;
        } else {
            at++;
        }
    }
}

/* Where nothing differs that is no secret and no name. */
static void find_hidden(struct finder *f, struct span text)
{
    const struct auto_line *line = f->line;
    bool hidden_only = f->hidden_only;

    if (!line->echo && !auto_match_users(line) && !line->addresses &&
        !line->hide)
        return;
    f->hidden_only = true;
    find_in_text(f, text);
    f->hidden_only = hidden_only;
}

/* --- lines with a form --- */

/* "n octets...": the second number is a size. */
static bool find_size(struct finder *f, struct span text)
{
    size_t first = digits(text);
    struct span second = span_from(text, first + 1);

    if (!first || first == text.len || text.at[first] != ' ' || !digits(second))
        return false;
    add(f, span_first(second, digits(second)), WIRE_OCTETS, "size");
    find_in_text(f, span_from(second, digits(second)));
    return true;
}

/* What is no unique-id stands in the place of one all the same. */
static bool find_uid(struct finder *f, struct span text)
{
    size_t first = digits(text);
    struct span rest = span_from(text, first + 1);
    struct span uid = span_first(rest, span_find(rest, ' '));
    bool fits = wire_type_fits(WIRE_UID, uid);

    if (!first || !uid.len || (!fits && !(f->line->hide >> WIRE_UID & 1)))
        return false;
    if (!fits)
        tell(f, uid, WIRE_ANY, true, "unique-id");
    else if (!add(f, uid, WIRE_UID, "unique-id"))
        find_in_text(f, uid);
    find_hidden(f, span_from(rest, uid.len));
    return true;
}

static bool find_form(struct finder *f, struct span text)
{
    switch (f->line->verb ? f->line->verb->content : CONTENT_FREE) {
    case CONTENT_DROP:
        return find_size(f, text);
    case CONTENT_SCAN: /* also "+OK count octets" before the listing */
        return find_size(f, text);
    case CONTENT_UID:
        return (f->line->place == AUTO_LISTING || !f->line->bare) &&
               find_uid(f, text);
    default:
        return false;
    }
}

/* The text behind "+OK " or "-ERR ", else all of it. */
static struct span behind_status(struct span line)
{
    struct span rest = line, word = span_take_word(&rest);

    return span_is(word, "+OK") || span_is(word, "-ERR") ? rest : line;
}

static void find(struct finder *f)
{
    struct span text = f->line->text;

    switch (f->line->place) {
    case AUTO_CHALLENGE:
        if (!add(f, span_from(text, 2), WIRE_B64, "challenge"))
            find_hidden(f, span_from(text, 2));
        break;
    case AUTO_LISTING:
        if (!find_form(f, text))
            find_hidden(f, text);
        break;
    case AUTO_GREETING:
    case AUTO_STRAY:
    case AUTO_STATUS:
        text = behind_status(text);
        if (!find_form(f, text))
            find_in_text(f, text);
        break;
    }
}

/* --- as a list --- */

struct list {
    struct auto_mask *out;
    size_t count;
};

static void add_to_list(void *ctx, const struct auto_mask *mask)
{
    struct list *l = ctx;

    if (l->count < AUTO_MASKS_MOST)
        l->out[l->count++] = *mask;
}

size_t auto_masks(const struct auto_line *line,
                  struct auto_mask out[AUTO_MASKS_MOST])
{
    struct list l = {.out = out};
    struct finder f = {.line = line,
                       .hidden_only = line->hidden_only,
                       .found = add_to_list,
                       .ctx = &l};

    find(&f);
    return l.count;
}

/* --- as wire text --- */

struct wire {
    struct buf *out;
    struct span text;
    size_t at;
};

static void write_mask(void *ctx, const struct auto_mask *m)
{
    struct wire *w = ctx;
    struct span octets = span_first(span_from(w->text, m->at), m->len);

    writer_wire_octets(
        w->out, span_first(span_from(w->text, w->at), m->at - w->at), false);
    writer_wire_capture(w->out, (struct span){0}, m->type,
                        m->hide ? span_of(NULL) : octets);
    w->at = m->at + m->len;
}

void auto_mask_wire(struct buf *out, const struct auto_line *line)
{
    struct wire w = {.out = out, .text = line->text};
    struct finder f = {.line = line,
                       .hidden_only = line->hidden_only,
                       .found = write_mask,
                       .ctx = &w};

    find(&f);
    writer_wire_octets(out, span_from(line->text, w.at), !line->goes_on);
}

/* --- as text --- */

struct prose {
    struct buf *out;
    const struct text_octets *octets;
    size_t written;
};

static void hide_mask(void *ctx, const struct auto_mask *m)
{
    struct prose *p = ctx;
    struct span octets = buf_span(&p->octets->octets);

    text_octets_replace(p->octets, &p->written,
                        span_first(span_from(octets, m->at), m->len), HIDDEN,
                        p->out);
}

static void hide_in(const struct auto_line *line, const struct text_octets *t,
                    struct buf *out)
{
    struct auto_line octets = *line;
    struct prose p = {.out = out, .octets = t};
    struct finder f = {.line = &octets, .found = hide_mask, .ctx = &p};

    octets.text = buf_span(&t->octets);
    find_hidden(&f, octets.text);
    buf_add(out, span_from(t->text, p.written));
}

void auto_mask_text(struct buf *out, const struct auto_line *line)
{
    struct buf open = {0};
    struct text_octets t;

    text_octets_copy(&t, line->text);
    hide_in(line, &t, &open);
    text_octets_done(&t);
    text_octets_read(&t, buf_span(&open));
    hide_in(line, &t, out);
    text_octets_done(&t);
    buf_wipe(&open);
}
