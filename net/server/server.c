/* server.c - what all sessions of a server share. */
#include <config.h>

#include "net/server/session-private.h"

#include "net/base/memory.h"
#include "net/pop3/saslprep.h"
#include <stdlib.h>

/* What clients say is prepared in the same way (RFC 6856 section 2.2). */
static void prepare_account(struct server *s)
{
    struct span password = secret_span(s->settings.password);
    struct buf prepared = {0};

    if (!saslprep_add(&s->user, span_of(s->settings.user)))
        buf_add_text(&s->user, s->settings.user);
    secret_set(&s->password, saslprep_add(&prepared, password)
                                 ? buf_span(&prepared)
                                 : password);
    buf_wipe(&prepared);
    buf_done(&prepared);
}

struct server *server_new(const struct server_settings *settings,
                          struct error *err)
{
    struct server *s = xcalloc(1, sizeof *s);

    s->settings = *settings;
    prepare_account(s);
    s->sasl = sasl_library_new();
    if (s->sasl)
        return s;
    server_free(s);
    error_set(err, ERROR_INPUT,
              "GNU SASL does not start; check its installation");
    return NULL;
}

void server_free(struct server *s)
{
    if (!s)
        return;
    if (s->sasl)
        sasl_library_free(s->sasl);
    buf_done(&s->user);
    secret_done(&s->password);
    free(s);
}
