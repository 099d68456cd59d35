#!/usr/bin/env python3
"""Transcripts judged without a network."""

import base64
import glob
import json
import os
import tempfile

import harness
from harness import pop3sh

HEAD = "%POP3-TRANSCRIPT 1\nServer: 192.0.2.7:110\n\n"
TRANSCRIPTS = os.path.join(harness.SOURCE, "tests", "transcripts")


class LintTest(harness.TestCase):
    def lint(self, session, *arguments, head=HEAD, env=None):
        return pop3sh(
            "lint", "-", *arguments, stdin=(head + session).encode("utf-8"), env=env
        )

    def test_every_transcript_gives_what_stands_beside_it(self):
        paths = sorted(glob.glob(os.path.join(TRANSCRIPTS, "**", "*.pop3t"), recursive=True))
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(path=path):
                with open(path, "rb") as file:
                    result = pop3sh("lint", "-v", "-", stdin=file.read())
                with open(path[: -len(".pop3t")] + ".want", encoding="utf-8") as file:
                    want = file.read()
                self.assertEqual(result.text.replace("standard input:", ""), want)

    def test_the_broken_server_of_the_manual(self):
        path = os.path.join(TRANSCRIPTS, "bare-lf-and-cut-listing.pop3t")
        result = pop3sh("lint", path, "--ignore", "client/password-in-clear,tls/*")
        lines = [line.rsplit("/", 1)[-1] for line in result.text.splitlines()]
        self.assertStatus(result, 1)
        places = [line.split() for line in result.text.splitlines()]
        self.assertEqual(
            [(p[0].split(":")[-2], p[1], p[2]) for p in places],
            [
                ("11", "error", "reply/eight-bit"),
                ("11", "error", "reply/bare-lf"),
                ("18", "allow", "reply/status-unknown"),
                ("22", "note", "multi/no-terminator"),
            ],
            lines,
        )

    def test_fail_on_ignore_show_and_strict(self):
        session = "S: +OK hi\nC: NOOP\nS: +OK \\;\n@ close by=server\n"
        warning = "S: +OK hi\nC: USER a\nS: +OK\nC: PASS bcde\nS: +OK\nC: STAT\nS: +OK: 1 2\n"
        self.assertStatus(self.lint(session), 0)
        self.assertStatus(self.lint(warning, "--ignore", "*"), 0)
        self.assertStatus(self.lint(warning), 1)
        self.assertStatus(self.lint(warning, "--fail-on", "never"), 0)
        self.assertStatus(self.lint(warning, "--ignore", "no/such"), 2)

    def test_a_file_that_is_no_transcript_is_status_3(self):
        result = self.lint("", head="+OK hi\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "standard input:1:1: expected")
        self.assertStatus(pop3sh("lint", "/no/such/file"), 3)
        self.assertStatus(pop3sh("lint"), 2)

    def test_a_file_that_cannot_be_read_is_no_clean_result(self):
        with tempfile.TemporaryDirectory() as place:
            good = os.path.join(place, "a.pop3t")
            with open(good, "w", encoding="utf-8") as file:
                file.write(HEAD + "S: +OK hi\nC: STAT\nS: +OK\n")
            result = pop3sh("lint", place)
            self.assertStatus(result, 3)
            self.assertIn("%s: Is a directory; name the files in it" % place, result.errors)
            self.assertIn("the file could not be read: no verdict", result.errors)
            self.assertNotIn("0 errors", result.errors)
            result = pop3sh("lint", place, good)
            self.assertStatus(result, 3)
            self.assertIn(
                "1 of 2 files could not be read: no verdict on them; on the others 1 error",
                result.errors,
            )
            self.assertNotIn("could not", pop3sh("lint", good).errors)
            for command in ("fmt", "redact", "replay"):
                result = pop3sh(command, place)
                self.assertStatus(result, 3)
                self.assertIn("name the files in it", result.errors + result.text)
            result = self.lint("", head=HEAD.replace("\n\n", "\nS: +OK hi\n"))
            self.assertStatus(result, 3)
            self.assertIn("standard input:3:1: expected an empty line in front", result.errors)
            self.assertIn("no verdict", result.errors)

    def test_odd_files_have_a_sentence_and_a_status(self):
        good = b"%POP3-TRANSCRIPT 1\n\nS: +OK hi\nC: QUIT\nS: +OK\n"
        odd = (
            (good.replace(b"\n", b"\r\n"), 0, ""), (good[:-1], 0, ""),
            (b"\xef\xbb\xbf" + good, 3, ":1:1: expected \"%POP3-TRANSCRIPT 1\" without the byte"),
            (b"", 3, ":1:1: expected \"%POP3-TRANSCRIPT 1\"; the file is empty"),
            (b"\0\xff" * 99, 3, ":1:1: expected \"%POP3-TRANSCRIPT 1\": this is no transcript"),
            (good[:19], 3, ":2:1: expected an empty line"),
            (good.replace(b"1", b"2", 1), 3, ":1:1: expected \"%POP3-TRANSCRIPT 1\": this is another"),
            (good + b"S: " + b"a" * (2 << 20), 3, ":6:1048577: expected no line longer than 1 MiB"),
            (None, 3, "No such file"),
        )
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "odd.pop3t")
            for octets, status, words in odd:
                if octets is None:
                    os.unlink(path)
                else:
                    with open(path, "wb") as file:
                        file.write(octets)
                for command in ("lint", "fmt", "redact"):
                    with self.subTest(command=command, words=words):
                        result = pop3sh(command, path)
                        self.assertStatus(result, status)
                        self.assertIn(words, result.errors)
                        self.assertEqual(path + ":" in result.errors, status != 0)

    def test_a_variable_that_is_not_set_has_a_way_out(self):
        with tempfile.NamedTemporaryFile(suffix=".pop3t") as file:
            file.write(HEAD.replace("\n\n", "\nVar: user=env:POP3SH_NOBODY\n\n").encode())
            file.write(b"S: +OK\nC: USER \\{user}\nS: +OK\n")
            file.flush()
            result = pop3sh("replay", "--to", "127.0.0.1:1", file.name)
            self.assertStatus(result, 3)
            self.assertIn("POP3SH_NOBODY is not set", result.errors + result.text)
            self.assertIn("(Var: user=...), or use -u", result.errors + result.text)
            result = pop3sh("replay", "--to", "127.0.0.1:1", "-u", "joe", file.name)
            self.assertStatus(result, 4)  # it got as far as the network

    def report(self, kind, *files):
        """A report of that kind about files, given as (name, text)."""
        with tempfile.TemporaryDirectory() as place:
            paths = [os.path.join(place, name) for name, _ in files]
            for path, (_, text) in zip(paths, files):
                if text is not None:
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(text)
            result = pop3sh("lint", "-q", *paths, "--report", f"{kind}=-")
            return result.text, result.status

    def test_reports_say_why_a_file_has_no_verdict(self):
        files = (("bad.pop3t", HEAD + "X: hi\n"), ("none.pop3t", None))
        for kind, word in (("junit", "<error message="), ("tap", "not ok 2"),
                           ("html", ">unknown<"), ("jsonl", '"result":"unknown"')):
            text, status = self.report(kind, *files)
            self.assertEqual(status, 3, kind)
            self.assertIn(word, text)
            self.assertIn("bad.pop3t:4:1: expected ", text, kind)
            self.assertIn("none.pop3t: No such file", text, kind)

    def test_no_output_shows_a_secret_that_is_given_or_that_the_file_has(self):
        """In the open, behind escapes, in a mask, in words of people."""
        secret, behind = "hunter2secret", "hunter2\\x73ecret"
        head = (f"%POP3-TRANSCRIPT 1\nTitle: {secret} {behind}\nServer: {secret}:110\n\n"
                "@ connect host=192.0.2.1 port=110 tls=none\n")
        session = (f'S: +OK hi {secret}\n@ step "{behind}"\nC: USER joe\nS: +OK: {behind}\n'
                   f"C: NOOP\nS: +ERR hunter2\\{{:word=secret}} {behind}\nC: XFOO {behind}\n"
                   f"S: -ERR [{secret}] no\nC: QUIT\nS: +OK\n")
        shown = f"C: PASS {secret}\nS: +OK {behind}\n"
        env = {"POP3SH_PASSWORD": secret}
        kinds = ("html", "json", "jsonl", "junit", "tap", "github")
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "a.pop3t")
            reports = sum((["--report", f"{k}={place}/r.{k}"] for k in kinds), [])
            for text, given in ((session, ["--secret"]), (session + shown, [])):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(head + text)
                for form in ("text", "json"):
                    result = pop3sh("lint", "-v", path, "--output", form, *given, *reports, env=env)
                    self.assertStatus(result, 1)
                    said = {"screen": result.text + result.errors}
                    for kind in kinds:
                        with open(os.path.join(place, "r." + kind), encoding="utf-8") as file:
                            said[kind] = file.read()
                    for name, octets in said.items():
                        self.assertNotIn("hunter2", octets, name)
                        self.assertIn("resp/unknown-code", octets, name)
                    self.assertIn("[****]", said["tap"])
                    if given:
                        self.assertIn("line", said["screen"])

    def test_the_page_shows_the_session_and_findings_beside_their_lines(self):
        text, _ = self.report("html", ("a.pop3t", HEAD + "S: +OK hi\nC: LIST\nS: +OK\n"
                                       "S: 01 5\nS: 2 6\nS: .\n@ close by=server\n"))
        self.assertRegex(text, '<mark>[+]</mark>OK<.*state/wrong-state-accepted.*>01 5<')
        self.assertIn("@ close by=server", text)
        # each of several on one line
        text, _ = self.report("html", ("a.pop3t", HEAD + "S: +OK a\\xE2b\\x1Bc <1@h\n"))
        self.assertIn(r"+OK a<mark>\xE2</mark>b<mark>\x1B</mark>c ", text)

    def test_what_is_wrong_has_its_line_and_column(self):
        result = self.lint("S: +OK hi\nC: a\\qb\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "standard input:5:5: expected")

    def test_what_is_found_where_nothing_was_said_has_a_line(self):
        result = self.lint("@ connect host=a port=1 tls=none\n@ timeout after=1m\n", "-v")
        self.assertIn("standard input:5: note    greeting/missing", result.text)

    def test_an_allowance_is_for_the_next_reply_only(self):
        session = (
            "S: +OK hi\nC: CAPA\n@ allow reply/status-unknown\nS: +ERR\n"
            "C: CAPA\nS: +ERR\n"
        )
        result = self.lint(session, "--output", "json")
        found = [f for f in result.objects("finding") if f["rule"] == "reply/status-unknown"]
        self.assertEqual([(f["line"], f["result"]) for f in found], [(7, "allowed"), (9, "found")])
        self.assertEqual(result.objects("verdict")[0]["allowed"], 1)

    def test_what_the_file_does_not_have_is_not_judged(self):
        session = (
            "S: +OK hi\nC: USER a\nS: +OK\nC: PASS \\{!pass}\nS: +OK\nC: STAT\n"
            "S: +OK \\{n:num} \\{o:octets}\nC: LIST\nS: +OK\nS: 1 10\nS: 2 20\nS: .\n"
            "C: RETR 1\nS: +OK\n@ body lines=1 octets=10\nS: .\n"
        )
        result = self.lint(session, "--output", "json")
        self.assertStatus(result, 0)
        verdict = result.objects("verdict")[0]
        self.assertEqual((verdict["errors"], verdict["result"]), (0, "unknown"))
        told = self.lint(session).text
        self.assertIn("18: unknown", told)
        self.assertIn("data of RETR is left out", told)

    def test_json_has_what_is_promised_of_every_object(self):
        promised = {
            "finding": "seq rule severity side message rfc offset column count file line",
            "verdict": "file result", "secret": "file line",
            "summary": "commands errors warnings notes octets_in octets_out exit",
        }
        session = "S: +OK hi\nC: NOOP\nS: +OK: \\xE2\\x80\\xAE\\x9B SeCrEt\nC: QUIT\nS: +OK\n"
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place.encode(), b"\xffodd\xe2\x80\xae.pop3t")
            with open(path, "w", encoding="utf-8") as file:
                file.write(HEAD + session)
            result = pop3sh("lint", "--output", "json", "--secret", path, path + b"-no",
                            env={"POP3SH_PASSWORD": "SeCrEt"})
        self.assertStatus(result, 3)
        objects = result.objects()
        self.assertEqual({o["type"] for o in objects}, set(promised))
        times = [o["t"] for o in objects]
        self.assertEqual(times, sorted(times))
        for o in objects:
            self.assertEqual(o["conn"], 1)
            for name in promised[o["type"]].split():
                self.assertTrue(name in o or name + "_latin1" in o, (name, o))
        self.assertEqual(objects[-1]["type"], "summary")
        self.assertEqual([objects[-1][n] for n in ("commands", "octets_in", "octets_out", "exit")],
                         [2, len("+OK hi\r\n+OK: 1234 SeCrEt\r\n+OK\r\n"), 12, 3])
        # a terminal may be at the other end
        self.assertNotRegex(result.text, "[\u0080-\u009f\u202a-\u202e]")

    def test_a_handshake_is_judged_by_what_the_file_tells_of_it(self):
        session = (
            "S: +OK hi\nC: STLS\nS: +OK\n@ tls start\n%s\nC: CAPA\nS: +OK\nS: USER\nS: .\n"
            "C: USER joe\nS: +OK\nC: PASS bcdefgh\nS: +OK\nC: QUIT\nS: +OK\n@ close by=server\n"
        )
        at_once = "@ connect host=h tls=implicit\n%s\nS: +OK hi\nC: QUIT\nS: +OK\n@ close by=server\n"
        old = "@ tls ok version=%s cipher=ECDHE-RSA-AES256-SHA verify=ok"
        for version, want in (
            ("1", ["warning tls/version"]), ("1.0", ["warning tls/version"]),
            ("1.1", ["warning tls/version"]), ("1.2", ["note tls/no-tls13"]), ("1.3", []),
            ("9", []),
        ):
            for form, line in ((session, "8"), (at_once, "5")):
                with self.subTest(version=version, line=line):
                    result = self.lint(form % (old % version), "-v", "--ignore", "client/*,greeting/*,tls/implicit*")
                    told = [p.split(None, 4)[1:4] for p in result.text.splitlines()]
                    told = [p for p in told if p[2].startswith("tls/")]
                    self.assertEqual(
                        told, [["input:%s:" % line, *w.split()] for w in want], result.text
                    )
        for words, want in (
            ("version=1.2 cipher=AES128-SHA verify=ok", "tls/no-forward-secrecy"),
            ("version=1.3 cipher=X verify=\"self-signed certificate\"", "client/unverified-server"),
            ("version=1.2 cipher=RC4-SHA", "tls/cipher-broken"),
            ("version=1.3 cipher=X", None), ("cipher=RC4-SHA verify=no", None), ("", None),
        ):
            with self.subTest(words=words):
                text = self.lint(session % ("@ tls ok " + words), "-v").text
                for rule in ("tls/no-forward-secrecy", "client/unverified-server", "tls/cipher-broken"):
                    if rule == want or not (want == "tls/cipher-broken" and rule.startswith("tls/no")):
                        self.assertEqual(rule in text, rule == want, text)

    def test_repeats_are_counted_where_they_were(self):
        login = "@%s connect host=h tls=implicit\nS%s: +OK hi\nC%s: USER a\nS%s: +OK\nC%s: PASS bcde\nS%s: +OK\n"
        session = login.replace("%s", "") + login.replace("%s", "2") + (
            "C: LIST\nS: +OK\nS: 1  1\nS: 2  1\nC2: LIST\nS2: +OK\nS2: 1  1\nS: 3  1\nS: .\nS2: .\n"
        )
        result = self.lint(session, "--output", "json")
        told = [(f["conn"], f["count"]) for f in result.objects("finding") if f["rule"] == "list/format"]
        self.assertEqual(told, [(1, 3), (2, 1)])

    def test_lost_line_ends_are_not_judged(self):
        session = "%sS: +OK hi\\n\\;\n"
        self.assertStatus(self.lint(session % ""), 1)
        result = self.lint(session % "@ note crlf=assumed\n")
        self.assertStatus(result, 0)
        self.assertIn("line ends were lost", result.text)

    def test_what_a_note_says_is_not_known_is_not_judged(self):
        session = (
            "@ connect host=192.0.2.7 port=110 tls=none\n%sS: +OK hi <1>\nC: USER a\n"
            "S: +OK\nC: PASS bcde\nS: +OK\nC: APOP a 00000000000000000000000000000000\n"
            "S: -ERR no\n"
        )

        def places(note, where=session):
            result = self.lint(where % note, "--output", "json", "--show", "*")
            return {(f["line"], f["rule"]) for f in result.objects("finding")
                    if f["result"] == "found"}

        def found(note, where=session):
            return {rule for _, rule in places(note, where)}

        said = found("")
        clear = {"client/apop-weak", "client/password-in-clear", "tls/plaintext-login-accepted"}
        self.assertLessEqual(clear | {"client/wrong-state"}, said)
        self.assertEqual(said - found("@ note security=unknown\n"), clear)
        greeting = said - found("@ note greeting=assumed\n")
        self.assertTrue(greeting)
        self.assertFalse({r for r in greeting if "greeting" not in r and "apop" not in r})
        plain = session.replace("+OK hi <1>", "+OK")
        self.assertIn((5, "reply/no-text"), places("", plain))
        self.assertNotIn((6, "reply/no-text"), places("@ note greeting=assumed\n", plain))
        self.assertIn((8, "reply/no-text"), places("@ note greeting=assumed\n", plain))
        login = said - found("@ note login=assumed\n")
        self.assertIn("client/password-in-clear", login)
        self.assertNotIn("client/wrong-state", login)
        self.assertEqual(found("@ note typed=unknown\n"), set())
        # What stands in front of the note is judged.
        late = session.replace("%s", "").replace("C: APOP", "%sC: APOP")
        self.assertEqual(found("", late), said)
        self.assertIn("client/password-in-clear", found("@ note typed=unknown\n", late))
        self.assertNotIn("client/wrong-state", found("@ note typed=unknown\n", late))
        told = self.lint(session % "@ note typed=unknown\n").text
        self.assertIn(":5: unknown -", told)
        self.assertIn("nothing behind this is judged", told)

    def test_secrets_are_searched_for_in_every_form(self):
        secret = "hunter2secret"
        packed = base64.b64encode(b"\0joe\0" + secret.encode()).decode()
        env = {"POP3SH_PASSWORD": secret}
        for text in (secret, packed, secret.encode().hex(), "hunter2\\x73ecret"):
            result = self.lint("S: +OK hi\nC: NOOP\nS: +OK %s\n" % text, "--secret", env=env)
            self.assertStatus(result, 1)
            self.assertIn("standard input:6: error", result.text)
            self.assertNotIn(secret, result.text)
        self.assertStatus(self.lint("S: +OK hi\n", "--secret", env=env), 0)
        self.assertStatus(self.lint("S: +OK hi\n", "--secret"), 3)

    def test_reports_hold_no_secret(self):
        secret = "hunter2secret"
        packed = base64.b64encode(b"\0joe\0" + secret.encode()).decode()
        quoted = "S: +OK %s %s %s\n" % (secret, secret.encode().hex(), packed)
        sent = "C: PASS %s\nS: +OK\nC: AUTH PLAIN %s\nS: -ERR no\n" % (secret, packed)
        rows = (
            ("S: +OK hi\n" + sent + "C: NOOP\n" + quoted, [], "ASS ****"),
            ("S: +OK hi\nC: NOOP\n" + quoted, ["--secret"], "OK **** ****"),
        )
        for kind in ("html", "json", "jsonl", "junit", "tap", "github"):
            for text, more, want in rows:
                result = self.lint(
                    *(text, "--report", kind + "=-", *more),
                    env={"POP3SH_PASSWORD": secret},
                )
                for form in (secret, packed, secret.encode().hex()):
                    self.assertNotIn(form, result.text, kind)
                if kind == "html":  # a mark may be within a word
                    self.assertIn(want, result.text)

    def test_reports_are_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.tap")
            result = self.lint("S: +OK hi\\n\\;\n", "--report", "tap=" + path)
            self.assertStatus(result, 1)
            with open(path, encoding="utf-8") as file:
                self.assertIn("not ok", file.read())

    def test_json_is_lines_of_objects(self):
        result = self.lint("S: +OK \\xCA\n", "--output", "json")
        finding = result.objects("finding")[0]
        self.assertEqual(finding["file"], "standard input")
        self.assertEqual(finding["line"], 4)
        self.assertEqual(finding["excerpt_latin1"], "+OK \u00ca")
        self.assertEqual(json.loads(result.out.splitlines()[-2])["type"], "verdict")


class RewriteTest(harness.TestCase):
    """fmt and redact."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-rewrite.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "t.pop3t")

    def write(self, text):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path, 0o640)

    def read(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()

    def test_fmt_lays_out_to_standard_output_or_in_place(self):
        self.write(HEAD + "C1: A\\x42\n\n\n")
        want = HEAD + "C: AB\n"
        self.assertEqual(pop3sh("fmt", self.path).text, want)
        check = pop3sh("fmt", "--check", self.path)
        self.assertStatus(check, 1)
        self.assertEqual(check.text, self.path + "\n")
        self.assertStatus(pop3sh("fmt", "-i", self.path), 0)
        self.assertEqual(self.read(), want)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o640)
        self.assertEqual(os.listdir(self.folder), ["t.pop3t"])
        self.assertStatus(pop3sh("fmt", "--check", self.path), 0)

    def test_what_is_no_transcript_stays_as_it_is(self):
        self.write("hello\n")
        for command in ("fmt", "redact"):
            result = pop3sh(command, "-i", self.path)
            self.assertStatus(result, 3)
            self.assertSays(result.err, ":1:1: expected")
            self.assertEqual(self.read(), "hello\n")
            self.assertStatus(pop3sh(command), 2)
            self.assertStatus(pop3sh(command, "-i", "-"), 2)
            self.assertStatus(pop3sh(command, "a", "b"), 2)

    text = HEAD + "C1: USER joe\nS: +OK\nC: PASS hunter22\nS: +OK\n\n\n"

    def test_what_a_link_leads_to_is_written_with_its_mode(self):
        self.write(self.text)
        link = os.path.join(self.folder, "link")
        longest = os.path.join(self.folder, "n" * 255)
        os.symlink("t.pop3t", link)
        for command in ("fmt", "redact"):
            self.write(self.text)
            os.chmod(self.path, 0o2640)
            self.assertStatus(pop3sh(command, "-i", link), 0)
            self.assertTrue(os.path.islink(link))
            self.assertEqual(os.stat(self.path).st_mode & 0o7777, 0o2640)
            changed = self.read()
            self.assertNotEqual(changed, self.text)
            self.write(self.text)
            os.rename(self.path, longest)
            self.assertStatus(pop3sh(command, "-i", longest), 0)
            os.rename(longest, self.path)
            self.assertEqual(self.read(), changed)
        self.assertEqual(sorted(os.listdir(self.folder)), ["link", "t.pop3t"])

    def test_redact_lets_lines_end_as_they_did(self):
        self.write(self.text)
        for what in ("secrets", "secrets,user,host,uid,body,addresses"):
            words = ("redact", "--redact", what, "-")
            text = "%POP3-TRANSCRIPT 1\n# by joe\nServer: mail.example.org\n\n# joe\n"
            text += self.text.split("\n\n", 1)[1]
            want = pop3sh(*words, stdin=text.encode()).text
            self.assertNotEqual(want, text)
            got = pop3sh(*words, stdin=text.replace("\n", "\r\n").encode()).text
            self.assertEqual(got, want.replace("\n", "\r\n"))

    def test_a_folder_that_cannot_be_written_loses_nothing(self):
        self.write(self.text)
        os.chmod(self.folder, 0o555)
        self.addCleanup(os.chmod, self.folder, 0o700)
        for command in ("fmt", "redact"):
            result = pop3sh(command, "-i", self.path, prefix=harness.POWERLESS)
            self.assertStatus(result, 3)
            why = "%s cannot be written: in %s/ no file can be made" % (self.path, self.folder)
            self.assertSays(result.err, why)
            self.assertEqual(self.read(), self.text)

    def test_redact_takes_out_what_is_named_and_always_secrets(self):
        self.write(
            HEAD + "S: +OK hi\nC: USER joe\nS: +OK\nC: PASS hunter2secret\n"
            "S: +OK hunter2secret\n"
        )
        result = pop3sh("redact", "--redact", "user", self.path)
        self.assertStatus(result, 0)
        self.assertNotIn("hunter2", result.text)
        self.assertNotIn("joe", result.text)
        self.assertIn("C: PASS \\{!pass}\n", result.text)
        self.assertIn("joe", self.read())
        self.assertStatus(pop3sh("redact", "-i", self.path), 0)
        self.assertNotIn("hunter2", self.read())
        self.assertIn("joe", self.read())
        self.assertStatus(pop3sh("redact", "--redact", "cats", self.path), 2)
        self.assertStatus(pop3sh("lint", self.path), 0)
        self.write(HEAD + "S: +OK hi\nC: PASS one-secret\nS: -ERR\nC: PASS two-secret\nS: +OK\n")
        result = pop3sh("redact", self.path)
        self.assertRegex(
            result.text, r"\nSecret: pass2=env:POP3SH_PASSWORD2\n\n(.*\n)*C: PASS \\{!pass}\n"
            r"S: -ERR\nC: PASS \\{!pass2}\n"
        )
        self.write(result.text)
        self.assertEqual(pop3sh("redact", self.path).text, result.text)

    def test_a_name_with_a_backslash_is_redacted_to_what_can_be_read(self):
        for verb in "USER DOMAIN\\\\joe", "APOP DOMAIN\\x5Cjoe c4c9334bac560ecc979e58001b3e22fb":
            self.write(HEAD + "S: +OK hi\nC: %s\nS: +OK\n" % verb)
            result = pop3sh("redact", "--redact", "user", self.path)
            self.assertNotIn("joe", result.text)
            self.assertIn("\nVar: user=env:POP3SH_USER\n", result.text)
            self.write(result.text)
            self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)


if __name__ == "__main__":
    harness.main(__file__)
