/* test-import.c - logs of other programs become sessions. */
#include <config.h>

#include "net/transcript/import.h"
#include "net/transcript/transcript.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(import, .timeout = 60);

/* What an import gives: the session without its header, or the error. */
struct imported {
    struct buf text, guesses;
    struct error err;
    bool ok;
};

static void take_text(void *ctx, struct span text)
{
    struct imported *x = ctx;

    buf_add(&x->text, text);
}

static void take_guess(void *ctx, const char *sentence)
{
    struct imported *x = ctx;

    buf_add_text(&x->guesses, sentence);
    buf_add_char(&x->guesses, '\n');
}

static struct imported import(const char *format, struct span text,
                              struct span other)
{
    struct imported x = {0};
    const struct import_options how = {.name = "log",
                                       .tool = "t",
                                       .write = take_text,
                                       .guessed = take_guess,
                                       .ctx = &x};

    cr_assert(import_find(span_of(format)) != NULL, "%s", format);
    x.ok = import_run(import_find(span_of(format)), text, other, &how, &x.err);
    return x;
}

static void imported_done(struct imported *x)
{
    buf_done(&x->text);
    buf_done(&x->guesses);
}

static const char *session_of(const struct imported *x)
{
    const char *text = buf_text(&x->text), *blank = strstr(text, "\n\n");

    return blank ? blank + 2 : text;
}

/* Pastes that cannot tell everything, and what surrounds a session. */
static const struct paste_row {
    const char *format, *text, *session, *guess;
} pastes[] = {
  /* nothing that was typed: a listing is the server's, and not judged */
    {"openssl",
     "depth=0 CN = h\nverify return:1\n+OK ready\n+OK\nCAPA\nTOP\n.\n+OK\n"
     "+OK\n+OK 1 5\n+OK\n1 345\n.\n+OK\nFrom: a\n\nQUIT\n.\n+OK bye\nDONE\n",   "@ connect tls=implicit\n"
     "@ tls ok\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "@ note typed=unknown\n"
     "S: +OK\nS: CAPA\nS: TOP\nS: .\nS: +OK\nS: +OK\nS: +OK 1 5\nS: +OK\n"
     "S: 1 345\nS: .\nS: +OK\nS: From: a\nS:\nS: QUIT\nS: .\nS: +OK bye\n"
     "@ close by=client how=notify\n",                           "line 4: what was typed is not in the paste"},
 /* a password that the greeting of s_client -starttls runs into, and one
  * that comes when it is no longer known what is going on */
    {"openssl",
     "depth=0 CN = h\nverify return:1\n+OK ready <12PASS SeCrEt\n-ERR\n"
     "USER joe\n+OK\nPASS SeCrEt\n+OK\n",                                       "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note greeting=assumed\n"
     "S: +OK\nC: STLS\nS: +OK\n"
     "@ tls start\n"
     "@ tls ok\n"
     "@ note typed=unknown\n"
     "S: -ERR\nC: USER joe\nS: +OK\nC: PASS \\{!pass}\nS: +OK\n",                                    "runs into what was typed"                  },
 /* all of it, and no greeting under TLS */
    {"openssl",
     "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = h\n---\n"
     "Verify return code: 21 (no)\n---\n+OK ready <12---\n"
     "Post-Handshake New Session Ticket arrived:\nSSL-Session:\n    A: B\n---\n"
     "read R BLOCK\nNOOP\n-ERR\nRSET\nRENEGOTIATING\n"
     "40:error:0A00010A:SSL routines:can_renegotiate:wrong ssl version:\n"
     "$ exit\n",                                                                "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note greeting=assumed\n"
     "S: +OK\nC: STLS\nS: +OK\n"
     "@ tls start\n"
     "@ tls ok\n"
     "C: NOOP\nS: -ERR\n",                                                                                                    "shows only the beginning of the greeting"  },
 /* R in what the server sends is no command */
    {"openssl",
     "CONNECTED(00000003)\n---\n+OK ready\nCAPA\n+OK\nRESP-CODES\n.\n"
     "RENEGOTIATING\n",                                                         "@ connect tls=implicit\n"
     "@ tls ok\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: CAPA\nS: +OK\nS: RESP-CODES\nS: .\n",                                                           "typed"                                     },
 /* script(1) in a shell; the command line says where and how */
    {"telnet",
     "Script started on 2026-11-26 07:49:30+00:00 [TERM=\"dumb\"]\n"
     "$ nc -C mail.example.org 110\n+OK ready\nNOOP\n-ERR\nquit\n+OK bye\n"
     "$ exit\n\nScript done on 2026-11-26 07:49:40+00:00\n",                    "@ connect host=mail.example.org port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: NOOP\nS: -ERR\nC: quit\nS: +OK bye\n",                     "typed"                                     },
    {"openssl",
     "Script started on now [COMMAND=\"openssl s_client -quiet -crlf -connect "
     "h:995\"]\n+OK ready\nNOOP\n-ERR\n",                                       "@ connect host=h port=995 tls=implicit\n"
     "@ tls ok\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: NOOP\nS: -ERR\n",                                                             "typed"                                     },
 /* neither words of telnet nor of TLS */
    {"telnet",  "+OK ready\nCAPA\n-ERR\n",
     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "S: +OK ready\nC: CAPA\nS: -ERR\n",                                                                                                      "in clear or under TLS"                     },
    {"telnet",
     "Connection to h 110 port [tcp/pop3] succeeded!\nSTAT\n+OK 1 5\n",         "@ connect host=h port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "@ note typed=unknown\n"
     "S: +OK\n"
     "C: STAT\nS: +OK 1 \\{:octets=5}\n",                              "in the middle of a session"                },
 /* who closed, and how */
    {"telnet",
     "$ telnet h 110\n+OK hi\nNOOP\n+OK\n\nConnection to host lost.\n",         "@ connect host=h port=110 tls=none\n@ note crlf=assumed\n"
     "S: +OK hi\nC: NOOP\nS: +OK\n@ close by=server how=fin\n",        "typed"                                     },
    {"openssl",
     "$ openssl s_client -connect h:995\n+OK hi\nquit\n+OK\nclosed\n",          "@ connect host=h port=995 tls=implicit\n@ tls ok\n@ note crlf=assumed\n"
     "S: +OK hi\nC: quit\nS: +OK\n@ close by=server how=notify\n",      "typed"                                     },
    {"openssl",
     "$ openssl s_client -connect h:995\n+OK hi\nNOOP\n+OK\nQ\nDONE\n",         "@ connect host=h port=995 tls=implicit\n@ tls ok\n@ note crlf=assumed\n"
     "S: +OK hi\nC: NOOP\nS: +OK\n@ close by=client how=notify\n",     "typed"                                     },
    {"openssl",
     "$ openssl s_client -connect h:995\n+OK hi\nquit\n+OK\nread:errno=0\n",    "@ connect host=h port=995 tls=implicit\n@ tls ok\n@ note crlf=assumed\n"
     "S: +OK hi\nC: quit\nS: +OK\n@ close by=server how=fin\n",   "typed"                                     },
    {"openssl",
     "$ openssl s_client -connect h:995\n+OK hi\nquit\n+OK\nread:errno=104\n",  "@ connect host=h port=995 tls=implicit\n@ tls ok\n@ note crlf=assumed\n"
     "S: +OK hi\nC: quit\nS: +OK\n@ close by=server how=rst\n", "typed"                                     },
    {"openssl",
     "$ openssl s_client -connect h:995\n+OK hi\nquit\n+OK\n"
     "00:error:0A000126:SSL routines:ssl3_read_n:unexpected eof while "
     "reading:f:3:\n",                                                          "@ connect host=h port=995 tls=implicit\n@ tls ok\n@ note crlf=assumed\n"
     "S: +OK hi\nC: quit\nS: +OK\n@ close by=server how=fin\n",                                                         "typed"                                     },
    {"telnet",
     "$ ncat h 110\n+OK hi\nLIST\n+OK\n1 5\nNcat: Connection reset by peer.\n", "@ connect host=h port=110 tls=none\n@ note crlf=assumed\n"
     "S: +OK hi\nC: LIST\nS: +OK\nS: 1 \\{:octets=5}\n@ close by=server "
     "how=rst\n",                                              "typed"                                     },
 /* a password that was taken out, words of who wrote the ticket */
    {"telnet",
     "$ telnet h 110\n+OK ready\nuser joe\n+OK\npass \n+OK\n\nNow "
     "see:\n\nlist\n"
     "-ERR\n",                                                                  "@ connect host=h port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: user joe\nS: +OK\nC: PASS \\{!pass}\nS: +OK\n"
     "@ note typed=unknown\n"
     "S: Now see:\nC: list\nS: -ERR\n",                                                                                         "what was typed"                            },
 /* quoted in a mail, indented in a ticket */
    {"telnet",
     "> $ telnet h 110\n> +OK ready\n> LIST\n> +OK\n> 1 5\n>\n> > x\n> .\n"
     "> ^]\n> telnet> quit\n> Connection closed.\n",                            "@ connect host=h port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: LIST\nS: +OK\nS: 1 \\{:octets=5}\nS:\nS: > x\nS: .\n"
     "@ close by=client how=fin\n",                                                       "typed"                                     },
    {"openssl",
     "    $ openssl s_client -quiet -connect h:995\n    +OK ready\n    NOOP\n"
     "    -ERR\n",                                                              "@ connect host=h port=995 tls=implicit\n"
     "@ tls ok\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: NOOP\nS: -ERR\n",                                                                                    "typed"                                     },

 /* a line that is missing, typed ahead, a status that is wrong */
    {"telnet",
     "Escape character is '^]'.\n+OK ready\nUSER joe\nNOOP\n+OK\n+ERR no\n"
     "CAPA\n+OK\n.\n+OK\n",                                                     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\nC: USER joe\nC: NOOP\nS: +OK\nS: +ERR no\nC: CAPA\nS: +OK\n"
     "S: .\n"
     "@ note typed=unknown\n"
     "S: +OK\n",                                                                                                   "what was typed is not in the paste"        },
};

/* In every log: the password SeCrEt, which may nowhere come out. */
static const struct row {
    const char *format;
    const char *text, *other; /* other: the second file of a pair, or NULL */
    const char *session;
    const char *guess; /* words of one, or NULL: none is told */
} rows[] = {
    {"curl-trace",
     "== Info: Connected to h (192.0.2.1) port 995 (#0)\n"
     "== Info: SSL connection using TLSv1.3 / X\n"
     "<= Recv header, 5 bytes (0x5)\n0000: +OK\n"
     "=> Send header, 8 bytes (0x8)\n0000: USER a\n"
     "<= Recv header, 5 bytes (0x5)\n0000: +OK\n"
     "=> Send header, 13 bytes (0xd)\n0000: PASS SeCrEt\n"
     "<= Recv header, 5 bytes (0x5)\n0000: +OK\n"
     "=> Send header, 6 bytes (0x6)\n0000: LIST\n"
     "<= Recv header, 5 bytes (0x5)\n0000: +OK\n"
     "== Info: Connection #0 to host h left intact\n",                          NULL,
     "@ connect host=h address=192.0.2.1 port=995 tls=implicit\n@ tls ok\n"
     "S: +OK\nC: USER a\nS: +OK\nC: PASS \\{!pass}\nS: +OK\nC: LIST\nS: +OK\n"
     "S*: \\{:any}\nS: .\n",                                                                    "not printable"        },
    {"mailkit",
     "Connected to pop3://mail.example.org:110/\nS: +OK ready\nC: USER joe\n"
     "S: +OK\nC: PASS SeCrEt\nS: +OK\nC: RETR 1\nS: +OK\nS: ..x\nS: \nS: .\n"
     "C: QUIT\nS: +OK\n",                                                       NULL,
     "@ connect host=mail.example.org port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "C: USER joe\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n"
     "C: RETR 1\n"
     "S: +OK\n"
     "S: ..x\n"
     "S:\n"
     "S: .\n"
     "C: QUIT\n"
     "S: +OK\n",                                                                                NULL                   },
    {"mailkit",
     "Connected to pop3s://jo;AUTH=*:SeCrEt@mail.example.org:996/?a@b\n"
     "S: +OK ready\nC: QUIT\nS: +OK\n",                                         NULL,
     "@ connect host=mail.example.org port=996 tls=implicit\n"
     "@ tls ok\n@ note crlf=assumed\nS: +OK ready\nC: QUIT\nS: +OK\n",                          NULL                   },
    {"poplib",
     "*cmd* 'USER joe'\n*put* b'USER joe'\n*get* b'+OK\\n'\n"
     "*resp* b'+OK'\n*cmd* 'PASS SeCrEt'\n*put* b'PASS SeCrEt'\n"
     "*get* b\"+OK it's \\\\\\xe9\\t\\r\\n\"\n*resp* b'x'\n*put* 'QUIT'\n"
     "*get* '+OK\\r\\n'\n*put* b'CAPA'\n*get* b'-ERR\\r\\n'\n",                 NULL,
     "@ connect tls=none\n@ note security=unknown\n@ note greeting=assumed\n"
     "S: +OK\nC: USER joe\nS: +OK\\n\\;\nC: PASS \\{!pass}\n"
     "S: +OK it's \\\\\\xE9\\t\nC: QUIT\nS: +OK\n@ close by=client how=fin\n\n"
     "@2 connect tls=none\n@2 note security=unknown\n"
     "@2 note greeting=assumed\nS2: +OK\nC2: CAPA\nS2: -ERR\n",                                 "a greeting is assumed"},
    {"perl",
     "Net::POP3::_SSL>>> Net::POP3::_SSL\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< +OK hi\n"
     "Net::POP3::_SSL=GLOB(0x5f)>>> PASS ....\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< +OK\n"
     "Net::POP3::_SSL=GLOB(0x5f)>>> LIST\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< +OK\n"
     "Net::POP3::_SSL=GLOB(0x5f)>>> RETR 1\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< +OK\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< a\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< ..\n"
     "Net::POP3::_SSL=GLOB(0x5f)<<< .\n",                                       NULL,
     "@ connect tls=implicit\n@ tls ok\n@ note crlf=assumed\nS: +OK hi\n"
     "C: PASS \\{!pass}\nS: +OK\nC: LIST\nS: +OK\nS*: \\{:any}\nS: .\n"
     "C: RETR 1\nS: +OK\nS: a\nS: ..\nS: .\n",                                                  "no lines of a listing"},
    {"fetchmail",
     "fetchmail: 6.4.37 querying h (protocol POP3) at now: poll started\n"
     "Trying to connect to 127.0.0.1/110...connected.\n"
     "fetchmail: POP3< +OK ready\nfetchmail: POP3> USER joe\n"
     "fetchmail: POP3< +OK\nfetchmail: POP3> PASS *\nfetchmail: POP3< +OK\n"
     "fetchmail: POP3> STAT\nfetchmail: POP3< +OK 1 5\n"
     "fetchmail: POP3> QUIT\nfetchmail: POP3< +OK\n",                           NULL,
     "@ connect host=127.0.0.1 port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "C: USER joe\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n"
     "C: STAT\n"
     "S: +OK 1 \\{:octets=5}\n"
     "C: QUIT\n"
     "S: +OK\n",                                                                                NULL                   },
    {"curl",
     "* Connected to h (127.0.0.1) port 110 (#0)\n< +OK ready\n> CAPA\n< +OK\n"
     "< TOP\n< .\n> USER joe\n< +OK\n> PASS SeCrEt\n< +OK\n> QUIT\n< +OK\n"
     "* Closing connection 0\n",                                                NULL,
     "@ connect host=h address=127.0.0.1 port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "C: CAPA\n"
     "S: +OK\n"
     "S: TOP\n"
     "S: .\n"
     "C: USER joe\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n"
     "C: QUIT\n"
     "S: +OK\n",                                                                                NULL                   },
    {"mpop",
     "host = h.example.org\nport = 995\npasswordeval = echo SeCrEt\n"
     "TLS session parameters:\n    (TLS1.3)\n<-- +OK ready\n"
     "--> USER joe\n--> PASS SeCrEt\n<-- +OK\n<-- +OK\n--> RETR 1\n<-- +OK\n"
     "<-- --> x\n<-- ..\n<-- \n<-- .\n1 of 1\n--> QUIT\n<-- +OK\n",             NULL,
     "@ connect host=h.example.org port=995 tls=implicit\n"
     "@ tls ok\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "C: USER joe\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n"
     "S: +OK\n"
     "C: RETR 1\n"
     "S: +OK\n"
     "S: --> x\n"
     "S: ..\n"
     "S:\n"
     "S: .\n"
     "C: QUIT\n"
     "S: +OK\n",                                                                                NULL                   },
    {"rfc",
     "S: <wait for connection on TCP port 110>\nC: <open connection>\n"
     "S:    +OK ready <1.2@h>\nC:    APOP joe "
     "c4c9334bac560ecc979e58001b3e22fb\n"
     "S:    +OK\nC:    RETR 1\nS:    +OK 120 octets\n"
     "S:    <the POP3 server sends message 1>\nS:    .\nC:    QUIT\nS:    +OK\n"
     "C:  <close connection>\n",                                                NULL,
     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "S: +OK ready \\{:stamp=<1.2@h>}\n"
     "C: APOP joe \\{!apop}\n"
     "S: +OK\n"
     "C: RETR 1\n"
     "S: +OK \\{:octets=120} octets\n"
     "@ body lines=0 octets=120\n"
     "S: .\n"
     "C: QUIT\n"
     "S: +OK\n"
     "@ close by=client how=fin\n",                                                             "stands for it"        },
    {"openssl",
     "CONNECTED(00000003)\ndepth=0 CN = h\nverify return:1\n---\n"
     "Certificate chain\n 0 s:CN = h\n---\nSSL handshake has read 1 "
     "bytes\n---\n"
     "+OK ready\nUSER joe\n+OK\nPASS SeCrEt\n+OK\nSTAT\n+OK 1 5\nQUIT\nDONE\n", NULL,
     "@ connect tls=implicit\n"
     "@ tls ok\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "C: USER joe\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n"
     "C: STAT\n"
     "S: +OK 1 \\{:octets=5}\n"
     "@ close by=client how=notify\n",                                                          "typed"                },
    {"telnet",
     "Trying 127.0.0.1...\nConnected to 127.0.0.1.\n"
     "Escape character is '^]'.\n+OK ready\nUSER joe\n+OK\nPASS SeCrEt\n+OK\n"
     "LIST\n+OK\n1 5\n.\nQUIT\n+OK\nConnection closed by foreign host.\n",      NULL,
     "@ connect host=127.0.0.1 address=127.0.0.1 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK ready\n"
     "C: USER joe\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n"
     "C: LIST\n"
     "S: +OK\n"
     "S: 1 \\{:octets=5}\n"
     "S: .\n"
     "C: QUIT\n"
     "S: +OK\n"
     "@ close by=server how=fin\n",                                                             "typed"                },
    {"rawlog",
     "1.000000 O: +OK Logged in.\n1.000001 I: STAT\n1.000002 O: +OK 1 5\n"
     "1.000003 I: QUIT\n1.000004 O: +OK Bye\n",                                 NULL,
     "@ connect tls=none\n"
     "@ note security=unknown\n"
     "@ note greeting=assumed\n"
     "@ note login=assumed\n"
     "S: +OK\n"
     "C: USER user\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK Logged in.\\n\\;\n"
     "C: STAT\\n\\;\n"
     "S: +OK 1 \\{:octets=5}\\n\\;\n"
     "C: QUIT\\n\\;\n"
     "S: +OK Bye\\n\\;\n",                                                                      "behind the login"     },
    {"rawlog",     "1.000001 STAT\n1.000003 QUIT\n",
     "1.000000 +OK Logged in.\n1.000002 +OK 1 5\n1.000004 +OK Bye\n",                 "@ connect tls=none\n"
     "@ note security=unknown\n"
     "@ note greeting=assumed\n"
     "@ note login=assumed\n"
     "S: +OK\n"
     "C: USER user\n"
     "S: +OK\n"
     "C: PASS \\{!pass}\n"
     "S: +OK Logged in.\\n\\;\n"
     "C: STAT\\n\\;\n"
     "S: +OK 1 \\{:octets=5}\\n\\;\n"
     "C: QUIT\\n\\;\n"
     "S: +OK Bye\\n\\;\n", "behind the login"     },
    {"tshark",
     "===\nFollow: tcp,raw\nFilter: tcp.stream eq 0\nNode 0: 127.0.0.1:4000\n"
     "Node 1: 127.0.0.1:110\n\t2b4f4b0d0a\n5553455220750d0a\n\t2b4f4b0a\n"
     "5041535320536543724574\n0d0a\n\t2b4f4b0d0a\n===\n",                       NULL,
     "@ connect host=127.0.0.1 port=110 tls=none\n"
     "S: +OK\n"
     "C: USER u\n"
     "S: +OK\\n\\;\n"
     "C: PASS \\{!pass}\n"
     "S: +OK\n",                                                                                NULL                   },
 /* what tshark prints of packets is read alike */
    {"pcap",
     "===\nFollow: tcp,raw\nFilter: tcp.stream eq 0\nNode 0: 127.0.0.1:4000\n"
     "Node 1: 127.0.0.1:110\n\t2b4f4b0d0a\n515549540d0a\n\t2b4f4b0d0a\n"
     "Follow: tcp,raw\nFilter: tcp.stream eq 1\nNode 0: 127.0.0.1:4001\n"
     "Node 1: 127.0.0.2:110\n\t2b4f4b0d0a\n===\n",                              NULL,
     "@ connect host=127.0.0.1 port=110 tls=none\n"
     "S: +OK\n"
     "C: QUIT\n"
     "S: +OK\n"
     "@ close by=client how=fin\n"
     "\n"
     "@2 connect host=127.0.0.2 port=110 tls=none\n"
     "S2: +OK\n",                                                                               NULL                   },
};

/* Captures and Dovecot's logs that are not whole. */
static const struct row partial[] = {
  /* octets under TLS are none of POP3 */
    {"tshark",
     "Follow: tcp,raw\nNode 0: 127.0.0.1:4000\nNode 1: 127.0.0.1:110\n"
     "\t2b4f4b0d0a\n53544c530d0a\n\t2b4f4b0d0a\n1603010005010000010a\n"
     "\t16030300050200000100\n0d0a\n===\n",                                        NULL,
     "@ connect host=127.0.0.1 port=110 tls=none\n"
     "S: +OK\nC: STLS\nS: +OK\n"
     "@ tls start\n"
     "@ tls ok\n"
     "@ note typed=unknown\n",                      "cannot be read; the transcript ends there"},
    {"tshark",
     "Follow: tcp,raw\nNode 0: 127.0.0.1:4000\nNode 1: 127.0.0.1:995\n"
     "1603010005010000010a\n\t16030300050200000100\n===\n"
     "Follow: tcp,raw\nNode 0: 127.0.0.1:4000\nNode 1: 127.0.0.2:110\n"
     "\t2b4f4b0d0a\n===\n",                                                        NULL,
     "@ connect host=127.0.0.2 port=110 tls=none\n"
     "S: +OK\n",                                    "a session under TLS cannot be read"       },
 /* the client's octets come first, or data */
    {"tshark",
     "Follow: tcp,raw\nNode 0: 127.0.0.1:4000\nNode 1: [::1]:110\n"
     "535441540d0a\n\t2b4f4b203120350d0a\n===\n",                                  NULL,
     "@ connect host=::1 port=110 tls=none\n"
     "@ note typed=unknown\n"
     "S: +OK\nC: STAT\nS: +OK 1 \\{:octets=5}\n",   "in the middle of a session"               },
    {"tshark",
     "Follow: tcp,raw\nNode 0: 127.0.0.1:110\nNode 1: 127.0.0.1:4000\n"
     "2e0d0a\n\t515549540d0a\n2b4f4b0d0a\n===\n",                                  NULL,
     "@ connect host=127.0.0.1 port=110 tls=none\n"
     "@ note typed=unknown\n"
     "S: +OK\nS: .\nC: QUIT\nS: +OK\n",             "in the middle of a session"               },
 /* examples of RFCs: a beginning that is not there, a direction of several
  * lines, something left out, two examples */
    {"rfc",
     "  C: TOP 1 10\n  S: +OK\n  S: <the server sends the headers of the\n"
     "     message, S: and ten lines>\n  S: .\n  C: NOOP\n  S: +OK\n",             NULL,
     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "@ note typed=unknown\n"
     "S: +OK\nC: TOP 1 10\nS: +OK\n@ body lines=0 octets=0\nS: .\nC: NOOP\n"
     "S: +OK\n",                                    "begins in the middle"                     },
    {"rfc",
     "S: +OK hi\nC: STLS\nS: +OK\n   <TLS negotiation>\n  ...\nC: NOOP\n"
     "S: +OK\n",                                                                   NULL,
     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "S: +OK hi\nC: STLS\nS: +OK\n@ tls start\n@ tls ok\n"
     "@ note typed=unknown\n"
     "C: NOOP\nS: +OK\n",                           "stands for what is left out"              },
    {"rfc",     "S: +OK hi\nC: CAPA\nS: -ERR\n\nS: +OK again\nC: CAPA\nS: -ERR\n",
     NULL,                                                                               "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "S: +OK hi\nC: CAPA\nS: -ERR\n"
     "@ note typed=unknown\n"
     "S: +OK again\nC: CAPA\nS: -ERR\n",  "none is due"                              },
 /* without an empty line it is the server's doing, and judged */
    {"rfc",     "S: +OK hi\nC: CAPA\nS: -ERR\nS: +OK again\n  <and so on>\n",      NULL,
     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "S: +OK hi\nC: CAPA\nS: -ERR\nS: +OK again\n", "says nothing of the session"              },
 /* the first reply is perhaps no greeting */
    {"rfc",     "S: +OK Logged in.\nC: STAT\nS: +OK 1 5\n",                        NULL,
     "@ connect tls=none\n"
     "@ note crlf=assumed\n"
     "@ note security=unknown\n"
     "S: +OK Logged in.\n"
     "@ note typed=unknown\n"
     "C: STAT\nS: +OK 1 \\{:octets=5}\n",           "may begin in the middle"                  },
    {"mailkit",
     "Connected to pop3://h:110/\n2024-01-02T10:11:12Z S: +OK hi\n"
     "2024-01-02T10:11:12Z C: NOOP\n2024-01-02T10:11:13Z S: -ERR\n"
     "2024-01-02T10:11:12Z C: STLS\n2024-01-02T10:11:13Z S: +OK\n"
     "2024-01-02T10:11:12Z C: NOOP\n2024-01-02T10:11:13Z S: -ERR\n",               NULL,
     "@ connect host=h port=110 tls=none\n"
     "@ note crlf=assumed\n"
     "S: +OK hi\nC: NOOP\nS: -ERR\nC: STLS\nS: +OK\n@ tls start\n@ tls ok\n"
     "C: NOOP\nS: -ERR\n",                          "TLS must have begun"                      },
 /* the files of a pair the wrong way round */
    {"rawlog",  "1.000000 +OK Logged in.\r\n1.000002 +OK\r\n",
     "1.000001 QUIT\r\n",                                                                "@ connect tls=none\n"
     "@ note security=unknown\n"
     "@ note greeting=assumed\n"
     "@ note login=assumed\n"
     "S: +OK\nC: USER user\nS: +OK\nC: PASS \\{!pass}\nS: +OK Logged in.\n"
     "C: QUIT\nS: +OK\n",  "taken for the second"                     },
};

/* "+OK", NOOP, "+OK"; the server is the second node. */
Test(import, a_terminal_makes_blanks_of_the_tab_of_tshark)
{
    static const char *const logs[] = {
        "Node 0: h:4000\nNode 1: h:110\n\t2b4f4b0d0a\n4e4f4f500d0a\n"
        "\t2b4f4b0d0a\n",
        "Node 0: h:4000\nNode 1: h:110\n        2b4f4b0d0a  \n4e4f4f500d0a\n"
        "        2b4f4b0d0a\n",
        "  Node 0: h:4000\n  Node 1: h:110\n   2b4f4b0d0a\n  4e4f4f500d0a\n"
        "\n   2b4f4b0d0a\n",
        "\t\t2b4f4b0d0a\n\t4e4f4f500d0a\n\t\t2b4f4b0d0a\n",
    };
    struct imported x;

    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        x = import("tshark", span_of(logs[i]), (struct span){0});
        cr_expect(x.ok, "log %zu: %s", i, x.err.what);
        cr_expect(strstr(session_of(&x), "\nS: +OK\nC: NOOP\nS: +OK\n") != NULL,
                  "log %zu: %s", i, session_of(&x));
        imported_done(&x);
    }
    x = import("tshark", SPAN("2b4f4b0d0a\n4e4f4f500d0a\n2b4f4b0d0a\n"),
               (struct span){0});
    cr_expect(not(x.ok));
    cr_expect(strstr(x.err.what, "the TAB in front") != NULL, "%s", x.err.what);
    imported_done(&x);
    /* one side alone says both */
    x = import("tshark", SPAN("2b4f4b0d0a\n"), (struct span){0});
    cr_expect(x.ok, "%s", x.err.what);
    imported_done(&x);
}

/* A log of fetchmail, in which "@" stands for what is in front of a line. */
static const char through_syslog[] =
    "@Trying to connect to 127.0.0.1/110...connected.\n@POP3< +OK hi\n"
    "@POP3> CAPA\n@POP3< +OK\n"
    "@POP3< SASL PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256\n"
    "@POP3< OAUTHBEARER\n@POP3< .\n"
    "Nov 26 10:00:00 vm dovecot: pop3-login: Disconnected\n"
    "@POP3> PASS SeCrEt\n@POP3< +OK\n";

Test(import, fetchmail_is_read_through_syslog)
{
    static const char *const fronts[] = {
        "fetchmail: ",
        "fetchmail[12]: ",
        "Nov  6 10:00:00 vm fetchmail[12]: ",
        "Nov 26 10:00:00 fetchmail fetchmail[12]: ",
        "Nov 26 10:00:00 vm fetchmail[12]: fetchmail: ",
        "2026-11-26T10:00:00.123456+01:00 vm fetchmail[12]: ",
        "2026-11-26T10:00:00+0000 vm fetchmail.service[12]: ",
        "Thu 2026-11-26 10:00:00 UTC vm fetchmail@joe.service[12]: ",
        "[   12.345678] vm fetchmail[12]: ",
    };

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        struct buf log = {0};

        for (const char *c = through_syslog; *c; c++)
            if (*c == '@')
                buf_add_text(&log, fronts[i]);
            else
                buf_add_char(&log, *c);
        struct imported x =
            import("fetchmail", buf_span(&log), (struct span){0});
        const struct import_format *like = import_guess(buf_span(&log));

        cr_expect(x.ok, "%s: %s", fronts[i], x.err.what);
        cr_expect(eq(str, (char *)session_of(&x),
                     "@ connect host=127.0.0.1 port=110 tls=none\n"
                     "@ note crlf=assumed\nS: +OK hi\nC: CAPA\nS: +OK\n"
                     "S: SASL PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 "
                     "SCRAM-SHA-256 OAUTHBEARER\nS: .\n"
                     "C: PASS \\{!pass}\nS: +OK\n"),
                  "%s", fronts[i]);
        cr_expect(like && !strcmp(like->name, "fetchmail"), "%s", fronts[i]);
        imported_done(&x);
        buf_done(&log);
    }
}

Test(import, fetchmail_cuts_no_line_but_of_capa)
{
    static const char x63[] =
        "1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    struct buf log = {0};
    struct imported x;

    buf_add_format(&log,
                   "POP3< +OK\nPOP3> UIDL\nPOP3< +OK\nPOP3< %s\nPOP3< 2 y\n"
                   "POP3< .\nPOP3> CAPA\nPOP3< +OK\nPOP3< %s longer\n"
                   "POP3< TOP\nPOP3< .\n",
                   x63, x63);
    x = import("fetchmail", buf_span(&log), (struct span){0});
    cr_expect(x.ok, "%s", x.err.what);
    cr_expect(strstr(session_of(&x), "x}\nS: 2 \\{:uid=y}\nS: .\n") != NULL,
              "%s", session_of(&x));
    cr_expect(strstr(session_of(&x), "x longer\nS: TOP\nS: .\n") != NULL, "%s",
              session_of(&x));
    imported_done(&x);
    buf_done(&log);
}

Test(import, a_process_of_fetchmail_is_a_connection)
{
    struct imported x = import("fetchmail",
                               SPAN("vm fetchmail[1]: POP3< +OK hi\n"
                                    "vm fetchmail[1]: POP3> QUIT\n"
                                    "vm fetchmail[2]: POP3< +OK ho\n"
                                    "vm fetchmail[2]: POP3> CAPA\n"
                                    "vm fetchmail[2]: POP3<\n"),
                               (struct span){0});

    cr_expect(x.ok, "%s", x.err.what);
    cr_expect(eq(str, (char *)session_of(&x),
                 "@ connect tls=none\n@ note crlf=assumed\nS: +OK hi\nC: QUIT\n"
                 "@ close by=client how=fin\n\n@2 connect tls=none\n"
                 "@2 note crlf=assumed\nS2: +OK ho\nC2: CAPA\nS2:\n"));
    imported_done(&x);
    x = import("fetchmail",
               SPAN("vm fetchmail[1]: POP3< +OK hi\n"
                    "vm fetchmail[2]: POP3< +OK ho\n"
                    "vm fetchmail[1]: POP3> NOOP\n"
                    "vm fetchmail[2]: POP3> QUIT\n"),
               (struct span){0});
    cr_expect(not(x.ok));
    cr_expect(
        span_starts(span_of(x.err.what), SPAN("log:3: two processes speak")),
        "%s", x.err.what);
    imported_done(&x);
}

Test(import, what_a_log_has_not_from_its_beginning_or_to_its_end_is_told)
{
    for (size_t i = 0; i < sizeof partial / sizeof *partial; i++) {
        const struct row *row = &partial[i];
        struct imported x =
            import(row->format, span_of(row->text), span_of(row->other));

        cr_expect(x.ok, "row %zu: %s", i, x.err.what);
        cr_expect(eq(str, (char *)session_of(&x), (char *)row->session));
        cr_expect(strstr(buf_text(&x.guesses), row->guess) != NULL,
                  "row %zu: %s", i, buf_text(&x.guesses));
        if (!row->other)
            cr_expect(import_guess(span_of(row->text)) ==
                          import_find(span_of(row->format)),
                      "row %zu", i);
        imported_done(&x);
    }
}

Test(import, every_kind_of_log_becomes_a_session)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct imported x = import(rows[i].format, span_of(rows[i].text),
                                   span_of(rows[i].other));

        cr_expect(x.ok, "%s: %s", rows[i].format, x.err.what);
        cr_expect(eq(str, (char *)session_of(&x), (char *)rows[i].session));
        cr_expect(eq(int, x.guesses.len != 0, rows[i].guess != NULL), "%s: %s",
                  rows[i].format, buf_text(&x.guesses));
        if (rows[i].guess)
            cr_expect(strstr(buf_text(&x.guesses), rows[i].guess) != NULL,
                      "%s: %s", rows[i].format, buf_text(&x.guesses));
        imported_done(&x);
    }
}

Test(import, a_paste_says_what_it_cannot_tell)
{
    for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
        const struct paste_row *row = &pastes[i];
        struct imported x =
            import(row->format, span_of(row->text), (struct span){0});
        const struct import_format *like = import_guess(span_of(row->text));

        cr_expect(x.ok, "paste %zu: %s", i, x.err.what);
        cr_expect(eq(str, (char *)session_of(&x), (char *)row->session));
        cr_expect(strstr(buf_text(&x.guesses), row->guess) != NULL,
                  "paste %zu: %s", i, buf_text(&x.guesses));
        cr_expect(strstr(buf_text(&x.text), "SeCrEt") == NULL, "paste %zu", i);
        cr_expect(like && !strcmp(like->name, row->format), "paste %zu", i);
        imported_done(&x);
    }
}

/* Responses to challenges whose AUTH is not in the log. U2VDckV0 is SeCrEt. */
Test(import, a_response_without_its_auth_is_left_out)
{
    static const struct {
        const char *format, *text;
    } logs[] = {
        {"telnet",  "+OK hi\n+ \nU2VDckV0\n+OK\nNOOP\n+OK\n"                             },
        {"telnet",  "+OK hi\n+ \nAGpvZQBTZUNyRXQ=\n+OK\nNOOP\n+OK\n"                     },
        {"telnet",  "+ VXNlcg==\nam9l\n+ UGFzcw==\nU2VDckV0\n+OK\nNOOP\n+OK\n"           },
        {"telnet",  "U2VDckV0\n+OK\nNOOP\n+OK\n"                                         },
        {"openssl", "verify return:1\n+OK hi <1\n+ \nSeCrEt\n+OK\nNOOP\n+OK\n"           },
        {"rfc",     "S: +OK hi\nS: +\nC: U2VDckV0\nS: +OK\nC: NOOP\nS: +OK\n"            },
        {"rfc",     "S: + VXNlcg==\nC: U2VDckV0\nS: +OK\nC: NOOP\nS: +OK\n"              },
        {"rfc",     "C: U2VDckV0\nS: +OK\nC: NOOP\nS: +OK\n"                             },
        {"mpop",    "<-- + \n--> U2VDckV0\n<-- +OK\n--> NOOP\n<-- +OK\n"                 },
        {"tshark",  "Node 0: h:4000\nNode 1: h:110\n\t2b200d0a\n"
                   "55325644636b56300d0a\n\t2b4f4b0d0a\n4e4f4f500d0a\n"},
        {"tshark",  "Node 0: h:4000\nNode 1: h:110\n55325644636b56300d0a\n"              },
    };

    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        struct imported x =
            import(logs[i].format, span_of(logs[i].text), (struct span){0});
        const char *text = buf_text(&x.text);

        cr_expect(x.ok, "log %zu: %s", i, x.err.what);
        cr_expect(strstr(text, "typed=unknown") != NULL, "log %zu", i);
        bool leaks = strstr(text, "U2VD") || strstr(text, "ZUNyRXQ") ||
                     strstr(text, "SeCrEt");
        cr_expect(eq(int, leaks, false), "log %zu: %s", i, text);
        imported_done(&x);
    }
}

Test(import, no_format_is_without_a_log)
{
    for (size_t i = 0; i < imports_count; i++) {
        bool found = false;

        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            found = found || !strcmp(rows[k].format, imports[i].name);
        cr_expect(found, "%s", imports[i].name);
        cr_expect(import_find(span_of(imports[i].name)) == &imports[i]);
        cr_expect(imports[i].help && *imports[i].help);
    }
    cr_expect(import_find(SPAN("curly")) == NULL);
}

Test(import, a_log_is_recognised)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct import_format *like = import_guess(span_of(rows[i].text));

        if (rows[i].other || !strcmp(rows[i].format, "pcap"))
            continue; /* half of a pair, and no capture */
        cr_expect(like && !strcmp(like->name, rows[i].format), "%s is like %s",
                  rows[i].format, like ? like->name : "nothing");
    }
    cr_expect(import_guess(SPAN("nothing of the kind\n")) == NULL);
    cr_expect(import_guess(SPAN("")) == NULL);
}

Test(import, a_capture_is_recognised_by_its_magic)
{
    static const char magic[][6] = {
        {'\xD4', '\xC3', '\xB2', '\xA1'},
        {'\xA1', '\xB2', '\xC3', '\xD4'},
        {'\x4D', '\x3C', '\xB2', '\xA1'},
        {'\xA1', '\xB2', '\x3C', '\x4D'},
        {'\x0A', '\x0D', '\x0D', '\x0A'}
    };

    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++) {
        const struct import_format *like =
            import_guess((struct span){magic[i], sizeof magic[i]});

        cr_expect(like && like->packets, "magic %zu", i);
    }
}

Test(import, what_comes_out_reads_and_holds_no_secret)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct imported x = import(rows[i].format, span_of(rows[i].text),
                                   span_of(rows[i].other));
        struct transcript t;
        struct error err = {0};
        bool assumed = strstr(buf_text(&x.text), "crlf=assumed") != NULL;

        cr_expect(transcript_read(&t, buf_span(&x.text), "t", &err), "%s: %s",
                  rows[i].format, err.what);
        cr_expect(strstr(buf_text(&x.text), "SeCrEt") == NULL, "%s",
                  rows[i].format);
        cr_expect(strstr(buf_text(&x.text), "c4c9334b") == NULL, "%s",
                  rows[i].format);
        cr_expect(
            eq(int, assumed, import_find(span_of(rows[i].format))->ends_lost),
            "%s", rows[i].format);
        transcript_done(&t);
        imported_done(&x);
    }
}

Test(import, what_is_none_is_refused_with_its_place)
{
    static const struct {
        const char *format, *text, *want;
    } bad[] = {
        {"curl",      "nothing\n",    "log"             },
        {"mailkit",   "",             "log"             },
        {"fetchmail", "POP3 < x\n",   "log"             },
        {"rfc",       "no lines\n",   "log"             },
        {"openssl",   "CONNECTED\n",  "log"             },
        {"telnet",    "Trying\n",     "log"             },
        {"poplib",    "*put* b'x\n",  "log:1: a literal"},
        {"perl",      ">>> x\n",      "log"             },
        {"rawlog",    "x\n",          "log"             },
        {"tshark",    "2b4f4b\nxy\n", "log:2:"          },
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct imported x =
            import(bad[i].format, span_of(bad[i].text), (struct span){0});

        cr_expect(not(x.ok), "%s", bad[i].format);
        cr_expect(eq(int, x.err.code, ERROR_INPUT), "%s", bad[i].format);
        cr_expect(span_starts(span_of(x.err.what), span_of(bad[i].want)),
                  "%s: %s", bad[i].format, x.err.what);
        imported_done(&x);
    }
}

Test(import, any_part_of_a_log_ends)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t n = 0; n < strlen(rows[i].text); n += 7)
            for (size_t k = 0; k < imports_count; k++) {
                struct imported x = import(imports[k].name,
                                           span_first(span_of(rows[i].text), n),
                                           span_of(rows[i].other));
                struct transcript t;
                struct error err = {0};

                if (x.ok) {
                    cr_expect(transcript_read(&t, buf_span(&x.text), "t", &err),
                              "%s as %s, %zu octets: %s", rows[i].format,
                              imports[k].name, n, err.what);
                    transcript_done(&t);
                }
                imported_done(&x);
            }
}

/* A password is known behind what told it, and the log is named after it. */
Test(import, no_secret_is_left_in_what_came_before_it)
{
    static const char log[] =
        "S: +OK hi hunter2secret\nC: USER joe\nS: +OK\n"
        "C: FOO hunter2secret\nS: -ERR aHVudGVyMnNlY3JldA==\n"
        "C: PASS hunter2secret\nS: +OK\nC: QUIT\nS: +OK\n";
    struct imported x = {0};
    const struct import_options how = {.name = "of-hunter2secret.log",
                                       .tool = "t",
                                       .write = take_text,
                                       .ctx = &x};

    x.ok = import_run(import_find(SPAN("rfc")), span_of(log), SPAN(""), &how,
                      &x.err);
    cr_assert(x.ok);
    cr_expect(strstr(buf_text(&x.text),
                     "\nTitle: imported from of-****.log\n") != NULL);
    cr_expect(strstr(buf_text(&x.text), "S: +OK hi \\{:any=****}\n") != NULL);
    cr_expect(strstr(buf_text(&x.text), "C: FOO \\{!pass}\n") != NULL);
    cr_expect(strstr(buf_text(&x.text), "S: -ERR \\{:any=****}") != NULL);
    imported_done(&x);
}

/* Where not all of them can be looked for, there is no transcript. */
Test(import, many_passwords_are_told)
{
    static const unsigned counts[] = {8, 9, 130};

    for (size_t i = 0; i < 3; i++) {
        struct buf log = {0};
        struct imported x;

        buf_add_text(&log, "S: +OK\n");
        for (unsigned n = 0; n < counts[i]; n++)
            buf_add_format(&log, "C: PASS word%usecret\nS: -ERR\n", n);
        x = import("rfc", buf_span(&log), SPAN(""));
        cr_expect(eq(int, x.ok, counts[i] < 100));
        cr_expect(eq(int,
                     strstr(buf_text(&x.guesses), "names 8 passwords") != NULL,
                     counts[i] == 9));
        cr_expect(strstr(buf_text(&x.text), "secret\n") == NULL);
        imported_done(&x);
        buf_done(&log);
    }
}

/* What a trace of curl shows is what was said: CRLF where the offsets leave
 * room for it, also within a dump, and LF alone where they do not. */
static const struct {
    const char *text, *session;
} traces[] = {
    {"== Info: Connected to h (192.0.2.1) port 110 (#0)\n"
     "<= Recv header, 8 bytes (0x8)\n0000: +OK hi\n"
     "=> Send header, 6 bytes (0x6)\n0000: NOOP\n"
     "<= Recv header, 4 bytes (0x4)\n0000: +OK.\n",                         "@ connect host=h address=192.0.2.1 port=110 tls=none\n"
     "S: +OK hi\nC: NOOP\nS: +OK\\n\\;\n"                                      },
    {"12:00:00.123456 [0-0] <= Recv header, 77 bytes (0x4d)\n"
     "0000: +OK ready, and glad to have you here, whoever you are and "
     "whatev\n0040: er you want\n",                                         "S: +OK ready, and glad to have you here, whoever you are and whatever "
     "you want\n"                                                                              },
    {"<= Recv header, 5 bytes (0x5)\n0000: 2b 4f 4b 0d 0a             "
     "                     +OK..\n"
     "=> Send header, 17 bytes (0x11)\n"
     "0000: 54 4f 50 20 31 20 ff 0d 0a 4e 4f 4f 50 20 31 0d TOP 1 ...NOOP 1.\n"
     "0010: 0a                                              .\n"
     "<= Recv header, 7 bytes (0x7)\n0000: 2d 45 52 52 20 2e 0a -ERR ..\n", "S: +OK\nC: TOP 1 \\xFF\nC: NOOP 1\nS: -ERR .\\n\\;\n"},
 /* data is no session, and lines that are missing are not made up */
    {"<= Recv header, 5 bytes (0x5)\n0000: +OK\n"
     "<= Recv SSL data, 5 bytes (0x5)\n0000: +OK\n"
     "<= Recv data, 5 bytes (0x5)\n0000: -ERR\n"
     "=> Send header, 100 bytes (0x64)\n0040: NOOP\n"
     "=> Send header, 6 bytes (0x6)\n0000: QUIT\n",                         "S: +OK\nC: QUIT\n"                                   },
};

Test(import, traces_of_curl_have_their_line_ends)
{
    for (size_t i = 0; i < sizeof traces / sizeof *traces; i++) {
        struct imported x =
            import("curl-trace", span_of(traces[i].text), (struct span){0});

        cr_assert(x.ok, "%zu: %s", i, x.err.what);
        cr_expect(strstr(session_of(&x), traces[i].session) != NULL, "%zu: %s",
                  i, session_of(&x));
        imported_done(&x);
    }
}
