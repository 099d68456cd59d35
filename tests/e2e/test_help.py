#!/usr/bin/env python3
"""\\h knows every word of the tables, and has an example for it."""

import os
import re

import harness
from fakepop3 import Server
from harness import commands, pop3sh

# Where the names stand: file, table, what a row begins with.
TABLES = {
    "verb": ("net/pop3/verb.c", "verbs[VERB_COUNT]", r'\{VERB_\w+,\s*"([^"]+)"'),
    "capability": ("net/pop3/capability.c", "capabilities[]", r'\.tag = "([^"]+)"'),
    "code": ("net/pop3/code.c", "response_codes[]", r'\.code = "([^"]+)"'),
    "mechanism": ("net/pop3/auth-mechanism.c", "mechanisms[]", r'^    \{"([^"]+)"'),
    "SASL name": ("net/rules/sasl-name.c", "sasl_names[]", r'^    \{"([^"]+)"'),
    "command": ("shell/command/command.c", "commands[]", r'^    \{"([^"]+)"'),
    "setting": ("shell/command/settings.c", "settings[]", r'^    \{"([^"]+)"'),
    "topic": ("shell/command/topics.c", "topics[]", r'^    \{"([^"]+)"'),
}
OURS = ("command", "setting")  # of which no RFC speaks
TERMS = (
    "dot-stuffing maildrop message-number unique-id AUTHORIZATION TRANSACTION "
    "UPDATE uidvalidity multi-line octet"
).split()


def names(kind):
    path, table, row = TABLES[kind]
    with open(os.path.join(harness.SOURCE, path), encoding="utf-8") as file:
        rows = file.read().split(table + " = {")[1].split("\n};")[0]
    found = re.findall(row, rows, re.M)
    assert len(found) > 5, "%s: %s" % (kind, found)
    return found


def rules():
    objects = pop3sh("rules", "--output", "json").objects()
    assert len(objects) > 200
    return [o["rule"] for o in objects]


class Help(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        """What \\h says of each name, of all in one session."""
        cls.asked = [
            (kind, ("\\" if kind == "command" else "") + name)
            for kind in TABLES
            for name in names(kind)
        ]
        cls.asked += [("rule", name) for name in rules()]
        lines = [line for _, name in cls.asked for line in ("\\h " + name, "\\let")]
        with Server() as server:
            result = pop3sh(
                server.url(), "--auth", "none",
                *commands("\\let MARK end-of-help", *lines), timeout=60,
            )
        assert result.status == 0, result.err[-500:]
        parts = re.split(r"^MARK.*end-of-help\n", result.text, flags=re.M)
        assert len(parts) == len(cls.asked) + 1, len(parts)
        cls.told = dict(zip(cls.asked, parts))

    def each(self, judge):
        for (kind, name), text in self.told.items():
            with self.subTest(kind=kind, name=name):
                judge(kind, name, text)

    def test_each_has_an_example(self):
        def judge(kind, name, text):
            if kind == "rule":
                self.assertRegex(text, r"(?m)^  conforming ")
                self.assertRegex(text, r"(?m)^  violating ")
                return
            shown = re.findall(r"(?m)^    (?:C: |S: |> )(.*)$", text)
            self.assertTrue(shown, text)
            if kind not in ("topic", "SASL name"):
                word = name.lstrip("\\").upper()
                self.assertIn(word, "\n".join(shown).upper(), text)

        self.each(judge)

    def test_each_names_its_source(self):
        def judge(kind, _, text):
            if kind not in OURS + ("rule",):
                self.assertRegex(text, r"RFC|from   |private: |no current standard")

        self.each(judge)

    def test_the_words_of_the_protocol_have_states_and_a_reply(self):
        def judge(kind, _, text):
            if kind in ("verb", "capability", "mechanism", "SASL name"):
                self.assertRegex(text, r"(?m)^state  [A-Z]")
                self.assertRegex(text, r"(?m)^reply  ")
            if kind == "code":
                self.assertRegex(text, r"(?m)^reply  (\+OK|-ERR)$")

        self.each(judge)

    def test_the_terms_of_the_lessons_are_there(self):
        topics = {name.lower() for kind, name in self.asked if kind == "topic"}
        self.assertLessEqual({term.lower() for term in TERMS}, topics)

    def test_a_name_that_is_two_things_is_told_as_both(self):
        text = self.told["verb", "UIDL"]
        self.assertIn("As a capability: UIDL", text)
        self.assertIn("A way to log in: USER", self.told["verb", "USER"])

    def test_lines_fit_the_screen(self):
        def judge(kind, _, text):
            if kind != "rule":  # their examples are lines of servers
                self.assertLessEqual(max(map(len, text.splitlines())), 80, text)

        self.each(judge)


if __name__ == "__main__":
    harness.main(__file__)
