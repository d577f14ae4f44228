"""Who knows a user name cannot lock its owner out: guesses are counted by where they come from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest
from yarl import URL

from signaling.config import Limits, Server
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText
from signaling.wiring import House
from tests.databases import free_port
from tests.signaling.serving import Browser, browser, served, settings_for, url_of

PASSWORD: Final = "correct horse battery staple"
GUESSER, OFFICE, ELSEWHERE = "203.0.113.9", "203.0.113.1", "203.0.113.2"
HERE: Final = 4
"""Tries with one name from one address, in an hour: hardly a test runs over the end of a window."""
EVERYWHERE: Final = 6
"""Tries with one name from all addresses."""
KNOWN: Final = 8
"""Tries of known browsers from one address."""
COOKIE: Final = "etaluukku_known"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server behind a trusted proxy, with two of the staff."""
    limits = Limits(
        sign_ins_per_name_and_address=f"{HERE}/hour",
        sign_ins_per_name=f"{EVERYWHERE}/hour",
        codes_per_address="20/hour",
        known_sign_ins_per_address=f"{KNOWN}/hour",
    )
    server = Server(port=free_port(), data_directory=tmp_path, trusted_proxies=("127.0.0.1/32",))
    async with served(settings_for(tmp_path, limits=limits, server=server), demo=False) as made:
        hashed = await made.people.hash_password(PASSWORD)
        label = LocalText("Asiantuntija", "Sakkunnig", "Expert")
        for name in ("maija", "matti"):

            async def add(unit: Unit, name: str = name) -> str:
                return await made.people.add_account(unit, name, hashed, "expert", label)

            await made.store.write(add)
        yield made


class Browsers:
    """Fresh browsers, each asking from an address of its own choice."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url = url
        self._stack = stack

    async def new(self) -> Browser:
        """One that nobody has used yet."""
        return await self._stack.enter_async_context(browser(self._url, "desk"))

    async def guess(self, times: int, address: str, name: str = "maija") -> list[int]:
        """The answers to wrong passwords from this address, each by a fresh browser."""
        return [await sign_in(await self.new(), address, name, "x" * 12) for _ in range(times)]


@pytest.fixture
async def browsers(house: House) -> AsyncIterator[Browsers]:
    async with AsyncExitStack() as stack:
        yield Browsers(url_of(house.settings), stack)


async def sign_in(desk: Browser, address: str, name: str = "maija", password: str = PASSWORD) -> int:
    body = {"name": name, "password": password}
    return (await desk.request("POST", "/api/sign-in", body, X_Forwarded_For=address)).status


def known(desk: Browser) -> str:
    """The cookie by which the browser is known."""
    return desk.http.cookie_jar.filter_cookies(URL(desk.url))[COOKIE].value


def become(desk: Browser, cookie: str) -> None:
    """Let the browser show this cookie."""
    desk.http.cookie_jar.update_cookies({COOKIE: cookie}, URL(desk.url))


async def test_a_guesser_at_one_address_leaves_the_owner_a_way_in_even_with_a_new_browser(
    browsers: Browsers,
) -> None:
    assert await browsers.guess(HERE + 2, GUESSER) == [403] * HERE + [429] * 2
    assert await sign_in(await browsers.new(), OFFICE) == 200


async def test_guessers_at_many_addresses_do_not_lock_out_a_browser_that_signed_in_before(
    browsers: Browsers,
) -> None:
    own = await browsers.new()
    assert await sign_in(own, OFFICE) == 200
    addresses = [f"203.0.113.{host}" for host in range(20, 40)]
    statuses = [status for address in addresses for status in await browsers.guess(1, address)]
    assert statuses == [403] * (EVERYWHERE - 1) + [429] * (len(addresses) - EVERYWHERE + 1)
    assert await sign_in(await browsers.new(), ELSEWHERE) == 429, "the name is bounded for strangers"
    assert (await own.request("POST", "/api/sign-out")).status == 200
    assert await sign_in(own, ELSEWHERE) == 200, "on another line, after signing out"


async def test_a_guesser_behind_the_address_of_the_office_does_not_lock_out_its_browsers(
    browsers: Browsers,
) -> None:
    own = await browsers.new()
    assert await sign_in(own, OFFICE) == 200
    statuses = [await browsers.guess(1, OFFICE, f"nobody{number}") for number in range(30)]
    assert statuses[-1] == [429], "the address has used up its tries"
    assert await sign_in(own, OFFICE) == 200


async def test_a_known_browser_is_bounded_too_and_leaves_the_name_a_way_in(browsers: Browsers) -> None:
    own = await browsers.new()
    assert await sign_in(own, OFFICE) == 200
    tries = [await sign_in(own, OFFICE, password="x" * 12) for _ in range(2 * HERE + 2)]
    assert tries == [403] * (2 * HERE - 1) + [429] * 3, "its own, then those of a stranger here, one used"
    assert await sign_in(await browsers.new(), ELSEWHERE) == 200


async def test_the_right_password_makes_no_more_tries_than_both_counts_of_its_name_have(
    browsers: Browsers,
) -> None:
    desk = await browsers.new()
    statuses = [await sign_in(desk, f"203.0.113.{host}") for host in range(20, 50)]
    assert (statuses.count(200), statuses.count(429)) == (2 * EVERYWHERE, len(statuses) - 2 * EVERYWHERE)


async def test_one_name_does_not_use_up_the_known_browsers_of_its_address(browsers: Browsers) -> None:
    own, colleague = await browsers.new(), await browsers.new()
    assert await sign_in(colleague, OFFICE, "matti") == 200
    statuses = [await sign_in(own, OFFICE) for _ in range(4 * KNOWN)]
    assert statuses.count(200) == HERE + EVERYWHERE
    await browsers.guess(HERE, OFFICE, "matti")
    assert await sign_in(await browsers.new(), OFFICE, "matti") == 429, "strangers have used theirs up"
    assert await sign_in(colleague, OFFICE, "matti") == 200


async def test_old_marks_of_a_name_add_no_tries(browsers: Browsers) -> None:
    own, harvested = await browsers.new(), []
    for _ in range(4):
        assert await sign_in(own, OFFICE) == 200
        harvested.append(known(own))
    wrong = []
    for mark in harvested:
        thief = await browsers.new()
        become(thief, mark)
        wrong += [await sign_in(thief, f"203.0.113.{host}", password="x" * 12) for host in range(20, 30)]
    assert wrong.count(403) == 2 * EVERYWHERE - len(harvested)
    assert wrong[-1] == 429


async def test_a_copied_mark_does_not_lock_the_owner_out_at_the_browser_it_was_copied_from(
    browsers: Browsers,
) -> None:
    own, thief = await browsers.new(), await browsers.new()
    assert await sign_in(own, OFFICE) == 200
    become(thief, known(own))
    wrong = [await sign_in(thief, GUESSER, password="x" * 12) for _ in range(2 * HERE + 2)]
    assert wrong == [403] * (2 * HERE) + [429] * 2
    assert await sign_in(own, OFFICE) == 200


async def test_known_browsers_of_all_names_together_are_bounded_by_address(browsers: Browsers) -> None:
    desks = {name: await browsers.new() for name in ("maija", "matti")}
    counts = {}
    for name, desk in desks.items():
        counts[name] = [await sign_in(desk, OFFICE, name) for _ in range(12)].count(200)
    assert counts == {"maija": HERE + EVERYWHERE, "matti": HERE + KNOWN - EVERYWHERE}
    assert await sign_in(desks["matti"], ELSEWHERE, "matti") == 200


async def test_a_browser_is_known_for_the_names_that_signed_in_and_for_no_other(browsers: Browsers) -> None:
    shared = await browsers.new()
    assert await sign_in(shared, OFFICE, "matti") == 200
    assert await browsers.guess(HERE + 1, OFFICE) == [403] * HERE + [429]
    assert await sign_in(shared, OFFICE, "maija") == 429
    assert await sign_in(shared, ELSEWHERE, "maija") == 200
    assert [await sign_in(shared, OFFICE, name) for name in ("maija", "matti")] == [200, 200], "both stay"


async def test_wrong_passwords_make_no_browser_known(browsers: Browsers) -> None:
    desk = await browsers.new()
    assert await sign_in(desk, OFFICE, password="x" * 12) == 403
    assert COOKIE not in desk.http.cookie_jar.filter_cookies(URL(desk.url))


async def test_the_cookie_cannot_be_made_up_and_scripts_cannot_read_it(browsers: Browsers) -> None:
    own = await browsers.new()
    assert await sign_in(own, OFFICE) == 200
    (morsel,) = (morsel for morsel in own.http.cookie_jar if morsel.key == COOKIE)
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Strict", "/")
    cookie = known(own)
    assert "maija" not in cookie
    forged = cookie[:-1] + ("0" if cookie[-1] != "0" else "1")
    await browsers.guess(HERE, GUESSER)
    for made_up, status in ((forged, 429), ("x" * 4000, 429), (cookie, 200)):
        stranger = await browsers.new()
        become(stranger, made_up)
        assert await sign_in(stranger, GUESSER) == status
