"""How often one may ask: a noisy session is cut alone, and who guesses is stopped by address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from signaling.config import Limits, Server, Settings
from signaling.web.messages.base import Seat
from tests.databases import free_port
from tests.signaling.serving import Answer, Browser, browser, new_id, served, settings_for, url_of

TOO_OFTEN = b'{"error":{"code":"limit","detail":"too_often"}}'
MINUTE = 60


class Municipality:
    """Browsers behind one address."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url = url
        self._stack = stack

    async def at(self, seat: Seat) -> Browser:
        return await self._stack.enter_async_context(browser(self._url, seat))

    async def points(self, count: int) -> list[Browser]:
        """That many service points, each with a session and a socket."""
        made = [await self.at("point") for _ in range(count)]
        roles = (await made[0].request("GET", "/api/demo/roles")).json["roles"]
        keys = [role["key"] for role in roles if role["seat"] == "point"]
        for point, key in zip(made, keys[:count], strict=True):
            await point.enter(key)
            await point.connect()
        return made


async def municipality(settings: Settings) -> AsyncIterator[Municipality]:
    async with served(settings), AsyncExitStack() as stack:
        yield Municipality(url_of(settings), stack)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Municipality]:
    """Few requests and events for a session, room for twenty sessions at the address."""
    limits = Limits(requests_per_session="10/minute", requests_per_address="200/minute")
    limits = limits.model_copy(update={"events_per_session": "10/minute"})
    async for made in municipality(settings_for(tmp_path, limits=limits)):
        yield made


@pytest.fixture
async def guessing(tmp_path: Path) -> AsyncIterator[Municipality]:
    limits = Limits(codes_per_address="6/minute", sign_ins_per_name="100/minute")
    async for made in municipality(settings_for(tmp_path, limits=limits)):
        yield made


def is_told_to_wait(answer: Answer) -> bool:
    """The error that the client has a plain sentence for, and when to try again."""
    told = (answer.status, answer.body) == (429, TOO_OFTEN)
    return told and 1 <= int(answer.headers["Retry-After"]) <= 2 * MINUTE


async def test_one_noisy_session_does_not_cut_its_municipality(office: Municipality) -> None:
    noisy, *others = await office.points(8)
    answers = [await noisy.request("GET", "/api/me") for _ in range(300)]
    assert [answer.status for answer in answers[:10]] == [200] * 10
    assert all(is_told_to_wait(answer) for answer in answers[10:])
    replies = [await noisy.ask("point:open") for _ in range(15)]
    assert [reply.get("error", {}).get("detail") for reply in replies] == [None] * 10 + ["too_often"] * 5
    for other in others:
        assert (await other.request("GET", "/api/me")).status == 200
        assert (await other.request("GET", "/point", Accept="text/html")).status in (200, 503)  # built or not
        assert "ok" in await other.ask("point:open")


async def test_the_address_is_bounded_when_its_sessions_together_are_too_noisy(
    office: Municipality,
) -> None:
    stranger = await office.at("desk")
    answers = [await stranger.request("GET", "/healthz") for _ in range(210)]
    assert [answer.status for answer in answers[:150]] == [200] * 150
    assert is_told_to_wait(answers[-1])


@pytest.mark.parametrize("kind", ["join", "enrol", "sign-in"])
async def test_who_guesses_through_fresh_sessions_is_stopped_by_address(
    guessing: Municipality, kind: str
) -> None:
    [working] = await guessing.points(1)
    answers = []
    for number in range(10):
        seats: dict[str, Seat] = {"join": "guest", "enrol": "point", "sign-in": "desk"}
        fresh = await guessing.at(seats[kind])
        guess = {"name": f"maija{number}", "password": "x" * 12} if kind == "sign-in" else {"code": "2" * 10}
        answers.append(await fresh.request("POST", f"/api/{kind}", guess))
    assert [answer.status for answer in answers[:6]] == [403] * 6
    assert all(is_told_to_wait(answer) for answer in answers[6:])
    assert (await working.request("GET", "/api/me")).status == 200, "who is in already works on"
    press = {"id": new_id(), "ticket": new_id(), "service": new_id(), "language": "fi"}
    assert (await working.ask("ticket:open", press))["error"]["code"] == "refused"


async def test_a_stranger_cannot_choose_the_counted_address(guessing: Municipality) -> None:
    statuses = []
    for number in range(10):
        guest = await guessing.at("guest")
        forged = f"203.0.113.{number}"
        answer = await guest.request(
            "POST", "/api/join", {"code": "2" * 10}, X_Forwarded_For=forged, Forwarded=f"for={forged}"
        )
        statuses.append(answer.status)
    assert statuses == [403] * 6 + [429] * 4


async def test_behind_a_trusted_proxy_each_address_is_counted_by_itself(tmp_path: Path) -> None:
    limits = Limits(codes_per_address="2/minute")
    server = Server(port=free_port(), data_directory=tmp_path, trusted_proxies=("127.0.0.1/32",))
    async for office in municipality(settings_for(tmp_path, limits=limits, server=server)):
        guest = await office.at("guest")

        async def guess(forwarded: str, guest: Browser = guest) -> int:
            code = {"code": "2" * 10}
            return (await guest.request("POST", "/api/join", code, X_Forwarded_For=forwarded)).status

        assert [await guess("203.0.113.1") for _ in range(3)] == [403, 403, 429]
        assert await guess("203.0.113.2") == 403
        # What stands left of the address that the proxy saw was written by whoever asks.
        assert await guess("198.51.100.9, 203.0.113.1") == 429
        assert [await guess(f"2001:db8::{host}") for host in (1, 2, 3)] == [403, 403, 429]
