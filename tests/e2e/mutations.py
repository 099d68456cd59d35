"""A transcript with one line of the server changed, and where that shows."""

import re

MASK = re.compile(r"\\\{[^}]*\}")
LISTINGS = ("LIST", "UIDL")


class Mutation:
    def __init__(self, name, text, lines, most=1):
        self.name = name
        self.text = text
        self.lines = lines  # of the file where a difference may be told
        self.most = most  # differences


def letter_of(line):
    """A place behind the first word that no mask has; None: there is none."""
    plain = MASK.sub(lambda mask: " " * len(mask[0]), line)
    places = [m.start() for m in re.finditer(r"[A-Za-z0-9]", plain)]
    places = [at for at in places if at > plain.find(" ", 3)]
    return places[len(places) // 2] if places and plain.find(" ", 3) > 0 else None


def of_text(text, verbs):
    """Those that show as text, in the replies to these verbs."""
    lines = text.split("\n")
    verb = None
    for at, line in enumerate(lines):
        if line.startswith("C:"):
            verb = line[3:].split()[0] if line[3:] else None
        if not line.startswith("S:") or verb not in verbs:
            continue

        def changed(name, new, among, most=1, at=at):
            end = at + (2 if name == "swapped" else 1)
            again = "\n".join([*lines[:at], *new, *lines[end:]])
            return Mutation("%s, line %d" % (name, at + 1), again, among, most)

        letter = letter_of(line)
        if letter:
            other = "7" if line[letter] != "7" else "8"
            flipped = line[:letter] + other + line[letter + 1 :]
            yield changed("flipped", [flipped], [at + 1])
        first = not lines[at - 1].startswith("S:")
        follows = lines[at + 1]
        if first or line == "S: ." or not follows.startswith("S:"):
            continue
        if line not in (lines[at - 1], follows):
            yield changed("left out", [], [at + 1])
        yield changed("doubled", [line, line], [at + 1, at + 2])
        if follows not in ("S: .", line):
            yield changed("swapped", [follows, line], [at + 1, at + 2, at + 3], 2)


def of_count(text):
    """Those that show in the number of entries."""
    for mutation in of_text(text, LISTINGS):
        if mutation.name.startswith(("left out", "doubled")):
            yield mutation
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line == "C: UIDL" or line == "C: LIST":
            end = lines.index("S: .", at)
            astray = [*lines[: at + 4], lines[end - 1], *lines[at + 4 :]]
            yield Mutation("astray, line %d" % (at + 5), "\n".join(astray), [at + 5])


def of_status(text):
    """Replies of one line to NOOP and RSET, with another status."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.startswith("S: +OK") and lines[at - 1] in ("C: NOOP", "C: RSET"):
            again = lines[:at] + ["S: -ERR" + line[6:]] + lines[at + 1 :]
            yield Mutation("status, line %d" % (at + 1), "\n".join(again), [at + 1])
