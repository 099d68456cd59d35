/* state-json.h - the memory of a host as JSON. */
#ifndef POP3SH_STATE_JSON_H
#define POP3SH_STATE_JSON_H

#include "net/rules/host.h"

/* Append *m to out as one JSON object. */
void state_to_json(const struct host_memory *m, struct buf *out);

/* Read it into *m, which must be empty. False when text is not what
 * state_to_json writes; *m then holds a part of it. */
bool state_from_json(struct span text, struct host_memory *m);

#endif
