#!/usr/bin/env python3
"""The lessons of pop3sh demo: each is completed, and each goes wrong."""

import hashlib
import re

import harness
import ptydrive
from harness import pop3sh

LOGIN = ["USER student", "PASS pop3"]

# What its hints say to type, lesson by lesson.
WAYS = {
    1: ["STAT", *LOGIN, "STAT", "QUIT"],
    2: [*LOGIN, "STAT", "LIST", "LIST 1", "RETR 1"],
    3: [*LOGIN, "TOP 2 0", "TOP 2 20"],
    4: [*LOGIN, "DELE 1", "RETR 1", "RSET", "DELE 1", "QUIT"],
    5: [*LOGIN, "UIDL", "UIDL 2", "DELE 1", "UIDL"],
    6: ["CAPA", *LOGIN, "CAPA"],
    7: ["CAPA", "STLS", "CAPA", *LOGIN],
    8: ["APOP student " + 32 * "0", "AUTH PLAIN", "AHN0dWRlbnQAcG9wMw=="],
    9: ["HELO", "USER student", "PASS wrong", *LOGIN, "RETR 99", "RETR"],
    10: [*LOGIN, "STAT", "LIST", "NOOP", "RSET"],
}

# Commands that are wrong or not needed, before the right ones.
DETOURS = {
    1: ["LIST", "RETR 1", "STATUS"],
    2: ["STAT", "LIST", "NOOP"],
    3: ["CAPA", "TOP 2 0", "TOP"],
    4: ["DELE 1", "RSET", "CAPA"],
    5: ["UIDL", "UIDL 1", "CAPA"],
    6: ["NOOP", "STAT", "CAPABILITIES"],
    7: ["LIST", "NOOP", "TLS"],
    8: ["APOP", "AUTH NO-SUCH", "CAPA"],
    9: ["CAPA", "CAPA", "CAPA"],
    10: ["CAPA", "LIST", "NOOP 1"],
}


def learn(number, *lines):
    """Begins a lesson in demo, sends the lines, and returns all that was said."""
    commands = ["\\learn %d" % number, *lines]
    return pop3sh("demo", "--fail-on", "never", "--no-quit",
                  *harness.commands(*commands))


class LearnTest(harness.TestCase):
    def test_each_lesson_is_completed_by_its_hints(self):
        for number, way in WAYS.items():
            with self.subTest(lesson=number):
                result = learn(number, *way)
                self.assertIn("Lesson %d is done." % number, result.text)
                self.assertNotIn("still waits", result.text)

    def test_detours_do_not_harm(self):
        for number, detour in DETOURS.items():
            with self.subTest(lesson=number):
                result = learn(number, *detour, *WAYS[number])
                self.assertIn("still waits", result.text)
                self.assertIn("Lesson %d is done." % number, result.text)

    def test_the_wrong_commands_complete_nothing(self):
        for number, detour in DETOURS.items():
            with self.subTest(lesson=number):
                result = learn(number, *detour)
                self.assertNotIn("is done.", result.text)
                self.assertNotIn("Step 2 of", result.text)

    def test_leaving_early(self):
        for number in WAYS:
            with self.subTest(lesson=number):
                result = learn(number, "NOOP", "QUIT")
                self.assertIn("\\learn %d begins it again" % number, result.text)
                self.assertNotIn("is done.", result.text)

    def test_each_lesson_begins_with_all_mail_there(self):
        result = learn(4, *WAYS[4], "\\learn 2", *LOGIN, "STAT")
        self.assertIn("+OK 9 ", result.text)

    def test_the_faults_end_with_their_lesson(self):
        result = learn(10, *LOGIN, "RSET", "\\learn 2", *LOGIN, "RSET", "STAT")
        self.assertEqual(result.text.count("<- 250 fine"), 1, str(result))
        self.assertIn("+OK 9 ", result.text)

    def test_help_on_the_way(self):
        result = learn(3, "\\hint", "\\learn status", "\\learn", "\\learn stop", "\\learn")
        self.assertIn("Type USER student, and then PASS pop3.", result.text)
        self.assertIn("Step 1 of 3", result.text)
        self.assertIn("(begun)", result.text)
        self.assertIn("Lesson 3 is stopped", result.text)

    def test_wrong_use(self):
        for line, words in (("\\learn 11", "1 to 10"), ("\\learn x", "1 to 10"),
                            ("\\hint", "no lesson was begun")):
            result = pop3sh("demo", "-c", line)
            self.assertStatus(result, 2)
            self.assertIn(words, result.errors)

    def test_json_and_raw_stay_what_they_are(self):
        lines = harness.commands("\\learn 1", *WAYS[1])
        result = pop3sh("demo", "--output", "json", "--no-quit", *lines)
        notes = [o["text"] for o in result.objects("note")]
        self.assertIn("Lesson 1 is done.", " ".join(notes))
        result = pop3sh("demo", "--output", "raw", "--no-quit",
                        *harness.commands("\\learn 2", *WAYS[2]))
        self.assertTrue(result.text.startswith("1 345"), result.text[:100])
        self.assertIn("Lesson 2 is done.", result.errors)

    def test_on_a_terminal(self):
        with ptydrive.Terminal([harness.POP3SH, "demo"], harness.environment(),
                               rows=50, columns=100) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\\learn 8\r")
            screen.expect("Step 1 of 3")
            stamp = re.findall("<[^ <>]+@[^ <>]+>", screen.seen)[-1]
            digest = hashlib.md5((stamp + "pop4").encode()).hexdigest()
            screen.type("APOP student %s\r" % digest)
            screen.expect("Step 2 of 3")
            screen.type("AUTH PLAIN\r")
            screen.expect("Step 3 of 3")
            screen.type("AHN0dWRlbnQAcG9wMw==\r")
            screen.expect("Lesson 8 is done")
            screen.expect("TRANSACTION> ")
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)


if __name__ == "__main__":
    harness.main(__file__)
