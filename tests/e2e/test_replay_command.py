#!/usr/bin/env python3
r"""\replay: transcripts played from within the shell."""

import os
import tempfile

import harness
from harness import commands, pop3sh
from on_paper import LOGIN, transcript
from serving import Serve, make_certificate

PASSWORD = "correct horse battery"
ENV = {"POP3SH_PASSWORD": PASSWORD}
HEAD = [r"S: +OK \{:any}", r"C: USER \{user}", r"S: +OK \{:any}", r"C: PASS \{!pass}"]
HEAD += [r"S: +OK \{:any}"]
TAIL = ["C: QUIT", r"S: +OK \{:any}", "@ close by=server"]


class ReplayCommand(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.cert, key = make_certificate(cls.folder.name)
        cls.server = cls.enterClassContext(
            Serve(
                *("--cert", cls.cert, "--key", key, "--tls-listen", "127.0.0.1:0"),
                *("--sample", "--user", "joe"),
                env=ENV,
            )
        )

    def write(self, lines, name="a.pop3t", **header):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **{**LOGIN, **header}))
        return path

    def shell(self, *said, options=(), scheme="pop3", env=None):
        port = self.server.tls_port if scheme == "pop3s" else self.server.port
        return pop3sh(
            *("connect", "%s://127.0.0.1:%d" % (scheme, port), "--ca", self.cert),
            *options,
            *commands(*said),
            env=ENV if env is None else env,
        )

    def test_it_plays_on_a_connection_of_its_own(self):
        path = self.write(HEAD + ["C: STAT", r"S: +OK 9 \{:num}"] + TAIL)
        result = self.shell(r"\replay " + path, "CAPA")
        self.assertStatus(result, 0)
        self.assertSays(result.out, path + ": pass")
        self.assertLess(result.text.index(": pass"), result.text.index("-> CAPA"))
        self.assertEqual(result.text.count("<- +OK POP3 server ready"), 1)
        self.assertNotIn(PASSWORD.encode(), result.out + result.err)

    def test_a_difference_is_status_1_and_ends_the_batch_when_asked_to(self):
        path = self.write(HEAD + ["C: NOOP", "S: -ERR"] + TAIL)
        result = self.shell(r"\replay " + path, "CAPA")
        self.assertStatus(result, 1)
        self.assertSays(result.out, path + ":13: fail outcome")
        self.assertSays(result.out, "-> CAPA")
        result = self.shell(r"\replay " + path, "CAPA", options=["--stop-on-error"])
        self.assertStatus(result, 1)
        self.assertNotIn("-> CAPA", result.text)

    def test_no_verdict_has_the_status_of_its_reason(self):
        path = self.write(HEAD + TAIL)
        for name, env, status in (
            (path, {"POP3SH_PASSWORD": "wrong"}, 6),
            (path, {}, 3),
            (os.path.join(self.folder.name, "none.pop3t"), ENV, 3),
        ):
            result = self.shell(r"\replay " + name, "CAPA", env=env)
            self.assertStatus(result, status)
            self.assertNotIn("-> CAPA", result.text)

    def test_tls_is_that_of_the_file(self):
        stls = ["C: STLS", r"S: +OK \{:any}", "@ tls start", "@ tls ok"]
        path = self.write(HEAD[:1] + stls + HEAD[1:] + TAIL)
        self.assertStatus(self.shell(r"\replay " + path), 0)
        self.assertStatus(self.shell(r"\replay " + path, options=["--tls-name=no.example"]), 5)
        inside = self.write(
            ["@ connect port=%d tls=implicit" % self.server.tls_port, *HEAD, *TAIL]
        )
        for scheme in ("pop3", "pop3s"):  # the port is the file's, or the session's
            self.assertStatus(self.shell(r"\replay " + inside, scheme=scheme), 0)

    def test_without_a_connection_it_goes_where_it_was_recorded(self):
        server = "127.0.0.1:%d" % self.server.port
        path = self.write(HEAD + TAIL, Server=server)
        said = (r"\disconnect", r"\replay " + path)
        self.assertStatus(self.shell(*said), 0)
        away = self.write(HEAD + TAIL, Server="127.0.0.1:1")
        self.assertStatus(self.shell(r"\disconnect", r"\replay " + away), 4)
        self.assertStatus(self.shell(r"\replay " + away), 0)

    def test_nothing_is_deleted_without_the_mark(self):
        path = self.write(
            HEAD + ["C: DELE 1", r"S: +OK \{:any}"] + TAIL, Destructive="yes"
        )
        with Serve("--sample", "--user", "joe", env=ENV) as server:
            for said, note, count in (
                (r"\replay ", True, b"+OK 9 "),
                (r"\replay! ", False, b"+OK 8 "),
            ):
                result = pop3sh(
                    *("pop3://127.0.0.1:%d" % server.port, "--fail-on=never"),
                    *commands(said + path, "USER joe", "PASS " + PASSWORD, "STAT"),
                    env=ENV,
                )
                self.assertStatus(result, 0)
                self.assertEqual(b"RSET was sent" in result.out, note, str(result))
                self.assertIn(count, result.out)

    def test_who_holds_the_lock_is_told(self):
        path = self.write(HEAD + TAIL)
        result = self.shell("USER joe", "PASS " + PASSWORD, r"\replay " + path)
        self.assertStatus(result, 6)
        self.assertSays(result.err, "holds the maildrop")

    def test_json_has_the_objects_of_replay(self):
        path = self.write(HEAD + ["C: NOOP", "S: -ERR"] + TAIL)
        result = self.shell(r"\replay " + path, options=["--output=json"])
        self.assertStatus(result, 1)
        (difference,) = result.objects("difference")
        self.assertEqual((difference["file"], difference["line"]), (path, 13))
        (verdict,) = result.objects("verdict")
        self.assertEqual(verdict["result"], "fail")
        self.assertEqual(result.objects()[-1]["type"], "summary")


if __name__ == "__main__":
    harness.main(__file__)
