"""Rules of the packet path, one packet at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from media.forward.core import UNBOUND_SECONDS, Forwarder
from media.forward.endpoint import MAX_PACED, MAX_UNBOUND
from media.forward.engine import (
    AudioLevel,
    Extensions,
    KeyFrameWanted,
    Switched,
    UnboundStream,
)
from media.forward.rewriter import MAX_EXTENSIONS
from media.forward.routing import LINGER_SECONDS
from media.rtp.header import build_packet, parse_header, read_extensions
from tests.media.forward.specs import DELTA, KEY, audio, sent, slot, source


@pytest.fixture
def shown(core: Forwarder) -> Forwarder:
    """Source 11 of endpoint 1 is shown on slot 20 of endpoint 2 from packet 10 on."""
    core.add_source(0.0, source())
    core.add_slot(slot(), 100, 0)
    core.map_slot(0.0, 20, 11)
    core.receive(0.0, 1, [build_packet(96, 10, 0, 11, KEY)])
    assert len(core.take_sends()) == 1
    core.take_events()
    return core


def test_duplicates_go_no_further_the_first_one_included(shown: Forwarder) -> None:
    first = build_packet(96, 10, 0, 11, KEY)
    again = build_packet(97, 1, 0, 12, (10).to_bytes(2, "big") + KEY)
    shown.receive(0.1, 1, [first, again])
    assert sent(shown) == []
    assert shown.endpoint(1).dropped == 2


def test_a_repaired_packet_takes_its_place(shown: Forwarder) -> None:
    shown.receive(0.1, 1, [build_packet(96, 12, 0, 11, DELTA)])
    shown.receive(0.1, 1, [build_packet(97, 1, 0, 12, (11).to_bytes(2, "big") + DELTA)])
    numbers = [parse_header(packet).sequence for _, packet in shown.take_sends()]
    assert numbers == [103, 102]


def test_padding_alone_on_rtx_is_dropped(shown: Forwarder) -> None:
    shown.receive(0.1, 1, [build_packet(97, 1, 0, 12, b"", padding=200)])
    assert sent(shown) == []


def test_padding_alone_on_the_stream_keeps_its_number(shown: Forwarder) -> None:
    shown.receive(0.1, 1, [build_packet(96, 11, 0, 11, b"", padding=50), build_packet(96, 12, 0, 11, DELTA)])
    assert sent(shown) == [b"", DELTA]


@pytest.mark.parametrize(
    "packet",
    [
        b"\x80",
        build_packet(95, 11, 0, 11, DELTA),  # payload type of nothing
        build_packet(96, 11, 0, 12, DELTA),  # RTX stream with the other's payload type
        build_packet(97, 11, 0, 12, b"x"),
        build_packet(96, 11, 0, 11, b"\x90"),
    ],
)
def test_what_cannot_be_read_is_dropped_and_counted(shown: Forwarder, packet: bytes) -> None:
    shown.receive(0.1, 1, [packet])
    assert sent(shown) == []
    assert shown.endpoint(1).dropped == 1


def test_packets_from_before_the_switch_are_not_shown(shown: Forwarder) -> None:
    shown.receive(0.1, 1, [build_packet(96, 9, 0, 11, DELTA), build_packet(96, 11, 0, 11, DELTA)])
    assert sent(shown) == [DELTA]


def test_extensions_are_written_anew_with_the_receivers_ids(core: Forwarder) -> None:
    ids = Extensions(mid=5, video_orientation=6, transport_cc=7)
    core.add_source(0.0, source())
    core.add_slot(slot(ids=ids), 0, 0)
    core.map_slot(0.0, 20, 11)
    elements = ((3, b"x"), (2, b"\x03"), (4, b"\x00\x09"))
    core.receive(1.5, 1, [build_packet(96, 1, 0, 11, KEY, elements=elements)])
    ((_, packet),) = core.take_sends()
    found = read_extensions(packet, parse_header(packet))
    assert found == {7: b"\x00\x00", 5: b"m", 6: b"\x03"}
    assert core.endpoint(1).arrivals.take() == [(9, 1.5)]


def test_ready_made_extensions_are_bounded(core: Forwarder) -> None:
    core.add_source(0.0, source())
    core.add_slot(slot(ids=Extensions(mid=5, video_orientation=6)), 0, 0)
    core.map_slot(0.0, 20, 11)
    core.receive(0.0, 1, [build_packet(96, 0, 0, 11, KEY)])
    for number in range(1, MAX_EXTENSIONS + 50):
        elements = ((2, bytes((number % 256,))),)
        core.receive(0.0, 1, [build_packet(96, number, 0, 11, DELTA, elements=elements)])
    assert len(core.take_sends()) == MAX_EXTENSIONS + 50


def test_a_transport_number_of_a_wrong_length_is_left_out(core: Forwarder) -> None:
    core.receive(0.0, 1, [build_packet(96, 0, 0, 11, KEY, elements=((4, b"abc"),))])
    assert core.endpoint(1).arrivals.take() == []


def test_the_table_of_unknown_streams_is_bounded(core: Forwarder) -> None:
    core.receive(0.0, 1, [build_packet(96, 0, 0, 1000 + n, KEY) for n in range(MAX_UNBOUND + 20)])
    told = core.take_events()
    assert len(told) == MAX_UNBOUND
    assert isinstance(told[0], UnboundStream)
    core.receive(0.5, 1, [build_packet(96, 0, 0, 1000, KEY)])
    assert core.take_events() == []
    core.receive(UNBOUND_SECONDS, 1, [build_packet(96, 0, 0, 5000, KEY)])
    assert [event for event in core.take_events() if isinstance(event, UnboundStream)]
    assert len(core.endpoint(1).unbound) == MAX_UNBOUND


def test_the_pacers_queue_is_bounded(shown: Forwarder) -> None:
    shown.set_send_rate(0.0, 2, 8_000)
    for number in range(MAX_PACED + 50):
        shown.receive(0.0, 1, [build_packet(96, 11 + number, 0, 11, DELTA + bytes(1000))])
    assert len(shown.endpoint(2).paced) == MAX_PACED
    assert shown.endpoint(2).dropped == 50 - len(shown.take_sends())
    shown.tick(1.0)
    assert 1 <= len(shown.take_sends()) <= 5


def test_a_level_is_told_of_while_packets_come(core: Forwarder) -> None:
    core.add_source(0.0, audio())
    core.receive(0.0, 1, [build_packet(111, 1, 0, 15, b"opus", elements=((1, b"\x9e"),))])
    core.tick(0.0)
    assert core.take_events() == [AudioLevel(15, 30)]
    core.tick(1.0)
    assert core.take_events() == []


def test_another_spec_for_a_source_binds_its_rtx_stream(shown: Forwarder) -> None:
    shown.add_source(0.0, source(rtx=0))
    shown.receive(0.1, 1, [build_packet(96, 12, 0, 11, DELTA)])
    assert shown.take_missing(1.0) == []
    shown.add_source(0.2, source(rtx=77))
    shown.receive(1.0, 1, [build_packet(96, 14, 0, 11, DELTA)])
    assert shown.take_missing(2.0) == [(11, [13])]
    shown.receive(2.0, 1, [build_packet(97, 1, 0, 77, (13).to_bytes(2, "big") + DELTA)])
    assert len(sent(shown)) == 3
    assert shown.take_events() == []  # still shown, no new key frame


def test_another_stream_under_a_number_is_a_new_source(shown: Forwarder) -> None:
    shown.add_source(0.0, source(ssrc=99))
    assert shown.take_events() == [Switched(20, None), KeyFrameWanted(11, True)]
    shown.receive(0.1, 1, [build_packet(96, 11, 0, 11, KEY)])
    assert sent(shown) == []
    shown.receive(0.1, 1, [build_packet(96, 5, 0, 99, KEY)])
    assert sent(shown) == [KEY]


def test_an_ssrc_belongs_to_the_source_that_took_it_last(shown: Forwarder) -> None:
    shown.add_source(0.0, source(number=50, rtx=0, ssrc=11))
    shown.remove_source(0.0, 11)
    shown.receive(0.1, 1, [build_packet(96, 11, 0, 11, KEY)])
    assert shown.endpoint(1).sources[11].spec.source == 50


def test_adding_again_changes_nothing(shown: Forwarder) -> None:
    shown.add_endpoint(2)
    shown.add_slot(slot(), 7, 7)
    shown.map_slot(0.0, 20, 11)
    shown.add_source(0.0, source())
    assert shown.take_events() == []
    shown.receive(0.1, 1, [build_packet(96, 11, 0, 11, DELTA)])
    assert sent(shown) == [DELTA]


def test_mapping_back_before_the_switch_changes_nothing(shown: Forwarder) -> None:
    shown.add_source(0.0, source(number=31, rtx=32))
    shown.map_slot(0.0, 20, 31)
    shown.map_slot(0.0, 20, 11)
    assert shown.take_events() == [KeyFrameWanted(31, True)]
    shown.receive(0.1, 1, [build_packet(96, 1, 0, 31, KEY), build_packet(96, 11, 0, 11, DELTA)])
    assert sent(shown) == [DELTA]
    assert shown.slot_sources(20) == [11]


def test_removing_what_a_slot_waits_for(shown: Forwarder) -> None:
    shown.add_source(0.0, source(number=31, rtx=32))
    shown.map_slot(0.0, 20, 31)
    assert shown.slot_sources(20) == [11, 31]
    shown.remove_source(0.0, 31)
    assert shown.slot_sources(20) == [11]
    shown.remove_endpoint(0.0, 2)
    shown.remove_endpoint(0.0, 2)
    shown.remove_endpoint(0.0, 1)
    assert shown.endpoints == {}


def test_sound_without_a_loudest_call_is_sent(core: Forwarder) -> None:
    core.add_source(0.0, audio())
    core.add_slot(slot(40, "audio"), 0, 0)
    core.map_slot(0.0, 40, 15)
    assert core.take_events() == []  # no key frame for sound
    core.receive(0.0, 1, [build_packet(111, 1, 0, 15, b"opus")])
    assert sent(core) == [b"opus"]
    assert core.retransmit(1.0, 40, [1]) == 0
    core.set_loudest(0.0, 2, 0, [])
    core.set_loudest(0.0, 2, 0, [])
    core.receive(0.0, 1, [build_packet(111, 2, 0, 15, b"opus")])
    assert sent(core) == []
    core.set_loudest(0.0, 2, 0, [15])
    core.receive(0.0, 1, [build_packet(111, 3, 0, 15, b"opus")])
    assert sent(core) == [b"opus"]


def test_padding_needs_a_picture_with_rtx(core: Forwarder) -> None:
    assert core.send_padding(0.0, 2, 2) == ()
    core.add_source(0.0, source())
    core.add_slot(replace(slot(), rtx_ssrc=0), 0, 0)
    core.map_slot(0.0, 20, 11)
    core.receive(0.0, 1, [build_packet(96, 1, 0, 11, KEY)])
    assert core.send_padding(0.0, 2, 2) == ()
    assert core.retransmit(1.0, 20, [1]) == 0


def test_sound_that_would_go_back_in_time_is_dropped_until_it_does_not(core: Forwarder) -> None:
    """A speaker whose sound comes 100 ms later than that of the one before."""
    core.add_endpoint(3)
    core.add_source(0.0, audio())
    core.add_source(0.0, replace(audio(16), endpoint=3))
    core.source(15).clock.add_report(0, 0.0, 0.0)
    core.source(16).clock.add_report(0, 0.0, 0.0)
    core.add_slot(replace(slot(40, "audio"), clock_rate=48_000), 0, 0)
    core.map_slot(0.0, 40, 15)
    core.receive(1.0, 1, [build_packet(111, 1, 48_000, 15, b"one")])
    core.map_slot(1.0, 40, 16)
    for number in range(8):
        late = round((1.02 + 0.02 * number - 0.1) * 48_000)
        core.receive(1.02 + 0.02 * number, 3, [build_packet(111, number, late, 16, bytes((number,)))])
    assert sent(core) == [b"one", b"\x05", b"\x06", b"\x07"]


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (Extensions(), {}),
        (Extensions(transport_cc=7), {7: b"\x00\x00"}),
        (Extensions(mid=5), {5: b"m"}),
    ],
)
def test_only_what_the_receiver_asked_for_is_written(
    core: Forwarder, ids: Extensions, found: dict[int, bytes]
) -> None:
    core.add_source(0.0, source())
    core.add_slot(slot(ids=ids), 0, 0)
    core.map_slot(0.0, 20, 11)
    core.receive(1.0, 1, [build_packet(96, 1, 0, 11, KEY)])
    assert len(core.send_padding(1.0, 2, 2)) == 2
    assert core.retransmit(2.0, 20, [1]) == 1
    packets = [packet for _, packet in core.take_sends()]
    assert read_extensions(packets[0], parse_header(packets[0])) == found
    for packet in packets[1:]:
        assert set(read_extensions(packet, parse_header(packet))) == set(found)
        assert parse_header(packet).ssrc == 21


def test_pictures_of_a_source_without_picture_ids_are_sent_as_they_are(shown: Forwarder) -> None:
    shown.add_source(0.0, source(number=31, rtx=32))
    shown.map_slot(0.0, 20, 31)
    key = bytes.fromhex("90c080050710") + b"key"
    shown.receive(0.1, 1, [build_packet(96, 1, 0, 31, key)])
    assert len(sent(shown)) == 1
    shown.map_slot(0.2, 20, 11)
    shown.receive(0.2, 1, [build_packet(96, 11, 0, 11, KEY)])
    assert sent(shown) == [KEY]


def test_a_picture_to_be_replaced_does_not_stay_without_its_successor(shown: Forwarder) -> None:
    """Invariant 6: whoever is mapped away is gone soon, even if the next one never sends."""
    shown.map_slot(0.0, 20, 31)
    shown.tick(LINGER_SECONDS - 0.1)
    shown.receive(LINGER_SECONDS - 0.1, 1, [build_packet(96, 11, 0, 11, DELTA)])
    assert sent(shown) == [DELTA]
    shown.tick(LINGER_SECONDS)
    assert shown.take_events() == [Switched(20, None)]
    shown.receive(LINGER_SECONDS, 1, [build_packet(96, 12, 0, 11, KEY)])
    assert sent(shown) == []


def test_streams_that_claim_one_ssrc_leave_nothing(core: Forwarder) -> None:
    """A stream that was out of the books was asked for again when its endpoint had gone: media ended."""
    core.add_source(0.0, source())
    core.receive(0.0, 1, [build_packet(96, number, 0, 11, DELTA) for number in (10, 20)])
    core.add_source(0.0, source(number=31, rtx=11))
    assert core.take_missing(1.0)[0][0] == 11
    core.remove_endpoint(1.0, 1)
    assert not core.sources
    assert core.take_missing(2.0) == []


def test_a_held_picture_is_not_held_longer_by_further_maps(shown: Forwarder) -> None:
    for number in (13, 14):
        shown.add_source(0.0, source(number, 0, ssrc=number))
    for at, group in ((0.1, 13), (0.1 + LINGER_SECONDS / 2, 14)):
        shown.map_slot(at, 20, group)
    shown.tick(0.1 + LINGER_SECONDS)
    shown.receive(0.1 + LINGER_SECONDS, 1, [build_packet(96, 11, 0, 11, DELTA)])
    assert sent(shown) == []


def test_nothing_of_the_picture_before_is_sent_again(shown: Forwarder) -> None:
    shown.add_source(0.0, source(13, 0, ssrc=13))
    shown.map_slot(0.1, 20, 13)
    shown.receive(0.2, 1, [build_packet(96, 1, 0, 13, KEY)])
    number = parse_header(shown.take_sends()[-1][1]).sequence
    assert shown.retransmit(0.3, 20, [(number - 1) % 65536]) == 0
    assert shown.retransmit(0.3, 20, [number]) == 1
