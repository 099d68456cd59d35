/* lint.c - one transcript through feed, dialogue and rules.
 *
 * Leaves which findings cannot be told from a file to lint-doubt.c. */
#include <config.h>

#include "shell/lint/lint.h"

#include "net/base/memory.h"
#include "net/rules/check.h"
#include "net/transcript/feed.h"
#include "net/transcript/reader.h"
#include "shell/lint/lint-collect.h"
#include "shell/lint/lint-doubt.h"
#include "shell/session/verdict.h"
#include <stdlib.h>

/* Rules that the reply to an exchange may break. */
struct allowance {
    unsigned connection;
    uint32_t exchange;
    char *rules; /* owned; blanks between */
};

struct linter;

struct connection {
    struct linter *linter;
    unsigned number;
    struct dialogue *dialogue; /* NULL: not opened */
    struct check *check;
    uint32_t elided; /* the last exchange whose data is left out */
};

struct linter {
    const char *name; /* of the file, for errors */
    struct lint *out;
    const struct options *options;
    struct verdict *verdict; /* who is asked which rules are wanted */
    struct feed *feed;
    struct check_peer peer;
    struct connection at[ITEM_CONNECTIONS_MOST];
    struct allowance *allowances; /* owned */
    size_t allowances_count;
    char *armed; /* owned; rules of an "@ allow" whose reply is due, or NULL */
    struct reader *reader;
    bool failed;
    uint32_t line; /* of the present item */
    bool in_tls;   /* which is an "@ tls" */
};

/* --- collecting --- */

static bool names_rule(struct span list, const char *id)
{
    while (list.len)
        if (span_is(span_take_word(&list), id))
            return true;
    return false;
}

static bool is_allowed(const struct linter *l, unsigned connection,
                       const struct finding *f)
{
    for (size_t i = 0; i < l->allowances_count; i++)
        if (l->allowances[i].connection == connection &&
            l->allowances[i].exchange == f->exchange &&
            names_rule(span_of(l->allowances[i].rules), f->rule->id))
            return true;
    return false;
}

/* What a handshake showed was said behind the last line. */
static uint32_t line_of(const struct connection *c, const struct finding *f,
                        bool *doubtful_out)
{
    const struct linter *l = c->linter;

    if (l->in_tls && f->offset >= feed_octets(l->feed, c->number, f->side))
        return l->line;
    return feed_line(l->feed, c->number, f->side, f->offset, doubtful_out);
}

static void take_finding(struct connection *c, const struct finding *f)
{
    struct linter *l = c->linter;
    bool doubtful_line = false;
    uint32_t line = line_of(c, f, &doubtful_line);
    bool doubtful =
        lint_is_doubtful(f, feed_doubts(l->feed, c->number), doubtful_line,
                         c->elided && c->elided == f->exchange);
    bool allowed = !doubtful && is_allowed(l, c->number, f);
    struct lint_finding *kept;

    if (doubtful)
        l->out->unknown++;
    else if (allowed)
        l->out->allowed++;
    else
        l->out->counts[f->severity]++;
    kept = lint_add(l->out, doubtful  ? LINT_UNKNOWN
                            : allowed ? LINT_ALLOWED
                                      : LINT_COUNTS);
    if (!kept)
        return;
    kept->rule = f->rule;
    kept->severity = f->severity;
    kept->line = line ? line : l->line; /* nothing was said there */
    kept->connection = c->number;
    kept->exchange = f->exchange;
    kept->column = f->column;
    kept->excerpt_from = f->excerpt_from;
    kept->side = f->side;
    kept->offset = f->offset;
    kept->count = f->count;
    kept->message = xstrdup(f->message ? f->message : "");
    kept->excerpt = span_dup(f->excerpt);
    kept->excerpt_len = f->excerpt.len;
}

static void see(void *ctx, const struct event *e)
{
    struct connection *c = ctx;

    c->linter->out->commands += e->kind == EVENT_REQUEST;
    if (e->kind == EVENT_REQUEST)
        mask_see(c->linter->out->mask, e);
    if (e->kind != EVENT_FINDING ||
        !verdict_wants(c->linter->verdict, e->finding->rule))
        return;
    if (e->finding->repeat)
        lint_repeat(c->linter->out, c->number, e->finding);
    else
        take_finding(c, e->finding);
}

/* Something that the file does not have. */
static void add_unknown(struct linter *l, const struct item *item,
                        struct buf *message)
{
    struct lint_finding *kept = lint_add(l->out, LINT_UNKNOWN);

    l->out->unknown++;
    if (!kept)
        return;
    kept->line = item->line;
    kept->connection = item->conn;
    kept->message = buf_take(message);
}

/* --- connections --- */

static void open_connection(struct connection *c)
{
    struct linter *l = c->linter;

    dialogue_free(c->dialogue);
    check_free(c->check);
    c->elided = 0;
    c->check = check_new(see, c);
    c->dialogue = dialogue_new(check_see, c->check);
    check_attach(c->check, c->dialogue);
    dialogue_take_runs(c->dialogue, check_takes_runs, c->check);
    check_strict(c->check, l->options->strict);
    check_peer(c->check, &l->peer);
    for (size_t id = 0; id < RULE_COUNT; id++)
        if (!verdict_wants(l->verdict, rules[id]))
            check_mute(c->check, (enum rule_id)id);
}

static void take_chunk(void *ctx, unsigned conn, const struct chunk *chunk)
{
    struct linter *l = ctx;
    struct connection *c = &l->at[conn - 1];

    if (chunk->kind == CHUNK_OPEN)
        open_connection(c);
    *(chunk->side == SIDE_SERVER ? &l->out->octets_in : &l->out->octets_out) +=
        chunk->octets.len;
    if (c->dialogue)
        dialogue_feed(c->dialogue, chunk);
}

/* --- items that say something to the linter --- */

/* The reply that the next line of the server belongs to. */
static uint32_t next_exchange(const struct connection *c)
{
    const struct request *r =
        c->dialogue ? dialogue_waiting(c->dialogue) : NULL;

    return r ? r->exchange : 0;
}

static void take_allowance(struct linter *l, const struct item *item)
{
    struct connection *c = &l->at[item->conn - 1];

    feed_flush(l->feed);
    l->allowances = xrealloc(l->allowances,
                             (l->allowances_count + 1) * sizeof *l->allowances);
    l->allowances[l->allowances_count++] = (struct allowance){
        .connection = c->number,
        .exchange = next_exchange(c),
        .rules = l->armed,
    };
    l->armed = NULL;
}

static void take_body(struct linter *l, const struct item *item)
{
    struct connection *c = &l->at[item->conn - 1];
    const struct request *r;
    struct buf message = {0};

    feed_flush(l->feed);
    c->elided = next_exchange(c);
    r = c->dialogue ? dialogue_waiting(c->dialogue) : NULL;
    buf_add_text(&message, "the data ");
    if (r && r->verb)
        buf_add_format(&message, "of %s ", r->verb->name);
    buf_add_format(&message, "is left out and not judged");
    add_unknown(l, item, &message);
    buf_done(&message);
}

/* Is this a line that need not come, where nothing says that it belongs to a
 * reply? Then it did not come. False and *err where it would be the first line
 * of one. */
static bool check_optional(struct linter *l, const struct item *item,
                           bool *absent_out, struct error *err)
{
    const struct connection *c = &l->at[item->conn - 1];

    *absent_out = false;
    if (item->kind != ITEM_SERVER || item->quantity == ITEM_ONE)
        return true;
    feed_flush(l->feed);
    if (!c->dialogue || dialogue_in_data(c->dialogue))
        return true;
    *absent_out = dialogue_need(c->dialogue) != NEED_REPLY;
    return *absent_out ||
           error_set(err, ERROR_INPUT, "%s:%u: expected " ITEM_FIRST_WANTED,
                     l->name, item->line);
}

static bool take_item(struct linter *l, const struct item *item,
                      struct error *err)
{
    bool event = item->kind == ITEM_EVENT;
    unsigned before = event ? feed_doubts(l->feed, item->conn) : 0;
    const char *noted;
    bool absent;

    l->line = item->line;
    l->in_tls = event && item->verb->id == AT_TLS;
    if (!check_optional(l, item, &absent, err))
        return false;
    if (absent)
        return true;
    if (item->kind == ITEM_SERVER && l->armed)
        take_allowance(l, item);
    if (item->kind == ITEM_HEADER)
        lint_peer_header(&l->peer, item);
    if (event && item->verb->id == AT_CONNECT)
        lint_peer_connect(&l->peer, item);
    if (event && item->verb->id == AT_ALLOW) {
        free(l->armed);
        l->armed = span_dup(item->text);
    }
    if (event && item->verb->id == AT_BODY)
        take_body(l, item);
    feed_item(l->feed, item);
    noted =
        event ? lint_noted(feed_doubts(l->feed, item->conn) & ~before) : NULL;
    if (noted) {
        struct buf message = {0};

        buf_add_text(&message, noted);
        add_unknown(l, item, &message);
        buf_done(&message);
    }
    return true;
}

/* --- the file --- */

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx, (void)e;
}

static void linter_free(struct linter *l)
{
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        dialogue_free(l->at[i].dialogue);
        check_free(l->at[i].check);
    }
    for (size_t i = 0; i < l->allowances_count; i++)
        free(l->allowances[i].rules);
    free(l->allowances);
    free(l->armed);
    feed_free(l->feed);
    verdict_free(l->verdict);
    reader_free(l->reader);
    free(l);
}

struct linter *lint_begin(struct lint *out, const char *name,
                          const struct options *o, struct span secret)
{
    struct linter *l = xcalloc(1, sizeof *l);

    *out = (struct lint){.mask = mask_new(ignore, NULL)};
    mask_learn(out->mask, secret);
    l->out = out;
    l->name = name;
    l->options = o;
    l->verdict = verdict_new(o, NULL, NULL, NULL);
    l->peer.offline = true;
    l->reader = reader_new(name);
    l->feed = feed_new(take_chunk, l);
    for (unsigned i = 0; i < ITEM_CONNECTIONS_MOST; i++)
        l->at[i] = (struct connection){.linter = l, .number = i + 1};
    return l;
}

bool lint_feed(struct linter *l, struct span octets, struct error *err)
{
    struct item item;
    enum reader_result result;

    while ((result = reader_next(l->reader, &octets, &item, err)) ==
           READER_ITEM) {
        if (!take_item(l, &item, err)) {
            result = READER_ERROR;
            break;
        }
        if (item.kind == ITEM_SERVER)
            feed_run(l->feed, l->reader, &octets);
    }
    l->failed = result == READER_ERROR;
    return !l->failed;
}

bool lint_finish(struct linter *l, struct error *err)
{
    struct item item;
    enum reader_result result = READER_ERROR;
    bool ok;

    if (!l->failed)
        result = reader_finish(l->reader, &item, err);
    if (result == READER_ITEM && !take_item(l, &item, err))
        result = READER_ERROR;
    feed_flush(l->feed);
    ok = result != READER_ERROR;
    lint_settle(l->out);
    linter_free(l);
    return ok;
}
