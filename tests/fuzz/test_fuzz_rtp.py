"""Whatever arrives on the media port: RTP is read or dropped, and state stays bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.forward.core import Forwarder
from media.forward.endpoint import MAX_UNBOUND
from media.forward.engine import Extensions, SlotSpec, SourceSpec
from media.rtp.errors import ParseError
from media.rtp.header import build_packet, parse_header, read_extensions
from media.rtp.red import parse_red, retype_red
from media.rtp.vp8 import parse_descriptor
from tests.fuzz.mutation import fuzz

KEY_FRAME = bytes.fromhex("90e08001072000") + b"picture"
RED = bytes.fromhex("ef0f0004 6f") + b"opus" + b"again"
IDS = Extensions(mid=3, audio_level=1, video_orientation=2, transport_cc=4, rid=5, repaired_rid=6)
ELEMENTS = ((3, b"0"), (2, b"\x01"), (4, b"\x00\x01"), (1, b"\x20"))

SEEDS = [
    build_packet(96, 10, 100, 11, KEY_FRAME, elements=ELEMENTS),
    build_packet(96, 11, 100, 11, KEY_FRAME, marker=True),
    build_packet(97, 1, 100, 12, b"\x00\x0a" + KEY_FRAME, elements=ELEMENTS),
    build_packet(97, 2, 100, 12, b"", padding=255),
    build_packet(111, 5, 960, 15, b"opus", elements=ELEMENTS),
    build_packet(63, 6, 1920, 15, RED, elements=ELEMENTS),
    build_packet(96, 1, 1, 99, KEY_FRAME, elements=((3, b"1"), (5, b"f"), (6, b"f"))),
]


def forwarder() -> Forwarder:
    """A video and a sound of endpoint 1, shown to endpoint 2."""
    core = Forwarder()
    core.add_endpoint(1)
    core.add_endpoint(2)
    core.endpoint(1).extensions = IDS
    core.add_source(0.0, SourceSpec(11, 1, "video", 11, 12, 96, 97, 90_000, 11))
    core.add_source(0.0, SourceSpec(15, 1, "audio", 15, 0, 111, 0, 48_000, 15, red_payload_type=63))
    core.add_slot(SlotSpec(20, 2, "video", b"v", 20, 21, 100, 101, 90_000, IDS, 0), 65530, 0)
    core.add_slot(SlotSpec(30, 2, "audio", b"a", 30, 0, 109, 0, 48_000, IDS, 0), 65530, 0)
    core.add_slot(SlotSpec(31, 2, "audio", b"r", 31, 0, 109, 0, 48_000, IDS, 1, 64), 65530, 0)
    core.map_slot(0.0, 20, 11)
    core.map_slot(0.0, 31, 15)
    core.map_slot(0.0, 30, 15)
    return core


def test_the_packet_path_takes_mutated_packets() -> None:
    core = forwarder()
    times = iter(range(1 << 60))

    def check(packet: bytes) -> None:
        now = next(times) * 0.001
        core.receive(now, 1, [packet])
        for endpoint, sent in core.take_sends():
            assert endpoint == 2
            header = parse_header(sent)  # what we send can be read
            assert header.ssrc in (20, 30, 31)
            assert read_extensions(sent, header)[3] in (b"v", b"a", b"r")
            if header.payload_type == 64:
                assert parse_red(sent[header.payload_start : header.payload_end], 109).primary
        core.tick(now)
        core.take_missing(now)
        core.take_receptions(1)
        core.take_events()
        core.endpoint(1).arrivals.take()
        assert len(core.endpoint(1).unbound) <= MAX_UNBOUND

    assert fuzz("rtp", SEEDS, check) > 100


@given(st.binary(max_size=200))
def test_any_bytes_are_a_packet_or_an_error(packet: bytes) -> None:
    try:
        header = parse_header(packet)
        read_extensions(packet, header)
        parse_descriptor(packet[header.payload_start : header.payload_end])
    except ParseError:
        pass


@given(st.binary(max_size=200), st.integers(0, 127))
def test_any_payload_is_redundant_audio_or_an_error(payload: bytes, payload_type: int) -> None:
    try:
        primary, reach = parse_red(payload, payload_type)
    except ParseError:
        return
    assert payload.endswith(primary) and primary
    assert 0 <= reach < 1 << 14
    assert parse_red(retype_red(payload, 5), 5) == (primary, reach)


@given(st.lists(st.tuples(st.integers(0, 0x3FFF), st.binary(max_size=60)), max_size=9), st.binary(min_size=1))
def test_every_redundant_payload_gives_its_primary_block(
    blocks: list[tuple[int, bytes]], primary: bytes
) -> None:
    heads = [bytes((0x80 | 111,)) + (offset << 10 | len(data)).to_bytes(3, "big") for offset, data in blocks]
    payload = b"".join([*heads, b"\x6f", *(data for _, data in blocks), primary])
    assert parse_red(payload, 111) == (primary, max([0, *(offset for offset, _ in blocks)]))
