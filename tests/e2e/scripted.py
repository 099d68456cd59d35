"""A server that says what a test tells it to, one thread a connection."""

import socket
import ssl
import struct
import threading


class Server:
    """Listens on loopback while its `with` block runs.

    talk(connection) is called for each connection; what it returns is of no
    interest, and a client that leaves early is no error."""

    def __init__(self, talk):
        self.talk = talk
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = []
        self.connections = []

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            connection.abandon()
        for thread in self.threads:
            thread.join(5)

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            connection = Connection(sock)
            self.connections.append(connection)
            thread = threading.Thread(
                target=self.serve, args=(connection,), daemon=True
            )
            self.threads.append(thread)
            thread.start()

    def serve(self, connection):
        try:
            self.talk(connection)
        except OSError:
            pass
        finally:
            connection.close()

    @property
    def received(self):
        """The lines of all connections."""
        return [line for c in self.connections for line in c.lines]


class Connection:
    def __init__(self, sock):
        sock.settimeout(20)
        self.sock = sock
        self.lines = []
        self.pending = b""

    def send(self, octets):
        self.sock.sendall(octets)

    def start_tls(self, certificate, ciphers=None):
        """Be a TLS server from here on; certificate: a file with its key."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if ciphers:
            context.set_ciphers(ciphers)
        context.load_cert_chain(certificate)
        self.sock = context.wrap_socket(self.sock, server_side=True)

    def line(self):
        """The next line of the client without its end; b"" at the end."""
        while b"\n" not in self.pending:
            more = self.sock.recv(4096)
            if not more:
                self.pending += b"\n" if self.pending else b""
                if not self.pending:
                    return b""
                break
            self.pending += more
        line, _, self.pending = self.pending.partition(b"\n")
        self.lines.append(line.rstrip(b"\r"))
        return self.lines[-1]

    def answer(self, replies):
        """Answer each line from the table {verb: octets}; unknown verbs are
        refused, QUIT ends."""
        while True:
            line = self.line()
            if not line:
                return
            verb = line.split(b" ")[0].upper()
            if verb in replies:
                self.send(replies[verb])
            elif verb == b"QUIT":
                self.send(b"+OK bye\r\n")
                return
            else:
                self.send(b"-ERR unknown\r\n")

    def wait(self):
        """Say nothing until the client leaves."""
        while self.sock.recv(4096):
            pass

    def reset(self):
        """Close with RST instead of FIN."""
        self.sock.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.close()

    def abandon(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        self.sock.close()
