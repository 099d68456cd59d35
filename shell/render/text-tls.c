/* text-tls.c - a TLS session in six lines: what protects it, whom it is with,
 * and whether that was verified. */
#include <config.h>

#include "net/base/text.h"
#include "shell/render/render.h"
#include <time.h>

enum { NAMES_SHOWN = 6, SECONDS_A_DAY = 86400 };

static void begin_line(struct buf *out, const char *name)
{
    buf_add_format(out, "%-9s ", name);
}

static void add(struct buf *out, const char *text)
{
    text_escape(out, span_of(text), TEXT_PLAIN);
}

static void add_verdict(struct buf *out, bool good, const char *yes,
                        const char *no)
{
    buf_add_text(out, good ? " (" : " (NOT ");
    buf_add_text(out, good ? yes : no);
    buf_add_text(out, ")\n");
}

static void add_date(struct buf *out, int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm utc;
    char text[32];

    if (gmtime_r(&when, &utc) &&
        strftime(text, sizeof text, "%Y-%m-%d %H:%M", &utc))
        buf_add_text(out, text);
    else
        buf_add_text(out, "?");
}

static void add_names(struct buf *out, const struct tls_facts *f)
{
    int shown = f->names_count < NAMES_SHOWN ? f->names_count : NAMES_SHOWN;

    begin_line(out, "names");
    for (int i = 0; i < shown; i++) {
        buf_add_text(out, i ? ", " : "");
        add(out, f->names[i]);
    }
    if (!shown)
        add(out, f->chain_count ? f->chain[0].subject : "none");
    if (f->names_total > shown)
        buf_add_format(out, " and %d more", f->names_total - shown);
    add_verdict(out, f->name_ok, "one is ours", "the name we asked for");
}

/* "expired 3 days ago", "40 days left", "valid in 2 days". */
static void add_age(struct buf *out, const struct tls_certificate *leaf)
{
    int64_t now = (int64_t)time(NULL);
    int64_t from_begin = (now - leaf->not_before) / SECONDS_A_DAY;
    int64_t to_end = (leaf->not_after - now) / SECONDS_A_DAY;

    if (now > leaf->not_after)
        buf_add_format(out, "EXPIRED %lld days ago", (long long)-to_end);
    else if (now < leaf->not_before)
        buf_add_format(out, "NOT valid for another %lld days",
                       (long long)-from_begin);
    else
        buf_add_format(out, "%lld days left", (long long)to_end);
}

static void add_validity(struct buf *out, const struct tls_certificate *leaf)
{
    begin_line(out, "validity");
    add_date(out, leaf->not_before);
    buf_add_text(out, " to ");
    add_date(out, leaf->not_after);
    buf_add_text(out, " UTC (");
    add_age(out, leaf);
    buf_add_text(out, ")\n");
}

static void add_issuer(struct buf *out, const struct tls_facts *f)
{
    begin_line(out, "issuer");
    add(out, f->chain[0].issuer);
    buf_add_text(out,
                 f->chain_ok ? " (chain verified" : " (chain NOT verified");
    if (!f->chain_ok && f->verify_error[0]) {
        buf_add_text(out, ": ");
        add(out, f->verify_error);
    }
    buf_add_text(out, ")\n");
}

void render_tls_summary(struct buf *out, const struct tls_facts *facts)
{
    static const struct tls_certificate none;
    const struct tls_certificate *leaf =
        facts->chain_count ? &facts->chain[0] : &none;

    begin_line(out, "version");
    add(out, facts->version);
    buf_add_char(out, '\n');
    begin_line(out, "cipher");
    add(out, facts->cipher);
    buf_add_format(out, ", %d bits", facts->cipher_bits);
    if (facts->key_exchange[0]) {
        buf_add_text(out, ", key exchange ");
        add(out, facts->key_exchange);
    }
    buf_add_char(out, '\n');
    add_names(out, facts);
    add_issuer(out, facts);
    add_validity(out, leaf);
    begin_line(out, "pin");
    buf_add_text(out, "sha256//");
    add(out, facts->pin_sha256);
    buf_add_char(out, '\n');
}
