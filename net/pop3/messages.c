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

/* Room for `wanted` things of size octets; the new part is zeroed. */
static void *grown(void *at, size_t *room, size_t wanted, size_t size)
{
    size_t more = *room + *room / 2 + 64;

    if (more < wanted)
        more = wanted;
    at = xrealloc(at, more * size);
    memset((char *)at + *room * size, 0, (more - *room) * size);
    *room = more;
    return at;
}

static struct message_entry *entry(struct messages *m, uint64_t n)
{
    if (n == 0 || n > MESSAGES_MOST) {
        m->overflow = true;
        return NULL;
    }
    if (n > m->room)
        m->entries = grown(m->entries, &m->room, n, sizeof *m->entries);
    if (n > m->count)
        m->count = n;
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

    for (size_t i = 0; i < m->count; i++) {
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

/* 128 bits of an identifier: two FNV-1a-like lanes with a final mix. Not
 * cryptographic: a server that forges a collision harms only its own check;
 * an EVP digest would cost ten times the reading of the line. */
static void digest(struct span uid, uint64_t out[2])
{
    uint64_t a = 0xcbf29ce484222325u, b = 0x84222325cbf29ce4u ^ uid.len;

    for (size_t i = 0; i < uid.len; i++) {
        a = (a ^ (unsigned char)uid.at[i]) * 0x100000001b3u;
        b = (b ^ (unsigned char)uid.at[i]) * 0x9e3779b97f4a7c15u;
        b ^= b >> 29;
    }
    a ^= a >> 32;
    a *= 0xd6e8feb86659fd93u;
    b *= 0xff51afd7ed558ccdu;
    out[0] = a ^ (a >> 32);
    out[1] = b ^ (b >> 32);
}

static void keep_text(struct messages *m, uint64_t n, struct span uid)
{
    if (m->uids.len + uid.len + 1 > MESSAGES_UID_TEXT)
        return;
    if (n > m->uid_room)
        m->uid_at = grown(m->uid_at, &m->uid_room, n, sizeof *m->uid_at);
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

struct span messages_uid(const struct messages *m, uint64_t n)
{
    if (n == 0 || n > m->uid_room || !m->uid_at[n - 1])
        return (struct span){0};
    return span_of(m->uids.at + m->uid_at[n - 1] - 1);
}
