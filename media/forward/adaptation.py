"""What each receiver's line carries, and what is therefore sent on it: sounds first, then pictures. Pure.

Time is an argument. A picture that a line does not carry is held back (its slot stays mapped and shows
nothing), the host is told so, and it comes back by itself (F-05). Who sends a picture is asked for no more
than the receiver with the best line can have (REMB), so that two people on a thin line still see each other
small. A line is found to be better by trains of padding. Nobody's line touches what another receiver gets.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from media.forward.engine import OWN_SSRC, Engine, Path
from media.rtp.line import TRAIN_PACKETS, Line
from media.rtp.rtcp_feedback import ReceiverBitrate
from media.rtp.transport_cc import CLOCK_SECONDS, TransportFeedback

STEP_SECONDS: Final = 0.1
FEEDBACK_SECONDS: Final = 1.0
"""What feedback tells after a longer pause tells of the pause, not of the line."""

LEAP_SECONDS: Final = 60.0
"""A receiver's clock that is further from where it was was set, or is of another page."""

RATE_SECONDS: Final = 0.5
"""What a source sends is measured over this time."""

LEAST_SOUND: Final = 40_000
"""bit/s kept for sounds while nobody speaks; a voice with its headers is 52,000 without redundancy."""

LEAST_PICTURE: Final = 150_000
"""bit/s: below this a picture is not worth what it takes from the sound. A sender gives its own up at two
thirds of it (quality.ts), and must not take its own line for the reason."""

THIN_BITS: Final = 250_000
"""bit/s: on a thinner line redundant sound would crowd out sound and papers."""

TOO_MUCH: Final = 1.3
"""A picture of so many times its share for PATIENCE_SECONDS does not become less: another asks for it."""

ENCODER_OVERSHOOT: Final = 1.15
"""An encoder keeps to its rate so well."""

PATIENCE_SECONDS: Final = 3.0
"""A sender does what it is asked for by then, and a picture that was held stays away at least so long."""

RELAPSE_SECONDS: Final = 15.0
"""A picture that has to be held again so soon stays away twice as long."""

LONGEST_SECONDS: Final = 20.0

PACE: Final = 1.5
"""Of what the line carries; a key frame, ten times another frame, goes out over some tenths of a second."""

ASK_SECONDS: Final = 1.0
"""Between two requests to a sender for no more than its receivers can have."""

MUCH_LESS: Final = 0.8
"""A request for so much less than the last one goes out at once."""

NO_REQUEST: Final = 1 << 30
"""bit/s: there is no other way to take a request back."""

TAKE_BACK_TIMES: Final = 5
"""One of these packets, a second apart, arrives."""

PROBE_SECONDS: Final = 2.0
LONGEST_PROBE_SECONDS: Final = 8.0
"""Between probes: twice as long after each one that has found nothing better."""

ANSWER_SECONDS: Final = 2.0
"""By then a probe has been told of, which may be all that goes to a receiver of nothing but held pictures."""

BETTER: Final = 1.25
"""A limit so much higher than before the last probe: the next one follows soon."""

ALL_LAYERS: Final = 255
NO_LAYER: Final = -1


@dataclass(slots=True)
class _Picture:
    """A video slot that somebody else's stream is mapped on."""

    slot: int
    source: int
    rate: float
    """bit/s that come of it."""
    share: float = math.inf
    """bit/s that it may have."""


class _Request(NamedTuple):
    """What a sender was asked for last."""

    at: float
    limit: int
    """bit/s"""
    taken_back: int
    """How often it was told that the request is taken back: nobody acknowledges it."""


@dataclass(slots=True)
class _Receiver:
    """What is remembered of one endpoint. Times in s."""

    line: Line = field(default_factory=Line)
    path: Path | None = None
    fed_at: float = -math.inf
    limited: bool = False
    held: dict[int, float] = field(default_factory=dict)
    """Slot -> when it may show again at the earliest."""
    away: float = PATIENCE_SECONDS
    """How long a picture stays away at least."""
    released_at: float = -math.inf
    too_much: dict[int, float] = field(default_factory=dict)
    """Slot -> since when its picture has been far beyond its share."""
    clock: float | None = None
    """The last time of its own clock that it told, s, going on where its reference time begins anew."""
    probe_at: float = 0.0
    probed_at: float = -math.inf
    probe_pause: float = PROBE_SECONDS
    probed_limit: float = math.inf

    def times(self, feedback: TransportFeedback) -> list[float | None] | None:
        """When the packets arrived, on a clock that goes on; None where it has leapt."""
        times = feedback.times()
        told = [at for at in times if at is not None]
        if not told:
            return times
        before, turns = self.clock, 0
        if before is not None:
            turns = round((before - told[0]) / CLOCK_SECONDS)
        self.clock = told[-1] + turns * CLOCK_SECONDS
        if before is not None and abs(self.clock - before) > LEAP_SECONDS:
            self.clock = told[-1]
            return None
        return [None if at is None else at + turns * CLOCK_SECONDS for at in times]

    @property
    def troubled(self) -> bool:
        """Whether anything is, or is to be, limited."""
        return self.line.limit is not None or self.line.congested or self.limited or bool(self.held)


class Adaptation:
    """For all endpoints of one engine."""

    def __init__(self, engine: Engine, tell_held: Callable[[int, bool], None]) -> None:
        """`tell_held` is told of each slot whose picture is held back (True), and that it may come again."""
        self._engine = engine
        self._tell_held = tell_held
        self._receivers: dict[int, _Receiver] = {}
        self._rates: dict[int, tuple[float, int, float]] = {}
        """Source -> (measured at, octets by then, bit/s)."""
        self._asked: dict[int, _Request] = {}
        """By endpoint."""
        self._step_at = 0.0

    def limit(self, endpoint: int) -> float | None:
        """What the line to the endpoint carries, bit/s; None: whatever comes."""
        receiver = self._receivers.get(endpoint)
        return None if receiver is None else receiver.line.limit

    def is_thin(self, endpoint: int) -> bool:
        """Whether the line to the endpoint carries little more than sounds."""
        limit = self.limit(endpoint)
        return limit is not None and limit < THIN_BITS

    def on_feedback(self, now: float, endpoint: int, feedback: TransportFeedback) -> None:
        """Act on what an endpoint tells of the packets that it has got."""
        receiver = self._receivers.setdefault(endpoint, _Receiver())
        path = self._engine.path(endpoint)
        times = receiver.times(feedback)
        if path != receiver.path or times is None:
            receiver.path = path
            receiver.line.move(now)
        elif now - receiver.fed_at > FEEDBACK_SECONDS:
            receiver.line.begin(receiver.probed_at if now - receiver.probed_at < ANSWER_SECONDS else now)
        receiver.fed_at = now
        known = self._engine.acknowledge(endpoint, feedback.base_sequence, times or feedback.times())
        receiver.line.on_feedback(known)

    def tick(self, now: float) -> None:
        """Do what is due. Called every 20 ms, after Engine.tick."""
        if now < self._step_at:
            return
        self._step_at = now + STEP_SECONDS
        endpoints = self._engine.endpoints()
        for gone in self._receivers.keys() - set(endpoints):
            del self._receivers[gone]
        for receiver in self._receivers.values():
            if now - receiver.fed_at <= FEEDBACK_SECONDS:
                receiver.line.step(now)
            else:
                receiver.line.rest()
        if not self._asked and not any(receiver.troubled for receiver in self._receivers.values()):
            return  # what there is need not be looked at while every line carries it
        pictures = {endpoint: self._look(now, endpoint) for endpoint in endpoints}
        self._ask(now, pictures)
        for endpoint, shown in pictures.items():
            receiver = self._receivers[endpoint]
            self._apply_limit(endpoint, receiver)
            self._forget_unmapped(endpoint, receiver, shown)
            for picture in shown:
                self._judge(now, receiver, picture)
            self._probe(now, endpoint, receiver)

    # -- what there is

    def _look(self, now: float, endpoint: int) -> list[_Picture]:
        """The pictures that the endpoint is to get, each with its share of the line."""
        receiver = self._receivers.setdefault(endpoint, _Receiver())
        pictures = [
            _Picture(slot, source, self._rate(now, source)) for slot, source in self._shown(endpoint, "video")
        ]
        sounds = sum(self._rate(now, source) for _, source in self._shown(endpoint, "audio"))
        if receiver.line.limit is not None:
            _divide(max(0.0, receiver.line.limit - max(LEAST_SOUND, sounds)), pictures)
        return pictures

    def _shown(self, endpoint: int, kind: Literal["audio", "video"]) -> list[tuple[int, int]]:
        """(slot, source) of what others send and is mapped here; an echo has none.

        A picture without a sound beside it comes first: it is a screen or a document camera, so a paper.
        """
        found = []
        slots = self._engine.endpoint_slots(endpoint)
        voices = {slot.pair for slot in slots if slot.kind == "audio"}
        for slot in sorted(slots, key=lambda slot: slot.pair in voices):
            sources = self._engine.mapped_sources(slot.slot) if slot.kind == kind else ()
            found += [(slot.slot, source.source) for source in sources if source.endpoint != endpoint][:1]
        return found

    def _rate(self, now: float, source: int) -> float:
        """What the source sends, bit/s."""
        octets = self._engine.source_octets(source)
        at, before, rate = self._rates.get(source, (now, octets, 0.0))
        if now - at >= 2 * RATE_SECONDS:  # nobody has looked for a while
            at, before = now, octets
        elif now - at >= RATE_SECONDS:
            at, before, rate = now, octets, (octets - before) * 8 / (now - at)
        self._rates[source] = (at, before, rate)
        return rate

    # -- what senders are asked for

    def _ask(self, now: float, pictures: Mapping[int, Sequence[_Picture]]) -> None:
        """Ask each sender for no more than the receiver with the best line can have."""
        wanted: dict[int, float] = {}
        for shown in pictures.values():
            for picture in shown:
                wanted[picture.source] = max(wanted.get(picture.source, LEAST_PICTURE), picture.share)
        self._rates = {
            source: rate for source, rate in self._rates.items() if now - rate[0] < 2 * RATE_SECONDS
        }
        limits: dict[int, float] = {}
        for source, most in wanted.items():
            endpoint = self._engine.source_spec(source).endpoint
            limits[endpoint] = limits.get(endpoint, self._sound(now, endpoint)) + most
        for endpoint in pictures.keys() & (limits.keys() | self._asked.keys()):
            self._ask_one(now, endpoint, limits.get(endpoint, math.inf))
        for gone in self._asked.keys() - pictures.keys():
            del self._asked[gone]

    def _sound(self, now: float, endpoint: int) -> float:
        """What the endpoint needs for its own sound, bit/s."""
        sources = self._engine.endpoint_sources(endpoint)
        rate = sum(self._rate(now, source.source) for source in sources if source.kind == "audio")
        return max(LEAST_SOUND, ENCODER_OVERSHOOT * rate)

    def _ask_one(self, now: float, endpoint: int, most: float) -> None:
        asked = self._asked.get(endpoint)
        limit = NO_REQUEST if math.isinf(most) else int(most)
        if asked is None and limit == NO_REQUEST:
            return
        if asked is not None and now - asked.at < ASK_SECONDS and limit > MUCH_LESS * asked.limit:
            return
        taken_back = 0 if asked is None or limit != NO_REQUEST else asked.taken_back + 1
        if taken_back > TAKE_BACK_TIMES:
            del self._asked[endpoint]
            return
        self._asked[endpoint] = _Request(now, limit, taken_back)
        sources = self._engine.endpoint_sources(endpoint)
        ssrcs = tuple(source.ssrc for source in sources if source.kind == "video")
        self._engine.send_rtcp(endpoint, bytes(ReceiverBitrate(OWN_SSRC, limit, ssrcs)))

    # -- what receivers get

    def _forget_unmapped(self, endpoint: int, receiver: _Receiver, shown: Sequence[_Picture]) -> None:
        """What is mapped on a slot later begins as on any slot."""
        slots = {picture.slot for picture in shown}
        there = {slot.slot for slot in self._engine.endpoint_slots(endpoint)}
        for slot in receiver.too_much.keys() - slots:
            del receiver.too_much[slot]
        for slot in receiver.held.keys() - slots:
            del receiver.held[slot]
            if slot in there:
                self._engine.set_layer(slot, ALL_LAYERS)
                self._tell_held(slot, False)

    def _apply_limit(self, endpoint: int, receiver: _Receiver) -> None:
        """Pace the pictures and leave out redundant sound, or no longer."""
        limit = receiver.line.limit
        if limit is None and not receiver.limited:
            return
        receiver.limited = limit is not None
        self._engine.set_send_rate(endpoint, None if limit is None else int(PACE * limit))
        self._engine.set_redundancy(endpoint, not self.is_thin(endpoint))

    def _judge(self, now: float, receiver: _Receiver, picture: _Picture) -> None:
        """Hold the picture back, or let it go again."""
        line, slot = receiver.line, picture.slot
        again_at = receiver.held.get(slot)
        if again_at is not None:
            fits = line.limit is None or LEAST_PICTURE <= picture.share >= picture.rate / ENCODER_OVERSHOOT
            if fits and now >= again_at and not line.congested:
                del receiver.held[slot]
                receiver.released_at = now
                self._engine.set_layer(slot, ALL_LAYERS)
                self._tell_held(slot, False)
            return
        since = now
        if picture.rate > TOO_MUCH * picture.share:
            since = receiver.too_much.setdefault(slot, now)
        else:
            receiver.too_much.pop(slot, None)
        crowded = line.standing and picture.share < LEAST_PICTURE
        if line.full or crowded or now - since >= PATIENCE_SECONDS:
            self._hold(now, receiver, slot)

    def _hold(self, now: float, receiver: _Receiver, slot: int) -> None:
        relapse = now - receiver.released_at < RELAPSE_SECONDS
        receiver.away = min(LONGEST_SECONDS, 2 * receiver.away) if relapse else PATIENCE_SECONDS
        receiver.held[slot] = now + receiver.away
        receiver.too_much.pop(slot, None)
        self._engine.set_layer(slot, NO_LAYER)
        self._tell_held(slot, True)

    def _probe(self, now: float, endpoint: int, receiver: _Receiver) -> None:
        """Look now and then whether the line carries more than is known."""
        line = receiver.line
        if line.limit is None or line.congested:
            receiver.probe_at, receiver.probe_pause = now + PROBE_SECONDS, PROBE_SECONDS
            receiver.probed_limit = math.inf
            return
        if now < receiver.probe_at:
            return
        better = line.limit > BETTER * receiver.probed_limit
        receiver.probe_pause = (
            PROBE_SECONDS if better else min(LONGEST_PROBE_SECONDS, 2 * receiver.probe_pause)
        )
        receiver.probe_at, receiver.probed_limit = now + receiver.probe_pause, line.limit
        receiver.probed_at = now
        line.probe(self._engine.send_padding(now, endpoint, TRAIN_PACKETS))


def _divide(room: float, pictures: Sequence[_Picture]) -> None:
    """Give the first pictures an even share each, as many as can have LEAST_PICTURE, and one at least."""
    many = max(1, min(len(pictures), int(room / LEAST_PICTURE)))
    for place, picture in enumerate(pictures):
        picture.share = room / many if place < many else 0.0
