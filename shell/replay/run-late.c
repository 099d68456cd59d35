/* run-late.c - answers that must come "@ within" a time. */
#include <config.h>

#include "shell/replay/run-private.h"

#include "net/base/text.h"

/* The "@ within" of an answer. */
static uint32_t limit_of(const struct run *r, const struct plan_answer *a)
{
    uint32_t item = a->end_item;
    uint16_t conn = run_item(r, item)->conn;

    while (run_item(r, item)->kind != ITEM_EVENT ||
           run_item(r, item)->verb->id != AT_WITHIN ||
           run_item(r, item)->conn != conn)
        item--;
    return item;
}

/* In the file, of the last line of an answer, behind which comments may stand;
 * limit: the item of its "@ within". */
static uint32_t end_line_of(const struct run *r, const struct plan_answer *a,
                            uint32_t limit)
{
    uint16_t conn = run_item(r, a->end_item)->conn;

    for (uint32_t i = a->end_item; i > limit; i--) {
        const struct item *item = run_item(r, i);

        if (item->kind == ITEM_SERVER && item->conn == conn)
            return plan_file_line(r->plan, i,
                                  i == a->end_item ? a->end_of : item->repeats);
    }
    return run_item(r, limit)->line;
}

void run_check_time(struct run *r, struct lane *l, const struct plan_answer *a,
                    const struct answer *got)
{
    uint64_t took = got->at_ns - got->asked_ns;
    struct buf why = {0}, now = {0};
    uint32_t limit;

    if (!a->within_ns || took <= a->within_ns)
        return;
    buf_add_format(&now, "within %ums", (unsigned)(took / 1000000 + 1));
    buf_add_text(&why, "it took ");
    text_duration(&why, took);
    buf_add_text(&why, ", and must come within ");
    text_duration(&why, a->within_ns);
    limit = limit_of(r, a);
    run_event_differs(r, l, limit,
                      &(struct difference){.line = end_line_of(r, a, limit),
                                           .got = buf_span(&now),
                                           .got_event = true,
                                           .why = buf_text(&why)});
    buf_done(&why);
    buf_done(&now);
}
