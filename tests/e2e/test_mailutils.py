#!/usr/bin/env python3
"""The main job on a GNU mailutils server."""

import harness
import peers


class Mailutils(peers.Peer):
    # It puts an X-UIDL field into each message, and the blank line behind the
    # header of TOP comes twice.
    broken = ("top/too-many-lines",)
    added = rb"X-UIDL: [^\r\n]*\r\n"


class MailutilsReplayed(peers.Replayed):
    # That field is not there when a message is read for the first time.
    levels = ("grammar",)
    # Each login costs a second.
    test_a_line_that_is_changed_is_told_where_it_is = None


if __name__ == "__main__":
    harness.main(__file__, server="mailutils")
