"""The data-protection text of the authority that somebody is about to meet: guests, interpreters (F-101)."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.access import enter
from signaling.consultation.invitations import Invitations
from signaling.directory.privacy import notice_for, notice_of
from signaling.directory.service import DirectoryService
from signaling.people.actor import Actor
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages.privacy import PrivacyNotice


@dataclass(frozen=True, slots=True)
class DataProtection:
    """Whose text somebody may read: of the directory, of the own consultation, or of the own code."""

    directory: DirectoryService
    invitations: Invitations

    async def of_authority(self, unit: Unit, actor: Actor, authority: str) -> PrivacyNotice:
        """The notice of an authority, to one who reads the directory.

        Raises:
            Refused: not allowed, or no such authority.
        """
        return await notice_for(unit, actor, authority)

    async def of_consultation(self, unit: Unit, actor: Actor, consultation: str) -> PrivacyNotice:
        """The notice of the authority of the actor's own consultation, also from the lobby.

        Raises:
            Refused: not the own one, or it has ended, or there is none.
        """
        standing = await enter(unit, actor, "privacy:consultation", consultation)
        return await self._of_service(unit, standing.consultation.service)

    async def of_code(self, unit: Unit, code: str) -> PrivacyNotice:
        """The notice of the authority that the code leads to; the code can be used after that.

        Raises:
            Refused: whenever joining with the code would be refused.
        """
        return await self._of_service(unit, await self.invitations.service_of(unit, code))

    async def _of_service(self, unit: Unit, service: str) -> PrivacyNotice:
        found = await self.directory.service(unit, service)
        if found is None:
            raise Refused
        return await notice_of(unit, found.authority)
