"""SRTP and SRTCP sessions of one endpoint, by pylibsrtp. The only file that knows that library.

A session must be used from one thread. Source: RFC 3711, RFC 7714.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pylibsrtp

REPLAY_WINDOW: Final = 1024
"""Packets; as far back as the receive log accepts a late one (media/rtp/receive_log.py)."""

SRTP_ERRORS: Final = (pylibsrtp.Error, ValueError)
"""What a session raises: bad authentication, replay, a packet too long for its buffer of 1,352 octets."""

Transform = Callable[[bytes], bytes]


class Crypto:
    """Four transforms of packets; each raises one of SRTP_ERRORS."""

    __slots__ = ("protect", "protect_rtcp", "unprotect", "unprotect_rtcp")

    def __init__(
        self, protect: Transform, protect_rtcp: Transform, unprotect: Transform, unprotect_rtcp: Transform
    ) -> None:
        self.protect = protect
        self.protect_rtcp = protect_rtcp
        self.unprotect = unprotect
        self.unprotect_rtcp = unprotect_rtcp


def srtp_crypto(profile: int, receive_key: bytes, send_key: bytes) -> Crypto:
    """Sessions for all SSRCs of an endpoint.

    Args:
        profile: pylibsrtp profile number.
        receive_key, send_key: master key and salt, one after the other.

    Raises:
        ValueError: a key too short for the profile.
    """
    receive = pylibsrtp.Policy(
        key=receive_key, ssrc_type=pylibsrtp.Policy.SSRC_ANY_INBOUND, srtp_profile=profile
    )
    receive.window_size = REPLAY_WINDOW
    send = pylibsrtp.Policy(key=send_key, ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    rx, tx = pylibsrtp.Session(receive), pylibsrtp.Session(send)
    return Crypto(tx.protect, tx.protect_rtcp, rx.unprotect, rx.unprotect_rtcp)


def plain_crypto() -> Crypto:
    """No encryption: for a bridge on a local socket."""
    return Crypto(bytes, bytes, bytes, bytes)
