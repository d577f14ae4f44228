"""Five minutes of the soak (an hour by hand: tests/media/soak.py): nothing is left, memory stays flat."""

from __future__ import annotations

import secrets

import pytest

from tests.media import soak

MINUTES = 5.0
WAVE_SECONDS = 12.0
MOST_GROWTH = 0.03
"""Three times the 1 % that the hour is held to: five minutes are mostly the warming up."""


@pytest.mark.timeout(900)
async def test_rooms_that_come_and_go_leave_nothing(folder: str) -> None:
    empty, waves = await soak.soak(folder, MINUTES, WAVE_SECONDS, secrets.randbits(32))
    assert empty.endpoints == empty.srtp_sessions == empty.tcp_connections == empty.history_packets == 0
    for number, wave in enumerate(waves, start=1):
        assert wave.left == empty, f"wave {number} of {len(waves)}"
        assert wave.joins > soak.ROOMS and wave.packets > 0
    assert soak.growth(waves) <= MOST_GROWTH, [wave.resident_bytes for wave in waves]
