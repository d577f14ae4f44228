"""What of an offered m-line the server takes: codec, header extensions, feedback, SSRCs, simulcast. Pure.

Source: RFC 7587 (Opus), RFC 2198 (RED), RFC 7741 (VP8), RFC 4588 (RTX), RFC 8285 (extmap),
RFC 5576 (ssrc-group), RFC 8853 (simulcast).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from media.forward.engine import Extensions
from media.sdp import Media
from media.sdp.values import RtpMap, parse_extmap, parse_rtpmap, split_words

URI_MID: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
URI_LEVEL: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
URI_ORIENTATION: Final = "urn:3gpp:video-orientation"
URI_TRANSPORT_CC: Final = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
URI_RID: Final = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
URI_REPAIRED_RID: Final = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"

_FIELDS: Final = {
    URI_MID: "mid",
    URI_LEVEL: "audio_level",
    URI_ORIENTATION: "video_orientation",
    URI_TRANSPORT_CC: "transport_cc",
    URI_RID: "rid",
    URI_REPAIRED_RID: "repaired_rid",
}
SOURCE_URIS: Final = (URI_MID, URI_LEVEL, URI_ORIENTATION, URI_TRANSPORT_CC)
SIMULCAST_URIS: Final = (URI_RID, URI_REPAIRED_RID)
SLOT_URIS: Final = SOURCE_URIS
SOURCE_FEEDBACK: Final = ("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb")
"""By transport-cc a sender finds what its line carries; REMB asks for no more than receivers can have."""
SLOT_FEEDBACK: Final = ("nack", "nack pli", "ccm fir", "transport-cc")
_MAX_EXTENSION_ID: Final = 14
"""Without extmap-allow-mixed in the answer only one-byte headers are used (RFC 8285 section 4.2)."""
_MAX_RIDS: Final = 3
_OPUS_WISHES: Final = ("useinbandfec=1", "usedtx=1")
"""Loss is concealed out of the next packet, and silence is not sent (RFC 7587 section 6.1)."""
_REMEMBERED: Final = 16
"""A browser writes the same codecs and extensions on every m-line of every offer; each fills up to 256 kB."""


class Ssrcs(NamedTuple):
    """SSRC of a slot and of its RTX stream (0 for audio)."""

    ssrc: int
    rtx_ssrc: int


SCREEN_SLOT: Final = 3
"""The video slot that shows screens; there is no audio slot of this number, so it has no lip sync."""

NO_SSRCS: Final = Ssrcs(0, 0)


class Codec(NamedTuple):
    """The codec taken on an m-line, with its rtpmap and fmtp lines."""

    payload_type: int
    rtx_payload_type: int
    clock_rate: int
    red_payload_type: int
    """Redundant audio with blocks of `payload_type` alone (RFC 2198); 0: not offered."""
    lines: tuple[str, ...]

    @property
    def formats(self) -> str:
        """Payload types for the m-line. Redundant audio first: only then do browsers send it."""
        types = (self.red_payload_type, self.payload_type, self.rtx_payload_type)
        return " ".join(str(number) for number in types if number)


def choose_codec(media: Media) -> Codec | None:
    """Opus with its RED, or VP8 with its RTX, as the offer numbers them; None: not offered."""
    line = media.media_line
    if line.protocol != "UDP/TLS/RTP/SAVPF":
        return None
    return _choose_codec(line.kind, line.formats, media.attributes("rtpmap"), media.attributes("fmtp"))


@lru_cache(_REMEMBERED)
def _choose_codec(
    kind: str, formats: tuple[str, ...], rtpmaps: tuple[str, ...], fmtps: tuple[str, ...]
) -> Codec | None:
    wanted = {"audio": ("opus", 48000, 2), "video": ("vp8", 90000, 1)}.get(kind)
    maps, said = _by_type(formats, rtpmaps, fmtps)
    chosen = next((m for m in maps if (m.encoding.lower(), *m[2:]) == wanted), None)
    if chosen is None:
        return None
    parameters = said.get(str(chosen.payload_type))
    if kind == "audio":
        parameters = _with_opus_wishes(parameters)
    lines = _codec_lines(chosen, parameters)
    repeats = {"rtx": 0, "red": 0}
    for other in maps:
        name = other.encoding.lower()
        blocks = said.get(str(other.payload_type), "")
        if repeats.get(name) == 0 and other[2:] == chosen[2:] and _repeats(name, blocks, chosen.payload_type):
            repeats[name] = other.payload_type
            lines += _codec_lines(other, blocks)
    return Codec(chosen[0], repeats["rtx"], chosen.clock_rate, repeats["red"], tuple(lines))


def _by_type(
    formats: tuple[str, ...], rtpmaps: tuple[str, ...], fmtps: tuple[str, ...]
) -> tuple[list[RtpMap], dict[str, str]]:
    """The codecs of the formats, one for each type, and the parameters by type: first lines count.

    Each line is read once: media stands still meanwhile, and an offer may have 8,192 of them.
    """
    named = frozenset(formats)
    maps: dict[int, RtpMap] = {}
    for codec in map(parse_rtpmap, rtpmaps):
        if str(codec.payload_type) in named:
            maps.setdefault(codec.payload_type, codec)
    said: dict[str, str] = {}
    for payload_type, space, parameters in (value.partition(" ") for value in fmtps):
        if space:
            said.setdefault(payload_type, parameters)
    return list(maps.values()), said


def _repeats(name: str, parameters: str, payload_type: int) -> bool:
    """Whether the format carries packets of this type again and of no other (RFC 4588, RFC 2198)."""
    if name == "rtx":
        return parameters == f"apt={payload_type}"
    return set(parameters.split("/")) == {str(payload_type)}


def _codec_lines(codec: RtpMap, parameters: str | None) -> list[str]:
    channels = f"/{codec.channels}" if codec.channels > 1 else ""
    lines = [f"a=rtpmap:{codec.payload_type} {codec.encoding}/{codec.clock_rate}{channels}"]
    return lines if parameters is None else [*lines, f"a=fmtp:{codec.payload_type} {parameters}"]


def _with_opus_wishes(parameters: str | None) -> str:
    """What the offer says of Opus, and what it does not: receivers' wishes that a sender then follows."""
    said = [word for word in (parameters or "").split(";") if word]
    known = {word.partition("=")[0].strip() for word in said}
    return ";".join(said + [wish for wish in _OPUS_WISHES if wish.partition("=")[0] not in known])


def choose_extensions(media: Media, uris: tuple[str, ...]) -> tuple[Extensions, tuple[str, ...]]:
    """The header extensions of `uris` that the offer has, with their extmap lines."""
    return _choose_extensions(media.attributes("extmap"), uris)


@lru_cache(_REMEMBERED)
def _choose_extensions(extmaps: tuple[str, ...], uris: tuple[str, ...]) -> tuple[Extensions, tuple[str, ...]]:
    chosen: dict[str, int] = {}
    for extmap in map(parse_extmap, extmaps):
        if extmap.uri in uris and 1 <= extmap.id <= _MAX_EXTENSION_ID and extmap.direction != "inactive":
            chosen.setdefault(extmap.uri, extmap.id)
    lines = tuple(f"a=extmap:{number} {uri}" for uri, number in chosen.items())
    return replace(Extensions(), **{_FIELDS[uri]: number for uri, number in chosen.items()}), lines


def feedback_lines(media: Media, codec: Codec, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The rtcp-fb lines of `wanted` that the offer has for the codec; audio takes transport-cc only."""
    if media.media_line.kind == "audio":
        wanted = tuple(value for value in wanted if value == "transport-cc")
    return _feedback_lines(media.attributes("rtcp-fb"), codec.payload_type, wanted)


@lru_cache(_REMEMBERED)
def _feedback_lines(feedback: tuple[str, ...], payload_type: int, wanted: tuple[str, ...]) -> tuple[str, ...]:
    names = (str(payload_type), "*")
    offered = {value for name, value in (split_words(v, 2, "rtcp-fb") for v in feedback) if name in names}
    return tuple(f"a=rtcp-fb:{payload_type} {value}" for value in wanted if value in offered)


def offered_ssrcs(media: Media) -> Ssrcs:
    """SSRC and RTX SSRC that the offer names; 0 where it does not."""
    for group in media.ssrc_groups:
        if group.semantics == "FID" and len(group.ssrcs) == 2:
            return Ssrcs(*group.ssrcs)
    ssrcs = media.ssrcs
    return Ssrcs(ssrcs[0].ssrc if ssrcs else 0, 0)


def simulcast_rids(media: Media) -> tuple[str, ...]:
    """rids of the simulcast wish in its order, the first alternative of each."""
    wish = media.simulcast
    if wish is None:
        return ()
    known = {rid.id for rid in media.rids if rid.direction == "send"}
    rids = [alternatives[0].removeprefix("~") for alternatives in wish.send]
    return tuple(rid for rid in dict.fromkeys(rids) if rid in known)[:_MAX_RIDS]
