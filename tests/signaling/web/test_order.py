"""What one browser asks for quickly, one after another, is done in that order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from signaling.wiring import House
from tests.signaling.serving import Browser, browser, new_id, served, settings_for, url_of

ROUNDS = 15
"""Of two presses each; without order some of them end the wrong way round."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with served(settings_for(tmp_path)) as made:
        yield made


@pytest.fixture
async def desk(house: House) -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(browser(url_of(house.settings), "desk"))
        roles = (await made.request("GET", "/api/demo/roles")).json["roles"]
        await made.enter(next(role["key"] for role in roles if role["seat"] == "desk"))
        await made.connect()
        yield made


async def test_the_last_press_counts(desk: Browser) -> None:
    ended = []
    for _ in range(ROUNDS):
        presses = [{"id": new_id(), "availability": wish} for wish in ("away", "available")]
        await asyncio.gather(*(desk.done("desk:availability", press) for press in presses))
        ended.append((await desk.done("desk:open"))["availability"])
    assert ended == ["available"] * ROUNDS
