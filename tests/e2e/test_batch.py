#!/usr/bin/env python3
"""Batch mode against scripted servers: what is sent, and how it ends."""

import os
import socket
import subprocess
import tempfile
import time

import fakepop3
import harness
from fakepop3 import Server
from harness import commands, pop3sh

JSON = ["--output", "json"]
PASSWORD = {"POP3SH_PASSWORD": fakepop3.PASSWORD.decode()}


def lines_of(server):
    return [line.decode("latin-1") for line in server.lines]


def script(octets):
    """A file with these octets; kept until the program ends."""
    file = tempfile.NamedTemporaryFile(suffix=".pop3")
    file.write(octets)
    file.flush()
    return file


def run(server, *lines, options=(), user=None, **more):
    return pop3sh(server.url(user), *commands(*lines), *options, **more)


class Sending(harness.TestCase):
    """What goes to the server, and nothing else."""

    def test_a_pipe_is_run_line_by_line_and_ends_with_quit(self):
        with Server() as server:
            result = pop3sh(server.url(None), stdin=b"CAPA\nNOOP\n")
            self.assertStatus(result, 0)
            self.assertEqual(server.octets, b"CAPA\r\nNOOP\r\nQUIT\r\n")

    def test_any_case_and_any_word_is_sent_as_typed(self):
        with Server() as server:
            run(server, "rset", "Retr 1", "fOO  bar ", "QuIt")
            self.assertEqual(lines_of(server), ["rset", "Retr 1", "fOO  bar ", "QuIt"])

    def test_a_password_behind_odd_blanks_is_masked_too(self):
        for line in ("  PASS hunter-two", "PASS\thunter-two", "\tpass hunter-two"):
            for form in ("text", "json"):
                with self.subTest(line=line, form=form), Server() as server:
                    result = run(server, line, options=["--output", form, "-v"])
                    self.assertEqual(lines_of(server)[0], line)
                    self.assertNotIn(b"hunter", result.out + result.err)

    def test_a_known_user_means_capa_and_login(self):
        with Server() as server:
            result = run(server, "STAT", user="joe", env=PASSWORD)
            self.assertStatus(result, 0)
            self.assertEqual(
                lines_of(server),
                ["CAPA", "USER joe", "PASS secret-word", "STAT", "QUIT"],
            )
            self.assertNotIn(b"secret-word", result.out + result.err)

    def test_auth_none_sends_nothing_unasked_but_quit(self):
        with Server() as server:
            run(server, "NOOP", user="joe", options=["--auth", "none"])
            self.assertEqual(lines_of(server), ["NOOP", "QUIT"])

    def test_no_quit_just_closes(self):
        with Server() as server:
            run(server, "NOOP", options=["--no-quit"])
            self.assertTrue(server.ended.wait(5))
            self.assertEqual(lines_of(server), ["NOOP"])

    def test_deletions_are_committed_by_the_quit_at_the_end(self):
        with Server() as server:
            run(server, "DELE 2", user="joe", env=PASSWORD)
            self.assertEqual(server.removed, [2])

    def test_files_and_commands_run_in_the_order_given(self):
        with Server() as server, script(b"# a comment\n\nNOOP 2\r\nNOOP 3") as file:
            pop3sh(
                server.url(None), "-c", "NOOP 1", "-f", file.name, "-c", "NOOP 4"
            )
            self.assertEqual(
                lines_of(server), ["NOOP 1", "NOOP 2", "NOOP 3", "NOOP 4", "QUIT"]
            )

    def test_raw_sends_exactly_these_octets(self):
        with Server() as server:
            run(server, r"\raw NO\x4fP\n", r"\raw X\0\xff \r\n")
            self.assertEqual(server.octets, b"NOOP\nX\x00\xff \r\nQUIT\r\n")

    def test_pass_alone_takes_the_password_from_its_source(self):
        with Server() as server:
            result = run(server, "USER joe", "PASS", "STAT", env=PASSWORD)
            self.assertStatus(result, 0)
            self.assertIn("PASS secret-word", lines_of(server))
            self.assertNotIn(b"secret-word", result.out + result.err)

    def test_sasl_responses_are_sent_as_typed(self):
        def challenge(connection, line):
            connection.send(b"+ \r\n")

        replies = {b"AUTH": challenge, b"#ABC": b"+ more\r\n", b"": b"-ERR no\r\n"}
        with Server(replies=replies) as server:
            result = pop3sh(server.url(None), stdin=b"AUTH PLAIN\n#abc\n\nNOOP\n")
            self.assertEqual(
                lines_of(server), ["AUTH PLAIN", "#abc", "", "NOOP", "QUIT"]
            )
            self.assertStatus(result, 1)  # "#abc" is no base64: an error

    def test_a_response_behind_a_refused_auth_is_neither_sent_nor_shown(self):
        secret = "c2VjcmV0LXdvcmQ="

        def refuse_and_leave(connection, line):
            connection.send(b"-ERR no\r\n")
            connection.close()

        for refusal in (b"-ERR no\r\n", refuse_and_leave):
            for option in ([], ["--pipeline"], ["-v", "--output", "json"]):
                replies = {b"AUTH": b"+ VXNlcm5hbWU6\r\n", b"DGLT": refusal}
                with self.subTest(option=option), Server(replies=replies) as server:
                    result = run(
                        server, "AUTH LOGIN", "dGlt", secret, "NOOP", options=option
                    )
                    self.assertStatus(result, 6)
                    self.assertEqual(lines_of(server)[:2], ["AUTH LOGIN", "dGlt"])
                    self.assertNotIn(secret, lines_of(server))
                    self.assertNotIn("NOOP", lines_of(server))
                    self.assertNotIn(b"c2Vj", result.out + result.err)
                    said = result.err + result.out
                    self.assertIn(b"meant for it", said)
                    self.assertIn(b"AUTH was refused", said)

    def test_a_command_behind_a_refused_auth_is_sent(self):
        with Server(replies={b"AUTH": b"-ERR no\r\n"}) as server:
            result = run(server, "AUTH LOGIN", "noop", "XFOO")
            self.assertEqual(lines_of(server), ["AUTH LOGIN", "noop", "XFOO", "QUIT"])
            self.assertStatus(result, 7)

    def test_a_script_in_a_script_keeps_late_responses_too(self):
        inner = script(b"AUTH LOGIN\nc2VjcmV0LXdvcmQ=\n")
        with Server(replies={b"AUTH": b"-ERR no\r\n"}) as server:
            result = run(server, "\\i %s" % inner.name)
            self.assertStatus(result, 6)
            self.assertEqual(lines_of(server), ["AUTH LOGIN", "QUIT"])

    def test_an_open_sasl_exchange_is_not_answered_by_quit(self):
        with Server(replies={b"AUTH": b"+ \r\n"}) as server:
            run(server, "AUTH PLAIN")
            self.assertTrue(server.ended.wait(5))
            self.assertEqual(lines_of(server), ["AUTH PLAIN"])


class Pipelining(harness.TestCase):
    def test_commands_do_not_wait_for_replies(self):
        """The server answers only when all three are there."""

        def hold(connection, line):
            if len(connection.server.lines) == 3:
                connection.send(b"+OK\r\n" * 3)

        with Server(replies={b"NOOP": hold}) as server:
            result = run(server, "NOOP", "NOOP", "NOOP", options=["--pipeline"])
            self.assertStatus(result, 0)
        with Server(replies={b"NOOP": hold}) as server:
            result = pop3sh(server.url(None), "--pipeline", stdin=b"NOOP\n" * 3)
            self.assertStatus(result, 0)

    def test_nothing_is_sent_behind_a_command_that_changes_the_session(self):
        seen = []

        def slow(connection, line):
            time.sleep(0.1)
            seen.append(len(connection.server.lines))
            connection.send(b"-ERR no\r\n")

        replies = {b"STLS": slow, b"AUTH": slow}
        with Server(replies=replies) as server:
            pop3sh(
                server.url(None),
                "--pipeline",
                stdin=b"NOOP\nSTLS\nNOOP\nAUTH X\nNOOP\n",
            )
            self.assertEqual(seen, [2, 4])
            self.assertEqual(len(server.lines), 6)

    def test_a_local_command_sees_all_replies_before_it(self):
        with Server() as server:
            result = pop3sh(
                server.url(None),
                "--pipeline",
                stdin=b"NOOP\nCAPA\n\\last raw\n",
            )
            self.assertIn("PIPELINING\\r\\n", result.text)

    def test_many_commands_stream_through(self):
        with Server() as server:
            result = pop3sh(server.url(None), "--pipeline", stdin=b"NOOP\n" * 20000)
            self.assertStatus(result, 0)
            self.assertEqual(len(server.lines), 20001)

    def test_a_close_before_all_was_sent_is_told(self):
        def close(connection, line):
            if len(connection.server.lines) == 3:
                connection.send(b"+OK\r\n" * 3)
                connection.close()

        with Server(replies={b"NOOP": close}) as server:
            result = pop3sh(server.url(None), "--pipeline", stdin=b"NOOP\n" * 100000)
            self.assertStatus(result, 4)


class Status(harness.TestCase):
    """Each row of the table of exit statuses."""

    def test_0_when_all_is_well(self):
        with Server() as server:
            self.assertStatus(run(server, "NOOP"), 0)

    def test_2_without_a_target(self):
        self.assertStatus(pop3sh(stdin=b"NOOP\n"), 2)

    def test_2_for_an_unknown_local_command_with_the_nearest_name(self):
        with Server() as server:
            result = run(server, r"\conect x", "NOOP")
            self.assertStatus(result, 2)
            self.assertSays(result.err, "\\connect")
            self.assertEqual(lines_of(server), ["QUIT"])

    def test_2_for_two_lines_in_one_command(self):
        with Server() as server:
            self.assertStatus(run(server, "NOOP\nNOOP"), 2)

    def test_2_for_a_mechanism_that_nobody_knows(self):
        with Server() as server:
            result = run(server, user="joe", options=["--auth", "FOO"], env=PASSWORD)
            self.assertStatus(result, 2)
            self.assertEqual(server.connections, [])

    def test_2_when_user_and_target_disagree(self):
        with Server() as server:
            result = run(server, "NOOP", user="joe", options=["--user", "ann"])
            self.assertStatus(result, 2)

    def test_3_for_a_script_that_is_not_there_before_anything_is_sent(self):
        with Server() as server:
            result = run(server, "NOOP", options=["-f", "/nonexistent/script"])
            self.assertStatus(result, 3)
            self.assertEqual(server.connections, [])

    def test_3_for_a_directory_as_script_before_anything_is_sent(self):
        with Server() as server:
            result = run(server, "NOOP", options=["-f", "/tmp"])
            self.assertStatus(result, 3)
            self.assertEqual(server.connections, [])

    def test_3_for_nul_in_a_script_with_file_and_line(self):
        with Server() as server, script(b"NOOP\nNO\0OP\nNOOP\n") as file:
            result = pop3sh(server.url(None), "-f", file.name)
            self.assertStatus(result, 3)
            self.assertSays(result.err, file.name + ":2")
            self.assertSays(result.err, "NUL")
            self.assertEqual(lines_of(server), ["NOOP", "QUIT"])

    def test_3_for_a_line_over_64_kib_with_file_and_line(self):
        with Server() as server, script(b"NOOP\n" + b"x" * 70000 + b"\n") as file:
            result = pop3sh(server.url(None), "-f", file.name)
            self.assertStatus(result, 3)
            self.assertSays(result.err, file.name + ":2")

    def test_3_without_a_password_before_connecting(self):
        with Server() as server:
            result = run(server, "STAT", user="joe")
            self.assertStatus(result, 3)
            self.assertEqual(server.connections, [])

    def test_4_for_a_refused_port(self):
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        self.assertStatus(pop3sh("pop3://127.0.0.1:%d" % port, "-c", "NOOP"), 4)

    def test_4_for_an_err_greeting(self):
        with Server(greeting=b"-ERR [SYS/TEMP] try later\r\n") as server:
            result = run(server, "NOOP")
            self.assertStatus(result, 4)
            self.assertSays(result.err, "[SYS/TEMP] try later")
            self.assertNotIn("NOOP", lines_of(server))

    def test_4_for_a_server_that_says_nothing_with_a_hint(self):
        with Server(greeting=b"") as server:
            began = time.monotonic()
            result = run(server, "NOOP", options=["--timeout", "0.5"])
            self.assertLess(time.monotonic() - began, 3)
            self.assertStatus(result, 4)
            self.assertSays(result.err, "said nothing")
            self.assertSays(result.err, "pop3s://")

    def test_4_for_a_reply_that_does_not_come(self):
        with Server(replies={b"STAT": b""}) as server:
            result = run(server, "STAT", "NOOP", options=["--timeout", "0.3"])
            self.assertStatus(result, 4)
            self.assertSays(result.err, "STAT")
            self.assertTrue(server.ended.wait(5))
            self.assertEqual(lines_of(server), ["STAT"])

    def test_4_for_a_close_in_the_middle_of_a_reply(self):
        def half(connection, line):
            connection.send(b"+OK\r\n1 1\r\n")
            connection.close()

        with Server(replies={b"LIST": half}) as server:
            result = run(server, "LIST")
            self.assertStatus(result, 4)
            self.assertSays(result.err, "LIST")

    def test_4_for_a_reset_in_the_middle_of_a_reply(self):
        def half(connection, line):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            connection.reset()

        with Server(replies={b"RETR": half}) as server:
            self.assertStatus(run(server, "RETR 1"), 4)

    def test_4_for_a_command_that_comes_too_late(self):
        def bye(connection, line):
            connection.send(b"+OK\r\n")
            connection.close()
            time.sleep(0.05)

        with Server(replies={b"NOOP": bye}) as server:
            result = run(server, "NOOP", "STAT")
            self.assertStatus(result, 4)
            self.assertSays(result.err, "STAT")

    def test_2_for_a_command_behind_quit(self):
        with Server() as server:
            self.assertStatus(run(server, "QUIT", "STAT"), 2)
            self.assertEqual(lines_of(server), ["QUIT"])

    def test_a_close_behind_a_complete_reply_is_no_failure(self):
        def bye(connection, line):
            connection.send(b"+OK\r\n")
            connection.close()

        with Server(replies={b"NOOP": bye}) as server:
            self.assertStatus(run(server, "NOOP"), 0)

    def test_a_close_instead_of_an_answer_to_quit_is_no_failure(self):
        with Server(replies={b"QUIT": lambda c, _: c.close()}) as server:
            self.assertStatus(run(server, "NOOP"), 0)

    def test_5_for_stls_refused(self):
        with Server() as server:
            result = pop3sh(server.url(None, "pop3+stls"), "-c", "NOOP")
            self.assertStatus(result, 5)
            self.assertEqual(lines_of(server), ["STLS", "QUIT"])
            self.assertNotIn(b"\\x0D", result.err)

    def test_5_for_a_handshake_that_fails(self):
        def go_on_in_clear(connection, line):
            connection.send(b"+OK\r\n")
            connection.sock.recv(65536)
            connection.send(b"what did you say?\r\n")
            connection.close()

        with Server(replies={b"STLS": go_on_in_clear}) as server:
            result = pop3sh(server.url(None, "pop3+stls"), "-c", "NOOP")
            self.assertStatus(result, 5)
            self.assertSays(result.err, "what did you say")
            self.assertNotIn(b"certificate of", result.err)
            self.assertEqual(lines_of(server), ["STLS"])

    def test_6_for_a_refused_login_and_the_batch_ends(self):
        with Server() as server:
            result = run(server, "STAT", user="joe", env={"POP3SH_PASSWORD": "wrong"})
            self.assertStatus(result, 6)
            self.assertSays(result.err, "[AUTH]")
            self.assertNotIn("STAT", lines_of(server))

    def test_6_when_the_server_closes_behind_its_refusal(self):
        def no(connection, line):
            connection.send(b"-ERR [AUTH] no\r\n")
            connection.close()

        with Server(replies={b"PASS": no}) as server:
            self.assertStatus(run(server, user="joe", env=PASSWORD), 6)

    def test_7_for_err_to_a_command_and_the_batch_goes_on(self):
        with Server() as server:
            self.assertStatus(run(server, "FOO", "NOOP"), 7)
            self.assertEqual(lines_of(server), ["FOO", "NOOP", "QUIT"])

    def test_err_to_an_automatic_command_does_not_count(self):
        with Server(replies={b"CAPA": b"-ERR no\r\n", b"QUIT": b"-ERR\r\n"}) as server:
            options = ["--timeout", "1"]
            result = run(server, "NOOP", user="joe", env=PASSWORD, options=options)
            self.assertStatus(result, 0)

    def test_stop_on_error_ends_the_batch(self):
        with Server() as server:
            self.assertStatus(run(server, "FOO", "NOOP", options=["--stop-on-error"]), 7)
            self.assertEqual(lines_of(server), ["FOO", "QUIT"])

    def test_the_worst_of_several_counts(self):
        with Server(replies={b"STAT": b""}) as server:
            result = run(server, "FOO", "STAT", options=["--timeout", "0.3"])
            self.assertStatus(result, 4)


class Stages(harness.TestCase):
    def stage(self, *options, env=None):
        with Server() as server:
            result = pop3sh(server.url(), *options, env=env or PASSWORD)
            self.assertStatus(result, 0)
            self.assertTrue(server.ended.wait(5))
            return lines_of(server)

    def test_quit_after(self):
        self.assertEqual(self.stage("--quit-after", "connect"), ["QUIT"])
        self.assertEqual(self.stage("--quit-after", "greeting"), ["QUIT"])
        self.assertEqual(self.stage("--quit-after", "capa"), ["CAPA", "QUIT"])
        self.assertEqual(
            self.stage("--quit-after", "auth"),
            ["CAPA", "USER joe", "PASS secret-word", "QUIT"],
        )

    def test_drop_after(self):
        self.assertEqual(self.stage("--drop-after", "connect"), [])
        self.assertEqual(self.stage("--drop-after", "greeting"), [])
        self.assertEqual(self.stage("--drop-after", "capa"), ["CAPA"])

    def test_quit_waits_for_the_greeting(self):
        with Server() as server:
            result = pop3sh(server.url(None), "--quit-after", "connect", *JSON)
            self.assertStatus(result, 0)
            kinds = [o["type"] for o in result.objects()]
            self.assertLess(kinds.index("greeting"), kinds.index("command"))
            self.assertEqual(result.objects("finding"), [])

    def test_a_stage_that_never_comes_ends_before_the_commands(self):
        lines = self.stage("--drop-after", "auth", "-c", "NOOP")
        self.assertNotIn("NOOP", lines)

    def test_the_stage_tls_of_a_target_without_tls_is_refused(self):
        with Server() as server:
            result = pop3sh(server.url(), "--quit-after", "tls")
            self.assertStatus(result, 2)
            self.assertEqual(lines_of(server), [])

    def test_a_password_in_the_target_leaves_the_process_list(self):
        with Server() as server:
            url = server.url("u").replace("u@", "u:open-sesame@")
            program = subprocess.Popen(
                [harness.POP3SH, url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=harness.environment(),
            )
            while b"PASS" not in program.stdout.readline():
                pass
            with open(f"/proc/{program.pid}/cmdline", "rb") as file:
                self.assertNotIn(b"open-sesame", file.read())
            program.communicate(timeout=5)


class WrongService(harness.TestCase):
    """A plain sentence instead of a broken reply."""

    greetings = {
        b"220 mail.example.org ESMTP\r\n": "SMTP",
        b"* OK [CAPABILITY IMAP4rev1] ready\r\n": "IMAP",
        b"HTTP/1.1 400 Bad Request\r\n\r\n": "web server",
        b"SSH-2.0-OpenSSH_9.2\r\n": "SSH",
        b"\x15\x03\x03\x00\x02\x02\x28": "TLS",
        b"hello\r\n": "+OK",
    }

    def test_other_services_are_named(self):
        for greeting, word in self.greetings.items():
            with self.subTest(word), Server(
                greeting=greeting, after_greeting=lambda c: c.close()
            ) as server:
                result = run(server, "NOOP")
                self.assertStatus(result, 4)
                self.assertSays(result.err, word)

    def test_they_are_named_while_they_wait_too(self):
        with Server(greeting=b"220 mail.example.org ESMTP\r\n") as server:
            result = run(server, "NOOP")
            self.assertStatus(result, 4)
            self.assertSays(result.err, "SMTP")
            self.assertEqual(server.octets, b"")

    def test_plain_text_on_a_tls_port(self):
        with Server() as server:
            result = pop3sh(server.url(None, "pop3s"), "-c", "NOOP")
            self.assertStatus(result, 4)
            self.assertSays(result.err, "in clear")
            self.assertSays(result.err, "pop3://")

    def test_another_service_on_a_tls_port_is_named(self):
        with Server(greeting=b"220 mail.example.org ESMTP\r\n") as server:
            result = pop3sh(server.url(None, "pop3s"), "-c", "NOOP")
            self.assertStatus(result, 4)
            self.assertSays(result.err, "is an SMTP or FTP server")
            self.assertNotIn("use pop3://", result.errors)


class Output(harness.TestCase):
    def test_the_last_object_is_the_summary(self):
        with Server() as server:
            result = run(server, "FOO", options=JSON)
            self.assertEqual(result.objects()[-1]["type"], "summary")
            self.assertEqual(result.objects()[-1]["exit"], 7)
            self.assertEqual(result.objects()[-1]["commands"], 2)

    def test_the_summary_is_last_after_a_failure_too(self):
        with Server(replies={b"STAT": lambda c, _: c.reset()}) as server:
            result = run(server, "STAT", options=JSON)
            self.assertEqual(result.objects()[-1]["type"], "summary")
            self.assertEqual(result.objects()[-1]["exit"], 4)
            self.assertEqual(result.objects("error")[0]["class"], "network")

    def test_raw_output_is_the_message_and_nothing_else(self):
        with Server() as server:
            result = run(
                server, "RETR 2", options=["--output", "raw"], user="joe", env=PASSWORD
            )
            self.assertEqual(result.out, fakepop3.MESSAGES[1])

    def test_save_writes_the_message_and_never_overwrites(self):
        with Server() as server, tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "two.eml")
            lines = ["RETR 2", "\\save " + path]
            result = run(server, *lines, user="joe", env=PASSWORD)
            self.assertStatus(result, 0)
            with open(path, "rb") as file:
                self.assertEqual(file.read(), fakepop3.MESSAGES[1])
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            result = run(server, *lines, user="joe", env=PASSWORD)
            self.assertStatus(result, 3)
            lines[1] = "\\save! " + path
            self.assertStatus(run(server, *lines, user="joe", env=PASSWORD), 0)

    def test_o_sends_output_to_a_file_and_back(self):
        with Server() as server, tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "out")
            result = run(server, "\\o " + path, "NOOP one", "\\o", "NOOP two")
            self.assertStatus(result, 0)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            self.assertIn("NOOP one", text)
            self.assertNotIn("NOOP two", text)
            self.assertIn("NOOP two", result.text)
            self.assertNotIn("NOOP one", result.text)

    def test_i_runs_a_script_and_refuses_one_that_runs_itself(self):
        with Server() as server, script(b"NOOP in\n") as file:
            self.assertStatus(run(server, "\\i " + file.name), 0)
            self.assertEqual(lines_of(server), ["NOOP in", "QUIT"])
        with Server() as server, script(b"") as file:
            file.write(b"\\i " + file.name.encode() + b"\n")
            file.flush()
            self.assertStatus(run(server, "\\i " + file.name), 3)

    def test_a_writer_sees_each_reply_before_its_next_line(self):
        with Server() as server:
            program = subprocess.Popen(
                [harness.POP3SH, server.url(None)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=harness.environment(),
            )
            for _ in range(2):
                program.stdin.write(b"NOOP\n")
                program.stdin.flush()
                line = b""
                while not line.startswith(b"-> NOOP"):
                    line = program.stdout.readline()
                while not line.startswith(b"<- +OK"):  # a finding may precede
                    line = program.stdout.readline()
            program.stdin.close()
            program.stdout.read()
            program.stdout.close()
            self.assertEqual(program.wait(5), 0)


if __name__ == "__main__":
    harness.main(__file__)
