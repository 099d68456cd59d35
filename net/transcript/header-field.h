/* header-field.h - the fields of a transcript's header, one row each. */
#ifndef POP3SH_TRANSCRIPT_HEADER_FIELD_H
#define POP3SH_TRANSCRIPT_HEADER_FIELD_H

#include "net/base/span.h"

enum header_field_id {
    HEADER_TITLE,
    HEADER_SERVER,
    HEADER_SECURITY,
    HEADER_RECORDED,
    HEADER_TOOL,
    HEADER_REQUIRES,
    HEADER_MAILBOX,
    HEADER_VAR,
    HEADER_SECRET,
    HEADER_REDACT,
    HEADER_LEVEL,
    HEADER_DESTRUCTIVE,
    HEADER_EXPECT_EXIT,
    HEADER_COUNT
};

/* What a value must look like. */
enum header_form {
    HEADER_TEXT,    /* anything */
    HEADER_DROP,    /* of a maildrop: header_field_messages */
    HEADER_CHOICE,  /* one of .choices */
    HEADER_CHOICES, /* some of .choices, blanks between */
    HEADER_STATUS,  /* an exit status: 0 to 255 */
    HEADER_BINDING, /* name "=" value */
    HEADER_SOURCE,  /* name "=" ("env:" NAME / "prompt"), or a source alone:
                       where a secret comes from, never the secret */
};

struct header_field {
    enum header_field_id id;
    const char *name; /* in its canonical case */
    enum header_form form;
    bool repeatable;
    const char *choices; /* "none|stls|implicit", or NULL */
    const char *help;    /* one line, for the manual and for error texts */
};

extern const struct header_field header_fields[HEADER_COUNT];

/* The row of that name, in any case; NULL when there is none. */
const struct header_field *header_field_find(struct span name);

/* Is value one that the field can have? If not, *expected_out gets what was
 * expected in words, *at_out the offset of the octet at fault. */
bool header_field_accepts(const struct header_field *f, struct span value,
                          const char **expected_out, size_t *at_out);

/* Split a HEADER_BINDING or HEADER_SOURCE value at its first "=". A source
 * alone has the name "pass". */
void header_field_split(struct span value, struct span *name_out,
                        struct span *rest_out);

/* What "Mailbox:" wants of the number of messages: at least *least_out and at
 * most *most_out. False for what is none of "any", "empty", "messages>=N" and
 * the name of a fixture, of which nobody knows the number. */
bool header_field_messages(struct span value, uint64_t *least_out,
                           uint64_t *most_out);

#endif
