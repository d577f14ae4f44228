"""People see and hear each other over every network of the table (F-01, F-02, F-04)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.networks.browsers import Kind
from tests.networks.events import Move, RelayLoss, Silence
from tests.networks.meeting import Meeting, met
from tests.networks.networks import NETWORKS, Host, Network
from tests.networks.results import Results

pytestmark = pytest.mark.usefixtures("sound_card")
RESULTS = Results.of_environment(os.environ)
CHOSEN = [network for network in NETWORKS if network.daily or RESULTS.everything]

SLACK_S = 20.0
"""What comes too late is told with its time."""

SEATINGS = [
    {Host.POINT: Kind.CHROMIUM, Host.DESK: Kind.FIREFOX, Host.INTERPRETER: Kind.CHROMIUM},
    {Host.POINT: Kind.FIREFOX, Host.DESK: Kind.CHROMIUM, Host.INTERPRETER: Kind.FIREFOX},
]


def seated(kinds: dict[Host, Kind]) -> str:
    """How a test's name tells who sits where."""
    return f"{kinds[Host.POINT]}-calls-{kinds[Host.DESK]}".lower()


@pytest.mark.parametrize("seating", SEATINGS if RESULTS.everything else SEATINGS[:1], ids=seated)
@pytest.mark.parametrize("network", CHOSEN, ids=lambda network: network.name)
def test_people_meet(
    playwright: Playwright, network: Network, seating: dict[Host, Kind], tmp_path: Path
) -> None:
    with met(playwright, network, seating, tmp_path) as meeting:
        for number in range(RESULTS.calls):
            if number > 0:
                meeting.sit_down_again()
            for first in meeting.call():
                assert first.way in network.ways, first
                assert first.asked == network.media_asked(first.host), first
                RESULTS.add(network, first)
            if number == 0:
                meeting.is_proven()
                stays_through_event(meeting)
            meeting.end()


def stays_through_event(meeting: Meeting) -> None:
    """What happens in mid-call is over soon, and nobody is told that anybody left."""
    network = meeting.laid.network
    meeting.forget_announced()
    match network.event:
        case None:
            return
        case Move() as move:
            meeting.start_recording()
            meeting.laid.move(move)
        case Silence(seconds):
            meeting.laid.silence()
            meeting.desk.page.wait_for_timeout(seconds * 1000)
            meeting.start_recording()
            meeting.laid.end_silence()
        case RelayLoss(seconds):
            assert meeting.relay is not None
            meeting.relay.kill()
            meeting.only_point_is_away(seconds)
            meeting.start_recording()
            meeting.relay.start()
    since_ms = int(time.time() * 1000)
    back = meeting.recovered(since_ms, network.back_s + SLACK_S)
    RESULTS.add_back(network, meeting.kinds, back)
    told = f"{back}\n{meeting.history(since_ms)}"
    for came in back.values():
        assert came.sound_s is not None and came.sound_s <= network.back_s, told
        assert came.picture_s is not None and came.picture_s <= network.back_s, told
    meeting.is_proven()
    assert not {"participant:left", "consultation:ended"} & set(meeting.announced())
