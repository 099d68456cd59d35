/* import-marked.h - what a log is like that marks each line with the side it
 * came from. A format of that kind has a row of its own, in import-NAME.c. */
#ifndef POP3SH_TRANSCRIPT_IMPORT_MARKED_H
#define POP3SH_TRANSCRIPT_IMPORT_MARKED_H

#include "net/transcript/import-private.h"

struct import_marks {
    struct span client, server; /* at the front, or behind what front cuts */
    /* line without what may stand in front of a mark; NULL: nothing may */
    struct span (*front)(struct import *x, const struct import_marks *m,
                         struct span line);
    bool indented; /* blanks behind a mark are layout */
    size_t split; /* of CAPA, lines are cut behind so many octets or one more */
    bool partial; /* the log lacks data of messages */
    /* take a line without a mark; NULL: it means nothing */
    void (*other)(struct import *x, const struct import_marks *m,
                  struct span line);
    /* take "<stage direction>"; NULL: there are none */
    void (*stage)(struct import *x, enum side side, struct span direction);
};

extern const struct import_marks import_marks_mailkit;
extern const struct import_marks import_marks_fetchmail;
extern const struct import_marks import_marks_curl;
extern const struct import_marks import_marks_mpop;
extern const struct import_marks import_marks_perl;
extern const struct import_marks import_marks_rfc;

/* Does line begin with a mark? Its blank may be lost where nothing follows. */
bool import_is_marked(struct span line, struct span mark);

/* s without the SP and HTAB at its front */
struct span import_skip_blanks(struct span s);

/* "<opens a connection>", but no "<id@host>". */
bool import_is_stage(const struct import_marks *m, struct span text);

/* What stands in front of the first "C:" or "S:" of quoted mail, and so of all
 * lines, up to and with the last ">"; empty when none does. */
struct span import_quote(struct span text);

#endif
