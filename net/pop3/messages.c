/* messages.c - flat arrays of what is known of each message. */
#include <config.h>

#include "net/pop3/messages.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

void messages_done(struct messages *m)
{
    free(m->entries);
    free(m->uid_at);
    buf_done(&m->uids);
    memset(m, 0, sizeof *m);
}

enum { MANY = 1 << 14 }; /* from here on room is taken in large steps */

/* Room for thing n, and the things between `count` and it zeroed. What lies
 * behind is left alone: most of a large array is written once, and room that
 * is not used costs nothing. */
static void *reach(void *at, size_t *count, size_t *room, size_t n, size_t size)
{
    if (n > *room) {
        *room = n < MANY ? n + n / 2 + 64 : n * 4;
        if (*room > MESSAGES_MOST)
            *room = MESSAGES_MOST;
        at = xrealloc(at, *room * size);
    }
    if (n > *count) {
        memset((char *)at + *count * size, 0, (n - *count) * size);
        *count = n;
    }
    return at;
}

static struct message_entry *entry(struct messages *m, uint64_t n)
{
    if (n == 0 || n > MESSAGES_MOST) {
        m->overflow = true;
        return NULL;
    }
    if (n == m->count + 1 && n <= m->room)
        m->entries[m->count++] = (struct message_entry){0};
    else if (n > m->count)
        m->entries =
            reach(m->entries, &m->count, &m->room, n, sizeof *m->entries);
    return &m->entries[n - 1];
}

void messages_size(struct messages *m, uint64_t n, uint64_t octets)
{
    struct message_entry *e = entry(m, n);

    if (!e)
        return;
    e->octets = octets < (UINT64_C(1) << 48) ? octets : (UINT64_C(1) << 48) - 1;
    e->flags |= MESSAGE_LISTED;
}

/* The flags of content among those of an entry. */
static unsigned now_flag(enum content content)
{
    return content == CONTENT_SCAN ? MESSAGE_LIST_NOW : MESSAGE_UIDL_NOW;
}

static unsigned before_flag(enum content content)
{
    return content == CONTENT_SCAN ? MESSAGE_LIST_BEFORE : MESSAGE_UIDL_BEFORE;
}

void messages_begin(struct messages *m, enum content content)
{
    unsigned now = now_flag(content), before = before_flag(content);
    bool listed = content == CONTENT_SCAN ? m->listed_now || m->listed_before
                                          : m->uidl_now || m->uidl_before;

    for (size_t i = 0; listed && i < m->count; i++) {
        unsigned flags = m->entries[i].flags;

        m->entries[i].flags =
            (flags & ~(now | before)) | (flags & now ? before : 0);
    }
    if (content == CONTENT_SCAN) {
        m->listed_before = m->listed_now;
        m->listed_now = 0;
    } else {
        m->uidl_before = m->uidl_now;
        m->uidl_now = 0;
    }
}

void messages_mark(struct messages *m, enum content content, uint64_t n)
{
    struct message_entry *e = entry(m, n);
    unsigned now = now_flag(content);

    if (!e || (e->flags & now))
        return;
    e->flags |= now;
    if (content == CONTENT_SCAN)
        m->listed_now++;
    else
        m->uidl_now++;
}

/* 128 bits of an identifier: two lanes of multiplied words with a final mix.
 * Not cryptographic: a server that forges a collision harms only its own
 * check; an EVP digest would cost ten times the reading of the line. */
static void digest(struct span uid, uint64_t out[2])
{
    uint64_t a = 0xcbf29ce484222325u, b = 0x84222325cbf29ce4u ^ uid.len;

    for (size_t i = 0; i < uid.len; i += 8) {
        size_t left = uid.len - i;
        uint64_t word = 0;

        if (left >= 8)
            memcpy(&word, uid.at + i, 8);
        else
            memcpy(&word, uid.at + i, left);
        a = (a ^ word) * 0xd6e8feb86659fd93u;
        a ^= a >> 32;
        b = (b ^ word) * 0x9e3779b97f4a7c15u;
        b ^= b >> 29;
    }
    a *= 0xd6e8feb86659fd93u;
    b *= 0xff51afd7ed558ccdu;
    out[0] = a ^ (a >> 32);
    out[1] = b ^ (b >> 32);
}

static void keep_text(struct messages *m, uint64_t n, struct span uid)
{
    if (m->uids.len + uid.len + 1 > MESSAGES_UID_TEXT)
        return;
    if (n > m->uid_count)
        m->uid_at =
            reach(m->uid_at, &m->uid_count, &m->uid_room, n, sizeof *m->uid_at);
    if (span_equal(messages_uid(m, n), uid))
        return;
    m->uid_at[n - 1] = (uint32_t)m->uids.len + 1;
    buf_add(&m->uids, uid);
    buf_add_char(&m->uids, '\0');
}

void messages_uid_set(struct messages *m, uint64_t n, struct span uid)
{
    struct message_entry *e = entry(m, n);

    if (!e)
        return;
    digest(uid, e->uid_digest);
    e->flags |= MESSAGE_UID;
    keep_text(m, n, uid);
}

/* The entry of message n when its line is the first of that kind of listing,
 * marked as listed; else NULL. */
static struct message_entry *first(struct messages *m, uint64_t n,
                                   unsigned fact, unsigned now)
{
    struct message_entry *e = n && n <= MESSAGES_MOST ? entry(m, n) : NULL;

    if (!e || (e->flags & (fact | now | MESSAGE_DELETED)))
        return NULL;
    e->flags |= fact | now;
    return e;
}

bool messages_first_size(struct messages *m, uint64_t n, uint64_t octets)
{
    struct message_entry *e = first(m, n, MESSAGE_LISTED, MESSAGE_LIST_NOW);

    if (!e)
        return false;
    e->octets = octets;
    m->listed_now++;
    return true;
}

bool messages_first_uid(struct messages *m, uint64_t n, struct span uid)
{
    struct message_entry *e = first(m, n, MESSAGE_UID, MESSAGE_UIDL_NOW);

    if (!e)
        return false;
    digest(uid, e->uid_digest);
    keep_text(m, n, uid);
    m->uidl_now++;
    return true;
}

void messages_delete(struct messages *m, uint64_t n)
{
    struct message_entry *e = entry(m, n);

    if (!e || (e->flags & MESSAGE_DELETED))
        return;
    e->flags |= MESSAGE_DELETED;
    m->deleted++;
}

void messages_undelete_all(struct messages *m)
{
    for (size_t i = 0; m->deleted && i < m->count; i++) {
        if (m->entries[i].flags & MESSAGE_DELETED)
            m->deleted--;
        m->entries[i].flags &= (uint64_t)~MESSAGE_DELETED & 0xFFFF;
    }
}

void messages_stat(struct messages *m, uint64_t count, uint64_t octets)
{
    m->stat_known = true;
    m->stat_count = count;
    m->stat_octets = octets;
}

const struct message_entry *messages_get(const struct messages *m, uint64_t n)
{
    if (n == 0 || n > m->count || !m->entries[n - 1].flags)
        return NULL;
    return &m->entries[n - 1];
}

static uint32_t uid_at(const struct messages *m, uint64_t n)
{
    return n && n <= m->uid_count ? m->uid_at[n - 1] : 0;
}

static struct span uid_text(const struct messages *m, uint32_t at)
{
    return at ? span_of(m->uids.at + at - 1) : (struct span){0};
}

struct span messages_uid(const struct messages *m, uint64_t n)
{
    return uid_text(m, uid_at(m, n));
}

struct message_past messages_past(const struct messages *m, uint64_t n)
{
    const struct message_entry *e = messages_get(m, n);

    return (struct message_past){.entry = e ? *e : (struct message_entry){0},
                                 .uid_at = uid_at(m, n)};
}

struct span messages_past_uid(const struct messages *m,
                              const struct message_past *past)
{
    return uid_text(m, past->uid_at);
}
