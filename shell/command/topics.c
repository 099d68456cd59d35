/* topics.c - the table of terms. */
#include <config.h>

#include "shell/command/topics.h"

#include "net/base/named.h"

/* A row is a paragraph, and a new one moves no other. */
/* clang-format off */
const struct topic topics[] = {
    {"apop-timestamp", "1939 section 7",
     "Text in angle brackets at the end of the greeting, new for each "
     "session. APOP sends the MD5 of it and the password instead of the "
     "password.",
     "S: +OK POP3 ready <1896.697170952@mail.example.org>\n"
     "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
     "S: +OK\n"},
    {"authorization", "1939 section 4",
     "The state after the greeting: the client says who it is, by USER "
     "and PASS, APOP or AUTH. CAPA, STLS, LANG, UTF8 and QUIT work too.",
     "S: +OK ready\n"
     "C: STAT\n"
     "S: -ERR log in first\n"
     "C: USER mrose\n"
     "S: +OK\n"},
    {"autologout", "1939 section 3",
     "A server may close a session that is idle; 10 minutes is the least"
     " it must wait. It then removes nothing. \\keepalive prevents it.",
     "C: STAT\n"
     "S: +OK 2 320\n"
     "   ... ten minutes of silence ...\n"
     "S: -ERR autologout\n"},
    {"base64", "4648 section 4",
     "Octets written with 64 letters, digits and signs, so that they "
     "pass as a line of text. It hides nothing: who sees it can read it."
     " \\b64 writes it.",
     "C: AUTH PLAIN\n"
     "S: + \n"
     "C: AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n"
     "S: +OK\n"},
    {"byte-stuffing", "1939 section 3",
     "A line of a message that begins with a dot gets a second one on "
     "its way, so that no line of it looks like the end. The client "
     "takes it off.",
     "C: RETR 1\n"
     "S: +OK\n"
     "S: Subject: dots\n"
     "S: \n"
     "S: ..profile begins with a dot\n"
     "S: .\n"},
    {"capability", "2449 section 3",
     "Something a server can do beyond the least; CAPA lists them. The "
     "list may change after STLS and after login.",
     "C: CAPA\n"
     "S: +OK\n"
     "S: TOP\n"
     "S: UIDL\n"
     "S: .\n"},
    {"challenge", "5034 section 4",
     "What the server sends inside AUTH: \"+\", a blank, and base64. \"*\" "
     "instead of a response ends the exchange.",
     "C: AUTH CRAM-MD5\n"
     "S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
     "C: *\n"
     "S: -ERR given up\n"},
    {"channel-binding", "5929 section 1",
     "Ties a login to the TLS channel it is made in, so that nobody in "
     "between can pass it on. The mechanisms that end in -PLUS do it.",
     "C: AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIsLG49...\n"},
    {"cleartext", "8314 section 3",
     "Without TLS, whoever carries the octets can read them, a password "
     "too. pop3s:// begins with TLS, pop3+stls:// changes to it; "
     "--allow-cleartext does without.",
     "C: STLS\n"
     "S: +OK begin TLS\n"},
    {"crlf", "1939 section 3",
     "CR LF, the octets 13 and 10, end every line. A line that ends in "
     "LF alone leaves strict peers waiting.",
     "C: NOOP\\r\\n\n"
     "S: +OK\\r\\n\n"},
    {"deletion", "1939 section 5",
     "DELE marks a message; it stays until QUIT, and RSET takes the "
     "marks away. A connection that is lost removes nothing.",
     "C: DELE 1\n"
     "S: +OK marked\n"
     "C: RSET\n"
     "S: +OK nothing is marked\n"},
    {"dot-stuffing", "1939 section 3",
     "Another word for byte-stuffing: the dot at the front of a line is "
     "doubled on its way, so that no line of a message looks like its "
     "end.",
     "C: RETR 1\n"
     "S: +OK\n"
     "S: Subject: a line with a dot alone\n"
     "S: \n"
     "S: ..\n"
     "S: .\n"},
    {"drop-listing", "1939 section 5",
     "What STAT answers: +OK, the number of messages, their octets in "
     "all.",
     "C: STAT\n"
     "S: +OK 2 320\n"},
    {"greeting", "1939 section 4",
     "The server's first line, before anything was asked.",
     "S: +OK POP3 server ready\n"},
    {"initial-response", "5034 section 4",
     "The first SASL response on the AUTH line itself. Some servers want"
     " it behind their \"+ \" instead; \"=\" stands for an empty one.",
     "C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n"
     "S: +OK\n"
     "   or in two steps:\n"
     "C: AUTH PLAIN\n"
     "S: + \n"
     "C: AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n"
     "S: +OK\n"},
    {"keyword", "1939 section 3",
     "The first word of a command, three or four letters in any case; "
     "its arguments follow behind single blanks.",
     "C: retr 1\n"
     "S: +OK\n"},
    {"lock", "1939 section 4",
     "A login takes the maildrop for itself until the session ends; a "
     "second one is refused, with [IN-USE] where the server has response"
     " codes.",
     "C: PASS secret\n"
     "S: -ERR [IN-USE] maildrop is locked by another session\n"},
    {"maildrop", "1939 section 3",
     "The mailbox as a session sees it: locked while it lasts, and the "
     "same messages under the same numbers to its end.",
     "C: PASS secret\n"
     "S: -ERR [IN-USE] maildrop is locked by another session\n"},
    {"message-number", "1939 section 4",
     "From 1, in the order of the maildrop; good for this session only. "
     "A unique-id lasts longer.",
     "C: LIST\n"
     "S: +OK\n"
     "S: 1 120\n"
     "S: 2 200\n"
     "S: .\n"
     "C: RETR 2\n"},
    {"multi-line", "1939 section 3",
     "A reply of several lines: +OK, the lines, and a line with a dot "
     "alone.",
     "C: UIDL\n"
     "S: +OK\n"
     "S: 1 whqtswO00WBw418f9t5JxYwZ\n"
     "S: .\n"},
    {"octet", "1939 section 11",
     "Eight bits. Sizes count them, with line ends as CR LF, without the"
     " dots that stuffing adds.",
     "C: LIST 1\n"
     "S: +OK 1 6\n"
     "C: RETR 1\n"
     "S: +OK\n"
     "S: \n"
     "S: Hi\n"
     "S: .\n"},
    {"pipelining", "2449 section 6.6",
     "Sending commands without waiting for each reply. Allowed where "
     "CAPA says PIPELINING; --pipeline does it.",
     "C: STAT\n"
     "C: LIST\n"
     "C: NOOP\n"
     "S: +OK 1 120\n"
     "S: +OK\n"
     "S: 1 120\n"
     "S: .\n"
     "S: +OK\n"},
    {"port", "8314 section 3.3",
     "110 begins in clear, where STLS may change to TLS; 995 begins with"
     " TLS.",
     "> \\connect pop3s://mail.example.org\n"
     "> \\connect pop3+stls://mail.example.org\n"},
    {"response", "5034 section 4",
     "What the client sends inside AUTH: base64 on a line of its own. An"
     " empty one is an empty line, or \"=\" on the AUTH line.",
     "C: AUTH EXTERNAL =\n"
     "S: +OK\n"},
    {"response-code", "2449 section 8",
     "A word in brackets at the front of a reply, such as [IN-USE], made"
     " for programs. CAPA says RESP-CODES where they are used.",
     "C: PASS secret\n"
     "S: -ERR [SYS/TEMP] mail store is not available\n"},
    {"sasl", "5034 section 3",
     "A frame for login methods: AUTH names a mechanism, then challenges"
     " and responses go back and forth in base64.",
     "C: AUTH LOGIN\n"
     "S: + VXNlcm5hbWU6\n"
     "C: dGlt\n"
     "S: + UGFzc3dvcmQ6\n"
     "C: dGFuc3RhYWZ0YW5zdGFhZg==\n"
     "S: +OK\n"},
    {"scan-listing", "1939 section 5",
     "A line of LIST: a message-number and its size in octets.",
     "C: LIST 2\n"
     "S: +OK 2 200\n"},
    {"state", "1939 section 3",
     "A session is in AUTHORIZATION, then in TRANSACTION, then in "
     "UPDATE. Each command is allowed in some of them.",
     "S: +OK ready            (AUTHORIZATION)\n"
     "C: PASS secret\n"
     "S: +OK                  (TRANSACTION)\n"
     "C: QUIT                 (UPDATE)\n"
     "S: +OK bye\n"},
    {"status-indicator", "1939 section 3",
     "+OK or -ERR, in capitals, at the front of a reply.",
     "C: NOOP\n"
     "S: +OK\n"
     "C: RETR 99\n"
     "S: -ERR no such message\n"},
    {"termination-octet", "1939 section 3",
     "The dot on a line of its own that ends a multi-line reply.",
     "C: TOP 1 0\n"
     "S: +OK\n"
     "S: Subject: hello\n"
     "S: \n"
     "S: .\n"},
    {"transaction", "1939 section 5",
     "The state after login: messages can be listed, read and marked "
     "deleted.",
     "C: PASS secret\n"
     "S: +OK\n"
     "C: STAT\n"
     "S: +OK 2 320\n"},
    {"uidvalidity", "1939 section 7",
     "IMAP's word; POP3 has none. Here a unique-id must stay with its "
     "message for ever and never be given to another one; a server that "
     "renumbers makes clients fetch all mail anew.",
     "C: UIDL 1\n"
     "S: +OK 1 whqtswO00WBw418f9t5JxYwZ\n"},
    {"unique-id", "1939 section 7",
     "A name of 1 to 70 printable characters that stays with a message "
     "in all sessions; UIDL lists them.",
     "C: UIDL 1\n"
     "S: +OK 1 whqtswO00WBw418f9t5JxYwZ\n"},
    {"update", "1939 section 6",
     "What QUIT begins after login: the server removes what is marked "
     "deleted. A session that ends otherwise removes nothing.",
     "C: DELE 1\n"
     "S: +OK\n"
     "C: QUIT\n"
     "S: +OK 1 message removed\n"},
};
/* clang-format on */
const size_t topics_count = sizeof topics / sizeof *topics;

const struct topic *topic_find(struct span name)
{
    return NAMED_FIND(topics, topics_count, name, name);
}
