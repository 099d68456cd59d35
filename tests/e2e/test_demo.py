#!/usr/bin/env python3
"""pop3sh demo: the shell and its practice server in one process."""

import harness
import ptydrive
from harness import commands, pop3sh

LOGIN = commands("USER student", "PASS pop3")


class DemoTest(harness.TestCase):
    def test_batch(self):
        result = pop3sh("demo", "--output", "json", *commands("CAPA"), *LOGIN,
                        *commands("STAT", "RETR 1", "DELE 1", "STAT"))
        self.assertStatus(result, 0)
        self.assertEqual(result.reply("RETR 1")["data"]["octets"], 345)
        findings = result.objects("finding")
        self.assertEqual([f for f in findings if f["severity"] != "note"], [], str(result))

    def test_tls_is_real_and_verified(self):
        for how in ("stls", "implicit"):
            result = pop3sh("demo", "--tls", how, "-u", "student", "--output", "json",
                            "-c", "STAT")
            self.assertStatus(result, 0)
            self.assertTrue(result.objects("tls")[0]["verified"], str(result))
            self.assertEqual(result.reply("STAT")["data"]["count"], 9)

    def test_stls_typed(self):
        result = pop3sh("demo", "--output", "json", *commands("STLS", "CAPA"), *LOGIN,
                        "-c", "STAT")
        self.assertStatus(result, 0)
        self.assertTrue(result.objects("tls")[0]["verified"], str(result))
        self.assertEqual(
            [f["rule"] for f in result.objects("finding") if f["severity"] != "note"], [])

    def test_wrong_password_and_usage(self):
        result = pop3sh("demo", *commands("USER student", "PASS wrong"))
        self.assertStatus(result, 7)
        self.assertStatus(pop3sh("demo", "-u", "student", "-c", "STAT",
                                 env={"POP3SH_PASSWORD": "ignored"}), 0)
        self.assertStatus(pop3sh("demo", "pop3://elsewhere"), 2)
        self.assertStatus(pop3sh("demo", "--fault", "no-such", "-c", "CAPA"), 2)

    def test_a_fault_is_found(self):
        result = pop3sh("demo", "--fault", "reply=NOOP:250 fine", "--output", "json",
                        *LOGIN, "-c", "NOOP")
        self.assertStatus(result, 1)
        self.assertIn("reply/status-unknown", {f["rule"] for f in result.objects("finding")})

    def test_on_a_terminal(self):
        with ptydrive.Terminal([harness.POP3SH, "demo"], harness.environment(),
                               rows=40, columns=120) as screen:
            screen.expect("user student, password pop3")
            screen.expect("AUTHORIZATION> ")
            for line, answer in (
                ("STLS", "verified"),
                ("USER student", "+OK"),
                ("PASS pop3", "+OK"),
                ("STAT", "+OK 9 "),
                ("RETR 2", "Lines that begin with a dot"),
            ):
                screen.type(line + "\r")
                screen.expect(answer)
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)


if __name__ == "__main__":
    harness.main(__file__)
