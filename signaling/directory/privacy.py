"""Keeps each authority's data-protection text, and tells it to those who are about to meet it (F-101)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from signaling.directory.tables import Authority, DataProtectionText
from signaling.people.actor import Actor, ActorRef
from signaling.people.policy import NONE, Relation, require
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages.privacy import PrivacyNotice, PrivacyText

_COLUMNS: Final = PrivacyText.__struct_fields__
"""The parts of a text are columns of the same names."""


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """An authority, as the command line lists it."""

    id: str
    name: str
    """In Finnish."""
    text_at: float | None
    """When its text was handed in (Unix s); None: there is none."""


async def notice_for(unit: Unit, actor: Actor, authority: str) -> PrivacyNotice:
    """The notice of an authority of the directory, to one who reads the directory.

    Raises:
        Refused: not allowed, or there is no such authority; both look the same.
    """
    found = await unit.session.get(Authority, authority)
    require(actor, "privacy:read", NONE if found is None else frozenset({Relation.LISTED}))
    return await notice_of(unit, authority)


async def notice_of(unit: Unit, authority: str) -> PrivacyNotice:
    """Who is the controller, and its text where it has given one; whoever may know it is decided above.

    Raises:
        Refused: no such authority.
    """
    found = await unit.session.get(Authority, authority)
    if found is None:
        raise Refused
    row = await unit.session.get(DataProtectionText, authority)
    text = None if row is None else PrivacyText(**{name: getattr(row, name) for name in _COLUMNS})
    return PrivacyNotice(found.name, found.phone, text)


async def keep_text(unit: Unit, by: ActorRef, authority: str, text: PrivacyText) -> None:
    """Show this text of the authority from now on; the audit keeps that it was changed, and by whom.

    Raises:
        Refused: no such authority.
    """
    if await unit.session.get(Authority, authority) is None:
        raise Refused
    columns = {name: getattr(text, name) for name in _COLUMNS}
    await unit.session.merge(DataProtectionText(authority=authority, changed_at=unit.now, **columns))
    unit.record(by, "directory:privacy", "authority", authority)


async def authorities(unit: Unit) -> list[AuthorityRow]:
    """All authorities, in the order of the directory."""
    statement = (
        select(Authority, DataProtectionText.changed_at)
        .outerjoin(DataProtectionText, DataProtectionText.authority == Authority.id)
        .order_by(Authority.position, Authority.id)
    )
    rows = (await unit.session.execute(statement)).all()
    return [AuthorityRow(authority.id, authority.name.fi, changed) for authority, changed in rows]
