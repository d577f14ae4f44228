"""Before admission: the topic out of the directory, and nothing of the others (F-15, F-47)."""

from __future__ import annotations

from functools import partial
from typing import Literal

import pytest

from signaling.consultation.tables import Consultation
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText, LocalWords
from signaling.web.messages.consultation import Invite, Topic
from tests.signaling.consultation.test_service import admit, invite, join, snapshot
from tests.signaling.house import House


async def test_f47_the_lobby_reads_the_topic_out_of_the_directory_alone(house: House) -> None:
    _, expert, place = await house.consultation()
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code)
    topic = (await snapshot(house, who, place.consultation)).topic
    assert topic is not None
    assert topic == Topic(*await house.store.read(partial(about, house, place.consultation)))
    await admit(house, expert, place.consultation, participant)
    assert (await snapshot(house, who, place.consultation)).topic is None


async def about(house: House, consultation: str, unit: Unit) -> tuple[LocalText, LocalWords]:
    """What the directory tells of the consultation's service."""
    service = (await unit.session.get_one(Consultation, consultation)).service
    return await house.areas.directory.about(unit, service)


@pytest.mark.parametrize("role", ["guest", "interpreter"])
async def test_f15_from_the_lobby_nothing_but_leaving_is_allowed(
    house: House, role: Literal["guest", "interpreter"]
) -> None:
    _, expert, place = await house.consultation()
    request = Invite(
        house.new_id(), place.consultation, role, language="ar" if role == "interpreter" else None
    )
    code = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))
    who, _ = await join(house, code.code)
    may = (await snapshot(house, who, place.consultation)).may
    assert set(may) == {
        "privacy:consultation",
        "consultation:open",
        "consultation:leave",
        "consultation:device",
    }
