/* at-verb.h - the events of a transcript ("@ verb ..."), one row each. */
#ifndef POP3SH_TRANSCRIPT_AT_VERB_H
#define POP3SH_TRANSCRIPT_AT_VERB_H

#include "net/base/buf.h"

enum at_id {
    AT_CONNECT,
    AT_TLS,
    AT_CLOSE,
    AT_TIMEOUT,
    AT_FLUSH,
    AT_PAUSE,
    AT_CHUNK,
    AT_T,
    AT_SASL,
    AT_STEP,
    AT_SET,
    AT_END,
    AT_ALLOW,
    AT_LEVEL,
    AT_WITHIN,
    AT_BODY,
    AT_NOTE,
    AT_COUNT
};

enum at_form {
    AT_TEXT,     /* anything */
    AT_NUMBER,   /* 1*DIGIT */
    AT_COUNTING, /* a number from 1 on */
    AT_PORT,     /* 1 to 65535 */
    AT_DURATION, /* "200ms", "30s", "1.5s", "2m" */
    AT_LIMIT,    /* such a time, and more than none */
    AT_SECONDS,  /* "12.031" */
    AT_CHOICE,   /* one of .choices */
    AT_RULE,     /* the id of a rule */
};

/* One parameter. A key is written key=value; without one it is a word, and
 * words come in the order of the row. */
struct at_param {
    const char *key; /* NULL: a word */
    enum at_form form;
    bool required;
    const char *choices; /* "none|implicit" */
};

enum { AT_PARAMS_MOST = 6 };

enum at_flags {
    AT_OPENS = 1, /* a block that "@ end" ends */
    AT_ANY = 2,   /* takes further parameters of any name */
    AT_WORDS = 4, /* its last word may be repeated */
};

struct at_verb {
    enum at_id id;
    const char *name;
    unsigned flags; /* enum at_flags */
    const char *help;
    struct at_param params[AT_PARAMS_MOST];
    size_t count; /* of params */
};

extern const struct at_verb at_verbs[AT_COUNT];

/* The row of that name, or NULL. */
const struct at_verb *at_verb_find(struct span name);

/* A parameter as it stands in the file. */
struct param {
    struct span key;   /* empty: a word */
    struct span value; /* between the quotes, still escaped, when .quoted */
    bool quoted;
};

/* Take the next parameter off *rest: 1, 0 at the end, -1 where *rest begins
 * with what is none. */
int param_next(struct span *rest, struct param *out);

/* Its value, quotes and escapes removed, appended to out. */
void param_text(const struct param *p, struct buf *out);

/* The value of key in the parameters `text`, quotes and escapes removed,
 * appended to out; key NULL: the first word. False when it is not there. */
bool param_value(struct span text, const char *key, struct buf *out);
/* As param_value, for a number and for a duration in ns. */
bool param_number(struct span text, const char *key, uint64_t *out);
bool param_duration(struct span text, const char *key, uint64_t *ns_out);

/* Read "200ms", "30s", "1.5s", "2m", or seconds without a unit. */
bool at_duration(struct span text, uint64_t *ns_out);

/* Is word one of "a|b|c"? */
bool at_choice(const char *choices, struct span word);

/* Are these the parameters that the row wants? If not, *expected_out says
 * what was expected, *at_out where in text. */
bool at_verb_accepts(const struct at_verb *v, struct span text,
                     const char **expected_out, size_t *at_out);

#endif
