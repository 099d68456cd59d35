/* lesson-mail.c - lessons about messages: reading, deleting, naming them. */
#include <config.h>

#include "shell/learn/lesson.h"

const struct lesson lesson_reading = {
    .title = "STAT, LIST and RETR: reading mail",
    .introduction =
        "Once logged in, a client asks what is there, and fetches it. "
        "Messages have numbers from 1 on; a number is good for this session "
        "only. Sizes are in octets; an octet is a byte of eight bits.",
    .steps =
        {
                STEP_LOGIN, {"Ask how much mail there is: STAT.",
             "Type STAT.",
             {.kind = GOAL_REPLY, .verb = VERB_STAT, .status = STATUS_OK},
             "Behind +OK stand two numbers: how many messages there are, and "
             "how many octets they have together (RFC 1939 section 5)."},
                {"Ask for the size of each message: LIST.",
             "Type LIST, without a number.",
             {.kind = GOAL_REPLY,
              .verb = VERB_LIST,
              .status = STATUS_OK,
              .flags = GOAL_BARE},
             "This reply has several lines: +OK, then a line for each message "
             "with its number and its size, and at the end a line with "
             "nothing but a dot. Every reply of several lines ends so (RFC "
             "1939 sections 3 and 5). \\last_raw shows it as it came."},
                {"Ask for one message: LIST_1.",
             "Type LIST_1.",
             {.kind = GOAL_REPLY,
              .verb = VERB_LIST,
              .status = STATUS_OK,
              .flags = GOAL_ARG},
             "With a number, the reply is one line, and no dot follows: "
             "whether a reply has one line or several depends on the command "
             "and on its argument, never on what the +OK line says (RFC 1939 "
             "section 5)."},
                {"Fetch message 1: RETR_1.",
             "Type RETR_1.",
             {.kind = GOAL_REPLY, .verb = VERB_RETR, .status = STATUS_OK},
             "The server sent the whole message: its header (From, Subject and "
             "so on), an empty line, its body; then the line with the dot. "
             "The shell shows it decoded and shortened; \\last_raw has all of "
             "it. RETR deletes nothing: the message stays in the maildrop (RFC "
             "1939 section 5)."},
                },
};

const struct lesson lesson_top = {
    .title = "TOP, and lines that begin with a dot",
    .introduction =
        "RETR sends a message whole, however big. TOP sends its header and "
        "as many lines of its body as you ask for. TOP is optional: a server "
        "that has it says so in CAPA (RFC 2449 section 6.1).",
    .steps =
        {
                STEP_LOGIN, {"Ask for the header of message 2 and no line of its body: "
             "TOP_2_0.",
             "Type TOP_2_0.",
             {.kind = GOAL_REPLY, .verb = VERB_TOP, .status = STATUS_OK},
             "You got the header, the empty line that ends it, and as many "
             "lines of the body as the second number says: with 0, none (RFC "
             "1939 section 7)."},
                {"A line with nothing but a dot ends the reply. But message 2 has "
             "such a line in its text. See how it is sent: TOP_2_20, and "
             "afterwards \\last_raw.",
             "Type TOP_2_20 (RETR_2 does, too). Then type \\last_raw to see "
             "the lines as they came.",
             {.kind = GOAL_REPLY,
              .verb = VERB_TOP,
              .other_verb = VERB_RETR,
              .status = STATUS_OK,
              .flags = GOAL_STUFFED},
             "The server puts one more dot in front of every line that begins "
             "with a dot, and the client takes it away again. So a line of "
             "the text is never a single dot on the wire, and the end is "
             "known for sure (RFC 1939 section 3). This is called "
             "byte-stuffing, or dot-stuffing. \\last_raw shows the doubled "
             "dots; the sizes in LIST do not count them (RFC 1939 section "
             "11)."},
                },
};

const struct lesson lesson_deleting = {
    .title = "DELE, RSET, QUIT and the UPDATE state",
    .introduction =
        "Deleting takes two steps, so that a broken connection costs no "
        "mail: DELE marks a message, and only QUIT removes what is marked.",
    .steps =
        {
                STEP_LOGIN, {"Mark message 1 as deleted: DELE_1.",
             "Type DELE_1.",
             {.kind = GOAL_REPLY,
              .verb = VERB_DELE,
              .status = STATUS_OK,
              .message = 1},
             "Message 1 is marked, and not yet gone: the server removes "
             "nothing before the UPDATE state (RFC 1939 section 5). The prompt "
             "counts what is marked."},
                {"Try to fetch the message that you marked: RETR_1.",
             "Type RETR_1.",
             {.kind = GOAL_REPLY,
              .verb = VERB_RETR,
              .other_verb = VERB_LIST,
              .status = STATUS_ERR,
              .message = 1},
             "A marked message cannot be used any more: every command with "
             "its number gets -ERR. The other messages keep their numbers "
             "(RFC 1939 section 5)."},
                {"Take the mark away again: RSET.",
             "Type RSET.",
             {.kind = GOAL_REPLY, .verb = VERB_RSET, .status = STATUS_OK},
             "RSET unmarks all messages (RFC 1939 section 5). Had the "
             "connection broken instead, the marks would be gone as well: a "
             "session that ends without QUIT removes nothing (RFC 1939 section "
             "6)."},
                {"Now for good: mark message 1 again.",
             "Type DELE_1.",
             {.kind = GOAL_REPLY,
              .verb = VERB_DELE,
              .status = STATUS_OK,
              .message = 1},
             "It is marked again."},
                {"Let the server remove it: QUIT.",
             "Type QUIT.",
             {.kind = GOAL_REPLY, .verb = VERB_QUIT, .status = STATUS_OK},
             "QUIT brought the session into the UPDATE state: the server "
             "removed the marked message, unlocked the maildrop and closed "
             "the connection (RFC 1939 section 6). In the next session there "
             "is one message less, and the numbers begin with 1 again: each "
             "message behind the removed one has moved up."},
                },
};

const struct lesson lesson_uidl = {
    .title = "UIDL: names that last",
    .introduction =
        "The number of a message changes from session to session. A client "
        "that leaves mail on the server needs a name that stays, to know what "
        "it has fetched before: the unique-id. UIDL is optional; a server "
        "that has it says so in CAPA (RFC 2449 section 6.8).",
    .steps =
        {
                STEP_LOGIN, {"Ask for all unique-ids: UIDL.",
             "Type UIDL, without a number.",
             {.kind = GOAL_REPLY,
              .verb = VERB_UIDL,
              .status = STATUS_OK,
              .flags = GOAL_BARE},
             "Each line has the number of a message and its unique-id: 1 to "
             "70 printable characters without a blank, chosen by the server. "
             "It stays the same in every session, and the server should never "
             "use it for another message of this maildrop (RFC 1939 section "
             "7)."},
                {"Ask for one of them: UIDL_2.",
             "Type UIDL_2.",
             {.kind = GOAL_REPLY,
              .verb = VERB_UIDL,
              .status = STATUS_OK,
              .flags = GOAL_ARG},
             "With a number, the reply is one line (RFC 1939 section 7)."},
                {"Mark message 1 as deleted, and then ask for all unique-ids "
             "again. First DELE_1.",
             "Type DELE_1.",
             {.kind = GOAL_REPLY,
              .verb = VERB_DELE,
              .status = STATUS_OK,
              .message = 1},
             "Message 1 is marked."},
                {"And now UIDL.",
             "Type UIDL.",
             {.kind = GOAL_REPLY,
              .verb = VERB_UIDL,
              .status = STATUS_OK,
              .flags = GOAL_BARE},
             "Message 1 is no longer listed, message 2 is still number 2, and "
             "its unique-id is the one it had before (RFC 1939 section 7). "
             "After QUIT it would be number 1 in the next session, with this "
             "same unique-id."},
                },
};
