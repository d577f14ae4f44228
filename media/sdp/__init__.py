"""Session descriptions as values, for browsers and SIP alike: `str(parse(text)) == text`. Pure.

A description keeps every line as it came; the typed views below read from the
lines and never change them. Bounded by MAX_CHARS, MAX_LINES and MAX_LINE_CHARS.

Source: RFC 8866 (SDP), RFC 8839 (ICE), RFC 8842 (DTLS), RFC 9143 (BUNDLE),
RFC 8285 (extmap), RFC 4585 (rtcp-fb), RFC 5576 (ssrc), RFC 8830 (msid),
RFC 8851 (rid), RFC 8853 (simulcast), RFC 8841 (SCTP).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from media.sdp.values import (
    TOKEN,
    Candidate,
    Connection,
    ExtMap,
    Fingerprint,
    Line,
    MediaLine,
    Rid,
    RtcpFeedback,
    RtpMap,
    SdpError,
    Simulcast,
    SsrcAttribute,
    SsrcGroup,
    format_parameters,
    parse_candidate,
    parse_extmap,
    parse_rid,
    parse_rtpmap,
    parse_simulcast,
    parse_ssrc,
    parse_ssrc_group,
    parse_uint,
    split_words,
)

__all__ = [
    "Candidate",
    "Connection",
    "ExtMap",
    "Fingerprint",
    "Line",
    "Media",
    "MediaLine",
    "Rid",
    "RtcpFeedback",
    "RtpMap",
    "SdpError",
    "Section",
    "SessionDescription",
    "Simulcast",
    "SsrcAttribute",
    "SsrcGroup",
    "build",
    "parse",
]

MAX_CHARS: Final = 256 * 1024
"""An offer of Chromium with seven slots is 28 kB; 25 slots are about 100 kB."""
MAX_LINES: Final = 8192
"""The same offer has about 750 lines."""
MAX_LINE_CHARS: Final = 4096
"""Longest line seen from a browser is 300 characters; SIP's key lines stay below 1000."""

_LINE: Final = re.compile(rf"[a-z]=[^\0\r\n]{{0,{MAX_LINE_CHARS - 2}}}")


@dataclass(frozen=True)
class Section:
    """The lines of the session part or of one media part, with typed views."""

    lines: tuple[Line, ...]

    @cached_property
    def _attributes(self) -> dict[str, tuple[str, ...]]:
        """Values of the `a=name:value` lines by name: a negotiation asks for dozens of views."""
        found: dict[str, list[str]] = {}
        for kind, text in self.lines:
            if kind == "a":
                name, colon, value = text.partition(":")
                if colon:
                    found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    @cached_property
    def _flags(self) -> frozenset[str]:
        """Values of all a-lines as they are written."""
        return frozenset(text for kind, text in self.lines if kind == "a")

    def __str__(self) -> str:
        return "\r\n".join(map(str, self.lines))

    def values(self, kind: str) -> list[str]:
        """Values of all lines of this kind, in order."""
        return [line.value for line in self.lines if line.kind == kind]

    def attributes(self, name: str) -> tuple[str, ...]:
        """Values of all `a=name:value` lines, in order."""
        return self._attributes.get(name, ())

    def attribute(self, name: str) -> str | None:
        """Value of the first `a=name:value` line, or None."""
        found = self.attributes(name)
        return found[0] if found else None

    def has(self, name: str) -> bool:
        """Whether the flag `a=name` is there."""
        return name in self._flags

    @property
    def ice_ufrag(self) -> str | None:
        """RFC 8839 section 5.4."""
        return self.attribute("ice-ufrag")

    @property
    def ice_pwd(self) -> str | None:
        """RFC 8839 section 5.4."""
        return self.attribute("ice-pwd")

    @property
    def setup(self) -> str | None:
        """DTLS role wish: active, passive or actpass (RFC 8842 section 5.3)."""
        return self.attribute("setup")

    @property
    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Every certificate fingerprint."""
        return tuple(Fingerprint(*split_words(v, 2, "fingerprint")) for v in self.attributes("fingerprint"))

    @property
    def direction(self) -> str:
        """sendrecv (also when not given), sendonly, recvonly or inactive (RFC 8866 section 6.7)."""
        for name in ("sendrecv", "sendonly", "recvonly", "inactive"):
            if self.has(name):
                return name
        return "sendrecv"

    @property
    def connection(self) -> Connection | None:
        """The first c-line, or None."""
        found = self.values("c")
        return Connection(*split_words(found[0], 3, "c")) if found else None

    @property
    def extmaps(self) -> tuple[ExtMap, ...]:
        """Header extensions in order."""
        return tuple(parse_extmap(v) for v in self.attributes("extmap"))

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """ICE candidates in order."""
        return tuple(parse_candidate(v) for v in self.attributes("candidate"))


class Media(Section):
    """One m-line with what belongs to it."""

    @cached_property
    def media_line(self) -> MediaLine:
        """The m-line itself."""
        kind, ports, protocol, formats = split_words(self.lines[0].value, 4, "m")
        port, _, count = ports.partition("/")
        return MediaLine(
            kind,
            parse_uint(port, "port", 65535),
            parse_uint(count or "1", "port count"),
            protocol,
            tuple(formats.split(" ")),
        )

    @property
    def mid(self) -> str | None:
        """RFC 5888 section 4; always one token."""
        value = self.attribute("mid")
        if value is not None and TOKEN.fullmatch(value) is None:
            raise SdpError("mid: a token expected")
        return value

    @property
    def rtpmaps(self) -> tuple[RtpMap, ...]:
        """Payload types with their codecs, in order."""
        return tuple(parse_rtpmap(v) for v in self.attributes("rtpmap"))

    def fmtp(self, payload_type: int) -> str | None:
        """Format parameters of a payload type as they are written, or None."""
        return format_parameters(self.attributes("fmtp"), payload_type)

    @property
    def rtcp_feedback(self) -> tuple[RtcpFeedback, ...]:
        """RTCP feedback messages in order."""
        return tuple(RtcpFeedback(*split_words(v, 2, "rtcp-fb")) for v in self.attributes("rtcp-fb"))

    @property
    def ssrcs(self) -> tuple[SsrcAttribute, ...]:
        """Source attributes in order."""
        return tuple(parse_ssrc(v) for v in self.attributes("ssrc"))

    @property
    def ssrc_groups(self) -> tuple[SsrcGroup, ...]:
        """FID, SIM, FEC-FR, ... in order."""
        return tuple(parse_ssrc_group(v) for v in self.attributes("ssrc-group"))

    @property
    def rids(self) -> tuple[Rid, ...]:
        """Restriction identifiers in order."""
        return tuple(parse_rid(v) for v in self.attributes("rid"))

    @property
    def simulcast(self) -> Simulcast | None:
        """The simulcast wish, or None."""
        value = self.attribute("simulcast")
        return None if value is None else parse_simulcast(value)

    @property
    def sctp_port(self) -> int | None:
        """RFC 8841 section 5."""
        value = self.attribute("sctp-port")
        return None if value is None else parse_uint(value, "sctp-port", 65535)

    @property
    def rejected(self) -> bool:
        """Port 0 means rejected or stopped, unless a=bundle-only is there (RFC 9143 section 6)."""
        return self.media_line.port == 0 and not self.has("bundle-only")


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """A whole description. `str` gives back exactly what was parsed."""

    session: Section
    media: tuple[Media, ...]
    line_end: str = "\r\n"
    closed: bool = True
    """Whether the last line has its line end."""

    def __str__(self) -> str:
        lines = [*self.session.lines, *(line for part in self.media for line in part.lines)]
        return self.line_end.join(map(str, lines)) + (self.line_end if self.closed else "")

    def group(self, semantics: str) -> tuple[str, ...]:
        """mids of the first `a=group` of these semantics, such as BUNDLE; empty when there is none."""
        for value in self.session.attributes("group"):
            name, *mids = value.split(" ")
            if name == semantics:
                return tuple(mids)
        return ()


def parse(text: str) -> SessionDescription:
    """A session description out of its text.

    Raises:
        SdpError: too long, a line that is not `x=...`, a first line other than
            `v=0`, or mixed line ends.
    """
    if len(text) > MAX_CHARS:
        raise SdpError(f"{len(text)} characters, at most {MAX_CHARS}")
    line_end = "\r\n" if "\r\n" in text else "\n"
    raw = text.split(line_end)
    closed = raw[-1] == ""
    if closed:
        raw.pop()
    if len(raw) > MAX_LINES:
        raise SdpError(f"{len(raw)} lines, at most {MAX_LINES}")
    if not raw or raw[0] != "v=0":
        raise SdpError("first line: v=0 expected")
    starts = [index for index, line in enumerate(raw) if line.startswith("m=")]
    wrong = next((index for index, line in enumerate(raw) if _LINE.fullmatch(line) is None), None)
    if wrong is not None:
        raise SdpError(f"line {wrong + 1}: x=... of at most {MAX_LINE_CHARS} characters expected")
    lines = [Line(line[0], line[2:]) for line in raw]
    cuts = [*starts, len(lines)]
    media = tuple(Media(tuple(lines[a:b])) for a, b in itertools.pairwise(cuts))
    return SessionDescription(Section(tuple(lines[: cuts[0]])), media, line_end, closed)


def build(session: Sequence[str], media: Sequence[Sequence[str]]) -> SessionDescription:
    """A description out of lines that we wrote ourselves.

    Raises:
        SdpError: a line is none.
    """
    lines = [*session, *(line for part in media for line in part)]
    return parse("".join(f"{line}\r\n" for line in lines))
