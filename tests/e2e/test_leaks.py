"""A full search of every output for a secret, one way of saying it after the
other."""

import base64
import os
import tempfile

import fakepop3
import harness
from fakepop3 import forms
from harness import commands, pop3sh

SECRET = b"Zebra77!quagga"
TEXT = SECRET.decode("ascii")


def packed(octets):
    return base64.b64encode(octets).decode("ascii")


def refuse(server, _):
    """Whatever was sent: an echo of the secret in every form."""
    server.send(b"-ERR no %s\r\n" % b", ".join(forms(SECRET)))


def answer_auth(server, line):
    if line.startswith(b"AUTH LOGIN"):
        server.send(b"+ UGFzc3dvcmQ6\r\n")
    elif line.count(b" ") == 1:
        server.send(b"-ERR no such mechanism\r\n")
    else:
        refuse(server, line)


WITH_LF = packed(SECRET + b"\n")
REPLIES = {
    **dict.fromkeys((b"PASS", b"NOOP", b"RETR", b"TOP", b"UIDL", b"LIST", b"DELE"), refuse),
    **{b"AUTH": answer_auth, WITH_LF.upper().encode("ascii"): refuse},
}
ANY = dict.fromkeys((b"USER", b"PASS", b"NOOP"), b"+OK\r\n")
LATE = packed(b"user=joe\1auth=Bearer " + SECRET + b"\1\1")
LOGIN = ("USER joe", "PASS " + TEXT)
WAYS = {
    "in RETR": (*LOGIN, "RETR 1 " + TEXT),
    "in TOP": (*LOGIN, "TOP 1 " + TEXT),
    "in UIDL": (*LOGIN, "UIDL " + TEXT),
    "in LIST, packed": (*LOGIN, "LIST " + packed(SECRET)),
    "in DELE, in hex": (*LOGIN, "DELE " + SECRET.hex()),
    "behind two blanks": ("USER joe", "PASS  " + TEXT, "NOOP"),
    "before a blank": ("USER joe", "PASS " + TEXT + " ", "NOOP"),
    "PLAIN without its first NUL": ("AUTH PLAIN " + packed(b"joe\0" + SECRET), "NOOP"),
    "PLAIN of the password": ("AUTH PLAIN " + packed(SECRET), "NOOP"),
    "PLAIN with LF": ("AUTH PLAIN " + packed(b"\0joe\0" + SECRET + b"\n"), "NOOP"),
    "LOGIN with LF": ("AUTH LOGIN am9l", WITH_LF, "NOOP"),
    "no blank behind PASS": ("USER joe", "PASS" + TEXT, "NOOP"),
    "watched": ("USER joe", r"\watch 0.1/1 PASS " + TEXT, "NOOP"),
    "what AUTH was refused for": ("AUTH XOAUTH2", r"\raw %s\r\n" % LATE, "NOOP"),
}

PROSE = rb"""%POP3-TRANSCRIPT 1
Title: with @
Server: h:110
Var: p=@

# of @
@ connect host=h port=110 tls=none
S: +OK @
C: USER joe
S: +OK
C: PA\x53S  @
S: +OK
@ step "with @"
@ note why="@"
C: FOO @
S: -ERR no @
C: QUIT
S: +OK @
@ close by=server
""".replace(b"@ ", b"\0").replace(b"@", SECRET).replace(b"\0", b"@ ")


MASKED = rb"""%POP3-TRANSCRIPT 1
Server: h:110

@ connect host=h port=110 tls=none
S: +OK $ \{:any=a $ b} \x5A\{:any=~}
C: USER joe
S: +OK
C: PASS $
S: +OK \{n:num=3} for $
C: FOO \{n} $
S: -ERR
C: PASS \{n}more
S: -ERR
"""
BESIDE_MASKS = rb"Zebra77!quagga", rb"Zebra\\{!quagga"


class LeaksTest(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-leaks.")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "s.pop3t")

    def outputs(self):
        """What is told of the recording, and the recording."""
        with open(self.path, "rb") as file:
            yield "file", file.read()
        reports = [(form, "%s.%s" % (self.path, form)) for form in ("json", "html", "junit")]
        asked = ["--report=%s=%s" % report for report in reports]
        yield "lint", pop3sh("lint", "-v", self.path, *asked).out
        for form, path in reports:
            with open(path, "rb") as file:
                yield form, file.read()
        yield "redact", pop3sh("redact", self.path).out

    def expect_none(self, outputs, way):
        for where, octets in outputs:
            for form in forms(SECRET):
                self.assertNotIn(form, octets, "%s: %s" % (way, where))

    def record(self, talk, *arguments, **server):
        """A session of those lines, on the screen and on paper."""
        with fakepop3.Server(**server) as fake:
            result = pop3sh(
                *(fake.url(False), "--record", self.path, "--record-mode", "always"),
                *(*arguments, *commands(*talk)),
            )
        return [("stdout", result.out), ("stderr", result.err), *self.outputs()]

    def test_no_way_of_saying_a_secret_leaves_it_in_any_output(self):
        for way, talk in WAYS.items():
            for output in ("text", "json"):
                outputs = self.record(talk, "--output", output, replies=REPLIES)
                self.assertIn(b"****", outputs[0][1], way)
                self.expect_none(outputs, way)

    def test_a_greeting_with_the_password_is_masked_where_that_is_known(self):
        password = self.path + ".password"
        with open(password, "wb") as file:
            file.write(SECRET + b"\n")
        for output in ("text", "json"):
            how = ("--output", output, "--password-file", password)
            outputs = self.record(
                ["NOOP"], *how, greeting=b"+OK %s\r\n" % b", ".join(forms(SECRET))
            )
            self.assertIn(b"****, ****", outputs[0][1])
            self.expect_none(outputs, "greeting")

    def test_a_greeting_is_masked_where_a_target_or_netrc_tells(self):
        netrc = os.path.join(harness.HOME.name, ".netrc")
        with open(netrc, "w", encoding="ascii") as file:
            os.chmod(netrc, 0o600)
            file.write("machine 127.0.0.1 login joe password %s\n" % TEXT)
        self.addCleanup(lambda: os.path.exists(netrc) and os.unlink(netrc))
        with fakepop3.Server(greeting=b"+OK %s\r\n" % SECRET, replies=ANY) as server:
            result = pop3sh(server.url(False).replace("://", "://joe@"), *commands("NOOP"))
            self.assertIn(b"+OK ****", result.out)
            os.unlink(netrc)
            other = server.url(False).replace("://", "://joe:%s@" % TEXT)
            with fakepop3.Server() as first:
                talk = commands(r"\connect " + other)
                then = pop3sh(first.url(False), "--allow-cleartext", *talk)
            self.assertIn(b"+OK ****", then.out)
            self.expect_none([("netrc", result.out), ("connect", then.out)], "greeting")

    def test_a_greeting_is_masked_when_it_is_recorded_later(self):
        greeting = b"+OK %s\r\n" % b", ".join(forms(SECRET))
        talk = commands(*LOGIN, r"\record " + self.path, "NOOP")
        with fakepop3.Server(greeting=greeting) as server:
            pop3sh(server.url(False), *talk)
        self.expect_none(self.outputs(), "late")
        self.assertStatus(pop3sh("lint", self.path), 0)

    def test_a_greeting_with_a_backslash_is_masked_when_it_is_recorded_later(self):
        talk = commands("USER joe", r"PASS Ze\bra}quagga", r"\record " + self.path, "NOOP")
        with fakepop3.Server(greeting=b"+OK [Ze\\bra}quagga] q\\x }\r\n") as server:
            pop3sh(server.url(False), *talk)
        self.assertIn(b"\nS: +OK [\\{:any=****}] q\\\\x }\n", [*self.outputs()][0][1])
        self.assertStatus(pop3sh("lint", self.path), 0)

    def late_ways(self):
        """How the password becomes known behind the greeting: arguments, lines."""
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        os.write(write, SECRET)
        os.close(write)
        how = ("--auth", "user", "--allow-cleartext")
        yield (), LOGIN, ()
        yield ("--password-fd", str(read), *how), ("NOOP",), (read,)
        yield ("--password-command", "echo '%s'" % TEXT, *how), ("NOOP",), ()
        yield (), ("AUTH LOGIN am9l", packed(SECRET)), ()
        yield (), ("AUTH PLAIN " + packed(b"\0joe\0" + SECRET),), ()
        yield (), ("FOO " + TEXT, "USER joe", "PASS " + TEXT), ()

    def test_what_came_before_its_secret_was_known_is_in_no_file(self):
        said = b"+OK %s\r\n" % b", ".join(forms(SECRET))
        replies = {
            b"CAPA": b"+OK\r\nUSER\r\nIMPLEMENTATION %s\r\n.\r\n" % SECRET,
            **ANY,
            b"AUTH": answer_auth,
            packed(SECRET).upper().encode("ascii"): refuse,
        }
        for arguments, talk, fds in self.late_ways():
            for redact in ("secrets", "none"):
                with fakepop3.Server(greeting=said, replies=replies) as server:
                    how = ("--record", self.path, "--record-mode=always", "--redact", redact)
                    url = server.url(False).replace("://", "://joe@" if arguments else "://")
                    talk = ("CAPA", *talk, "NOOP")
                    pop3sh(url, *how, *arguments, *commands(*talk), pass_fds=fds)
                outputs = [*self.outputs()]
                self.assertIn(b"\nS: +OK \\{:any=****}, ", outputs[0][1])
                self.assertRegex(outputs[0][1], rb"\nC: NOOP\nS: ")
                self.expect_none(outputs, (arguments, talk))
                self.assertFalse(os.path.exists(self.path + ".part.late"))
                self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)
                if fds:
                    break

    def test_more_passwords_than_have_names_are_in_no_file_and_told(self):
        for count, status, words in (8, 7, ""), (9, 3, "first 8 passwords"), (130, 3, "ends where"):
            secrets = [b"word%dsecret" % i for i in range(count)]
            talk = ["PASS " + s.decode("ascii") for s in secrets]
            replies = {b"PASS": b"-ERR no\r\n", b"NOOP": b"-ERR %s\r\n" % b" ".join(secrets)}
            with fakepop3.Server(replies=replies) as server:
                how = ("--record", self.path, "--record-mode=always", "--ignore=*")
                result = pop3sh(server.url(False), *how, *commands(*talk, "NOOP"))
            self.assertStatus(result, status)
            self.assertSays(result.err, words)
            outputs = [*self.outputs()]
            self.assertIn(b"PASS \\{!pass8}\n", outputs[0][1])
            for where, octets in outputs:
                self.assertNotIn(b"secret ", octets, (count, where))
                self.assertNotRegex(octets, rb"word[0-9]+secret", (count, where))
            self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)

    def test_redact_takes_out_any_number_of_passwords_or_tells(self):
        for count, status, words in (8, 0, ""), (9, 3, "more than 8 passwords"), (130, 3, "split"):
            said = "".join("C: PASS word%dsecret\nS: -ERR\n" % i for i in range(count))
            file = "%sS: +OK word0secret\n%sC: NOOP\nS: +OK word0secret\n" % (HEAD, said)
            redacted = pop3sh("redact", "-", stdin=file.encode("ascii"))
            self.assertStatus(redacted, status)
            self.assertSays(redacted.err, words)
            self.assertNotIn(b"secret\n", redacted.out)
            self.assertEqual(bool(redacted.out), count < 100)

    def test_neither_memory_nor_what_replay_saves_has_a_secret(self):
        said = b"+OK %s\r\n" % SECRET
        capa = b"+OK\r\nUSER\r\nIMPLEMENTATION %s\r\n.\r\n" % SECRET
        talk = commands("CAPA", "USER joe", "PASS " + TEXT, "NOOP")
        with fakepop3.Server(greeting=said, replies={**ANY, b"CAPA": capa}) as server:
            pop3sh(server.url(False), "--record", self.path, *talk)
            with open(self.path, "r+b") as file:
                text = file.read().replace(b"C: NOOP\nS: +OK\n", b"C: NOOP\nS: -ERR\n")
                file.seek(0)
                file.write(text)
            how = ("--to", server.url(False), "--allow-cleartext")
            result = pop3sh("replay", self.path, *how, env={"POP3SH_PASSWORD": TEXT})
        self.assertStatus(result, 1)
        for folder in os.path.dirname(self.path), harness.HOME.name:
            for root, _, names in os.walk(folder):
                for name in names:
                    with open(os.path.join(root, name), "rb") as file:
                        self.expect_none([(name, file.read())], "saved")

    def test_a_name_that_is_the_password_is_sent_as_such(self):
        talk = commands("USER " + TEXT, "PASS " + TEXT, "NOOP")
        with fakepop3.Server(replies=ANY) as server:
            pop3sh(server.url(False), "--record", self.path, *talk)
            self.expect_none(self.outputs(), "name")
            self.assertIn(b"\nC: USER \\{!pass}\n", [*self.outputs()][0][1])
            how = ("--to", server.url(False), "--allow-cleartext")
            replayed = pop3sh("replay", self.path, *how, env={"POP3SH_PASSWORD": TEXT})
            self.assertStatus(replayed, 0)

    def test_nothing_that_people_wrote_is_left_by_redact(self):
        with open(self.path, "wb") as file:
            file.write(PROSE)
        redacted = pop3sh("redact", self.path)
        self.assertStatus(redacted, 0)
        self.assertIn(b'@ note why=****', redacted.out)
        outputs = [*self.outputs()][1:]
        self.expect_none([*outputs, ("redact", redacted.out)], "redact")

    def test_redact_finds_secrets_beside_masks(self):
        for secret in BESIDE_MASKS:
            with open(self.path, "wb") as file:
                file.write(MASKED.replace(b"$", secret).replace(b"~", secret[1:]))
            told = [*self.outputs()]
            redacted = told.pop()[1]
            self.assertIn(b"S: +OK \\{n:num=3} for \\{:any=****}\n", redacted)
            self.assertIn(b"C: FOO \\{n} \\{!pass}\n", redacted)
            self.assertIn(b"C: PASS \\{n}\\{:any=****}\n", redacted)
            for where, octets in [*told[1:], ("redact", redacted)]:
                self.assertNotIn(b"quagga", octets, where)
            self.assertStatus(pop3sh("redact", "-i", self.path), 0)
            self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)
            self.assertEqual(pop3sh("redact", self.path).out, redacted)


HEAD = """%POP3-TRANSCRIPT 1
Server: h:110

@ connect host=h port=110 tls=none
"""
NAMES = (
    b"DOMAIN\\joeuser", b"a\\{joeuser", b"{joeuser}", b"joe\tuser", b"joe user", b" joeuser",
    b"joe\xffuser", b"joe\\;", b"env:joeuser", "jo\u00ebuser".encode(), b"joe@example.org",
)


def every(name):
    return "".join("\\x%02X" % octet for octet in name)


def short(name):
    text = name.decode("utf-8", "backslashreplace") if b"\xff" not in name else ""
    return text.replace("\\", "\\\\").replace("\t", "\\t") or every(name)


class NamesTest(harness.TestCase):
    """What --redact user takes out, however it is written."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-names.")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "s.pop3t")

    def expect_none(self, octets, name):
        piece = b"joe" if b"joe" in name else name
        for form in (piece, every(piece).encode("ascii"), *forms(name)):
            self.assertNotIn(form, octets, name)

    def test_redact_finds_a_name_wherever_it_stands(self):
        for name in NAMES:
            for text in (short(name), every(name)):
                plain = packed(b"\0" + name + b"\0hunter2secret")
                taken = packed(name + b"\0root\0hunter2secret")
                said = "%s <%s> %s" % (text, text, packed(name))
                ways = (
                    "C: USER %s\nS: +OK %s\n" % (text, said),
                    "C: APOP %s c4c9334bac560ecc979e58001b3e22fb\nS: +OK %s\n" % (text, said),
                    "C: AUTH PLAIN %s\nS: +OK %s\n" % (plain, said),
                    "C: AUTH PLAIN %s\nS: +OK %s\n" % (taken, said),
                    "C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: %s\nS: + \nC: eHh4\nS: +OK %s\n"
                    % (packed(name), said),
                )
                body = "".join("S: +OK %s\n%s@ close by=server\n" % (said, way) for way in ways)
                for way in (*ways, body)[:: 1 if text == short(name) else 5]:
                    file = (HEAD + "S: +OK %s\n%s" % (said, way)).encode("utf-8")
                    redacted = pop3sh("redact", "--redact", "user", "-", stdin=file)
                    self.assertStatus(redacted, 0)
                    self.expect_none(redacted.out, name)
                    again = pop3sh("redact", "--redact", "user", "-", stdin=redacted.out)
                    self.assertEqual(again.out, redacted.out)
                    lint = pop3sh("lint", "--ignore=*", "-", stdin=redacted.out)
                    self.assertStatus(lint, 0)

    def test_a_recording_has_no_name(self):
        for name in (b"joe user", b"DOMAIN\\joeuser", b"{joeuser}"):
            said = b"-ERR %s %s\r\n" % (name, packed(name).encode("ascii"))
            replies = dict.fromkeys((b"USER", b"NOOP", b"AUTH"), said)
            plain = packed(name + b"\0" + name + b"\0hunter2secret")
            for first in ("AUTH PLAIN " + plain, "USER " + name.decode("ascii")):
                talk = commands(first, "NOOP")
                with fakepop3.Server(replies=replies) as server:
                    how = ("--record", self.path, "--record-mode=always", "--redact=user")
                    pop3sh(server.url(False), *how, *talk)
                with open(self.path, "rb") as file:
                    recorded = file.read()
                self.assertIn(b"C: NOOP\nS: -ERR \\{:", recorded)
                self.expect_none(recorded, name)
                self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)


if __name__ == "__main__":
    harness.main(__file__)
