#!/usr/bin/env python3
"""pop3sh replay --update: what of a file changes, and when nothing may."""

import os
import stat

import harness
from harness import pop3sh
from replaying import AUTH, ENV, GREETING, HEAD, TAIL, ReplayCase, talker
from scripted import Server


class Update(ReplayCase):
    """--update: what of a file changes, and when nothing may."""

    body = ["# kept", "C: STAT", r"S: +OK \{n:num} \{:octets}", "", "C: LIST"]
    body += ["S: +OK old words", "S: 1 120", r"S: 3 \{:octets=7}", "S: ."]

    def update(self, path, *arguments, talk=None, env=None, prefix=()):
        with Server(talk or talker()) as server:
            return pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port, *arguments),
                env={**ENV, "CI": "", **(env or {})},
                prefix=prefix,
            )

    def text(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def test_only_lines_that_differ_are_written(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        os.chmod(path, 0o640)
        before = self.text(path)
        result = self.update(path, "--update")
        self.assertStatus(result, 0)
        want = before.replace("+OK old words", "+OK 2 messages:")
        want = want.replace(r"3 \{:octets=7}", r"2 \{:octets=200}")
        self.assertEqual(self.text(path), want)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o640)
        self.assertSays(result.out, "-S: +OK old words\n+S: +OK 2 messages:")
        self.assertStatus(self.update(path, "--level=text"), 0)
        again = os.stat(path).st_mtime_ns
        self.assertStatus(self.update(path, "--update"), 0)
        self.assertEqual(os.stat(path).st_mtime_ns, again)
        self.assertEqual(os.listdir(self.folder.name), ["session.pop3t"])

    def test_a_longer_listing_keeps_the_masks_of_known_messages(self):
        listing = ["C: UIDL", "S: +OK", r"S: 2 \{u:uid=old}", "S: ."]
        path = self.write(HEAD + AUTH + listing + TAIL)
        self.assertStatus(self.update(path, "--update"), 0)
        self.assertIn(
            "S: +OK\nS: 1 \\{:uid=aaaa}\nS: 2 \\{u:uid=old}\nS: .\n", self.text(path)
        )

    # verb, recorded, what comes, the lines as they shall be
    entries = (
        # the first is gone, and a new one is last
        (
            "LIST",
            ["# all", "# one", "S: 1 100", "# two: big", r"S: 2 \{:octets=200}"]
            + ["# three", r"S: 3 \{n:octets=300}", "# the end"],
            b"2 200\r\n3 300\r\n4 400\r\n",
            ["# all", "# one", "# two: big", r"S: 2 \{:octets=200}"]
            + ["# three", r"S: 3 \{n:octets=300}", r"S: 4 \{:octets=400}", "# the end"],
        ),
        # one in the middle is new: the comment of the next one stays there
        (
            "UIDL",
            ["S: 1 aa", "", "# of three", "S: 3 cc"],
            b"1 aa\r\n2 bb\r\n3 cc\r\n",
            ["S: 1 aa", r"S: 2 \{:uid=bb}", "", "# of three", "S: 3 cc"],
        ),
        # a line of a message became another one
        (
            "RETR 2",
            ["S: a", "# of b", "S: b", "# of c", "S: c", "S: d"],
            b"a\r\nnew\r\nc\r\nd\r\nlast\r\n",
            ["S: a", "# of b", "S: new", "# of c", "S: c", "S: d", "S: last"],
        ),
        (
            "CAPA",
            ["# of top", "S: TOP", "# of sasl", "S: SASL PLAIN", "# of uidl", "S: UIDL"],
            b"NEW\r\nTOP\r\nSASL PLAIN X\r\nUIDL\r\n",
            ["S: NEW", "# of top", "S: TOP", "# of sasl", "S: SASL PLAIN X"]
            + ["# of uidl", "S: UIDL"],
        ),
        # a message: lines that stay keep what stands beside them
        (
            "RETR 1",
            ["S: a", "# of b", "S: b", "# of split", "S: c\\;", "S:  d", "# of e", "S: e"],
            b"a\r\nnew\r\nb\r\nc d\r\n2\r\ne\r\n",
            ["S: a", "S: new", "# of b", "S: b", "# of split", "S: c\\;", "S:  d"]
            + ["S: 2", "# of e", "S: e"],
        ),
        (
            "RETR 1",
            ["S: a", "# of split", "S: c\\;", "S:  d", "# of e", "S: e"],
            b"a\r\nc x\r\ne\r\n",
            ["S: a", "# of split", "S: c x", "# of e", "S: e"],
        ),
    )

    def test_what_stands_beside_an_entry_stays_there(self):
        for verb, recorded, came, want in self.entries:
            with self.subTest(verb=verb, recorded=recorded):
                name = verb.split()[0]
                head = ["C: " + verb, "S: +OK"]
                path = self.write(HEAD + AUTH + head + recorded + ["S: ."] + TAIL)
                before = self.text(path)
                talk = talker(**{name: b"+OK\r\n" + came + b".\r\n"})
                review = self.update(path, "--update=review", talk=talk)
                result = self.update(path, "--update", talk=talk)
                self.assertStatus(result, 0)
                after = self.write(HEAD + AUTH + head + want + ["S: ."] + TAIL, "want")
                self.assertEqual(self.text(path), self.text(after))
                # told is what changed, and nothing else
                for shown in (review.out, result.out):
                    told = [line.strip() for line in shown.decode().splitlines()]
                    told = [line for line in told if line[:3] in ("-S:", "+S:")]
                    gone = [line[1:].strip() for line in told if line[0] == "-"]
                    new = [line[1:].strip() for line in told if line[0] == "+"]
                    self.assertEqual(gone, [l for l in recorded if l not in want])
                    self.assertEqual(new, [l for l in want if l not in recorded])
                written = os.stat(path).st_mtime_ns
                again = self.update(path, "--update", talk=talk)
                self.assertStatus(again, 0)
                self.assertEqual(os.stat(path).st_mtime_ns, written)
                self.assertNotEqual(self.text(path), before)

    def test_in_a_set_only_lines_that_differ_are_written(self):
        capa = ["C: CAPA", "S: +OK caps", "# a set", "@ set", "S: UIDL", "S: TOP"]
        capa += ["# of it", "S: SASL PLAIN", "S?: NOSUCH", "@ end", "S: ."]
        path = self.write(HEAD + AUTH + capa + TAIL)
        before = self.text(path)
        sasl = b"SASL PLAIN"
        for talk, want in (
            # the status line alone
            ({}, {"+OK caps": "+OK"}),
            # and a tag that lists something else now, and one more
            (
                {"CAPA": b"+OK caps\r\nTOP\r\nX-NEW\r\nSASL PLAIN X\r\nUIDL\r\n.\r\n"},
                {"SASL PLAIN": "SASL PLAIN X", "S?: NOSUCH": "S?: NOSUCH\nS: X-NEW"},
            ),
            ({"CAPA": b"+OK caps\r\nNOSUCH\r\nTOP\r\n" + sasl + b"\r\nUIDL\r\n.\r\n"}, {}),
        ):
            talk.setdefault("CAPA", b"+OK\r\nTOP\r\n" + sasl + b"\r\nUIDL\r\n.\r\n")
            with self.subTest(talk=talk):
                path = self.write(HEAD + AUTH + capa + TAIL)
                result = self.update(path, "--update", talk=talker(**talk))
                self.assertStatus(result, 0)
                expected = before
                for old, new in want.items():
                    expected = expected.replace(old, new)
                self.assertEqual(self.text(path), expected)
                again = self.update(path, "--level=text", talk=talker(**talk))
                self.assertStatus(again, 0)

    def test_lines_that_need_not_come_stay_where_they_are(self):
        listing = ["C: LIST", "S: +OK words", "# all", r"S*: \{:num} \{:octets}"]
        path = self.write(HEAD + AUTH + listing + ["S: ."] + TAIL)
        want = self.text(path).replace("+OK words", "+OK 2 messages:")
        self.assertStatus(self.update(path, "--update"), 0)
        self.assertEqual(self.text(path), want)
        # what does not fit them comes in front of the end
        listing[-1] = r"S?: 1 \{:octets}"
        path = self.write(HEAD + AUTH + listing + ["S: ."] + TAIL)
        want = self.text(path).replace("+OK words", "+OK 2 messages:")
        want = want.replace(listing[-1], listing[-1] + "\nS: 2 \\{:octets=200}")
        self.assertStatus(self.update(path, "--update"), 0)
        self.assertEqual(self.text(path), want)

    def test_what_may_not_change_without_all(self):
        for recorded, replies, why in (
            (["C: NOOP", "S: -ERR no"], {}, "--update=all"),
            (
                ["C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: STLS", "S: ."],
                {},
                "--update=all",
            ),
        ):
            with self.subTest(recorded=recorded):
                path = self.write(HEAD + AUTH + recorded + TAIL)
                before = self.text(path)
                for way in ("--update", "--update=force"):
                    result = self.update(path, way, talk=talker(**replies))
                    self.assertStatus(result, 1)
                    self.assertSays(result.out, why)
                    self.assertEqual(self.text(path), before)
                self.assertStatus(self.update(path, "--update=all"), 0)
                self.assertNotEqual(self.text(path), before)
                self.assertStatus(self.update(path), 0)

    def closer(self, *replies):
        """Says these, one for each line, and closes."""

        def talk(connection):
            connection.send(GREETING)
            for reply in replies:
                connection.line()
                connection.send(reply)

        return talk

    def test_an_earlier_close_changes_nothing_without_all(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        for replies in ((), (b"+OK\r\n", b"+OK Logged in.\r\n", b"+OK 2 ")):
            for way in ("--update", "--update=force", "--update=review"):
                result = self.update(path, way, talk=self.closer(*replies))
                self.assertStatus(result, 1)
                self.assertSays(result.out, "--update=all")
                self.assertEqual(self.text(path), before)

    def test_an_earlier_close_is_written_with_all(self):
        login = (b"+OK\r\n", b"+OK Logged in.\r\n")
        listing = ["C: LIST", "S: +OK 2 messages:", "S: 1 120", "S: 2 200", "S: ."]
        lines = HEAD + AUTH + listing + ["# kept", "C: CAPA", "S: +OK", "@ set"]
        lines += ["S: TOP", "@ end", "S: .", *TAIL]
        after = ["# kept", "# C: CAPA", "# @ set", "# @ end", "# C: QUIT"]
        for replies, want in (
            # where an answer was due
            (login, ["C: LIST", "@ close by=server", *after]),
            # within one
            (
                (*login, b"+OK 2 messages:\r\n1 120\r\n2"),
                [*listing[:3], r"S: 2\;", "@ close by=server", *after],
            ),
            ((*login, b"+O"), ["C: LIST", r"S: +O\;", "@ close by=server", *after]),
        ):
            with self.subTest(replies=replies):
                path = self.write(lines)
                head = self.text(path).split("C: LIST")[0]
                talk = self.closer(*replies)
                result = self.update(path, "--update=all", talk=talk)
                self.assertEqual(
                    self.text(path), head + "".join(line + "\n" for line in want)
                )
                self.assertStatus(result, 0)
                for way in ((), ("--update=all",)):
                    again = self.update(path, *way, talk=self.closer(*replies))
                    self.assertStatus(again, 0)
                goes_on = self.update(path, "--timeout=0.2")
                self.assertStatus(goes_on, 1)

    def test_how_a_connection_was_closed_is_written_where_it_is_compared(self):
        login = (b"+OK\r\n", b"+OK Logged in.\r\n")
        head = [*HEAD[:1], "S: +OK ready", *AUTH]
        for end, level, reset, want in (
            ("@ close by=server how=fin", "text", True, "@ close by=server how=rst"),
            ("@ close by=server how=rst", "wire", True, "@ close by=server how=rst"),
            ("@ close by=server", "wire", True, "@ close by=server how=rst"),
            ("@ close by=server", "wire", False, "@ close by=server how=fin"),
            ("@ close by=server", "text", True, "@ close by=server"),
        ):
            with self.subTest(end=end, level=level, reset=reset):
                path = self.write([*head, "C: STAT", "S: +OK 2 320", "C: QUIT", "S: +OK", end])

                def talk(connection):
                    self.closer(*login)(connection)
                    connection.line()
                    if reset:
                        connection.reset()

                words = ("--update=all", "--level=" + level)
                self.assertStatus(self.update(path, *words, talk=talk), 0)
                self.assertIn("C: STAT\n%s\n" % want, self.text(path))
                written = self.text(path)
                self.assertStatus(self.update(path, *words, talk=talk), 0)
                self.assertEqual(self.text(path), written)

    def test_a_close_within_a_login_keeps_the_file_whole(self):
        sasl = ["@ sasl CRAM-MD5 user=user secret=pass", "C: AUTH CRAM-MD5"]
        path = self.write(
            [*HEAD, *sasl, "S: + YQ==", r"C: \{!sasl}", "S: +OK", "@ end"]
            + ["C: CAPA", "S: +OK", "@ set", "S: TOP", "@ end", "S: .", *TAIL]
        )
        self.assertStatus(self.update(path, "--update=all", talk=self.closer()), 0)
        self.assertTrue(
            self.text(path).endswith(
                "C: AUTH CRAM-MD5\n@ close by=server\n# C: \\{!sasl}\n@ end\n"
                "# C: CAPA\n# @ set\n# @ end\n# C: QUIT\n"
            ),
            self.text(path),
        )

    def test_what_nobody_knows_of_is_not_written(self):
        lines = [*HEAD, "C: NOOP", "S: +OK", "@ close by=server"]
        lines += ["@ connect port=110", "S: +OK ready", *TAIL]
        path = self.write(lines)
        before = self.text(path)
        result = self.update(path, "--update=all", talk=self.closer())
        self.assertStatus(result, 1)
        self.assertSays(result.out, "record it anew")
        self.assertEqual(self.text(path), before)

    def test_expected_failures_stay_unless_all(self):
        lines = HEAD + AUTH + ["C: LIST", "S: +OK", "S: 1 120", "S: ."] + TAIL
        path = self.write(lines, Expect_Exit="1")
        before = self.text(path)
        self.assertSays(self.update(path, "--update").out, "Expect-Exit")
        self.assertEqual(self.text(path), before)

    def test_not_in_ci_unless_forced(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        for way in ("--update", "--update=all"):
            result = self.update(path, way, env={"CI": "true"})
            self.assertStatus(result, 2)
            self.assertEqual(self.text(path), before)
            self.assertSays(result.err, "--update=review writes FILE.new only")
        # what the job found, for a person to look at: it changes no verdict
        review = ("--update=review", "--level=text")
        result = self.update(path, *review, env={"CI": "true"})
        self.assertStatus(result, 1)
        self.assertSays(result.out, "written to %s.new" % path)
        self.assertEqual(self.text(path), before)
        result = self.update(path, "--update=force", env={"CI": "true"})
        self.assertStatus(result, 0)
        self.assertNotEqual(self.text(path), before)

    def test_review_writes_another_file(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        result = self.update(path, "--update=review", "--level=text")
        self.assertStatus(result, 1)
        self.assertSays(result.out, "+S: +OK 2 messages:")
        self.assertEqual(self.text(path), before)
        self.assertStatus(self.update(path + ".new", "--level=text"), 0)

    def test_what_a_link_leads_to_is_written_with_its_mode(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        link = os.path.join(self.folder.name, "link.pop3t")
        os.symlink("session.pop3t", link)
        os.chmod(path, 0o2660)
        before = self.text(path)
        self.assertStatus(self.update(link, "--update"), 0)
        self.assertTrue(os.path.islink(link))
        self.assertNotEqual(self.text(path), before)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o2660)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["link.pop3t", "session.pop3t"])

    def test_a_folder_that_cannot_be_written_loses_nothing(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        os.chmod(self.folder.name, 0o555)
        self.addCleanup(os.chmod, self.folder.name, 0o700)
        for way in ("--update", "--update=all", "--update=review"):
            result = self.update(path, way, prefix=harness.POWERLESS)
            self.assertStatus(result, 3)
            self.assertSays(result.out, "cannot be written: in %s/" % self.folder.name)
            self.assertEqual(self.text(path), before)
        self.assertEqual(os.listdir(self.folder.name), ["session.pop3t"])

    def test_lines_end_as_they_did(self):
        listing = ["C: LIST", "S: +OK", "# one", "S: 1 1", "# the end", "S: ."]
        shapes = [*listing, "C: STAT", "S: +OK 2 320"]
        cut = self.closer(b"+OK\r\n", b"+OK Logged in.\r\n", b"+OK 2\r\n1 1")
        for lines, talk, way in (
            (listing, None, "--update"),
            (shapes, cut, "--update=all"),
            # a reply of another shape
            (["C: RETR 1", "S: +OK 2 320"], None, "--update=all"),
        ):
            with self.subTest(lines=lines, way=way):
                path = self.write(HEAD + AUTH + lines + TAIL)
                with open(path, "rb") as file:
                    before = file.read().replace(b"\n", b"\r\n")
                with open(path, "wb") as file:
                    file.write(before)
                self.assertStatus(self.update(path, way, talk=talk), 0)
                with open(path, "rb") as file:
                    after = file.read()
                self.assertNotEqual(after, before)
                self.assertEqual(after.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), after)
                self.assertNotIn(b"\r\r", after)
                self.assertStatus(self.update(path, way, talk=talk), 0)
                with open(path, "rb") as file:
                    self.assertEqual(file.read(), after)

    def test_what_changes_again_is_volatile(self):
        logins = iter("abcdef")

        def talk(connection):
            talker(NOOP=b"+OK word %s\r\n" % next(logins).encode())(connection)

        path = self.write(HEAD + AUTH + ["C: NOOP", "S: +OK x"] + TAIL)
        result = self.update(path, "--update", "--level=text", talk=talk)
        self.assertStatus(result, 1)
        self.assertSays(result.out, "volatile")
        self.assertSays(result.out, r"+OK word \{:word}")

    def test_a_failure_names_the_command(self):
        lines = ["C: NOOP", "S: +OK really"]
        result = self.play(lines, "--level=text")
        path = os.path.join(self.folder.name, "session.pop3t")
        self.assertSays(result.out, "  accept    replay --update " + path)
        result = self.play(["C: NOOP", "S: -ERR"])
        self.assertSays(result.out, "  accept    replay --update=all " + path)


if __name__ == "__main__":
    harness.main(__file__)
