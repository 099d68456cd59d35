#!/usr/bin/env python3
"""TLS that is cut, nagging or plainly wrong, and certificates of every kind:
the same limits as for other hostile servers."""

import itertools
import os
import socket
import subprocess
import time

import harness
from certificates import Authority
from harness import commands
from hostile import Hostile, after, ask, flood, greeted, stall


class Tls(Hostile):
    """TLS that is cut, nagging or plainly wrong."""

    @classmethod
    def setUpClass(cls):
        cls.ca = Authority()
        cls.good = cls.ca.issue("good")

    def over_tls(self, talk, *arguments, scheme="pop3s", **more):
        def wrapped(connection):
            if scheme == "pop3+stls":
                connection.send(b"+OK ready\r\n")
                connection.line()
                connection.send(b"+OK\r\n")
            connection.start_tls(self.good)
            talk(connection)

        return ask(
            wrapped, *arguments, "--ca", self.ca.certificate, scheme=scheme, **more
        )

    def test_a_good_one_works(self):
        talk = greeted(b"+OK\r\n", b"+OK bye\r\n")
        self.ends(self.over_tls(talk, *commands("NOOP")), 0)

    def test_the_end_without_close_notify_in_mid_message(self):
        def cut(connection):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            os.close(connection.sock.detach())

        result = self.over_tls(greeted(cut), *commands("RETR 1"), "--output", "json")
        self.ends(result, 4, 5)
        self.assertTrue(result.objects("finding"), str(result))

    def test_plain_text_in_mid_message(self):
        def lie(connection):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            raw = socket.socket(fileno=connection.sock.detach())
            raw.sendall(b"no record of TLS at all\r\n.\r\n")
            time.sleep(0.3)
            raw.close()

        result = self.over_tls(greeted(lie), *commands("RETR 1"))
        self.ends(result, 4, 5)
        self.assertNotIn(b"no record", result.out)

    def test_an_alert_in_mid_message(self):
        def alert(connection):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            raw = socket.socket(fileno=connection.sock.detach())
            raw.sendall(b"\x15\x03\x03\x00\x02\x02\x50")
            time.sleep(0.3)
            raw.close()

        result = self.over_tls(greeted(alert), *commands("RETR 1"))
        self.ends(result, 4, 5)

    def test_plain_text_behind_stls(self):
        talk = greeted(b"+OK begin\r\n+OK plain\r\n", b"+OK more\r\n", stall)
        result = ask(
            talk, *commands("NOOP"), "--timeout", "1", scheme="pop3+stls", seconds=10
        )
        self.ends(result, 4, 5)

    def nagging(self, version, letter):
        """s_server sends what it is typed, and K and r by themselves are a
        key update and a renegotiation."""
        port = socket.create_server(("127.0.0.1", 0))
        number = port.getsockname()[1]
        port.close()
        server = subprocess.Popen(
            [
                *("openssl", "s_server", "-accept", "127.0.0.1:%d" % number),
                *("-cert", self.good, version, "-naccept", "1"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.stdin.close)
        while b"ACCEPT" not in server.stdout.readline():
            pass
        client = subprocess.Popen(
            [
                *(harness.POP3SH, "pop3s://127.0.0.1:%d" % number, "-c", "NOOP"),
                *("--ca", self.ca.certificate, "--timeout", "8", "--no-quit"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=harness.environment(),
        )
        # Each write is read as one; the pauses keep them apart.
        time.sleep(0.5)
        server.stdin.write(b"+OK ready\n")
        server.stdin.flush()
        for _ in range(50):
            time.sleep(0.01)
            server.stdin.write(letter)
            server.stdin.flush()
        time.sleep(0.1)
        server.stdin.write(b"+OK\n")
        server.stdin.flush()
        out, err = client.communicate(timeout=15)
        return harness.Result(client.returncode, out, err)

    def test_key_updates(self):
        result = self.nagging("-tls1_3", b"K\n")
        self.assertIn(result.status, (0, 1), str(result))
        self.assertIn(b"+OK", result.out)

    def test_renegotiation(self):
        result = self.nagging("-tls1_2", b"r\n")
        self.assertIn(result.status, (0, 1, 4, 5), str(result))

    def test_endless_data_under_tls(self):
        block = b"a line of an endless message\r\n" * 2000
        result = self.over_tls(
            greeted(flood(b"+OK\r\n", itertools.repeat(block, 1600))),
            *commands("RETR 1"), "--timeout", "1", "--output", "json", seconds=60,
        )
        self.ends(result, 4)

    def test_a_record_an_octet(self):
        """Each octet in a TLS record of its own."""

        def drip(connection):
            for octet in b"+OK drip\r\n" * 300:
                connection.send(bytes([octet]))
            connection.wait()

        result = self.over_tls(greeted(drip), *commands("NOOP"), "--timeout", "1")
        self.ends(result, 0, 1, 4)

    def test_octets_in_clear_behind_ok_of_stls(self):
        """Injected in the same segment: they are dropped and told."""
        def inject(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(b"+OK begin\r\n+OK injected\r\n")
            connection.start_tls(self.good)
            connection.answer({b"NOOP": b"+OK inside\r\n"})

        result = ask(
            inject, *commands("STLS", "NOOP"), "--ca", self.ca.certificate,
            "--output", "json", "--timeout", "3",
        )
        self.assertClean(result)
        rules = {f["rule"] for f in result.objects("finding")}
        self.assertIn("stls/injected-reply", rules, str(result))


class Zoo(Hostile):
    """Certificates: status 5 and why, unless they are right."""

    @classmethod
    def setUpClass(cls):
        cls.ca = Authority()
        cls.other = Authority()

    def meet(self, certificate, *arguments):
        def talk(connection):
            connection.start_tls(certificate, "DEFAULT:@SECLEVEL=0")
            greeted(b"+OK\r\n", b"+OK bye\r\n")(connection)

        return ask(
            talk, *commands("NOOP"), "--ca", self.ca.certificate, *arguments,
            scheme="pop3s",
        )

    def refuse(self, certificate, words, *arguments):
        result = self.meet(certificate, *arguments)
        self.ends(result, 5, says=[words])
        self.assertNotIn(b"NOOP", result.out)

    def accept(self, certificate, *arguments):
        self.ends(self.meet(certificate, *arguments), 0)

    def test_expired(self):
        self.refuse(self.ca.issue("expired", expired=True), "expired")

    def test_wrong_name(self):
        self.refuse(self.ca.issue("wrong", alt="DNS:other.example.org"), "127.0.0.1")

    def test_self_signed_and_unknown_authority(self):
        self.refuse(self.other.issue("unknown"), "--ca")

    def test_no_name_at_all(self):
        self.refuse(self.ca.issue("none", alt=""), "127.0.0.1")

    def test_nul_in_the_name(self):
        # GeneralName dNSName "mail.example.org" NUL ".evil.example"
        name = b"mail.example.org\0.evil.example"
        inner = bytes([0x82, len(name)]) + name
        der = bytes([0x30, len(inner)]) + inner
        alt = "DER:" + ":".join("%02x" % octet for octet in der)
        self.refuse(self.ca.issue("nul", alt=alt), "mail.example.org",
                    "--tls-name", "mail.example.org")

    def test_wildcards(self):
        star = self.ca.issue("star", alt="DNS:*.example.org")
        self.accept(star, "--tls-name", "mail.example.org")
        for name in ("example.org", "a.b.example.org", "mail.example.com"):
            with self.subTest(name=name):
                self.refuse(star, name, "--tls-name", name)
        for pattern in ("m*.example.org", "*", "*.org", "mail.*.org", "*.*.org",
                        "*.EXAMPLE.org.evil", "xn--*.example.org"):
            with self.subTest(pattern=pattern):
                odd = self.ca.issue("odd", alt="DNS:" + pattern)
                self.refuse(odd, "mail.example.org", "--tls-name", "mail.example.org")

    def test_a_name_in_upper_case_is_the_same(self):
        loud = self.ca.issue("loud", alt="DNS:MAIL.EXAMPLE.ORG")
        self.accept(loud, "--tls-name", "mail.example.org")

    def test_an_address_is_no_name(self):
        """127.0.0.1 as a DNS name, and a wildcard over an address."""
        for alt in ("DNS:127.0.0.1", "DNS:*.0.0.1"):
            with self.subTest(alt=alt):
                self.refuse(self.ca.issue("address", alt=alt), "127.0.0.1")

    def test_a_chain_of_some_length(self):
        self.accept(self.ca.chain("deep", 6))

    def test_a_chain_longer_than_its_authority_allows(self):
        """pathlen:0 below the first authority: a second one is too much."""
        self.ca.issue("top", alt="", more=["basicConstraints=critical,CA:TRUE,pathlen:0"])
        self.ca.issue("low", alt="", by=("top.pem", "top.key"),
                      more=["basicConstraints=critical,CA:TRUE"])
        leaf = self.ca.issue("leaf-of-low", by=("low.pem", "low.key"))
        with open(leaf, "a", encoding="ascii") as file:
            for name in ("low.pem", "top.pem"):
                with open(self.ca.path(name), encoding="ascii") as one:
                    file.write(one.read().partition("-----BEGIN PRIVATE")[0])
        self.refuse(leaf, "path length")

    def test_a_chain_that_fills_the_memory(self):
        """More than 100 KiB of certificates: OpenSSL stops, and we say so."""
        both = self.ca.issue("heavy")
        with open(self.ca.certificate, encoding="ascii") as file:
            one = file.read()
        with open(both, "a", encoding="ascii") as file:
            file.write(one * 400)
        result = self.meet(both)
        self.ends(result, 4, 5)
        self.assertNotIn(b"NOOP", result.out)

    def weak(self, **how):
        """What is found when such a certificate is met."""
        result = self.meet(self.ca.issue("weak", **how), "--insecure", "--output", "json")
        self.assertIn(result.status, (0, 1), str(result))
        return {f["rule"] for f in result.objects("finding")}

    def test_a_weak_key_is_told(self):
        self.assertIn("tls/cert-weak", self.weak(key=("rsa:1024",)))

    def test_an_old_digest_is_told(self):
        self.assertIn("tls/cert-weak", self.weak(digest="sha1"))

    def test_a_strong_one_is_not_told(self):
        self.assertNotIn("tls/cert-weak", self.weak())

    def test_a_chain_through_no_authority(self):
        self.ca.issue("leaf", alt="DNS:localhost,IP:127.0.0.1")
        by = ("leaf.pem", "leaf.key")
        self.refuse(self.ca.issue("below", by=by), "--ca")

    def test_insecure_goes_on_and_tells(self):
        expired = self.ca.issue("late", expired=True)
        result = self.meet(expired, "--insecure")
        self.ends(result, 0)
        self.assertSays(result.out + result.err, "expired")


if __name__ == "__main__":
    harness.main(__file__)
