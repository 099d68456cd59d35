#!/usr/bin/env python3
"""Groups of equal lines go at a stroke: what replay says of them is what it says
of lines that each go by themselves."""

import os
import re
import tempfile
import time

import harness
from harness import pop3sh
from on_paper import LOGIN, transcript
from scripted import Server

ENV = {"POP3SH_PASSWORD": "correct horse"}
COUNT = 24
SESSION = 7  # the first line of the file behind its header
FIRST_ANSWER = SESSION + 6 + COUNT

HEAD = ["@ connect host=mail.example.org port=110 tls=none", "S: +OK ready"]
AUTH = [r"C: USER \{user}", "S: +OK", r"C: PASS \{!pass}", "S: +OK"]
DELES = ["C: DELE %d" % n for n in range(1, 5)] + ["S: +OK"] * 4
TAIL = ["C: RSET", "S: +OK", "C: QUIT", "S: +OK bye", "@ close by=server"]
GROUP = ["C: NOOP"] * COUNT + ["S: +OK"] * COUNT

# Which answer of the group is another one: {number from 0: octets}; b"" ends
# the connection instead of it.
PLACES = {"first": 0, "middle": COUNT // 2, "last": COUNT - 1}
FAULTS = {
    "text": b"+OK again\r\n",
    "err": b"-ERR no\r\n",
    "lf": b"+OK\n",
    "code": b"+OK [X] so\r\n",
    "close": b"",
    "cut": b"+O",
    "twice": b"+OK\r\n+OK\r\n",
    "stray": b"+OK\r\nhello\r\n",
    "none": b"+OK\r\n",
}


def single(lines):
    """The same session with a comment behind every line, so that each goes by
    itself."""
    return [more for line in lines for more in (line, "#")]


def as_folded(text):
    """What is said of a session with these comments, as if without them."""

    def back(match):
        line = int(match.group(2))
        return "%s%d" % (match.group(1), line - max(0, line - SESSION) // 2)

    return re.sub(r'(\.pop3t:|"line": ?|line[: ]+)(\d+)', back, text)


def reply_to_each(connection, replies):
    """One of them to each line, many at a time."""
    gathered = b""
    for reply in replies:
        connection.line()
        gathered += reply
        if not connection.pending:
            connection.send(gathered)
            gathered = b""
    connection.send(gathered)


def talk(connection):
    """The user's name says what is wrong: "err-middle"."""
    connection.send(b"+OK ready\r\n")
    what, place = connection.line().split(b" ")[1].decode().split("-")
    connection.send(b"+OK\r\n")
    connection.line()
    connection.send(b"+OK\r\n")
    replies = [b"+OK\r\n"] * COUNT
    replies[PLACES[place]] = FAULTS[what]
    if what in ("close", "cut"):
        del replies[PLACES[place] + 1 :]
    reply_to_each(connection, replies)
    if what in ("close", "cut"):
        return
    connection.answer({b"DELE": b"+OK\r\n", b"RSET": b"+OK\r\n", b"NOOP": b"+OK\r\n"})


class Groups(harness.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def play(self, form, lines, *arguments, users, levels=(None,)):
        """Play the lines once for each user and level. Returns what is said,
        and the sessions as they were, by file."""
        folder = os.path.join(self.folder.name, form)
        os.makedirs(folder, exist_ok=True)
        names = []
        for user in users:
            for level in levels:
                header = {**LOGIN, "Var": "user=" + user}
                if level:
                    header["Level"] = level
                name = "%s-%s.pop3t" % (user, level)
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(transcript(lines, **header))
                names.append(name)
        with Server(talk) as server:
            result = pop3sh(
                *("replay", *(os.path.join(folder, name) for name in names)),
                *("--to", "127.0.0.1:%d" % server.port, *arguments),
                env=ENV,
                timeout=60,
            )
        actual = {}
        for name in names:
            path = os.path.join(folder, name[:-6] + ".actual.pop3t")
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    actual[name] = file.read()
        text = result.text.replace(folder + "/", "")
        if form == "single":
            text = as_folded(text)
        return text.replace("127.0.0.1:%d" % server.port, "PLACE"), actual, result

    def test_every_fault_is_told_as_by_single_lines(self):
        users = [what + "-" + place for what in FAULTS for place in PLACES]
        levels = ("outcome", "grammar", "text", "wire")
        lines = HEAD + AUTH + GROUP + DELES + TAIL
        folded = self.play("folded", lines, users=users, levels=levels)
        alone = self.play("single", single(lines), users=users, levels=levels)
        self.assertEqual(folded[0], alone[0])
        self.assertEqual(folded[1], alone[1])
        self.assertIn("none-last-wire.pop3t: pass", folded[0])

    def test_reports_and_levels_within_a_group_too(self):
        users = ["text-middle", "err-last", "none-last"]
        mixed = ["C: NOOP"] * COUNT + ["@ allow reply/status-unknown", "S: +OK"]
        mixed += ["S: +OK"] * 9 + ["@ level text"] + ["S: +OK"] * 5
        mixed += ["@ within 5s"] + ["S: +OK"] * (COUNT - 15)
        for arguments in (
            ("--report", "tap=-"),
            ("--report", "json=-"),
            ("--no-pipeline",),
            ("--show-masks",),
            ("--output", "json"),
        ):
            with self.subTest(arguments=arguments):
                said = []
                whole = HEAD + AUTH + mixed + DELES + TAIL
                for form, lines in (("folded", whole), ("single", single(whole))):
                    text, actual, _ = self.play(form, lines, *arguments, users=users)
                    said.append((without_times(text), actual))
                self.assertEqual(said[0][0], said[1][0])
                self.assertEqual(said[0][1], said[1][1])

    def test_the_line_is_that_of_the_answer(self):
        lines = HEAD + AUTH + GROUP + TAIL
        users = ["err-" + place for place in PLACES]
        text, actual, result = self.play("folded", lines, users=users)
        self.assertStatus(result, 1)
        for place, n in PLACES.items():
            at = "err-%s-None.pop3t:%d: FAIL" % (place, FIRST_ANSWER + n)
            self.assertIn(at, text)
            self.assertEqual(
                actual["err-%s-None.pop3t" % place].splitlines()[FIRST_ANSWER + n - 1],
                "S: -ERR no",
            )

    def test_what_did_not_come_any_more_is_counted(self):
        lines = HEAD + AUTH + GROUP + TAIL
        _, _, result = self.play(
            "folded", lines, "--output", "json", users=["close-middle"]
        )
        (verdict,) = result.objects("verdict")
        left = COUNT - PLACES["middle"]
        self.assertEqual(verdict["not_run"], left + 2)  # and RSET, and QUIT
        (difference,) = result.objects("difference")
        self.assertEqual(difference["line"], FIRST_ANSWER + PLACES["middle"])

    def test_an_update_changes_the_one_line(self):
        lines = HEAD + AUTH + GROUP + TAIL
        _, _, result = self.play(
            "update", lines, "--update=all", "--level=text", users=["err-middle"]
        )
        self.assertStatus(result, 0)
        path = os.path.join(self.folder.name, "update", "err-middle-None.pop3t")
        with open(path, encoding="utf-8") as file:
            now = file.read().splitlines()
        want = transcript(lines, **{**LOGIN, "Var": "user=err-middle"}).splitlines()
        want[FIRST_ANSWER + PLACES["middle"] - 1] = "S: -ERR no"
        self.assertEqual(now, want)

    def judge(self, answers, replies, *arguments, tail=TAIL, wait=0.0):
        """The differences and the verdict of a group with these lines for
        answers, when the server says these replies to it."""
        path = os.path.join(self.folder.name, "group.pop3t")
        commands = ["C: NOOP"] * COUNT
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(HEAD + AUTH + commands + answers + tail, **LOGIN))

        def say(connection):
            connection.send(b"+OK ready\r\n")
            for _ in range(2):
                connection.line()
                connection.send(b"+OK\r\n")
            for _ in range(COUNT):
                connection.line()
            time.sleep(wait)
            connection.send(b"".join(replies))
            if tail is TAIL:
                connection.answer({b"RSET": b"+OK\r\n"})

        with Server(say) as server:
            result = pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                *("--output", "json", *arguments),
                env=ENV,
            )
        (verdict,) = result.objects("verdict")
        return result.objects("difference"), verdict

    def test_a_line_behind_a_run_is_told_at_the_end_of_the_run(self):
        tail = ["@ close by=server"]
        for more in (b"+OK\r\n", b"hello\r\n", b"-ERR idle\r\n"):
            with self.subTest(more=more):
                told, verdict = self.judge(
                    ["S: +OK"] * COUNT, [b"+OK\r\n"] * COUNT + [more], tail=tail
                )
                self.assertEqual(
                    [(d["line"], d["kind"], d["got"]) for d in told],
                    [(FIRST_ANSWER + COUNT - 1, "additional", more.decode().strip())],
                )
                self.assertEqual(verdict["answers"], 3 + COUNT)

    def test_each_answer_of_a_run_is_counted_once(self):
        told, verdict = self.judge(["S: +OK"] * COUNT, [b"+OK\r\n"] * COUNT)
        self.assertEqual((told, verdict["result"]), ([], "pass"))
        self.assertEqual(verdict["answers"], 3 + COUNT + 2)

    def test_the_rest_of_a_run_is_held_against_what_is_due_then(self):
        half = COUNT // 2
        answers = ["S: +OK"] * half + ["S: +OK so"] + ["S: +OK"] * (half - 1)
        told, _ = self.judge(answers, [b"+OK\r\n"] * COUNT, "--level=text")
        self.assertEqual([d["line"] for d in told], [FIRST_ANSWER + half])
        # all came but the last one, which is another
        replies = [b"+OK\r\n"] * (COUNT - 1) + [b"+OK so\r\n"]
        told, _ = self.judge(["S: +OK"] * COUNT, replies, "--level=text")
        self.assertEqual([d["line"] for d in told], [FIRST_ANSWER + COUNT - 1])

    def test_a_time_limit_is_for_its_own_answer_only(self):
        for place in (0, COUNT // 2, COUNT - 1):
            with self.subTest(place=place):
                answers = ["S: +OK"] * place + ["@ within 1ms"]
                answers += ["S: +OK"] * (COUNT - place)
                told, _ = self.judge(answers, [b"+OK\r\n"] * COUNT, wait=0.05)
                self.assertEqual([d["line"] for d in told], [FIRST_ANSWER + place + 1])
                self.assertIn("must come within", told[0]["message"])

    def test_an_allowance_is_for_its_own_answer_only(self):
        answers = ["@ allow reply/bare-lf"] + ["S: +OK"] * COUNT
        for place, verdict in ((0, "pass"), (1, "fail"), (COUNT - 1, "fail")):
            with self.subTest(place=place):
                replies = [b"+OK\r\n"] * COUNT
                replies[place] = b"+OK\n"
                self.assertEqual(self.judge(answers, replies)[1]["result"], verdict)

    def test_a_level_begins_where_it_stands(self):
        half = COUNT // 2
        answers = ["S: +OK"] * half + ["@ level wire"] + ["S: +OK"] * half
        told, _ = self.judge(answers, [b"+OK\n"] * COUNT)
        first = FIRST_ANSWER + half + 1
        self.assertEqual([d["line"] for d in told], list(range(first, first + half)))

    def test_small_segments_carry_a_group_whole(self):
        lines = HEAD + AUTH + ["@ chunk 5"] + GROUP + DELES + TAIL
        text, actual, result = self.play(
            "chunk", lines, "--allow-delete", users=["none-last", "err-last"]
        )
        self.assertStatus(result, 1)
        self.assertIn("none-last-None.pop3t: pass", text)
        self.assertIn("err-last-None.pop3t:%d: FAIL" % (FIRST_ANSWER + COUNT), text)
        self.assertEqual(list(actual), ["err-last-None.pop3t"])

    def test_a_group_larger_than_any_buffer(self):
        count, wrong = 30000, 29998  # 440 KiB of the file, 180 KiB of commands
        lines = HEAD + AUTH + ["C: NOOP"] * count + ["S: +OK"] * count + TAIL
        replies = [b"+OK\r\n"] * (2 + count)
        replies[2 + wrong] = b"-ERR no\r\n"

        def flood(connection):
            connection.send(b"+OK ready\r\n")
            reply_to_each(connection, replies)
            connection.answer({b"RSET": b"+OK\r\n"})

        path = os.path.join(self.folder.name, "large.pop3t")
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **LOGIN))
        with Server(flood) as server:
            result = pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                env=ENV,
                timeout=60,
            )
        self.assertStatus(result, 1)
        line = SESSION + 6 + count + wrong
        self.assertIn("large.pop3t:%d: FAIL" % line, result.text)
        with open(path, encoding="utf-8") as file:
            want = file.read().splitlines()
        want[line - 1] = "S: -ERR no"
        with open(path[:-6] + ".actual.pop3t", encoding="utf-8") as file:
            now = file.read().splitlines()
        self.assertEqual(now[: line + 1], want[: line + 1])


def without_times(text):
    """A report without what takes another time each run."""
    text = re.sub(r'"(t|seconds)":[0-9.e-]+', r'"\1":0', text)
    return re.sub(r"seconds: [0-9.e-]+|[0-9.]+ m?s\b", "some time", text)


if __name__ == "__main__":
    harness.main(__file__)
