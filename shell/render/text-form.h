/* text-form.h - output for a person: what went over the wire, line by line,
 * and behind each reply the reading of it. Private to shell/render.
 *
 * text-form.c marks the lines, text-reply.c reads status lines,
 * text-listing.c lists, text-message.c messages. */
#ifndef POP3SH_RENDER_TEXT_FORM_H
#define POP3SH_RENDER_TEXT_FORM_H

#include "net/pop3/message.h"
#include "shell/render/render.h"
#include "shell/render/table.h"

enum { TEXT_INDENT = 3 }; /* of readings */

/* A listing that is being shown. */
struct text_listing {
    bool begun;
    enum content content;
    struct table table;
    size_t rows;     /* lines that came */
    size_t unread;   /* of them, without the form */
    size_t hidden;   /* of them, not shown */
    uint64_t octets; /* sum of the sizes */
    bool beyond;     /* which is too large to be told */
};

/* A message that is being shown. */
struct text_message {
    bool begun;
    bool header_shown;
    bool full; /* as much of the body is shown as shall be */
    bool more; /* there was more than that */
    struct message header;
    struct buf line; /* of the body, unfinished */
    size_t lines;    /* of the body, shown */
};

struct text_state {
    struct text_listing listing;
    struct text_message message;
    struct buf cell; /* of a table, while it is made */
};

void text_done(struct text_state *t);

/* Each of these appends what it shows of an event to the scratch. */
void text_status(struct renderer *r, const struct event *e);
void text_listing_line(struct renderer *r, const struct event *e);
/* Is nothing of these lines to be shown? Then they are counted. */
bool text_listing_hides(struct renderer *r, const struct event *run);
void text_listing_end(struct renderer *r, const struct event *e);
void text_message_data(struct renderer *r, const struct event *e);
void text_message_end(struct renderer *r, const struct event *e);

/* Append the mark of a direction: "-> ", under TLS "~> ", and so on. */
void text_mark(struct renderer *r, enum side side);

/* Append what the server or the client sent, without its line end, escaped. */
void text_line(struct renderer *r, const struct event *e);

/* Append the indent of a reading. */
void text_indent(struct renderer *r);

/* Append "1 message", "1,042 messages"; "72,841 octets (71.1 KiB)". */
void text_count(struct buf *out, uint64_t n, const char *one, const char *many);
void text_octets(struct buf *out, uint64_t octets);

/* Lines of the screen that may be filled, `spare` left free; 0: no limit. */
size_t text_rows(const struct renderer *r, size_t spare);

/* "..." or its one-character form. */
const char *text_ellipsis(const struct renderer *r);

#endif
