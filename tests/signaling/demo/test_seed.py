"""The demonstration holds what domain.md 6b asks for, marked as such, once."""

from __future__ import annotations

from collections import Counter

from msgspec import convert
from sqlalchemy import func, select

from signaling.demo.seed import accounts, seed
from signaling.directory.languages import language_name
from signaling.directory.service import DirectoryService
from signaling.directory.tables import ExpertService
from signaling.interpreters.tables import InterpreterLanguage
from signaling.people.tables import Account, Device
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText, SpokenLanguage
from tests.signaling.house import House


async def test_seeding_twice_is_seeding_once(house: House) -> None:
    assert await house.write(seed)
    assert not await house.write(seed)

    async def count(unit: Unit) -> tuple[int, int, int, int]:
        devices = select(func.count()).where(Device.demo.is_(True))
        people = select(func.count()).where(Account.demo.is_(True))
        serving = select(func.count()).select_from(ExpertService)
        speaking = select(func.count()).select_from(InterpreterLanguage)
        counted = [await unit.session.scalar(query) for query in (devices, people, serving, speaking)]
        return counted[0] or 0, counted[1] or 0, counted[2] or 0, counted[3] or 0

    devices, people, serving, speaking = await house.store.read(count)
    assert (devices, people) == (8, len(list(accounts())))
    assert serving >= people // 2 and speaking == 11


async def test_one_of_the_pool_writes_down_what_is_said(house: House) -> None:
    await house.write(seed)

    async def writers(unit: Unit) -> list[LocalText]:
        speaking = select(InterpreterLanguage.account).where(InterpreterLanguage.language == "qfi")
        rows = await unit.session.scalars(select(Account).where(Account.id.in_(speaking)))
        return [row.label for row in rows.all()]

    [label] = await house.store.read(writers)
    assert (label.fi, label.sv) == ("Kirjoitustulkki-01", "Skrivtolk-01")
    assert convert("qfi", SpokenLanguage) == "qfi"
    assert language_name("qfi").fi == "kirjoitustulkkaus suomeksi"


async def test_everything_has_a_name_in_three_languages(house: House) -> None:
    await house.write(seed)

    def whole(text: LocalText) -> bool:
        return bool(text.fi and text.sv and text.en)

    listing = await house.store.read(house.areas.directory.listing)
    assert len(listing) == 7
    for authority, services in listing:
        assert whole(authority.name) and services
        assert authority.phone.startswith("000 ")
        assert all(whole(s.name) and whole(s.description) and s.languages and s.hours for s in services)
    assert all(whole(account.label) for account in accounts())
    roles = Counter(account.role for account in accounts())
    assert {"expert", "interpreter", "coordinator", "authority_admin", "system_admin"} == set(roles)


async def test_the_demonstration_is_open_at_any_hour_and_says_so(house: House) -> None:
    await house.write(seed)
    ignoring = DirectoryService(ignore_hours=True, lease_seconds=1.0)
    sunday_night = house.now - 36 * 3600
    for _, services in await house.store.read(ignoring.listing):
        for service in services:
            assert ignoring.is_open(service, sunday_night)
            assert ignoring.hours_of(service).fi == "Avoinna aina (esittely)"
            assert not house.areas.directory.is_open(service, sunday_night)
