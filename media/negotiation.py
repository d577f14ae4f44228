"""From a browser's offer to our answer and to what is forwarded where. Pure: randomness comes as arguments.

The server always answers and is an ICE-lite, DTLS-passive peer. An m-line that
the browser sends on is a *source* (audio, camera video, screen video), one that
it only receives on is a *slot*; roles, slot numbers and slot SSRCs stay with
their mid as long as it lives. Only Opus (with RED) and VP8 (with RTX) are taken,
with the payload types of the offer; everything else is refused in the answer.

Source: RFC 9429 section 5.3 (answers), RFC 9143 (BUNDLE), RFC 8839 (ICE),
RFC 8842 (DTLS), RFC 8853 (simulcast), RFC 8841 (SCTP).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from media.contract import Kind
from media.forward.engine import Extensions
from media.offered import (
    NO_SSRCS,
    SCREEN_SLOT,
    SIMULCAST_URIS,
    SLOT_FEEDBACK,
    SLOT_URIS,
    SOURCE_FEEDBACK,
    SOURCE_URIS,
    Codec,
    Ssrcs,
    choose_codec,
    choose_extensions,
    feedback_lines,
    offered_ssrcs,
    simulcast_rids,
)
from media.sdp import Candidate, Fingerprint, Media, SdpError, SessionDescription, build, parse

MAX_MEDIA: Final = 64
"""m-lines of an offer: own three, 24 audio and 25 video slots, data, and some that were stopped."""

Role = Literal["source", "slot"]


class OfferError(Exception):
    """The offer cannot be answered; nothing changed."""


class Credentials(NamedTuple):
    """ICE user name fragment and password of one side."""

    ufrag: str
    pwd: str


@dataclass(frozen=True, slots=True)
class Own:
    """What the server brings to an answer."""

    session_id: int
    """Below 2**62; the same for all answers to one endpoint."""
    credentials: Credentials
    """Used when the offer opens a transport or restarts ICE."""
    fingerprint: Fingerprint
    candidates: tuple[Candidate, ...]
    new_ssrc: Callable[[], int]
    """A fresh SSRC, unique in the endpoint's RTP session."""
    max_audio_slots: int
    max_video_slots: int


@dataclass(frozen=True, slots=True)
class SourceRoute:
    """A media source that the endpoint sends."""

    mid: str
    kind: Kind
    ssrc: int
    """0: not in the offer (simulcast); bound by mid and rid when packets come."""
    rtx_ssrc: int
    payload_type: int
    rtx_payload_type: int
    clock_rate: int
    red_payload_type: int
    extensions: Extensions
    rids: tuple[str, ...] = ()
    """Simulcast encodings, lowest first as the client lists them."""

    @property
    def media_payload_types(self) -> tuple[int, ...]:
        """Of packets that are no retransmissions."""
        red = (self.red_payload_type,) if self.red_payload_type else ()
        return (self.payload_type, *red)


@dataclass(frozen=True, slots=True)
class SlotRoute:
    """A stream that the endpoint can receive."""

    mid: str
    kind: Literal["audio", "video"]
    index: int
    """Number within its kind; audio N and video N are one pair, video SCREEN_SLOT has no audio."""
    ssrcs: Ssrcs
    payload_type: int
    rtx_payload_type: int
    clock_rate: int
    red_payload_type: int
    extensions: Extensions


@dataclass(frozen=True, slots=True)
class Place:
    """What an m-line was decided to be, for as long as its mid lives."""

    mid: str
    role: Role
    kind: Kind
    index: int = 0
    ssrcs: Ssrcs = NO_SSRCS


@dataclass(frozen=True, slots=True)
class Negotiated:
    """The outcome of an offer, and what the next offer of the endpoint starts from."""

    answer: str
    version: int
    local: Credentials
    remote: Credentials
    fingerprints: tuple[Fingerprint, ...]
    """The remote certificate's; another set means another peer connection (`new_transport`)."""
    sources: tuple[SourceRoute, ...]
    slots: tuple[SlotRoute, ...]
    sctp_port: int | None
    """The remote SCTP port, or None when no data channel was taken."""
    places: tuple[Place, ...]
    new_transport: bool
    ice_restarted: bool


def negotiate(offer: str, before: Negotiated | None, own: Own) -> Negotiated:
    """The answer to an offer, with its routes.

    Args:
        offer: text of the offer; it needs no candidates.
        before: outcome of the endpoint's last offer, or None.
        own: what the server brings. Its credentials are used for a new transport
            and for an ICE restart, else those of `before` stay.

    Raises:
        OfferError: no session description, or one that an ICE-lite, DTLS-passive,
            bundling answerer cannot take.
    """
    try:
        return _negotiate(parse(offer), before, own)
    except SdpError as error:
        raise OfferError(str(error)) from None


def _negotiate(offer: SessionDescription, before: Negotiated | None, own: Own) -> Negotiated:
    if not 0 < len(offer.media) <= MAX_MEDIA:
        raise OfferError(f"{len(offer.media)} m-lines, 1 to {MAX_MEDIA} expected")
    live = _live_media(offer)
    remote, fingerprints = _transport(offer, next(iter(live.values())))
    new_transport = before is None or before.fingerprints != fingerprints
    last = None if new_transport else before
    restarted = last is not None and last.remote != remote
    local = own.credentials if last is None or restarted else last.local
    version = before.version + 1 if before is not None else 1
    places = _decide_places(live, last.places if last is not None else (), own)
    writer = _Writer(offer, own, local, places)
    parts = [writer.write(media) for media in offer.media]
    if not writer.bundle:
        raise OfferError("no m-line that can be taken")
    session = [
        "v=0",
        f"o=- {own.session_id} {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(writer.bundle)}",
        "a=msid-semantic: WMS *",
    ]
    return Negotiated(
        answer=str(build(session, parts)),
        version=version,
        local=local,
        remote=remote,
        fingerprints=fingerprints,
        sources=tuple(writer.sources),
        slots=tuple(writer.slots),
        sctp_port=writer.sctp_port,
        places=places,
        new_transport=new_transport,
        ice_restarted=restarted,
    )


def _live_media(offer: SessionDescription) -> dict[str, Media]:
    """m-lines that are in BUNDLE and not stopped, by mid, in the order of the offer."""
    bundle = set(offer.group("BUNDLE"))
    live: dict[str, Media] = {}
    for media in offer.media:
        mid = media.mid
        if mid is None or media.rejected:
            continue
        if mid in live:
            raise OfferError(f"mid {mid} twice")
        if mid in bundle:
            live[mid] = media
    if not live:
        raise OfferError("no live m-line in BUNDLE")
    return live


def _transport(offer: SessionDescription, tagged: Media) -> tuple[Credentials, tuple[Fingerprint, ...]]:
    """Remote ICE credentials and certificate of the bundled transport."""
    ufrag = tagged.ice_ufrag or offer.session.ice_ufrag
    pwd = tagged.ice_pwd or offer.session.ice_pwd
    if ufrag is None or pwd is None or not 4 <= len(ufrag) <= 256 or not 22 <= len(pwd) <= 256:
        raise OfferError("ICE user name fragment and password expected (RFC 8839 section 5.4)")
    setup = tagged.setup or offer.session.setup
    if setup not in ("actpass", "active"):
        raise OfferError("a=setup: actpass or active expected, this side is passive")
    fingerprints = tagged.fingerprints or offer.session.fingerprints
    if not any(f.algorithm.lower() == "sha-256" for f in fingerprints):
        raise OfferError("a sha-256 fingerprint expected")
    return Credentials(ufrag, pwd), fingerprints


def _decide_places(live: dict[str, Media], before: tuple[Place, ...], own: Own) -> tuple[Place, ...]:
    """Roles and numbers of the live m-lines; those known keep theirs, freed numbers are given anew."""
    places = [place for place in before if place.mid in live]
    known = {place.mid for place in places}
    for mid, media in live.items():
        kind = media.media_line.kind
        if mid in known or kind not in ("audio", "video"):
            continue
        match media.direction:
            case "sendonly" | "sendrecv":
                place = _new_source(mid, kind, places)
            case "recvonly":
                place = _new_slot(mid, kind, places, own)
            case _:
                place = None
        if place is not None:
            places.append(place)
    return tuple(places)


def _new_source(mid: str, kind: str, places: Sequence[Place]) -> Place | None:
    taken = {place.kind for place in places if place.role == "source"}
    kinds: tuple[Kind, ...] = ("audio",) if kind == "audio" else ("video", "screen")
    free = [candidate for candidate in kinds if candidate not in taken]
    return Place(mid, "source", free[0]) if free else None


def _new_slot(mid: str, kind: str, places: Sequence[Place], own: Own) -> Place | None:
    limit = own.max_audio_slots if kind == "audio" else own.max_video_slots
    taken = {place.index for place in places if place.role == "slot" and place.kind == kind}
    if kind == "audio":
        taken.add(SCREEN_SLOT)
    if len(taken) >= limit + (kind == "audio"):
        return None
    index = next(number for number in range(limit + 1) if number not in taken)
    if kind == "audio":
        return Place(mid, "slot", "audio", index, Ssrcs(own.new_ssrc(), 0))
    return Place(mid, "slot", "video", index, Ssrcs(own.new_ssrc(), own.new_ssrc()))


class _Writer:
    """Writes the answer's m-lines in order and collects the routes."""

    def __init__(
        self, offer: SessionDescription, own: Own, local: Credentials, places: tuple[Place, ...]
    ) -> None:
        self.bundle: list[str] = []
        self.sources: list[SourceRoute] = []
        self.slots: list[SlotRoute] = []
        self.sctp_port: int | None = None
        self._bundled = set(offer.group("BUNDLE"))
        self._own = own
        self._local = local
        self._places = {place.mid: place for place in places}

    def write(self, media: Media) -> list[str]:
        """Lines of the answer's m-line."""
        mid = media.mid
        if mid is None or media.rejected or mid not in self._bundled:
            return _rejected(media)
        if media.media_line.kind == "application":
            return self._write_data(media, mid)
        codec = choose_codec(media)
        if codec is None or not media.has("rtcp-mux"):
            return _rejected(media)
        place = self._places.get(mid)
        if place is None:
            if media.direction != "inactive":
                return _rejected(media)
            return [*self._head(media, mid, codec), "a=inactive", *codec.lines]
        if place.role == "source":
            return self._write_source(media, place, codec)
        return self._write_slot(media, place, codec)

    def _head(self, media: Media, mid: str, codec: Codec) -> list[str]:
        line = media.media_line
        mux = ["a=rtcp-mux"] + (["a=rtcp-rsize"] if media.has("rtcp-rsize") else [])
        return [f"m={line.kind} 9 {line.protocol} {codec.formats}", *self._transport_lines(mid), *mux]

    def _transport_lines(self, mid: str) -> list[str]:
        fingerprint = self._own.fingerprint
        lines = [
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            f"a=ice-ufrag:{self._local.ufrag}",
            f"a=ice-pwd:{self._local.pwd}",
            f"a=fingerprint:{fingerprint.algorithm} {fingerprint.value}",
            "a=setup:passive",
        ]
        if not self.bundle:
            lines += [f"a=candidate:{candidate}" for candidate in self._own.candidates]
            lines.append("a=end-of-candidates")
        self.bundle.append(mid)
        return lines

    def _write_source(self, media: Media, place: Place, codec: Codec) -> list[str]:
        sending = media.direction in ("sendonly", "sendrecv")
        rids = simulcast_rids(media) if sending and place.kind == "video" else ()
        uris = SOURCE_URIS + (SIMULCAST_URIS if rids else ())
        extensions, extmaps = choose_extensions(media, uris)
        lines = self._head(media, place.mid, codec)
        lines += ["a=recvonly" if sending else "a=inactive", *extmaps, *codec.lines]
        lines += feedback_lines(media, codec, SOURCE_FEEDBACK)
        lines += [f"a=rid:{rid} recv" for rid in rids]
        if rids:
            lines.append(f"a=simulcast:recv {';'.join(rids)}")
        if sending:
            ssrcs = NO_SSRCS if rids else offered_ssrcs(media)
            self.sources.append(
                SourceRoute(place.mid, place.kind, ssrcs.ssrc, ssrcs.rtx_ssrc, *codec[:4], extensions, rids)
            )
        return lines

    def _write_slot(self, media: Media, place: Place, codec: Codec) -> list[str]:
        receiving = media.direction in ("recvonly", "sendrecv")
        extensions, extmaps = choose_extensions(media, SLOT_URIS)
        lines = self._head(media, place.mid, codec)
        lines += ["a=sendonly" if receiving else "a=inactive", *extmaps, *codec.lines]
        lines += feedback_lines(media, codec, SLOT_FEEDBACK)
        if not receiving:
            return lines
        kind: Literal["audio", "video"] = "audio" if place.kind == "audio" else "video"
        ssrcs = place.ssrcs if codec.rtx_payload_type else place.ssrcs._replace(rtx_ssrc=0)
        stream = f"slot{place.index}"
        lines.append(f"a=msid:{stream} {kind[0]}{place.index}")
        if ssrcs.rtx_ssrc:
            lines.append(f"a=ssrc-group:FID {ssrcs.ssrc} {ssrcs.rtx_ssrc}")
        lines += [f"a=ssrc:{ssrc} cname:{stream}" for ssrc in ssrcs if ssrc]
        self.slots.append(SlotRoute(place.mid, kind, place.index, ssrcs, *codec[:4], extensions))
        return lines

    def _write_data(self, media: Media, mid: str) -> list[str]:
        line = media.media_line
        port = media.sctp_port
        if self.sctp_port is not None or not port or line.protocol != "UDP/DTLS/SCTP":
            return _rejected(media)
        self.sctp_port = port
        return [
            f"m=application 9 {line.protocol} webrtc-datachannel",
            *self._transport_lines(mid),
            "a=sctp-port:5000",
            "a=max-message-size:65536",
        ]


def _rejected(media: Media) -> list[str]:
    line = media.media_line
    mid = [f"a=mid:{media.mid}"] if media.mid is not None else []
    head = f"m={line.kind} 0 {line.protocol} {' '.join(line.formats)}"
    return [head, "c=IN IP4 0.0.0.0", *mid, "a=inactive"]
