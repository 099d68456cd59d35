/* host.c - the arrays of a host's memory. */
#include <config.h>

#include "net/rules/host.h"

#include "net/base/memory.h"

#include <openssl/evp.h>
#include <stdlib.h>

void host_memory_done(struct host_memory *m)
{
    host_stamps_done(&m->greetings);
    host_stamps_done(&m->challenges);
    buf_done(&m->capa[0]);
    buf_done(&m->capa[1]);
    free(m->logins);
    free(m->uids);
    memset(m, 0, sizeof *m);
}

/* --- digests --- */

struct host_digest host_digest_of(struct span octets)
{
    unsigned char sha256[EVP_MAX_MD_SIZE];
    struct host_digest digest = {{0}};

    if (EVP_Digest(octets.len ? octets.at : "", octets.len, sha256, NULL,
                   EVP_sha256(), NULL) == 1)
        memcpy(&digest, sha256, sizeof digest);
    return digest;
}

bool host_digest_equal(struct host_digest a, struct host_digest b)
{
    return a.half[0] == b.half[0] && a.half[1] == b.half[1];
}

/* --- stamps --- */

bool host_stamps_has(const struct host_stamps *s, struct host_digest stamp)
{
    for (size_t i = 0; i < s->count; i++)
        if (host_digest_equal(s->at[i], stamp))
            return true;
    return false;
}

void host_stamps_add(struct host_stamps *s, struct host_digest stamp)
{
    if (host_stamps_has(s, stamp))
        return;
    if (!s->at)
        s->at = xcalloc(HOST_STAMPS_MOST, sizeof *s->at);
    if (s->count == HOST_STAMPS_MOST)
        memmove(s->at, s->at + 1, --s->count * sizeof *s->at);
    s->at[s->count++] = stamp;
}

void host_stamps_done(struct host_stamps *s)
{
    free(s->at);
    *s = (struct host_stamps){0};
}

/* --- logins --- */

const struct host_login *host_login_find(const struct host_memory *m,
                                         struct host_digest user)
{
    for (size_t i = 0; i < m->logins_count; i++)
        if (host_digest_equal(m->logins[i].user, user))
            return &m->logins[i];
    return NULL;
}

struct host_login *host_login_take(struct host_memory *m,
                                   struct host_digest user)
{
    const struct host_login *old = host_login_find(m, user);
    struct host_login login = old ? *old : (struct host_login){.user = user};
    size_t before; /* entries that move back by one */

    if (!m->logins)
        m->logins = xcalloc(HOST_LOGINS_MOST, sizeof *m->logins);
    if (old)
        before = (size_t)(old - m->logins);
    else if (m->logins_count < HOST_LOGINS_MOST)
        before = m->logins_count++;
    else
        before = HOST_LOGINS_MOST - 1;
    memmove(m->logins + 1, m->logins, before * sizeof *m->logins);
    m->logins[0] = login;
    return &m->logins[0];
}

/* --- unique-ids --- */

/* The slot of uid, or the free one where it belongs. */
static uint32_t *slot_of(const struct host_index *x, struct host_digest uid)
{
    size_t at = uid.half[0] % x->slots_count;

    while (x->slots[at] &&
           !host_digest_equal(x->memory->uids[x->slots[at] - 1].uid, uid))
        at = (at + 1) % x->slots_count;
    return &x->slots[at];
}

void host_index_init(struct host_index *x, const struct host_memory *m)
{
    *x = (struct host_index){.memory = m};
    if (!m->uids_count)
        return;
    x->slots_count = m->uids_count * 3;
    x->slots = xcalloc(x->slots_count, sizeof *x->slots);
    for (size_t i = 0; i < m->uids_count; i++)
        *slot_of(x, m->uids[i].uid) = (uint32_t)i + 1;
}

void host_index_done(struct host_index *x)
{
    free(x->slots);
    *x = (struct host_index){0};
}

const struct host_uid *host_index_find(const struct host_index *x,
                                       struct host_digest uid)
{
    uint32_t slot = x->slots_count ? *slot_of(x, uid) : 0;

    return slot ? &x->memory->uids[slot - 1] : NULL;
}
