/* lens-binary.c - the messages of NTLM ([MS-NLMP] section 2.2.1) and GSSAPI
 * (RFC 2743 section 3.1, RFC 4752 section 3). */
#include <config.h>

#include "net/pop3/lens-private.h"

static unsigned octet(struct span s, size_t at)
{
    return at < s.len ? (unsigned char)s.at[at] : 0;
}

static uint32_t little(struct span s, size_t at, size_t octets)
{
    uint32_t n = 0;

    for (size_t i = octets; i > 0; i--)
        n = n << 8 | octet(s, at + i - 1);
    return n;
}

/* --- NTLM --- */

enum { NTLM_UNICODE = 1 };

/* The payload that the eight octets at `at` point to. */
static struct span payload(struct span s, size_t at)
{
    size_t len = little(s, at, 2), offset = little(s, at + 4, 4);

    return at + 8 <= s.len && offset <= s.len
               ? span_first(span_from(s, offset), len)
               : (struct span){0};
}

/* Text as UTF-16LE, or as it is; characters above Latin-1 become "?". */
static void add_text(struct buf *out, const char *name, struct span text,
                     bool unicode)
{
    struct buf plain = {0};

    if (!text.len)
        return;
    for (size_t i = 0; i < text.len; i += unicode ? 2 : 1) {
        bool plain_octet =
            octet(text, i) < 0x80 && (!unicode || !octet(text, i + 1));

        buf_add_char(&plain, plain_octet ? text.at[i] : '?');
    }
    lens_field(out, name, buf_span(&plain));
    buf_done(&plain);
}

void lens_ntlm(struct buf *out, enum side side, unsigned number,
               struct span message)
{
    unsigned type = little(message, 8, 4);
    bool unicode;

    (void)number;
    (void)side;
    if (!span_starts(message, SPAN("NTLMSSP\0")) || message.len < 12) {
        lens_words(out, message.len ? "no message of NTLM" : "nothing");
        return;
    }
    switch (type) {
    case 1:
        lens_words(out, "type 1, negotiate");
        buf_add_format(out, ", flags %08x", (unsigned)little(message, 12, 4));
        break;
    case 2:
        lens_words(out, "type 2, challenge");
        unicode = little(message, 20, 4) & NTLM_UNICODE;
        add_text(out, "target", payload(message, 12), unicode);
        lens_octets(out, "challenge", span_first(span_from(message, 24), 8));
        break;
    case 3:
        lens_words(out, "type 3, authenticate");
        unicode = little(message, 60, 4) & NTLM_UNICODE;
        add_text(out, "domain", payload(message, 28), unicode);
        add_text(out, "user", payload(message, 36), unicode);
        add_text(out, "workstation", payload(message, 44), unicode);
        lens_words(out, "responses " LENS_MASK);
        break;
    default:
        buf_add_format(out, "type %u, which does not exist", type);
    }
}

/* --- GSSAPI --- */

/* The four octets that say which layers of security are there; they are
 * wrapped, so only their presence can be told. */
void lens_gssapi(struct buf *out, enum side side, unsigned number,
                 struct span message)
{
    static const char kerberos[] =
        "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02";
    size_t at = span_find_span(span_first(message, 32),
                               (struct span){kerberos, sizeof kerberos - 1});

    (void)number;
    if (!message.len) {
        lens_words(out, "nothing");
        return;
    }
    buf_add_format(out, "token of %zu octets", message.len);
    if (at < 32 && at < message.len) {
        unsigned id = octet(message, at + sizeof kerberos - 1) << 8 |
                      octet(message, at + sizeof kerberos);

        lens_words(out, id == 0x0100   ? "Kerberos, the client's ticket"
                        : id == 0x0200 ? "Kerberos, the server's answer"
                        : id == 0x0300 ? "Kerberos, an error"
                                       : "Kerberos");
    } else if (octet(message, 0) == 5 && octet(message, 1) == 4) {
        lens_words(out, side == SIDE_SERVER
                            ? "wrapped: the layers of security offered"
                            : "wrapped: the layer of security chosen");
    }
}
