/* json-reply.h - replies as objects. Private to shell/render. */
#ifndef POP3SH_RENDER_JSON_REPLY_H
#define POP3SH_RENDER_JSON_REPLY_H

#include "shell/render/json-form.h"

struct renderer;

/* --- of json-form.c --- */

/* An object with the members that all have. */
json_t *json_object_new(const struct renderer *r, const char *type);

/* Write the object as a line and release it. `array` is JSON text for its
 * member "data"; NULL: it has none of this kind. */
void json_emit(struct renderer *r, json_t *object, const struct buf *array);

/* --- of json-reply.c --- */

/* Set "auto" when the program sent the request unasked. */
void json_put_automatic(json_t *object, const struct request *request);

/* A line that is a reply of its own: greeting, challenge, stray line. */
void json_reply_single(struct renderer *r, const struct event *e);

/* The parts of all other replies, as they come; the end shows the object. */
void json_reply_status(struct renderer *r, const struct event *e);
void json_reply_line(struct renderer *r, const struct event *e);
void json_reply_data(struct renderer *r, const struct event *e);
void json_reply_end(struct renderer *r, const struct event *e);

/* Lines beyond those that are told are counted only; false: take them one by
 * one. */
bool json_reply_run(struct renderer *r, const struct event *run);

#endif
