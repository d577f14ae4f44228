"""What consultations that are over tell of those to come: how long they took."""

from __future__ import annotations

from sqlalchemy import select

from signaling.consultation.rules import ConsultationState, EndReason
from signaling.consultation.tables import Consultation
from signaling.store.unit import Unit


async def handling_seconds(unit: Unit, service: str, most: int) -> list[float]:
    """How long the service's last consultations took (s), newest first; not those that went back."""
    statement = (
        select(Consultation.ended_at - Consultation.started_at)
        .where(
            Consultation.service == service,
            Consultation.state == ConsultationState.ENDED,
            Consultation.reason.not_in((EndReason.NOT_APPEARED, EndReason.RETURNED)),
        )
        .order_by(Consultation.ended_at.desc())
        .limit(most)
    )
    return [seconds for seconds in (await unit.session.scalars(statement)).all() if seconds is not None]
