#!/usr/bin/env python3
"""Accept connections on loopback and run a program for each, as inetd does.

usage: inetd.py PORT CMD [ARG]... [--next PORT CMD [ARG]...]...

The program has the connection as standard input and output and finds the
addresses in TCPREMOTEIP, TCPREMOTEPORT, TCPLOCALIP, TCPLOCALPORT. Ends on
SIGTERM, and ends the programs that it started.
"""

import os
import selectors
import signal
import socket
import subprocess
import sys


def split_arguments(arguments):
    """Yield (port, command) for each service."""
    service = []
    for argument in arguments + ["--next"]:
        if argument != "--next":
            service.append(argument)
            continue
        if len(service) < 2:
            sys.exit(__doc__)
        yield int(service[0]), service[1:]
        service = []


def listen(port):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError as error:
        sys.exit("inetd.py: port %d: %s" % (port, error.strerror))
    sock.listen(64)
    return sock


def serve(connection, peer, command):
    local = connection.getsockname()
    addresses = {
        "TCPREMOTEIP": peer[0],
        "TCPREMOTEPORT": str(peer[1]),
        "TCPLOCALIP": local[0],
        "TCPLOCALPORT": str(local[1]),
    }
    with connection:
        return subprocess.Popen(
            command,
            stdin=connection,
            stdout=connection,
            env={**os.environ, **addresses},
        )


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running = []
    with selectors.DefaultSelector() as selector:
        for port, command in split_arguments(sys.argv[1:]):
            selector.register(listen(port), selectors.EVENT_READ, command)
        try:
            while True:
                for key, _ in selector.select(1):
                    running.append(serve(*key.fileobj.accept(), key.data))
                running = [p for p in running if p.poll() is None]
        finally:
            for program in running:
                program.terminate()


if __name__ == "__main__":
    main()
