#!/usr/bin/env python3
"""A recording replays at text when only numbers of the server have changed.

The words are those that servers use. Read there:
  gmail       sessions that people published: README of node-poplib, fetchmail -v
  exchange    fetchmail -v with outlook.office365.com
  uw          "The POP Protocol", a telnet session with ipop3d v2000
  qpopper, zimbra, hmailserver   their greetings, in vmime's source and in tests
From memory, with the name of the source file where one is known, not compared
with it: dovecot, courier and mailutils (the tests of these servers see the real
words), cyrus (pop3d.c), popa3d (pop_trans.c), and the replies of qpopper
(pop_pass.c, pop_list.c, pop_send.c), zimbra (Pop3Handler.java), hmailserver.
"""

import os
import tempfile

import harness
from harness import pop3sh
from scripted import Server

# %(n)s sizes, %(id)s and %(hex)s what names a session, %(at)s the clock
SERVERS = {
    "dovecot": {
        "": "+OK Dovecot ready. <%(hex)s.1.%(at)s@mail.example.org>",
        "PASS": "+OK Logged in.",
        "LIST": "+OK 2 messages:",
        "RETR": "+OK %(n)s octets",
    },
    "courier": {
        "": "+OK Hello there. <%(at)s@localhost.localdomain>",
        "PASS": "+OK logged in.",
        "LIST": "+OK POP3 clients that break here, they violate STD53.",
        "RETR": "+OK %(n)s octets follow.",
    },
    "mailutils": {
        "": "+OK POP3 Ready <%(at)s.%(at)s@mail.example.org>",
        "PASS": "+OK opened mailbox for joe",
        "LIST": "+OK",
        "RETR": "+OK",
    },
    "cyrus": {
        "": "+OK mail.example.org Cyrus POP3 3.6 server ready <%(at)s@mail.example.org>",
        "PASS": "+OK Mailbox locked and ready SESSIONID=<mail-%(at)s-1-%(id)s>",
        "LIST": "+OK scan listing follows",
        "RETR": "+OK Message follows",
    },
    "qpopper": {
        "": "+OK Qpopper (version 4.0.5) at mail starting.  <30396.%(at)s@mail>",
        "PASS": "+OK joe has 2 visible messages (0 hidden) in %(n)s octets.",
        "LIST": "+OK 2 visible messages (%(n)s octets)",
        "RETR": "+OK %(n)s octets",
    },
    "popa3d": {"": "+OK", "PASS": "+OK", "LIST": "+OK", "RETR": "+OK"},
    "exchange": {
        "": "+OK The Microsoft Exchange POP3 service is ready. [SABF%(id)sBSADAAMQ==]",
        "PASS": "+OK User successfully logged on.",
        "LIST": "+OK 2 %(n)s",
        "RETR": "+OK",
    },
    # the ids of two providers as people quote them, other words remembered
    "exchange online": {
        "": "+OK The Microsoft Exchange POP3 service is ready. [%(b64)s]",
        "PASS": "+OK User successfully logged on.",
        "LIST": "+OK 2 %(n)s",
        "RETR": "+OK",
    },
    "gmx": {
        "": "+OK POP server ready H migmx0%(id)s 1N7iGg-1sDq%(id)s-00zNvN",
        "PASS": "+OK mailbox \"joe\" has 2 messages (%(n)s octets) H migmx0%(id)s",
        "LIST": "+OK",
        "RETR": "+OK",
    },
    "gmail": {
        "": "+OK Gpop ready for requests from 192.0.2.1 bh7pf61%(at)spab.24",
        "PASS": "+OK Welcome.",
        "LIST": "+OK 2 messages (%(n)s bytes)",
        "RETR": "+OK message follows",
    },
    "zimbra": {
        "": "+OK mail.example.org Zimbra POP3 server ready",
        "PASS": "+OK server ready",
        "LIST": "+OK 2 messages",
        "RETR": "+OK message follows",
    },
    "hmailserver": {
        "": "+OK POP3",
        "PASS": "+OK Mailbox locked and ready",
        "LIST": "+OK 2 messages (%(n)s octets)",
        "RETR": "+OK %(n)s octets",
    },
    "uw": {
        "": "+OK POP3 mail.example.org v2000.70rh server ready",
        "PASS": "+OK Mailbox open, 2 messages",
        "LIST": "+OK Mailbox scan listing follows",
        "RETR": "+OK %(n)s octets",
    },
    # no server in particular: the unit in front of the number
    "others": {
        "": "+OK ready",
        "PASS": "+OK joe has 2 messages, octets: %(n)s",
        "LIST": "+OK 2 messages, total size %(n)s",
        "RETR": "+OK Size=%(n)s",
    },
}
FIRST = {"n": "320", "id": "7a9b", "hex": "1f0c", "at": "1732567890"}
LATER = {"n": "31274400", "id": "0Ad3", "hex": "a", "at": "1732999999"}
# UTF-16, which makes much of it "A"
FIRST["b64"] = "QwBPADEAUABSADAAMgAwADEAQwBBADAAMAAxADMA"
LATER["b64"] = "TABPADQAUABSAEQARQBRAFAAQQA="


def talker(words, numbers):
    def talk(connection):
        say = {verb: text % numbers for verb, text in words.items()}
        listing = "1 %(n)s|2 %(n)s" % numbers
        replies = {
            "USER": "+OK",
            "PASS": say["PASS"],
            "STAT": "+OK 2 %(n)s" % numbers,
            "LIST": say["LIST"] + "|" + listing + "|.",
            "UIDL": "+OK|1 a%(id)s|2 b%(id)s|." % numbers,
            "RETR": say["RETR"] + "|From: a||x|.",
            "NOOP": "+OK",
        }
        connection.send(say[""].encode() + b"\r\n")
        connection.answer(
            {
                verb.encode(): text.replace("|", "\r\n").encode() + b"\r\n"
                for verb, text in replies.items()
            }
        )

    return talk


class Wordings(harness.TestCase):
    def test_a_recording_replays_when_only_numbers_differ(self):
        commands = ["USER joe", "PASS secret", "STAT", "LIST", "UIDL", "RETR 1", "NOOP"]
        words = [word for command in commands for word in ("-c", command)]
        for name, server in SERVERS.items():
            with self.subTest(server=name), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "s.pop3t")
                with Server(talker(server, FIRST)) as running:
                    result = pop3sh(
                        *("pop3://127.0.0.1:%d" % running.port, "--record", path),
                        *("--fail-on", "never", "--allow-cleartext", *words),
                    )
                self.assertStatus(result, 0)
                for numbers in (FIRST, LATER):
                    with Server(talker(server, numbers)) as running:
                        result = pop3sh(
                            *("replay", path, "--level=text", "--to"),
                            *("127.0.0.1:%d" % running.port, "--ignore=*"),
                            env={"POP3SH_PASSWORD": "secret"},
                        )
                    self.assertStatus(result, 0)
                    self.assertSays(result.out, ": pass")


if __name__ == "__main__":
    harness.main(__file__)
