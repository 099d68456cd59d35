/* import-lost.c - what a log has not, as the transcript says it: notes, data
 * that is missing, commands that are not known. */
#include <config.h>

#include "net/transcript/import-private.h"

#include "net/transcript/writer.h"

static void write_text(struct import *x, struct buf *owned)
{
    buf_add(&x->out, buf_span(owned));
    buf_done(owned);
}

void import_note(struct import *x, const char *key, const char *value)
{
    struct buf note = {0};

    if (!record_is_whole(x->record))
        return;
    writer_event(&note, x->conn, AT_NOTE);
    writer_param(&note, key, span_of(value));
    writer_event_end(&note);
    write_text(x, &note);
}

void import_lose(struct import *x, const char *why)
{
    struct buf sentence = {0};

    if (x->lost)
        return;
    buf_add_format(&sentence,
                   "%s; which reply belongs to what cannot be told, and "
                   "nothing from here on will be judged",
                   why);
    import_tell(x, GUESS_LOST, buf_text(&sentence));
    buf_done(&sentence);
    import_note(x, "typed", "unknown");
    x->lost = true;
}

void import_begin_late(struct import *x)
{
    import_lose(x, "the log begins in the middle of a session");
    import_octets(x, SIDE_SERVER, SPAN("+OK\r\n"));
}

/* "@ body" of unknown size, or "S*:" for any number of lines. */
static void write_lost(struct import *x, bool message)
{
    struct buf out = {0};

    if (!record_is_whole(x->record))
        return;
    if (message) {
        writer_event(&out, x->conn, AT_BODY);
        writer_param_number(&out, "lines", 0);
        writer_param_number(&out, "octets", x->announced);
        writer_event_end(&out);
    } else {
        struct buf wire = {0};

        writer_wire_capture(&wire, (struct span){0}, WIRE_ANY,
                            (struct span){0});
        writer_line(&out, 'S', x->conn, ITEM_MANY, buf_span(&wire));
        buf_done(&wire);
    }
    write_text(x, &out);
}

void import_data_lost(struct import *x, bool end_too)
{
    const struct request *q;

    if (!x->open || !dialogue_in_data(x->dialogue))
        return;
    q = dialogue_waiting(x->dialogue);
    if (!x->data_seen) {
        bool message = !q || request_shape(q) == SHAPE_MESSAGE;

        import_tell(x, message ? GUESS_DATA : GUESS_LISTING,
                    message ? "the log has no data of a message; \"@ body\" "
                              "stands for it"
                            : "the log has no lines of a listing; \"S*:\" "
                              "stands for them");
        write_lost(x, message);
    }
    if (!end_too)
        return;
    if (x->data_seen)
        import_tell(x, GUESS_END,
                    "the log has no \".\" behind data; it is "
                    "assumed");
    import_octets(x, SIDE_SERVER, SPAN(".\r\n"));
    x->data_seen = false;
}
