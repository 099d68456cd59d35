/* book.c - takes events into the shared book of the rules. */
#include <config.h>

#include "net/rules/book.h"

#include "net/pop3/snapshot.h"
#include "net/rules/formed.h"
#include <string.h>

enum { CAPA_MOST = 1 << 16 };

void book_done(struct book *b)
{
    for (int tls = 0; tls < 2; tls++)
        for (int in = 0; in < 2; in++)
            buf_done(&b->capa[tls][in].lines);
    memset(b, 0, sizeof *b);
}

static struct book_capa *present(struct book *b)
{
    return &b->capa[b->tls != TLS_NONE][b->transaction];
}

const struct book_capa *book_capa(const struct book *b)
{
    const struct book_capa *capa = &b->capa[b->tls != TLS_NONE][b->transaction];

    return capa->known ? capa : NULL;
}

struct book_capa book_capa_reading(const struct book *b)
{
    struct book_capa capa = b->capa[b->tls != TLS_NONE][b->transaction];

    capa.known = true;
    return capa;
}

enum announced book_announced(const struct book *b, const char *tag,
                              struct span *args_out)
{
    const struct book_capa *capa = book_capa(b);

    if (!capa && b->transaction)
        capa = &b->capa[b->tls != TLS_NONE][0];
    if (!capa || !capa->known)
        return ANNOUNCED_UNKNOWN;
    return capa_lists(capa, tag, args_out) ? ANNOUNCED_YES : ANNOUNCED_NO;
}

bool capa_lists(const struct book_capa *capa, const char *tag,
                struct span *args_out)
{
    struct snapshot view = {0};

    if (!capa || !capa->known)
        return false;
    view.known = true;
    view.lines = capa->lines;
    return snapshot_has(&view, span_of(tag), args_out);
}

bool args_list(struct span args, struct span mech)
{
    for (struct span word; (word = span_take_word(&args)).len;)
        if (span_equal_case(word, mech))
            return true;
    return false;
}

static bool sys_code(const struct event *e)
{
    return span_starts_case(e->code, SPAN("SYS"));
}

/* Where the word at the front of s ends: at SP, HTAB or the end. */
static size_t word_end(struct span s)
{
    size_t sp = span_find(s, ' '), tab = span_find(s, '\t');

    return sp < tab ? sp : tab;
}

/* Keep the line with single SPs between its words. */
static void add_capability(struct book *b, const struct event *e)
{
    struct buf *lines = &present(b)->lines;

    if (!lines->len) {
        lines->most = CAPA_MOST;
        buf_add_char(lines, '\n');
    }
    for (size_t i = 0; i < e->listing.word.len; i++) {
        char c = e->listing.word.at[i];

        buf_add_char(lines, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    for (struct span rest = span_trim(e->listing.rest), word; rest.len;
         rest = span_trim(span_from(rest, word.len))) {
        word = span_first(rest, word_end(rest));
        buf_add_char(lines, ' ');
        buf_add(lines, word);
    }
    buf_add_char(lines, '\n');
}

static void take_lines(struct book *b, const struct event *e)
{
    b->heard_ns = e->at_ns;
    b->lines += e->count;
    b->lines_octets += e->listing.octets;
}

static void take_line(struct book *b, const struct event *e)
{
    b->heard_ns = e->at_ns;
    b->lines++;
    if (e->listing.ok)
        b->lines_octets += e->listing.octets;
    if (e->listing.content == CONTENT_CAPABILITY && e->listing.ok)
        add_capability(b, e);
}

static void take_status(struct book *b, const struct event *e)
{
    const struct verb *verb = e->request ? e->request->verb : NULL;

    b->heard_ns = e->at_ns;
    kept_take(&b->status, e->offset, e->raw);
    b->lines = b->lines_octets = 0;
    b->reply_offset = e->offset;
    if (verb && verb->id == VERB_AUTH)
        b->auth_unheard = false;
    if (verb && verb->id == VERB_CAPA) {
        struct book_capa *capa = present(b);

        capa->known = false;
        capa->refused =
            e->status == STATUS_ERR && is_formed(e->request) && !sys_code(e);
        buf_clear(&capa->lines);
    }
    if (verb && verb->id == VERB_STAT && e->status == STATUS_OK &&
        e->listing.ok) {
        b->stat_last = (struct book_count){
            true, e->listing.n, e->listing.octets, b->epoch, e->exchange};
        if (!b->stat_first.known)
            b->stat_first = b->stat_last;
        if (!b->opening_known && !b->any_dele) {
            b->opening_known = true;
            b->opening_count = e->listing.n;
        }
    }
}

static void end_listing(struct book *b, const struct event *e)
{
    struct book_count count = {true, b->lines, b->lines_octets, b->epoch,
                               e->exchange};
    enum content content = request_content(e->request);

    if (e->end != END_DOT && e->end != END_DOT_LF)
        return;
    if (content == CONTENT_SCAN) {
        b->list_last = count;
        if (!b->opening_known && !b->any_dele) {
            b->opening_known = true;
            b->opening_count = b->lines;
        }
    } else if (content == CONTENT_UID) {
        b->uidl_last = count;
    } else if (content == CONTENT_CAPABILITY) {
        present(b)->known = true;
        b->capa_seen = true;
    }
}

static void end_login(struct book *b, const struct event *e)
{
    const struct request *r = e->request;
    struct span mech = request_arg(r, 0);

    if (e->status == STATUS_OK) {
        b->transaction = true;
        b->login_failed = false;
        b->logins_ok++;
        b->password_login =
            r->verb->id == VERB_PASS ||
            (r->verb->id == VERB_AUTH &&
             (span_is_case(mech, "PLAIN") || span_is_case(mech, "LOGIN")));
    } else {
        b->login_failed = true;
        b->logins_failed++;
        if (r->verb->id == VERB_PASS)
            b->pass_failed = true;
    }
}

static void end_positive(struct book *b, const struct request *r)
{
    switch (r->verb->id) {
    case VERB_USER:
        b->user_accepted = b->user_pending = true;
        b->pass_failed = false;
        break;
    case VERB_DELE:
        b->epoch++;
        b->any_dele = true;
        b->deleted++;
        break;
    case VERB_RSET:
        b->epoch++;
        b->deleted = 0;
        break;
    default:
        break;
    }
}

enum { GUESS_SILENCE_S = 2 }; /* after which replies are sure again */

static void take_request(struct book *b, const struct event *e)
{
    uint64_t quiet_ns = e->at_ns - b->heard_ns;

    if (b->timed_out && !b->unanswered && e->at_ns > b->heard_ns &&
        quiet_ns >= GUESS_SILENCE_S * UINT64_C(1000000000))
        b->timed_out = false;
    b->sent_ns = e->at_ns;
    b->misread |= (e->request->flaws & LINE_NUL) != 0 || b->auth_unheard;
    b->auth_unheard = e->request->kind == REQUEST_COMMAND && e->request->verb &&
                      e->request->verb->id == VERB_AUTH && e->request->args;
    if (e->request->kind != REQUEST_COMMAND)
        return;
    b->unanswered++;
    if (e->request->verb && e->request->verb->id == VERB_QUIT)
        b->quit_sent = true;
}

static void take_end(struct book *b, const struct event *e)
{
    const struct request *r = e->request;

    if (b->unanswered)
        b->unanswered--;
    if (e->end == END_DOT && e->status == STATUS_OK)
        b->timed_out = false;
    b->last_status = e->status;
    b->last_status_ns = e->at_ns;
    b->last_verb = r->verb;
    b->user_pending = false;
    if (!r->verb || e->end == END_CUT)
        return;
    if (r->verb->id == VERB_QUIT)
        b->quit_answered = true;
    if ((r->verb->flags & VERB_LOGIN) && r->args && !b->transaction)
        end_login(b, e);
    if (e->status == STATUS_OK) {
        end_positive(b, r);
        if (request_shape(r) == SHAPE_LISTING)
            end_listing(b, e);
    }
}

static bool is_server_line(enum event_kind kind)
{
    return kind == EVENT_GREETING || kind == EVENT_STATUS ||
           kind == EVENT_CONTINUE || kind == EVENT_LINE || kind == EVENT_STRAY;
}

/* How far the server's stream was read: lines, data, and the final dot. */
static void take_octets(struct book *b, const struct event *e)
{
    bool line = is_server_line(e->kind);

    if (line || e->kind == EVENT_DATA || e->kind == EVENT_INJECTED ||
        e->kind == EVENT_LINES || e->kind == EVENT_REPLIES)
        b->server_octets = e->offset + (line ? e->line_octets : e->raw.len);
    else if (e->kind == EVENT_END && e->end == END_DOT)
        b->server_octets += 3;
    else if (e->kind == EVENT_END && e->end == END_DOT_LF)
        b->server_octets += 2;
}

void book_take(struct book *b, const struct event *e)
{
    switch (e->kind) {
    case EVENT_OPEN:
        book_done(b);
        b->tls = e->tls;
        break;
    case EVENT_REQUEST:
        take_request(b, e);
        break;
    case EVENT_GREETING:
        b->heard_ns = e->at_ns;
        b->greeting_seen = true;
        b->greeting_ok = e->status == STATUS_OK;
        break;
    case EVENT_STATUS:
        take_status(b, e);
        break;
    case EVENT_CONTINUE:
        b->auth_unheard = false;
        b->heard_ns = e->at_ns;
        break;
    case EVENT_STRAY:
    case EVENT_DATA:
        b->heard_ns = e->at_ns;
        break;
    case EVENT_LINE:
        take_line(b, e);
        break;
    case EVENT_END:
        take_end(b, e);
        break;
    case EVENT_REQUESTS:
        b->unanswered += e->count;
        break;
    case EVENT_REPLIES:
        b->unanswered -= e->count < b->unanswered ? e->count : b->unanswered;
        break;
    case EVENT_LINES:
        take_lines(b, e);
        break;
    case EVENT_TLS:
        if (e->tls_ok)
            b->tls = e->tls;
        break;
    case EVENT_TIMEOUT:
        b->timed_out = true;
        break;
    default:
        break;
    }
    take_octets(b, e);
}
