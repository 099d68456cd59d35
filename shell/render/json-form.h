/* json-form.h - output for programs: an object a line. Private to
 * shell/render.
 *
 * json-form.c makes the objects, json-reply.c those of replies, json-data.c
 * their typed data, json-value.c values out of octets. */
#ifndef POP3SH_RENDER_JSON_FORM_H
#define POP3SH_RENDER_JSON_FORM_H

#include "net/pop3/event.h"
#include "shell/render/render.h"
#include <jansson.h>
#include <openssl/evp.h>

/* The typed data of a reply, while it arrives. */
struct json_data {
    struct buf array; /* JSON text of the entries of a listing */
    size_t entries;
    bool truncated;     /* some were left out */
    bool partial;       /* the text is not whole: it has no digest */
    EVP_MD_CTX *digest; /* of a message; NULL before the first one */
    bool digesting;
    struct buf text; /* of a message, when it is wanted */
};

/* A reply between its status line and its end. */
struct json_state {
    json_t *reply; /* NULL: none */
    uint64_t octets;
    uint64_t lines;
    struct json_data data;
};

void json_init(struct json_state *s);
void json_done(struct json_state *s);

/* --- json-value.c --- */

/* A string: octets as they are, which must be UTF-8, or a character for each
 * of them. */
json_t *json_octets(struct span octets, bool utf8);

/* Set name to octets if they are UTF-8, else name_latin1 to a character for
 * each octet. */
void json_put_octets(json_t *object, const char *name, struct span octets);

/* Set name to a number; one beyond 63 bits loses precision. */
void json_put_number(json_t *object, const char *name, uint64_t n);

/* Set name to seconds or milliseconds, to the microsecond. */
void json_put_seconds(json_t *object, const char *name, uint64_t ns);
void json_put_ms(json_t *object, const char *name, uint64_t ns);

/* Append value as compact text that is safe on a terminal: what must not
 * reach one is written as \uXXXX. */
void json_write(struct buf *out, const json_t *value);

/* --- json-data.c --- */

void json_data_begin(struct json_data *d);
/* Have as many entries been taken as are told? */
bool json_data_full(const struct json_data *d);
void json_data_line(struct json_data *d, const struct event *e);
void json_data_run(struct json_data *d, struct span octets, bool keep_text);

/* The data of a one-line reply (STAT, LIST n, UIDL n): set in reply. */
void json_data_status(json_t *reply, const struct event *e);

/* The data of a message: set in reply. */
void json_data_message(struct json_data *d, json_t *reply,
                       const struct tally *tally);

void json_data_done(struct json_data *d);

#endif
