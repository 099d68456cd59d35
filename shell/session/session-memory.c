/* session-memory.c - what is remembered of a server from run to run: fetched
 * before a connection begins, put back when it has ended. */
#include <config.h>

#include "shell/session/session-private.h"

#include "shell/session/state.h"
#include <stdlib.h>

/* Trouble with the file is told once and never a reason not to work. */
static void complain(struct session *s, const struct error *err)
{
    if (!s->memory_complained)
        renderer_note(s->setup.renderer, "%s", err->what);
    s->memory_complained = true;
}

void session_memory_begin(struct session *s)
{
    const struct target *t = &s->target;
    struct error err = {0};

    session_memory_end(s);
    host_memory_done(&s->memory);
    check_host(s->check, NULL);
    if (s->setup.options->no_state)
        return;
    s->memory_path = state_path(*t->path ? t->path : t->host, t->port,
                                *t->user ? t->user : NULL);
    if (!s->memory_path)
        return;
    if (!state_load(s->memory_path, &s->memory, &err))
        complain(s, &err);
    check_host(s->check, &s->memory);
}

void session_memory_end(struct session *s)
{
    struct error err = {0};

    if (!s->memory_path)
        return;
    for (size_t i = 0; i < sizeof s->memory.capa / sizeof *s->memory.capa; i++)
        if (mask_finds(s->mask, buf_span(&s->memory.capa[i])))
            buf_wipe(&s->memory.capa[i]); /* not remembered: a secret in it */
    if (!state_save(s->memory_path, &s->memory, &err))
        complain(s, &err);
    free(s->memory_path);
    s->memory_path = NULL;
}
