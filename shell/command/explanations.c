/* explanations.c - the table behind \explain. */
#include <config.h>

#include "shell/command/explanations.h"

#define ROW(verb, status, meaning, next)                                       \
    {                                                                          \
        EXPLAINED_VERB, VERB_##verb, STATUS_##status, meaning, next            \
    }

const struct explanation explanations[] = {
    {EXPLAINED_GREETING, VERB_COUNT, STATUS_OK,
     "The server is there and speaks POP3; the session is in AUTHORIZATION.", "CAPA tells what it can do; then log in. A <timestamp> in the greeting "
     "means that APOP may work."                       },
    {EXPLAINED_GREETING, VERB_COUNT, STATUS_ERR,
     "The server is there but serves nobody now; it may close at once.",      "Read its text and the server's log; try again later."},
    {EXPLAINED_UNKNOWN,  VERB_COUNT, STATUS_OK,
     "The server took a command that no RFC knows.",                          "Look into the server's own manual for what it did."  },
    {EXPLAINED_UNKNOWN,  VERB_COUNT, STATUS_ERR,
     "The server does not know this command, or not in this state.",          "\\h lists the commands of POP3; CAPA tells which optional ones are "
     "there."                                                   },
    ROW(USER, OK,
        "The name was taken. Many servers take any name, so that nobody can "
        "try out which exist.",
        "PASS gives the password."),
    ROW(USER, ERR,
        "This name, or login by USER and PASS at all, is not allowed here; "
        "often because there is no TLS yet.",
        "STLS first, or AUTH with a mechanism that CAPA lists."),
    ROW(PASS, OK,
        "Logged in. The maildrop is locked for this session: no other one "
        "can have it.",
        "STAT and LIST tell what is there."),
    ROW(PASS, ERR,
        "The login failed: wrong name or password, or the maildrop cannot be "
        "opened. Servers do not say which, unless they give a code.",
        "Begin again with USER. Check the name (with its domain?), whether "
        "POP3 is allowed for the account, and the server's log."),
    ROW(APOP, OK, "Logged in without the password crossing the network.",
        "STAT and LIST tell what is there."),
    ROW(APOP, ERR,
        "The digest was refused: another password or timestamp, or the "
        "server shows a timestamp but has no APOP.",
        "Try USER and PASS, or AUTH, under TLS."),
    ROW(AUTH, OK, "Logged in.", "STAT and LIST tell what is there."),
    ROW(AUTH, ERR, "The mechanism is not there, or the exchange failed.",
        "CAPA lists the mechanisms behind SASL; some servers want the "
        "mechanism alone first and the response behind their \"+ \"."),
    ROW(CAPA, OK, "The list is what the server can do in this state.",
        "Ask again after STLS and after login: the list may differ."),
    ROW(CAPA, ERR, "The server is of the time before CAPA (1998), or hides it.",
        "Try TOP, UIDL and AUTH and see; none of them is promised."),
    ROW(STLS, OK, "TLS begins; what follows is encrypted.",
        "Ask CAPA again: what came in clear may have been forged."),
    ROW(STLS, ERR,
        "The server has no TLS on this connection, or has it "
        "already.",
        "Try port 995 (pop3s://), where TLS begins at once."),
    ROW(QUIT, OK,
        "The session is over; after a login the messages marked deleted are "
        "removed now.",
        "Connect again to see what is left."),
    ROW(QUIT, ERR,
        "The server could not remove some messages that were marked; some "
        "may be gone.",
        "Connect again and compare UIDL."),
    ROW(STAT, OK,
        "The number of messages and their octets, without those "
        "marked deleted.",
        "LIST shows each; \\check compares them."),
    ROW(STAT, ERR, "There is no maildrop open, or it cannot be read.",
        "STAT needs a login."),
    ROW(LIST, OK,
        "Message-numbers with sizes. Numbers are good for this "
        "session only.",
        "TOP N 0 shows a header, RETR N the message; \\list shows both "
        "joined."),
    ROW(LIST, ERR, "There is no such message, or it is marked deleted.",
        "LIST without a number shows those there are."),
    ROW(RETR, OK,
        "The message, as it is in the maildrop, up to the lone "
        "dot.",
        "\\view shows it to read, \\save keeps it, \\last raw shows its "
        "octets."),
    ROW(RETR, ERR, "There is no such message, or it is marked deleted.",
        "LIST shows those there are; RSET takes marks away."),
    ROW(DELE, OK,
        "The message is marked. It is removed by QUIT only; a lost "
        "connection removes nothing.",
        "RSET takes the marks away, QUIT removes."),
    ROW(DELE, ERR,
        "There is no such message, or it is marked already, or "
        "the maildrop is read-only.",
        "LIST shows those there are."),
    ROW(NOOP, OK, "The server is there; its idle timer begins anew.",
        "\\keepalive SECS sends it for you, \\latency measures it."),
    ROW(NOOP, ERR, "NOOP is not allowed before login.", "Log in first."),
    ROW(RSET, OK, "No message is marked deleted any more.",
        "Nothing will be removed by QUIT now."),
    ROW(RSET, ERR, "RSET needs a login.", "Log in first."),
    ROW(TOP, OK, "The header and the first lines of the body.",
        "RETR shows all of it."),
    ROW(TOP, ERR, "There is no such message, or the server has no TOP.",
        "CAPA lists TOP where it is; TOP takes two numbers."),
    ROW(UIDL, OK,
        "Names that stay with messages across sessions; clients tell by "
        "them what is new.",
        "Connect again and compare: they must not change."),
    ROW(UIDL, ERR, "There is no such message, or the server has no UIDL.",
        "Without UIDL a client cannot leave mail on the server."),
    ROW(UTF8, OK, "Replies and messages may hold UTF-8 from now on.",
        "Log in; the mode stays for the session."),
    ROW(UTF8, ERR,
        "The server has no UTF-8 mode, or the login was before "
        "it.",
        "UTF8 comes before the login; CAPA lists it."),
    ROW(LANG, OK,
        "Texts of replies come in this language, or this is the "
        "list of languages.",
        "LANG * goes back to the server's own."),
    ROW(LANG, ERR, "The server has not this language.",
        "LANG alone lists those it has."),
};
const size_t explanations_count = sizeof explanations / sizeof *explanations;

const struct explanation *
explanation_find(bool greeting, const struct verb *verb, enum status status)
{
    enum explained what = greeting ? EXPLAINED_GREETING
                          : verb   ? EXPLAINED_VERB
                                   : EXPLAINED_UNKNOWN;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < explanations_count; i++)
            if (explanations[i].what == what &&
                explanations[i].status == status &&
                (what != EXPLAINED_VERB || explanations[i].verb == verb->id))
                return &explanations[i];
        what = EXPLAINED_UNKNOWN; /* a historic verb */
    }
    return NULL;
}
