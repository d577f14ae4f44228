"""The offer of a line that is measured, and what its answer says. Pure.

One sound that is sent and one that is received: the echo carries any octets in packets of
Opus, for nobody decodes them.

Source: RFC 9429 section 5.2 (offers), RFC 8839 (ICE in SDP), RFC 5763 (DTLS-SRTP in SDP).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from media.sdp import Fingerprint, SdpError, parse

PAYLOAD_TYPE: Final = 111
CLOCK_RATE: Final = 48_000


class AnswerError(Exception):
    """The answer is none of an echo."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the measuring side brings."""

    ufrag: str
    pwd: str
    fingerprint: str
    """Of the certificate, sha-256."""
    ssrc: int


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the media server."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Far:
    """What the answer says of the far end."""

    ufrag: str
    pwd: str
    fingerprints: tuple[Fingerprint, ...]
    udp: tuple[Target, ...]
    tcp: tuple[Target, ...]
    echo_ssrc: int
    """Of the sound that comes back."""


def write_offer(own: Own) -> str:
    """The offer."""
    transport = [
        f"a=ice-ufrag:{own.ufrag}",
        f"a=ice-pwd:{own.pwd}",
        f"a=fingerprint:sha-256 {own.fingerprint}",
        "a=setup:active",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=rtpmap:{PAYLOAD_TYPE} opus/{CLOCK_RATE}/2",
    ]
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
    for mid, direction in (("0", "sendonly"), ("1", "recvonly")):
        lines += [f"m=audio 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}"]
        lines += [f"a={direction}", *transport]
        if mid == "0":
            lines.append(f"a=ssrc:{own.ssrc} cname:probe")
    return "\r\n".join(lines) + "\r\n"


def read_answer(text: str) -> Far:
    """What the answer says.

    Raises:
        AnswerError: no session description, or one without candidates, credentials or an echo.
    """
    try:
        answer = parse(text)
        first, back = answer.media[0], answer.media[1]
        candidates = [candidate for media in answer.media for candidate in media.candidates]
        ssrcs, ufrag, pwd = back.ssrcs, first.ice_ufrag, first.ice_pwd
        fingerprints = tuple(first.fingerprints)
    except (SdpError, IndexError) as error:
        raise AnswerError(str(error)) from None
    if not ssrcs or ufrag is None or pwd is None or not fingerprints:
        raise AnswerError("credentials, a fingerprint and an SSRC expected")

    def targets(transport: str) -> tuple[Target, ...]:
        found = [Target(c.host, c.port) for c in candidates if c.transport.lower() == transport]
        return tuple(dict.fromkeys(found))

    return Far(ufrag, pwd, fingerprints, targets("udp"), targets("tcp"), ssrcs[0].ssrc)
