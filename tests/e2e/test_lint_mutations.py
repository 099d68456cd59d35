#!/usr/bin/env python3
"""Recordings of real servers in which one line of the server is spoilt: lint
tells what is wrong, at its line, and no error that the spoilt line is not.

A row of MUTATIONS spoils the line `place` of the last reply to a command (0 is
the status line, -1 the final dot) and expects a finding: how many lines behind
the spoilt one it is told, its severity and its rule."""

import json
import os
import re
import tempfile

import harness
from harness import pop3sh

TRANSCRIPTS = os.path.join(harness.SOURCE, "tests", "transcripts")
RECORDINGS = ("dovecot-stls", "dovecot-implicit", "courier-plain", "courier-stls")


def swap(pattern, words):
    """The line with the first of that pattern replaced; it must be there."""

    def spoil(line):
        spoilt = re.sub(pattern, lambda match: words, line, count=1)
        assert spoilt != line, (pattern, line)
        return [spoilt]

    return spoil


def end(words):
    """The line with more behind it, before CRLF or, with \\;, in its place."""
    return lambda line: [line + words]


def is_now(*lines):
    return lambda line: list(lines)


def twice(line):
    return [line, line]


NUMBER = r"\\\{:octets=\d+\}"
UID = r"\\\{:uid=.*"
LONG = "x" * 520

# command, place, what spoils it, lines behind it, what is told, other errors
MUTATIONS = (
    ("greeting", 0, swap(r"\+OK", "+Ok"), 0, "error reply/status-case"),
    ("greeting", 0, swap(r"\+OK", "-ERR"), 0, "warning greeting/not-positive"),
    ("greeting", 0, swap(r"\+OK", "200"), 0, "error reply/status-unknown"),
    ("greeting", 0, end(LONG), 0, "error reply/line-too-long"),
    ("greeting", 0, twice, 1, "error greeting/multi-line"),
    ("greeting", 0, is_now("+OK <1@>"), 0, "warning greeting/timestamp-syntax"),
    ("CAPA", 0, swap(r"\+OK", "+ok"), 0, "error reply/status-case"),
    ("CAPA", 1, end(LONG), 0, "error capa/line-too-long"),
    ("CAPA", 1, end("\\n\\;"), 0, "error reply/bare-lf"),
    ("CAPA", 1, is_now(""), 0, "error capa/tag-syntax"),
    ("CAPA", 1, is_now("X-A \\x07"), 0, "warning reply/control-char"),
    ("STAT", 0, swap(r"\+OK", "+ok"), 0, "error reply/status-case"),
    ("STAT", 0, swap(r"\+OK", "+OK "), 0, "error stat/format"),
    ("STAT", 0, swap("8 ", "08 "), 0, "note list/leading-zero"),
    ("STAT", 0, swap("8 ", "8  "), 0, "error stat/format"),
    ("STAT", 0, swap("8 ", "9 "), 2, "error stat/count-vs-list"),
    ("STAT", 0, swap(NUMBER, "1"), 2, "note stat/size-vs-list"),
    ("STAT", 0, swap(NUMBER, "-1"), 0, "error stat/format"),
    ("STAT", 0, is_now("+OK"), 0, "error stat/format"),
    ("STAT", 0, is_now("-ERR"), 0, "warning state/not-in-transaction-after-login"),
    ("STAT", 0, end("\\n\\;"), 0, "error reply/bare-lf"),
    ("STAT", 0, twice, 1, "error reply/unsolicited"),
    ("LIST", 0, swap(r"\+OK", "+ok"), 0, "error reply/status-case"),
    ("LIST", 2, swap("2 ", "02 "), 0, "note list/leading-zero"),
    ("LIST", 2, swap(NUMBER, "0320"), 0, "note list/leading-zero"),
    ("LIST", 2, swap("2 ", "2  "), 0, "error list/format"),
    ("LIST", 2, swap("2 ", "2"), 0, "error list/format"),
    ("LIST", 2, swap(NUMBER, "many"), 0, "error list/format"),
    ("LIST", 2, end(" octets"), 0, "note list/extra-info"),
    ("LIST", 2, swap("2 ", "0 "), 0, "error list/number-zero"),
    ("LIST", 2, swap("2 ", "3 "), 1, "error list/number-duplicate"),
    ("LIST", 2, swap(NUMBER, "321"), 45, "warning retr/size-mismatch"),
    ("LIST", 2, is_now(), -2, "error list/number-gap", "stat/count-vs-list uidl/set-vs-list"),
    ("LIST", 2, lambda line: [line, ""], 1, "error multi/empty-line-in-listing"),
    ("LIST", 2, lambda line: [line, ". "], 1, "error multi/not-stuffed"),
    ("LIST", 2, twice, 1, "error list/number-duplicate", "stat/count-vs-list"),
    ("LIST", 2, end("\\n\\;"), 0, "error reply/bare-lf"),
    ("LIST", 2, end("\\r"), 0, "warning reply/cr-cr-lf"),
    ("LIST", -1, end("\\n\\;"), 0, "error multi/terminator-bare-lf"),
    ("LIST", -1, is_now(), -9, "error reply/single-for-multi"),
    ("LIST", -1, twice, 1, "error multi/data-after-terminator"),
    ("UIDL", 2, swap(UID, "u" * 71), 0, "error uidl/length"),
    ("UIDL", 2, swap(UID, ""), 0, "error uidl/length"),
    ("UIDL", 2, swap(UID, "a b"), 0, "error uidl/format"),
    ("UIDL", 2, swap(UID, "a\\x07"), 0, "error uidl/charset"),
    ("UIDL", 2, swap(UID, "\u00fc"), 0, "error uidl/charset"),
    ("UIDL", 2, swap("2 ", "1 "), 0, "error list/number-duplicate"),
    ("UIDL", 1, swap("1 ", "01 "), 0, "note list/leading-zero"),
    ("UIDL", 2, is_now(), -2, "error uidl/set-vs-list"),
    ("UIDL", -1, is_now(), -9, "error reply/single-for-multi"),
    ("TOP 1 1", 3, swap("u@", "w@"), 8, "warning top/header-differs"),
    ("TOP 1 1", 3, is_now(), 7, "warning top/header-differs"),
    ("TOP 1 1", 7, is_now(), 3, "warning top/no-blank-line"),
    ("TOP 1 1", 8, twice, -8, "error top/too-many-lines"),
    ("TOP 1 1", 8, is_now(), 2, "error top/too-few-lines"),
    ("TOP 1 1", -1, is_now(), -9, "error top/too-many-lines"),
    ("RETR 1", 0, is_now("-ERR"), 1, "error reply/err-with-body"),
    ("RETR 1", 2, end("\u00fc"), -2, "warning top/header-differs"),
    ("RETR 1", 10, is_now(), -10, "warning retr/size-mismatch"),
    ("RETR 1", 10, end("\\n\\;"), 0, "warning msg/bare-lf"),
    ("RETR 1", 10, end("\\r"), 0, "note msg/bare-cr"),
    ("RETR 1", 10, end("\\x00"), 0, "warning msg/nul"),
    ("RETR 1", 10, end("x" * 999), -10, "note msg/line-998"),
    ("RETR 1", -1, end("\\n\\;"), 0, "error multi/terminator-bare-lf"),
    ("RETR 1", -1, is_now(), -12, "warning retr/size-mismatch"),
    ("RETR 2", 9, is_now("."), 1, "error multi/data-after-terminator"),
    ("RETR 2", 12, swap(r"\.\.", "."), 0, "error multi/not-stuffed"),
    ("NOOP", 0, is_now("+ok"), 0, "error reply/status-case"),
    ("NOOP", 0, is_now("OK"), 0, "error reply/status-unknown"),
    ("NOOP", 0, is_now("-ERR"), 0, "warning cmd/only-ok-refused"),
    ("NOOP", 0, is_now("+OK: a"), 0, "warning reply/status-no-space"),
    ("NOOP", 0, is_now("+OK  a"), 0, "note reply/status-double-space"),
    ("NOOP", 0, is_now("+OK a "), 0, "note reply/trailing-space"),
    ("NOOP", 0, is_now("+OK \\x07"), 0, "warning reply/control-char"),
    ("NOOP", 0, is_now("+OK \\x1B[31m"), 0, "warning reply/escape-sequence"),
    ("NOOP", 0, is_now("+OK \\x00"), 0, "error reply/nul-octet"),
    ("NOOP", 0, is_now("+OK \u00fc"), 0, "error reply/eight-bit"),
    ("NOOP", 0, is_now("+OK " + LONG), 0, "error reply/line-too-long"),
    ("NOOP", 0, end("\\n\\;"), 0, "error reply/bare-lf"),
    ("NOOP", 0, end("\\r"), 0, "warning reply/cr-cr-lf"),
    ("NOOP", 0, end("\\rx"), 0, "error reply/bare-cr"),
    ("NOOP", 0, twice, 1, "error reply/unsolicited"),
    ("NOOP", 0, lambda line: ["", line], 0, "error reply/empty-line"),
    ("NOOP", 0, lambda line: [line, "text", "."], 1, "error reply/multi-for-single"),
    ("DELE 1", 0, is_now("-ERR no"), 0, "note dele/refused"),
    ("RSET", 0, is_now("-ERR no"), 0, "warning cmd/only-ok-refused"),
    ("QUIT", 0, swap(r"\+OK", "+ok"), 0, "error reply/status-case"),
    ("QUIT", 0, end("\\;"), 0, "warning reply/truncated"),
    ("QUIT", 0, is_now(), -2, "warning quit/no-reply"),
)


def find_reply(lines, command):
    """Where the server's lines begin and end that answer a command."""
    asked = [i for i, line in enumerate(lines) if line == "C: " + command]
    begin = asked[-1] + 1 if asked else next(i for i, x in enumerate(lines) if x[:3] == "S: ")
    last = begin
    while lines[last].startswith("S:"):
        last += 1
    return begin, last


def spoil(text, command, place, change):
    """The transcript with that line spoilt, and the number of the line."""
    lines = text.splitlines()
    begin, last = find_reply(lines, command)
    at = (begin if place >= 0 else last) + place
    lines[at : at + 1] = ["S: " + line for line in change(lines[at][3:])]
    return "\n".join(lines) + "\n", at + 1


class MutationTest(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        """All in one run, as processes are slow to begin."""
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.spoilt_at = {}
        for recording in RECORDINGS:
            with open(os.path.join(TRANSCRIPTS, recording + ".pop3t"), encoding="utf-8") as file:
                text = file.read()
            cls.write(recording, "whole", text)
            for number, (command, place, change, *_) in enumerate(MUTATIONS):
                spoilt, line = spoil(text, command, place, change)
                cls.spoilt_at[cls.write(recording, number, spoilt)] = line
        paths = [os.path.join(cls.folder.name, name) for name in os.listdir(cls.folder.name)]
        result = pop3sh("lint", "--output", "json", *paths)
        cls.found = {path: [] for path in paths}
        for finding in map(json.loads, result.text.splitlines()):
            if finding["type"] == "finding" and finding["result"] == "found":
                cls.found[finding["file"]].append(finding)

    @classmethod
    def path(cls, recording, name):
        return os.path.join(cls.folder.name, "%s.%s" % (recording, name))

    @classmethod
    def write(cls, recording, name, text):
        path = cls.path(recording, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def errors(self, path):
        return {f["rule"] for f in self.found[path] if f["severity"] == "error"}

    def test_what_is_as_it_came_has_no_error(self):
        for recording in RECORDINGS:
            self.assertEqual(self.errors(self.path(recording, "whole")), set())

    def test_a_spoilt_line_is_told_at_its_line_and_nothing_else_is_an_error(self):
        for number, (command, place, _, behind, want, *also) in enumerate(MUTATIONS):
            for recording in RECORDINGS:
                path = self.path(recording, number)
                with self.subTest(row=number, command=command, place=place, recording=recording):
                    told = {
                        (f["line"] - self.spoilt_at[path], "%s %s" % (f["severity"], f["rule"]))
                        for f in self.found[path]
                    }
                    self.assertIn((behind, want), told)
                    known = {want.split()[1], *" ".join(also).split()}
                    self.assertLessEqual(self.errors(path), known)


if __name__ == "__main__":
    harness.main(__file__)
