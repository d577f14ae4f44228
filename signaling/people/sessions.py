"""Sessions: begun, found by their token, ended. All within the caller's transaction."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import select, update

from signaling.config import People
from signaling.people.actor import Actor, ActorKind, ActorRef
from signaling.people.rules import EndReason, Life
from signaling.people.tables import Session
from signaling.store.unit import Unit
from signaling.web.messages.base import Role, Seat

TOKEN_BYTES: Final = 32
TOUCH_SECONDS: Final = 60.0
"""`seen_at` is written at most so often: a write for every event would be the most frequent one."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that has begun; the token goes into a cookie and is stored nowhere."""

    token: str
    session: str
    actor: Actor
    lasts_seconds: float


@dataclass(frozen=True, slots=True)
class Known:
    """A session that is valid now."""

    session: str
    actor: Actor
    stale: bool
    """`seen_at` is to be written."""


class Sessions:
    """Sessions of every kind of actor."""

    def __init__(self, settings: People) -> None:
        self._settings = settings

    async def begin(self, unit: Unit, actor: Actor) -> Entered:
        """A new session of this actor."""
        token = base64.urlsafe_b64encode(unit.random_bytes(TOKEN_BYTES)).rstrip(b"=").decode()
        session = unit.vault.fingerprint(token)
        idle, lasts = self._times(actor)
        unit.session.add(
            Session(
                id=session,
                kind=actor.kind,
                actor=actor.id,
                role=actor.role,
                seat=actor.seat,
                authority=actor.authority,
                created_at=unit.now,
                seen_at=unit.now,
                idle_seconds=idle,
                expires_at=unit.now + lasts,
            )
        )
        unit.record(actor.ref, "session:begin", "session", session, actor.seat)
        return Entered(token, session, actor, lasts)

    def _times(self, actor: Actor) -> tuple[float, float]:
        """Idle and absolute time of a session. A device is used when somebody comes, not every day."""
        match actor.kind:
            case "device":
                return self._settings.device_seconds, self._settings.device_seconds
            case "guest":
                return self._settings.guest_seconds, self._settings.guest_seconds
            case _:
                return self._settings.session_idle_seconds, self._settings.session_seconds

    async def known(self, unit: Unit, session: str) -> Known | None:
        """The session of this id, where it is valid now."""
        row = await unit.session.get(Session, session)
        if row is None or _life(row).over(unit.now):
            return None
        return Known(row.id, _actor(row), unit.now >= row.seen_at + TOUCH_SECONDS)

    async def touch(self, unit: Unit, session: str) -> None:
        """Remember that the session was used now."""
        await unit.session.execute(
            update(Session).where(Session.id == session, Session.ended_at.is_(None)).values(seen_at=unit.now)
        )

    async def end(self, unit: Unit, session: str, reason: EndReason) -> None:
        """End a session; twice is once."""
        row = await unit.session.get(Session, session)
        if row is not None:
            _end(unit, row, reason)

    async def end_all(self, unit: Unit, actor: ActorRef, reason: EndReason) -> int:
        """End every session of this actor; how many there were.

        Lock the actor's row first, or a session that begins now is missed.
        """
        return await end_sessions_of(unit, [actor], reason)

    async def over(self, unit: Unit, sessions: Iterable[str]) -> dict[str, EndReason]:
        """Those of the sessions that are no longer valid, with the reason."""
        found = await unit.session.scalars(select(Session).where(Session.id.in_(list(sessions))))
        return {
            row.id: cast(EndReason, row.reason or "expired")
            for row in found.all()
            if _life(row).over(unit.now)
        }


async def end_sessions_of(unit: Unit, actors: Iterable[ActorRef], reason: EndReason) -> int:
    """End every session of these actors; how many there were."""
    ended = 0
    for actor in actors:
        found = await unit.session.scalars(
            select(Session).where(
                Session.kind == actor.kind, Session.actor == actor.id, Session.ended_at.is_(None)
            )
        )
        for row in found.all():
            _end(unit, row, reason)
            ended += 1
    return ended


def _end(unit: Unit, row: Session, reason: EndReason) -> None:
    if row.ended_at is None:
        row.ended_at, row.reason = unit.now, reason
        unit.record(ActorRef(cast(ActorKind, row.kind), row.actor), "session:end", "session", row.id, reason)


def _life(row: Session) -> Life:
    return Life(row.seen_at, row.idle_seconds, row.expires_at, row.ended_at is not None)


def _actor(row: Session) -> Actor:
    """The columns were written from an Actor by `begin`."""
    kind = cast(ActorKind, row.kind)
    point = row.actor if kind == "device" else None
    return Actor(kind, row.actor, cast(Role, row.role), cast(Seat, row.seat), row.authority, point)
