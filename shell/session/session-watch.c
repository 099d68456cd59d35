/* session-watch.c - hands events on, and notes what the session must know. */
#include <config.h>

#include "shell/session/session-private.h"

#include "net/base/text.h"
#include "net/pop3/run.h"
#include "net/wire/clock.h"

enum { LINGER_MS = 2000 }; /* for the server to close after QUIT */

void session_watch_reset(struct session *s)
{
    s->status = s->greeting_status = STATUS_NONE;
    buf_clear(&s->text);
    buf_clear(&s->greeting);
    buf_clear(&s->unanswered);
    s->quit_sent = s->lost = s->auth_refused = s->overflow_told = false;
}

static void note_request(struct session *s, const struct request *r)
{
    if (r->kind != REQUEST_COMMAND)
        return;
    if (r->verb)
        s->auth_refused = false;
    s->commands++;
    s->sent_ns = clock_ns();
    if (r->verb && r->verb->id == VERB_QUIT)
        s->quit_sent = true;
}

static struct span without_line_end(struct span line)
{
    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* What LIST said of the message that RETR asked for, or else what the status
 * line says, as most servers do: "+OK 120 octets". */
static uint64_t expected_octets(const struct session *s, const struct event *e)
{
    const struct request *r = e->request;
    const struct message_entry *entry = NULL;
    struct span text = e->text;
    uint64_t octets = 0;

    if (!r || !r->verb || r->verb->id != VERB_RETR || e->status != STATUS_OK)
        return 0;
    if (r->has_number[0])
        entry = messages_get(dialogue_messages(s->dialogue), r->number[0]);
    if (entry && (entry->flags & MESSAGE_LISTED))
        return entry->octets;
    return span_take_number(&text, &octets) &&
                   span_starts_case(text, SPAN(" octets"))
               ? octets
               : 0;
}

/* The text is wanted only of what the program asked itself, and then it goes
 * into a sentence. */
static void note_status(struct session *s, const struct event *e)
{
    s->status = e->status;
    renderer_expect(s->setup.renderer, expected_octets(s, e));
    if (!e->request || !e->request->automatic)
        return;
    buf_clear(&s->text);
    text_escape_fit(&s->text, without_line_end(e->raw), TEXT_PLAIN, 200);
}

static void note_greeting(struct session *s, const struct event *e)
{
    s->greeting_status = e->status;
    buf_clear(&s->greeting);
    buf_add(&s->greeting, span_first(e->raw, 512));
    buf_clear(&s->text);
    text_escape_fit(&s->text, e->text, TEXT_PLAIN, 200);
}

static void note_end(struct session *s, const struct event *e)
{
    if (e->request && e->request->verb)
        s->auth_refused =
            e->request->verb->id == VERB_AUTH && e->status != STATUS_OK;
    if (e->request && e->request->verb && e->request->verb->id == VERB_QUIT &&
        !s->setup.manual)
        pump_set_timeout(s->pump, LINGER_MS);
    if (e->end == END_CUT)
        session_awaited(s, &s->unanswered);
    else if (e->request && !e->request->automatic && e->status != STATUS_OK)
        s->refused++;
}

/* The connection ended: was something still to come? After QUIT nobody can
 * rely on an answer. */
static void note_close(struct session *s, const struct event *e)
{
    s->lost = e->side == SIDE_SERVER && !s->quit_sent;
    if (e->state == STATE_CONNECTED && !s->greeting.len)
        buf_add_text(&s->unanswered, "its greeting");
    else if (e->request && !s->quit_sent && !s->unanswered.len)
        session_awaited(s, &s->unanswered);
}

static void note(struct session *s, const struct event *e)
{
    switch (e->kind) {
    case EVENT_REQUEST:
        note_request(s, e->request);
        break;
    case EVENT_REQUESTS:
        s->commands += e->count;
        break;
    case EVENT_GREETING:
        note_greeting(s, e);
        break;
    case EVENT_STATUS:
        note_status(s, e);
        break;
    case EVENT_END:
        note_end(s, e);
        break;
    case EVENT_CLOSE:
        note_close(s, e);
        break;
    default:
        break;
    }
}

void session_watch(void *ctx, const struct event *event)
{
    struct session *s = ctx;

    note(s, event);
    for (size_t i = 0; i < s->readers_count; i++) {
        const struct session_reader *reader = &s->readers[i];

        if (reader->runs)
            reader->see(reader->ctx, event);
        else
            run_each(event, reader->see, reader->ctx);
    }
}
