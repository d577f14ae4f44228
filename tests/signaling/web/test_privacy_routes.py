"""F-101: the text over HTTP, also to somebody who has a code and no session yet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from signaling.config import Limits
from signaling.demo.privacy import PRIVACY
from signaling.demo.seed import demo_id
from tests.signaling.serving import Answer, Browser, browser, new_id, served, settings_for, url_of

REFUSED = b'{"error":{"code":"refused","detail":""}}'
KELA = "/api/authorities/{}/privacy".format(demo_id("kela"))


class Town:
    """Browsers of one test; codes are tried at most twelve times a minute."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url = url
        self._stack = stack

    async def visitor(self) -> Browser:
        """Somebody with a browser and perhaps a code."""
        return await self._stack.enter_async_context(browser(self._url, "guest"))

    async def point(self) -> Browser:
        """A service point."""
        made = await self._stack.enter_async_context(browser(self._url, "point"))
        await made.enter(f"device:{demo_id('piste-soini')}")
        return made

    async def code(self) -> str:
        """A code into a call of Kela."""
        point = await self.point()
        await point.connect()
        desk = await self._stack.enter_async_context(browser(self._url, "desk"))
        await desk.enter(f"account:{demo_id('asiantuntija-kela-01')}")
        await desk.connect()
        ticket = new_id()
        call = {"id": new_id(), "ticket": ticket, "service": demo_id("kela-perhe"), "language": "fi"}
        await point.done("ticket:open", call)
        await desk.done("desk:availability", {"id": new_id(), "availability": "available"})
        accepted = await desk.done("ticket:accept", {"id": new_id(), "ticket": ticket})
        where = {"id": new_id(), "consultation": accepted["consultation"], "role": "guest"}
        code: str = (await desk.done("guest:invite", where))["code"]
        return code


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    settings = settings_for(tmp_path, limits=Limits(codes_per_address="12/minute"))
    async with served(settings), AsyncExitStack() as stack:
        yield Town(url_of(settings), stack)


async def reads(visitor: Browser, code: str) -> Answer:
    return await visitor.request("POST", "/api/join/privacy", {"code": code})


async def test_a_service_point_reads_the_text_and_a_stranger_does_not(town: Town) -> None:
    answer = await (await town.point()).request("GET", KELA)
    assert answer.status == 200
    told = PRIVACY["kela"]
    assert answer.json["controller"]["sv"] == "FPA"
    assert answer.json["phone"] == "000 123 401"
    assert answer.json["text"]["personalData"]["fi"] == told.personal_data.fi
    assert (await (await town.visitor()).request("GET", KELA)).status == 401


async def test_who_has_a_code_reads_before_joining_and_in_the_lobby(town: Town) -> None:
    code, visitor = await town.code(), await town.visitor()
    before = await reads(visitor, code)
    assert (before.status, before.json["controller"]["fi"]) == (200, "Kela")
    assert before.json["text"]["basis"]["fi"] == PRIVACY["kela"].basis.fi
    me = (await visitor.request("POST", "/api/join", {"code": code})).json
    lobby = await visitor.request("GET", f"/api/consultations/{me['consultation']}/privacy")
    assert (lobby.status, lobby.json) == (200, before.json)
    assert (await visitor.request("GET", KELA)).body == REFUSED


async def test_codes_are_not_guessed_here_either(town: Town) -> None:
    visitor = await town.visitor()
    answers = [await reads(visitor, f"K7QM-2F{number:02d}") for number in range(20)]
    assert {answer.body for answer in answers[:8]} == {REFUSED}
    assert answers[-1].status == 429
    assert (await visitor.request("POST", "/api/join", {"code": "K7QM-2F9D"})).status == 429
