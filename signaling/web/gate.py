"""Sessions and limits as the dispatcher and the routes ask them: the database decides each time."""

from __future__ import annotations

from signaling.people.actor import Actor
from signaling.people.rules import EndReason
from signaling.people.sessions import Sessions
from signaling.store.store import Store
from signaling.web.limits import Throttle


class SessionGate:
    """Knows whose session it is now; nothing is remembered between two questions."""

    def __init__(self, store: Store, sessions: Sessions, throttle: Throttle) -> None:
        self._store = store
        self._sessions = sessions
        self._throttle = throttle

    async def actor(self, session: str) -> Actor | None:
        """The actor of a session that is valid now."""
        known = await self._store.read(lambda unit: self._sessions.known(unit, session))
        if known is None:
            return None
        if known.stale:
            await self._store.write(lambda unit: self._sessions.touch(unit, session))
        return known.actor

    async def why_over(self, session: str) -> EndReason | None:
        """Why a session that there was is over; None of one that is valid, or that never was."""
        over = await self._store.read(lambda unit: self._sessions.over(unit, (session,)))
        return over.get(session)

    async def may_send(self, session: str, event: str) -> bool:
        """False when this session sends too often."""
        return await self._throttle.event(session)
