"""Key frames that do not come first."""

from __future__ import annotations

from dataclasses import replace

from media.forward.backlog import CAPACITY
from media.forward.core import Forwarder
from media.forward.engine import Switched
from media.rtp.header import build_packet
from media.rtp.rtx import wrap_payload
from tests.media.forward.specs import DELTA, KEY, sent, slot, source


def test_a_key_frame_that_was_overtaken_is_shown_with_what_overtook_it(core: Forwarder) -> None:
    core.add_source(0.0, source())
    core.add_slot(slot(), 0, 0)
    core.receive(0.0, 1, [build_packet(96, 9, 0, 11, DELTA)])
    core.map_slot(0.0, 20, 11)
    late = [build_packet(96, 12, 0, 11, DELTA + b"2"), build_packet(96, 11, 0, 11, DELTA + b"1")]
    core.receive(0.1, 1, [*late, build_packet(96, 10, 0, 11, KEY)])
    assert sent(core) == [KEY, DELTA + b"1", DELTA + b"2"]
    assert core.events.count(Switched(20, 11)) == 1
    core.receive(0.2, 1, [build_packet(96, 13, 0, 11, DELTA)])
    assert sent(core) == [DELTA]


def test_a_key_frame_that_comes_again_is_shown(core: Forwarder) -> None:
    """Its first packet was lost, and came by RTX."""
    core.add_source(0.0, source())
    core.add_slot(slot(), 0, 0)
    core.receive(0.0, 1, [build_packet(96, 9, 0, 11, DELTA)])
    core.map_slot(0.0, 20, 11)
    core.receive(0.1, 1, [build_packet(96, 11, 0, 11, DELTA)])
    core.receive(0.2, 1, [build_packet(97, 1, 0, 12, wrap_payload(10, KEY))])
    assert sent(core) == [KEY, DELTA]


def test_a_key_frame_whose_rest_has_gone_by_does_not_switch(core: Forwarder) -> None:
    core.add_source(0.0, source())
    core.add_slot(slot(), 0, 0)
    core.receive(0.0, 1, [build_packet(96, 9, 0, 11, DELTA), build_packet(96, 11, 0, 11, DELTA)])
    core.map_slot(0.0, 20, 11)
    core.receive(0.1, 1, [build_packet(96, 10, 0, 11, KEY)])
    assert sent(core) == []
    core.receive(0.2, 1, [build_packet(96, 12, 0, 11, KEY)])
    assert sent(core) == [KEY]


def test_what_overtakes_a_key_frame_is_bounded(core: Forwarder) -> None:
    core.add_source(0.0, source())
    core.add_slot(slot(), 0, 0)
    core.receive(0.0, 1, [build_packet(96, 9, 0, 11, DELTA)])
    core.map_slot(0.0, 20, 11)
    for number in range(11, 12 + CAPACITY):
        core.receive(0.1, 1, [build_packet(96, number, 0, 11, DELTA)])
    core.receive(0.1, 1, [build_packet(96, 10, 0, 11, KEY)])
    assert sent(core) == []
    assert len(core.source(11).backlog.after(12) or ()) == CAPACITY - 1


def test_nothing_is_kept_for_a_slot_that_has_stopped_waiting(core: Forwarder) -> None:
    core.add_source(0.0, source())
    core.add_slot(slot(), 0, 0)
    core.map_slot(0.0, 20, 11)
    core.receive(0.0, 1, [build_packet(96, 9, 0, 11, DELTA)])
    core.map_slot(0.0, 20, None)
    assert core.source(11).backlog.after(8) is None


def test_who_waits_since_later_gets_nothing_from_before(core: Forwarder) -> None:
    core.add_source(0.0, source())
    core.add_endpoint(3)
    core.add_slot(slot(), 0, 0)
    core.add_slot(replace(slot(30), endpoint=3), 0, 0)
    core.map_slot(0.0, 20, 11)
    core.receive(0.0, 1, [build_packet(96, 9, 0, 11, DELTA), build_packet(96, 11, 0, 11, DELTA)])
    core.map_slot(0.1, 30, 11)
    core.receive(0.2, 1, [build_packet(97, 1, 0, 12, wrap_payload(10, KEY))])
    assert [endpoint for endpoint, _ in core.take_sends()] == [2, 2]
    core.receive(0.3, 1, [build_packet(96, 12, 0, 11, KEY)])
    assert sorted(endpoint for endpoint, _ in core.take_sends()) == [2, 3]


def test_a_stream_that_begins_anew_is_shown(core: Forwarder) -> None:
    """Its numbers are lower than the one from which on the slot waits."""
    core.add_source(0.0, source())
    core.add_slot(slot(), 0, 0)
    core.receive(0.0, 1, [build_packet(96, 30_000, 0, 11, DELTA)])
    core.map_slot(0.0, 20, 11)
    core.receive(0.1, 1, [build_packet(96, number, 0, 11, DELTA) for number in (5, 6)])
    core.receive(0.2, 1, [build_packet(96, 7, 0, 11, KEY)])
    assert sent(core) == [KEY]
