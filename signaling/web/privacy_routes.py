"""The routes `privacy:*`: what is told of data protection before anybody joins (F-101)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signaling.people.actor import Actor
from signaling.store.errors import Invalid
from signaling.store.unit import Unit
from signaling.web.limits import Throttle
from signaling.web.messages.privacy import Invited, PrivacyNotice
from signaling.web.rest import Routes, Visit


class Notices(Protocol):
    """Who may read which text (consultation/privacy.py)."""

    async def of_authority(self, unit: Unit, actor: Actor, authority: str) -> PrivacyNotice:
        """Of an authority of the directory; Refused where the actor does not read it."""

    async def of_consultation(self, unit: Unit, actor: Actor, consultation: str) -> PrivacyNotice:
        """Of the authority of the own consultation; Refused for any other."""

    async def of_code(self, unit: Unit, code: str) -> PrivacyNotice:
        """Of the authority that a code leads to; Refused when the code is not good."""


@dataclass(frozen=True, slots=True)
class PrivacyRoutes:
    """The routes `privacy:*`."""

    notices: Notices
    throttle: Throttle

    def register(self, routes: Routes) -> None:
        """Take the routes of the registry."""
        routes.on("privacy:read", self.read)
        routes.on("privacy:consultation", self.consultation)
        routes.on("privacy:invited", self.invited)

    async def read(self, visit: Visit) -> PrivacyNotice:
        """The notice of an authority of the directory."""
        actor, authority = visit.signed_in(), visit.path["authority"]
        return await visit.store.read(lambda unit: self.notices.of_authority(unit, actor, authority))

    async def consultation(self, visit: Visit) -> PrivacyNotice:
        """The notice of the authority of the own consultation."""
        actor, place = visit.signed_in(), visit.path["consultation"]
        return await visit.store.read(lambda unit: self.notices.of_consultation(unit, actor, place))

    async def invited(self, visit: Visit) -> PrivacyNotice:
        """The notice of the authority that a code leads to; a try of the code, counted as joining is."""
        match visit.body:
            case Invited(code=code):
                await self.throttle.entry(visit.peer.counted)
                return await visit.store.read(lambda unit: self.notices.of_code(unit, code))
            case _:
                raise Invalid("shape")
