/* test-lens.c - what the messages of AUTH are told to hold, and what not. */
#include <config.h>

#include "net/pop3/dialogue.h"
#include "net/pop3/lens.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(lens, .timeout = 5);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const struct row {
    const char *mechanism;
    enum side side;
    unsigned number;
    struct span message;
    const char *want;
} rows[] = {
    {"PLAIN",       SIDE_CLIENT, 0, SPAN("\0tim\0secret"),
     "to act as oneself, user tim, password ****"                                                    },
    {"PLAIN",       SIDE_CLIENT, 0, SPAN("boss\0tim\0"),
     "to act as boss, user tim, no password"                                                         },
    {"PLAIN",       SIDE_CLIENT, 0, SPAN("secret"),
     "6 octets with 0 NULs, where 2 divide the parts"                                                },
    {"LOGIN",       SIDE_SERVER, 0, SPAN("User\x1b:"),                           "asks User\\x1B:"   },
    {"LOGIN",       SIDE_CLIENT, 0, SPAN("tim"),                                 "user tim"          },
    {"LOGIN",       SIDE_CLIENT, 1, SPAN("secret"),                              "password ****"     },
    {"CRAM-MD5",    SIDE_SERVER, 0, SPAN("<1@h>"),                               "challenge <1@h>"   },
    {"CRAM-MD5",    SIDE_CLIENT, 0, SPAN("a b 0123"),
     "user a b, digest of challenge and password ****"                                               },
    {"CRAM-MD5",    SIDE_CLIENT, 0, SPAN("secret"),
     "no user and blank before the digest"                                                           },
    {"EXTERNAL",    SIDE_CLIENT, 0, SPAN(""),
     "to act as whom the certificate names"                                                          },
    {"ANONYMOUS",   SIDE_CLIENT, 0, SPAN("me"),                                  "trace me"          },
    {"SCRAM-SHA-1", SIDE_CLIENT, 0, SPAN("n,a=x=2Cy,n=u=3Dv,r=abc"),
     "without channel binding, to act as x,y, user u=v, nonce abc"                                   },
    {"SCRAM-SHA-1", SIDE_CLIENT, 0, SPAN("p=tls-unique,,n=u,r=abc"),
     "bound to the channel by tls-unique, user u, nonce abc"                                         },
    {"SCRAM-SHA-1", SIDE_SERVER, 0, SPAN("r=abcd,s=QQ==,i=1000"),
     "nonce abcd, salt QQ==, 1000 iterations (4096 are the least that keep a "
     "password safe)"                                                                                },
    {"SCRAM-SHA-1", SIDE_SERVER, 0, SPAN("m=x,r=abcd,s=QQ==,i=1000"),
     "demands an extension by m=, which nobody may ignore"                                           },
    {"SCRAM-SHA-1", SIDE_CLIENT, 1, SPAN("c=biws,r=abcd,p=c2VjcmV0"),
     "without channel binding, nonce abcd, proof ****"                                               },
    {"SCRAM-SHA-1", SIDE_CLIENT, 1,
     SPAN("c=cD10bHMtdW5pcXVlLCwBAg==,r=a,p=c2Vj"),
     "bound to the channel by tls-unique, channel 0102, nonce a, proof ****"                         },
    {"SCRAM-SHA-1", SIDE_SERVER, 1, SPAN("v=QQ=="),
     "the server's signature QQ=="                                                                   },
    {"SCRAM-SHA-1", SIDE_SERVER, 1, SPAN("e=unknown-user"),
     "error unknown-user, there is no such user"                                                     },
    {"OAUTHBEARER", SIDE_CLIENT, 0,
     SPAN("n,a=u@h,\001host=p\001port=995\001auth=Bearer secret\001\001"),
     "user u@h, host p, port 995, scheme Bearer, token ****"                                         },
    {"XOAUTH2",     SIDE_CLIENT, 0,
     SPAN("user=u\001auth=secret\001qs=secret\001\001"),
     "user u, no token, something else ****"                                                         },
    {"XOAUTH2",     SIDE_SERVER, 1, SPAN("{\"status\":\"400\",\"n\":[1]}"),
     "status \"400\", n [1]"                                                                         },
    {"OAUTHBEARER", SIDE_CLIENT, 1, SPAN("\001"),
     "an answer that says nothing, to end the failure"                                               },
    {"DIGEST-MD5",  SIDE_SERVER, 0, SPAN("realm=\"a,b\",nonce=\"n\",qop=auth"),
     "realm a,b, nonce n, qop auth"                                                                  },
    {"DIGEST-MD5",  SIDE_CLIENT, 0, SPAN("username=\"u\",response=0123"),
     "username u, response ****"                                                                     },
    {"DIGEST-MD5",  SIDE_CLIENT, 0, SPAN("secret"),                              ""                  },
    {"NTLM",        SIDE_CLIENT, 0, SPAN("NTLMSSP\0\1\0\0\0\7\x82\0\0"),
     "type 1, negotiate, flags 00008207"                                                             },
    {"NTLM",        SIDE_SERVER, 1,
     SPAN("NTLMSSP\0\2\0\0\0\4\0\4\0\x20\0\0\0\1\0\0\0abcdefghD\0M\0"),
     "type 2, challenge, target DM, challenge 6162636465666768"                                      },
    {"NTLM",        SIDE_CLIENT, 1, SPAN("secret"),                              "no message of NTLM"},
    {"GSSAPI",      SIDE_CLIENT, 0,
     SPAN("\x60\x20\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00secret"),
     "token of 21 octets, Kerberos, the client's ticket"                                             },
    {"X-OTHER",     SIDE_CLIENT, 0, SPAN("secret"),                              "6 octets"          },
};

Test(lens, messages_are_read_without_their_secrets)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *r = &rows[i];
        struct buf out = {0};

        lens_read(&out, span_of(r->mechanism), r->side, r->number, r->message);
        cr_expect(eq(str, (char *)buf_text(&out), (char *)r->want), "%zu: %s",
                  i, r->mechanism);
        cr_expect(strstr(buf_text(&out), "secret") == NULL);
        buf_done(&out);
    }
}

static void collect(void *ctx, const char *words)
{
    struct buf *out = ctx;

    buf_add_text(out, words);
    buf_add_char(out, '\n');
}

static void feed(struct dialogue *d, enum side side, const char *text)
{
    struct chunk c = {
        .kind = CHUNK_OCTETS, .side = side, .octets = span_of(text)};

    dialogue_feed(d, &c);
}

Test(lens, an_exchange_is_followed_from_both_sides)
{
    struct buf out = {0};
    struct lens *lens = lens_new(collect, &out);
    struct dialogue *d = dialogue_new(lens_see, lens);

    dialogue_feed(d, &(struct chunk){.kind = CHUNK_OPEN});
    feed(d, SIDE_SERVER, "+OK\r\n");
    feed(d, SIDE_CLIENT, "AUTH plain\r\n");
    feed(d, SIDE_SERVER, "+ \r\n");
    feed(d, SIDE_CLIENT, "AHUAcA==\r\n");
    feed(d, SIDE_SERVER, "-ERR\r\n");
    feed(d, SIDE_CLIENT, "AUTH LOGIN\r\n");
    feed(d, SIDE_SERVER, "+ dQ==\r\n");
    feed(d, SIDE_CLIENT, "not base64\r\n");
    feed(d, SIDE_SERVER, "+ dQ==\r\n");
    feed(d, SIDE_CLIENT, "*\r\n");
    feed(d, SIDE_SERVER, "-ERR\r\n");
    feed(d, SIDE_CLIENT, "AUTH EXTERNAL =\r\n");
    feed(d, SIDE_SERVER, "-ERR\r\n");
    feed(d, SIDE_CLIENT, "NOOP\r\n");
    feed(d, SIDE_SERVER, "+ dQ==\r\n");
    cr_assert(eq(str, (char *)buf_text(&out),
                 "PLAIN: to act as oneself, user u, password ****\n"
                 "LOGIN: asks u\n"
                 "LOGIN: no base64, from octet 4 on\n"
                 "LOGIN: asks u\n"
                 "the exchange is cancelled\n"
                 "EXTERNAL: to act as whom the certificate names\n"));
    dialogue_free(d);
    lens_free(lens);
    buf_done(&out);
}
