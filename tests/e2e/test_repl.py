#!/usr/bin/env python3
"""The interactive shell on a pseudo-terminal."""

import os
import shutil
import signal
import tempfile
import threading
import time

import fakepop3
import harness
import ptydrive
from fakepop3 import Server

PASSWORD = fakepop3.PASSWORD.decode()
STATE = os.path.join(harness.HOME.name, "state")
HISTORY = os.path.join(STATE, "pop3sh", "history")
CONFIG = os.path.join(harness.HOME.name, "config", "pop3sh")


class Repl(harness.TestCase):
    def setUp(self):
        shutil.rmtree(STATE, ignore_errors=True)
        shutil.rmtree(CONFIG, ignore_errors=True)

    def shell(self, *arguments, **more):
        env = harness.environment(NO_COLOR="1", **more)
        return ptydrive.Terminal([harness.POP3SH, *arguments], env)

    def connected(self, server, *arguments, **more):
        return self.shell(
            server.url(), "--auth", "none", *arguments, **more
        )

    def history(self):
        try:
            with open(HISTORY, encoding="utf-8") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def log_in(self, screen):
        screen.expect("AUTHORIZATION> ")
        screen.type("USER joe\rPASS %s\r" % PASSWORD)
        screen.expect("TRANSACTION> ")


class Prompt(Repl):
    def test_it_tells_the_state_through_a_session(self):
        with Server() as server, self.shell() as screen:
            where = "pop3://joe@127.0.0.1:%d" % server.port
            screen.expect("not connected> ")
            screen.type("\\connect pop3://127.0.0.1:%d\r" % server.port)
            screen.expect("pop3://127.0.0.1:%d AUTHORIZATION> " % server.port)
            screen.type("USER joe\r")
            screen.expect(where + " AUTHORIZATION> ")
            screen.type("PASS %s\r" % PASSWORD)
            screen.expect(where + " TRANSACTION> ")
            screen.type("DELE 1\r")
            screen.expect(where + " TRANSACTION 1 deleted> ")
            screen.type("dele 3\r")
            screen.expect("TRANSACTION 2 deleted> ")
            screen.type("rset\r")
            screen.expect(where + " TRANSACTION> ")
            screen.type("QUIT\r")
            screen.expect("not connected> ")
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)

    def test_it_is_a_plus_while_a_challenge_waits(self):
        replies = {b"AUTH": b"+ VXNlcg==\r\n", b"AAAA": b"-ERR no\r\n"}
        with Server(replies=replies) as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("AUTH LOGIN\r")
            screen.expect("\n+ ")
            screen.settle()
            self.assertTrue(screen.seen.endswith("+ "), screen.seen)
            screen.type("AAAA\r")
            screen.expect("AUTHORIZATION> ")
            screen.type("\\q\r")
            screen.finish()
            self.assertNotIn("AAAA", self.history())

    def test_what_the_user_typed_cannot_drive_the_terminal(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\\raw USER \\x1b[31mred\\r\\n\r")
            screen.expect("%1B%5B31mred@127.0.0.1")
            screen.settle()
            self.assertNotIn(b"\x1b[31mred", screen.raw)

    def test_its_form_can_be_set(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\\set prompt '%h/%s%% '\r")
            screen.expect("127.0.0.1/AUTHORIZATION% ")


class Responses(Repl):
    REPLIES = {
        b"AUTH": b"+ \r\n",
        b"AHUAAHVZAC1ODXNO": b"-ERR no\r\n",  # NUL u NUL hush-hush
    }

    def test_b64_asks_for_what_nobody_shall_see(self):
        with Server(replies=self.REPLIES) as server:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("AUTH PLAIN\r")
                screen.expect("\n+ ")
                screen.type("\\b64\r")
                screen.expect("Password for")
                screen.settle()
                screen.type("\\0u\\0hush-hush\r")
                screen.expect("user u, password ****")
                screen.expect("AUTHORIZATION> ")
                self.assertNotIn("hush-hush", screen.seen)
            self.assertIn(b"AHUAaHVzaC1odXNo", server.lines)

    def test_neither_b64_nor_a_login_with_a_password_is_remembered(self):
        with Server(replies=self.REPLIES) as server:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("\\login u PLAIN hush-hush\r")
                screen.expect("never a password")
                screen.type("\\b64 hush-hush\r")
                screen.expect("waits for no response")
                screen.type("AUTH PLAIN\r")
                screen.expect("\n+ ")
                screen.type("\\b64 \\0u\\0hush-hush\r")
                screen.expect("AUTHORIZATION> ")
                screen.type("\\q\r")
                screen.finish()
        self.assertIn("AUTH PLAIN", self.history())
        self.assertNotIn("hush", " ".join(self.history()))


class Passwords(Repl):
    def test_pass_alone_asks_without_echo_and_leaves_no_trace(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("USER joe\r")
            screen.expect("AUTHORIZATION> ")
            screen.type("PASS\r")
            screen.expect("Password for joe")
            for _ in range(50):
                if not screen.echoes():
                    break
                time.sleep(0.02)
            self.assertFalse(screen.echoes())
            screen.type(PASSWORD + "\r")
            screen.expect("TRANSACTION> ")
            self.assertIn(fakepop3.PASSWORD, server.octets)
            screen.type("NOOP\r")
            screen.expect("TRANSACTION> ")
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)
            self.assertNotIn(PASSWORD, screen.seen)
        self.assertEqual(self.history(), ["USER joe", "NOOP", "\\q"])

    def test_lines_with_secrets_stay_out_of_history(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            secrets = [
                "USER joe",
                "pass " + PASSWORD,
                "AUTH PLAIN AGpvZQBzZWNyZXQtd29yZA==",
                "\\raw PASS %s\\r\\n" % PASSWORD,
                "\\let later other-word",
                "\\watch 0.1/1 PASS other-word",
                "\\let pw " + PASSWORD,
                PASSWORD,
                "AUTH LOGIN",
                "am9l",
                "b3RoZXItd29yZA==",
                " NOOP hidden by its blank",
                "NOOP shown",
            ]
            for line in secrets:
                screen.type(line + "\r")
                screen.expect("> ")
            screen.type("\\q\r")
            screen.finish()
            self.assertIn("-> ****", screen.seen)
        kept = ["USER joe", "AUTH LOGIN", "NOOP shown", "\\q"]
        self.assertEqual(self.history(), kept)
        self.assertEqual(os.stat(HISTORY).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(os.path.dirname(HISTORY)).st_mode & 0o777, 0o700)

    def test_ctrl_c_at_the_password_keeps_the_session(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("USER joe\r")
            screen.expect("AUTHORIZATION> ")
            screen.type("PASS\r")
            screen.expect("Password for joe")
            screen.settle()
            screen.type("\x03")
            screen.expect("AUTHORIZATION> ")
            screen.type("NOOP\r")
            screen.expect("+OK")
            self.assertNotIn(b"PASS", server.octets)


class History(Repl):
    def test_it_is_there_in_the_next_session(self):
        with self.shell() as screen:
            screen.expect("not connected> ")
            screen.type("\\conninfo\r\\timing on\r\\q\r")
            screen.finish()
        with self.shell() as screen:
            screen.expect("not connected> ")
            screen.type("\x1b[A\x1b[A\r")
            screen.expect("timing is on")

    def test_a_symbolic_link_is_left_alone(self):
        os.makedirs(os.path.dirname(HISTORY))
        victim = os.path.join(harness.HOME.name, "victim")
        with open(victim, "w", encoding="utf-8") as file:
            file.write("precious\n")
        os.symlink(victim, HISTORY)
        with self.shell() as screen:
            screen.expect("not connected> ")
            screen.type("\\conninfo\r\\q\r")
            screen.expect("symbolic link")
            screen.finish()
        with open(victim, encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious\n")


class CtrlC(Repl):
    def test_it_stops_a_wait_and_keeps_the_session(self):
        late = threading.Event()

        def stall(connection, line):
            late.wait(5)
            connection.send(b"+OK at last\r\n")

        with Server(replies={b"STAT": stall}) as server:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("STAT\r")
                screen.settle()
                screen.type("\x03")
                screen.expect("stopped waiting for the reply to STAT after ")
                screen.expect("the session is still open")
                screen.expect("AUTHORIZATION> ")
                screen.type("half a li")
                screen.settle()
                late.set()
                screen.expect("+OK at last")
                screen.expect("AUTHORIZATION> half a li")
                screen.type("\x15NOOP\r")
                screen.expect("-> NOOP")
                screen.expect("+OK")
                screen.type("\\q\r")
                self.assertEqual(screen.finish(), 0)
                self.assertEqual(server.lines[-1], b"QUIT")

    def test_it_stops_a_replay_and_keeps_the_session(self):
        late = threading.Event()

        def stall(connection, _line):
            late.wait(5)
            connection.send(b"+OK at last\r\n")

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "stat.pop3t")
        with open(path, "w", encoding="utf-8") as file:
            file.write("%POP3-TRANSCRIPT 1\n\nS: \\{:any}\nC: STAT\nS: +OK\n")
        with Server(replies={b"STAT": stall}) as server:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("\\replay %s\r" % path)
                screen.settle()
                screen.type("\x03")
                screen.expect("stat.pop3t: unknown (1 not run)")
                screen.expect("there is no verdict")
                screen.expect("AUTHORIZATION> ")
                screen.type("NOOP\r")
                screen.expect("+OK")
                late.set()

    def test_it_clears_the_line_at_the_prompt(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("DELE 1")
            screen.settle()
            screen.type("\x03")
            screen.expect("^C")
            screen.expect("AUTHORIZATION> ")
            screen.type("NOOP\r")
            screen.expect("+OK")
            self.assertEqual(server.lines, [b"NOOP"])

    def test_q_drops_at_once_while_a_reply_is_outstanding(self):
        with Server(replies={b"STAT": b""}) as server:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("STAT\r")
                screen.settle()
                screen.type("\x03")
                screen.expect("AUTHORIZATION> ")
                began = time.monotonic()
                screen.type("\\q\r")
                self.assertEqual(screen.finish(), 0)
                self.assertLess(time.monotonic() - began, 1)
                self.assertEqual(server.lines, [b"STAT"])

    def test_it_stops_connecting(self):
        with Server(greeting=b"") as server, self.connected(server) as screen:
            screen.expect("connected to")
            screen.type("\x03")
            screen.expect("stopped waiting for the greeting")
            screen.expect("CONNECTED> ")


class ServerSpeaks(Repl):
    def test_what_comes_while_typing_is_shown_above_the_line(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("half a li")
            screen.settle()
            mark = len(screen.seen)
            server.connections[0].send(b"+OK by the way\r\n")
            screen.expect("by the way")
            screen.expect("AUTHORIZATION> half a li")
            between = screen.since(mark)
            self.assertLess(between.index("by the way"), between.rindex("half a li"))

    def test_a_close_while_typing_changes_the_prompt(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("half")
            screen.settle()
            connection = server.connections[0]
            connection.send(b"-ERR autologout\r\n")
            connection.close()
            screen.expect("autologout")
            screen.expect("not connected> half")

    def test_escapes_of_the_server_are_shown_not_obeyed(self):
        greeting = b"+OK \x1b]0;owned\x07\x1b[2J ready\r\n"
        with Server(greeting=greeting) as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            self.assertNotIn(b"\x1b]0;owned", screen.raw)
            self.assertNotIn(b"\x1b[2J", screen.raw)
            self.assertIn("\\x1b]0;owned", screen.seen.lower())


class Leaving(Repl):
    def marked(self, screen):
        self.log_in(screen)
        screen.type("DELE 2\r")
        screen.expect("TRANSACTION 1 deleted> ")

    def test_q_asks_and_c_stays(self):
        with Server() as server, self.connected(server) as screen:
            self.marked(screen)
            screen.type("\\q\r")
            screen.expect("1 message is marked deleted")
            screen.expect("UPDATE")
            screen.expect("[c]ancel? ")
            screen.type("c\r")
            screen.expect("TRANSACTION 1 deleted> ")
            screen.type("NOOP\r")
            screen.expect("+OK")

    def test_q_asks_and_d_deletes_nothing(self):
        with Server() as server, self.connected(server) as screen:
            self.marked(screen)
            screen.type("\\q\r")
            screen.expect("[c]ancel? ")
            screen.type("x\r")
            screen.expect("[c]ancel? ")
            screen.type("d\r")
            self.assertEqual(screen.finish(), 0)
            self.assertTrue(server.ended.wait(5))
            self.assertEqual(server.removed, [])
            self.assertNotIn(b"QUIT", server.lines)

    def test_ctrl_d_asks_and_q_commits(self):
        with Server() as server, self.connected(server) as screen:
            self.marked(screen)
            screen.type("\x04")
            screen.expect("[c]ancel? ")
            screen.type("q\r")
            self.assertEqual(screen.finish(), 0)
            self.assertEqual(server.removed, [2])

    def test_connect_asks_too(self):
        with Server() as server, Server() as other:
            with self.connected(server) as screen:
                self.marked(screen)
                screen.type("\\connect %s\r" % other.url(None))
                screen.expect("[c]ancel? ")
                screen.type("\x03")
                screen.expect("TRANSACTION 1 deleted> ")
                self.assertEqual(other.connections, [])

    def test_quit_typed_commits_without_a_question(self):
        with Server() as server, self.connected(server) as screen:
            self.marked(screen)
            screen.type("QUIT\r")
            screen.expect("not connected> ")
            self.assertEqual(server.removed, [2])
            self.assertNotIn("[c]ancel?", screen.seen)

    def test_confirm_off_does_not_ask(self):
        with Server() as server, self.connected(server) as screen:
            self.marked(screen)
            screen.type("\\set confirm off\r")
            screen.expect("TRANSACTION 1 deleted> ")
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)
            self.assertEqual(server.removed, [2])

    def test_ctrl_d_without_deletions_just_leaves_with_quit(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\x04")
            self.assertEqual(screen.finish(), 0)
            self.assertEqual(server.lines, [b"QUIT"])

    def test_sigterm_restores_the_terminal_and_does_not_commit(self):
        with Server() as server, self.connected(server) as screen:
            self.marked(screen)
            self.assertFalse(screen.echoes())
            screen.signal(signal.SIGTERM)
            self.assertEqual(screen.finish(), -signal.SIGTERM)
            self.assertTrue(screen.echoed_at_end)
            self.assertEqual(server.removed, [])
        self.assertIn("DELE 2", self.history())

    def test_what_is_printed_behind_sigterm_has_a_line_of_its_own(self):
        for typed in ("", "RETR 1"):
            with self.subTest(typed=typed), Server() as server:
                with self.connected(server) as screen:
                    screen.expect("AUTHORIZATION> ")
                    screen.type(typed)
                    screen.settle()
                    screen.signal(signal.SIGTERM)
                    self.assertEqual(screen.finish(), -signal.SIGTERM)
                    last = screen.raw.decode().split("AUTHORIZATION> ")[-1]
                    self.assertRegex(last, r"^%s[^\n]*\r\n" % typed)
                    self.assertNotRegex(last, r"^[^\n]*[a-z]{3}[^\n]*\r\n")


class Terminal(Repl):
    """What surrounds the shell."""

    def test_a_hangup_deletes_nothing(self):
        with Server() as server:
            screen = self.connected(server)
            self.log_in(screen)
            screen.type("DELE 2\r")
            screen.expect("TRANSACTION 1 deleted> ")
            screen.hang_up()
            self.assertEqual(screen.finish(), -signal.SIGHUP)
            self.assertTrue(server.ended.wait(5))
            self.assertNotIn(b"QUIT", server.lines)

    def test_ctrl_z_stops_it_and_fg_brings_it_back(self):
        bash = shutil.which("bash")
        if not bash:
            self.skipTest("no shell with job control")
        env = harness.environment(NO_COLOR="1", PS1="sh$ ")
        with Server() as server, ptydrive.Terminal(
            [bash, "--norc", "--noediting", "-i"], env
        ) as screen:
            screen.expect("sh$ ")
            screen.type("'%s' %s\n" % (harness.POP3SH, server.url(None)))
            screen.expect("AUTHORIZATION> ")
            screen.type("half a li")
            screen.settle()
            screen.type("\x1a")
            screen.expect("Stopped")
            screen.expect("sh$ ")
            self.assertTrue(screen.echoes())
            screen.type("fg\n")
            screen.expect("AUTHORIZATION> half a li")
            screen.type("\x15NOOP\r")
            screen.expect("<- +OK")
            self.assertEqual(server.lines, [b"NOOP"])

    def test_it_rests_while_nobody_does_anything(self):
        with Server(replies={b"STAT": b""}) as server:
            with self.connected(server, "--timeout", "0.2") as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("STAT\r")
                screen.expect("gave up waiting for the reply to STAT")
                screen.expect("AUTHORIZATION> ")
                server.connections[0].close()
                screen.expect("not connected> ")
                before = screen.cpu_ticks()
                screen.settle(0.5)
                self.assertLessEqual(screen.cpu_ticks() - before, 2)


class Typing(Repl):
    def test_no_letter_is_a_trap(self):
        with Server() as server, self.connected(server) as screen:
            self.log_in(screen)
            for line in ("RETR 1", "rset", "Key", "B", "quit"):
                screen.type(line + "\r")
                screen.expect("-> " + line)
                screen.expect("<- ")
            screen.expect("not connected> ")
            self.assertEqual(
                server.lines[2:], [b"RETR 1", b"rset", b"Key", b"B", b"quit"]
            )

    def test_raw_sends_exactly_these_octets(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\\raw noOp \\x41\\r\\n\r")
            screen.expect("+OK")
            screen.expect("AUTHORIZATION> ")
            self.assertEqual(server.octets, b"noOp A\r\n")

    def test_what_is_typed_ahead_waits_for_the_reply(self):
        go = threading.Event()

        def slow(connection, line):
            go.wait(5)
            connection.send(b"+OK 1 1\r\n")

        with Server(replies={b"STAT": slow}) as server:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("STAT\r")
                screen.settle()
                screen.type("NOOP ahead\r")
                screen.settle()
                self.assertEqual(server.lines, [b"STAT"])
                go.set()
                screen.expect("+OK 1 1")
                screen.expect("-> NOOP ahead")
                screen.expect("<- +OK")

    def test_a_paste_of_lines_is_run_line_by_line(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\x1b[200~NOOP 1\nNOOP 2\x1b[201~\r")
            screen.expect("-> NOOP 2")
            screen.expect("AUTHORIZATION> ")
            self.assertEqual(server.octets, b"NOOP 1\r\nNOOP 2\r\n")

    def test_tab_completes_verbs_and_adds_no_blank_that_is_sent(self):
        with Server() as server, self.connected(server) as screen:
            self.log_in(screen)
            screen.type("NO\t\r")
            screen.expect("TRANSACTION> ")
            screen.type("ret\t\r")
            screen.expect("TRANSACTION> ")
            screen.type("RET\t1\r")
            screen.expect("TRANSACTION> ")
            self.assertEqual(server.lines[2:], [b"NOOP", b"retr", b"RETR 1"])

    def test_an_empty_line_sends_nothing(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\r\r")
            screen.expect("AUTHORIZATION> ")
            screen.type("NOOP\r")
            screen.expect("+OK")
            self.assertEqual(server.lines, [b"NOOP"])


class Commands(Repl):
    def test_start_file_is_run_first(self):
        os.makedirs(CONFIG)
        with open(os.path.join(CONFIG, "rc"), "w", encoding="utf-8") as file:
            file.write("# my settings\n\\set prompt 'hi> '\n\\set timeout 7\n")
        with Server() as server, self.connected(server) as screen:
            screen.expect("\nhi> ")
            screen.type("\\set timeout\r")
            screen.expect("7")

    def test_help_is_there_for_verbs_commands_and_settings(self):
        with self.shell() as screen:
            screen.expect("not connected> ")
            for line, word in (
                ("\\?", "\\conninfo"),
                ("\\h", "CAPA"),
                ("\\h retr", "TRANSACTION"),
                ("\\h \\save", "FILE"),
                ("\\h confirm", "\\set confirm"),
                ("\\h in-use", "2449 section 8.1.2"),
                ("\\h retrr", "did you mean RETR;"),
                ("\\set nothing", "no setting nothing"),
                ("\\conninfo", "not connected"),
                ("NOOP", "not connected"),
            ):
                screen.type(line + "\r")
                screen.expect(line)
                screen.expect(word)
                screen.expect("not connected> ")
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)

    def test_a_failed_connection_leaves_the_shell_there(self):
        with Server() as server:
            url = server.url(None)
        with self.shell(url) as screen:
            screen.expect("refused")
            screen.expect("not connected> ")

    def test_disconnect_sends_no_quit(self):
        with Server() as server, self.connected(server) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("\\disconnect\r")
            screen.expect("not connected> ")
            self.assertTrue(server.ended.wait(5))
            self.assertEqual(server.lines, [])

    def test_connect_leaves_the_old_session_with_quit(self):
        with Server() as server, Server() as other:
            with self.connected(server) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("\\c %s\r" % other.url(None))
                screen.expect("127.0.0.1:%d AUTHORIZATION> " % other.port)
                self.assertEqual(server.lines, [b"QUIT"])

    def test_the_login_asks_for_the_password(self):
        with Server() as server, self.shell(server.url()) as screen:
            screen.expect("Password for joe")
            screen.type(PASSWORD + "\r")
            screen.expect("TRANSACTION> ")
            self.assertEqual(server.lines[0], b"CAPA")

    def test_a_refused_login_leaves_the_session_there(self):
        with Server() as server, self.shell(server.url()) as screen:
            screen.expect("Password for joe")
            screen.type("wrong-one\r")
            screen.expect("refuses the login of joe")
            screen.expect("AUTHORIZATION> ")
            self.assertNotIn("wrong-one", screen.seen)


if __name__ == "__main__":
    harness.main(__file__)
