/* item.c - what was told of the cases of a file: lines, findings, differences.
 */
#include <config.h>

#include "net/base/memory.h"
#include "shell/report/private.h"
#include <string.h>

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
