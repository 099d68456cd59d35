#!/usr/bin/env python3
"""Logs of other programs become transcripts that lint reads.

The logs of curl, fetchmail, mpop, nc, openssl, perl, poplib, script and telnet in tests/import were
made by these programs with scripts/with-dovecot; the others by hand.
"""

import os
import re
import shutil
import struct
import tempfile

import harness

LOGS = os.path.join(harness.SOURCE, "tests", "import")
SECRET = b"SeCrEt-PaSs"
# Logs in which a rule is broken for which the server is to blame.
ERRORS = {"tshark.txt": ["reply/bare-lf"]}
FORMATS = {
    "curl-list.txt": "curl", "curl-retr.txt": "curl", "curl-stls.txt": "curl",
    "curl-trace.txt": "curl-trace", "curl-trace-ascii.txt": "curl-trace",
    "fetchmail.txt": "fetchmail", "fetchmail-syslog.txt": "fetchmail", "mailkit.txt": "mailkit",
    "mpop.txt": "mpop", "perl.txt": "perl", "poplib.txt": "poplib", "nc-no-echo.txt": "telnet", "nc.txt": "telnet",
    "openssl.txt": "openssl", "openssl-no-echo.txt": "openssl",
    "openssl-quiet-starttls.txt": "openssl", "openssl-starttls.txt": "openssl",
    "openssl-tls12.txt": "openssl", "script-quiet.txt": "openssl",
    "script-telnet.txt": "telnet", "rawlog.txt": "rawlog", "rfc.txt": "rfc",
    "telnet.txt": "telnet", "tshark.txt": "tshark",
}


class Import(harness.TestCase):
    def convert(self, *words):
        paths = [os.path.join(LOGS, word) if "." in word else word for word in words]
        result = harness.pop3sh("import", *paths)
        self.assertStatus(result, 0)
        return result

    def lint(self, transcript):
        with tempfile.NamedTemporaryFile(suffix=".pop3t") as file:
            file.write(transcript)
            file.flush()
            return harness.pop3sh("lint", "--output", "json", file.name)

    def test_every_log_is_recognised_masked_and_clean(self):
        self.assertEqual(set(FORMATS), {n for n in os.listdir(LOGS) if n.endswith(".txt")})
        for name, kind in FORMATS.items():
            with self.subTest(name):
                result = self.convert("auto", name)
                self.assertEqual(result.out, self.convert(kind, name).out)
                self.assertNotIn(SECRET, result.out + result.err)
                self.assertSays(result.err, "taken for")
                found = self.lint(result.out)
                errors = sorted({f["rule"] for f in found.objects("finding")
                                 if f["severity"] == "error"
                                 and f["result"] == "found"})
                self.assertEqual(errors, ERRORS.get(name, []), str(found))

    def test_curl_names_host_and_address(self):
        log = b"* Connected to pop.example.com (192.0.2.1) port 995 (#0)\n< +OK\n> NOOP\n< +OK\n"
        result = harness.pop3sh("import", "curl", "-", stdin=log)
        self.assertSays(result.out, "@ connect host=pop.example.com address=192.0.2.1 port=995")
        self.assertSays(result.out, "Server: pop.example.com:995")

    def test_a_session_that_mail_quotes(self):
        plain = b"S: +OK\nC: CAPA\nS: +OK\n   TOP\n\n  UIDL\nS: .\nC: NOOP\nwords\nS: +OK\n"
        want = harness.pop3sh("import", "rfc", "-", stdin=plain)
        self.assertStatus(want, 0)
        self.assertSays(want.out, "S: +OK\nS: TOP\nS: UIDL\nS: .\n")
        self.assertSays(want.err, "line 4: a line of a listing has no")
        self.assertSays(want.err, "line 9: words without")
        for quote in (b"> ", b">", b">> ", b"  > > ", b"| "):
            for kind in ("rfc", "auto"):
                with self.subTest(quote=quote, kind=kind):
                    log = b"".join(quote + line + b"\n" for line in plain.splitlines())
                    result = harness.pop3sh("import", kind, "-", stdin=log)
                    self.assertStatus(result, 0)
                    self.assertEqual(result.out, want.out)

    def test_a_paste_says_what_it_cannot_tell(self):
        said = {
            "nc-no-echo.txt": {"typed=unknown", "security=unknown"},
            "nc.txt": {"security=unknown"},
            "openssl-no-echo.txt": {"typed=unknown"},
            "openssl-quiet-starttls.txt": {"typed=unknown", "greeting=assumed"},
            "openssl-starttls.txt": {"greeting=assumed"},
            "openssl-tls12.txt": set(), "openssl.txt": set(),
            "script-quiet.txt": set(), "script-telnet.txt": set(), "telnet.txt": set(),
        }
        for name, notes in said.items():
            with self.subTest(name):
                result = self.convert("auto", name)
                found = set(re.findall("@ note (.*)", result.text)) - {"crlf=assumed"}
                self.assertEqual(found, notes)
                # Of what is not known nothing is found; the rest is judged.
                verdict = self.lint(result.out).objects("verdict")[0]
                self.assertEqual(verdict["errors"] + verdict["warnings"], 0, str(verdict))
                if "typed=unknown" in notes:
                    self.assertEqual(verdict["notes"], 0, str(verdict))
                elif "SASL" in result.text:
                    self.assertGreater(verdict["notes"], 0, str(verdict))
                self.assertNotIn("C: 1 3", result.text)
                self.assertNotIn("Script", result.text)

    def test_lost_line_ends_are_marked_and_kept_ones_are_not(self):
        self.assertIn("@ note crlf=assumed", self.convert("curl", "curl-retr.txt").text)
        self.assertNotIn("crlf=assumed", self.convert("tshark", "tshark.txt").text)

    def test_both_traces_of_curl_have_their_line_ends(self):
        for name in ("curl-trace.txt", "curl-trace-ascii.txt"):
            result = self.convert("auto", name)
            self.assertNotIn("crlf=assumed", result.text)
            self.assertIn("\nS: SASL PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 ", result.text)
            self.assertIn("\n@ body lines=0 octets=320\nS: .\n", result.text)
            self.assertEqual(b"not printable" in result.err, "ascii" in name)

    def test_exact_octets_stay_exact(self):
        self.assertIn("\nS: +OK\\n\\;\n", self.convert("tshark", "tshark.txt").text)

    def test_a_pair_is_one_session(self):
        result = self.convert("rawlog", "pair.in", "pair.out")
        lines = [line for line in result.text.splitlines() if re.match("[CS]: ", line)]
        self.assertEqual(lines[4:], ["S: +OK Logged in.", "C: STAT", "S: +OK 1 \\{:octets=5}",
                                     "C: QUIT", "S: +OK Bye"])
        self.assertSays(result.err, "behind the login")

    def test_data_that_is_not_there_is_stood_in_for(self):
        result = self.convert("rfc", "rfc.txt")
        self.assertIn("@ body lines=0 octets=120\nS: .\n", result.text)
        self.assertIn("\nS*: ", self.convert("curl", "curl-list.txt").text)

    def test_tls_is_where_it_was(self):
        text = self.convert("curl", "curl-stls.txt").text
        self.assertLess(text.index("C: STLS"), text.index("@ tls start"))
        self.assertIn("tls=implicit", self.convert("openssl", "openssl.txt").text)

    def test_bad_input_has_a_place_and_a_way_out(self):
        for words in (("auto", "-"), ("rfc", "-"), ("nonsense", "-")):
            result = harness.pop3sh("import", *words, stdin=b"")
            self.assertStatus(result, 3)
            self.assertSays(result.err, "this file is empty")
        # no way out leads back to where one came from
        log = b"Nov 26 10:00:00 vm getter[1]: S: +OK\n" * 2
        for words in (("auto", "-"), ("fetchmail", "-")):
            result = harness.pop3sh("import", *words, stdin=log)
            self.assertStatus(result, 3)
            self.assertSays(result.err, "such as the time and name that syslog writes")
            self.assertNotIn(b"auto", result.err)
        result = harness.pop3sh("import", "curl", "-", stdin=b"C: NOOP\nS: +OK\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, 'it looks like rfc: "import rfc"')
        result = harness.pop3sh("import", "curl", "-", stdin=b"nothing\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "looks like no other log")
        result = harness.pop3sh("import", "tshark", "-", stdin=b"2b4f4b\nxy\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "standard input:2:1: ")
        result = harness.pop3sh("import", "auto", "-", stdin=b"\0\1\2")
        self.assertStatus(result, 3)
        result = harness.pop3sh("import", "auto", "-", stdin=b"%POP3-TRANSCRIPT 1\n\nC: NOOP\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "a transcript already")
        result = harness.pop3sh("import", "kurl", os.path.join(LOGS, "curl-retr.txt"))
        self.assertStatus(result, 2)
        self.assertSays(result.err, "looks like curl")

    def test_a_mark_of_the_byte_order_is_no_part_of_a_log(self):
        log = "S: +OK\nC: NOOP\nS: +OK\n"
        want = harness.pop3sh("import", "rfc", "-", stdin=log.encode())
        for kind in ("auto", "rfc"):
            result = harness.pop3sh("import", kind, "-", stdin=log.encode("utf-8-sig"))
            self.assertStatus(result, 0)
            self.assertEqual(result.out, want.out)
            result = harness.pop3sh("import", kind, "-", stdin=log.encode("utf-16"))
            self.assertStatus(result, 3)
            self.assertSays(result.err, "iconv -f UTF-16 -t UTF-8")

    def test_packets_need_tshark(self):
        with tempfile.TemporaryDirectory() as empty:
            result = harness.pop3sh("import", "pcap", "-", env={"PATH": empty}, stdin=b"x")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "tshark")


class Packets(harness.TestCase):
    """Captures made here, so that every octet of them is known."""

    def setUp(self):
        if not shutil.which("tshark"):
            self.skipTest("no tshark")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def session(self, capture, port):
        capture.connect(port)
        capture.server(port, b"+OK ready\r\n")
        capture.client(port, b"USER joe\r\n")
        capture.server(port, b"+O")  # a reply in two packets
        capture.server(port, b"K\r\n")
        capture.client(port, b"PASS " + SECRET + b"\r\n")
        capture.server(port, b"+OK\n")
        capture.client(port, b"LIST\r\nQUIT\r\n")
        capture.server(port, b"+OK\r\n1 5\r\n.\r\n+OK bye\r\n")
        capture.end(port)

    def convert(self, capture, kind="pcap"):
        path = os.path.join(self.folder.name, "a.pcap")
        capture.write(path)
        result = harness.pop3sh("import", kind, path, timeout=60)
        self.assertStatus(result, 0)
        self.assertNotIn(SECRET, result.out + result.err)
        return [l for l in result.text.splitlines() if re.match("[CS]2?: |@", l)]

    lines = [
        "S: +OK ready", "C: USER joe", "S: +OK", r"C: PASS \{!pass}", r"S: +OK\n\;",
        "C: LIST", "C: QUIT", "S: +OK", r"S: 1 \{:octets=5}", "S: .", "S: +OK bye",
    ]

    def test_a_session_comes_out_octet_by_octet(self):
        capture = Capture()
        self.session(capture, 40000)
        got = self.convert(capture, "auto")
        self.assertEqual(got[0], "@ connect host=127.0.0.2 port=110 tls=none")
        self.assertEqual([l for l in got if l[0] != "@"], self.lines)

    def test_packets_that_come_twice_or_late_are_put_in_order(self):
        capture = Capture()
        self.session(capture, 40000)
        data = [i for i, p in enumerate(capture.packets) if len(p) > 40]
        late, early = data[3], data[2]
        swapped = [capture.packets[late], capture.packets[early]]
        capture.packets[early], capture.packets[late] = swapped
        capture.packets.insert(data[5], capture.packets[data[4]])
        self.assertEqual([l for l in self.convert(capture) if l[0] != "@"], self.lines)

    def test_two_sessions_are_two_connections(self):
        capture = Capture()
        self.session(capture, 40000)
        self.session(capture, 40001)
        got = self.convert(capture)
        self.assertEqual(len([l for l in got if " connect " in l]), 2)
        again = [line[0] + "2" + line[1:] for line in self.lines]
        self.assertEqual([l for l in got if l[0] != "@"], self.lines + again)

    def test_connections_over_ipv6_that_run_side_by_side(self):
        capture = Capture(version=6)
        for port in (40000, 40001):
            capture.connect(port)
        for client, octets in ((0, b"+OK\r\n"), (1, b"LIST\r\n"), (0, b"+OK\r\n1 5\r\n.\r\n")):
            for port in (40000, 40001):
                (capture.client if client else capture.server)(port, octets)
        capture.end(40001)
        capture.end(40000)
        got = self.convert(capture, "auto")
        self.assertEqual([l for l in got if " connect " in l],
                         ["@ connect host=::2 port=110 tls=none",
                          "@2 connect host=::2 port=110 tls=none"])
        lines = [l.replace("2: ", ": ") for l in got if l[0] != "@"]
        self.assertEqual(lines, ["S: +OK", "C: LIST", "S: +OK", r"S: 1 \{:octets=5}", "S: ."] * 2)

    def test_a_session_behind_many_streams_is_found(self):
        capture = Capture()
        for port in range(41000, 41070):
            capture.connect(port)
            capture.client(port, b"GET / HTTP/1.0\r\n\r\n")
        self.session(capture, 45000)
        self.assertEqual([l for l in self.convert(capture) if l[0] != "@"], self.lines)

    def test_more_sessions_than_a_transcript_holds(self):
        capture = Capture()
        for port in range(40000, 40017):
            capture.connect(port)
            capture.server(port, b"+OK\r\n")
        path = os.path.join(self.folder.name, "many.pcap")
        capture.write(path)
        with open(path, "rb") as file:  # from a pipe, too
            result = harness.pop3sh("import", "auto", "-", stdin=file.read(), timeout=60)
        self.assertStatus(result, 0)
        self.assertEqual(result.out.count(b" connect "), 16)
        self.assertSays(result.err, "a transcript holds 16 connections")
        self.assertStatus(harness.pop3sh("lint", "-", stdin=result.out), 0)

    def test_no_session_is_refused(self):
        path = os.path.join(self.folder.name, "empty.pcap")
        Capture().write(path)
        result = harness.pop3sh("import", "pcap", path, timeout=60)
        self.assertStatus(result, 3)
        self.assertSays(result.err, path)


class Capture:
    """Packets of TCP between 127.0.0.1 and 127.0.0.2:110, or ::1 and ::2, as a pcap file."""

    def __init__(self, version=4):
        self.version = version
        self.packets = []
        self.sent = {}  # (port, from the client) -> sequence number

    def packet(self, port, client, flags, octets=b""):
        here, there = (port, 110) if client else (110, port)
        sequence = self.sent.setdefault((port, client), 1000)
        seen = self.sent.setdefault((port, not client), 1000)
        tcp = struct.pack(">HHIIBBHHH", here, there, sequence, seen, 80, flags, 65535, 0, 0)
        if self.version == 4:
            hosts = (b"\x7f\0\0\1", b"\x7f\0\0\2")
            ip = struct.pack(">BBHHHBBH", 69, 0, 40 + len(octets), 0, 0, 64, 6, 0)
        else:
            hosts = (b"\0" * 15 + b"\1", b"\0" * 15 + b"\2")
            ip = struct.pack(">IHBB", 6 << 28, 20 + len(octets), 6, 64)
        ip += b"".join(hosts if client else hosts[::-1])
        self.packets.append(ip + tcp + octets)
        self.sent[port, client] = sequence + len(octets) + bool(flags & 3)

    def connect(self, port):
        self.packet(port, True, 2)
        self.packet(port, False, 18)
        self.packet(port, True, 16)

    def client(self, port, octets):
        self.packet(port, True, 24, octets)
        self.packet(port, False, 16)

    def server(self, port, octets):
        self.packet(port, False, 24, octets)
        self.packet(port, True, 16)

    def end(self, port):
        self.packet(port, False, 17)
        self.packet(port, True, 17)
        self.packet(port, False, 16)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
            for number, octets in enumerate(self.packets):
                file.write(struct.pack("<IIII", 1, number * 1000, len(octets), len(octets)))
                file.write(octets)


if __name__ == "__main__":
    harness.main(__file__)
