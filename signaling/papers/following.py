"""What papers ask of those who have copies of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from signaling.store.unit import Unit
from signaling.web.messages.consultation import CaseSystemEntry, HandOverEntry


class Following(Protocol):
    """Who has copies of papers; filled in wiring.py."""

    @property
    def systems(self) -> Collection[str]:
        """Authorities that papers can be handed over to."""

    async def shown(
        self, unit: Unit, consultation: str
    ) -> tuple[tuple[CaseSystemEntry, ...], tuple[HandOverEntry, ...]]:
        """For the snapshot: where papers can go, and went."""

    async def paper_changed(self, unit: Unit, consultation: str, paper: str) -> None:
        """A page was made anew, or the paper was taken away, in this transaction."""

    async def consultation_ended(self, unit: Unit, consultation: str) -> None:
        """In the transaction of the end, before the pages are deleted."""
