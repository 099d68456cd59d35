/* file.c - what a run tells about one file, kept until the file is finished.
 *
 * Every text passes plain.c on its way in, so that no kind of report can
 * forget it. Gives cases their ids, and sees to it that a verdict has a case
 * that shows it. */
#include <config.h>

#include "net/base/memory.h"
#include "net/transcript/file-mask.h"
#include "net/wire/clock.h"
#include "shell/report/private.h"
#include <stdlib.h>

enum { STEPS_MOST = 1000, VERB_MOST = 20 };

/* --- texts on their way in --- */

static struct span keep_line(struct report_file *f, struct span text)
{
    struct buf out = {0};
    struct span kept;

    plain_line(&out, f->about.mask, text);
    kept = kept_octets(f, buf_span(&out));
    buf_done(&out);
    return kept;
}

/* A line of the client: what is secret by its place is not kept either. */
static struct span keep_client(struct report_file *f, struct span text)
{
    struct buf open = {0};
    struct span kept;

    file_mask_client(f->about.mask, text, &open);
    kept = keep_line(f, buf_span(&open));
    buf_wipe(&open);
    return kept;
}

static struct span keep_lines(struct report_file *f, struct span text)
{
    struct buf out = {0};
    struct span kept;

    plain_lines(&out, f->about.mask, text);
    kept = kept_octets(f, buf_span(&out));
    buf_done(&out);
    return kept;
}

static const char *keep_text(struct report_file *f, const char *text)
{
    return text ? keep_line(f, span_of(text)).at : NULL;
}

/* A name that somebody gave to a file, or a word of ours: a part of it may be
 * a password, and tells nothing of it. Only what is shown is seen to. */
static const char *keep_name(struct report_file *f, const char *name)
{
    struct buf out = {0};
    const char *kept;

    if (!name)
        return NULL;
    plain_line(&out, NULL, span_of(name));
    kept = kept_text(f, buf_text(&out));
    buf_done(&out);
    return kept;
}

/* A sentence that may begin with the name of the file. */
static const char *keep_reason(struct report_file *f, const char *reason)
{
    struct buf whole = {0};
    struct span rest, name = span_of(f->about.name);
    const char *kept;

    if (!reason || !span_starts(span_of(reason), name))
        return keep_text(f, reason);
    rest = span_from(span_of(reason), name.len);
    buf_add(&whole, name);
    plain_line(&whole, f->about.mask, rest);
    kept = kept_text(f, buf_text(&whole));
    buf_done(&whole);
    return kept;
}

/* --- life cycle --- */

struct report_file *report_file_begin(struct report *r,
                                      const struct report_about *about)
{
    struct report_file *f;

    if (!r)
        return NULL;
    f = xcalloc(1, sizeof *f);
    f->run = r;
    f->began_utc = clock_utc();
    f->about.mask = about->mask;
    f->about.pass = about->pass;
    f->about.late = about->late;
    f->about.name = keep_name(f, about->name);
    f->about.title = keep_text(f, about->title);
    f->about.server = keep_text(f, about->server);
    report_tell_file_begin(f);
    return f;
}

void report_file_free(struct report_file *f)
{
    if (!f)
        return;
    kept_done(f);
    free(f->cases);
    free(f->items);
    free(f->steps);
    free(f);
}

/* --- cases --- */

/* The number of the next case in step, from 1. Beyond STEPS_MOST titles the
 * cases of all further ones are counted together. */
static size_t next_number(struct report_file *f, const char *step)
{
    size_t i = 0;

    while (i < f->step_count &&
           !span_equal(span_of(f->steps[i].step), span_of(step)))
        i++;
    if (i == STEPS_MOST)
        i--;
    else if (i == f->step_count) {
        f->steps = xrealloc(f->steps, ++f->step_count * sizeof *f->steps);
        f->steps[i] = (struct step_count){step, 0};
    }
    return ++f->steps[i].cases;
}

/* What may stand in an id of what a client calls its command, whether that is
 * a known one or not. */
static void add_verb(struct buf *out, const struct report_case *about)
{
    struct span rest = about->command, verb;

    verb = about->verb ? span_of(about->verb) : span_take_word(&rest);
    if (!verb.len)
        verb = SPAN("greeting");
    for (size_t i = 0; i < VERB_MOST && i < verb.len; i++) {
        char c = verb.at[i];
        bool fine = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    (c >= '0' && c <= '9') || c == '-' || c == '_';

        buf_add_char(out, fine ? c : '_');
    }
}

/* "file#step/n-VERB"; without a step "file#n-VERB"; with "@2" behind it when
 * the file is played for the second time. */
static const char *make_id(struct report_file *f, const struct report_case *c)
{
    size_t number = next_number(f, c->step);
    struct buf id = {0};
    const char *kept;

    buf_add_format(&id, "%s#%s%s%zu-", f->about.name, c->step ? c->step : "",
                   c->step ? "/" : "", number);
    add_verb(&id, c);
    if (f->about.pass > 1)
        buf_add_format(&id, "@%zu", f->about.pass);
    kept = kept_text(f, buf_text(&id));
    buf_done(&id);
    return kept;
}

static const char *make_name(struct report_file *f, const struct report_case *c)
{
    struct buf name = {0};
    const char *kept;

    if (c->step)
        buf_add_format(&name, "%s: ", c->step);
    if (c->command.len)
        buf_add(&name, c->command);
    else
        buf_add_text(&name, c->verb ? c->verb : "greeting");
    kept = kept_text(f, buf_text(&name));
    buf_done(&name);
    return kept;
}

static struct kept_case *add_case(struct report_file *f,
                                  const struct report_case *c)
{
    struct kept_case *kept;

    if (f->case_count == f->case_room) {
        f->case_room = f->case_room ? 2 * f->case_room : 16;
        f->cases = xrealloc(f->cases, f->case_room * sizeof *f->cases);
    }
    kept = &f->cases[f->case_count++];
    *kept = (struct kept_case){.about = *c, .first_item = f->item_count};
    return kept;
}

void report_case_begin(struct report_file *f, const struct report_case *c)
{
    struct report_case about;

    if (!f)
        return;
    if (f->in_case)
        report_case_end(f, REPORT_PASS, 0, NULL);
    if (f->case_count == CASES_MOST) {
        f->left_out++;
        return;
    }
    about = *c;
    about.step = keep_text(f, c->step);
    about.verb = keep_name(f, c->verb);
    about.command = keep_client(f, c->command);
    about.id = c->id ? keep_name(f, c->id) : make_id(f, &about);
    about.name = c->name ? keep_name(f, c->name) : make_name(f, &about);
    add_case(f, &about);
    f->in_case = true;
}

void report_case_end(struct report_file *f, enum report_result result,
                     uint64_t took_ns, const char *reason)
{
    struct kept_case *c;

    if (!f || !f->in_case)
        return;
    c = &f->cases[f->case_count - 1];
    c->result = result;
    c->took_ns = took_ns;
    c->reason = keep_reason(f, reason);
    f->in_case = false;
    report_tell_case(f, c);
}

/* --- items --- */

/* Room for an item behind those of case number index. */
static struct item *room_behind(struct report_file *f, size_t index)
{
    size_t at = f->item_count++;

    if (index != NO_CASE && index + 1 < f->case_count) {
        at = f->cases[index + 1].first_item;
        memmove(&f->items[at + 1], &f->items[at],
                (f->item_count - 1 - at) * sizeof *f->items);
        for (size_t i = index + 1; i < f->case_count; i++)
            f->cases[i].first_item++;
    }
    return &f->items[at];
}

static size_t open_case(const struct report_file *f)
{
    return f->in_case ? f->case_count - 1 : NO_CASE;
}

static struct item *add_item(struct report_file *f, enum item_kind kind,
                             size_t in_case)
{
    struct item *item;

    if (f->item_count == ITEMS_MOST || f->kept_octets >= KEPT_MOST) {
        f->left_out++;
        return NULL;
    }
    if (f->item_count == f->item_room) {
        f->item_room = f->item_room ? 2 * f->item_room : 64;
        f->items = xrealloc(f->items, f->item_room * sizeof *f->items);
    }
    item = room_behind(f, in_case);
    *item = (struct item){.kind = kind, .in_case = in_case};
    return item;
}

struct report_finding report_finding_of(const struct finding *f)
{
    return (struct report_finding){
        .rule = f->rule,
        .severity = f->severity,
        .connection = 1,
        .side = f->side,
        .exchange = f->exchange,
        .offset = f->offset,
        .column = f->column,
        .message = f->message,
        .excerpt = f->excerpt,
        .excerpt_from = f->excerpt_from,
        .count = f->count,
        .repeat = f->repeat,
    };
}

/* The finding of that rule told last, to which a total belongs. */
static struct item *find_told(struct report_file *f, const struct rule *rule)
{
    for (size_t i = f->item_count; i-- > 0;)
        if (f->items[i].kind == ITEM_FINDING &&
            f->items[i].is.finding.rule == rule)
            return &f->items[i];
    return NULL;
}

enum { LATE_MOST = 64 }; /* cases that have ended */

/* The case that it is about; NO_CASE: one that has not begun. */
static size_t case_of(const struct report_file *f,
                      const struct report_finding *found)
{
    size_t i = f->case_count;
    size_t last = i > LATE_MOST ? i - LATE_MOST : 0;

    if (!found->case_line)
        return open_case(f);
    while (i-- > last)
        if (f->cases[i].about.line == found->case_line &&
            f->cases[i].about.connection == found->connection)
            return i;
    return NO_CASE;
}

void report_found(struct report_file *f, const struct report_finding *found)
{
    struct item *item = f && found->repeat ? find_told(f, found->rule) : NULL;
    size_t index;

    if (!f)
        return;
    if (item) {
        item->is.finding.count = found->count;
        return;
    }
    index = case_of(f, found);
    if (found->weight == REPORT_COUNTS) {
        f->counts.findings[found->severity]++;
        if (index != NO_CASE)
            f->cases[index].findings++;
    }
    if (index != NO_CASE && index != open_case(f) && found->fails &&
        f->cases[index].result == REPORT_PASS)
        f->cases[index].result = REPORT_FAIL;
    item = add_item(f, ITEM_FINDING, index);
    if (!item)
        return;
    item->is.finding = *found;
    item->is.finding.message = keep_text(f, found->message);
    item->is.finding.excerpt = keep_line(f, found->excerpt);
    report_tell_item(f, item);
}

void report_differs(struct report_file *f,
                    const struct report_difference *difference)
{
    struct item *item;

    if (!f)
        return;
    if (f->in_case)
        f->cases[f->case_count - 1].differences++;
    item = add_item(f, ITEM_DIFFERENCE, open_case(f));
    if (!item)
        return;
    item->is.difference = *difference;
    item->is.difference.level = keep_name(f, difference->level);
    item->is.difference.expected = keep_lines(f, difference->expected);
    item->is.difference.got = keep_lines(f, difference->got);
    item->is.difference.message = keep_text(f, difference->message);
    item->is.difference.accept = difference->accept_is_command
                                     ? keep_name(f, difference->accept)
                                     : keep_text(f, difference->accept);
    item->is.difference.actual = keep_name(f, difference->actual);
    report_tell_item(f, item);
}

void report_line(struct report_file *f, const struct report_line *line)
{
    struct item *item =
        f && f->run->lines ? add_item(f, ITEM_LINE, open_case(f)) : NULL;

    if (!item)
        return;
    item->is.line = *line;
    item->is.line.text = line->by == REPORT_CLIENT ? keep_client(f, line->text)
                                                   : keep_line(f, line->text);
}

const struct item *report_next_item(const struct report_file *f, size_t index,
                                    enum item_kind kind, size_t *at)
{
    size_t i = *at;

    if (i == 0 && index != NO_CASE)
        i = f->cases[index].first_item;
    for (; i < f->item_count; i++) {
        const struct item *item = &f->items[i];

        if (item->in_case == index && item->kind == kind) {
            *at = i + 1;
            return item;
        }
        if (item->in_case > index && item->in_case != NO_CASE)
            break;
    }
    return NULL;
}

/* --- the verdict --- */

/* Add a case for the file as a whole, to which belongs what no case has. */
static void add_whole(struct report_file *f)
{
    struct kept_case *whole =
        add_case(f, &(struct report_case){
                        .id = f->about.name,
                        .name = f->about.title ? f->about.title : f->about.name,
                    });

    whole->result = f->result;
    whole->reason = f->reason;
    whole->took_ns = f->took_ns;
    whole->first_item = 0;
    for (size_t i = 0; i < f->item_count; i++) {
        struct item *item = &f->items[i];

        if (item->in_case != NO_CASE || item->kind == ITEM_LINE)
            continue;
        item->in_case = f->case_count - 1;
        whole->differences += item->kind == ITEM_DIFFERENCE;
        whole->findings += item->kind == ITEM_FINDING &&
                           item->is.finding.weight == REPORT_COUNTS;
    }
}

/* Let the cases say what the verdict says. */
static void settle_cases(struct report_file *f)
{
    bool bad = false, told = f->case_count > 0;

    for (size_t i = 0; i < f->case_count; i++) {
        struct kept_case *c = &f->cases[i];

        if (f->result == REPORT_XFAIL && c->result == REPORT_FAIL)
            c->result = REPORT_XFAIL;
        bad = bad || report_result_is_bad(c->result);
    }
    for (size_t i = 0; i < f->item_count && told; i++)
        told = f->items[i].kind != ITEM_DIFFERENCE ||
               f->items[i].in_case != NO_CASE;
    if (!told || (!bad && report_result_is_bad(f->result)))
        add_whole(f);
}

void report_file_end(struct report_file *f, enum report_result result,
                     uint64_t took_ns, const char *reason)
{
    if (!f)
        return;
    if (f->in_case)
        report_case_end(f, REPORT_PASS, 0, NULL);
    f->result = result;
    f->took_ns = took_ns;
    f->reason = keep_reason(f, reason);
    settle_cases(f);
    for (size_t i = 0; i < f->case_count; i++)
        f->counts.cases[f->cases[i].result]++;
    f->about.mask = NULL;
    f->finished = true;
    report_tell_file_end(f);
}
