/* auth-mechanism.c - the table of mechanisms. */
#include <config.h>

#include "net/pop3/auth.h"

#include "net/base/named.h"
#include "net/pop3/auth-private.h"

#define AUTO_EVERYWHERE                                                        \
    (MECHANISM_AUTO_TLS | MECHANISM_AUTO_CLEAR | MECHANISM_AUTO_LOCAL)
#define AUTO_WITHOUT_TLS (MECHANISM_AUTO_CLEAR | MECHANISM_AUTO_LOCAL)
#define AUTO_SHELTERED (MECHANISM_AUTO_TLS | MECHANISM_AUTO_LOCAL)
#define SCRAM (MECHANISM_CLIENT_FIRST | MECHANISM_PROVES)
#define TOKEN (MECHANISM_CLIENT_FIRST | MECHANISM_CLEARTEXT | MECHANISM_TOKEN)

/* The order is that of "auto". A row is a paragraph, and a new one moves no
 * other. */
/* clang-format off */
const struct mechanism mechanisms[] = {
    {"SCRAM-SHA-256-PLUS", SCRAM | MECHANISM_BINDING | MECHANISM_AUTO_TLS,
     &auth_scram, "SHA256",
     "the password stays here, the server proves that it knows it, and the"
     " login is bound to this TLS channel",
     "7677 section 3",
     "C: AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIsLG49...\n"
     "S: + cj1yT3ByTkdmd0ViZVJXZ2JO...\n"
     "C: Yz1jRDEwYkhNdFpYaHdiM0ow...\n"
     "S: + dj02cnJpVFJCaTIzV3BSUi93...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"SCRAM-SHA-1-PLUS", SCRAM | MECHANISM_BINDING | MECHANISM_AUTO_TLS,
     &auth_scram, "SHA1",
     "the password stays here, the server proves that it knows it, and the"
     " login is bound to this TLS channel",
     "5802 section 5",
     "C: AUTH SCRAM-SHA-1-PLUS cD10bHMtZXhwb3J0ZXIsLG49...\n"
     "S: + cj1meWtvK2QybGJiRmdPTlJ2...\n"
     "C: Yz1jRDEwYkhNdFpYaHdiM0ow...\n"
     "S: + dj1ybUY5cHFWOFM3c3VBb1pX...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"SCRAM-SHA-256", SCRAM | AUTO_EVERYWHERE,
     &auth_scram, "SHA256",
     "the password stays here, and the server proves that it knows it",
     "7677 section 3",
     "C: AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5H...\n"
     "S: + cj1yT3ByTkdmd0ViZVJXZ2JO...\n"
     "C: Yz1iaXdzLHI9ck9wck5HZndF...\n"
     "S: + dj02cnJpVFJCaTIzV3BSUi93...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"SCRAM-SHA-1", SCRAM | AUTO_EVERYWHERE,
     &auth_scram, "SHA1",
     "the password stays here, and the server proves that it knows it",
     "5802 section 5",
     "C: AUTH SCRAM-SHA-1 biwsbj11c2VyLHI9Znlrbytk...\n"
     "S: + cj1meWtvK2QybGJiRmdPTlJ2...\n"
     "C: Yz1iaXdzLHI9ZnlrbytkMmxi...\n"
     "S: + dj1ybUY5cHFWOFM3c3VBb1pX...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"CRAM-MD5", AUTO_WITHOUT_TLS,
     &auth_library, NULL,
     "the password stays here, but who listens can try guesses against the"
     " digest",
     "2195 section 2",
     "C: AUTH CRAM-MD5\n"
     "S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
     "C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\n"
     "S: +OK logged in\n"},
    {"DIGEST-MD5", AUTO_WITHOUT_TLS,
     &auth_library, NULL,
     "the password stays here; historic since RFC 6331",
     "2831 section 4",
     "C: AUTH DIGEST-MD5\n"
     "S: + cmVhbG09ImV4YW1wbGUub3Jn...\n"
     "C: Y2hhcnNldD11dGYtOCx1c2Vy...\n"
     "S: + cnNwYXV0aD1lYTQwZjYwMzM1...\n"
     "C: \n"
     "S: +OK logged in\n"},
    {"PLAIN", MECHANISM_CLIENT_FIRST | MECHANISM_CLEARTEXT | AUTO_SHELTERED,
     &auth_plain, NULL,
     "the password is sent as it is",
     "4616 section 2",
     "C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n"
     "S: +OK logged in\n"},
    {"LOGIN", MECHANISM_CLEARTEXT | AUTO_SHELTERED,
     &auth_login, NULL,
     "the password is sent as it is; in no standard",
     "draft-murchison-sasl-login-00",
     "C: AUTH LOGIN\n"
     "S: + VXNlcm5hbWU6\n"
     "C: dGlt\n"
     "S: + UGFzc3dvcmQ6\n"
     "C: dGFuc3RhYWZ0YW5zdGFhZg==\n"
     "S: +OK logged in\n"},
    {"USER", MECHANISM_COMMAND | MECHANISM_CLEARTEXT | AUTO_SHELTERED,
     &auth_user, NULL,
     "USER and PASS: the password is sent as it is",
     "1939 section 7",
     "C: USER tim\n"
     "S: +OK\n"
     "C: PASS tanstaaftanstaaf\n"
     "S: +OK logged in\n"},
    {"APOP", MECHANISM_COMMAND,
     &auth_apop, NULL,
     "the password stays here, but its MD5 digest gives much of it away",
     "1939 section 7",
     "S: +OK ready <1896.697170952@dbc.mtview.ca.us>\n"
     "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
     "S: +OK maildrop has 1 message\n"},
    {"OAUTHBEARER", TOKEN,
     &auth_oauthbearer, NULL,
     "a bearer token in place of a password, sent as it is",
     "7628 section 3.1",
     "C: AUTH OAUTHBEARER bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9...\n"
     "S: +OK logged in\n"},
    {"XOAUTH2", TOKEN,
     &auth_xoauth2, NULL,
     "a bearer token in place of a password, sent as it is; in no standard",
     "developers.google.com/gmail/imap/xoauth2-protocol",
     "C: AUTH XOAUTH2\n"
     "S: + \n"
     "C: dXNlcj11c2VyQGV4YW1wbGUuY29tAWF1dGg9...\n"
     "S: +OK logged in\n"},
    {"EXTERNAL", MECHANISM_CLIENT_FIRST | MECHANISM_NO_SECRET,
     &auth_external, NULL,
     "no password: the server takes the client certificate of TLS",
     "4422 appendix A",
     "C: AUTH EXTERNAL =\n"
     "S: +OK logged in\n"},
    {"ANONYMOUS", MECHANISM_CLIENT_FIRST | MECHANISM_NO_SECRET,
     &auth_anonymous, NULL,
     "no password: the name is only a trace",
     "4505 section 2",
     "C: AUTH ANONYMOUS c2lyaGM=\n"
     "S: +OK logged in\n"},
    {"GSSAPI", MECHANISM_CLIENT_FIRST | MECHANISM_NO_SECRET,
     &auth_library, NULL,
     "no password: a Kerberos ticket",
     "4752 section 3.1",
     "C: AUTH GSSAPI YIIB...\n"
     "S: + YGoG...\n"
     "C: \n"
     "S: + BQQF...\n"
     "C: BQQE...\n"
     "S: +OK logged in\n"},
    {"NTLM", MECHANISM_CLIENT_FIRST,
     &auth_library, NULL,
     "the password stays here, but rests on MD4 and DES",
     "MS-NLMP",
     "C: AUTH NTLM\n"
     "S: + \n"
     "C: TlRMTVNTUAABAAAA...\n"
     "S: + TlRMTVNTUAACAAAA...\n"
     "C: TlRMTVNTUAADAAAA...\n"
     "S: +OK logged in\n"},
};
/* clang-format on */
const size_t mechanisms_count = sizeof mechanisms / sizeof *mechanisms;

const struct mechanism *mechanism_find(struct span name)
{
    return NAMED_FIND(mechanisms, mechanisms_count, name, name);
}
