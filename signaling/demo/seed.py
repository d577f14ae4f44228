"""Puts the demonstration into an empty database; into one that has it, nothing a second time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import select

from signaling.demo.booking import BOOKING, USUAL
from signaling.demo.keywords import KEYWORDS
from signaling.demo.names import AUTHORITIES, INTERPRETERS, POINTS, DemoAuthority
from signaling.demo.privacy import PRIVACY
from signaling.directory.privacy import keep_text
from signaling.directory.tables import Authority, DataProtectionText, ExpertService, Service
from signaling.interpreters.tables import InterpreterLanguage
from signaling.people.actor import SYSTEM
from signaling.people.tables import Account, Device
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText, Role

NO_PASSWORD: Final = "!"
"""No argon2 hash: nobody signs in to a demo account with a password."""


def demo_id(key: str) -> str:
    """The id of this key: the same in every demonstration, so that bookmarks stay good."""
    return sha256(b"etaluukku demo " + key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration."""

    key: str
    role: Role
    label: LocalText
    authority: str | None = None
    """Key of the authority."""
    languages: tuple[str, ...] = ()
    """Of an interpreter."""
    title: LocalText | None = None
    """Of an expert."""


def accounts() -> Iterator[DemoAccount]:
    """Every account, in the order of the demo page."""
    for authority in AUTHORITIES:
        yield from _experts(authority)
    for interpreter in INTERPRETERS:
        yield DemoAccount(interpreter.key, "interpreter", interpreter.label, languages=interpreter.languages)
    coordinator = LocalText("Koordinaattori-EP", "Koordinator-SÖ", "Coordinator-SO")
    yield DemoAccount("koordinaattori-ep", "coordinator", coordinator)
    kela = LocalText("Pääkäyttäjä-Kela", "Administratör-FPA", "Admin-Kela")
    yield DemoAccount("paakayttaja-kela", "authority_admin", kela, "kela")
    yield DemoAccount(
        "yllapito", "system_admin", LocalText("Ylläpito", "Systemadministratör", "System admin")
    )


def _experts(authority: DemoAuthority) -> Iterator[DemoAccount]:
    short = authority.short
    for number in range(1, authority.experts + 1):
        label = LocalText(
            f"Asiantuntija-{short.fi}-{number:02d}",
            f"Sakkunnig-{short.sv}-{number:02d}",
            f"Expert-{short.en}-{number:02d}",
        )
        key = f"asiantuntija-{authority.key}-{number:02d}"
        yield DemoAccount(key, "expert", label, authority.key, title=authority.title)


def _point_key(key: str) -> str:
    return f"piste-{key}"


async def seed(unit: Unit) -> bool:
    """Add everything that is not there; True when something was added."""
    added = await _seed_directory(unit)
    added += await _seed_privacy(unit)
    await _seed_booking(unit)
    added += await _seed_points(unit)
    added += await _seed_accounts(unit)
    if added:
        unit.record(SYSTEM, "demo:seed", "database", "demo", f"{added} rows")
    return added > 0


async def _seed_directory(unit: Unit) -> int:
    known = set((await unit.session.scalars(select(Authority.id))).all())
    added = 0
    position = 0
    for order, authority in enumerate(AUTHORITIES):
        identity = demo_id(authority.key)
        if identity in known:
            continue
        unit.session.add(Authority(id=identity, name=authority.name, phone=authority.phone, position=order))
        await unit.session.flush()
        for service in authority.services:
            position += 1
            unit.session.add(
                Service(
                    id=demo_id(service.key),
                    authority=identity,
                    name=service.name,
                    description=service.description,
                    keywords=KEYWORDS[service.key],
                    languages=service.languages,
                    hours=service.hours,
                    position=order * 100 + position,
                )
            )
        added += 1 + len(authority.services)
    await unit.session.flush()
    return added


async def _seed_booking(unit: Unit) -> None:
    """Every service of the demonstration is booked, those of one made before as well."""
    known = {demo_id(s.key): BOOKING.get(s.key, USUAL) for a in AUTHORITIES for s in a.services}
    statement = select(Service).where(Service.id.in_(known), Service.booking.is_(None))
    for service in (await unit.session.scalars(statement)).all():
        service.booking = known[service.id]
    await unit.session.flush()


async def _seed_privacy(unit: Unit) -> int:
    known = set((await unit.session.scalars(select(DataProtectionText.authority))).all())
    new = {demo_id(key): text for key, text in PRIVACY.items() if demo_id(key) not in known}
    for authority, text in new.items():
        await keep_text(unit, SYSTEM, authority, text)
    await unit.session.flush()
    return len(new)


async def _seed_points(unit: Unit) -> int:
    known = set((await unit.session.scalars(select(Device.id))).all())
    new = [(demo_id(_point_key(key)), name) for key, name in POINTS]
    new = [(identity, name) for identity, name in new if identity not in known]
    unit.session.add_all([Device(id=identity, name=name, demo=True) for identity, name in new])
    await unit.session.flush()
    return len(new)


async def _seed_accounts(unit: Unit) -> int:
    known = set((await unit.session.scalars(select(Account.id))).all())
    services = {a.key: [demo_id(s.key) for s in a.services] for a in AUTHORITIES}
    added = 0
    for account in accounts():
        identity = demo_id(account.key)
        if identity in known:
            continue
        unit.session.add(
            Account(
                id=identity,
                name=account.key,
                password_hash=NO_PASSWORD,
                role=account.role,
                authority=None if account.authority is None else demo_id(account.authority),
                label=account.label,
                title=account.title,
                demo=True,
            )
        )
        if account.role == "expert" and account.authority is not None:
            answers = services[account.authority]
            unit.session.add_all([ExpertService(account=identity, service=s) for s in answers])
        unit.session.add_all(
            [InterpreterLanguage(account=identity, language=spoken) for spoken in account.languages]
        )
        added += 1
    await unit.session.flush()
    return added
