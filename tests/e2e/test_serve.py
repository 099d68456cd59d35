#!/usr/bin/env python3
"""pop3sh serve: the built-in server, against Python's own client and ours."""

import os
import poplib
import resource
import signal
import socket
import ssl
import tempfile
import time

import harness
from harness import commands, pop3sh
from serving import Serve, make_certificate

# On loopback in clear these are wanted: old mechanisms for old clients, and what
# the sample shows.
WANTED = {
    "auth/apop-and-pass",
    "capa/changed-by-stls",
    "sasl/weak-mechanism",
    "tls/plaintext-login-offered",
    "tls/plaintext-login-accepted",
    "utf8/code-needed",
    "msg/line-998",
}
CLIENTS = 1000
LOGIN = commands("USER student", "PASS pop3")
MAIL = commands(
    "STAT", "LIST", "UIDL", *("RETR %d" % n for n in range(1, 9)), "TOP 2 3",
    "DELE 1", "STAT", "RSET", "LIST 1", "UIDL 1", "NOOP",
)


def talk(port):
    """A bare connection, its greeting read."""
    client = socket.create_connection(("127.0.0.1", port), 20)
    lines = client.makefile("rb")
    return client, lines, lines.readline()


def cpu_seconds(child):
    """What a process has used up, its system calls included."""
    with open("/proc/%d/stat" % child.pid, encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(client, lines, command):
    client.sendall(command + b"\r\n")
    return lines.readline()


class ServeTest(harness.TestCase):
    def assertClean(self, result):
        """Nothing was found but what is wanted, or what our client did."""
        found = {
            f["rule"]
            for f in result.objects("finding")
            if f["side"] != "client" and not f["rule"].startswith("client/")
        }
        self.assertEqual(found - WANTED, set(), str(result))

    def test_one_line_and_an_end_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Serve() as server:
                client, lines, greeting = talk(server.port)
                self.assertTrue(greeting.startswith(b"+OK "))
                self.assertEqual(server.stop(number), 0)
                self.assertEqual(lines.read(), b"")
                client.close()
            self.assertEqual(server.more, b"")

    def test_our_own_client_finds_nothing(self):
        with Serve("--tls-listen", "127.0.0.1:0") as server:
            for scheme, port in (
                ("pop3", server.port),
                ("pop3+stls", server.port),
                ("pop3s", server.tls_port),
            ):
                result = pop3sh(
                    "connect", "%s://127.0.0.1:%d" % (scheme, port), "--insecure",
                    "--output", "json", *commands("CAPA", "LANG", "NOPE"), *LOGIN,
                    *commands("CAPA"), *MAIL,
                )
                self.assertEqual(result.objects("summary")[0]["errors"], 0)
                self.assertEqual(result.reply("RETR 2")["data"]["octets"], 416)
                rules = {f["rule"] for f in result.objects("finding")}
                self.assertLessEqual(
                    {r for r in rules if not r.startswith("client/")},
                    WANTED | {"tls/cert-untrusted"}, str(result))

    def test_given_certificate(self):
        with tempfile.TemporaryDirectory() as folder:
            cert, key = make_certificate(folder)
            with Serve("--tls-listen", "127.0.0.1:0", "--cert", cert, "--key", key) as server:
                result = pop3sh(
                    "connect", "pop3s://localhost:%d" % server.tls_port, "--ca", cert,
                    "-4", "--output", "json", *LOGIN, *MAIL)
                self.assertStatus(result, 0)
                self.assertClean(result)

    def test_poplib_plain_stls_tls(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with Serve("--tls-listen", "127.0.0.1:0") as server:
            plain = poplib.POP3("127.0.0.1", server.port, 20)
            stls = poplib.POP3("127.0.0.1", server.port, 20)
            stls.stls(context)
            tls = poplib.POP3_SSL("127.0.0.1", server.tls_port, context=context, timeout=20)
            for client in (plain, stls, tls):
                client.user("student")
                client.pass_("pop3")
                count, octets = client.stat()
                sizes = [int(line.split()[1]) for line in client.list()[1]]
                self.assertEqual((count, octets), (len(sizes), sum(sizes)))
                for number, size in enumerate(sizes[:8], 1):
                    lines = client.retr(number)[1]
                    self.assertEqual(sum(len(line) + 2 for line in lines), size)
                client.quit()
            apop = poplib.POP3("127.0.0.1", server.port, 20)
            apop.apop("student", "pop3")
            self.assertEqual(apop.stat()[0], 9)
            apop.quit()

    def test_filled_sample(self):
        with Serve("--sample=3,1000000") as server:
            client = poplib.POP3("127.0.0.1", server.port, 20)
            client.user("student")
            client.pass_("pop3")
            self.assertEqual(client.stat(), (3, 3000000))
            lines = client.retr(3)[1]
            self.assertEqual(sum(len(line) + 2 for line in lines), 1000000)
            client.quit()

    def test_maildir_and_mbox(self):
        with tempfile.TemporaryDirectory() as folder:
            maildir, mbox = folder + "/maildir", folder + "/mbox"
            for name in ("", "/cur", "/new", "/tmp"):
                os.mkdir(maildir + name)
            text = "From: a@b.example\nDate: Fri, 05 Jan 2024 09:00:00 +0000\n\n.dot\n"
            for number in range(3):
                with open("%s/new/%d.x.host" % (maildir, number), "w", encoding="ascii") as file:
                    file.write(text + "%d\n" % number)
            with open(mbox, "w", encoding="ascii") as file:
                for number in range(3):
                    file.write("From a@b.example Fri Jan  5 09:00:00 2024\n")
                    file.write(text + "%d\n\n" % number)
            for option, place in (("--maildir", maildir), ("--mbox", mbox)):
                with Serve(option, place) as server:
                    client = poplib.POP3("127.0.0.1", server.port, 20)
                    client.user("student")
                    client.pass_("pop3")
                    self.assertEqual(client.stat()[0], 3)
                    self.assertEqual(client.retr(2)[1][-2:], [b".dot", b"1"])
                    with self.assertRaisesRegex(poplib.error_proto, "SYS/PERM"):
                        client.dele(1)
                    client.quit()
                with Serve(option, place, "--allow-delete") as server:
                    for left in (3, 2):
                        client = poplib.POP3("127.0.0.1", server.port, 20)
                        client.user("student")
                        client.pass_("pop3")
                        self.assertEqual(client.stat()[0], left)
                        client.dele(1)
                        client.quit()
        self.assertStatus(pop3sh("serve", "--maildir", "/no/such"), 3)
        self.assertStatus(pop3sh("serve", "--maildir", "/tmp", "--mbox", "x"), 2)

    def test_an_mbox_that_cannot_be_written_anew_stays(self):
        with tempfile.TemporaryDirectory() as folder:
            mbox = os.path.join(folder, "mbox")
            one = b"From a@b.example Fri Jan  5 09:00:00 2024\nSubject: x\n\n%s\n\n"
            with open(mbox, "wb") as file:
                file.write(b"".join(one % (letter * 20000) for letter in (b"a", b"b", b"c")))
            with open(mbox, "rb") as file:
                before = file.read()
            with Serve("--mbox", mbox, "--allow-delete") as server:
                free = resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE)
                # a full disk answers in the same way
                resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE, (30000, free[1]))
                client = poplib.POP3("127.0.0.1", server.port, 20)
                client.user("student")
                client.pass_("pop3")
                client.dele(1)
                with self.assertRaisesRegex(poplib.error_proto, r"-ERR \[SYS/TEMP\]"):
                    client.quit()
                client.close()
                with open(mbox, "rb") as file:
                    self.assertEqual(file.read(), before)
                self.assertEqual(os.listdir(folder), ["mbox"])
                resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE, free)
                client = poplib.POP3("127.0.0.1", server.port, 20)
                client.user("student")
                client.pass_("pop3")
                client.dele(1)
                client.quit()
                with open(mbox, "rb") as file:
                    self.assertEqual(file.read(), before[len(before) // 3:])
                server.stop()
                self.assertIn("nothing was removed", server.complaints)

    def test_faults_of_the_list(self):
        listed = pop3sh("serve", "--fault", "list")
        self.assertStatus(listed, 0)
        self.assertGreater(len(listed.out.splitlines()), 180)
        with Serve("--fault", "list-number-gap", "--fault", "chunk=3") as server:
            result = pop3sh("connect", "pop3://127.0.0.1:%d" % server.port, "--output", "json",
                            *LOGIN, "-c", "LIST")
            self.assertStatus(result, 1)
            self.assertIn("list/number-gap", {f["rule"] for f in result.objects("finding")})
        with Serve("--fault", "delay=NOOP:300", "--fault", "drop-after=400") as server:
            client, lines, _ = talk(server.port)
            ask(client, lines, b"USER student")
            ask(client, lines, b"PASS pop3")
            began = time.monotonic()
            self.assertTrue(ask(client, lines, b"NOOP").startswith(b"+OK"))
            self.assertGreater(time.monotonic() - began, 0.25)
            client.sendall(b"RETR 8\r\n")
            self.assertLess(len(lines.read()), 400)
            client.close()

    def test_faults_that_take_a_network(self):
        """What net/server/faults-tls.c has: each trips the rule that its row names."""
        listed = [line.split() for line in pop3sh("serve", "--fault", "list").out.decode().splitlines()]
        rules = {words[0]: words[1] for words in listed}
        for fault in sorted(rules):
            if not fault.startswith(("tls-cert-", "tls-no-", "tls-client-", "tls-version")) \
                    and fault not in ("stls-plaintext", "sasl-scram-verifier"):
                continue
            scheme = "pop3" if fault.startswith("sasl") else "pop3+stls"
            lowest = ("--tls-min", "1.0") if fault == "tls-version" else ()
            found = []
            for faults in (("--fault", fault), ()):
                with Serve(*faults) as server:
                    result = pop3sh(
                        "connect", "%s://student@localhost:%d" % (scheme, server.port), "-4",
                        "--insecure", *lowest, "--output", "json", "--no-state", "-c", "NOOP",
                        env={"POP3SH_PASSWORD": "pop3"})
                    found.append({f["rule"] for f in result.objects("finding")})
            self.assertIn(rules[fault], found[0], fault)
            if fault != "tls-cert-untrusted":
                self.assertNotIn(rules[fault], found[1], fault)

    def test_lock_is_free_before_quit_is_answered(self):
        with Serve() as server:
            first, first_lines, _ = talk(server.port)
            ask(first, first_lines, b"USER student")
            self.assertTrue(ask(first, first_lines, b"PASS pop3").startswith(b"+OK"))
            second, lines, _ = talk(server.port)
            ask(second, lines, b"USER student")
            self.assertTrue(ask(second, lines, b"PASS pop3").startswith(b"-ERR [IN-USE] "))
            for _ in range(200):
                self.assertTrue(ask(first, first_lines, b"QUIT").startswith(b"+OK"))
                ask(second, lines, b"USER student")
                self.assertTrue(ask(second, lines, b"PASS pop3").startswith(b"+OK"))
                first.close()
                first, first_lines = second, lines
                second, lines, _ = talk(server.port)
            first.close()
            second.close()
        with Serve("--fault", "auth-no-exclusive-lock") as server:
            clients = [poplib.POP3("127.0.0.1", server.port, 20) for _ in range(2)]
            for client in clients:
                client.user("student")
                client.pass_("pop3")
                self.assertEqual(client.stat()[0], 9)
            clients[0].quit()
            with self.assertRaises((poplib.error_proto, OSError)):
                clients[1].stat()  # what it had borrowed is closed
            clients[1].close()

    def test_user_and_its_password(self):
        with Serve("--user", "joe", env={"POP3SH_PASSWORD": "s3cret"}) as server:
            result = pop3sh("connect", "pop3://joe@127.0.0.1:%d" % server.port, "-c", "STAT",
                            env={"POP3SH_PASSWORD": "s3cret"})
            self.assertStatus(result, 0)
            result = pop3sh("connect", "pop3://joe@127.0.0.1:%d" % server.port, "-c", "STAT",
                            env={"POP3SH_PASSWORD": "pop3"})
            self.assertStatus(result, 6)
        self.assertStatus(pop3sh("serve", "--user", "joe"), 3)
        self.assertStatus(pop3sh("serve", "--listen", "*:0"), 2)
        self.assertStatus(pop3sh("serve", "--listen", "nowhere:x"), 2)
        self.assertStatus(pop3sh("serve", "--sample=3"), 2)
        self.assertStatus(pop3sh("serve", "--cert", "/no/such"), 3)
        self.assertStatus(pop3sh("serve", "--fault", "no-such"), 2)

    def test_once_and_max_connections(self):
        with Serve("--once") as server:
            client, lines, _ = talk(server.port)
            self.assertTrue(ask(client, lines, b"QUIT").startswith(b"+OK"))
            client.close()
            self.assertEqual(server.child.wait(10), 0)
        with Serve("--max-connections", "2") as server:
            clients = [talk(server.port) for _ in range(3)]
            self.assertTrue(clients[2][2].startswith(b"-ERR [SYS/TEMP] "))
            for client, lines, _ in clients:
                client.close()

    def test_commands_behind_stls_are_not_executed(self):
        with Serve() as server:
            client, lines, _ = talk(server.port)
            client.sendall(b"STLS\r\nCAPA\r\n")
            self.assertTrue(lines.readline().startswith(b"+OK"))
            context = ssl._create_unverified_context()
            tls = context.wrap_socket(client)
            tls.settimeout(1)
            with self.assertRaises(TimeoutError):
                tls.recv(1)
            tls.sendall(b"NOOP\r\n")
            tls.settimeout(10)
            self.assertTrue(tls.recv(100).startswith(b"-ERR"))
            tls.close()

    def test_hostile_input(self):
        with Serve() as server:
            client, lines, _ = talk(server.port)
            self.assertTrue(ask(client, lines, b"A" * 5000).startswith(b"-ERR line too long"))
            self.assertTrue(ask(client, lines, b"NOOP").startswith(b"-ERR"))
            client.sendall(b"A" * 70000)
            self.assertTrue(lines.readline().startswith(b"-ERR line too long"))
            self.assertEqual(lines.read(), b"")
            client.close()
            client, lines, _ = talk(server.port)
            client.sendall(b"STLS\r\n")
            lines.readline()
            client.sendall(b"NOOP\r\n" * 10)
            try:
                self.assertNotIn(b"+OK", lines.read())
            except ConnectionResetError:
                pass
            client.close()

    def test_answers_a_client_that_has_ended_its_side(self):
        with Serve() as server:
            client, lines, _ = talk(server.port)
            client.sendall(b"USER student\r\nPASS wrong\r\nCAPA\r\n")
            client.shutdown(socket.SHUT_WR)
            rest = lines.read()
            self.assertIn(b"-ERR [AUTH]", rest)
            self.assertTrue(rest.endswith(b"\r\n.\r\n"), rest)
            client.close()

    def test_pipelined_commands_in_large_tls_records(self):
        # more in one record, and far more in all, than the server takes at a time
        count, context = 6000, ssl._create_unverified_context()
        with Serve("--tls-listen", "127.0.0.1:0") as server:
            raw = socket.create_connection(("127.0.0.1", server.tls_port), 20)
            with context.wrap_socket(raw) as client, client.makefile("rb") as lines:
                lines.readline()
                client.sendall(b"USER student\r\nPASS pop3\r\n" + b"NOOP\r\n" * count)
                client.sendall(b"UIDL 1\r\n")
                for _ in range(count + 2):
                    self.assertTrue(lines.readline().startswith(b"+OK"))
                self.assertTrue(lines.readline().startswith(b"+OK 1 "))

    def test_a_client_that_does_not_read_holds_up_nobody(self):
        asked = b"USER student\r\nPASS pop3\r\n" + b"RETR 1\r\n" * 3000
        for scheme in ("plain", "tls"):
            with Serve("--tls-listen", "127.0.0.1:0", "--sample=2,300000") as server:
                port = server.port if scheme == "plain" else server.tls_port
                slow = socket.create_connection(("127.0.0.1", port), 20)
                if scheme == "tls":
                    slow = ssl._create_unverified_context().wrap_socket(slow)
                slow.sendall(asked)
                time.sleep(0.3)
                used, began = cpu_seconds(server.child), time.monotonic()
                client, lines, _ = talk(server.port)
                self.assertTrue(ask(client, lines, b"NOOP").startswith(b"-ERR"))
                time.sleep(1)
                self.assertLess(cpu_seconds(server.child) - used,
                                (time.monotonic() - began) / 3, scheme)
                # and what he asked for is there when he reads
                got = 0
                while got < 20000000:
                    got += len(slow.recv(1 << 20))
                for each in (client, slow):
                    each.close()

    def test_a_late_answer_costs_nothing_and_holds_up_nobody(self):
        with Serve("--fault", "delay=NOOP:1500") as server:
            late, late_lines, _ = talk(server.port)
            late.sendall(b"NOOP\r\n" + b"CAPA\r\n" * 2000)
            client, lines, _ = talk(server.port)
            client.sendall(b"USER student\r\nPASS wrong\r\n")
            used = cpu_seconds(server.child)
            for _ in range(20):
                began = time.monotonic()
                other, other_lines, _ = talk(server.port)
                ask(other, other_lines, b"USER student")
                other.close()
                self.assertLess(time.monotonic() - began, 0.9)
                time.sleep(0.03)
            self.assertLess(cpu_seconds(server.child) - used, 0.3)
            self.assertTrue(late_lines.readline().startswith(b"-ERR"))
            lines.readline()
            self.assertTrue(lines.readline().startswith(b"-ERR [AUTH]"))
            for each in (late, client):
                each.close()

    def test_a_thousand_clients_at_once(self):
        limit = CLIENTS + 100
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < limit:
            self.skipTest("no more than %d descriptors are allowed" % hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))
        with Serve("--sample=2,2000", "--max-connections", "1100") as server:
            clients = []
            for _ in range(CLIENTS):
                client = socket.create_connection(("127.0.0.1", server.port), 20)
                clients.append((client, client.makefile("rb")))
            for client, lines in clients:
                self.assertTrue(lines.readline().startswith(b"+OK "))
            for client, lines in clients:
                client.sendall(b"CAPA\r\nUSER student\r\n")
            for client, lines in clients:
                self.assertTrue(lines.readline().startswith(b"+OK "))
                while lines.readline() != b".\r\n":
                    pass
                self.assertTrue(lines.readline().startswith(b"+OK "))
            # all are there; now each has the maildrop in turn
            body = None
            for client, lines in clients:
                client.sendall(b"PASS pop3\r\nSTAT\r\nRETR 2\r\nQUIT\r\n")
                answer = lines.read()
                self.assertIn(b"+OK 2 4000\r\n", answer)
                self.assertIn(b"\r\n.\r\n+OK bye", answer)
                message = answer.split(b"octets\r\n")[-1]
                self.assertIn(body, (None, message))
                body = message
                client.close()
            with open("/proc/%d/status" % server.child.pid, encoding="ascii") as file:
                peak = [l for l in file if l.startswith("VmHWM")][0]
            if "asan" not in harness.POP3SH:
                self.assertLess(int(peak.split()[1]), 100000, peak)


if __name__ == "__main__":
    harness.main(__file__)
