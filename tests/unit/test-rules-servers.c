/* test-rules-servers.c - sessions as real servers hold them: no error, and the
 * notes that the catalogue expects. */
#include <config.h>

#include "tests/unit/rules-script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_servers, .timeout = 20);

static const struct real_row {
    const char *name, *script;
    const char *notes; /* ids that must be among the findings */
} reals[] = {
    {"Dovecot, whole session",
     "open tls\n" S("+OK Dovecot (Debian) ready.") C("CAPA") S("+OK") S("CAPA")
         S("TOP") S("UIDL") S("RESP-CODES") S("PIPELINING") S("AUTH-RESP-CODE")
             S("USER") S("SASL PLAIN") S(".") C("USER a") S("+OK") C("PASS b")
                 S("+OK Logged in.") C("STAT") S("+OK 1 11") C("LIST")
                     S("+OK 1 messages:") S("1 11") S(".") C("RETR 1")
                         S("+OK 11 octets") S("a: b") S("") S("..x") S(".")
                             C("NOOP") S("+OK") C("DELE 1") S(
                                 "+OK Marked to be deleted.") C("RSET") S("+OK")
                                 C("QUIT") S("+OK Logging out.") "close\n",
     "session/no-close-notify"                                                  },
    {"Dovecot, idle",
     INSIDE "+600000\n" S("-ERR Disconnected for inactivity.") "close\n",
     "session/shutdown-line"                                                    },
    {"Dovecot, idle while NOOP is on its way",
     INSIDE C("STAT")
         S("+OK 0 0") "+600000\n"
                      "S -ERR Disconnected for inactivity.\\r\\n\n" C(
                          "NOOP") "close\n",
     "session/shutdown-line"                                                    },
    {"Dovecot, too many bad commands",
     GREETED C("FOO") S("-ERR Unknown command.") C("FOO")
         S("-ERR Unknown command.") C("FOO") S("-ERR Unknown command.")
             S("-ERR Too many invalid bad commands.") "close\n",
     "session/shutdown-line"                                                    },
    {"Dovecot, login refused and idle",
     "open tls\n" S("+OK Dovecot ready.") C("USER a") S("+OK") C("PASS b")
         S("-ERR [AUTH] Authentication failed.") "+60000\n" S(
             "-ERR Disconnected for inactivity.") "close\n",
     "session/shutdown-line"                                                    },
    {"Cyrus, no APOP and then shutdown",
     "open tls\n" S("+OK h Cyrus POP3 3.6.1-Debian server ready ") C(
         "USER a") S("+OK Name is a valid mailbox") C("PASS b")
         S("+OK Mailbox locked and ready SESSIONID=<h-1-2-3>") "+700000\n" S(
             "-ERR [SYS/TEMP] server shutting down") "close\n",
     "reply/trailing-space session/shutdown-line"                               },
    {"Cyrus, QUIT with an argument",
     GREETED C("QUIT x") S("-ERR Syntax error") BYE,                        NULL},
    {"Courier, refused login",
     "open tls\n" S("+OK Hello there.") C("USER a") S("+OK Password required.")
         C("PASS b") S("-ERR Login failed.") BYE,
     NULL                                                                       },
    {"Exchange",
     "open tls\n" S("+OK The Microsoft Exchange POP3 service is ready. "
                    "[QgBMADAAUABSADAA==]") LOGIN C("STAT") S("+OK 0 0")
         C("QUIT") S("+OK Microsoft Exchange Server POP3 server signing "
                     "off.") "close\n",
     NULL                                                                       },
    {"Gmail, unknown command",
     "open tls\n" S("+OK Gpop ready for requests from 192.0.2.1 ab1mb2")
         C("UTF8") S("-ERR bad command") "close\n",
     "session/closed-after-error"                                               },
    {"popa3d, replies without text",
     "open\n" S("+OK") C("CAPA") S("-ERR") C("QUIT") S("+OK") "close\n",    NULL},
    {"a challenge and its end",
     "open tls\n" S("+OK") C("AUTH PLAIN") S("+ ") C("AGEAYg==")
         S("+OK Logged in.") C("STAT") S("+OK 0 0") BYE,
     NULL                                                                       },
    {"pipelined, slow and in order",
     INSIDE C("CAPA") S("+OK") S("PIPELINING") S("UIDL")
         S(".") "C STAT\\r\\nLIST\\r\\nQUIT\\r\\n\n" S("+OK 0 0") "+9000\n" S(
             "+OK") S(".") "+3000\n" S("+OK") "close\n",
     NULL                                                                       },
};

static void expect_notes(const struct real_row *row, const char *findings)
{
    struct span rest = span_of(row->notes), id;

    while ((id = span_take_word(&rest)).len)
        cr_expect(span_find_span(span_of(findings), id) < strlen(findings),
                  "%s: no %.*s in\n%s", row->name, (int)id.len, id.at,
                  findings);
}

/* Is there an error, or a warning of the rules that these sessions are
 * about? */
static bool has_fault(const char *findings)
{
    static const char *const faults[] = {
        "error ",         "warning reply/", "warning multi/",
        "warning state/", "warning cmd/",   "warning greeting/",
        "warning quit/",  "warning pipe/",  "warning session/",
    };

    for (struct span rest = span_of(findings); rest.len;
         rest = span_from(rest, span_find(rest, '\n') + 1))
        for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
            if (span_starts(rest, span_of(faults[i])))
                return true;
    return false;
}

Test(rules_servers, real_servers_commit_no_error)
{
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        char *got = findings_of(reals[i].script, NULL, SPLIT_RANDOM, 7);

        expect_notes(&reals[i], got);
        cr_expect(eq(int, has_fault(got), 0), "%s:\n%s", reals[i].name, got);
        free(got);
    }
}
