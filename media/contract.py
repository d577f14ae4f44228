"""What signaling and media say to each other: commands in, replies and events out.

The only module that both planes import. Messages are msgspec structs in
length-prefixed MessagePack frames (`encode_frame`, `FrameDecoder`) on a local
stream socket; media listens, each signaling process connects. The words are
neutral: this file knows conferences, endpoints and streams, never a citizen.

Rules of the conversation:
- a command is asynchronous and idempotent: the same request id twice has one
  effect and gets the same reply; creating what exists and closing what is gone
  are `Done`;
- signaling holds the desired set and media reports the actual one (`State`);
  after a lost link signaling compares the two and repairs;
- default is deny: a new endpoint hears, sees and tells nobody. `Allow` replaces
  the whole allow-list of one source endpoint.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Annotated, Final, Literal

import msgspec

VERSION: Final = 2
"""Raised when a message changes its meaning; `Hello` with another one is refused."""

MAX_FRAME_BYTES: Final = 1 << 20
"""Longest frame. An offer with 25 slots is about 100 kB."""

MAX_SDP_CHARS: Final = 256 * 1024
"""Longest session description accepted from a browser (28 kB is common)."""

_LENGTH = struct.Struct("!I")

MAX_ECHO_SECONDS: Final = 300.0
"""Longest life of an echo; whatever measures a line has measured it then."""

Kind = Literal["audio", "video", "screen"]
"""What a stream of an endpoint is; screen is the second video (screen or document camera)."""


class ContractError(Exception):
    """The other side sent what this contract does not allow; the link is closed."""


# ---- commands -------------------------------------------------------------------------


class Command(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    """Base of everything that signaling asks of media."""


class Hello(Command, frozen=True):
    """First on every link. Reply: `Welcome`, or `Refused` code `version`."""

    version: int


class CreateConference(Command, frozen=True):
    """An empty conference. Reply: `Done`, or `Refused` code `limit`. Again: the new limit counts."""

    conference: str
    limit: int = 8
    """Most endpoints; the process's own limit (25) counts where it is lower."""


class CreateEcho(Command, frozen=True):
    """A conference of one endpoint, whose sound, pictures and messages come back to itself.

    For measuring a line. Its endpoint has the conference's name, and the only allow-list there
    can be is the one that it begins with. Media tells nobody of it: it has no part in `State` or
    in events, and ends by itself, `lifetime_seconds` after this command at the latest, else with
    its peer connection. Reply: `Done`, or `Refused` code `limit`, also where the name is taken.
    """

    conference: str
    lifetime_seconds: Annotated[float, msgspec.Meta(gt=0, le=MAX_ECHO_SECONDS)]


class CloseConference(Command, frozen=True):
    """The end of a conference: all its endpoints are closed too. Reply: `Done`."""

    conference: str


class CreateEndpoint(Command, frozen=True):
    """A place for one browser. Nothing flows until `Allow`. Reply: `Done` or `Refused`.

    Again: what `keep_frame_rate` says then counts.
    """

    conference: str
    endpoint: str
    keep_frame_rate: bool = False
    """Under congestion lower the resolution first (a signing endpoint, F-62)."""


class CloseEndpoint(Command, frozen=True):
    """The endpoint leaves: its transport closes and others' slots are freed. Reply: `Done`."""

    conference: str
    endpoint: str


class Allow(Command, frozen=True):
    """Who may receive what the source endpoint sends. Replaces the former list. Reply: `Done`.

    Names that are no endpoint of the conference now are left out, and an endpoint that
    closes leaves all lists: one that comes later under the same name gets nothing until
    the next `Allow`.
    """

    conference: str
    source: str
    audible_to: tuple[str, ...] = ()
    visible_to: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    """Endpoints that get the source's volatile data-channel messages and its real-time text."""


class ApplyOffer(Command, frozen=True):
    """A browser's offer. Reply: `Answer`, or `Refused` code `offer`, `unknown` or `limit`.

    Another certificate fingerprint than before means another peer connection (the page was
    loaded again): its transport begins anew, the allow-lists stay.
    """

    conference: str
    endpoint: str
    sdp: str


class GetState(Command, frozen=True):
    """Reply: `State`, of this conference alone where one is named."""

    conference: str = ""


class GetStatistics(Command, frozen=True):
    """Reply: `Statistics`."""


class Drain(Command, frozen=True):
    """Take no new conference from now on. Reply: `Done`."""


AnyCommand = (
    Hello
    | CreateConference
    | CreateEcho
    | CloseConference
    | CreateEndpoint
    | CloseEndpoint
    | Allow
    | ApplyOffer
    | GetState
    | GetStatistics
    | Drain
)


# ---- replies --------------------------------------------------------------------------


class Result(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    """Base of what a command comes back with."""


class Welcome(Result, frozen=True):
    """The link is open."""

    version: int
    process: str
    """Changes with every start of the media process: another value means all state is gone."""


class Done(Result, frozen=True):
    """It is so now."""


class Answer(Result, frozen=True):
    """The answer to an offer."""

    sdp: str


class Refused(Result, frozen=True):
    """It was not done, and nothing changed."""

    code: Literal["version", "unknown", "offer", "limit", "draining"]
    text: str
    """For the log; people see a sentence of signaling's own."""


class SlotState(msgspec.Struct, frozen=True):
    """What a receive slot is mapped to now."""

    mid: str
    kind: Kind
    source: str | None
    switched: bool = False
    held: bool = False
    """See SlotMapped."""


class EndpointState(msgspec.Struct, frozen=True):
    """One endpoint as media has it."""

    endpoint: str
    connected: bool
    audible_to: tuple[str, ...]
    visible_to: tuple[str, ...]
    tells: tuple[str, ...]
    slots: tuple[SlotState, ...] = ()
    """For a signaling process that has missed `SlotMapped` events."""


class ConferenceState(msgspec.Struct, frozen=True):
    """One conference as media has it."""

    conference: str
    endpoints: tuple[EndpointState, ...]


class State(Result, frozen=True):
    """The actual set, to be compared with the desired one."""

    conferences: tuple[ConferenceState, ...]


class EndpointStatistics(msgspec.Struct, frozen=True):
    """Counters since the endpoint was created; names follow W3C webrtc-stats in snake_case."""

    conference: str
    endpoint: str
    packets_received: int
    packets_sent: int
    bytes_received: int
    bytes_sent: int
    packets_lost: int
    retransmitted_packets_sent: int
    nack_count: int
    pli_count: int
    protocol: Literal["udp", "tcp", ""]


class Resources(msgspec.Struct, frozen=True):
    """What the process holds now, for all conferences together."""

    endpoints: int
    """With a peer connection."""
    srtp_sessions: int
    tcp_connections: int
    history_packets: int
    tasks: int


class Statistics(Result, frozen=True):
    """A snapshot of counters."""

    endpoints: tuple[EndpointStatistics, ...]
    datagrams_dropped: int
    codec_opens: int
    """Always 0: the media process decodes and encodes nothing (invariant 9)."""
    messages_relayed: int = 0
    """Volatile data-channel messages and blocks of text, counted for each receiver."""
    messages_dropped: int = 0
    """Those that did not fit the schema, came too fast, or whose receiver was too slow."""
    packets_refused: int = 0
    """RTP and RTCP from unknown addresses, under a wrong key, replayed, or of one SSRC too many."""
    checks_refused: int = 0
    """Binding requests beyond the rate of their endpoint or, naming nobody, of their host."""
    tcp_connections_refused: int = 0
    resources: Resources = Resources(0, 0, 0, 0, 0)


AnyResult = Welcome | Done | Answer | Refused | State | Statistics


# ---- events ---------------------------------------------------------------------------


class Event(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    """Base of what media tells without being asked, to every link."""


class EndpointConnected(Event, frozen=True):
    """DTLS is done: media can flow where allow-lists let it."""

    conference: str
    endpoint: str
    protocol: Literal["udp", "tcp"]


class EndpointDisconnected(Event, frozen=True):
    """No authenticated check for 30 s, or DTLS closed; the endpoint still exists."""

    conference: str
    endpoint: str
    reason: Literal["silent", "closed", "failed"]


class SlotMapped(Event, frozen=True):
    """What a receive slot of an endpoint shows. See docs/architecture.md, receive slots."""

    conference: str
    endpoint: str
    mid: str
    kind: Kind
    source: str | None
    """Endpoint whose stream it is, or None: the slot is empty and its last frame must be hidden."""
    switched: bool
    """False at the decision, True when the first packet of the new source has been sent."""
    held: bool = False
    """The line to the endpoint does not carry this picture now; sound goes on (F-05)."""


class Speaking(Event, frozen=True):
    """The endpoint that is speaking now, or None."""

    conference: str
    endpoint: str | None


AnyEvent = EndpointConnected | EndpointDisconnected | SlotMapped | Speaking


# ---- frames ---------------------------------------------------------------------------


class Request(msgspec.Struct, frozen=True, tag=True):
    """A command with the id that its reply carries."""

    id: str
    command: AnyCommand


class Reply(msgspec.Struct, frozen=True, tag=True):
    """The result of the request with this id."""

    id: str
    result: AnyResult


class Notice(msgspec.Struct, frozen=True, tag=True):
    """An event."""

    event: AnyEvent


AnyMessage = Request | Reply | Notice

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(AnyMessage)


def encode_frame(message: AnyMessage) -> bytes:
    """Bytes of one message for the link: four bytes of length, then MessagePack.

    Raises:
        ContractError: the message is longer than MAX_FRAME_BYTES.
    """
    body = _encoder.encode(message)
    if len(body) > MAX_FRAME_BYTES:
        raise ContractError(f"message of {len(body)} bytes, at most {MAX_FRAME_BYTES}")
    return _LENGTH.pack(len(body)) + body


class FrameDecoder:
    """Messages out of a byte stream, however it is cut. Pure."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[AnyMessage]:
        """Yield each message that is complete now.

        Raises:
            ContractError: a frame is too long or no message of this contract.
        """
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > MAX_FRAME_BYTES:
                raise ContractError(f"frame of {length} bytes, at most {MAX_FRAME_BYTES}")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            try:
                yield _decoder.decode(body)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise ContractError(f"not a message of contract {VERSION}: {error}") from None
