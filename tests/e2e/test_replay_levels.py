#!/usr/bin/env python3
"""pop3sh replay: what each level compares, and what masks leave out."""

import harness
from on_paper import LOGIN
from replaying import PASSWORD, ReplayCase, talker


class Levels(ReplayCase):
    # recorded lines, and the lowest level that notices what the server changed
    rows = [
        (["C: STAT", "S: +OK 2 320"], None),
        (["C: STAT", "S: +OK 2 999"], "wire"),  # a size
        (["C: STAT", "S: -ERR no"], "outcome"),
        (["C: NOOP", "S: +OK [X] so"], "grammar"),  # a response code
        (["C: NOOP", "S: +OK really"], "text"),
        (["C: NOOP", r"S: +OK\n\;"], "wire"),
        (["C: LIST", "S: +OK x", "S: 1 120", "S: ."], "grammar"),
        (["C: LIST", "S: +OK x", "S: 1 120", "S: 2 200", "S: ."], "text"),
        (["C: LIST", "S: +OK 2 messages:", "S: 1 1", "S: 2 2", "S: ."], "wire"),
        (["C: LIST", "S: -ERR"], "outcome"),
        (["C: UIDL", "S: +OK", "S: 1 xxxx", "S: 2 yyyy", "S: ."], "wire"),
        (
            ["C: CAPA", "S: +OK", "S: UIDL", "S: TOP", "S: SASL PLAIN LOGIN", "S: ."],
            "text",
        ),
        (
            ["C: CAPA", "S: +OK", "@ set", "S: SASL PLAIN LOGIN", "S: UIDL"]
            + ["S: TOP", "@ end", "S: ."],
            None,
        ),
        (
            ["C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: SASL PLAIN LOGIN"]
            + ["S: STLS", "S: ."],
            "grammar",
        ),
        (["C: CAPA", "S: +OK", "S: SASL PLAIN CRAM-MD5", "S: ."], "grammar"),
        (
            ["C: RETR 1", "S: +OK 120 octets", "S: From: a", "S:", "S: ..dot"]
            + ["S: end", "S: ."],
            None,
        ),
        (
            ["C: RETR 1", "S: +OK 120 octets", "S: From: a", "S:", "S: ..dot"]
            + ["S: End", "S: ."],
            "text",
        ),
        (
            ["C: RETR 1", "S: +OK 120 octets", "@ body lines=4 octets=22", "S: ."],
            None,
        ),
        (
            ["C: RETR 1", "S: +OK 120 octets", "@ body lines=4 octets=23", "S: ."],
            "text",
        ),
        # masks
        (["C: STAT", r"S: +OK \{n:num} \{:octets}"], None),
        (["C: STAT", r"S: +OK \{n:num} \{n:num}"], "grammar"),
        (["C: STAT", r"S: +OK \{:re/[0-9] 32./}"], None),
        (["C: STAT", r"S: +OK \{:re/[0-9] 33./}"], "text"),
        (["C: UIDL", "S: +OK", r"S*: \{:any}", "S: ."], None),
        (["C: UIDL", "S: +OK", "S: 1 aaaa", "S?: 9 none", "S: 2 bbbb", "S: ."], None),
        (
            ["C: STAT", r"S: +OK \{n:num} \{:any}", r"C: RETR \{n}"]
            + ["S: +OK 120 octets", r"S*: \{:any}", "S: ."],
            None,
        ),
    ]

    def test_each_level_sees_what_it_should(self):
        levels = ("outcome", "grammar", "text", "wire")
        for lines, first in self.rows:
            for level in levels:
                with self.subTest(lines=lines, level=level):
                    result = self.play(lines, "--level", level)
                    seen = first and levels.index(level) >= levels.index(first)
                    self.assertStatus(result, 1 if seen else 0)

    def test_what_is_pinned_or_free(self):
        size = ["C: STAT", "S: +OK 2 999"]
        stat = ["C: STAT", "S: +OK 9 320"]
        uid = ["C: UIDL", "S: +OK", "S: 1 aaaa", "S: 2 xxxx", "S: ."]
        masked = ["C: UIDL", "S: +OK", r"S: 1 \{u:uid=zzzz}", "S: 2 bbbb", "S: ."]
        few = ["C: UIDL", "S: +OK", "S: 1 aaaa", "S: ."]
        for lines, arguments, status in (
            (size, ("--pin", "sizes"), 1),
            (size, ("--level", "text", "--pin=sizes"), 1),
            (uid, ("--pin=uids",), 1),
            (uid, ("--level=wire", "--free=uids"), 0),
            (masked, ("--level=text",), 0),
            (masked, ("--level=text", "--pin=uids"), 1),
            (few, ("--level=grammar",), 1),
            (few, ("--free=counts",), 0),
            (few, ("--level=outcome", "--pin=counts"), 1),
            (few, ("--level=text", "--free=counts"), 0),
            (stat, ("--level=wire", "--free=counts"), 0),
            (stat, ("--pin=sizes",), 0),
            (size, ("--pin=sizes", "--free=sizes"), 2),
        ):
            with self.subTest(lines=lines, arguments=arguments):
                self.assertStatus(self.play(lines, *arguments), status)
        self.assertStatus(self.play(size, "--pin=colours"), 2)

    def test_the_file_and_its_events_choose_the_level(self):
        lines = ["C: NOOP", "S: +OK really"]
        self.assertStatus(self.play(lines, Level="text"), 1)
        self.assertStatus(self.play(lines, "--level", "grammar", Level="text"), 0)
        self.assertStatus(self.play(["@ level text", *lines]), 1)
        self.assertStatus(
            self.play(["@ level outcome", *lines, "@ level wire"], "--level=text"), 0
        )


class Masks(ReplayCase):
    def test_the_name_of_the_server_is_no_difference(self):
        lines = ["C: NOOP", "S: +OK from mail.example.org today"]
        other = talker(NOOP=b"+OK from pop.test today\r\n")
        self.assertStatus(self.play(lines, "--level=text", talk=other), 0)
        self.assertStatus(self.play(lines, "--level=wire", talk=other), 1)

    def test_all_masks_are_listed(self):
        lines = ["C: NOOP", "S: +OK from mail.example.org", "C: STAT"]
        lines += [r"S: +OK \{n:num} 320"]
        out = self.play([*lines, "C: STAT", "S: +OK 2 320"], "--show-masks").out
        self.assertSays(out, "line 14: mail.example.org: host, masked unasked")
        self.assertSays(out, "line 16: num: ")
        self.assertSays(out, "line 18: 320: size, masked unasked")

    def test_what_masks_cover_is_listed(self):
        lines = ["C: STAT", r"S: +OK \{n:num} \{:octets}", "C: UIDL", "S: +OK"]
        lines += ["S: 1 aaaa", r"S: \{n} \{:uid}", "S: .", "C: CAPA", "S: +OK", "@ set"]
        lines += [r"S: SASL \{:any}", "S: TOP", "S: UIDL", "@ end", "S: ."]
        lines += ["C: LIST", "S: +OK 2 messages:", r"S*: \{:any}", "S: ."]
        lines += ["C: NOOP", r"S: \{:any}"]
        said = "+OK hi \x1b[31m with %s\r\n" % PASSWORD
        other = talker(NOOP=said.encode(), UIDL=b"+OK\r\n1 xyz\r\n2 bbbb\r\n.\r\n")
        for level in ("grammar", "text"):
            with self.subTest(level=level):
                result = self.play(lines, "--show-masks", "--level", level, talk=other)
                self.assertStatus(result, 0)
                for note in (
                    "line 14: n covers 2",
                    "line 14: octets covers 320",
                    "line 17: uid covers xyz",
                    "line 18: n covers 2",
                    "line 18: uid covers bbbb",
                    "line 23: any covers PLAIN LOGIN",
                    "line 30: any covers 1 120",
                    "line 30: any covers 2 200",
                    r"line 33: any covers +OK hi \x1B[31m with ****",
                ):
                    self.assertIn(": note: %s\n" % note, result.text)
                self.assertNotIn("\x1b", result.text)
                self.assertNotIn(PASSWORD, result.text)

    def test_a_long_listing_is_covered_in_part(self):
        many = b"".join(b"%d 1\r\n" % n for n in range(1, 101))
        lines = ["C: LIST", "S: +OK", r"S*: \{:any}", "S: ."]
        many = talker(LIST=b"+OK\r\n" + many + b".\r\n")
        said = self.play(lines, "--show-masks", talk=many).text
        self.assertEqual(said.count(": any covers "), 20)
        self.assertIn("line 14: 80 more masks cover something\n", said)


if __name__ == "__main__":
    harness.main(__file__)
