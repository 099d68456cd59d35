"""Sessions on paper: transcripts made by a test, without pop3sh's help."""

import re


def octets_of(escaped):
    """The octets of a line of a recording (record_session.py)."""
    named = {"r": b"\r", "n": b"\n", "\\": b"\\"}

    def one(match):
        word = match.group(0)
        if word[0] != "\\":
            return word.encode("ascii")
        return named[word[1]] if word[1] != "x" else bytes([int(word[2:], 16)])

    return b"".join(one(m) for m in re.finditer(r"\\x..|\\.|[^\\]", escaped))


def wire(line):
    """A line of the wire, CRLF cut off, as wire text."""
    text = "".join(
        "\\\\" if octet == 0x5C else chr(octet) if 32 <= octet < 127 else "\\x%02X" % octet
        for octet in line
    )
    return text[:-1] + "\\x20" if text.endswith(" ") else text


MAGIC = "%POP3-TRANSCRIPT 1\n"


def transcript(lines, **header):
    """A file from its session; header fields by name, lists repeat."""
    fields = {"Server": "mail.example.org:110", "Security": "none", **header}
    text = MAGIC
    for name, values in fields.items():
        for value in values if isinstance(values, (list, tuple)) else [values]:
            text += "%s: %s\n" % (name.replace("_", "-"), value)
    return text + "\n" + "".join(line + "\n" for line in lines)


LOGIN = {"Var": "user=joe", "Secret": "pass=env:POP3SH_PASSWORD"}


def of_recording(script, user, password):
    """The transcript of a recording of one connection, all literal but for the
    password."""
    pending = {"C": b"", "S": b""}
    lines = ["@ connect host=127.0.0.1 port=110 tls=none"]
    for step in script.splitlines():
        side, _, escaped = step.partition(" ")
        if step == "close":
            lines.append("@ close by=server")
        if side not in pending:
            continue
        pending[side] += octets_of(escaped)
        *whole, pending[side] = pending[side].split(b"\n")
        for line in whole:
            text = wire(line[:-1]) if line.endswith(b"\r") else wire(line) + "\\n\\;"
            if side == "C" and text == "PASS " + password:
                text = r"PASS \{!pass}"
            if side == "C" and text == "USER " + user:
                text = r"USER \{user}"
            lines.append("%s: %s" % (side, text) if text else side + ":")
    return transcript(lines, Var="user=" + user, Secret=LOGIN["Secret"])
