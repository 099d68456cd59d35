/* state-json.c - the memory of a host as JSON, and back.
 *
 * Digests are hex digits, but for those of unique-ids. Numbers above 2^63 do
 * not occur. Whatever is not as it was written makes the whole object invalid:
 * half a memory would accuse a server of what it did not do. */
#include <config.h>

#include "shell/session/state-json.h"

#include "net/base/base64.h"
#include "net/base/hex.h"
#include "net/base/memory.h"
#include "net/pop3/verb.h"

#include <jansson.h>
#include <stdlib.h>

enum {
    FORM_VERSION = 3, /* of what stands in the file, digests included */
    HEX_DIGEST = 32,
    HEX_HEADER = 16,
};

/* --- numbers as hex digits --- */

static void add_hex(char *out, uint64_t value)
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < HEX_HEADER; i++)
        out[i] = digits[value >> (60 - 4 * i) & 15];
}

static bool read_hex(const char *text, uint64_t *out)
{
    uint64_t value = 0;

    for (int i = 0; i < HEX_HEADER; i++) {
        int digit = hex_value(text[i]);

        if (digit < 0)
            return false;
        value = value << 4 | (uint64_t)digit;
    }
    *out = value;
    return true;
}

static json_t *digest_json(struct host_digest digest)
{
    char text[HEX_DIGEST];

    add_hex(text, digest.half[0]);
    add_hex(text + HEX_HEADER, digest.half[1]);
    return json_stringn(text, sizeof text);
}

static bool read_digest(const json_t *json, struct host_digest *out)
{
    return json_is_string(json) && json_string_length(json) == HEX_DIGEST &&
           read_hex(json_string_value(json), &out->half[0]) &&
           read_hex(json_string_value(json) + HEX_HEADER, &out->half[1]);
}

static bool read_count(const json_t *json, uint64_t *out)
{
    if (!json_is_integer(json) || json_integer_value(json) < 0)
        return false;
    *out = (uint64_t)json_integer_value(json);
    return true;
}

static json_int_t count_json(uint64_t count)
{
    return count > INT64_MAX ? INT64_MAX : (json_int_t)count;
}

/* --- stamps --- */

static json_t *stamps_json(const struct host_stamps *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->count; i++)
        json_array_append_new(list, digest_json(s->at[i]));
    return list;
}

static bool read_stamps(const json_t *list, struct host_stamps *s)
{
    struct host_digest stamp;

    if (!json_is_array(list) || json_array_size(list) > HOST_STAMPS_MOST)
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!read_digest(json_array_get(list, i), &stamp))
            return false;
        host_stamps_add(s, stamp);
    }
    return true;
}

/* --- capabilities --- */

/* A listing that is no UTF-8 is not kept. */
static json_t *capa_json(const struct buf *capa)
{
    json_t *text = json_stringn(buf_text(capa), capa->len);

    return text ? text : json_string("");
}

static bool read_capa(const json_t *text, struct buf *capa)
{
    if (!json_is_string(text) || json_string_length(text) > HOST_CAPA_MOST)
        return false;
    buf_add(capa,
            (struct span){json_string_value(text), json_string_length(text)});
    return true;
}

/* --- logins --- */

static json_t *login_json(const struct host_login *login)
{
    return json_pack("{s:o, s:I, s:I, s:b, s:b}", "user",
                     digest_json(login->user), "at", (json_int_t)login->at_s,
                     "delay", count_json(login->delay_s), "apop",
                     (int)login->apop, "pass", (int)login->pass);
}

static json_t *logins_json(const struct host_memory *m)
{
    json_t *list = json_array();

    for (size_t i = 0; i < m->logins_count; i++)
        json_array_append_new(list, login_json(&m->logins[i]));
    return list;
}

static bool read_login(const json_t *json, struct host_memory *m)
{
    const json_t *apop = json_object_get(json, "apop");
    const json_t *pass = json_object_get(json, "pass");
    struct host_digest user;
    struct host_login *login;
    uint64_t at, delay;

    if (!read_digest(json_object_get(json, "user"), &user) ||
        !read_count(json_object_get(json, "at"), &at) ||
        !read_count(json_object_get(json, "delay"), &delay) ||
        !json_is_boolean(apop) || !json_is_boolean(pass))
        return false;
    login = host_login_take(m, user);
    login->at_s = (int64_t)at;
    login->delay_s = delay;
    login->apop = json_is_true(apop);
    login->pass = json_is_true(pass);
    return true;
}

/* Each login is put first, so that the last one is read first. */
static bool read_logins(const json_t *list, struct host_memory *m)
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > HOST_LOGINS_MOST)
        return false;
    while (count > 0)
        if (!read_login(json_array_get(list, --count), m))
            return false;
    return true;
}

/* --- the maildrop --- */

/* As arrays in arrays, thousands of unique-ids took longer to read and write
 * than listing itself: they are octets in base64, one behind the other. */
enum { OCTETS_OF_NUMBER = 8 };

static void add_number(struct buf *out, uint64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_add_char(out, (char)(value >> shift));
}

static bool take_number(struct span *from, uint64_t *out)
{
    uint64_t value = 0;

    if (from->len < OCTETS_OF_NUMBER)
        return false;
    for (int i = 0; i < OCTETS_OF_NUMBER; i++)
        value = value << 8 | (unsigned char)from->at[i];
    *from = span_from(*from, OCTETS_OF_NUMBER);
    *out = value;
    return true;
}

static void add_uid(struct buf *out, const struct host_uid *uid)
{
    buf_add_char(out, (char)uid->flags);
    add_number(out, uid->uid.half[0]);
    add_number(out, uid->uid.half[1]);
    add_number(out, uid->octets);
    if (uid->flags & HOST_UID_HEADER)
        add_number(out, uid->header);
}

static bool take_uid(struct span *from, struct host_uid *uid)
{
    const unsigned known =
        HOST_UID_OCTETS | HOST_UID_HEADER | HOST_UID_DELETED | HOST_UID_DROPPED;

    uid->flags = (unsigned char)from->at[0];
    *from = span_from(*from, 1);
    return !(uid->flags & ~known) && take_number(from, &uid->uid.half[0]) &&
           take_number(from, &uid->uid.half[1]) &&
           take_number(from, &uid->octets) &&
           (!(uid->flags & HOST_UID_HEADER) || take_number(from, &uid->header));
}

static json_t *uids_json(const struct host_memory *m)
{
    struct buf octets = {0}, text = {0};
    json_t *json;

    for (size_t i = 0; i < m->uids_count; i++)
        add_uid(&octets, &m->uids[i]);
    base64_encode(&text, buf_span(&octets));
    json = json_stringn(buf_text(&text), text.len);
    buf_done(&octets);
    buf_done(&text);
    return json;
}

static bool read_uids(const json_t *json, struct host_memory *m)
{
    const struct span text = {json_string_value(json),
                              json_string_length(json)};
    struct buf octets = {0};
    struct span rest;
    bool ok =
        json_is_string(json) && base64_decode(&octets, text, NULL) == BASE64_OK;

    m->uids = xrealloc(NULL, (HOST_UIDS_MOST + 1) * sizeof *m->uids);
    rest = buf_span(&octets);
    while (ok && rest.len) {
        struct host_uid uid = {0};

        ok = m->uids_count < HOST_UIDS_MOST && take_uid(&rest, &uid);
        if (ok)
            m->uids[m->uids_count++] = uid;
    }
    buf_done(&octets);
    return ok;
}

static json_t *maildrop_json(const struct host_memory *m)
{
    return json_pack("{s:o, s:o}", "user", digest_json(m->maildrop_user),
                     "uids", uids_json(m));
}

static bool read_maildrop(const json_t *json, struct host_memory *m)
{
    if (!json)
        return true;
    if (!read_digest(json_object_get(json, "user"), &m->maildrop_user) ||
        !read_uids(json_object_get(json, "uids"), m))
        return false;
    m->maildrop_known = true;
    return true;
}

/* --- all of it --- */

void state_to_json(const struct host_memory *m, struct buf *out)
{
    json_t *all =
        json_pack("{s:i, s:o, s:o, s:b, s:o, s:o, s:o}", "version",
                  FORM_VERSION, "greetings", stamps_json(&m->greetings),
                  "challenges", stamps_json(&m->challenges), "stls",
                  (int)m->stls_listed, "capa_clear", capa_json(&m->capa[0]),
                  "capa_tls", capa_json(&m->capa[1]), "logins", logins_json(m));
    char *text;

    if (m->stls_accepted)
        json_object_set_new(all, "stls_accepted", json_true());
    if (*m->unanswered)
        json_object_set_new(all, "unanswered", json_string(m->unanswered));
    if (m->maildrop_known)
        json_object_set_new(all, "maildrop", maildrop_json(m));
    text = json_dumps(all, JSON_COMPACT);
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(all);
}

/* The name of a verb, and of nothing else, when there is one. */
static bool read_unanswered(const json_t *name, struct host_memory *m)
{
    const struct verb *verb = verb_find(span_of(json_string_value(name)));

    if (!name)
        return true;
    if (!verb || strlen(verb->name) >= sizeof m->unanswered)
        return false;
    memcpy(m->unanswered, verb->name, strlen(verb->name) + 1);
    return true;
}

static bool read_version(const json_t *all)
{
    const json_t *version = json_object_get(all, "version");

    return json_is_integer(version) &&
           json_integer_value(version) == FORM_VERSION;
}

bool state_from_json(struct span text, struct host_memory *m)
{
    json_t *all = json_loadb(text.len ? text.at : "", text.len,
                             JSON_REJECT_DUPLICATES, NULL);
    const json_t *stls = json_object_get(all, "stls");
    bool ok = read_version(all) && json_is_boolean(stls) &&
              read_stamps(json_object_get(all, "greetings"), &m->greetings) &&
              read_stamps(json_object_get(all, "challenges"), &m->challenges) &&
              read_capa(json_object_get(all, "capa_clear"), &m->capa[0]) &&
              read_capa(json_object_get(all, "capa_tls"), &m->capa[1]) &&
              read_logins(json_object_get(all, "logins"), m) &&
              read_unanswered(json_object_get(all, "unanswered"), m) &&
              read_maildrop(json_object_get(all, "maildrop"), m);

    m->stls_listed = json_is_true(stls);
    m->stls_accepted = json_is_true(json_object_get(all, "stls_accepted"));
    json_decref(all);
    return ok;
}
