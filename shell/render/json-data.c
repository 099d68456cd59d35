/* json-data.c - what a reply says, typed by its command.
 *
 * Entries of a listing become JSON text as they arrive, so that a million of
 * them never stand in memory as values. */
#include <config.h>

#include "net/base/hex.h"
#include "net/base/memory.h"
#include "net/base/text.h"
#include "shell/render/json-form.h"
#include "shell/render/unstuff.h"

enum {
    ENTRIES_MOST = 100000,
    ARRAY_MOST = 32 << 20, /* octets of JSON text */
};

void json_data_begin(struct json_data *d)
{
    buf_clear(&d->array);
    buf_clear(&d->text);
    d->entries = 0;
    d->truncated = d->partial = false;
    d->digesting = false;
}

void json_data_done(struct json_data *d)
{
    buf_done(&d->array);
    buf_done(&d->text);
    EVP_MD_CTX_free(d->digest);
}

/* Set name to the words of text. */
static void put_words(json_t *entry, const char *name, const char *latin1_name,
                      struct span text)
{
    bool utf8 = text_is_utf8(text, NULL);
    json_t *words = json_array();
    struct span word;

    while ((word = span_take_word(&text)).len)
        json_array_append_new(words, json_octets(word, utf8));
    json_object_set_new(entry, utf8 ? name : latin1_name, words);
}

/* The members of one line; a line that cannot be read is given as it is. */
static json_t *entry_of(const struct listing *l, struct span line)
{
    json_t *entry = json_object();

    switch (l->ok ? l->content : CONTENT_FREE) {
    case CONTENT_DROP:
        json_put_number(entry, "count", l->n);
        json_put_number(entry, "octets", l->octets);
        break;
    case CONTENT_SCAN:
        json_put_number(entry, "n", l->n);
        json_put_number(entry, "octets", l->octets);
        break;
    case CONTENT_UID:
        json_put_number(entry, "n", l->n);
        json_put_octets(entry, "uid", l->word);
        break;
    case CONTENT_CAPABILITY:
        json_put_octets(entry, "tag", l->word);
        put_words(entry, "args", "args_latin1", l->rest);
        break;
    case CONTENT_LANGUAGE:
        json_put_octets(entry, "tag", l->word);
        json_put_octets(entry, "text", l->rest);
        break;
    case CONTENT_MECHANISM:
        json_put_octets(entry, "mechanism", l->word);
        break;
    default:
        json_put_octets(entry, "line", line);
        break;
    }
    return entry;
}

bool json_data_full(const struct json_data *d)
{
    return d->entries >= ENTRIES_MOST || d->array.len >= ARRAY_MOST;
}

void json_data_line(struct json_data *d, const struct event *e)
{
    if (json_data_full(d)) {
        d->truncated = true;
        return;
    }
    json_t *entry = entry_of(&e->listing, e->text);
    if (d->entries++)
        buf_add_char(&d->array, ',');
    json_write(&d->array, entry);
    json_decref(entry);
}

void json_data_run(struct json_data *d, struct span octets, bool keep_text)
{
    if (!d->digest && !(d->digest = EVP_MD_CTX_new()))
        memory_exhausted(0);
    if (!d->digesting)
        d->digesting = EVP_DigestInit_ex(d->digest, EVP_sha256(), NULL) == 1;
    EVP_DigestUpdate(d->digest, octets.at, octets.len);
    if (keep_text)
        buf_add(&d->text, octets);
}

void json_data_status(json_t *reply, const struct event *e)
{
    const struct listing *l = &e->listing;
    json_t *data = NULL;

    if (e->status != STATUS_OK || !l->ok)
        return;
    if (l->content == CONTENT_DROP)
        data = entry_of(l, e->text);
    else if (l->content == CONTENT_SCAN || l->content == CONTENT_UID)
        json_array_append_new(data = json_array(), entry_of(l, e->text));
    if (data)
        json_object_set_new(reply, "data", data);
}

static void put_digest(struct json_data *d, json_t *data)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    struct buf hex = {0};

    json_data_run(d, (struct span){0}, false); /* an empty message has one */
    EVP_DigestFinal_ex(d->digest, digest, &len);
    d->digesting = false;
    hex_add(&hex, digest, len);
    json_object_set_new(data, "sha256", json_string(buf_text(&hex)));
    buf_done(&hex);
}

void json_data_message(struct json_data *d, json_t *reply,
                       const struct tally *tally)
{
    json_t *data = json_object();

    json_put_number(data, "octets", tally->octets);
    json_put_number(data, "lines", tally->lines);
    if (!d->partial)
        put_digest(d, data);
    if (d->text.len)
        json_put_octets(data, "text", buf_span(&d->text));
    d->truncated = d->text.cut || d->partial;
    json_object_set_new(reply, "data", data);
}
