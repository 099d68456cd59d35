/* fuzz-auth.c - any challenges into every mechanism, and into the lens.
 *
 * The first octet chooses the mechanism, the lines behind it are what the
 * server says: "+ text" (text in base64, or "~text" to be encoded here),
 * "+OK" or "-ERR". Properties: never crashes; what is told to a person has no
 * control octet and not the password; a SCRAM server that does not know the
 * password never gets in, nor does an answer come without end. */
#include <config.h>

#include "net/base/base64.h"
#include "net/pop3/auth.h"
#include "net/pop3/lens.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define PASSWORD "Xyzzy7-Plugh8"

static void check_words(const char *words)
{
    if (words && strstr(words, PASSWORD))
        abort();
    for (; words && *words; words++)
        if ((unsigned char)*words < 0x20 || *words == 0x7F)
            abort();
}

static void check_said(void *ctx, const char *words)
{
    (void)ctx;
    check_words(words);
}

/* What the lens makes of a message, as it came and in both directions. */
static void read_aloud(const struct mechanism *m, struct span message)
{
    for (unsigned i = 0; i < 6; i++) {
        struct buf out = {0};

        lens_read(&out, span_of(m->name), i % 2 ? SIDE_CLIENT : SIDE_SERVER,
                  i / 2, message);
        for (size_t at = 0; at < out.len; at++)
            if (!out.at[at])
                abort();
        check_words(buf_text(&out));
        buf_wipe(&out);
    }
}

/* Our own messages hold the password: it must not be told. */
static void check_line(struct lens *lens, const struct buf *line, bool first)
{
    struct request r;
    struct event e = {.kind = EVENT_REQUEST, .request = &r};

    request_parse(&r, first ? REQUEST_COMMAND : REQUEST_SASL, buf_span(line));
    r.exchange = 1;
    lens_see(lens, &e);
    request_done(&r);
}

static enum status status_of(struct span line)
{
    return span_starts(line, SPAN("+OK"))    ? STATUS_OK
           : span_starts(line, SPAN("-ERR")) ? STATUS_ERR
           : span_starts(line, SPAN("+"))    ? STATUS_CONTINUE
                                             : STATUS_NONE;
}

/* A server that guesses the password may be quoted; the mask sees to that. */
static bool guesses(struct span base64)
{
    struct buf octets = {0};

    base64_decode(&octets, base64, NULL);
    bool found = span_find_span(buf_span(&octets), SPAN(PASSWORD)) < octets.len;
    buf_wipe(&octets);
    return found;
}

static enum auth_turn take(struct auth *a, struct lens *lens, struct span said,
                           struct buf *line)
{
    enum status status = status_of(said);
    struct span text = span_from(said, status == STATUS_CONTINUE ? 2 : 4);
    struct buf encoded = {0};
    struct event e = {.kind = EVENT_CONTINUE, .exchange = 1};

    if (span_find_span(said, SPAN(PASSWORD)) < said.len || guesses(text))
        return AUTH_STUCK;
    if (text.len && text.at[0] == '~') {
        read_aloud(auth_mechanism(a), span_from(text, 1));
        base64_encode(&encoded, span_from(text, 1));
        text = buf_span(&encoded);
    }
    e.text = text;
    if (status == STATUS_CONTINUE)
        lens_see(lens, &e);
    buf_clear(line);
    enum auth_turn turn = auth_next(a, status, text, line);
    if (turn == AUTH_SEND && !(auth_mechanism(a)->flags & MECHANISM_COMMAND))
        check_line(lens, line, false);
    check_words(auth_fault(a));
    buf_wipe(&encoded);
    return turn;
}

static void hold(struct auth *a, struct span script)
{
    struct buf line = {0};
    struct lens *lens = lens_new(check_said, NULL);
    enum auth_turn turn = AUTH_SEND;

    if (!auth_begin(a, script.len % 2, &line))
        turn = AUTH_STUCK;
    else if (!(auth_mechanism(a)->flags & MECHANISM_COMMAND))
        check_line(lens, &line, true);
    while (turn == AUTH_SEND && script.len) {
        struct span said = span_first(script, span_find(script, '\n'));

        script = span_from(script, said.len + 1);
        turn = take(a, lens, said, &line);
    }
    if (turn == AUTH_IN && (auth_mechanism(a)->flags & MECHANISM_PROVES) &&
        !auth_is_proved(a))
        abort();
    buf_wipe(&line);
    lens_free(lens);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct error err;
    struct auth_setup setup = {
        .user = SPAN("user"),
        .secret = SPAN(PASSWORD),
        .host = SPAN("h"),
        .port = 110,
        .apop = SPAN("<1@h>"),
        .nonce = SPAN("abc"),
        .binding_type = "tls-exporter",
        .binding = SPAN("0123"),
        .iterations_most = 5000,
    };

    if (!len || len > 4096)
        return 0;
    setup.mechanism = &mechanisms[at[0] % mechanisms_count];
    if (!strcmp(setup.mechanism->name, "GSSAPI"))
        return 0; /* asks files and the network */
    struct auth *a = auth_new(&setup, &err);
    if (a)
        hold(a, (struct span){(const char *)at + 1, len - 1});
    auth_free(a);
    return 0;
}
