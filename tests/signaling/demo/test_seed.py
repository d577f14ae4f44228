"""The demonstration holds what domain.md 6b asks for, marked as such, once."""

from __future__ import annotations

from collections import Counter

from msgspec import convert
from sqlalchemy import delete, func, select

from signaling.demo.keywords import KEYWORDS
from signaling.demo.names import AUTHORITIES
from signaling.demo.seed import accounts, demo_id, seed
from signaling.directory.languages import language_name
from signaling.directory.privacy import notice_of
from signaling.directory.privacy_file import LANGUAGES, PARTS
from signaling.directory.service import DirectoryService
from signaling.directory.tables import DataProtectionText, ExpertService
from signaling.interpreters.tables import InterpreterLanguage
from signaling.people.tables import Account, Device
from signaling.store.unit import Unit
from signaling.web.messages.base import NO_WORDS, LocalText, SpokenLanguage
from signaling.web.messages.privacy import PrivacyText
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
    titles = {account.role: account.title for account in accounts() if account.title is not None}
    assert set(titles) == {"expert"} and all(
        account.title is not None and whole(account.title)
        for account in accounts()
        if account.role == "expert"
    )
    roles = Counter(account.role for account in accounts())
    assert {"expert", "interpreter", "coordinator", "authority_admin", "system_admin"} == set(roles)


async def test_every_service_is_found_by_everyday_words_in_three_languages(house: House) -> None:
    await house.write(seed)
    point = await house.point()
    listed = await house.store.read(lambda unit: house.areas.screens.directory(unit, point))
    services = [service for authority in listed.authorities for service in authority.services]
    assert len(services) == len(KEYWORDS)
    for service in services:
        for words in (service.keywords.fi, service.keywords.sv, service.keywords.en):
            assert len(words) >= 5 and all(word == word.strip().lower() for word in words)

    def meant(word: str) -> set[str]:
        return {service.name.en for service in services if word in service.keywords.fi}

    assert meant("vuokra") == {"Social assistance and housing"}
    assert meant("passi") == {"Permits: advice"}
    assert meant("vero") == {"Household expenses", "Tax card"}


async def test_a_service_that_nobody_has_written_words_for_has_none(house: House) -> None:
    await house.service()
    point = await house.point()
    listed = await house.store.read(lambda unit: house.areas.screens.directory(unit, point))
    assert listed.authorities[0].services[0].keywords == NO_WORDS


async def test_the_demonstration_is_open_at_any_hour_and_says_so(house: House) -> None:
    await house.write(seed)
    ignoring = DirectoryService(ignore_hours=True, lease_seconds=1.0)
    sunday_night = house.now - 36 * 3600
    for _, services in await house.store.read(ignoring.listing):
        for service in services:
            assert ignoring.is_open(service, sunday_night)
            assert ignoring.hours_of(service).fi == "Avoinna aina (esittely)"
            assert not house.areas.directory.is_open(service, sunday_night)


async def text_of(house: House, authority: str) -> PrivacyText:
    """What the authority tells of data protection."""
    text = (await house.store.read(lambda unit: notice_of(unit, authority))).text
    assert text is not None
    return text


async def test_f101_every_authority_tells_of_data_protection_in_three_languages(house: House) -> None:
    await house.write(seed)
    told = set()
    for authority in AUTHORITIES:
        text = await text_of(house, demo_id(authority.key))
        for part in PARTS:
            words = getattr(text, part)
            assert len({getattr(words, language) for language in LANGUAGES}) == 3
        assert "e alakohta" in text.basis.fi and "6.1 e" in text.basis.sv and "6(1)(e)" in text.basis.en
        assert ".example" in text.officer.fi and "000 123 5" in text.officer.en
        told.add(text.purpose.fi)
    assert len(told) == len(AUTHORITIES)


async def test_a_demonstration_from_before_gets_the_texts_that_it_lacks(house: House) -> None:
    await house.write(seed)

    async def lose(unit: Unit) -> None:
        await unit.session.execute(delete(DataProtectionText))

    await house.write(lose)
    assert await house.write(seed)
    counting = select(func.count()).select_from(DataProtectionText)
    assert await house.store.read(lambda unit: unit.session.scalar(counting)) == len(AUTHORITIES)
