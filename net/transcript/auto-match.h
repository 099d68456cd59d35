/* auto-match.h - what differs from session to session, and names, in free
 * text. For auto-mask.c. */
#ifndef POP3SH_TRANSCRIPT_AUTO_MATCH_H
#define POP3SH_TRANSCRIPT_AUTO_MATCH_H

#include "net/transcript/auto-mask.h"

struct auto_found {
    size_t len; /* octets, from where it was looked for */
    enum wire_type type;
    const char *why; /* "timestamp"; static */
};

/* Does something that differs begin at octet `at` of text, which is a part of
 * line->text? */
bool auto_match(const struct auto_line *line, struct span text, size_t at,
                struct auto_found *out);

/* Are there users whose names are to be found? */
bool auto_match_users(const struct auto_line *line);

/* Does a name stand in octets: of a user, also within a word, since unique-ids
 * are made so; an address; a host, where these are hidden? */
bool auto_match_name(const struct auto_line *line, struct span octets);

#endif
