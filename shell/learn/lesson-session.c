/* lesson-session.c - lessons about the session: states, capabilities, TLS,
 * login. */
#include <config.h>

#include "shell/learn/lesson.h"

const struct lesson lesson_states = {
    .title = "The greeting and the states of a session",
    .introduction =
        "In POP3 a mail program (the client) fetches mail from a server. Both "
        "send lines of text. The client sends commands, and the server "
        "answers each of them; its answer begins with +OK (yes) or -ERR "
        "(no). Here you are the client: what you type goes to the server. A "
        "line of yours is shown behind ->, a line of the server behind <-.\n"
        "The server speaks first. The line +OK above is its greeting (RFC "
        "1939 section 4). The session is in the AUTHORIZATION state now: the "
        "server wants to know who you are. The prompt shows the state.",
    .steps =
        {
                {"Ask how many messages there are, before you have logged in: "
             "type STAT.",
             "Type STAT and press Enter.",
             {.kind = GOAL_REPLY, .verb = VERB_STAT, .status = STATUS_ERR},
             "The server says no: STAT is allowed in the TRANSACTION state "
             "only, and the session is not there yet. A server must answer "
             "-ERR to a command that does not fit the state (RFC 1939 section "
             "3). Nothing else happened, and the session goes on."},
                {"Tell the server who you are: the name of the user is student, "
             "and the command is USER.",
             "Type USER_student.",
             {.kind = GOAL_REPLY, .verb = VERB_USER, .status = STATUS_OK},
             "+OK means here: now send the password. It does not prove that "
             "there is such a user; a server may say +OK to any name (RFC 1939 "
             "section 7)."},
                {"Send the password, which is pop3, with the command PASS.",
             "Type PASS_pop3. (With PASS alone, the shell asks for the "
             "password and does not show it while you type.) If the server "
             "has refused something since, begin with USER_student again.",
             {.kind = GOAL_STATE, .state = STATE_TRANSACTION},
             "The login succeeded, and the session is in the TRANSACTION "
             "state. The server has opened your maildrop, as POP3 calls a "
             "mailbox, and locked it: until this session ends no other one "
             "gets in (RFC 1939 section 4). Commands that read and delete "
             "messages are allowed now."},
                {"Try STAT once more.",
             "Type STAT.",
             {.kind = GOAL_REPLY, .verb = VERB_STAT, .status = STATUS_OK},
             "Now the answer is yes: the number of messages, and their size "
             "together (RFC 1939 section 5)."},
                {"End the session with QUIT.",
             "Type QUIT.",
             {.kind = GOAL_REPLY, .verb = VERB_QUIT, .status = STATUS_OK},
             "QUIT in the TRANSACTION state brings the UPDATE state: the "
             "server removes the messages that were marked as deleted (there "
             "were none), unlocks the maildrop, says good-bye and closes the "
             "connection (RFC 1939 section 6)."},
                },
};

const struct lesson lesson_capa = {
    .title = "CAPA: what can this server do?",
    .introduction =
        "POP3 began small, and much of it is optional. With CAPA a client "
        "asks what a server can do, instead of trying it (RFC 2449 section "
        "5).",
    .steps =
        {
                {"Ask for the capabilities: CAPA.",
             "Type CAPA.",
             {.kind = GOAL_REPLY, .verb = VERB_CAPA, .status = STATUS_OK},
             "The reply has a line for each capability, and the shell says "
             "what each means. USER, TOP and UIDL are the optional commands "
             "of those names; SASL lists ways to log in with AUTH (RFC 5034); "
             "STLS says that TLS can be begun (RFC 2595); RESP-CODES, that an "
             "error may carry a code in brackets for programs (RFC 2449 "
             "section 8); PIPELINING, that a client may send several commands "
             "without waiting for each reply (RFC 2449 section 6.6)."},
                STEP_LOGIN, {"Ask for the capabilities again, now in the TRANSACTION state, "
             "and compare.",
             "Type CAPA once more.",
             {.kind = GOAL_REPLY, .verb = VERB_CAPA, .status = STATUS_OK},
             "STLS is no longer there: TLS can be begun in the AUTHORIZATION "
             "state only (RFC 2595 section 4). Most capabilities are the same "
             "in both states; the description of each one says whether it may "
             "differ (RFC 2449 section 6). So a client that wants to know for "
             "sure asks again after the login."},
                },
};

const struct lesson lesson_stls = {
    .title = "STLS: why and how a session becomes private",
    .introduction =
        "So far every octet goes over the network as you type it. Whoever "
        "sits on the way (in a wireless network, at a provider) can read mail "
        "and password, and change what is sent. (Here all stays inside your "
        "own machine.) TLS encrypts the connection and proves who the server "
        "is. The command STLS begins it (RFC 2595 section 4).",
    .steps =
        {
                {"See whether the server offers STLS: ask CAPA.",
             "Type CAPA, and look for STLS in the list.",
             {.kind = GOAL_REPLY, .verb = VERB_CAPA, .status = STATUS_OK},
             "STLS is there. Mind that this list came in clear: somebody on "
             "the way could have taken STLS out of it. A client that was told "
             "to use TLS must therefore stop when STLS is missing, and not go "
             "on in clear."},
                {"Begin TLS.",
             "Type STLS.",
             {.kind = GOAL_TLS},
             "Behind the +OK both sides stopped speaking POP3, and the TLS "
             "handshake began. There the server showed its certificate, and "
             "the shell checked it. From here on lines are shown behind ~> and "
             "<~ instead of -> and <-. The session is still in the "
             "AUTHORIZATION state, and there is no second greeting. What the "
             "client had learnt about capabilities it must forget (RFC 2595 "
             "section 4)."},
                {"So ask for the capabilities again.",
             "Type CAPA.",
             {.kind = GOAL_REPLY, .verb = VERB_CAPA, .status = STATUS_OK},
             "This list nobody could change on the way. STLS is gone from it, "
             "since TLS is active."},
                {"Log in under TLS: USER_student, then PASS_pop3.",
             "Type USER_student, and then PASS_pop3.",
             {.kind = GOAL_STATE, .state = STATE_TRANSACTION},
             "The password went through TLS. The command \\tls shows the "
             "version, the cipher and the certificate. Better than STLS is TLS "
             "from the first octet on, on port 995: then there is nothing in "
             "clear that could be changed (RFC 8314 section 3)."},
                },
};

const struct lesson lesson_login = {
    .title = "APOP and SASL: what hides in a login",
    .introduction =
        "USER and PASS send the password as it is. There are other ways to "
        "log in. APOP is nearly as old and sends no password. AUTH is the "
        "door to many ways, called SASL mechanisms, of which PLAIN is the "
        "simplest.",
    .steps =
        {
                {"The greeting above has a text in angle brackets, < and >: a "
             "timestamp, which is another one in each session. For APOP the "
             "client joins timestamp (with its brackets) and password, and "
             "sends the MD5 digest of both. Try it with a digest that cannot "
             "be right, 32 zeros:\n"
             "APOP_student_00000000000000000000000000000000",
             "Type APOP_student_00000000000000000000000000000000 (32 zeros).",
             {.kind = GOAL_REPLY,
              .verb = VERB_APOP,
              .status = STATUS_ERR,
              .flags = GOAL_ARG},
             "The server made the digest from its own copy of the password, "
             "and yours was another one. With the right one you would be "
             "logged in, and nobody on the way would have seen the password "
             "(RFC 1939 section 7). But the server must keep every password "
             "in clear for that, and MD5 is weak (RFC 6151 section 2): today "
             "TLS does this job better. \\login_student_APOP makes the right "
             "digest for you."},
                {"Begin a login with the SASL mechanism PLAIN: AUTH_PLAIN.",
             "Type AUTH_PLAIN.",
             {.kind = GOAL_CHALLENGE},
             "The line that begins with + is neither yes nor no: it is a "
             "challenge, and the server waits for a response (RFC 5034 "
             "section 4). What follows the + is base64; here it is empty, "
             "since PLAIN needs nothing from the server. Whatever you type "
             "now is taken as the response; a single * would give up."},
                {"Send the response. For PLAIN it is a zero octet, the name, a "
             "zero octet, and the password, written in base64:\n"
             "AHN0dWRlbnQAcG9wMw==",
             "Type AHN0dWRlbnQAcG9wMw== exactly so. If the exchange has "
             "ended meanwhile, begin it again with AUTH_PLAIN.",
             {.kind = GOAL_STATE, .state = STATE_TRANSACTION},
             "You are logged in. But nothing was hidden: base64 is no cipher, "
             "only another way to write octets (RFC 4648 section 4), and this "
             "says <zero>student<zero>pop3 (RFC 4616 section 2). Anybody who "
             "sees it has the password. So PLAIN belongs under TLS (RFC 4616 "
             "section 6). Mechanisms such as SCRAM-SHA-256 never "
             "send the password at all (RFC 5802, RFC 7677)."},
                },
};
