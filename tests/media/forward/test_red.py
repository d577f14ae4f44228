"""Redundant audio goes on as it is, or without its redundancy; gaps of DTX break no line."""

from __future__ import annotations

import itertools

import pytest

from media.forward.core import Forwarder
from media.forward.engine import Extensions, SlotSpec, SourceSpec
from media.rtp.errors import ParseError
from media.rtp.header import build_packet, parse_header
from media.rtp.red import parse_red

OPUS, RED = 111, 63
FRAME = 960
WITH_RED, WITHOUT, OTHER_NUMBERS = 20, 21, 22


def red(primary: bytes, *before: tuple[int, bytes], payload_type: int = OPUS) -> bytes:
    """A payload with earlier blocks, each with how far back it is (RTP ticks)."""
    heads = [
        bytes((0x80 | payload_type,)) + (offset << 10 | len(data)).to_bytes(3, "big")
        for offset, data in before
    ]
    return b"".join([*heads, bytes((payload_type,)), *(data for _, data in before), primary])


@pytest.fixture
def core() -> Forwarder:
    """Endpoint 1 sends redundant audio; three slots of endpoint 2 have negotiated it differently."""
    core = Forwarder()
    core.add_endpoint(1)
    core.add_endpoint(2)
    for number in (15, 16):
        core.add_source(
            0.0, SourceSpec(number, 1, "audio", number, 0, OPUS, 0, 48_000, number, red_payload_type=RED)
        )
    for slot, opus, redundant in ((WITH_RED, OPUS, RED), (WITHOUT, 109, 0), (OTHER_NUMBERS, 96, 97)):
        spec = SlotSpec(slot, 2, "audio", b"m", slot, 0, opus, 0, 48_000, Extensions(), slot, redundant)
        core.add_slot(spec, 100, 0)
        core.map_slot(0.0, slot, 15)
    return core


def sent(core: Forwarder) -> dict[int, list[tuple[int, int, bytes]]]:
    """What left, by slot: sequence number, payload type, payload."""
    packets: dict[int, list[tuple[int, int, bytes]]] = {}
    for _, packet in core.take_sends():
        header = parse_header(packet)
        payload = packet[header.payload_start : header.payload_end]
        packets.setdefault(header.ssrc, []).append((header.sequence, header.payload_type, payload))
    return packets


def feed(core: Forwarder, number: int, payload: bytes, ssrc: int = 15, payload_type: int = RED) -> None:
    core.receive(number * 0.02, 1, [build_packet(payload_type, number, number * FRAME, ssrc, payload)])


def test_each_receiver_gets_what_it_negotiated(core: Forwarder) -> None:
    feed(core, 1, red(b"one"))
    feed(core, 2, red(b"two", (FRAME, b"one")))
    feed(core, 3, b"three", payload_type=OPUS)
    whole = red(b"two", (FRAME, b"one"))
    assert sent(core) == {
        WITH_RED: [(101, RED, red(b"one")), (102, RED, whole), (103, OPUS, b"three")],
        WITHOUT: [(101, 109, b"one"), (102, 109, b"two"), (103, 109, b"three")],
        OTHER_NUMBERS: [
            (101, 97, red(b"one", payload_type=96)),
            (102, 97, red(b"two", (FRAME, b"one"), payload_type=96)),
            (103, 96, b"three"),
        ],
    }


def test_nothing_from_before_the_map_is_in_the_redundancy(core: Forwarder) -> None:
    """F-15: who is let in hears nothing that was said before, not 20 ms of it."""
    feed(core, 1, red(b"one"))
    sent(core)
    feed(core, 6, red(b"six", (FRAME, b"five")), ssrc=16)
    core.map_slot(0.13, WITH_RED, 16)
    for number in (7, 8, 9, 10):
        before = ((2 * FRAME, b"%d" % (number - 2)), (FRAME, b"%d" % (number - 1)))
        feed(core, number, red(b"%d" % number, *before), ssrc=16)
    payloads = [(kind, payload) for _, kind, payload in sent(core)[WITH_RED]]
    assert payloads[:2] == [(OPUS, b"7"), (OPUS, b"8")]
    assert payloads[2] == (RED, red(b"9", (2 * FRAME, b"7"), (FRAME, b"8")))
    assert [kind for kind, _ in payloads[2:]] == [RED, RED]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xef",
        red(b""),
        red(b"x", (FRAME, b"y"), payload_type=OPUS + 1),
        bytes((0x80 | OPUS, 0, 0, 200, OPUS)) + b"short",
        bytes((0x80 | OPUS, 0, 0, 1, OPUS + 1)) + b"ab",
    ],
    ids=["empty", "cut_header", "no_primary", "other_type", "cut_block", "other_primary"],
)
def test_what_is_no_redundant_audio_is_dropped_and_counted(core: Forwarder, payload: bytes) -> None:
    with pytest.raises(ParseError):
        parse_red(payload, OPUS)
    feed(core, 1, payload)
    assert sent(core) == {} and core.endpoint(1).dropped == 1


def test_red_is_taken_only_where_it_was_negotiated() -> None:
    core = Forwarder()
    core.add_endpoint(1)
    core.add_source(0.0, SourceSpec(15, 1, "audio", 15, 0, OPUS, 0, 48_000, 15))
    for payload_type in (RED, 0):
        feed(core, 1, red(b"one"), payload_type=payload_type)
    assert core.endpoint(1).dropped == 2


def test_silence_that_is_not_sent_breaks_neither_numbers_nor_time(core: Forwarder) -> None:
    """DTX: a packet every 400 ms while nobody speaks; the marker starts the next talk spurt (RFC 7587)."""
    moments: list[int] = []
    for burst in range(5):
        start = burst * 100  # frames of 20 ms: 1 s of speech, then 1 s of silence
        moments += [*range(start, start + 50), *range(start + 60, start + 100, 20)]
    out: list[tuple[int, int, bool]] = []
    for sequence, frame in enumerate(moments, start=1):
        speech = frame % 100 == 0
        core.receive(frame * 0.02, 1, [build_packet(OPUS, sequence, frame * FRAME, 15, b"x", marker=speech)])
        for _, packet in core.take_sends():
            header = parse_header(packet)
            if header.ssrc == WITHOUT:
                out.append((header.sequence, header.timestamp, header.marker))
    assert [number for number, _, _ in out] == list(range(101, 101 + len(moments)))
    steps = [after[1] - before[1] for before, after in itertools.pairwise(out)]
    assert steps == [(after - before) * FRAME for before, after in itertools.pairwise(moments)]
    assert [moments[index] for index, (_, _, marker) in enumerate(out) if marker] == [0, 100, 200, 300, 400]
