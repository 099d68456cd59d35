"""What a terminal shows: ptydrive's terminal with pyte's screen behind it.

pyte is Debian's python3-pyte; where it is missing MISSING says so, and tests
of the screen are skipped.
"""

import fcntl
import struct
import sys
import termios

import ptydrive

# Debian's packages, for a Python that is not Debian's.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pyte

    MISSING = None
except ImportError:
    MISSING = "python3-pyte is not installed"


class Screen(ptydrive.Terminal):
    """A terminal of rows x columns that remembers what it shows."""

    def __init__(self, command, env, rows=24, columns=80, limit=8.0):
        super().__init__(command, env, rows, columns, limit)
        self.model = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.model)
        self.fed = 0

    def look(self):
        """Take in what has come, once it has been silent for a while."""
        self.settle()
        self.stream.feed(self.raw[self.fed :])
        self.fed = len(self.raw)
        return self

    def rows(self):
        """The rows as text, without blanks at their ends."""
        return [row.rstrip() for row in self.look().model.display]

    def text(self):
        return "\n".join(self.rows()).rstrip("\n")

    def line(self):
        """The row of the cursor up to it, and what stands behind it."""
        self.look()
        row = self.model.display[self.model.cursor.y]
        at = self.model.cursor.x
        return row[:at], row[at:].rstrip()

    def resize(self, rows, columns):
        self.look()
        self.model.resize(rows, columns)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
