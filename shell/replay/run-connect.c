/* run-connect.c - where a replay connects to, and what TLS showed there. */
#include <config.h>

#include "shell/replay/run-private.h"

#include <string.h>

/* The host of the first connection; out is empty when it names none. */
static void first_host(const struct transcript *t, struct buf *out)
{
    for (size_t i = t->session; i < t->count; i++) {
        const struct item *item = &t->items[i];

        if (item->kind == ITEM_EVENT && item->verb->id == AT_CONNECT) {
            param_value(item->text, "host", out);
            return;
        }
    }
}

/* Append "HOST:PORT" as the transcript has it: of "Server:", which tells where
 * the first connection leads, else of its "@ connect". A path is a Unix socket.
 */
static bool recorded_place(const struct run *r, const struct item *item,
                           struct buf *out)
{
    struct buf host = {0}, first = {0};
    struct span server;
    uint64_t port = 0;
    bool event = item->kind == ITEM_EVENT && item->verb->id == AT_CONNECT;
    bool found = event && param_value(item->text, "host", &host);

    first_host(r->plan->transcript, &first);
    if (transcript_field(r->plan->transcript, HEADER_SERVER, 0, &server) &&
        (!host.len || span_equal(buf_span(&host), buf_span(&first)))) {
        buf_add(out, server);
        found = true;
    } else if (found) {
        bool literal = span_find(buf_span(&host), ':') < host.len;

        buf_add_format(out, literal ? "[%s]" : "%s", buf_text(&host));
        if (param_number(item->text, "port", &port))
            buf_add_format(out, ":%u", (unsigned)port);
    }
    buf_done(&host);
    buf_done(&first);
    return found;
}

static uint64_t connect_port(const struct item *item)
{
    uint64_t port = 0;

    if (item->kind == ITEM_EVENT && item->verb->id == AT_CONNECT)
        param_number(item->text, "port", &port);
    return port;
}

/* The port of the recording, when --to names none. */
static uint16_t recorded_port(const struct run *r, const struct item *item,
                              bool tls)
{
    struct buf place = {0};
    uint64_t port = connect_port(item);

    if (port && port < 65536)
        return (uint16_t)port;
    if (recorded_place(r, item, &place)) {
        struct span text = buf_span(&place);
        size_t colon = text.len;

        while (colon && text.at[colon - 1] != ':' && text.at[colon - 1] != ']')
            colon--;
        if (!colon || !span_number(span_from(text, colon), &port) ||
            port > 65535)
            port = 0;
    }
    buf_done(&place);
    return port ? (uint16_t)port : tls ? 995 : 110;
}

/* A server that was recorded on two ports: is "Server:", which tells the first
 * one, as it was recorded? */
static bool has_port_of_its_own(const struct run *r, const struct item *item,
                                uint16_t port)
{
    const struct transcript *t = r->plan->transcript;

    for (size_t i = t->session; i < t->count; i++)
        if (connect_port(&t->items[i]))
            return connect_port(&t->items[i]) == port && connect_port(item);
    return false;
}

/* Does --to have a scheme that means another beginning than the recording's? */
static bool asks_otherwise(const char *to, bool tls)
{
    struct target asked;
    struct error ignored;
    bool otherwise;

    if (!to || !strstr(to, "://") || !target_parse(to, &asked, &ignored))
        return false;
    otherwise = (asked.tls == TARGET_IMPLICIT) != tls;
    target_done(&asked);
    return otherwise;
}

/* Then it is told where that is written. */
static void tell_scheme(struct run *r, bool tls)
{
    struct buf note = {0};

    if (r->scheme_told || !asks_otherwise(r->setup->to, tls))
        return;
    r->scheme_told = true;
    buf_add_format(&note,
                   "--to is an address only, and TLS begins as recorded; for "
                   "%s write tls=%s into the \"@ connect\"",
                   tls ? "a port without TLS" : "TLS from the first octet on",
                   tls ? "none" : "implicit");
    r->setup->tell(r->setup->ctx, told_note(buf_text(&note)));
    buf_done(&note);
}

/* An address only: a scheme in front of it does not decide about TLS. */
static bool make_target(const struct run *r, const struct item *item, bool tls,
                        struct target *out, struct error *err)
{
    struct buf text = {0}, place = {0};
    const char *to = r->setup->to;
    bool ok = to || recorded_place(r, item, &place);

    if (!ok)
        error_set(err, ERROR_USAGE,
                  "%s does not say where it was recorded; say where to play it "
                  "with --to HOST:PORT",
                  r->setup->name);
    buf_add_format(&text, "%s%s",
                   place.len && place.at[0] == '/' ? "unix:" : "",
                   to ? to : buf_text(&place));
    ok = ok && target_parse_address(buf_text(&text), out, err);
    buf_done(&text);
    buf_done(&place);
    if (!ok)
        return false;
    if (!*out->path &&
        (!out->port_given || (!to && has_port_of_its_own(r, item, out->port))))
        out->port = recorded_port(r, item, tls);
    out->tls = tls ? TARGET_IMPLICIT : TARGET_PLAIN;
    out->tls_given = true;
    out->user[0] = '\0';
    return true;
}

bool run_connect(struct run *r, struct link *link, const struct item *item,
                 bool tls, struct error *err)
{
    struct target target = {0};
    bool ok;

    tell_scheme(r, tls);
    ok = make_target(r, item, tls, &target, err) &&
         session_connect(link_session(link), &target, err);

    target_done(&target);
    return ok;
}

/* --- what the handshake showed --- */

static bool same(struct span recorded, const char *now)
{
    return !recorded.len || span_is_case(recorded, now);
}

/* key: the parameter that differs, as " cipher="; recorded: its value. */
static void tell_tls(struct run *r, struct lane *l, uint32_t item,
                     const char *key, struct span recorded, const char *why)
{
    struct buf got = {0};
    struct difference d = {.level = COMPARE_WIRE,
                           .has_at = true,
                           .got_event = true,
                           .why = why,
                           .accept = "--free=tls"};

    run_add_tls(&got, l);
    d.got = buf_span(&got);
    d.at = span_find_span(d.got, span_of(key)) + strlen(key);
    d.at += span_in_common(span_from(d.got, d.at), recorded);
    run_set_case(r, l);
    run_event_differs(r, l, item, &d);
    buf_done(&got);
}

void run_check_tls(struct run *r, struct lane *l, uint32_t item)
{
    const struct tls_facts *facts = session_tls_facts(link_session(l->link));
    struct span params = r->plan->transcript->items[item].text;
    struct buf version = {0}, cipher = {0}, verify = {0};
    const struct compare_how *how = &r->compare.how;
    const char *key = NULL;
    const struct buf *recorded = NULL;
    struct buf why = {0};

    if (!facts || (how->freed & ASPECT_TLS) ||
        (how->level < COMPARE_WIRE && !(how->pinned & ASPECT_TLS)))
        return;
    param_value(params, "version", &version);
    param_value(params, "cipher", &cipher);
    param_value(params, "verify", &verify);
    if (!same(buf_span(&version), facts->version) &&
        !same(buf_span(&version),
              facts->version + strcspn(facts->version, "1"))) {
        key = " version=";
        recorded = &version;
        buf_add_format(&why, "TLS is %s, and was %s", facts->version,
                       buf_text(&version));
    } else if (!same(buf_span(&cipher), facts->cipher)) {
        key = " cipher=";
        recorded = &cipher;
        buf_add_format(&why, "the cipher is %s, and was %s", facts->cipher,
                       buf_text(&cipher));
    } else if (span_is(buf_span(&verify), "ok") && !facts->verified) {
        key = " verify=";
        recorded = &verify;
        buf_add_format(&why, "the certificate fails now: %s",
                       facts->verify_error);
    }
    if (key)
        tell_tls(r, l, item, key, buf_span(recorded), buf_text(&why));
    buf_done(&version);
    buf_done(&cipher);
    buf_done(&verify);
    buf_done(&why);
}
