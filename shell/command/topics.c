/* topics.c - the table of terms. */
#include <config.h>

#include "shell/command/topics.h"

#include "net/base/named.h"

const struct topic topics[] = {
    {"apop-timestamp",    "1939 section 7",
     "Text in angle brackets at the end of the greeting, new for each session. "
     "APOP sends the MD5 of it and the password instead of the password."     },
    {"authorization",     "1939 section 4",
     "The state after the greeting: the client says who it is, by USER and "
     "PASS, APOP or AUTH. CAPA, STLS, LANG, UTF8 and QUIT work too."          },
    {"autologout",        "1939 section 3",
     "A server may close a session that is idle; 10 minutes is the least it "
     "must wait. It then removes nothing. \\keepalive prevents it."           },
    {"byte-stuffing",     "1939 section 3",
     "A line of a message that begins with a dot gets a second one on its way, "
     "so that no line of it looks like the end. The client takes it off."     },
    {"capability",        "2449 section 3",
     "Something a server can do beyond the least; CAPA lists them. The list "
     "may "
     "change after STLS and after login."                                     },
    {"crlf",              "1939 section 3",
     "CR LF, the octets 13 and 10, end every line. A line that ends in LF "
     "alone "
     "leaves strict peers waiting."                                           },
    {"drop-listing",      "1939 section 5",
     "What STAT answers: +OK, the number of messages, their octets in all."   },
    {"greeting",          "1939 section 4",
     "The server's first line, before anything was asked."                    },
    {"initial-response",  "5034 section 4",
     "The first SASL response on the AUTH line itself. Some servers want it "
     "behind their \"+ \" instead; \"=\" stands for an empty one."            },
    {"maildrop",          "1939 section 3",
     "The mailbox as a session sees it: locked while it lasts, and the same "
     "messages under the same numbers to its end."                            },
    {"message-number",    "1939 section 4",
     "From 1, in the order of the maildrop; good for this session only. A "
     "unique-id lasts longer."                                                },
    {"multi-line",        "1939 section 3",
     "A reply of several lines: +OK, the lines, and a line with a dot alone." },
    {"octet",             "1939 section 11",
     "Eight bits. Sizes count them, with line ends as CR LF, without the dots "
     "that stuffing adds."                                                    },
    {"pipelining",        "2449 section 6.6",
     "Sending commands without waiting for each reply. Allowed where CAPA says "
     "PIPELINING; --pipeline does it."                                        },
    {"response-code",     "2449 section 8",
     "A word in brackets at the front of a reply, such as [IN-USE], made for "
     "programs. CAPA says RESP-CODES where they are used."                    },
    {"sasl",              "5034 section 3",
     "A frame for login methods: AUTH names a mechanism, then challenges and "
     "responses go back and forth in base64."                                 },
    {"scan-listing",      "1939 section 5",
     "A line of LIST: a message-number and its size in octets."               },
    {"state",             "1939 section 3",
     "A session is in AUTHORIZATION, then in TRANSACTION, then in UPDATE. Each "
     "command is allowed in some of them."                                    },
    {"status-indicator",  "1939 section 3",
     "+OK or -ERR, in capitals, at the front of a reply."                     },
    {"termination-octet", "1939 section 3",
     "The dot on a line of its own that ends a multi-line reply."             },
    {"transaction",       "1939 section 5",
     "The state after login: messages can be listed, read and marked deleted."},
    {"unique-id",         "1939 section 7",
     "A name of 1 to 70 printable characters that stays with a message in all "
     "sessions; UIDL lists them."                                             },
    {"update",            "1939 section 6",
     "What QUIT begins after login: the server removes what is marked deleted. "
     "A session that ends otherwise removes nothing."                         },
};
const size_t topics_count = sizeof topics / sizeof *topics;

const struct topic *topic_find(struct span name)
{
    return NAMED_FIND(topics, topics_count, name, name);
}
