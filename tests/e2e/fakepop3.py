"""A POP3 server for tests: it behaves, unless told not to.

    with fakepop3.Server(replies={b"STAT": b"+OK 2"}) as server:
        ... connect to server.port ...
        server.lines     # what clients sent, line ends taken off
        server.octets    # the same as it came
        server.removed   # message-numbers that a QUIT removed

A value of `replies` answers a keyword: octets are sent as they are, a
function is called with the connection and the line. What is not there is
answered as RFC 1939 says, for the user joe with the password "secret-word".
"""

import base64
import socket
import struct
import threading

PASSWORD = b"secret-word"
MESSAGES = [
    b"From: ann@example.org\r\nSubject: one\r\n\r\nfirst\r\n",
    b"From: ben@example.org\r\nSubject: two\r\n\r\n.a dot\r\nsecond\r\n",
    b"From: cat@example.org\r\nSubject: three\r\n\r\nthird\r\n",
]


def forms(secret):
    """The secret as it is, in base64 at any place of something longer, in hex."""
    yield secret
    for shift in range(3):
        core = base64.b64encode(b"\0" * shift + secret)
        yield core[(0, 2, 3)[shift] : len(core) - (0, 3, 2)[(shift + len(secret)) % 3]]
    yield secret.hex().encode("ascii")
    yield secret.hex().upper().encode("ascii")


def stuffed(message):
    lines = message.split(b"\r\n")[:-1]
    return b"".join((b"." + l if l[:1] == b"." else l) + b"\r\n" for l in lines)


class Connection:
    """One client; runs in a thread of its own."""

    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.user = None
        self.logged_in = False
        self.deleted = set()
        self.open = True

    def send(self, octets):
        self.sock.sendall(octets)

    def close(self):
        """End it in order."""
        self.open = False
        self.sock.shutdown(socket.SHUT_RDWR)

    def reset(self):
        """End it with RST."""
        self.open = False
        linger = struct.pack("ii", 1, 0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.sock.close()

    def run(self):
        try:
            self.send(self.server.greeting)
            if self.server.after_greeting:
                self.server.after_greeting(self)
            self.serve()
        except OSError:
            pass
        finally:
            self.sock.close()
            self.server.ended.set()

    def serve(self):
        pending = b""
        while self.open:
            octets = self.sock.recv(65536)
            if not octets:
                break
            self.server.octets += octets
            pending += octets
            while self.open and b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                line = line.removesuffix(b"\r")
                self.server.lines.append(line)
                self.answer(line)

    def answer(self, line):
        word, _, rest = line.partition(b" ")
        override = self.server.replies.get(word.upper())
        if callable(override):
            override(self, line)
        elif override is not None:
            self.send(override)
        else:
            method = getattr(self, "do_" + word.decode("latin-1").lower(), None)
            self.send(method(rest) if method else b"-ERR unknown command\r\n")
            if word.upper() == b"QUIT":
                self.close()

    def left(self):
        all_of_them = enumerate(self.server.messages, 1)
        return [(n, m) for n, m in all_of_them if n not in self.deleted]

    def number(self, text):
        """The message of that number, or None."""
        word = text.split(b" ")[0]
        n = int(word) if word.isdigit() else 0
        return dict(self.left()).get(n)

    def do_user(self, rest):
        self.user = rest
        return b"+OK\r\n"

    def do_pass(self, rest):
        if self.user != b"joe" or rest != PASSWORD:
            return b"-ERR [AUTH] no such user or wrong password\r\n"
        self.logged_in = True
        return b"+OK maildrop locked\r\n"

    def do_capa(self, _):
        return b"+OK\r\nUSER\r\nTOP\r\nUIDL\r\nPIPELINING\r\n.\r\n"

    def do_stat(self, _):
        left = self.left()
        return b"+OK %d %d\r\n" % (len(left), sum(len(m) for _, m in left))

    def do_list(self, rest):
        message = self.number(rest)
        if rest:
            if message is None:
                return b"-ERR no such message\r\n"
            return b"+OK %s %d\r\n" % (rest, len(message))
        rows = b"".join(b"%d %d\r\n" % (n, len(m)) for n, m in self.left())
        return b"+OK\r\n" + rows + b".\r\n"

    def do_uidl(self, rest):
        if rest:
            return b"+OK %s uid-%s\r\n" % (rest, rest)
        rows = b"".join(b"%d uid-%d\r\n" % (n, n) for n, _ in self.left())
        return b"+OK\r\n" + rows + b".\r\n"

    def do_retr(self, rest):
        message = self.number(rest)
        if message is None:
            return b"-ERR no such message\r\n"
        return b"+OK\r\n" + stuffed(message) + b".\r\n"

    def do_top(self, rest):
        return self.do_retr(rest)

    def do_dele(self, rest):
        if self.number(rest) is None:
            return b"-ERR no such message\r\n"
        self.deleted.add(int(rest))
        return b"+OK marked\r\n"

    def do_rset(self, _):
        self.deleted.clear()
        return b"+OK\r\n"

    def do_noop(self, _):
        return b"+OK\r\n"

    def do_quit(self, _):
        self.server.removed += sorted(self.deleted) if self.logged_in else []
        return b"+OK bye\r\n"


class Server:
    def __init__(
        self,
        greeting=b"+OK ready\r\n",
        replies=None,
        after_greeting=None,
        host="127.0.0.1",
    ):
        self.greeting = greeting
        self.replies = replies or {}
        self.after_greeting = after_greeting
        self.messages = MESSAGES
        self.lines = []
        self.octets = b""
        self.removed = []
        self.connections = []
        self.ended = threading.Event()
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(self, sock)
            self.connections.append(connection)
            threading.Thread(target=connection.run, daemon=True).start()

    def url(self, user="joe", scheme="pop3"):
        return "%s://%s127.0.0.1:%d" % (scheme, user + "@" if user else "", self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # shutdown wakes accept(); close alone would not
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            connection.sock.close()
