#!/usr/bin/env python3
"""pop3sh replay: no secret is in what it shows, reports or writes."""

import base64
import glob
import os

import harness
from harness import pop3sh
from replaying import AUTH, ENV, GREETING, HEAD, PASSWORD, REPLIES, TAIL, ReplayCase, talker
from scripted import Server

PLAIN = base64.b64encode(b"\0joe\0" + PASSWORD.encode()).decode()
FORMS = (PASSWORD, base64.b64encode(PASSWORD.encode()).decode(), PLAIN)
KINDS = "html", "json", "jsonl", "junit", "tap", "github"

# a mail with the password in it, and with the base64 of it
LETTER = "Subject: hi %s\r\n\r\nas %s, too\r\n" % FORMS[:2]
RETR = ("+OK\r\n%s.\r\n" % LETTER).encode()
OTHER = ["C: RETR 1", "S: +OK", "S: Subject: hi", "S:", "S: nothing", "S: ."]


class Secrets(ReplayCase):
    def look(self, lines, *arguments, reports=KINDS, own=False, **more):
        """Replay lines with every report. Returns the result; nothing that was
        shown or written holds a secret."""
        paths = [os.path.join(self.folder.name, "report." + kind) for kind in reports]
        asked = [("--report", "%s=%s" % pair) for pair in zip(reports, paths)]
        result = self.play(lines, *arguments, *sum(asked, ()), **more)
        shown = {"screen": result.out + result.err}
        for path in glob.glob(os.path.join(self.folder.name, "*")):
            if not path.endswith("session.pop3t") or own:
                with open(path, "rb") as file:
                    shown[os.path.basename(path)] = file.read()
        self.assertLessEqual({os.path.basename(p) for p in paths}, set(shown))
        for place, octets in shown.items():
            for form in FORMS:
                self.assertNotIn(form.encode(), octets, place)
        self.shown = shown
        return result

    def test_mail_that_quotes_a_secret_is_shown_without(self):
        for form in "text", "json":
            result = self.look(
                OTHER, "--level", "text", "--output", form, talk=talker(RETR=RETR)
            )
            self.assertStatus(result, 1)
            self.assertSays(result.out, "Subject: hi ****")

    def test_of_a_large_message_the_session_that_is_saved_has_the_digest(self):
        """As a recording has it; nobody has to look for a secret there."""
        mail = "a line of 1\r\n" * 5042
        for large, said in (mail, True), (mail[: 5000 * 13], False):
            retr = ("+OK\r\n%s.\r\n" % large).encode()
            result = self.look(OTHER, "--level=text", talk=talker(RETR=retr), reports=[])
            self.assertStatus(result, 1)
            body = "S: +OK\n@ body lines=%d octets=%d sha256=" % (len(large) // 13, len(large))
            self.assertEqual(body in self.shown["session.actual.pop3t"].decode(), said)

    def test_a_name_of_a_file_that_has_a_secret_in_it_stays(self):
        talk = talker(NOOP=b"-ERR no pop3\r\n")
        for kind in KINDS:
            result = self.play(
                *(["C: NOOP", "S: +OK"], "--report", kind + "=-"),
                talk=talk,
                env={"POP3SH_PASSWORD": "pop3"},
            )
            self.assertStatus(result, 1)
            self.assertIn("session.pop3t", result.text, kind)
            self.assertNotIn(".****", result.text, kind)
            self.assertIn("no ****", result.text, kind)
            self.assertNotIn("no pop3", result.text, kind)

    def test_nor_is_it_in_the_session_of_a_page_where_all_is_well(self):
        lines = ["C: RETR 1", "S: +OK", "@ body lines=3 octets=%d" % len(LETTER), "S: ."]
        result = self.look(lines, talk=talker(RETR=RETR), reports=["html"])
        self.assertStatus(result, 0)
        self.assertIn(b"Subject: hi ****", self.shown["report.html"])

    def test_a_secret_of_the_file_is_masked_by_its_place(self):
        said = talker(AUTH=b"+OK yes\r\n", PASS=b"+OK Logged in.\r\n")
        for command in "AUTH PLAIN " + PLAIN, "PASS abc":
            for form in "text", "json":
                result = self.look(
                    ["C: " + command, "S: +OK no"],
                    *("--level", "text", "--output", form),
                    talk=said,
                )
                self.assertStatus(result, 1)
                self.assertSays(result.out, command.rpartition(" ")[0] + " ****")
                for place, octets in self.shown.items():
                    self.assertNotIn(command.encode(), octets, place)

    def test_update_leaves_out_mail_that_quotes_a_secret(self):
        for more in [], ["--output", "json"]:
            result = self.look(
                OTHER, "--level=text", "--update", *more, talk=talker(RETR=RETR), own=True
            )
            self.assertStatus(result, 0)
            new = self.shown["session.pop3t"].decode()
            self.assertIn("S: +OK\n@ body lines=3 octets=%d sha256=" % len(LETTER), new)

    def test_nor_is_what_people_wrote_or_what_stands_behind_escapes(self):
        """Title, server, step, comment, client lines and the verdict."""
        behind = "correct\\x20horse"
        lines = ['@ step "a %s step"' % behind, "# %s" % behind, "C: XFOO " + behind,
                 r"S: -ERR corr\{:any=ect} horse", "C: NOOP", "S: +OK %s" % behind]
        header = {"Title": "of %s, %s" % (PASSWORD, behind), "Server": "%s:110" % PASSWORD,
                  "X_Ticket": behind}
        for form in "text", "json":
            for said, status in ({}, 1), ({"PASS": ("-ERR no %s\r\n" % PASSWORD).encode()}, 6):
                result = self.look(
                    lines, "--level=text", "--output", form, talk=talker(**said), **header
                )
                self.assertStatus(result, status)
                for place, octets in self.shown.items():
                    self.assertNotIn(behind.encode(), octets, place)
                    self.assertNotIn(b"horse", octets, place)
                    if place not in ("screen", "report.github"):
                        self.assertIn(b"****", octets, place)

    def test_a_secret_in_another_form_is_recorded_as_what_is_none(self):
        """And what is sent in its place when that is played is told."""
        path = os.path.join(self.folder.name, "form.pop3t")
        told = []

        def talk(connection):
            connection.send(GREETING)
            told.append(connection)
            connection.answer({**REPLIES, b"XBAR": b"-ERR what?\r\n"})

        said = ("USER joe", "PASS " + PASSWORD, "XBAR " + PLAIN, "XFOO " + PASSWORD, "QUIT")
        with Server(talk) as server:
            url = "pop3://127.0.0.1:%d" % server.port
            result = pop3sh(url, "--record", path, *harness.commands(*said))
        self.assertIn(result.status, (0, 1, 7), str(result))
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertRegex(text, r"\nC: XBAR AGpvZQB\\{:any=\*{4}}\w*=*\n")
        self.assertIn("\nC: XFOO \\{!pass}\n", text)
        with Server(talk) as server:
            to = ("--to", "127.0.0.1:%d" % server.port)
            result = pop3sh("replay", path, *to, env=ENV)
        self.assertStatus(result, 0)
        self.assertIn("a secret in another form was recorded here; **** is sent", result.text)
        sent = [line for line in told[-1].lines if line.startswith(b"XBAR")]
        self.assertEqual(len(sent), 1)
        self.assertNotIn(PASSWORD.encode(), sent[0])
        self.assertIn(b"****", sent[0])

    def test_nor_is_a_password_that_a_variable_has(self):
        """In its header, from the environment, and where a comment quotes one."""
        for told in PASSWORD, "env:OTHER":
            for form in "text", "json":
                result = self.look(
                    [r"C: PASS \{pw}", "S: +OK", '@ note of="%s"' % PASSWORD, "C: NOOP", "S: -ERR"],
                    *("--output", form),
                    env={"OTHER": PASSWORD, "POP3SH_PASSWORD": "another"},
                    Var=["user=joe", "pw=" + told],
                    Title="is " + PASSWORD,
                    X_Ticket="is " + PASSWORD,
                )
                self.assertStatus(result, 1)
                saved = self.shown["session.actual.pop3t"].decode()
                source = "env:POP3SH_PASSWORD" if told == PASSWORD else told
                self.assertIn("\nVar: pw=%s\n" % source, saved)
                self.assertIn("\nTitle: is ****\n", saved)

    def test_a_comment_that_quotes_a_password_is_saved_without(self):
        path = self.write(HEAD + AUTH + ["C: NOOP", "S: -ERR"] + TAIL)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("\n\n", "\n# C: PASS only9here\n\n", 1))
        with Server(talker()) as server:
            pop3sh("replay", path, "--to", "127.0.0.1:%d" % server.port, env=ENV)
        with open(path.replace(".pop3t", ".actual.pop3t"), encoding="utf-8") as file:
            self.assertIn("\n# C: PASS ****\n\n", file.read())

    def test_an_echo_is_written_as_a_mask(self):
        echo = talker(NOOP=b"+OK %s was it\r\n" % PASSWORD.encode())
        lines, mask = ["C: NOOP", "S: +OK"], rb"S: +OK \{:any=****} was it"
        self.assertStatus(self.look(lines, "--level=text", talk=echo), 1)
        self.assertIn(mask, self.shown["session.actual.pop3t"])
        result = self.look(lines, "--level=text", "--update", talk=echo, own=True)
        self.assertStatus(result, 0)
        self.assertIn(mask, self.shown["session.pop3t"])

    def test_update_writes_no_secret_that_comes_before_the_login(self):
        """The session that plays has not sent it yet, but it is known."""
        for way, name in ("all", ""), ("review", ".new"), ("", ""):
            forms = FORMS[:2] + (PASSWORD.encode().hex(),)
            said = talker(
                greeting=("+OK %s or %s\r\n" % forms[:2]).encode(),
                USER=("+OK %s %s\r\n" % (forms[2], forms[0])).encode(),
                AUTH=b"-ERR\r\n",
            )
            update = "--update=" + way if way else "--update"
            result = self.look([], "--level=text", update, talk=said, own=not name)
            self.assertStatus(result, 1 if name else 0)
            path = os.path.join(self.folder.name, "session.pop3t" + name)
            with open(path, encoding="utf-8") as file:
                written = file.read()
            for form in forms:
                self.assertNotIn(form, written)
            self.assertIn("\nS: +OK \\{:any=****} or \\{:any=****}\nC: USER", written)
            with Server(said) as server:
                to = "127.0.0.1:%d" % server.port
                self.assertStatus(pop3sh("replay", path, "--level=text", "--to", to, env=ENV), 0)


if __name__ == "__main__":
    harness.main(__file__)
