"""What the areas need to know of people, said by the areas themselves; people/ provides it."""

from __future__ import annotations

from typing import Protocol

from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText


class PeopleNames(Protocol):
    """Who knows what accounts and devices are called."""

    async def account_name(self, unit: Unit, account: str) -> LocalText:
        """What an account is called: a name or a role."""

    async def point_name(self, unit: Unit, device: str) -> LocalText:
        """Name of the service point where the device stands."""
