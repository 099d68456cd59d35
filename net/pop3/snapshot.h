/* snapshot.h - what the last CAPA listed, for one TLS and protocol state. */
#ifndef POP3SH_POP3_SNAPSHOT_H
#define POP3SH_POP3_SNAPSHOT_H

#include "net/base/buf.h"

/* Lines "TAG args", tags in upper case, each between newlines. {0}: unknown. */
struct snapshot {
    bool known;
    struct buf lines, next; /* next: the listing that is being read */
};

void snapshot_done(struct snapshot *s);
void snapshot_forget(struct snapshot *s); /* TLS or the state changed */
void snapshot_begin(struct snapshot *s);  /* CAPA had +OK */
void snapshot_add(struct snapshot *s, struct span tag, struct span args);
void snapshot_end(struct snapshot *s); /* its listing is complete */

/* True when it lists tag (any case); *args_out may be NULL. */
bool snapshot_has(const struct snapshot *s, struct span tag,
                  struct span *args_out);

#endif
