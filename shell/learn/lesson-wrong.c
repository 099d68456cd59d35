/* lesson-wrong.c - lessons about what goes wrong: errors, and servers that
 * break the rules. */
#include <config.h>

#include "net/rules/rule-id.h"
#include "shell/learn/lesson.h"

const struct lesson lesson_errors = {
    .title = "Reading an error",
    .introduction =
        "-ERR means no. Behind it stands a text for people, in words that "
        "each server chooses. Sometimes a code in brackets stands in front of "
        "that text, for programs.",
    .steps =
        {
                {"Send a command that POP3 does not have, for example HELO.",
             "Type HELO.",
             {.kind = GOAL_REPLY,
              .verb = GOAL_UNKNOWN_VERB,
              .status = STATUS_ERR},
             "A server must answer -ERR to a command that it does not know "
             "(RFC 1939 section 3). Nothing else has happened, and the next "
             "command is welcome. A client goes by the first word only; the "
             "text behind it may change at any time."},
                {"Log in with a wrong password: USER_student, then PASS_wrong.",
             "Type USER_student, and then PASS_wrong.",
             {.kind = GOAL_REPLY, .verb = VERB_PASS, .status = STATUS_ERR},
             "The code [AUTH] says: name or password are wrong, so ask the "
             "user for others (RFC 3206 section 5). Without a code a client "
             "cannot tell this from [IN-USE], another session has the "
             "maildrop (RFC 2449 section 8.1.2), or from [SYS/TEMP], the "
             "server has trouble that will pass (RFC 3206 section 4); and it "
             "may throw away a password that is right. The answer came late "
             "on purpose: guessing passwords shall take time."},
                STEP_LOGIN, {"Ask for a message that does not exist: RETR_99.",
             "Type RETR_99.",
             {.kind = GOAL_REPLY,
              .verb = VERB_RETR,
              .status = STATUS_ERR,
              .message = 99},
             "There is no message 99. The reply to RETR has several lines "
             "when it succeeds, but -ERR is always a single line, and no dot "
             "follows (RFC 1939 section 3)."},
                {"Now forget the number: RETR alone.",
             "Type RETR.",
             {.kind = GOAL_REPLY,
              .verb = VERB_RETR,
              .status = STATUS_ERR,
              .flags = GOAL_BARE},
             "RETR needs a number (RFC 1939 section 5). Here the fault was "
             "yours, and the shell said so, too: it judges both sides."},
                },
};

const struct lesson lesson_faults = {
    .title = "Finding the fault: servers that lie",
    .introduction =
        "The server of this lesson breaks the rules in three places, on "
        "purpose. The shell judges every line. What breaks a rule becomes a "
        "finding: how bad it is, the name of the rule, what is wrong, and "
        "where. \\h and the name of a rule explains it.",
    .steps =
        {
                STEP_LOGIN, {"How many messages are there? STAT says one thing. Find out with "
             "LIST whether it is true.",
             "Type STAT, and then LIST.",
             {.kind = GOAL_FINDING, .rule = RULE_STAT_COUNT_VS_LIST},
             "STAT and LIST speak of the same maildrop, so the number in STAT "
             "must be the number of lines in LIST (RFC 1939 section 5). A "
             "client that believes this STAT never sees the rest of the mail. "
             "The shell remembered what STAT had said. \\check makes such "
             "comparisons for you."},
                {"The next fault is one that nobody sees on a screen. Send NOOP, "
             "which does nothing, and read the finding.",
             "Type NOOP. \\last_hex shows the octets of the reply.",
             {.kind = GOAL_FINDING, .rule = RULE_REPLY_BARE_LF},
             "Every line of POP3 ends in two octets, CR and LF (0D 0A in "
             "hexadecimal; RFC 1939 section 3). This one ended in LF alone. "
             "Some clients do not mind; others wait for a CR that never "
             "comes."},
                {"The last one is in the reply to RSET.",
             "Type RSET.",
             {.kind = GOAL_FINDING, .rule = RULE_REPLY_STATUS_UNKNOWN},
             "A reply must begin with +OK or -ERR (RFC 1939 section 3). 250 is "
             "how a server for sending mail says yes (SMTP, RFC 5321); a POP3 "
             "client cannot know what it means. \\findings lists all that was "
             "found, and pop3sh demo_--fault makes a server with the fault of "
             "your choice."},
                },
    .faults = {"reply=STAT:+OK 3 320",          "bare-lf=NOOP",                                                                "reply=RSET:250 fine"},
};
