"""One person in several windows: the newest has the place, the others say so and can take it back.

Two browsers of one account or device would otherwise take each other's media away for ever: each
offer replaces the other's transport, and each that has lost its path offers again (F-04). Who has
the place stands in the database, so an older window whose line was away learns of it as it returns.
"""

from __future__ import annotations

from signaling.consultation.access import enter
from signaling.consultation.tables import Participant
from signaling.consultation.telling import ref_of
from signaling.people.actor import Actor
from signaling.store.errors import Conflict
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m


async def take_place(unit: Unit, actor: Actor, request: m.ConsultationRef) -> None:
    """Let the place be in the window that asks, and tell the person's other windows. Twice is once.

    Raises:
        Refused: not a participant, or it has ended.
    """
    if request.window is None:
        return
    standing = await enter(unit, actor, "consultation:open", request.consultation)
    participant = standing.participant
    if participant.window_id == request.window:
        return
    participant.window_id = request.window
    await unit.session.flush()
    message = m.PlaceTaken(request.consultation, request.window)
    unit.publish(ref_of(participant).room, "consultation:window", message)


def require_place(participant: Participant, window: str | None) -> None:
    """Return where the place is in this window; also for who names none, and where none has taken it.

    Raises:
        Conflict: `elsewhere`: another window of the same person has it.
    """
    if window is not None and participant.window_id not in (None, window):
        raise Conflict("elsewhere")
