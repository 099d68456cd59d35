/* prompt-session.c - collects the facts that the prompt is made of. */
#include <config.h>

#include "shell/repl/prompt-session.h"

#include "shell/repl/prompt.h"
#include <string.h>

/* The target as it is now: TLS may have come by STLS, the user by USER. */
static void show_url(struct buf *out, const struct session *s)
{
    struct target now = *session_target(s);
    struct span user = dialogue_user(session_dialogue(s));

    switch (dialogue_tls(session_dialogue(s))) {
    case TLS_NONE:
        now.tls = TARGET_PLAIN;
        break;
    case TLS_IMPLICIT:
        now.tls = TARGET_IMPLICIT;
        break;
    case TLS_STLS:
        now.tls = TARGET_STLS;
        break;
    }
    user = span_first(user, sizeof now.user - 1);
    if (user.len) {
        memcpy(now.user, user.at, user.len);
        now.user[user.len] = '\0';
    }
    target_show(&now, out);
}

void prompt_of_session(struct shell *sh, bool color, struct buf *out)
{
    const struct session *s = sh->session;
    const struct dialogue *d = session_dialogue(s);
    bool utf8 = renderer_options(sh->renderer)->utf8;
    unsigned flags = (color ? PROMPT_COLOR : 0) | (utf8 ? 0 : PROMPT_ASCII);
    struct buf url = {0};
    struct prompt_facts facts = {
        .connected = session_is_open(s),
        .host = span_of(session_target(s)->host),
        .user = dialogue_user(d),
        .tls = dialogue_tls(d),
        .state = dialogue_state(d),
        .need = dialogue_need(d),
        .deleted = dialogue_messages(d)->deleted,
    };

    if (facts.connected)
        show_url(&url, s);
    facts.url = buf_span(&url);
    prompt_make(out, sh->settings.prompt, &facts, flags);
    buf_done(&url);
}
