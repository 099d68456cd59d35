#!/usr/bin/env python3
"""pop3sh replay: at which answer what is found is told."""

import json
import os
import re
import time

import harness
from harness import pop3sh
from replaying import AUTH, ENV, GREETING, HEAD, REPLIES, ReplayCase, TAIL, talker
from scripted import Server

# the line of STAT's answer is 14, that of LIST 16
LINES = ["C: STAT", "S: +OK 2 320", "C: LIST", "S: +OK 2", "S: 1 120", "S: 2 200", "S: ."]
LONG = b"+OK 2 320 " + b"x" * 600 + b"\r\n"


def closing(at):
    """A server that closes in place of an answer."""

    def talk(connection):
        connection.send(GREETING)
        for reply in (b"+OK\r\n", b"+OK in\r\n", b"+OK 2 320\r\n",
                      b"+OK 2\r\n1 120\r\n2 200\r\n.\r\n", b"+OK bye\r\n"):  # fmt: skip
            if connection.line().upper() == at:
                return
            connection.send(reply)

    return talk


class Places(ReplayCase):
    def found(self, rule, lines, talk, *arguments):
        """The lines at which this rule is told, and the points of TAP."""
        tap = os.path.join(self.folder.name, "report.tap")
        result = self.play(lines, *arguments, "--report=tap=" + tap, talk=talk)
        with open(tap, encoding="utf-8") as file:
            points = re.findall(r"^(ok|not ok) \d+ - (?:\S*#)?(\S+)", file.read(), re.M)
        told = re.findall(r"pop3t:(\d+): \w+ +%s:" % rule, result.text)
        return [int(line) for line in told], dict((b, a) for a, b in points)

    def test_a_fault_stands_at_its_answer(self):
        late = "state/not-in-transaction-after-login"
        for rule, talk, line in (
            ("reply/line-too-long", talker(STAT=LONG), 14),  # told before
            (late, talker(STAT=b"-ERR oops\r\n"), 14),  # told behind LIST's
            ("reply/missing", closing(b"STAT"), 14),
            ("quit/no-reply", closing(b"QUIT"), 21),
        ):
            with self.subTest(rule=rule):
                at, _ = self.found(rule, LINES, talk)
                self.assertEqual(at, [line])

    def test_a_fault_in_a_reply_stands_at_its_line(self):
        crlf = b"+OK 2\r\n1 120\r\n2 200\r\n.\r\n"
        bare = crlf.replace(b"200\r\n", b"200\n")
        more = bare.replace(b"1 120\r\n", b"1 120\r\n1 120\r\n")
        retr = ["C: RETR 1", "S: +OK", "S: From: a", "S:", "S: b", "S: c", "S: ."]
        body = ["C: RETR 1", "S: +OK", "@ body lines=4 octets=17", "S: ."]
        mail = b"+OK\r\nFrom: a\r\n\r\nb\nc\r\n.\r\n"
        for rule, lines, talk, line in (
            ("reply/bare-lf", LINES, talker(LIST=bare), 18),
            ("reply/bare-lf", LINES, talker(LIST=more), 18),
            ("multi/terminator-bare-lf", LINES, talker(LIST=crlf.replace(b".\r", b".")), 19),
            ("msg/bare-lf", retr, talker(RETR=mail), 17),
            ("msg/bare-lf", body, talker(RETR=mail), 15),
        ):
            with self.subTest(line=line, lines=lines):
                at, _ = self.found(rule, lines, talk)
                self.assertEqual(at, [line])
        found = [o for o in self.play(LINES, "--output=json", talk=talker(LIST=bare)).objects("finding")
                 if o["rule"] == "reply/bare-lf"]  # fmt: skip
        self.assertEqual([(o["line"], o["column"]) for o in found], [(18, 6)])
        _, points = self.found("reply/bare-lf", LINES, talker(LIST=bare))
        self.assertEqual([n for n, word in points.items() if word != "ok"], ["5-LIST"])

    def test_a_close_stands_at_the_command_before_it(self):
        def talk(connection):
            connection.send(GREETING)
            while (line := connection.line()) and line.upper() != b"NOOP":
                connection.send(REPLIES.get(line.split()[0].upper(), b"+OK bye\r\n"))
                if line.upper() == b"QUIT":
                    return

        stat, close = LINES[:2], "@ close by=server how=rst"
        for lines, after in (
            ([*stat, "C: NOOP", close], "connection 1, after C: NOOP: "),
            (["C: STAT", "C: NOOP", stat[1], close], "connection 1, after C: NOOP: "),
            ([*stat, "C: QUIT", "S: +OK bye", close], "connection 1, after C: QUIT: "),
            ([*stat, "@2 connect port=110 tls=none", "S2: +OK ready", "C: QUIT", "S: +OK bye",
              "C2: STAT", "S2: +OK 2 320", close], "connection 1, after C: QUIT: "),
        ):  # fmt: skip
            with self.subTest(lines=lines), Server(talk) as server:
                path = self.write([*HEAD, *AUTH, *lines])
                to = "127.0.0.1:%d" % server.port
                said = pop3sh("replay", path, "--to", to, "--level=wire", env=ENV)
                self.assertStatus(said, 1)
                self.assertSays(said.out, "FAIL wire  " + after + "the server closed by fin")

    def test_a_fault_fails_its_own_case(self):
        _, points = self.found("reply/line-too-long", LINES, talker(STAT=LONG))
        bad = [name for name, word in points.items() if word != "ok"]
        self.assertEqual(bad, ["4-STAT"])
        late = "state/not-in-transaction-after-login"
        lines = ["C: STAT", "S: -ERR [X] oops"] + LINES[2:]
        refused = talker(STAT=b"-ERR [X] oops\r\n")
        path = self.write(HEAD + AUTH + LINES + TAIL, name="other.pop3t")
        report = os.path.join(self.folder.name, "report.html")
        with Server(talker(STAT=b"-ERR oops\r\n")) as server:
            pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                "--report=html=" + report,
                env=ENV,
            )
        with open(report, encoding="utf-8") as file:
            html = file.read()
        self.assertLess(html.index(late), html.index(">LIST<"))
        self.assertEqual(self.found(late, lines, refused)[0], [])  # known

    def test_lines_tell_of_a_case_what_the_whole_report_does(self):
        late = "state/not-in-transaction-after-login"  # told behind LIST's answer
        for header, word in (({}, "fail"), ({"Expect-Exit": "1"}, "xfail")):
            with self.subTest(word=word):
                names = [os.path.join(self.folder.name, kind) for kind in ("jsonl", "json")]
                path = self.write(HEAD + AUTH + ["C: STAT", r"S: \{:re/.*/=+OK 2 320}", *LINES[2:]] + TAIL, **header)
                with Server(talker(STAT=b"-ERR oops\r\n")) as server:
                    pop3sh(
                        *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                        *("--report=jsonl=" + names[0], "--report=json=" + names[1]),
                        env=ENV,
                    )
                with open(names[0], encoding="utf-8") as file:
                    lines = [json.loads(line) for line in file]
                with open(names[1], encoding="utf-8") as file:
                    (whole,) = json.load(file)["files"]
                cases = [o for o in lines if o["type"] == "case"]
                self.assertEqual(
                    [(o["id"], o["result"]) for o in cases],
                    [(o["id"], o["result"]) for o in whole["cases"]],
                )
                (bad,) = [o["id"] for o in cases if o["result"] == word]
                self.assertIn("-STAT", bad)
                (found,) = [o for o in lines if o.get("rule") == late]
                self.assertEqual(found["case"], bad)

    def test_allow_is_for_its_own_answer(self):
        allow = "@ allow reply/line-too-long"
        for lines, status in (
            ([LINES[0], allow, *LINES[1:]], 0),
            ([*LINES[:3], allow, *LINES[3:]], 1),
            ([*LINES[2:], allow, *LINES[:2]], 0),
        ):
            with self.subTest(lines=lines):
                self.assertStatus(self.play(lines, talk=talker(STAT=LONG)), status)
        path = self.write(HEAD + AUTH[:3] + [allow] + AUTH[3:] + LINES + TAIL)
        with Server(talker(STAT=LONG)) as server:
            result = pop3sh("replay", path, "--to", "127.0.0.1:%d" % server.port, env=ENV)
        self.assertStatus(result, 1)

    def test_a_group_has_the_fault_at_the_right_one(self):
        lines = ["C: NOOP", "C: STAT", "C: NOOP", "S: +OK", "S: +OK 2 320", "S: +OK"]
        at, points = self.found("reply/line-too-long", lines, talker(STAT=LONG))
        self.assertEqual(at, [17])
        self.assertEqual([n for n, word in points.items() if word != "ok"], ["5-STAT"])

    def test_each_connection_has_its_own_answers(self):
        second = ["@2 connect host=mail.example.org port=110 tls=none", "S2: +OK ready"]
        lines = [*second, "C: STAT", "C2: NOOP", "S2: +OK", "S: +OK 2 320"]
        talk = talker(STAT=LONG, NOOP=b"+OK\r\n")
        at, _ = self.found("reply/line-too-long", lines, talk)
        self.assertEqual(at, [18])

    def test_what_cannot_come_is_a_failure_with_its_line(self):
        quick = ("--timeout", "0.4")
        for lines, line in (
            (["C: NOOP", *LINES[2:]], 17),  # its answer was left out
            (["C: NOOP", "S: +OK", "S: +OK"], 15),  # one too many
        ):
            with self.subTest(lines=lines):
                result = self.play(lines, *quick)
                self.assertStatus(result, 1)
                told = re.findall(r"pop3t:(\d+): FAIL .*everything that was", result.text)
                self.assertEqual(told, [str(line)])

    def test_behind_a_difference_the_rest_of_an_answer_is_not_waited_for(self):
        for lines, line in (
            (["C: LIST", "S: +OK 2 messages:", "S: 1 120", "S: .", "S: 2 200"], 17),
            (["C: STAT", "S: new", "S: +OK 2 320"], 15),
            (["C: LIST", "S: new", "S: +OK 2 messages:", "S: 1 120", "S: 2 200", "S: ."], 15),
        ):
            with self.subTest(lines=lines):
                began = time.monotonic()
                result = self.play(lines, "--timeout=20")
                self.assertLess(time.monotonic() - began, 10)
                self.assertStatus(result, 1)
                told = re.findall(r"pop3t:(\d+): FAIL .*everything that was", result.text)
                self.assertEqual(told, [str(line)])

    def test_a_timeout_has_its_line_and_its_session(self):
        stalled = talker(LIST=b"+OK\r\n1 120\r\n2 2")
        result = self.play(LINES, "--timeout", "0.4", talk=stalled)
        self.assertStatus(result, 4)
        self.assertSays(result.out, "line 16: no answer")
        with open(self.folder.name + "/session.actual.pop3t", encoding="utf-8") as file:
            actual = file.read().split("C: LIST\n")[1]
        came = "S: +OK\nS: 1 120\nS: 2 2\\;\n"
        self.assertEqual(actual.split("# saved")[0], came + "@ timeout after=400ms\n")

    def test_a_reply_that_is_cut_is_saved_with_the_end_behind_it(self):
        def talk(connection):
            connection.send(GREETING)
            for reply in (b"+OK\r\n", b"+OK in\r\n", b"+OK 2 320\r\n", b"+OK\r\n1 120\r\n2 2"):
                connection.line()
                connection.send(reply)

        self.assertStatus(self.play(LINES, talk=talk), 1)
        with open(self.folder.name + "/session.actual.pop3t", encoding="utf-8") as file:
            actual = file.read().split("C: LIST\n")[1]
        self.assertRegex(actual, r"\AS: \+OK\nS: 1 120\nS: 2 2\\;\n@ close by=server how=\w+\n")

    def test_the_report_names_whom_it_was_played_to_and_what_was_typed(self):
        path = self.write(HEAD + AUTH + ["C: x<y>z 1", "S: +OK"] + TAIL)
        report = os.path.join(self.folder.name, "report.json")
        with Server(talker(**{"X<Y>Z": b"+OK\r\n"})) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh(
                *("replay", path, "--to", to, "--repeat=2", "--report=json=" + report),
                env=ENV,
            )
        self.assertStatus(result, 0)
        with open(report, encoding="utf-8") as file:
            files = json.load(file)["files"]
        self.assertEqual([f["server"] for f in files], [to, to])
        ids = [case["id"].rpartition("#")[2] for f in files for case in f["cases"]]
        self.assertEqual(ids[3], "4-x_y_z")
        self.assertEqual(ids[8], "4-x_y_z@2")
        self.assertEqual(len(set(ids)), 10)

    def test_two_reports_in_one_file_are_refused(self):
        report = os.path.join(self.folder.name, "report")
        twice = ("--report=json=" + report, "--report=tap=" + report)
        result = self.play(LINES, *twice)
        self.assertStatus(result, 2)
        self.assertSays(result.err, "cannot both be in one file")
        self.assertFalse(os.path.exists(report))

    def test_what_a_replay_saved_is_not_played_and_what_a_person_wrote_stays(self):
        path = self.write(HEAD + AUTH + ["C: NOOP", "S: -ERR"] + TAIL)
        actual = path.replace(".pop3t", ".actual.pop3t")

        def replay(*files):
            with Server(talker()) as server:
                return pop3sh("replay", *files, "--to", "127.0.0.1:%d" % server.port, env=ENV)

        self.assertStatus(replay(path), 1)
        both = replay(path, actual)
        self.assertStatus(both, 1)
        self.assertSays(both.err, "is left out")
        self.assertEqual(len(os.listdir(self.folder.name)), 2)
        self.assertStatus(replay(actual), 0)  # alone it is played
        with open(actual, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("# saved by pop3sh replay\n", text)
        mine = text.replace("# saved by pop3sh replay\n", "")
        with open(actual, "w", encoding="utf-8") as file:
            file.write(mine)
        result = replay(path)
        self.assertSays(result.out, "stays as it is")
        self.assertNotIn(b"full session", result.out)  # it is not there
        with open(actual, encoding="utf-8") as file:
            self.assertEqual(file.read(), mine)


if __name__ == "__main__":
    harness.main(__file__)
