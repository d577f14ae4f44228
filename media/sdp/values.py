"""Values of session-description lines, each out of its text. Pure.

Source: RFC 8866 (SDP), RFC 8839 (ICE), RFC 8285 (extmap), RFC 4585 (rtcp-fb),
RFC 5576 (ssrc), RFC 8830 (msid), RFC 8851 (rid), RFC 8853 (simulcast).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_UINT: Final = re.compile(r"[0-9]{1,20}")
TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+")


class SdpError(Exception):
    """The text is no session description, or a line that was asked for is malformed."""


class Line(NamedTuple):
    """One line `kind=value`."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}={self.value}"


class MediaLine(NamedTuple):
    """An m-line: RFC 8866 section 5.14."""

    kind: str
    port: int
    port_count: int
    protocol: str
    formats: tuple[str, ...]


class RtpMap(NamedTuple):
    """RFC 8866 section 6.6."""

    payload_type: int
    encoding: str
    clock_rate: int
    channels: int


class ExtMap(NamedTuple):
    """RFC 8285 section 5; direction is empty when not given."""

    id: int
    direction: str
    uri: str
    attributes: str


class RtcpFeedback(NamedTuple):
    """RFC 4585 section 4.2; payload_type is a number or `*`."""

    payload_type: str
    value: str


class Fingerprint(NamedTuple):
    """RFC 8122 section 5."""

    algorithm: str
    value: str


class SsrcAttribute(NamedTuple):
    """RFC 5576 section 4.1."""

    ssrc: int
    name: str
    value: str


class SsrcGroup(NamedTuple):
    """RFC 5576 section 4.2."""

    semantics: str
    ssrcs: tuple[int, ...]


class Rid(NamedTuple):
    """RFC 8851 section 4."""

    id: str
    direction: str
    restrictions: str


class Simulcast(NamedTuple):
    """RFC 8853 section 5.1: rid alternatives of each stream in order, `~` (paused) kept."""

    send: tuple[tuple[str, ...], ...]
    recv: tuple[tuple[str, ...], ...]


class Candidate(NamedTuple):
    """RFC 8839 section 5.1; extensions holds the words after the type, such as `tcptype passive`."""

    foundation: str
    component: int
    transport: str
    priority: int
    host: str
    port: int
    type: str
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.foundation} {self.component} {self.transport} {self.priority}"
        words = (head, self.host, str(self.port), "typ", self.type, *self.extensions)
        return " ".join(words)


class Connection(NamedTuple):
    """A c-line: RFC 8866 section 5.7."""

    net_type: str
    address_type: str
    address: str


def parse_uint(text: str, what: str, limit: int = (1 << 32) - 1) -> int:
    if _UINT.fullmatch(text) is None or int(text) > limit:
        raise SdpError(f"{what}: a number from 0 to {limit} expected")
    return int(text)


def split_words(text: str, count: int, what: str) -> list[str]:
    words = text.split(" ", count - 1)
    if len(words) < count or not all(words[: count - 1]):
        raise SdpError(f"{what}: {count} words expected")
    return words


def parse_extmap(value: str) -> ExtMap:
    head, uri, *rest = value.split(" ", 2) if " " in value else (value, "")
    number, _, direction = head.partition("/")
    if not uri:
        raise SdpError("extmap: id and URI expected")
    return ExtMap(parse_uint(number, "extmap id", 4351), direction, uri, rest[0] if rest else "")


def parse_rtpmap(value: str) -> RtpMap:
    number, codec = split_words(value, 2, "rtpmap")
    encoding, _, tail = codec.partition("/")
    rate, _, channels = tail.partition("/")
    return RtpMap(
        parse_uint(number, "payload type", 127),
        encoding,
        parse_uint(rate, "clock rate"),
        parse_uint(channels or "1", "channels"),
    )


def format_parameters(fmtps: Iterable[str], payload_type: int) -> str | None:
    """What the fmtp lines say of a payload type, as it is written; None when they do not."""
    prefix = f"{payload_type} "
    return next((value[len(prefix) :] for value in fmtps if value.startswith(prefix)), None)


def parse_ssrc(value: str) -> SsrcAttribute:
    number, attribute = split_words(value, 2, "ssrc")
    name, _, rest = attribute.partition(":")
    return SsrcAttribute(parse_uint(number, "ssrc"), name, rest)


def parse_ssrc_group(value: str) -> SsrcGroup:
    semantics, *ssrcs = value.split(" ")
    return SsrcGroup(semantics, tuple(parse_uint(ssrc, "ssrc-group") for ssrc in ssrcs))


def parse_rid(value: str) -> Rid:
    words = split_words(value + " ", 3, "rid")
    if TOKEN.fullmatch(words[0]) is None or words[1] not in ("send", "recv"):
        raise SdpError("rid: id and send or recv expected")
    return Rid(words[0], words[1], words[2].rstrip())


def parse_simulcast(value: str) -> Simulcast:
    words = value.split(" ")
    if len(words) not in (2, 4) or any(word not in ("send", "recv") for word in words[::2]):
        raise SdpError("simulcast: send or recv with a list expected")
    lists = {
        direction: tuple(tuple(stream.split(",")) for stream in streams.split(";"))
        for direction, streams in zip(words[::2], words[1::2], strict=True)
    }
    return Simulcast(lists.get("send", ()), lists.get("recv", ()))


def parse_candidate(value: str) -> Candidate:
    words = value.split(" ")
    if len(words) < 8 or words[6] != "typ":
        raise SdpError("candidate: at least 8 words expected")
    foundation, component, transport, priority, host, port, _, kind, *rest = words
    return Candidate(
        foundation,
        parse_uint(component, "component", 256),
        transport,
        parse_uint(priority, "priority"),
        host,
        parse_uint(port, "port", 65535),
        kind,
        tuple(rest),
    )
