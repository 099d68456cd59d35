"""table.py - how rows are measured, kept and printed."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile

CORE = "0"  # where the rows on one core run, client and source
SYSTEM_TRUST = "/etc/ssl/certs"
BUNDLE = "ca-certificates.crt"


def shared_memory():
    """A folder that is no disk, or None: the usual one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


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
        self.lacks = None  # why it cannot be measured here

    def given(self, variables):
        """More in its environment."""
        self.argv = ["env", *(f"{name}={value}"
                              for name, value in variables.items()),
                     *self.argv]

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
        """Run once; return seconds of wall and of computing, and the peak in
        MiB."""
        where = ["-n", core] if core else []
        done = subprocess.run(
            [bench.tool("run"), "-i", self.stdin, *where, *self.argv],
            env=bench.env, capture_output=True, text=True, check=True)
        ns, cpu_ns, peak_kib, status = map(int, done.stdout.split())
        if status:
            raise Failure(f"{self.name}: status {status}: "
                          f"{done.stderr.strip()[-300:]}")
        return ns / 1e9, cpu_ns / 1e9, peak_kib / 1024


def duration(seconds):
    if seconds < 1:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds:.2f} s"


class Bench:
    """The table: how it is measured and how it is printed."""

    LINE = "{:<52} {:>9}  {:>9} {:<6} {:>6}  {:<7} {}"

    def __init__(self, options, scratch):
        self.build, self.scratch = options.build, scratch
        self.rounds = options.rounds or (3 if options.quick else 7)
        self.only = options.only
        self.broken = 0
        self.results = []
        self.recordings = tempfile.TemporaryDirectory(dir=shared_memory())
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

    def lint(self, paper):
        return Client("pop3sh", [self.pop3sh, "lint", paper])

    def curl(self, source, *arguments, octets=None):
        return Client("curl", ["curl", "-sS", "--cacert", source.cert,
                               *arguments], octets=octets)

    def trust(self, source, *clients):
        """Give them the system's trust with the certificate of the source in
        it, as Debian keeps it: a directory named by hashes, and one file."""
        folder = os.path.join(self.scratch, "trust")
        bundle = os.path.join(folder, BUNDLE)
        system = os.path.join(SYSTEM_TRUST, BUNDLE)
        if not os.path.exists(system):
            for client in clients:
                client.lacks = f"no {system}; install ca-certificates"
            return
        os.mkdir(folder)
        for name in os.listdir(SYSTEM_TRUST):
            if name.endswith(".0"):
                os.symlink(os.path.join(SYSTEM_TRUST, name),
                           os.path.join(folder, name))
        shutil.copy(source.cert, os.path.join(folder, "source.pem"))
        subprocess.run(["openssl", "rehash", folder], check=True)
        with open(bundle, "wb") as out:
            for path in (system, source.cert):
                with open(path, "rb") as file:
                    out.write(file.read())
        for client in clients:
            client.given({"SSL_CERT_DIR": folder, "CURL_CA_BUNDLE": bundle})

    def poplib(self, source, statements):
        program = (f"import poplib; c = poplib.POP3('127.0.0.1', "
                   f"{source.port}); c.user('u'); c.pass_('secret')\n"
                   f"{statements}\nc.quit()")
        return Client("poplib", [sys.executable, "-c", program])

    def limit(self, source, kind):
        target = source.plain if kind == "plain" else source.tls
        return Client("limit", [self.tool("limit"), kind,
                                target.rsplit(":", 1)[1]])

    def s_client(self, source):
        stdin = self.write("s_client", "USER u\r\nPASS secret\r\nRETR 1\r\n"
                                       "QUIT\r\n")
        return Client("s_client", ["openssl", "s_client", "-quiet", "-connect",
                                   source.tls.rsplit("/", 1)[1], "-CAfile",
                                   source.cert], stdin)

    def mpop(self, source):
        return Client("mpop", [
            "mpop", "--host=127.0.0.1", f"--port={source.port}", "--user=u",
            "--passwordeval=echo secret", "--auth=user", "--tls=off",
            "--keep=on", "--only-new=off", "--quiet",
            "--delivery=mda,cat >/dev/null",
            "--uidls-file=" + os.path.join(self.scratch, "uidls")])

    def nc(self, source, name, commands):
        stdin = self.write(name, "USER u\r\nPASS secret\r\n" + commands
                           + "QUIT\r\n")
        return Client("nc", ["nc", "-N", "127.0.0.1", source.port], stdin)

    def missing(self, client):
        """Why this client cannot be measured here, or None."""
        program = client.argv[0]
        if client.lacks:
            return client.lacks
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

    def wants(self, name):
        return not self.only or self.only.lower() in name.lower()

    def row(self, name, ours, other, target, peak=None, core=None, rounds=1,
            cpu=False, rate=None):
        """Measure one row; peak is a limit in MiB; cpu: the ratio is that of
        computing time. Without another one only ours is told. rate: octets
        that ours works through, and how many MB of them should be done in a
        second of computing, or None."""
        if not self.wants(name):
            return
        pair, skipped = [c for c in (ours, other) if c], []
        for client in list(pair):
            if reason := self.missing(client):
                pair.remove(client)
                if reason not in skipped:
                    skipped.append(reason)
        try:
            for client in pair:
                client.check(self.env)
            seen = {client: [] for client in pair}
            for _ in range(self.rounds * rounds):
                for client in pair:
                    seen[client].append(client.measure(self, core))
        except (Failure, subprocess.SubprocessError) as failure:
            print(f"{name:<52} broken: {failure}", flush=True)
            self.broken = 1
            return
        self.keep(name, seen, ours, other, target, skipped, cpu, peak, rate)

    def keep(self, name, seen, ours, other, target, skipped, cpu, peak, rate):
        """Take a row into the results, and print it."""
        kind = 1 if cpu else 0
        result = {"name": name, "what": "cpu" if cpu else "wall",
                  "target": target, "peak_target": peak, "skipped": skipped,
                  "rounds": len(next(iter(seen.values()), []))}
        for key, client in (("pop3sh", ours), ("other", other)):
            if client in seen:
                result[key] = {
                    "name": client.name,
                    "seconds": statistics.median(r[0] for r in seen[client]),
                    "cpu_seconds": statistics.median(r[1] for r in seen[client]),
                    "peak_mib": max(r[2] for r in seen[client])}
        if ours in seen and other in seen:
            result["ratio"] = statistics.median(
                a[kind] / max(b[kind], 1e-6)
                for a, b in zip(seen[ours], seen[other]))
        if rate and ours in seen:
            octets, result["rate_target"] = rate
            result["rate_mb"] = octets / 1e6 / result["pop3sh"]["cpu_seconds"]
        self.results.append(result)
        self.show(result, other)

    def show(self, result, other):
        word = "cpu_seconds" if result["what"] == "cpu" else "seconds"
        said = [duration(result[key][word]) if key in result else "-"
                for key in ("pop3sh", "other")]
        ratio, verdict = "-", "; ".join(result["skipped"])
        if verdict:
            verdict = "skipped: " + verdict
        elif "ratio" in result:
            ratio = f"{result['ratio']:.2f}"
            if result["target"]:
                verdict = ("met" if result["ratio"] <= result["target"]
                           else "MISSED")
        print(self.LINE.format(
            result["name"], *said, other.name if other else "", ratio,
            f"<= {result['target']}" if result["target"] else "", verdict),
            flush=True)
        if "rate_mb" in result:
            rate, least = result["rate_mb"], result["rate_target"]
            print(self.LINE.format(
                "  a second of computing", f"{rate:.0f} MB", "", "", "",
                f">= {least}" if least else "",
                ("met" if rate >= least else "MISSED") if least else ""),
                flush=True)
        if result["peak_target"] and "pop3sh" in result:
            peak, limit = result["pop3sh"]["peak_mib"], result["peak_target"]
            theirs = (f"{result['other']['peak_mib']:.1f} MiB"
                      if "other" in result else "-")
            print(self.LINE.format(
                "  peak memory", f"{peak:.1f} MiB", theirs,
                other.name if other else "", "", f"<= {limit}",
                "met" if peak <= limit else "MISSED"), flush=True)
