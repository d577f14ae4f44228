"""The routes of the site test on a real server with a real media process."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from media.contract import GetStatistics, Statistics
from media.probe.offer import Own, read_answer, write_offer
from media.probe.ways import try_way
from signaling.cli.nettest import Asking, NetTestError, ways_of
from signaling.config import Limits, NetTest, Turn
from signaling.config_sections import Section
from signaling.nettest.service import OPEN_FOR_ADDRESS
from signaling.turn import credential
from signaling.wiring import House
from tests.media.process import media_process
from tests.signaling.serving import browser, served, settings_for, url_of

SECRET = os.urandom(16).hex()
OFFER = write_offer(Own("abcd1234", "p" * 24, ":".join(["AB"] * 32), 0x1234567))
URLS = (
    "turns:turn.example.fi:443?transport=tcp",
    "turn:192.0.2.20:3478?transport=tcp",
    "turn:192.0.2.20:3478?transport=udp",
)
"""The way that a call takes last stands first."""


@pytest.fixture
def sections() -> dict[str, Section]:
    """What the test sets otherwise."""
    return {}


@pytest.fixture
async def house(tmp_path: Path, sections: dict[str, Section]) -> AsyncIterator[House]:
    await asyncio.to_thread((tmp_path / "run").mkdir)
    turn: dict[str, Section] = {"turn": Turn(urls=URLS, secret=SECRET)}
    settings = settings_for(tmp_path, "", **(turn | sections))
    async with (
        media_process(str(settings.media_socket.parent), limits={"echoes": 3}),
        served(settings) as made,
    ):
        await made.link.wait_up()
        yield made


async def test_somebody_without_an_account_gets_an_echo_that_works(house: House) -> None:
    async with browser(url_of(house.settings), "point") as someone:
        asking = Asking(someone.http, url_of(house.settings))
        someone.http.headers["X-Etaluukku-Seat"] = "point"
        test = await asking.read()
        assert [way.kind for way in ways_of(test)] == ["udp", "tcp", "turn-udp", "turn-tcp", "turn-tls"]
        tried = await try_way("udp", asking.answer)
        assert tried.why is None and tried.line is not None
        await tried.line.send(64_000, 160, 0.5)
        await tried.line.close()
        assert tried.line.echoes


async def test_credentials_are_short_and_say_nothing_of_who_asks(house: House) -> None:
    """coturn counts relays by the identity: an address that asks again and again has those of one."""
    async with browser(url_of(house.settings), "guest") as someone:
        before = await someone.request("GET", "/api/nettest")
        answer = await someone.request("GET", "/api/nettest")
    (earlier,) = before.json["iceServers"]["servers"]
    (server,) = answer.json["iceServers"]["servers"]
    ends, _, identity = server["username"].partition(":")
    assert server["credential"] == credential(SECRET, int(ends), identity).password
    assert 0 < int(ends) - time.time() <= 121
    assert "127.0.0.1" not in identity
    assert earlier["username"].partition(":")[2] == identity
    assert answer.json["seconds"] == 60


async def test_an_offer_that_is_none_leaves_nothing(house: House) -> None:
    async with browser(url_of(house.settings), "point") as someone:
        for _ in range(5):
            answer = await someone.request("POST", "/api/nettest", {"sdp": "v=0"})
            assert (answer.status, answer.json["error"]["detail"]) == (400, "offer")
        answer = await someone.request("POST", "/api/nettest", {"sdp": "x" * 12_001})
        assert answer.status == 400
        for _ in range(3):
            answer = await someone.request("POST", "/api/nettest", {"sdp": OFFER})
            assert answer.status == 200
            assert read_answer(answer.json["sdp"]).udp
        answer = await someone.request("POST", "/api/nettest", {"sdp": OFFER})
        assert (answer.status, answer.json["error"]["detail"]) == (429, "media")
    statistics = await house.link.request(GetStatistics())
    assert isinstance(statistics, Statistics)
    assert statistics.resources.endpoints == 3


async def test_an_address_holds_only_so_many_lines(house: House) -> None:
    async with browser(url_of(house.settings), "point") as someone:
        for _ in range(OPEN_FOR_ADDRESS):
            answer = await someone.request("POST", "/api/nettest", {"sdp": "v=0"})
            assert answer.status == 400
        answer = await someone.request("POST", "/api/nettest", {"sdp": OFFER})
        assert (answer.status, answer.json["error"]["detail"]) == (429, "media")


@pytest.mark.parametrize("sections", [{"limits": Limits(site_tests_per_address="3/minute")}])
async def test_an_address_tests_only_so_often(house: House) -> None:
    async with browser(url_of(house.settings), "point") as someone:
        answers = [await someone.request("GET", "/api/nettest") for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("sections", [{"nettest": NetTest(open=False)}])
async def test_a_closed_one_is_for_those_who_are_signed_in(house: House) -> None:
    async with browser(url_of(house.settings), "desk") as someone:
        for method, body in (("GET", None), ("POST", {"sdp": OFFER})):
            assert (await someone.request(method, "/api/nettest", body)).status == 401
        someone.http.headers["X-Etaluukku-Seat"] = "desk"
        with pytest.raises(NetTestError, match=r"nettest\.open"):
            await Asking(someone.http, url_of(house.settings)).read()
        roles = (await someone.request("GET", "/api/demo/roles")).json["roles"]
        await someone.enter(next(role["key"] for role in roles if role["seat"] == "desk"))
        assert (await someone.request("GET", "/api/nettest")).status == 200
        assert (await someone.request("POST", "/api/nettest", {"sdp": OFFER})).status == 200
