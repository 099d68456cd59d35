#!/usr/bin/env python3
"""The main job on a real Dovecot: connect, log in, ask, read, leave."""

import glob
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile

import harness
import peers
from harness import commands, pop3sh

ENV = os.environ
PLAIN = ENV.get("POP3_PLAIN_PORT", "")
TLS = ENV.get("POP3_TLS_PORT", "")
CA = ["--ca", ENV.get("POP3_CA", "")]
PASSWORD = ["--password-file", ENV.get("POP3_PASSWORD_FILE", "")]

STLS_TARGET = "pop3+stls://u@127.0.0.1:" + PLAIN
TLS_TARGET = "pop3s://u@127.0.0.1:" + TLS
PLAIN_TARGET = "pop3://u@127.0.0.1:" + PLAIN
JSON = ["--output", "json"]


def messages():
    """What RETR must give: each file with CRLF line ends, in order."""
    for path in sorted(glob.glob(os.path.join(ENV["POP3_MAILDIR"], "cur", "*"))):
        with open(path, "rb") as file:
            octets = file.read().replace(b"\n", b"\r\n")
        yield octets if octets.endswith(b"\r\n") else octets + b"\r\n"


def stls(*arguments, **more):
    return pop3sh(STLS_TARGET, *CA, *PASSWORD, *arguments, **more)


def closed_port():
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class MainJob(harness.TestCase):
    """What an admin does first."""

    def test_all_questions_in_one_run_as_json(self):
        lines = ("STAT", "LIST", "UIDL", "RETR 1", "TOP 1 5", "CAPA")
        result = stls(*commands(*lines), *JSON)
        self.assertStatus(result, 0)
        for line in ("STAT", "LIST", "UIDL", "RETR 1", "TOP 1 5"):
            self.assertEqual(result.reply(line)["status"], "+OK", line)
        jq = shutil.which("jq")
        if jq:
            subprocess.run(
                [jq, "-e", "."], input=result.out, check=True, capture_output=True
            )

    def test_typed_data_agree_with_the_maildrop(self):
        result = stls(*commands("STAT", "LIST", "UIDL", "LIST 2"), *JSON)
        count = len(list(messages()))
        stat = result.reply("STAT")["data"]
        listing = result.reply("LIST")["data"]
        unique = result.reply("UIDL")["data"]
        self.assertEqual(stat["count"], count)
        self.assertEqual([row["n"] for row in listing], list(range(1, count + 1)))
        self.assertEqual([row["n"] for row in unique], list(range(1, count + 1)))
        self.assertEqual(len({row["uid"] for row in unique}), count)
        self.assertEqual(sum(row["octets"] for row in listing), stat["octets"])
        self.assertEqual(result.reply("LIST 2")["data"], [listing[1]])

    def test_capabilities_are_typed(self):
        result = pop3sh("pop3://127.0.0.1:" + PLAIN, *commands("capa"), *JSON)
        rows = result.reply("capa")["data"]
        tags = {row["tag"]: row["args"] for row in rows}
        self.assertEqual(tags["TOP"], [])
        self.assertIn("PLAIN", tags["SASL"])

    def test_retrieved_octets_are_counted_and_hashed(self):
        result = stls(*commands("RETR 2"), *JSON)
        data = result.reply("RETR 2")["data"]
        message = list(messages())[1]
        self.assertEqual(data["octets"], len(message))
        self.assertEqual(data["lines"], message.count(b"\r\n"))
        self.assertEqual(data["sha256"], hashlib.sha256(message).hexdigest())

    def test_bodies_come_only_when_asked_for(self):
        without = stls(*commands("RETR 1"), *JSON)
        self.assertNotIn(b"ordinary message", without.out)
        bodies = stls(*commands("RETR 1"), *JSON, "--bodies")
        self.assertIn(b"ordinary message", bodies.out)

    def test_raw_output_is_the_message_octet_for_octet(self):
        for number, message in enumerate(messages(), 1):
            for target in (STLS_TARGET, TLS_TARGET, PLAIN_TARGET):
                with self.subTest(message=number, target=target):
                    result = pop3sh(
                        target,
                        *CA,
                        *PASSWORD,
                        *commands("RETR %d" % number),
                        "--output",
                        "raw",
                    )
                    self.assertStatus(result, 0)
                    self.assertTrue(result.out == message, "octets differ")

    def test_raw_output_of_top_is_the_beginning(self):
        message = list(messages())[1]
        head, _, body = message.partition(b"\r\n\r\n")
        result = stls(*commands("TOP 2 2"), "--output", "raw")
        want = head + b"\r\n\r\n" + b"".join(body.splitlines(True)[:2])
        self.assertEqual(result.out, want)

    def test_the_three_transports_log_in(self):
        for target in (PLAIN_TARGET, STLS_TARGET, TLS_TARGET):
            with self.subTest(target=target):
                result = pop3sh(target, *CA, *PASSWORD, *commands("STAT"), *JSON)
                self.assertStatus(result, 0)
                self.assertEqual(result.reply("STAT")["data"]["count"], 8)
                tls = result.objects("tls")
                self.assertEqual(len(tls), 0 if target == PLAIN_TARGET else 1)
                self.assertEqual(result.objects("close")[-1]["how"], "quit")

    def test_a_good_server_gets_notes_at_most(self):
        lines = ["CAPA", "STAT", "LIST", "UIDL", "NOOP", "RSET", "LIST 9", "XYZZY"]
        lines += ["RETR %d" % number for number in range(1, 9)]
        lines += ["TOP %d 2" % number for number in range(1, 9)]
        for target in (PLAIN_TARGET, STLS_TARGET, TLS_TARGET):
            with self.subTest(target=target):
                result = pop3sh(
                    target, *CA, *PASSWORD, *commands(*lines), *JSON, "--no-state"
                )
                self.assertStatus(result, 7)
                worse = [
                    (finding["rule"], finding["message"])
                    for finding in result.objects("finding")
                    if finding["severity"] != "note" and finding["side"] != "client"
                ]
                self.assertEqual(worse, [])

    def test_user_and_tls_can_be_options(self):
        result = pop3sh(
            "127.0.0.1:" + PLAIN,
            "-u",
            "u",
            "--tls",
            "stls",
            *CA,
            *PASSWORD,
            *commands("STAT"),
        )
        self.assertStatus(result, 0)
        self.assertIn("+OK 8 ", result.text)

    def test_ipv6_and_names(self):
        result = pop3sh(
            "pop3s://u@localhost:" + TLS, *CA, *PASSWORD, *commands("NOOP")
        )
        self.assertStatus(result, 0)
        with open("/proc/net/if_inet6", encoding="ascii") as file:
            if not any(line.startswith("0" * 31 + "1 ") for line in file):
                self.skipTest("no IPv6 loopback address")
        result = pop3sh("pop3s://u@[::1]:" + TLS, *CA, *PASSWORD, *commands("NOOP"))
        self.assertStatus(result, 0)


class Batch(harness.TestCase):
    """Commands from arguments, files and pipes."""

    def test_a_pipe_needs_no_sleep(self):
        result = stls(stdin=b"CAPA\nNOOP\n")
        self.assertStatus(result, 0)
        self.assertIn("~> NOOP", result.text)
        self.assertIn("UIDL", result.text)

    def test_a_file_with_comments(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("# a comment\nSTAT\n\\conninfo\nnoop\n")
            file.flush()
            result = stls("-f", file.name, *JSON)
        self.assertStatus(result, 0)
        self.assertEqual(result.reply("noop")["status"], "+OK")

    def test_any_case_and_no_letter_traps(self):
        lines = ("rset", "Stat", "RETR 1", "KEY", "quit")
        result = stls(stdin="\n".join(lines).encode() + b"\n")
        self.assertStatus(result, 7)
        result = stls(*commands("rset", "Stat"), *JSON)
        self.assertStatus(result, 0)
        self.assertEqual(result.reply("rset")["status"], "+OK")

    def test_pipelining_gives_the_same_replies(self):
        lines = ["STAT", "LIST", "UIDL", "RETR 2", "NOOP", "TOP 3 1"] * 5
        one_by_one = stls(*commands(*lines), *JSON)
        at_once = stls(*commands(*lines), *JSON, "--pipeline")
        self.assertStatus(at_once, 0)

        def replies(result):
            return [
                (r["command"], r["status"], r["text"], r.get("data"))
                for r in result.objects("reply")
                if not r["command"].startswith("AUTH")  # nonces
            ]

        self.assertEqual(replies(one_by_one), replies(at_once))

    def test_a_refused_command_is_status_7(self):
        result = stls(*commands("RETR 99", "STAT"), *JSON)
        self.assertStatus(result, 7)
        self.assertEqual(result.reply("RETR 99")["status"], "-ERR")
        self.assertEqual(result.reply("STAT")["status"], "+OK")

    def test_stop_on_error(self):
        result = stls(*commands("RETR 99", "STAT"), *JSON, "--stop-on-error")
        self.assertStatus(result, 7)
        asked = [c["line"] for c in result.objects("command")]
        self.assertIn("RETR 99", asked)
        self.assertNotIn("STAT", asked)

    def test_quit_is_sent_unless_told_otherwise(self):
        last = stls(*commands("NOOP"), *JSON).objects("command")[-1]
        self.assertEqual((last["line"], last.get("auto")), ("QUIT", True))
        result = stls(*commands("NOOP"), *JSON, "--no-quit")
        self.assertEqual(result.objects("command")[-1]["line"], "NOOP")

    def test_stages_to_leave_after(self):
        for stage in ("greeting", "tls", "capa", "auth"):
            with self.subTest(stage=stage):
                quits = stls(*commands("NOOP"), *JSON, "--quit-after", stage)
                self.assertStatus(quits, 0)
                lines = [c["line"] for c in quits.objects("command")]
                self.assertEqual(lines[-1], "QUIT")
                self.assertNotIn("NOOP", lines)
                drops = stls(*commands("NOOP"), *JSON, "--drop-after", stage)
                self.assertStatus(drops, 0)
                lines = [c["line"] for c in drops.objects("command")]
                self.assertNotIn("QUIT", lines)
                self.assertNotIn("NOOP", lines)

    def test_raw_octets_are_sent_as_they_are(self):
        result = stls(stdin=b"\\raw NO\\x4fP\\r\\n\n")
        self.assertStatus(result, 0)


class JsonForm(harness.TestCase):
    """The contract of --output json."""

    def test_every_object_has_type_time_and_connection(self):
        result = stls(*commands("STAT", "LIST"), *JSON)
        last = 0.0
        for line in result.out.splitlines():
            row = json.loads(line)
            self.assertIn("type", row)
            self.assertGreaterEqual(row["t"], last)
            self.assertEqual(row["conn"], 1, row)
            last = row["t"]

    def test_objects_come_in_order_and_end_with_the_summary(self):
        result = stls(*commands("STAT"), *JSON)
        kinds = [row["type"] for row in result.objects()]
        self.assertEqual(kinds[0], "connect")
        self.assertLess(kinds.index("connect"), kinds.index("greeting"))
        self.assertLess(kinds.index("greeting"), kinds.index("tls"))
        self.assertEqual(kinds[-1], "summary")
        self.assertEqual(kinds.count("summary"), 1)
        self.assertEqual(result.objects("summary")[0]["exit"], result.status)

    def test_the_summary_tells_the_exit_status(self):
        for arguments in (commands("RETR 99"), commands("STAT")):
            result = stls(*arguments, *JSON)
            self.assertEqual(result.objects("summary")[-1]["exit"], result.status)

    def test_automatic_commands_are_marked(self):
        result = stls(*commands("NOOP"), *JSON)
        auto = [c["verb"] for c in result.objects("command") if c.get("auto")]
        own = [c["verb"] for c in result.objects("command") if not c.get("auto")]
        self.assertEqual(own, ["NOOP"])
        self.assertEqual(auto[:3], ["CAPA", "STLS", "CAPA"])
        self.assertEqual(auto[-1], "QUIT")

    def test_tls_facts(self):
        (facts,) = stls(*commands("NOOP"), *JSON).objects("tls")
        self.assertIs(facts["verified"], True)
        self.assertEqual(facts["version"], "TLSv1.3")
        self.assertIn("localhost", str(facts["names"]))
        for name in ("cipher", "subject", "issuer", "not_before", "not_after"):
            self.assertTrue(facts[name], name)
        self.assertRegex(facts["pin_sha256"], r"[A-Za-z0-9+/]{43}=")


class Trust(harness.TestCase):
    """Certificates are verified unless told otherwise."""

    def test_an_unknown_ca_ends_the_connection(self):
        for target in (STLS_TARGET, TLS_TARGET):
            with self.subTest(target=target):
                result = pop3sh(target, *PASSWORD, *commands("STAT"))
                self.assertStatus(result, 5)
                self.assertSays(result.err, "certificate")
                self.assertSays(result.err, "--ca")
                result = pop3sh(target, *PASSWORD, *commands("STAT"), *JSON)
                self.assertStatus(result, 5)
                sent = {c["verb"] for c in result.objects("command")}
                self.assertLessEqual(sent, {"CAPA", "STLS"})

    def test_a_wrong_name_ends_the_connection(self):
        for target in (STLS_TARGET, TLS_TARGET):
            with self.subTest(target=target):
                result = pop3sh(
                    target,
                    *CA,
                    *PASSWORD,
                    "--tls-name",
                    "mail.example.org",
                    *commands("STAT"),
                )
                self.assertStatus(result, 5)
                self.assertSays(result.err, "mail.example.org")

    def test_insecure_goes_on(self):
        result = pop3sh(
            TLS_TARGET, *PASSWORD, "--insecure", *commands("STAT"), *JSON
        )
        self.assertStatus(result, 0)
        (facts,) = result.objects("tls")
        self.assertIs(facts["verified"], False)
        self.assertTrue(facts["verify_error"])

    def test_versions_can_be_limited(self):
        result = stls(*commands("NOOP"), *JSON, "--tls-max", "1.2")
        self.assertStatus(result, 0)
        self.assertEqual(result.objects("tls")[0]["version"], "TLSv1.2")

    def test_old_versions_are_allowed_only_with_a_word(self):
        result = stls("--tls-min", "1.0", *commands("STAT"))
        self.assertStatus(result, 0)
        self.assertIn(b"TLS below 1.2 is allowed", result.err)
        self.assertNotIn(b"below 1.2", stls(*commands("STAT")).err)

    def test_a_key_log_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "keys")
            self.assertStatus(stls(*commands("NOOP"), "--keylog", path), 0)
            with open(path, encoding="ascii") as file:
                self.assertIn("CLIENT_TRAFFIC_SECRET_0", file.read())


class Login(harness.TestCase):
    """Where the password comes from, and where it never goes."""

    def secret(self):
        with open(ENV["POP3_PASSWORD_FILE"], encoding="ascii") as file:
            return file.read().strip()

    def test_a_wrong_password_is_status_6(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("wrong\n")
            file.flush()
            for target in (PLAIN_TARGET, STLS_TARGET, TLS_TARGET):
                with self.subTest(target=target):
                    result = pop3sh(
                        target,
                        *CA,
                        "--password-file",
                        file.name,
                        *commands("STAT"),
                    )
                    self.assertStatus(result, 6)
                    self.assertNotIn("+OK 8", result.text)

    def test_no_password_is_status_3_before_connecting(self):
        result = pop3sh(STLS_TARGET, *CA, *commands("STAT"), *JSON)
        self.assertStatus(result, 3)
        self.assertEqual(result.objects("connect"), [])

    def test_password_from_a_descriptor(self):
        read, write = os.pipe()
        os.write(write, self.secret().encode() + b"\n")
        os.close(write)
        result = pop3sh(
            STLS_TARGET,
            *CA,
            "--password-fd",
            str(read),
            *commands("STAT"),
            pass_fds=(read,),
        )
        os.close(read)
        self.assertStatus(result, 0)

    def test_password_from_a_command(self):
        command = "cat '%s'" % ENV["POP3_PASSWORD_FILE"]
        result = pop3sh(
            STLS_TARGET, *CA, "--password-command", command, *commands("STAT")
        )
        self.assertStatus(result, 0)

    def test_password_from_the_environment(self):
        result = pop3sh(
            STLS_TARGET,
            *CA,
            *commands("STAT"),
            env={"POP3SH_PASSWORD": self.secret()},
        )
        self.assertStatus(result, 0)

    def test_password_from_netrc(self):
        path = os.path.join(harness.HOME.name, ".netrc")
        with open(path, "w", encoding="ascii") as file:
            os.chmod(path, 0o600)
            file.write("machine 127.0.0.1 login u password %s\n" % self.secret())
        try:
            result = pop3sh(STLS_TARGET, *CA, *commands("STAT"))
        finally:
            os.unlink(path)
        self.assertStatus(result, 0)

    def test_the_secret_appears_nowhere(self):
        for form in ("text", "json"):
            result = stls(*commands("STAT"), "-v", "--output", form)
            self.assertStatus(result, 0)
            for octets in (result.out, result.err):
                self.assertNotIn(self.secret().encode(), octets)
        result = pop3sh(
            PLAIN_TARGET.replace("u@", ""),
            stdin=("USER u\nPASS %s\nSTAT\n" % self.secret()).encode(),
        )
        self.assertStatus(result, 0)
        self.assertNotIn(self.secret().encode(), result.out + result.err)

    def test_nothing_is_sent_unasked_without_a_user(self):
        result = pop3sh(
            "pop3://127.0.0.1:" + PLAIN, *commands("CAPA"), *JSON
        )
        self.assertStatus(result, 0)
        lines = [c["line"] for c in result.objects("command")]
        self.assertEqual(lines, ["CAPA", "QUIT"])


class Text(harness.TestCase):
    """What a person reads."""

    def test_direction_marks_tell_tls(self):
        plain = pop3sh(PLAIN_TARGET, *PASSWORD, *commands("STAT")).text
        self.assertIn("-> STAT", plain)
        self.assertIn("<- +OK 8 ", plain)
        tls = stls(*commands("STAT")).text
        self.assertIn("~> STAT", tls)
        self.assertIn("<~ +OK 8 ", tls)

    def test_nothing_from_the_server_controls_the_terminal(self):
        for color in ("never", "auto"):
            result = stls(*commands("RETR 7", "TOP 7 9"), "--color", color)
            self.assertStatus(result, 0)
            for bad in (b"\x1b", b"\x07", b"\xc2\x9b", b"\xe2\x80\xae"):
                self.assertNotIn(bad, result.out)
            self.assertSays(result.out, "owned")

    def test_encoded_subjects_are_decoded(self):
        self.assertIn("Grüße aus Zürich", stls(*commands("RETR 3")).text)

    def test_status_lines_stay_visible(self):
        text = stls(*commands("LIST", "RETR 99")).text
        self.assertIn("<~ +OK 8 messages:", text)
        self.assertIn("<~ -ERR There's no message 99.", text)


class Mistakes(harness.TestCase):
    """A clear sentence and the documented exit status."""

    def test_usage(self):
        for arguments in (
            ["--no-such-option"],
            ["--tls", "none", TLS_TARGET, *commands("STAT")],
            ["pop3://127.0.0.1:99999", *commands("STAT")],
            ["pop3://u%0d%0aDELE@127.0.0.1:" + PLAIN, *commands("STAT")],
            ["--timeout", "soon", PLAIN_TARGET, *commands("STAT")],
            commands("STAT"),
        ):
            with self.subTest(arguments=arguments):
                result = pop3sh(*arguments)
                self.assertStatus(result, 2)
                self.assertTrue(result.err.startswith(b"pop3sh"), str(result))

    def test_files_that_cannot_be_read(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        missing = os.path.join(folder.name, "missing", "file")
        self.assertStatus(stls("-f", missing), 3)
        result = pop3sh(
            STLS_TARGET, *CA, "--password-file", missing, *commands("STAT")
        )
        self.assertStatus(result, 3)
        self.assertSays(result.err, missing)
        for option in "--ca", "--cert", "--keylog":
            with self.subTest(option=option):
                result = pop3sh(
                    "pop3s://127.0.0.1:%d" % closed_port(),
                    option, missing, *commands("CAPA"),
                )
                self.assertStatus(result, 3)  # 4, had it connected first
                self.assertSays(result.err, missing)

    def test_a_refused_connection(self):
        result = pop3sh("pop3://127.0.0.1:%d" % closed_port(), *commands("CAPA"))
        self.assertStatus(result, 4)
        self.assertSays(result.err, "refused")

    def test_tls_on_the_plain_port_and_plain_on_the_tls_port(self):
        result = pop3sh(
            "pop3s://u@127.0.0.1:" + PLAIN, *CA, *PASSWORD, *commands("STAT")
        )
        self.assertIn(result.status, (4, 5), str(result))
        self.assertTrue(result.err, str(result))
        result = pop3sh(
            "pop3://u@127.0.0.1:" + TLS,
            *PASSWORD,
            *commands("STAT"),
            "--timeout",
            "1",
        )
        self.assertStatus(result, 4)
        self.assertSays(result.err, "TLS")


class DovecotReplayed(peers.Replayed):
    pass


class Imported(harness.TestCase):
    """What other programs logged of this server, imported and replayed."""

    logs = ("curl-list.txt", "curl-stls.txt", "fetchmail-syslog.txt", "mpop.txt", "nc.txt",
            "openssl-starttls.txt", "poplib.txt", "script-telnet.txt")

    def test_imported_logs_replay(self):
        to = ("--to", "127.0.0.1:" + PLAIN, "-u", "u", *CA, *PASSWORD, "--allow-delete")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.pop3t")
            for name in self.logs:
                log = os.path.join(harness.SOURCE, "tests", "import", name)
                with self.subTest(name), open(path, "wb") as file:
                    file.write(pop3sh("import", "auto", log).out)
                    file.flush()
                    self.assertStatus(pop3sh("replay", path, *to), 0)
            with open(path, encoding="utf-8") as file:  # the last one has a listing
                listing = file.read().replace("\nS: 7 ", "\nS: 17 ")
            with open(path, "w", encoding="utf-8") as file:
                file.write(listing)
            self.assertStatus(pop3sh("replay", path, *to, "--level", "text"), 1)


if __name__ == "__main__":
    harness.main(__file__, server="dovecot")
