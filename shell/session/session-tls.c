/* session-tls.c - puts TLS under the session, at its beginning or by STLS. */
#include <config.h>

#include "shell/session/session-private.h"

#include "shell/session/service.h"

enum { TLS_1_2 = 0x0303 }; /* RFC 5246 appendix A.1 */

bool session_tls_name(const struct session *s, char name[256],
                      struct error *err)
{
    const char *given = s->setup.options->tls_name;

    if (given && *given)
        return tls_idna(given, name, err);
    return tls_idna(*s->target.path ? "localhost" : s->target.host, name, err);
}

static bool read_version(const char *option, const char *text, int *out,
                         struct error *err)
{
    if (!text)
        return true;
    *out = tls_version(text);
    return *out || error_set(err, ERROR_USAGE,
                             "option %s: takes 1.0, 1.1, 1.2 or 1.3", option);
}

/* A plain service on a port where TLS was expected deserves its own words. */
static void explain_plain(struct session *s, struct error *err)
{
    const char *other = service_guess(span_of(s->tls.peer_plain));
    struct buf peer = {0};

    if (!s->tls.peer_spoke_plain)
        return;
    session_peer(s, &peer);
    if (s->target.tls == TARGET_IMPLICIT && other)
        error_set(err, ERROR_NETWORK, "%s %s; this is no POP3 port",
                  buf_text(&peer), other);
    else if (s->target.tls == TARGET_IMPLICIT)
        error_set(err, ERROR_NETWORK,
                  "%s answers in clear, not with TLS: it sent \"%s\"; %s",
                  buf_text(&peer), s->tls.peer_plain,
                  s->setup.manual /* a transcript says when TLS begins */
                      ? "for this port write tls=none into the \"@ connect\""
                      : "use pop3:// or pop3+stls:// for this port");
    else
        error_set(err, ERROR_TLS,
                  "%s said +OK to STLS and went on in clear: it sent \"%s\"",
                  buf_text(&peer), s->tls.peer_plain);
    buf_done(&peer);
}

/* What RFC 9266 binds to under TLS 1.3, and RFC 5929 below it. */
static void note_binding(struct session *s, struct stream *stream)
{
    static const char *const types[] = {"tls-unique", "tls-exporter"};

    s->binding_type = NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        s->binding_len = sizeof s->binding;
        if (tls_channel_binding(stream, types[i], s->binding,
                                &s->binding_len)) {
            s->binding_type = types[i];
            return;
        }
    }
}

struct stream *session_start_tls(struct session *s, struct stream *below,
                                 struct error *err)
{
    const struct options *o = s->setup.options;
    char name[256];
    struct tls_options how = {
        .name = name,
        .ca = o->ca,
        .trust = o->ca ? span_of(NULL) : s->setup.trust,
        .cert = o->cert,
        .key = o->key,
        .keylog = o->keylog,
        .insecure = o->insecure,
        .timeout_ms = o->connect_timeout_ms,
        .cancel_fd = s->setup.cancel_fd,
    };

    if (!session_tls_name(s, name, err) ||
        !read_version("--tls-min", o->tls_min, &how.version_min, err) ||
        !read_version("--tls-max", o->tls_max, &how.version_max, err)) {
        stream_free(below);
        return NULL;
    }

    if (how.version_min && how.version_min < TLS_1_2)
        renderer_note(s->setup.renderer,
                      "TLS below 1.2 is allowed, and with it weak keys and "
                      "ciphers (security level 0 of OpenSSL)");
    s->tls = (struct tls_facts){0};
    struct stream *stream = tls_start(below, &how, &s->tls, err);
    s->has_tls = stream != NULL;
    note_binding(s, stream);
    if (stream || *s->tls.cipher) /* else nothing was negotiated */
        renderer_tls(s->setup.renderer, &s->tls);
    if (!stream)
        explain_plain(s, err);
    return stream;
}

bool session_tls_is_theirs(const struct error *why)
{
    return why->code == ERROR_NONE || why->code == ERROR_TLS ||
           why->code == ERROR_NETWORK;
}

bool session_handshake(struct session *s, struct error *err)
{
    struct error why = {0};

    renderer_flush(s->setup.renderer);
    struct stream *below = pump_take_stream(s->pump);
    struct stream *stream = session_start_tls(s, below, &why);
    pump_tls_done(s->pump, stream, span_of(why.what),
                  session_tls_is_theirs(&why) ? &s->tls : NULL);
    if (!stream && err)
        *err = why;
    return stream != NULL;
}
