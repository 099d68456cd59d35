"""workloads.py - the rows of the table: what is run, beside what, and the
target."""

import os
import signal
import subprocess

from table import CORE, Client, Failure, Source

REPLAYED = 100_000  # NOOPs of one transcript
LINT_MB = 300  # of a transcript, in a second of computing


def one_big_message(bench, octets):
    source = Source(bench, messages=1, size=octets)
    name = f"RETR of one message of {octets >> 20} MiB"
    try:
        bench.row(f"{name}, plain",
                  bench.ours_as_user(source, "-c", "RETR 1", octets=octets),
                  bench.curl(source, "-u", "u:secret", f"{source.plain}/1",
                             octets=octets),
                  0.25, peak=10)
        bench.row(f"{name}, TLS 1.3",
                  bench.ours_as_user(source, "-c", "RETR 1", tls=True,
                                     octets=octets),
                  bench.curl(source, "-u", "u:secret", f"{source.tls}/1",
                             octets=octets),
                  0.45, peak=14)
        bench.row(f"{name}, TLS, s_client",
                  bench.ours_as_user(source, "-c", "RETR 1", tls=True,
                                     octets=octets),
                  bench.s_client(source), 1)
        bench.row(f"{name}, mpop",
                  bench.ours_as_user(source, "-c", "RETR 1", octets=octets),
                  bench.mpop(source), 1)
        bench.row(f"{name}, CPU over bare recv",
                  bench.ours_as_user(source, "-q", "-c", "RETR 1"),
                  bench.limit(source, "plain"), 1.6, cpu=True)
        bench.row(f"{name}, CPU over bare SSL_read",
                  bench.ours_as_user(source, "-q", "-c", "RETR 1", tls=True),
                  bench.limit(source, "tls"), 1.4, cpu=True)
        bench.row(f"{name}, JSON",
                  Client("pop3sh", [*bench.ours_as_user(source).argv[:2],
                                    "--output", "json", "--password-file",
                                    bench.password, "-c", "RETR 1"]),
                  bench.curl(source, "-u", "u:secret", f"{source.plain}/1",
                             octets=octets), 1)
        bench.row(f"RETR of {octets >> 20} MiB, all rules",
                  bench.ours_as_user(source, "--show", "*", "-c", "RETR 1",
                                     octets=octets),
                  bench.without_rules(source, "-c", "RETR 1", octets=octets),
                  1.1)
        plain = bench.ours_as_user(source, "-c", "RETR 1", octets=octets)
        plain.name = "as is"
        bench.row(f"{name}, recorded, hash",
                  bench.recorded(source, "--record-bodies", "hash", "-c",
                                 "RETR 1", octets=octets), plain, 1.1)
    finally:
        source.close()


def kinds_of_text(bench, octets):
    """The rate must not depend on what mail looks like."""
    plain = Source(bench, messages=1, size=octets)
    other = Client("plain text", bench.ours_as_user(plain, "-c", "RETR 1").argv)
    try:
        for text in ("short", "eightbit", "dots", "dirty"):
            source = Source(bench, messages=1, size=octets, text=text)
            try:
                bench.row(f"RETR of {octets >> 20} MiB, text {text}",
                          bench.ours_as_user(source, "-c", "RETR 1",
                                             octets=octets),
                          other, 1.5, cpu=True)
            finally:
                source.close()
    finally:
        plain.close()


def growth(bench, sizes, counts):
    """How time and memory grow with octets, and with messages."""
    for octets in sizes:
        source = Source(bench, messages=1, size=octets)
        try:
            bench.row(f"grow: RETR of {octets >> 10:,} KiB",
                      bench.ours_as_user(source, "-c", "RETR 1", octets=octets),
                      None, None, peak=10)
        finally:
            source.close()
    for messages in counts:
        source = Source(bench, messages=messages, size=2048)
        try:
            bench.row(f"grow: LIST and UIDL of {messages:,}",
                      bench.ours_as_user(source, "-c", "LIST", "-c", "UIDL"),
                      None, None, peak=96)
        finally:
            source.close()


def on_paper(bench, messages):
    """Replay of a session of so many messages, and serving it."""
    source = Source(bench, messages=messages, size=2048)
    paper = os.path.join(bench.scratch, "many.pop3t")
    retr = bench.write("retr-paper", "".join(
        f"RETR {i}\r\n" for i in range(1, messages + 1)))
    try:
        bench.row(f"record {messages:,} RETR of 2 KiB with bodies",
                  bench.ours_as_user(source, "--record", paper, "--record-mode",
                                     "always", "--record-bodies", "full", "-f",
                                     retr), None, None)
        if not os.path.exists(paper):
            return
        bench.row(f"replay of {messages:,} RETR of 2 KiB",
                  Client("pop3sh", [bench.pop3sh, "replay", paper, "--to",
                                    f"127.0.0.1:{source.port}",
                                    "--password-file", bench.password]),
                  None, None)
    finally:
        source.close()
    serving(bench, messages)


def record(bench, path, commands, sessions=1, **options):
    """The transcript of so many sessions that send these commands."""
    source = Source(bench, **options)
    script = bench.write("script", "".join(f"{c}\r\n" for c in commands))
    try:
        bench.ours_as_user(source, "-q", "--record", path, "--record-mode",
                           "always", "--record-bodies", "full", "-f",
                           script).check(bench.env)
    finally:
        source.close()
    with open(path, encoding="utf-8") as file:
        head, session = file.read().split("\n\n", 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + "\n\n" + session * sessions)


def linting(bench, part):
    """How fast transcripts of several kinds are judged. In a part of their
    size, starting the program is most of it: no target then."""
    goal = LINT_MB if part == 1 else None
    mail = ["STAT", "LIST", "UIDL", *(f"RETR {i}" for i in range(1, 51)), "QUIT"]
    many, some, sessions = 1000000 // part, 10000 // part, 112 // part
    lists, noops = 20000 // part, 300000 // part
    for name, commands, options, least in (
            (f"lint of {some:,} RETR of 2 KiB",
             [f"RETR {i}" for i in range(1, some + 1)],
             {"messages": some, "size": 2048}, goal),
            (f"lint of LIST and UIDL of {many:,}", ["LIST", "UIDL"],
             {"messages": many}, goal),
            (f"lint of {sessions} sessions of 50 RETR of 10 KiB", mail,
             {"messages": 50, "size": 10240, "sessions": sessions}, goal),
            (f"lint of {lists:,} LIST of 20, one by one", ["LIST"] * lists,
             {"messages": 20}, None),
            (f"lint of {noops:,} NOOP, one by one", ["NOOP"] * noops, {}, None)):
        if not bench.wants(name):
            continue
        paper = os.path.join(bench.scratch, "linted.pop3t")
        record(bench, paper, commands, **options)
        bench.row(name, bench.lint(paper), None, None,
                  rate=(os.path.getsize(paper), least))


def serving(bench, messages):
    """The server of pop3sh and the source under the same client."""
    source = Source(bench, messages=messages, size=2048)
    process = subprocess.Popen(
        [bench.pop3sh, "serve", "--listen", "127.0.0.1:0",
         "--user", "u", "--password-file", bench.password,
         f"--sample={messages},2048"], env=bench.env,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    try:
        port = None
        while port is None and (line := process.stdout.readline()):
            for word in line.split():
                if "127.0.0.1:" in word:
                    port = word.rsplit(":", 1)[1].strip(".,;/")
        if not port or not port.isdigit():
            raise Failure("serve does not say where it listens")
        statements = f"for i in range(1, {messages} + 1): c.retr(i)"
        served = bench.poplib(source, statements)
        served.name = "source"
        ours = Client("serve", [word.replace(f", {source.port})", f", {port})")
                                for word in served.argv])
        bench.row(f"serve {messages:,} RETR to poplib", ours, served, None)
    except Failure as failure:
        print(f"serve: broken: {failure}", flush=True)
        bench.broken = 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        process.stdout.close()
        source.close()


def many_commands(bench, messages, noops, noops_pipelined):
    source = Source(bench, messages=messages, size=2048)
    retr = "".join(f"RETR {i}\r\n" for i in range(1, messages + 1))
    retr_file = bench.write("retr", retr)
    noop_file = bench.write("noop", "NOOP\r\n" * noops)
    noops_file = bench.write("noops", "NOOP\r\n" * noops_pipelined)
    octets = messages * 2048
    try:
        source.pin({int(CORE)})
        bench.row(f"{messages:,} RETR of 2 KiB, one core",
                  bench.ours_as_user(source, "-f", retr_file, octets=octets),
                  bench.poplib(source, f"for i in range(1, {messages} + 1): "
                                       "c.retr(i)"),
                  0.75, core=CORE)
        bench.row(f"{noops:,} NOOP, one core",
                  bench.ours_as_user(source, "-q", "-f", noop_file, octets=0),
                  bench.poplib(source, f"for i in range({noops}): c.noop()"),
                  1.1, core=CORE)
        source.pin(os.sched_getaffinity(0))
        bench.row(f"{messages:,} RETR of 2 KiB, --pipeline",
                  bench.ours_as_user(source, "--pipeline", "-f", retr_file,
                                     octets=octets),
                  bench.nc(source, "nc-retr", retr), 3)
        bench.row(f"{messages:,} RETR of 2 KiB, recorded",
                  bench.recorded(source, "-f", retr_file, octets=octets),
                  bench.curl(source, "-u", "u:secret",
                             f"{source.plain}/[1-{messages}]", octets=octets),
                  0.6)
        bench.row(f"{noops_pipelined:,} NOOP, --pipeline",
                  bench.ours_as_user(source, "--pipeline", "-q", "-f",
                                     noops_file, octets=0),
                  bench.nc(source, "nc-noops", "NOOP\r\n" * noops_pipelined),
                  4)
        bench.row(f"replay of {REPLAYED:,} NOOP",
                  bench.replay(source, "C: NOOP\n" * REPLAYED
                               + "S: +OK\n" * REPLAYED),
                  bench.nc(source, "nc-replay", "NOOP\r\n" * REPLAYED), 2)
    finally:
        source.close()


def many_messages(bench, messages):
    source = Source(bench, messages=messages, size=2048)
    digits = sum(len(str(i)) for i in range(1, messages + 1))
    octets = 2 * digits + messages * (len(" 2048\r\n") + len(" \r\n") + 16)
    try:
        bench.row(f"LIST and UIDL of {messages:,} messages",
                  bench.ours_as_user(source, "-c", "LIST", "-c", "UIDL",
                                     octets=octets),
                  bench.poplib(source, "a = c.list()[1]; b = c.uidl()[1]"),
                  0.3, peak=64)
        # curl judges nothing and fetches both twice.
        one = ["-u", "u:secret", f"{source.plain}/"]
        both = [*one, "--next", "-sS", "-X", "UIDL", *one]
        bench.row(f"LIST and UIDL of {messages:,}, judged",
                  bench.ours_as_user(source, "--show", "*", "-c", "LIST",
                                     "-c", "UIDL", octets=octets),
                  bench.curl(source, *both, "--next", "-sS", *both,
                             octets=2 * octets),
                  1, peak=96)
    finally:
        source.close()


def starts(bench):
    source = Source(bench)
    try:
        bench.row("--version",
                  Client("pop3sh", [bench.pop3sh, "--version"]),
                  Client("curl", ["curl", "--version"]), 0.5, rounds=3)
        name = "connect, TLS, QUIT, trust of the system"
        ours = bench.ours(source.tls, "-c", "QUIT")
        curl = Client("curl", ["curl", "-sS", "-I", "-X", "NOOP",
                               f"{source.tls}/"])
        if bench.wants(name):
            bench.trust(source, ours, curl)
        bench.row(name, ours, curl, 0.6, rounds=3)
        bench.row("connect, TLS, QUIT, one certificate",
                  bench.ours(source.tls, "--ca", source.cert, "-c", "QUIT"),
                  bench.curl(source, "-I", "-X", "NOOP", f"{source.tls}/"),
                  0.6, rounds=3)
        bench.row("connect, TLS, QUIT, bare client",
                  bench.limit(source, "quit"),
                  bench.curl(source, "-I", "-X", "NOOP", f"{source.tls}/"),
                  None, rounds=3)
    finally:
        source.close()
