#!/usr/bin/env python3
"""The main job on a Courier server."""

import harness
import peers


class Courier(peers.Peer):
    # UTF-8 in a header is wrapped for clients that did not send UTF8 (RFC 6856
    # section 3).
    altered = (7,)


class CourierReplayed(peers.Replayed):
    # The wrapped message gets a boundary of its own each time.
    fresh = ("TOP 7 1", "RETR 7")
    # It answers a wrong password after five seconds.
    test_a_wrong_password_and_the_right_one_are_told_apart = None


if __name__ == "__main__":
    harness.main(__file__, server="courier")
