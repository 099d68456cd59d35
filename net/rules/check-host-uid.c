/* check-host-uid.c - rules across sessions about messages: do unique-ids stay,
 * are deleted messages gone and the others there? */
#include <config.h>

#include "net/rules/maildrop.h"

#include "net/base/memory.h"
#include <stdlib.h>

/* The host remembers the maildrop that this session has open. */
static bool is_known(const struct check *c)
{
    const struct host_session *m = &c->memory.host;

    return c->host && m->login_known && c->host->maildrop_known &&
           host_digest_equal(c->host->maildrop_user, m->user) &&
           !c->book.timed_out;
}

static const struct host_index *index_of(struct check *c)
{
    struct host_session *m = &c->memory.host;

    if (!m->indexed)
        host_index_init(&m->index, c->host);
    m->indexed = true;
    return &m->index;
}

static struct host_digest uid_of(const struct message_entry *entry)
{
    return (struct host_digest){
        {entry->uid_digest[0], entry->uid_digest[1]}
    };
}

/* --- headers --- */

void host_watch_header(struct check *c, const struct event *e)
{
    struct identity *id = &c->memory.host.identity;

    if (e->kind == EVENT_STATUS)
        identity_init(id);
    else if (c->host && !e->body)
        identity_add(id, e->text);
}

static void keep_header(struct host_session *m, uint64_t n, uint64_t digest)
{
    if (m->headers_count == HOST_UIDS_MOST || n > MESSAGES_MOST)
        return;
    if (m->headers_count == m->headers_room) {
        m->headers_room = m->headers_room ? m->headers_room * 2 : 64;
        m->headers = xrealloc(m->headers, m->headers_room * sizeof *m->headers);
    }
    m->headers[m->headers_count++] =
        (struct host_header){.n = (uint32_t)n, .digest = digest};
}

/* Did no other message of this session have that header? */
static bool is_only_here(const struct host_session *m,
                         const struct host_header *header)
{
    for (size_t i = 0; i < m->headers_count; i++)
        if (m->headers[i].digest == header->digest &&
            m->headers[i].n != header->n)
            return false;
    return true;
}

/* The one message that the host's memory knows by that header, or NULL. */
static const struct host_uid *find_header(const struct host_memory *h,
                                          uint64_t digest)
{
    const struct host_uid *found = NULL;

    for (size_t i = 0; i < h->uids_count; i++) {
        const struct host_uid *uid = &h->uids[i];

        if (!(uid->flags & HOST_UID_HEADER) || uid->header != digest)
            continue;
        if (found)
            return NULL;
        found = uid;
    }
    return found;
}

static bool is_listed(const struct messages *all, struct host_digest uid)
{
    for (size_t i = 0; i < all->count; i++)
        if ((all->entries[i].flags & MESSAGE_UID) &&
            host_digest_equal(uid_of(&all->entries[i]), uid))
            return true;
    return false;
}

/* A message with a new unique-id: was it there under another one? */
static void judge_new(struct check *c, const struct event *e,
                      const struct host_header *header)
{
    const struct host_session *m = &c->memory.host;
    const struct messages *all = dialogue_messages(c->dialogue);
    const struct host_uid *old;

    if (!m->whole || has_fired(c, RULE_UIDL_NOT_PERSISTENT) ||
        !is_only_here(m, header))
        return;
    old = find_header(c->host, header->digest);
    if (old && !(old->flags & HOST_UID_DELETED) && !is_listed(all, old->uid))
        report(c, RULE_UIDL_NOT_PERSISTENT, place_reply(c, e, header->n),
               "message %ju had another unique-id in an earlier session, "
               "which is gone",
               (uintmax_t)header->n);
}

/* A message with a known unique-id: is it still that message? */
static void judge_old(struct check *c, const struct event *e,
                      const struct host_header *header,
                      const struct message_entry *entry,
                      const struct host_uid *old)
{
    if (!(old->flags & HOST_UID_HEADER) || !(old->flags & HOST_UID_OCTETS) ||
        !(entry->flags & MESSAGE_LISTED) || old->header == header->digest ||
        old->octets == entry->octets || has_fired(c, RULE_UIDL_REUSED))
        return;
    report(c, RULE_UIDL_REUSED, place_reply(c, e, header->n),
           "the unique-id of message %ju (%ju octets) stood for another "
           "message (%ju octets) in an earlier session",
           (uintmax_t)header->n, (uintmax_t)entry->octets,
           (uintmax_t)old->octets);
}

static void judge_header(struct check *c, const struct event *e,
                         const struct host_header *header)
{
    const struct message_entry *entry =
        messages_get(dialogue_messages(c->dialogue), header->n);
    const struct host_uid *old;

    if (!entry || !(entry->flags & MESSAGE_UID))
        return;
    old = host_index_find(index_of(c), uid_of(entry));
    if (old)
        judge_old(c, e, header, entry, old);
    else
        judge_new(c, e, header);
}

void host_watch_message(struct check *c, const struct event *e)
{
    struct host_session *m = &c->memory.host;
    uint64_t n, digest;

    if (!c->host || (!answers(e, VERB_RETR) && !answers(e, VERB_TOP)) ||
        e->status != STATUS_OK || !maildrop_whole(e) ||
        !maildrop_number(e, &n) || maildrop_moved(c) ||
        !identity_value(&m->identity, &digest))
        return;
    keep_header(m, n, digest);
    if (is_known(c))
        judge_header(c, e, &(struct host_header){(uint32_t)n, digest});
}

/* --- the set --- */

/* How the unique-ids of now and then differ. */
struct difference {
    size_t back;         /* deleted, and there again */
    uint64_t first_back; /* its message-number */
    size_t gone;         /* not deleted by us, and not there */
    size_t dropped;      /* marked deleted without QUIT, and not there */
};

/* Two sizes that differ mean another message with a unique-id used again. */
static bool may_be_same(const struct message_entry *entry,
                        const struct host_uid *old)
{
    return !(old->flags & HOST_UID_OCTETS) ||
           !(entry->flags & MESSAGE_LISTED) || old->octets == entry->octets;
}

static struct difference compare(struct check *c)
{
    const struct host_memory *h = c->host;
    const struct host_index *index = index_of(c);
    const struct messages *all = dialogue_messages(c->dialogue);
    bool *there = xcalloc(h->uids_count + 1, sizeof *there);
    struct difference d = {0};

    for (size_t i = 0; i < all->count; i++) {
        const struct message_entry *entry = &all->entries[i];
        const struct host_uid *old = entry->flags & MESSAGE_UIDL_NOW
                                         ? host_index_find(index, uid_of(entry))
                                         : NULL;

        if (!old)
            continue;
        there[old - h->uids] = true;
        if ((old->flags & HOST_UID_DELETED) && may_be_same(entry, old) &&
            !d.back++)
            d.first_back = i + 1;
    }
    for (size_t i = 0; i < h->uids_count; i++) {
        const struct host_uid *old = host_index_find(index, h->uids[i].uid);

        if (there[old - h->uids] || (old->flags & HOST_UID_DELETED))
            continue;
        if (old->flags & HOST_UID_DROPPED)
            d.dropped++;
        else
            d.gone++;
    }
    free(there);
    return d;
}

static const char *messages_word(size_t count)
{
    return count == 1 ? "message" : "messages";
}

static void judge_set(struct check *c, const struct event *e)
{
    struct difference d = compare(c);
    bool whole = !c->book.any_dele; /* else some are gone rightly */

    if (d.back && !has_fired(c, RULE_QUIT_DELETED_REMAIN))
        report(c, RULE_QUIT_DELETED_REMAIN, place_reply(c, e, d.first_back),
               "%zu %s deleted in an earlier session, which ended with +OK to "
               "QUIT, %s back, the first as message %ju",
               d.back, messages_word(d.back), d.back == 1 ? "is" : "are",
               (uintmax_t)d.first_back);
    if (whole && d.dropped && !has_fired(c, RULE_ABORT_DELETED_GONE))
        report(c, RULE_ABORT_DELETED_GONE, place_reply(c, e, 0),
               "%zu %s marked deleted in a session that ended without QUIT %s "
               "gone",
               d.dropped, messages_word(d.dropped),
               d.dropped == 1 ? "is" : "are");
    if (whole && d.gone && !has_fired(c, RULE_QUIT_UNDELETED_GONE))
        report(c, RULE_QUIT_UNDELETED_GONE, place_reply(c, e, 0),
               "%zu %s of an earlier session, not deleted by this program, %s "
               "gone",
               d.gone, messages_word(d.gone), d.gone == 1 ? "is" : "are");
}

void host_watch_uidl(struct check *c, const struct event *e)
{
    struct host_session *m = &c->memory.host;

    if (!c->host || !answers(e, VERB_UIDL) || e->status != STATUS_OK ||
        request_shape(e->request) != SHAPE_LISTING || !maildrop_whole(e) ||
        dialogue_messages(c->dialogue)->overflow)
        return;
    m->whole = m->whole || !c->book.any_dele;
    if (!is_known(c) || maildrop_moved(c))
        return;
    judge_set(c, e);
    for (size_t i = 0; i < m->headers_count; i++)
        judge_header(c, e, &m->headers[i]);
}

/* --- the end --- */

struct kept {
    struct host_uid *uids;
    size_t count;
};

static void keep(struct kept *k, struct host_uid uid)
{
    if (k->count < HOST_UIDS_MOST)
        k->uids[k->count++] = uid;
}

/* What to remember of a message; old may be NULL. */
static struct host_uid now_of(const struct message_entry *entry,
                              const struct host_uid *old)
{
    struct host_uid uid = {.uid = uid_of(entry)};

    if (old) {
        uid = *old;
        uid.flags &= HOST_UID_OCTETS | HOST_UID_HEADER;
    }
    if (entry->flags & MESSAGE_LISTED) {
        uid.octets = entry->octets;
        uid.flags |= HOST_UID_OCTETS;
    }
    return uid;
}

/* The mark of a DELE counts for good after QUIT had +OK, and for nothing when
 * there was no QUIT; in between nobody knows. */
static void keep_present(struct check *c, struct kept *k, bool *met)
{
    const struct host_session *m = &c->memory.host;
    const struct messages *all = dialogue_messages(c->dialogue);

    for (size_t i = 0; i < all->count && k->count < HOST_UIDS_MOST; i++) {
        const struct message_entry *entry = &all->entries[i];
        const struct host_uid *old =
            host_index_find(index_of(c), uid_of(entry));
        struct host_uid uid = now_of(entry, old);

        if (!(entry->flags & MESSAGE_UID))
            continue;
        if (old)
            met[old - c->host->uids] = true;
        if (entry->flags & MESSAGE_DELETED)
            uid.flags |= m->quit_ok ? HOST_UID_DELETED : HOST_UID_DROPPED;
        if (!(entry->flags & MESSAGE_DELETED) || m->quit_ok || !m->quit_sent)
            keep(k, uid);
    }
}

/* The headers that came by, for those that are kept. */
static void keep_headers(struct check *c, const struct kept *k)
{
    const struct host_session *m = &c->memory.host;
    const struct messages *all = dialogue_messages(c->dialogue);
    struct host_memory view = {.uids = k->uids, .uids_count = k->count};
    struct host_index index;

    host_index_init(&index, &view);
    for (size_t i = 0; i < m->headers_count; i++) {
        const struct message_entry *entry = messages_get(all, m->headers[i].n);
        const struct host_uid *found =
            entry && (entry->flags & MESSAGE_UID)
                ? host_index_find(&index, uid_of(entry))
                : NULL;

        if (found) {
            k->uids[found - k->uids].header = m->headers[i].digest;
            k->uids[found - k->uids].flags |= HOST_UID_HEADER;
        }
    }
    host_index_done(&index);
}

/* What was not listed: gone, if the listing was whole. What we deleted is
 * remembered while there is room. */
static void keep_absent(struct check *c, struct kept *k, const bool *met)
{
    const struct host_memory *h = c->host;

    for (size_t i = 0; i < h->uids_count; i++) {
        const struct host_uid *old =
            host_index_find(index_of(c), h->uids[i].uid);

        if (!met[old - h->uids] &&
            (!c->memory.host.whole || (old->flags & HOST_UID_DELETED)))
            keep(k, *old);
    }
}

static void forget_other_maildrop(struct check *c)
{
    struct host_memory *h = c->host;
    struct host_session *m = &c->memory.host;

    if (h->maildrop_known && host_digest_equal(h->maildrop_user, m->user))
        return;
    host_index_done(&m->index);
    m->indexed = false;
    h->uids_count = 0;
    h->maildrop_known = true;
    h->maildrop_user = m->user;
}

void host_keep_uids(struct check *c)
{
    struct host_session *m = &c->memory.host;
    struct kept k = {0};
    bool *met;

    if (!m->login_known || c->book.timed_out || maildrop_moved(c))
        return;
    forget_other_maildrop(c);
    k.uids = xcalloc(HOST_UIDS_MOST, sizeof *k.uids);
    met = xcalloc(c->host->uids_count + 1, sizeof *met);
    keep_present(c, &k, met);
    keep_headers(c, &k);
    keep_absent(c, &k, met);
    host_index_done(&m->index);
    m->indexed = false;
    free(c->host->uids);
    c->host->uids = xrealloc(k.uids, (k.count + 1) * sizeof *k.uids);
    c->host->uids_count = k.count;
    free(met);
}
