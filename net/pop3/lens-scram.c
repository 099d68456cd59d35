/* lens-scram.c - the four messages of SCRAM (RFC 5802 section 7), field by
 * field. */
#include <config.h>

#include "net/base/base64.h"
#include "net/pop3/lens-private.h"
#include "net/pop3/saslname.h"
#include "net/pop3/scram.h"

/* What the client says about channel binding in its gs2-header. */
static void read_flag(struct buf *out, struct span flag)
{
    struct span type;

    if (span_is(flag, "n"))
        lens_words(out, "without channel binding");
    else if (span_is(flag, "y"))
        lens_words(out, "channel binding possible, but not offered");
    else if (scram_take(&flag, 'p', &type))
        lens_field(out, "bound to the channel by", type);
    else
        lens_field(out, "channel binding flag", flag);
}

static void read_name(struct buf *out, const char *field, struct span value)
{
    struct buf name = {0};

    saslname_read(&name, value);
    lens_field(out, field, buf_span(&name));
    buf_wipe(&name);
}

static struct span take_part(struct span *s)
{
    struct span part = span_first(*s, span_find(*s, ','));

    *s = span_from(*s, part.len + 1);
    return part;
}

/* gs2-header n=user,r=nonce */
static void read_client_first(struct buf *out, struct span message)
{
    struct span authzid, value;

    read_flag(out, take_part(&message));
    authzid = take_part(&message);
    if (scram_take(&authzid, 'a', &value))
        read_name(out, "to act as", value);
    if (scram_take(&message, 'm', &value))
        lens_field(out, "extension", value);
    if (scram_take(&message, 'n', &value))
        read_name(out, "user", value);
    if (scram_take(&message, 'r', &value))
        lens_field(out, "nonce", value);
}

static void read_error(struct buf *out, struct span value)
{
    static const struct {
        const char *value, *words;
    } known[] = {
        {"invalid-proof",                       "the password was not the right one"},
        {"unknown-user",                        "there is no such user"             },
        {"channel-bindings-dont-match",
         "the two ends see different TLS channels: something is in between"         },
        {"server-does-support-channel-binding",
         "the server can bind, and was told that it does not offer it"              },
        {"channel-binding-not-supported",       "the server cannot bind"            },
        {"unsupported-channel-binding-type",
         "the server does not know this kind of channel binding"                    },
        {"no-resources",                        "the server is short of something"  },
    };

    lens_field(out, "error", value);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (span_is(value, known[i].value))
            lens_words(out, known[i].words);
}

/* r=nonce,s=salt,i=count */
static void read_server_first(struct buf *out, struct span message)
{
    struct scram_first first;
    struct span value;
    const char *fault;

    if (scram_take(&message, 'e', &value)) {
        read_error(out, value);
        return;
    }
    fault = scram_read_first(message, &first);
    if (fault) {
        lens_words(out, fault);
        return;
    }
    lens_field(out, "nonce", first.nonce);
    lens_field(out, "salt", first.salt);
    buf_add_format(out, ", %ju iterations%s", (uintmax_t)first.iterations,
                   first.iterations < SCRAM_ITERATIONS_LEAST
                       ? " (4096 are the least that keep a password safe)"
                       : "");
}

/* c=binding,r=nonce,p=proof */
static void read_client_final(struct buf *out, struct span message)
{
    struct buf binding = {0};
    struct span value;

    if (scram_take(&message, 'c', &value) &&
        base64_decode(&binding, value, NULL) != BASE64_BAD) {
        struct span data = buf_span(&binding), flag = take_part(&data);

        take_part(&data);
        read_flag(out, flag);
        if (data.len)
            lens_octets(out, "channel", data);
    }
    if (scram_take(&message, 'r', &value))
        lens_field(out, "nonce", value);
    lens_words(out, scram_take(&message, 'p', &value) ? "proof " LENS_MASK
                                                      : "no proof");
    buf_done(&binding);
}

static void read_server_final(struct buf *out, struct span message)
{
    struct span value;

    if (scram_take(&message, 'v', &value))
        lens_field(out, "the server's signature", value);
    else if (scram_take(&message, 'e', &value))
        read_error(out, value);
    else
        lens_field(out, "neither v= nor e=:", message);
}

void lens_scram(struct buf *out, enum side side, unsigned number,
                struct span message)
{
    if (side == SIDE_SERVER && !number)
        read_server_first(out, message);
    else if (side == SIDE_SERVER)
        read_server_final(out, message);
    else if (!number)
        read_client_first(out, message);
    else if (number == 1)
        read_client_final(out, message);
    else
        lens_words(out, message.len ? "another response"
                                    : "nothing: the signature was read");
}
