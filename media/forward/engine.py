"""The interface of an engine that forwards packets: Python decides, the engine moves bytes.

An engine owns the UDP sockets, SRTP and the packet path. Everything above it
(ICE, DTLS, negotiation, allow-lists, RTCP policy) speaks to it in plain ints
and bytes, in batches, and reads counters by snapshot, never by packet. The
Python engine (python.py) is the readable reference; a native one replaces it
without a change above this file. docs/engine.md explains each call.

Numbers: `endpoint`, `source` and `slot` are small ints chosen by the caller and
unique in the engine (not per conference). Times are seconds of one monotonic clock.
An engine and its host run on one thread; SRTP sessions are used on it only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from media.rtp.departures import Delivery


class Path(NamedTuple):
    """One way to a remote transport address."""

    socket: int
    """Index of the engine's UDP socket, or a number >= STREAM_BASE for a TCP connection."""
    host: str
    port: int


STREAM_BASE = 1_000_000
"""Path.socket of the first TCP connection; see Engine.open_stream."""

MAX_PATHS = 8
"""Authenticated paths kept for an endpoint: a host with two networks, IPv4 and IPv6, UDP and TCP."""


OWN_SSRC = 1
"""Sender of reports and requests that belong to no slot; browsers use the same number for theirs."""


@dataclass(frozen=True, slots=True)
class Extensions:
    """Ids of one-byte header extensions (RFC 8285), 1-14, as one side negotiated them; 0 = not used.

    Under BUNDLE one id means one thing in all m-lines of an endpoint (RFC 8843 section 10).
    """

    mid: int = 0
    audio_level: int = 0
    video_orientation: int = 0
    transport_cc: int = 0
    rid: int = 0
    repaired_rid: int = 0


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A stream that an endpoint sends: one encoded stream of one media source."""

    source: int
    endpoint: int
    kind: Literal["audio", "video"]
    ssrc: int
    rtx_ssrc: int
    """0 where there is no RTX stream (audio)."""
    payload_type: int
    rtx_payload_type: int
    clock_rate: int
    group: int
    """The media source, unique in the engine: simulcast encodings share it, others have their own."""
    layer: int = 0
    """0 = the only or lowest encoding of its group."""
    red_payload_type: int = 0
    """Redundant audio (RFC 2198) with blocks of `payload_type`, accepted beside it; 0: not negotiated."""


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A stream that an endpoint receives: SSRC and time line stay the same whoever is mapped on it."""

    slot: int
    endpoint: int
    kind: Literal["audio", "video"]
    mid: bytes
    ssrc: int
    rtx_ssrc: int
    payload_type: int
    rtx_payload_type: int
    clock_rate: int
    extensions: Extensions
    """What the endpoint reads on this slot; with transport_cc the engine numbers the packets itself."""
    pair: int
    """Slots of one pair (audio N, video N) share a time line, for lip sync."""
    red_payload_type: int = 0
    """Redundant audio goes on as it is under this type; 0: its primary block alone is sent."""


def slot_cname(pair: int) -> str:
    """CNAME of the slots of a pair, in the answer and in sender reports alike (RFC 3550 section 6.5.1)."""
    return f"slot{pair}"


# ---- what the engine tells its host -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnboundStream:
    """A packet of an SSRC that no source has; told at most once a second for each SSRC."""

    endpoint: int
    ssrc: int
    payload_type: int
    mid: bytes
    rid: bytes
    repaired_rid: bytes


@dataclass(frozen=True, slots=True)
class KeyFrameWanted:
    """A slot waits for a key frame of this source; the host sends PLI."""

    source: int
    forced: bool
    """At a map or a bind, where the usual throttle would cost the viewer up to 500 ms."""


@dataclass(frozen=True, slots=True)
class Switched:
    """The first packet of the newly mapped source has been sent on the slot (None: unmapped)."""

    slot: int
    source: int | None


@dataclass(frozen=True, slots=True)
class AudioLevel:
    """Loudness of a source over the last period: 0 (loudest) to 127 (-dBov, RFC 6464)."""

    source: int
    level: int


EngineEvent = UnboundStream | KeyFrameWanted | Switched | AudioLevel


class EngineHost(Protocol):
    """Who the engine reports to. Each call is a batch and must not block."""

    def on_control(self, now: float, datagrams: Sequence[tuple[Path, bytes]]) -> None:
        """Datagrams that are not RTP or RTCP (first byte below 128): STUN and DTLS, from any path."""

    def on_rtcp(self, now: float, packets: Sequence[tuple[int, bytes]]) -> None:
        """Decrypted RTCP compounds, each with its endpoint."""

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """What happened on the packet path."""


# ---- snapshots ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reception:
    """State of one source for a receiver report (RFC 3550 section 6.4.1); the interval starts anew."""

    source: int
    ssrc: int
    fraction_lost: int
    packets_lost: int
    highest_sequence: int
    jitter: int


@dataclass(frozen=True, slots=True)
class SlotReport:
    """What a sender report for a mapped slot says (RFC 3550 section 6.4.1)."""

    slot: int
    ssrc: int
    rtp_timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class EndpointCounters:
    """Sums since the endpoint was added."""

    packets_received: int
    packets_sent: int
    bytes_received: int
    bytes_sent: int
    packets_lost: int
    retransmitted: int
    dropped: int


@dataclass(frozen=True, slots=True)
class EngineResources:
    """What the engine holds now; nothing of it may stay when everybody has left."""

    endpoints: int
    srtp_sessions: int
    paths: int
    streams: int
    """TCP connections."""
    history_packets: int
    """Kept to be sent again."""
    packets_refused: int
    """RTP and RTCP of unknown addresses, wrong keys, one SSRC too many or beyond the rate: a sum."""


class UnknownNumberError(KeyError):
    """An endpoint, source, slot or stream number that the engine does not have."""


class Engine(Protocol):
    """What the media process asks of an engine.

    A number that was never added raises UnknownNumberError (a KeyError): a bug above.
    Removing what is already gone changes nothing: closing twice is closing once.
    """

    # -- endpoints and their ways
    def add_endpoint(self, endpoint: int) -> None:
        """A place without keys or path: nothing is sent to it and nothing accepted from it."""

    def remove_endpoint(self, endpoint: int) -> None:
        """Forget it with its sources and slots; slots of others that showed it are unmapped."""

    def set_srtp(self, endpoint: int, profile: int, receive_key: bytes, send_key: bytes) -> None:
        """Keys from DTLS: pylibsrtp profile number, key||salt each way."""

    def set_receive_rate(self, endpoint: int, packets_per_second: int) -> None:
        """Drop what the endpoint sends beyond this, before it is decrypted; without this call, 8,000."""

    def set_extensions(self, endpoint: int, extensions: Extensions) -> None:
        """Ids in the packets that the endpoint sends, for bound and unbound streams alike."""

    def set_path(self, endpoint: int, path: Path | None) -> None:
        """Where packets for the endpoint go, and one way it may send from; None forgets all its paths."""

    def path(self, endpoint: int) -> Path | None:
        """Where packets for the endpoint go now."""

    def accept_path(self, endpoint: int, path: Path) -> None:
        """A further authenticated path that the endpoint may send from (an ICE pair not nominated).

        The last MAX_PATHS are kept. A path belongs to the endpoint that claimed it last.
        """

    def open_stream(self, number: int, write: Callable[[bytes], bool]) -> None:
        """A TCP connection as path socket `number`; write returns False when the packet was dropped."""

    def close_stream(self, number: int) -> None:
        """The TCP connection is gone; its paths are forgotten."""

    def inject(self, now: float, path: Path, packets: Sequence[bytes]) -> None:
        """Packets of any kind that arrived on a stream path, RFC 4571 framing removed."""

    def send(self, path: Path, datagram: bytes) -> None:
        """Send bytes as they are: STUN and DTLS."""

    # -- what is forwarded where
    def add_source(self, spec: SourceSpec) -> None:
        """Packets of this SSRC are accepted from now on.

        The same number again replaces the spec and keeps the state: so an RTX SSRC is bound later.
        """

    def remove_source(self, source: int) -> None:
        """The stream has ended; slots that showed it are unmapped."""

    def add_slot(self, spec: SlotSpec) -> None:
        """A receive slot, mapped to nothing."""

    def remove_slot(self, slot: int) -> None:
        """The slot is gone."""

    def map_slot(self, slot: int, group: int | None) -> None:
        """Show the group of encodings on the slot, or nothing. Audio switches at once, video at a key frame.

        None, or the end of the shown source, stops at once; the history is emptied too. From one group
        to another the old picture goes on until the new one's key frame, 1 s at most: where it may no
        longer be seen, map None first. The group may have no source yet: the slot waits for one.
        """

    def set_layer(self, slot: int, layer: int) -> None:
        """Highest encoding this slot may show; switched at its next key frame. Below 0: none, at once."""

    def set_send_rate(self, endpoint: int, bits_per_second: int | None) -> None:
        """Pace the endpoint's video; None is no pacing. What would wait for more than 1 s is dropped."""

    def set_redundancy(self, endpoint: int, kept: bool) -> None:
        """Send redundant sound (RFC 2198) as it comes, or its primary blocks alone."""

    def send_padding(self, now: float, endpoint: int, packets: int) -> tuple[int, ...]:
        """Probe with so many RTX packets of padding at once; their transport-wide numbers.

        None are sent before any picture was, or while nothing is mapped.
        """

    def set_loudest(self, endpoint: int, count: int, always: Sequence[int]) -> None:
        """Of the sounds mapped on its slots, send the `count` loudest and the sources in `always` only.

        Without this call all mapped sounds are sent.
        """

    def add_plain_leg(self, endpoint: int, path: Path) -> None:
        """The endpoint is a bridge on a local socket: RTP and RTCP without encryption."""

    # -- who is who, for RTCP
    def endpoints(self) -> list[int]:
        """The endpoints, in the order they were added."""

    def source_by_ssrc(self, endpoint: int, ssrc: int) -> SourceSpec | None:
        """The source that the endpoint sends with this SSRC or RTX SSRC."""

    def slot_by_ssrc(self, endpoint: int, ssrc: int) -> SlotSpec | None:
        """The slot that the endpoint receives with this SSRC or RTX SSRC."""

    def source_spec(self, source: int) -> SourceSpec:
        """What was added under this number."""

    def endpoint_sources(self, endpoint: int) -> list[SourceSpec]:
        """What the endpoint sends."""

    def slot_spec(self, slot: int) -> SlotSpec:
        """What was added under this number."""

    def endpoint_slots(self, endpoint: int) -> list[SlotSpec]:
        """What the endpoint receives."""

    def mapped_sources(self, slot: int) -> list[SourceSpec]:
        """The encodings of what is mapped on the slot, whether it shows one or not."""

    def slot_sources(self, slot: int) -> list[int]:
        """The sources whose key frame helps the slot: the shown one, and the one it waits for."""

    # -- RTCP and time
    def send_rtcp(self, endpoint: int, packet: bytes) -> None:
        """Encrypt and send a compound or reduced-size RTCP packet."""

    def retransmit(self, now: float, slot: int, sequences: Sequence[int]) -> int:
        """Send again what the history still holds, as RTX; how many were sent."""

    def set_clock(self, source: int, rtp_timestamp: int, ntp: float, arrival: float) -> None:
        """A sender report of the source: its RTP time, its wall clock (s), and when it arrived (s)."""

    def take_arrivals(self, endpoint: int) -> list[tuple[int, float]]:
        """Transport-wide sequence numbers with arrival times since the last call."""

    def acknowledge(self, endpoint: int, base: int, arrivals: Sequence[float | None]) -> list[Delivery]:
        """What transport-wide feedback of the endpoint tells that was not known (see DepartureLog)."""

    def source_octets(self, source: int) -> int:
        """What has come of the source, RTP headers included."""

    def take_missing(self, now: float) -> list[tuple[int, list[int]]]:
        """(source, sequence numbers) that are missing and due to be asked for now."""

    def take_receptions(self, endpoint: int) -> list[Reception]:
        """One block for each source that the endpoint sends, the interval reset."""

    def slot_reports(self, endpoint: int, now: float) -> list[SlotReport]:
        """One entry for each mapped slot of the endpoint that has sent something."""

    def tick(self, now: float) -> None:
        """Time-driven work: pacing, repeated key-frame wishes, audio levels. Called every 20 ms."""

    def counters(self, endpoint: int) -> EndpointCounters:
        """A snapshot."""

    def resources(self) -> EngineResources:
        """A snapshot of what is held, for all endpoints together."""

    def close(self) -> None:
        """Close the sockets. Twice is once."""
