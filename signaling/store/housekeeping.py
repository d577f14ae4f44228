"""Forgets rows that nobody asks for again."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from signaling.people.tables import DeviceCode, Session
from signaling.store.requests import forget_before
from signaling.store.unit import Unit

REQUEST_SECONDS: Final = 86_400.0
"""A browser sends a lost request again within seconds; a day covers a laptop that slept."""

SESSION_SECONDS: Final = 30 * 86_400.0
"""Ended sessions stay for questions about them; the audit keeps that they were."""


async def forget_old(unit: Unit) -> None:
    """Delete old replies, sessions and codes."""
    await forget_before(unit.session, unit.now - REQUEST_SECONDS)
    await unit.session.execute(delete(Session).where(Session.expires_at < unit.now - SESSION_SECONDS))
    await unit.session.execute(delete(DeviceCode).where(DeviceCode.expires_at < unit.now - SESSION_SECONDS))
