/* session-state.c - the commands that are not about mail or login: CAPA,
 * STLS, UTF8, LANG, NOOP, QUIT. */
#include <config.h>

#include "net/server/session-private.h"

#include <stdio.h>

/* --- CAPA --- */

static bool always(const struct server_session *s)
{
    (void)s;
    return true;
}

static bool takes_passwords(const struct server_session *s)
{
    return s->tls || s->cleartext;
}

/* Where it is permitted, and there only (RFC 2595 section 4). */
static bool may_start_tls(const struct server_session *s)
{
    return s->server->settings.has_tls && !s->tls && !s->utf8 &&
           s->state == STATE_AUTHORIZATION;
}

static void add_mechanisms(const struct server_session *s, struct buf *out)
{
    struct sasl_facts facts;

    session_sasl_facts(s, &facts);
    sasl_list(out, &facts);
}

static void add_delay(const struct server_session *s, struct buf *out)
{
    buf_add_format(out, " %u", s->server->settings.login_delay_s);
}

static const struct offer {
    const char *tag, *args;
    bool (*offered)(const struct server_session *s);
    void (*add_args)(const struct server_session *s, struct buf *out);
} offers[] = {
    {"TOP",            "",        always,          NULL          },
    {"USER",           "",        takes_passwords, NULL          },
    {"SASL",           "",        always,          add_mechanisms},
    {"RESP-CODES",     "",        always,          NULL          },
    {"AUTH-RESP-CODE", "",        always,          NULL          },
    {"LOGIN-DELAY",    "",        always,          add_delay     },
    {"PIPELINING",     "",        always,          NULL          },
    {"UIDL",           "",        always,          NULL          },
    {"UTF8",           " USER",   always,          NULL          },
    {"LANG",           "",        always,          NULL          },
    {"STLS",           "",        may_start_tls,   NULL          },
    {"IMPLEMENTATION", " POP3SH", always,          NULL          },
};

static void put_offer(struct server_session *s, const struct offer *o,
                      struct buf *line)
{
    const struct fault *f = session_capa_fault(s, o->tag);

    buf_clear(line);
    buf_add_text(line, o->tag);
    buf_add_text(line, o->args);
    if (o->add_args)
        o->add_args(s, line);
    s->words.line = buf_span(line);
    s->words.value = span_from(buf_span(line), strlen(o->tag) + 1);
    if (f)
        session_put_template(s, f->text);
    else
        session_put_line(s, buf_span(line));
}

void command_capa(struct server_session *s)
{
    struct buf line = {0};
    const struct fault *f;

    session_say(s, STATUS_OK, NULL, PHRASE_CAPABILITIES);
    if (session_forgets(s, LAPSE_DATA))
        return;
    s->source = (struct source){0};
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        if (offers[i].offered(s))
            put_offer(s, &offers[i], &line);
    if ((f = session_capa_fault(s, NULL)))
        session_put_template(s, f->text);
    session_put_end(s);
    s->words = (struct words){0}; /* it pointed at line */
    buf_done(&line);
}

/* --- STLS --- */

void command_stls(struct server_session *s)
{
    if (s->tls)
        session_say(s, STATUS_ERR, NULL, PHRASE_STLS_ACTIVE);
    else if (s->utf8)
        session_say(s, STATUS_ERR, NULL, PHRASE_STLS_UTF8);
    else if (!s->server->settings.has_tls)
        session_say(s, STATUS_ERR, NULL, PHRASE_STLS_NONE);
    else {
        session_say(s, STATUS_OK, NULL, PHRASE_STLS);
        if (!session_forgets(s, LAPSE_HANDSHAKE))
            s->state = STATE_TLS_HANDSHAKE;
    }
}

/* --- languages --- */

void command_utf8(struct server_session *s)
{
    s->utf8 = true;
    session_say(s, STATUS_OK, NULL, PHRASE_UTF8);
}

static void list_languages(struct server_session *s)
{
    session_say(s, STATUS_OK, NULL, PHRASE_LANGUAGES);
    if (session_forgets(s, LAPSE_DATA))
        return;
    s->source = (struct source){0};
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        char line[64];
        int n =
            snprintf(line, sizeof line, "%s %s", language_tag((enum language)i),
                     language_name((enum language)i));

        s->words.value = span_of(language_name((enum language)i));
        session_put_line(s, (struct span){line, (size_t)n});
    }
    session_put_end(s);
}

void command_lang(struct server_session *s)
{
    struct span range = request_arg(&s->request, 0);
    char text[STATUS_MOST];
    int n;

    if (!range.len) {
        list_languages(s);
        return;
    }
    if (!language_find(range, LANGUAGE_EN, &s->language)) {
        session_say(s, STATUS_ERR, NULL, PHRASE_LANGUAGE_UNKNOWN);
        return;
    }
    s->lang_chosen = true;
    n = snprintf(text, sizeof text, "%s %s", language_tag(s->language),
                 phrase_text(s->language, PHRASE_LANGUAGE));
    session_say_text(s, STATUS_OK, NULL, (struct span){text, (size_t)n});
}

/* --- the end, and nothing --- */

void command_noop(struct server_session *s)
{
    session_say(s, STATUS_OK, NULL, PHRASE_NOTHING_DONE);
}

void command_quit(struct server_session *s)
{
    size_t removed = 0;
    bool done = true;

    if (s->state == STATE_TRANSACTION)
        done = session_update_maildrop(s, &removed); /* the lock is free now */
    s->words.number = removed;
    if (!done)
        session_say(s, STATUS_ERR, "SYS/TEMP", PHRASE_UPDATE_FAILED);
    else
        session_say(s, STATUS_OK, NULL,
                    s->state == STATE_TRANSACTION ? PHRASE_UPDATED
                                                  : PHRASE_BYE);
    s->state = STATE_UPDATE;
    if (!session_forgets(s, LAPSE_GOODBYE))
        session_close(s);
}
