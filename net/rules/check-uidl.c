/* check-uidl.c - UIDL (section 11).
 *
 * Leaves the numbers to check-list.c and their set to check-list-set.c. */
#include <config.h>

#include "net/rules/maildrop.h"

#include "net/base/text.h"
#include "net/pop3/run.h"
#include <string.h>

enum { UID_MOST = 70 }; /* octets of a unique-id (RFC 1939 section 7) */

void uidl_memory_done(struct uidl_memory *m)
{
    uid_set_done(&m->set);
    memset(m, 0, sizeof *m);
}

/* --- the form --- */

/* "number SP unique-id", as the octets stand. */
struct uid_form {
    bool ok;           /* the shape, whatever the id is made of */
    size_t wrong;      /* not ok: the first octet at fault */
    const char *want;  /* and what should stand there */
    size_t at, octets; /* of the id */
    bool odd;          /* it holds an octet that is not 0x21 to 0x7E */
    size_t odd_at;
};

static struct uid_form form_of(struct span text)
{
    struct uid_form f = {.want = "a digit"};
    size_t i = 0;

    while (i < text.len && (unsigned char)(text.at[i] - '0') < 10)
        i++;
    f.wrong = i;
    if (!i)
        return f;
    f.want = "SP";
    if (i == text.len || text.at[i] != ' ')
        return f;
    f.at = ++i;
    for (; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if ((unsigned char)(c - 0x21) <= 0x7E - 0x21)
            continue;
        if (c == ' ')
            break;
        if (!f.odd)
            f.odd_at = i;
        f.odd = true;
    }
    f.octets = i - f.at;
    f.wrong = i;
    f.want = f.octets ? "the line's end" : "the unique-id";
    f.ok = i == text.len;
    return f;
}

/* uidl/length, uidl/charset: of an id without SP */
static void judge_id(struct check *c, const struct event *e,
                     const struct uid_form *f)
{
    if (!f->octets || f->octets > UID_MOST)
        report(c, RULE_UIDL_LENGTH,
               place_in(e, f->at + (f->octets ? UID_MOST : 0)),
               "the unique-id has %zu octets; 1 to 70 are allowed", f->octets);
    if (f->odd)
        report(c, RULE_UIDL_CHARSET, place_in(e, f->odd_at),
               "%s in the unique-id; 0x21 to 0x7e are allowed",
               stands_at(e->text, f->odd_at).words);
}

/* list/leading-zero: of UIDL's numbers */
static void judge_zero(struct check *c, const struct event *e)
{
    if (e->text.len > 1 && e->text.at[0] == '0' &&
        (unsigned char)(e->text.at[1] - '0') < 10)
        report(c, RULE_LIST_LEADING_ZERO, place_in(e, 0),
               "the number has a leading zero");
}

/* uidl/format */
static void watch_line(struct check *c, const struct event *e)
{
    struct uid_form f;

    if (e->listing.content != CONTENT_UID || !e->text.len ||
        (e->flaws & LINE_UNFINISHED) || e->state != STATE_TRANSACTION)
        return;
    f = form_of(e->text);
    judge_zero(c, e);
    if (f.ok)
        judge_id(c, e, &f);
    else
        report(c, RULE_UIDL_FORMAT, place_in(e, f.wrong),
               "number SP unique-id is due; %s stands where %s should",
               stands_at(e->text, f.wrong).words, f.want);
}

static bool is_single(const struct event *e)
{
    return maildrop_status(e) && answers(e, VERB_UIDL) && e->request->args &&
           e->status == STATUS_OK;
}

/* The rest of uidl/single-format, of a reply in its shape. */
static void judge_single(struct check *c, const struct event *e,
                         const struct uid_form *f)
{
    uint64_t n;

    if (!f->octets || f->octets > UID_MOST)
        report(c, RULE_UIDL_SINGLE_FORMAT,
               place_in(e, f->at + (f->octets ? UID_MOST : 0)),
               "the unique-id has %zu octets; 1 to 70 are allowed", f->octets);
    else if (f->odd)
        report(c, RULE_UIDL_SINGLE_FORMAT, place_in(e, f->odd_at),
               "%s in the unique-id; 0x21 to 0x7e are allowed",
               stands_at(e->text, f->odd_at).words);
    else if (maildrop_number(e, &n) && e->listing.ok && e->listing.n != n)
        report(c, RULE_UIDL_SINGLE_FORMAT, place_in(e, 0),
               "the answer is about message %ju, the question was about %ju",
               (uintmax_t)e->listing.n, (uintmax_t)n);
}

/* uidl/single-format */
static void watch_single(struct check *c, const struct event *e)
{
    struct uid_form f;

    if (!is_single(e))
        return;
    f = form_of(e->text);
    if (e->raw.len < 4 || e->raw.at[3] != ' ')
        report(c, RULE_UIDL_SINGLE_FORMAT, place_at(e, 3),
               "\"+OK\" SP number SP unique-id is due; SP is missing behind "
               "\"+OK\"");
    else if (f.ok)
        judge_single(c, e, &f);
    else
        report(c, RULE_UIDL_SINGLE_FORMAT, place_in(e, f.wrong),
               "\"+OK\" SP number SP unique-id is due; %s stands where %s "
               "should",
               stands_at(e->text, f.wrong).words, f.want);
}

/* --- the ids --- */

/* A line with a unique-id: of a full UIDL, or the reply to UIDL n. */
static void tell_changed(struct check *c, const struct event *e, bool full,
                         bool current, bool before_full)
{
    struct span old =
        messages_past_uid(dialogue_messages(c->dialogue), e->past);
    enum rule_id id = !current && c->book.any_dele ? RULE_DELE_RENUMBERED
                      : full == before_full        ? RULE_UIDL_UNSTABLE
                                                   : RULE_UIDL_SINGLE_VS_FULL;
    struct buf text = {.most = 100};

    text_escape(&text, old.len ? old : SPAN("(not kept)"), TEXT_ASCII);
    report(c, id, place_message(e, e->listing.n),
           "message %ju had another unique-id %s: %s", (uintmax_t)e->listing.n,
           id != RULE_UIDL_SINGLE_VS_FULL ? "before"
           : before_full                  ? "in the full UIDL"
                                          : "in UIDL with its number",
           buf_text(&text));
    buf_done(&text);
    c->memory.uidl.moved |= id == RULE_DELE_RENUMBERED;
}

/* uidl/unstable, uidl/single-vs-full, dele/renumbered: an id that is not the
 * one that this number had */
static void judge_changed(struct check *c, const struct event *e, bool full)
{
    const struct uidl_memory *m = &c->memory.uidl;
    const struct listed *listing = full ? &m->before : &m->now;
    const struct message_entry *was = &e->past->entry,
                               *is =
                                   messages_get(dialogue_messages(c->dialogue),
                                                e->listing.n);
    bool before_full =
        was->flags & (full ? MESSAGE_UIDL_BEFORE : MESSAGE_UIDL_NOW);
    bool current = before_full
                       ? listing->whole && listing->epoch == c->book.epoch
                       : m->single_known && m->single_epoch == c->book.epoch;

    if (!(was->flags & MESSAGE_UID) || uid_same(was, is))
        return;
    if (was->flags & MESSAGE_DELETED)
        return; /* it should not be here at all */
    if (full && (was->flags & MESSAGE_UIDL_NOW))
        return; /* list/number-duplicate */
    tell_changed(c, e, full, current, before_full);
}

static void tell_twin(struct check *c, struct place place, uint64_t n,
                      uint64_t twin)
{
    const struct messages *messages = dialogue_messages(c->dialogue);

    report(c, RULE_UIDL_DUPLICATE, place,
           "message %ju has the unique-id of message %ju; they have %ju and "
           "%ju octets",
           (uintmax_t)n, (uintmax_t)twin,
           (uintmax_t)messages_get(messages, n)->octets,
           (uintmax_t)messages_get(messages, twin)->octets);
}

/* uidl/duplicate, of the line at place about message n */
static void judge_twin(struct check *c, struct place place, uint64_t n,
                       uint64_t twin)
{
    const struct messages *messages = dialogue_messages(c->dialogue);
    const struct message_entry *a = messages_get(messages, twin),
                               *b = messages_get(messages, n);
    bool sized = (a->flags & MESSAGE_LISTED) && (b->flags & MESSAGE_LISTED);
    struct uid_copies *copies = &c->memory.uidl.copies;

    if (sized && a->octets == b->octets) {
        if (!copies->count++) {
            copies->first = twin;
            copies->second = n;
            kept_take(&copies->line, place.line_offset, place.line);
        }
        return;
    }
    copies->told = true;
    if (sized) {
        tell_twin(c, place, n, twin);
    } else { /* a LIST may tell more */
        copies->unsized = true;
        report_as(c, RULE_UIDL_DUPLICATE, SEVERITY_NOTE, place,
                  "message %ju has the unique-id of message %ju; whether they "
                  "have the same size is not known",
                  (uintmax_t)n, (uintmax_t)twin);
    }
}

static void tell_copies(struct check *c, const struct event *e)
{
    const struct uid_copies *copies = &c->memory.uidl.copies;

    if (copies->count && !copies->told)
        report_as(c, RULE_UIDL_DUPLICATE, SEVERITY_NOTE,
                  place_kept(&copies->line, e, copies->second),
                  "message %ju has the unique-id of message %ju, and the same "
                  "size; %ju such in all",
                  (uintmax_t)copies->second, (uintmax_t)copies->first,
                  (uintmax_t)copies->count);
}

static void watch_status(struct check *c, const struct event *e)
{
    struct uidl_memory *m = &c->memory.uidl;
    uint64_t n;

    if (!answers(e, VERB_UIDL) || e->status != STATUS_OK)
        return;
    if (!e->request->args) {
        uid_set_done(&m->set);
        m->copies = (struct uid_copies){0};
        m->moved = false;
    } else if (is_single(e) && e->listing.ok && maildrop_number(e, &n) &&
               e->listing.n == n) {
        judge_changed(c, e, false);
    }
}

static void watch_id(struct check *c, const struct event *e)
{
    const struct messages *messages = dialogue_messages(c->dialogue);
    uint64_t n = e->listing.n, twin;

    if (e->listing.content != CONTENT_UID || !e->listing.ok ||
        (e->flaws & LINE_UNFINISHED) || !messages_get(messages, n))
        return;
    judge_changed(c, e, true);
    twin = uid_set_join(&c->memory.uidl.set, messages, n, n + 1);
    if (twin)
        judge_twin(c, place_message(e, n), n, twin);
}

/* The line of message n in the run of e; *at is a line at or before it, and
 * is moved there. */
static struct place place_in_run(const struct event *e, struct event *at,
                                 uint64_t n)
{
    struct span rest = span_from(e->raw, (size_t)(at->offset - e->offset));
    struct run_line line;

    while (run_line(CONTENT_UID, rest, &line) && line.n < n) {
        at->offset += line.len;
        rest = span_from(rest, line.len);
    }
    at->raw = span_first(rest, line.len);
    return place_message(at, n);
}

/* Ids of messages that had none: only a twin is worth a word. The set is
 * larger than the caches, so what a line needs of it is fetched early. */
static void watch_ids(struct check *c, const struct event *e)
{
    enum { AHEAD = 8 };
    const struct messages *messages = dialogue_messages(c->dialogue);
    struct uid_set *set = &c->memory.uidl.set;
    uint64_t first = e->listing.n, end = first + e->count, twin;
    struct event at = *e;

    if (e->listing.content != CONTENT_UID)
        return;
    for (uint64_t n = first; n < end; n++) {
        if (n + AHEAD < end)
            uid_set_expect(set, messages, n + AHEAD);
        twin = uid_set_join(set, messages, n, end);
        if (twin)
            judge_twin(c, place_in_run(e, &at, n), n, twin);
    }
}

static void watch_end(struct check *c, const struct event *e)
{
    struct uidl_memory *m = &c->memory.uidl;

    if (!answers(e, VERB_UIDL))
        return;
    if (e->request->args) {
        m->single_known |= e->status == STATUS_OK;
        m->single_epoch = c->book.epoch;
        return;
    }
    tell_copies(c, e);
    uid_set_done(&m->set);
    if (!maildrop_whole(e) || e->state != STATE_TRANSACTION)
        return;
    m->now.whole = true;
    list_judge_set(c, e, CONTENT_UID);
}

/* The sizes came after the ids: equal ids of messages that are no copies. */
static void watch_sizes(struct check *c, const struct event *e)
{
    struct uidl_memory *m = &c->memory.uidl;
    const struct messages *messages = dialogue_messages(c->dialogue);
    uint64_t n = 0, twin = 0;

    if (!m->copies.unsized || e->request->args || !maildrop_whole(e))
        return;
    m->copies.unsized = false;
    while (!twin && ++n <= messages->count) {
        const struct message_entry *a = messages_get(messages, n), *b;

        if (!a || !(a->flags & MESSAGE_UIDL_NOW) ||
            !(a->flags & MESSAGE_LISTED))
            continue;
        twin = uid_set_join(&m->set, messages, n, messages->count + 1);
        b = messages_get(messages, twin);
        if (!b || !(b->flags & MESSAGE_LISTED) || b->octets == a->octets)
            twin = 0;
    }
    if (twin)
        tell_twin(c, place_reply(c, e, n), n, twin);
    uid_set_done(&m->set);
}

const struct watch uidl_watches[] = {
    WATCH(ON(STATUS), watch_single, ABOUT(UIDL)),
    WATCH(ON(STATUS), watch_status, ABOUT(UIDL)),
    WATCH(ON(LINE), watch_line, ABOUT(UIDL)),
    WATCH(ON(LINE), watch_id, ABOUT(UIDL)),
    WATCH(ON(LINES), watch_ids, ABOUT(UIDL)),
    WATCH(ON(END), watch_end, ABOUT(UIDL)),
    WATCH(ON(END), watch_sizes, ABOUT(LIST)),
};
const size_t uidl_watches_count = sizeof uidl_watches / sizeof *uidl_watches;
