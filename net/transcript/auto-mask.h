/* auto-mask.h - what in a server's line differs from session to session.
 *
 * Used where a session is written down, and where a live one is compared with
 * paper. Never for message data, which stands as it is. */
#ifndef POP3SH_TRANSCRIPT_AUTO_MASK_H
#define POP3SH_TRANSCRIPT_AUTO_MASK_H

#include "net/pop3/verb.h"
#include "net/transcript/user-list.h"
#include "net/transcript/wire-text.h"

/* Where the line stands. */
enum auto_place {
    AUTO_GREETING,
    AUTO_STATUS,    /* the status line of the reply to .verb */
    AUTO_LISTING,   /* a line of that reply */
    AUTO_CHALLENGE, /* "+ " and base64 */
    AUTO_STRAY,     /* answers nothing */
};

struct auto_line {
    struct span text; /* the line without its end */
    enum auto_place place;
    const struct verb *verb;       /* NULL: unknown or none */
    bool bare;                     /* the command had no argument */
    struct span host;              /* the server's name; empty: unknown */
    const struct user_list *users; /* whose names are masked; NULL: nobody's */
    bool addresses; /* what looks like a mail address is masked */
    unsigned hide;  /* 1 << enum wire_type: octets of such masks are
                       not kept; challenges are hidden unless
                       .challenges */
    bool challenges;
    bool echo;        /* "****" in it stands for a secret, and gets a mask */
    bool hidden_only; /* else only masks whose octets are not kept */
    bool goes_on;     /* what is written next belongs to the line, too */
};

/* Octets of the line that a mask takes the place of. */
struct auto_mask {
    size_t at, len; /* within .text */
    enum wire_type type;
    bool hide;       /* its octets are not to be kept */
    const char *why; /* "size", "unique-id", "date", ... */
};

enum { AUTO_MASKS_MOST = 16 };

/* Find the masks of a line, in their order and without overlap; at most
 * AUTO_MASKS_MOST of them. Returns how many. */
size_t auto_masks(const struct auto_line *line,
                  struct auto_mask out[AUTO_MASKS_MOST]);

/* Are these octets of the line, in a mask of that type, not to be kept? */
bool auto_mask_hides(const struct auto_line *line, struct span octets,
                     enum wire_type type);

/* Append the line with its masks, however many, as wire text, without the line
 * end. */
void auto_mask_wire(struct buf *out, const struct auto_line *line);

/* Append a text that is no line of the wire, with "****" in the place of what
 * shall not be seen. */
void auto_mask_text(struct buf *out, const struct auto_line *line);

#endif
