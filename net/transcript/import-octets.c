/* import-octets.c - what a side said, as far as the log has it.
 *
 * Keeps from the session what may be a password where commands are missing. */
#include <config.h>

#include "net/transcript/import-private.h"

/* "+" that AUTH did not ask for: the response to it may be a password. */
static bool is_stray_challenge(const struct import *x, struct span octets)
{
    return dialogue_need(x->dialogue) != NEED_REPLY &&
           !dialogue_in_data(x->dialogue) && import_is_challenge(octets);
}

/* Where commands are missing, AUTH may be one of them. Only what is a command,
 * and is masked as one, is sure to show no password. */
static bool may_be_response(const struct import *x, struct span octets)
{
    enum need need = dialogue_need(x->dialogue);

    return x->lost && need != NEED_RESPONSE && need != NEED_DATA &&
           !import_verb(octets);
}

/* Does the client say what belongs behind a login that is not in the log? Where
 * nothing tells that the connection began here, it may have begun before. */
static bool may_have_begun(const struct import *x, struct span octets)
{
    const struct verb *v = import_verb(octets);

    return x->format->ends_lost && !x->host.len &&
           x->paste.security == PASTE_UNKNOWN && v &&
           dialogue_state(x->dialogue) == STATE_AUTHORIZATION &&
           !(v->states & STATE_AUTHORIZATION);
}

/* False: octets are left out. */
static bool prepare(struct import *x, enum side side, struct span octets)
{
    if (!x->open) {
        import_open(x);
        if (side == SIDE_CLIENT || import_is_challenge(octets))
            import_begin_late(x);
    }
    if (side == SIDE_SERVER && is_stray_challenge(x, octets))
        import_lose(x, "a challenge stands without AUTH");
    if (side == SIDE_CLIENT && may_have_begun(x, octets))
        import_lose(x, "the log may begin in the middle of a session");
    if (side == SIDE_SERVER || !may_be_response(x, octets))
        return true;
    import_tell(x, GUESS_RESPONSE,
                "what is no command is left out where commands are missing: it "
                "may be a password");
    return false;
}

void import_octets(struct import *x, enum side side, struct span octets)
{
    if (!octets.len || !prepare(x, side, octets))
        return;
    if (side == SIDE_CLIENT && dialogue_need(x->dialogue) == NEED_HANDSHAKE) {
        import_tell(x, GUESS_TLS,
                    "STLS was accepted; the log does not say "
                    "so, but TLS must have begun");
        import_tls(x);
    }
    if (side != x->last)
        x->now_ns += IMPORT_STEP_NS;
    x->last = side;
    x->lines++;
    import_feed(x, &(struct chunk){
                       .kind = CHUNK_OCTETS, .side = side, .octets = octets});
    if (side == SIDE_CLIENT || !dialogue_in_data(x->dialogue))
        x->data_seen = false;
}

/* The size in "+OK 120 octets", or 0. */
static uint64_t announced_octets(struct span line)
{
    size_t at = span_find_span(line, SPAN(" octets"));
    struct span word = span_first(line, at < line.len ? at : 0);
    uint64_t octets = 0;

    while (word.len) {
        struct span last = span_take_word(&word);

        if (!word.len && !span_number(last, &octets))
            octets = 0;
    }
    return octets;
}

void import_line(struct import *x, enum side side, struct span line)
{
    bool in_data = x->open && dialogue_in_data(x->dialogue);
    struct buf whole = {0};

    buf_add(&whole, line);
    if (side == SIDE_CLIENT && x->format->ends_lost &&
        span_is_case(span_trim(line), "PASS")) {
        import_tell(x, GUESS_PASSWORD,
                    "PASS stands without a password; somebody took it out");
        buf_clear(&whole);
        buf_add(&whole, SPAN("PASS *"));
    }
    buf_add(&whole, SPAN("\r\n"));
    import_octets(x, side, buf_span(&whole));
    x->data_seen = in_data && side == SIDE_SERVER && !span_is(line, ".");
    if (side == SIDE_SERVER && !in_data)
        x->announced = announced_octets(line);
    buf_wipe(&whole);
}

void import_data(struct import *x, struct span line)
{
    struct buf stuffed = {0};

    if (span_starts(line, SPAN(".")))
        buf_add_char(&stuffed, '.');
    buf_add(&stuffed, line);
    import_line(x, SIDE_SERVER, buf_span(&stuffed));
    buf_wipe(&stuffed);
    x->data_seen = true;
}
