"""The chat of a consultation: sealed lines, in the order of their numbers, gone at the end."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from signaling.consultation.access import enter
from signaling.consultation.tables import ChatLine
from signaling.consultation.telling import tell
from signaling.people.actor import Actor
from signaling.store.errors import LimitReached
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """Bounds of the chat of one consultation."""

    lines: int = 2000
    characters: int = 2000
    """Of one line; the protocol has no longer ones."""


async def say(unit: Unit, actor: Actor, request: m.Say, limits: ChatLimits) -> Nothing:
    """Add a line for everybody admitted, those who are admitted later too.

    Raises:
        Refused: not a participant.
        LimitReached: the line is too long, or the chat has all its lines.
    """
    standing = await enter(unit, actor, "consultation:say", request.consultation)
    if len(request.text) > limits.characters:
        raise LimitReached("line")
    consultation = standing.consultation.id
    # The feed is locked until the commit, so two lines never get the same number.
    await unit.next_version(chat_feed(consultation))
    last = await unit.session.scalar(
        select(func.max(ChatLine.sequence)).where(ChatLine.consultation == consultation)
    )
    sequence = 1 if last is None else last + 1
    if sequence > limits.lines:
        raise LimitReached("chat")
    line = m.Said(sequence, standing.participant.id, request.text, unit.now)
    unit.session.add(
        ChatLine(
            consultation=consultation,
            sequence=sequence,
            participant=line.participant,
            sealed=await unit.vault.seal(unit.session, consultation, request.text.encode(), _place(sequence)),
            at=unit.now,
        )
    )
    await tell(
        unit,
        consultation,
        "consultation:said",
        lambda feed, version: m.ChatSaid(feed, version, consultation, line),
    )
    return Nothing()


def chat_feed(consultation: str) -> str:
    """The feed that gives lines their turn; no screen follows it."""
    return f"chat:{consultation}"


async def lines(unit: Unit, consultation: str) -> tuple[m.Said, ...]:
    """Every line, oldest first."""
    statement = select(ChatLine).where(ChatLine.consultation == consultation).order_by(ChatLine.sequence)
    rows = (await unit.session.scalars(statement)).all()
    return tuple([await _opened(unit, row) for row in rows])


async def _opened(unit: Unit, row: ChatLine) -> m.Said:
    text = await unit.vault.open(unit.session, row.consultation, row.sealed, _place(row.sequence))
    return m.Said(row.sequence, row.participant, text.decode(), row.at)


def _place(sequence: int) -> bytes:
    return f"chat:{sequence}".encode()
