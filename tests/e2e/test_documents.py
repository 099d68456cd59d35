#!/usr/bin/env python3
"""What the documents show is what the program does.

The sessions of doc/cookbook.md are run against the server that the comment
before each describes; `test_documents.py --update` writes them anew.
"""

import contextlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom

import certificates
import harness
import scripted
import screen

COOKBOOK = os.path.join(harness.SOURCE, "doc", "cookbook.md")
PICTURE = os.path.join(harness.SOURCE, "doc", "session.svg")
SESSION = re.compile(r"<!-- server\n(.*?)\n-->\n```\n(\$ .*?)\n```", re.S)
PASSWORD = "geheim"


def octets(text):
    return text.encode().decode("unicode_escape").encode("latin-1")


class Misbehaving:
    """The server of one recipe: "* GREETING", "VERB REPLY", "VERB=ARG REPLY";
    \\r\\n divides lines; CRLFONLY waits for CR LF; TLS NAME speaks TLS at once,
    with a certificate of that name by the authority in ca.pem; IDLE closes
    behind the reply to that many lines."""

    authority = None

    def __init__(self, lines):
        self.greeting = b"+OK\r\n"
        self.replies = []
        self.strict = False
        self.certificate = None
        self.lines_most = None
        for line in lines:
            verb, _, reply = line.partition(" ")
            if verb == "*":
                self.greeting = octets(reply) + b"\r\n"
            elif verb == "TLS":
                self.certificate = self.certify(reply)
            elif verb == "IDLE":
                self.lines_most = int(reply)
            elif verb == "CRLFONLY":
                self.strict = True
            else:
                self.replies.append((verb.encode(), octets(reply)))

    def certify(self, name):
        cls = type(self)
        cls.authority = cls.authority or certificates.Authority()
        return cls.authority.issue(
            name.replace(":", "-"),
            alt="DNS:" + name.removesuffix(":expired"),
            expired=name.endswith(":expired"),
        )

    def reply(self, line):
        for verb, reply in self.replies:
            name, _, argument = verb.partition(b"=")
            words = line.upper().split(b" ")
            if argument and (words[0] != name or words[1:] != [argument.upper()]):
                continue
            if words[0] == name.upper() or (argument and words[0] == name):
                return reply
            if line.startswith(name) and len(name) > 6:
                return reply
        return b"+OK" if line.upper().startswith((b"USER", b"QUIT")) else b"-ERR unknown"

    def talk(self, connection):
        if self.certificate:
            connection.start_tls(self.certificate)
        connection.send(self.greeting)
        if self.strict:
            connection.wait()
            return
        while True:
            line = connection.line()
            if not line:
                return
            reply = self.reply(line)
            connection.send(reply + b"\r\n")
            if line.upper() == b"QUIT":
                return
            if len(connection.lines) == self.lines_most:
                # what is not read when it closes would make a reset of it
                connection.sock.settimeout(0.5)
                with contextlib.suppress(OSError):
                    connection.line()
                return
            if line.upper() == b"STLS":
                connection.sock.recv(1)
                connection.send(b"-ERR unknown\r\n")
                connection.wait()
                return


def run(comment, command):
    """What the program prints, with what differs from run to run levelled."""
    server = Misbehaving(comment.split("\n"))
    with scripted.Server(server.talk) as listening:
        words = shlex.split(command)[1:]
        words = [
            w.replace("mail.example.org", "127.0.0.1:%d" % listening.port)
            if "://" in w
            else w
            for w in words
        ]
        if server.authority:
            words = [
                server.authority.certificate if w == "ca.pem" else w for w in words
            ]
        done = subprocess.run(
            [harness.POP3SH, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=harness.environment(POP3SH_PASSWORD=PASSWORD),
            timeout=20,
            check=False,
        )
        text = done.stdout.decode("utf-8")
        port = listening.port
    for old, new in (
        ("127.0.0.1 port %d" % port, "mail.example.org port 110"),
        ("127.0.0.1:%d" % port, "mail.example.org"),
        ("127.0.0.1", "mail.example.org"),
    ):
        text = text.replace(old, new)
    text = re.sub(r"\b\d+(\.\d+)? (us|ms)\b", "1 ms", text)
    text = re.sub(r"(after|about) \d[\d.]* (s|ms|min)\b", r"\1 a while", text)
    text = re.sub(r"\d+ min \d+ s\b", "5 min 0 s", text)
    text = re.sub(r"\d+ days ago", "900 days ago", text)
    text = re.sub(r"(machine says) [-\d]+ [:\d]+", r"\1 2022-07-20 03:00", text)
    text = re.sub(r"(sha256//)[\w+/]+=", r"\1WW5sOHVqM2hHT...=", text)
    return text.rstrip("\n") + "\n[exit status %d]" % done.returncode


def sessions():
    with open(COOKBOOK, encoding="utf-8") as file:
        return SESSION.findall(file.read())


def update():
    with open(COOKBOOK, encoding="utf-8") as file:
        text = file.read()

    def anew(match):
        comment, body = match.groups()
        command = body.split("\n")[0]
        return "<!-- server\n%s\n-->\n```\n%s\n%s\n```" % (
            comment,
            command,
            run(comment, command[2:]),
        )

    with open(COOKBOOK, "w", encoding="utf-8") as file:
        file.write(SESSION.sub(anew, text))


class Cookbook(harness.TestCase):
    def test_every_session_is_what_the_program_does(self):
        for comment, body in sessions():
            command, _, shown = body.partition("\n")
            with self.subTest(command=command):
                self.assertEqual(
                    run(comment, command[2:]),
                    shown,
                    "if the program is right: test_documents.py --update",
                )

    def test_there_are_at_least_fifteen_and_each_has_its_meaning(self):
        with open(COOKBOOK, encoding="utf-8") as file:
            recipes = file.read().split("\n## ")[1:]
        self.assertGreaterEqual(len(recipes), 15)
        for recipe in recipes:
            self.assertTrue(SESSION.search(recipe), recipe)
            self.assertTrue(recipe.rsplit("```", 1)[1].strip(), recipe)

    def test_no_session_shows_a_secret(self):
        for _, body in sessions():
            self.assertNotIn(PASSWORD, body)
            shown = body.partition("\n")[2]
            self.assertNotIn("dXNlcj1qb2UB", shown)


class Picture(harness.TestCase):
    @unittest.skipIf(screen.MISSING, screen.MISSING)
    def test_it_can_be_made_anew_and_shows_the_same_keys(self):
        script = os.path.join(harness.SOURCE, "scripts", "picture")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "new.svg")
            subprocess.run(
                [sys.executable, script, harness.POP3SH, path],
                check=True,
                stdout=subprocess.DEVNULL,
                timeout=60,
            )
            new, old = self.typed(path), self.typed(PICTURE)
            self.assertLess(os.path.getsize(path), 30 << 10)
        self.assertEqual(new, old, "remake doc/session.svg by scripts/picture")

    def typed(self, path):
        """What stands behind each prompt of the picture."""
        document = xml.dom.minidom.parse(path)
        rows = []
        for node in document.getElementsByTagName("text"):
            row = "".join(
                child.data if child.nodeType == child.TEXT_NODE
                else "".join(c.data for c in child.childNodes)
                for child in node.childNodes
            )
            if "> " in row and row.startswith("pop3"):
                rows.append(row.split("> ", 1)[1].split(" ")[0])
        self.assertGreater(len(rows), 5)
        return rows

    def test_the_readme_shows_it(self):
        with open(os.path.join(harness.SOURCE, "README.md"), encoding="utf-8") as file:
            self.assertIn("(doc/session.svg)", file.read())


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        harness.main(__file__)
