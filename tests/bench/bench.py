"""bench.py - measures pop3sh beside curl, poplib and nc; scripts/bench runs it.

Every row runs two whole programs against the same source (source.c), turn and
turn about, and reports the medians and the median of the ratios of the pairs.
The first run of each is not measured: its output is counted instead. Nothing
fails for being slow; the exit status is 1 when a program did not do its work.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

REPLAYED = 100_000  # NOOPs of one transcript
CORE = "0"  # where the rows on one core run, client and source


class Failure(Exception):
    """A program ended badly or wrote something else than expected."""


class Source:
    """The loopback server with one maildrop; gone when closed."""

    def __init__(self, bench, **options):
        self.cert = os.path.join(bench.scratch, f"cert-{id(self)}.pem")
        self.process = subprocess.Popen(
            [bench.tool("source"), f"--cert-out={self.cert}"]
            + [f"--{name}={value}" for name, value in options.items()],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        if len(words) != 3:
            raise Failure("the source does not start")
        self.plain, self.tls = words[1:]
        self.port = self.plain.rsplit(":", 1)[1]

    def pin(self, cores):
        """Connections are served by children: they stay on these cores."""
        os.sched_setaffinity(self.process.pid, cores)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Client:
    """A command line to measure. octets: what it must write, if known."""

    def __init__(self, name, argv, stdin=os.devnull, octets=None):
        self.name, self.argv, self.stdin = name, argv, stdin
        self.octets = octets

    def check(self, env):
        """Run once, unmeasured, and count what it writes."""
        with open(self.stdin, "rb") as stdin:
            process = subprocess.Popen(self.argv, stdin=stdin, env=env,
                                       stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            seen = 0
            while block := process.stdout.read(1 << 20):
                seen += len(block)
            said = process.stderr.read().decode(errors="replace").strip()
            process.stdout.close()
            process.stderr.close()
        if process.wait():
            raise Failure(f"{self.name}: status {process.returncode}: "
                          f"{said[-300:]}")
        if self.octets is not None and seen != self.octets:
            raise Failure(f"{self.name}: wrote {seen} octets instead of "
                          f"{self.octets}")

    def measure(self, bench, core):
        """Run once; return seconds and the peak in MiB."""
        where = ["-n", core] if core else []
        done = subprocess.run(
            [bench.tool("run"), "-i", self.stdin, *where, *self.argv],
            env=bench.env, capture_output=True, text=True, check=True)
        ns, peak_kib, status = map(int, done.stdout.split())
        if status:
            raise Failure(f"{self.name}: status {status}: "
                          f"{done.stderr.strip()[-300:]}")
        return ns / 1e9, peak_kib / 1024


def duration(seconds):
    if seconds < 1:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds:.2f} s"


class Bench:
    """The table: how it is measured and how it is printed."""

    LINE = "{:<41} {:>9}  {:>9} {:<6} {:>6}  {:<7} {}"

    def __init__(self, options, scratch):
        self.build, self.scratch = options.build, scratch
        self.rounds = options.rounds or (3 if options.quick else 7)
        self.only = options.only
        self.broken = 0
        self.recordings = None
        self.env = {"PATH": os.environ["PATH"], "HOME": scratch,
                    "LC_ALL": "C.UTF-8"}
        self.pop3sh = os.path.join(self.build, "pop3sh")
        self.password = self.write("password", "secret\n")

    def tool(self, name):
        return os.path.join(self.build, "tests", "bench", name)

    def write(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w", encoding="ascii", newline="") as f:
            f.write(text)
        return path

    def ours(self, target, *arguments, octets=None):
        return Client("pop3sh", [self.pop3sh, target, "--output", "raw",
                                 *arguments], octets=octets)

    def ours_as_user(self, source, *arguments, tls=False, octets=None):
        target = source.tls if tls else source.plain
        if tls:
            arguments += ("--ca", source.cert)
        return self.ours(target.replace("//", "//u@"), "--password-file",
                         self.password, *arguments, octets=octets)

    def without_rules(self, source, *arguments, octets=None):
        """pop3sh again, so that only what the rules cost makes the ratio."""
        client = self.ours_as_user(source, "--ignore", "*", *arguments,
                                   octets=octets)
        client.name = "ignore"
        return client

    def recorded(self, source, *arguments, octets=None):
        """With a recording in memory, so that no disk is measured, and a new
        one each time, so that none is carried over."""
        if not self.recordings:
            shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
            self.recordings = tempfile.TemporaryDirectory(dir=shm)
        client = self.ours_as_user(source, *arguments, octets=octets)
        client.argv = ["sh", "-c", 'exec "$@" --record "$0/$$"',
                       self.recordings.name, *client.argv]
        return client

    def replay(self, source, lines):
        """A transcript of these lines behind a login, played."""
        path = self.write("replayed.pop3t", "%POP3-TRANSCRIPT 1\n\n"
                          "S: \\{:any}\nC: USER u\nS: +OK\nC: PASS x\n"
                          f"S: +OK\n{lines}C: QUIT\nS: \\{{:any}}\n")
        return Client("pop3sh", [self.pop3sh, "replay", path, "--to",
                                 f"127.0.0.1:{source.port}"])

    def curl(self, source, *arguments, octets=None):
        return Client("curl", ["curl", "-sS", "--cacert", source.cert,
                               *arguments], octets=octets)

    def poplib(self, source, statements):
        program = (f"import poplib; c = poplib.POP3('127.0.0.1', "
                   f"{source.port}); c.user('u'); c.pass_('secret')\n"
                   f"{statements}\nc.quit()")
        return Client("poplib", [sys.executable, "-c", program])

    def nc(self, source, name, commands):
        stdin = self.write(name, "USER u\r\nPASS secret\r\n" + commands
                           + "QUIT\r\n")
        return Client("nc", ["nc", "-N", "127.0.0.1", source.port], stdin)

    def missing(self, client):
        """Why this client cannot be measured here, or None."""
        program = client.argv[0]
        if not shutil.which(program):
            return "no " + (os.path.relpath(program) if "/" in program
                            else program)
        if program == "nc":
            usage = subprocess.run(["nc", "-h"], capture_output=True,
                                   text=True, check=False)
            if "OpenBSD" not in usage.stderr:
                return "nc is not OpenBSD's"
        return None

    def head(self):
        print(self.LINE.format("workload", "pop3sh", "other", "", "ratio",
                               "target", ""), flush=True)

    def row(self, name, ours, other, target, peak=None, core=None, rounds=1):
        """Measure one row; peak is a limit in MiB."""
        if self.only and self.only.lower() not in name.lower():
            return
        pair, skipped = [ours, other], []
        for client in (ours, other):
            if reason := self.missing(client):
                pair.remove(client)
                skipped.append(reason)
        try:
            for client in pair:
                client.check(self.env)
            seen = {client: [] for client in pair}
            for _ in range(self.rounds * rounds):
                for client in pair:
                    seen[client].append(client.measure(self, core))
        except Failure as failure:
            print(f"{name:<41} broken: {failure}", flush=True)
            self.broken = 1
            return
        self.show(name, seen, ours, other, target, skipped)
        if peak and ours in seen:
            self.show_peak(seen, ours, other, peak)

    def show(self, name, seen, ours, other, target, skipped):
        said = ["-", "-"]
        for i, client in enumerate((ours, other)):
            if client in seen:
                said[i] = duration(statistics.median(
                    seconds for seconds, _ in seen[client]))
        ratio, verdict = "-", "; ".join(skipped)
        if not skipped:
            median = statistics.median(
                a / b for (a, _), (b, _) in zip(seen[ours], seen[other]))
            ratio = f"{median:.2f}"
            verdict = "met" if median <= target else "MISSED"
        elif verdict:
            verdict = f"skipped: {verdict}"
        print(self.LINE.format(name, *said, other.name, ratio,
                               f"<= {target}", verdict), flush=True)

    def show_peak(self, seen, ours, other, limit):
        most = {client: max(mib for _, mib in runs)
                for client, runs in seen.items()}
        theirs = f"{most[other]:.1f} MiB" if other in most else "-"
        print(self.LINE.format(
            "  peak memory", f"{most[ours]:.1f} MiB", theirs, other.name, "",
            f"<= {limit}", "met" if most[ours] <= limit else "MISSED"),
            flush=True)


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
        bench.row(f"RETR of {octets >> 20} MiB, all rules",
                  bench.ours_as_user(source, "--show", "*", "-c", "RETR 1",
                                     octets=octets),
                  bench.without_rules(source, "-c", "RETR 1", octets=octets),
                  1.1)
        plain = bench.ours_as_user(source, "-c", "RETR 1", octets=octets)
        plain.name = "as is"
        bench.row(f"RETR of {octets >> 20} MiB, recorded, hash",
                  bench.recorded(source, "--record-bodies", "hash", "-c",
                                 "RETR 1", octets=octets),
                  plain, 1.1)
    finally:
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
        bench.row("connect, TLS, QUIT",
                  bench.ours(source.tls, "--ca", source.cert, "-c", "QUIT"),
                  bench.curl(source, "-I", "-X", "NOOP", f"{source.tls}/"),
                  0.6, rounds=3)
    finally:
        source.close()


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true",
                        help="a sixteenth of the sizes and 3 rounds")
    parser.add_argument("--rounds", type=int, metavar="N",
                        help="pairs of runs for each row (7)")
    parser.add_argument("--only", metavar="TEXT",
                        help="rows whose name has TEXT in it")
    parser.add_argument("build", nargs="?", default="build",
                        help="build directory (build)")
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    part = 16 if options.quick else 1

    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(options, scratch)
        for name in ("source", "run"):
            if not os.access(bench.tool(name), os.X_OK):
                sys.exit(f"scripts/bench: no {bench.tool(name)}: "
                         "run make in the build directory first")
        bench.head()
        one_big_message(bench, (512 << 20) // part)
        many_commands(bench, 10000 // part, 100000 // part, 1000000 // part)
        many_messages(bench, 1000000 // part)
        starts(bench)
    sys.exit(bench.broken)


if __name__ == "__main__":
    main()
