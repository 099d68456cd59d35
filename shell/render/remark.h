/* remark.h - sentences on standard error, for the forms meant to be read.
 *
 * The text form remarks on what happens around the replies; the raw form,
 * made for pipes, does so only when asked to (-v), but for what went wrong. */
#ifndef POP3SH_RENDER_REMARK_H
#define POP3SH_RENDER_REMARK_H

#include "shell/render/renderer.h"

void remark_connected(struct renderer *r, const char *host,
                      const struct dial_facts *facts);
void remark_tls(struct renderer *r, const struct tls_facts *facts);
void remark_error(struct renderer *r, const struct error *err);
void remark_note(struct renderer *r, const char *text);
void remark_summary(struct renderer *r, const struct render_summary *s);

/* Octets slipped in before the handshake: always told. */
void remark_injected(struct renderer *r, const struct event *e);
void remark_state(struct renderer *r, const struct event *e);
/* Whoever waited reports the error; this tells at once what was awaited. */
void remark_timeout(struct renderer *r, const struct event *e);
void remark_close(struct renderer *r, const struct event *e);

#endif
