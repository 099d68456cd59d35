/* sasl-name.c - the table of SASL mechanism names. */
#include <config.h>

#include "net/rules/sasl-name.h"

#include "net/base/named.h"

enum { NAME_MOST = 20 };

const struct sasl_name sasl_names[] = {
    {"9798-M-DSA-SHA1",          0,                 NULL                                             },
    {"9798-M-ECDSA-SHA1",        0,                 NULL                                             },
    {"9798-M-RSA-SHA1-ENC",      0,                 NULL                                             },
    {"9798-U-DSA-SHA1",          0,                 NULL                                             },
    {"9798-U-ECDSA-SHA1",        0,                 NULL                                             },
    {"9798-U-RSA-SHA1-ENC",      0,                 NULL                                             },
    {"ANONYMOUS",                SASL_CLIENT_FIRST, NULL                                             },
    {"CRAM-MD5",                 0,                 "lets who listens guess the password"            },
    {"DIGEST-MD5",               0,                 "historic since RFC 6331"                        },
    {"EAP-AES128",               0,                 NULL                                             },
    {"EAP-AES128-PLUS",          0,                 NULL                                             },
    {"ECDH-X25519-CHALLENGE",    0,                 NULL                                             },
    {"ECDSA-NIST256P-CHALLENGE", 0,                 NULL                                             },
    {"EXTERNAL",                 SASL_CLIENT_FIRST, NULL                                             },
    {"GS2-KRB5",                 0,                 NULL                                             },
    {"GS2-KRB5-PLUS",            0,                 NULL                                             },
    {"GSS-SPNEGO",               0,                 NULL                                             },
    {"GSSAPI",                   0,                 NULL                                             },
    {"KERBEROS_V4",              0,                 "Kerberos 4 is retired"                          },
    {"KERBEROS_V5",              0,                 NULL                                             },
    {"LOGIN",                    0,                 "sends the password as it is and has no standard"},
    {"NMAS-SAMBA-AUTH",          0,                 NULL                                             },
    {"NMAS_AUTHEN",              0,                 NULL                                             },
    {"NMAS_LOGIN",               0,                 NULL                                             },
    {"NTLM",                     0,                 "rests on MD4 and DES"                           },
    {"OAUTH10A",                 0,                 NULL                                             },
    {"OAUTHBEARER",              SASL_CLIENT_FIRST, NULL                                             },
    {"OPENID20",                 0,                 NULL                                             },
    {"OTP",                      0,                 NULL                                             },
    {"PLAIN",                    SASL_CLIENT_FIRST, NULL                                             },
    {"SAML20",                   0,                 NULL                                             },
    {"SCRAM-SHA-1",              SASL_CLIENT_FIRST, NULL                                             },
    {"SCRAM-SHA-1-PLUS",         SASL_CLIENT_FIRST, NULL                                             },
    {"SCRAM-SHA-256",            SASL_CLIENT_FIRST, NULL                                             },
    {"SCRAM-SHA-256-PLUS",       SASL_CLIENT_FIRST, NULL                                             },
    {"SECURID",                  0,                 NULL                                             },
    {"SKEY",                     0,                 NULL                                             },
    {"SPNEGO",                   0,                 NULL                                             },
    {"SPNEGO-PLUS",              0,                 NULL                                             },
    {"SXOVER-PLUS",              0,                 NULL                                             },
    {"XOAUTH",                   0,                 NULL                                             },
    {"XOAUTH2",                  SASL_CLIENT_FIRST, NULL                                             },
};
const size_t sasl_names_count = sizeof sasl_names / sizeof *sasl_names;

const struct sasl_name *sasl_name_find(struct span name)
{
    return NAMED_FIND(sasl_names, sasl_names_count, name, name);
}

static bool is_name_octet(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

static bool is_valid(struct span name, bool any_case)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (any_case && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!is_name_octet(c))
            return false;
    }
    return name.len && name.len <= NAME_MOST;
}

bool sasl_name_valid(struct span name)
{
    return is_valid(name, false);
}

bool sasl_name_valid_case(struct span name)
{
    return is_valid(name, true);
}

bool sasl_name_client_first(struct span name)
{
    const struct sasl_name *row = sasl_name_find(name);

    return (row && (row->flags & SASL_CLIENT_FIRST)) ||
           span_starts_case(name, SPAN("SCRAM-"));
}
