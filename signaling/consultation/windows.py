"""One person in several windows: the newest has the place, the others say so and can take it back.

Two browsers of one account or device would otherwise take each other's media away for ever: each
offer replaces the other's transport, and each that has lost its path offers again (F-04). Who has
the place stands in the database, so an older window whose line was away learns of it as it returns.

Who has the place is there as long as its window is: a forgotten window of the same person, on the
desk or at home, must not keep the citizen waiting for one who has gone.
"""

from __future__ import annotations

from signaling.consultation.access import enter
from signaling.consultation.tables import Participant
from signaling.consultation.telling import feed_of, ref_of
from signaling.directory.service import DirectoryService
from signaling.people.actor import Actor
from signaling.store.errors import Conflict
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m


async def take_place(
    unit: Unit, directory: DirectoryService, actor: Actor, request: m.ConsultationRef, socket: str
) -> None:
    """Let the place be in the window that takes it, or has it already, and tell the others of the person.

    The window is there by `socket` from now on. Twice is once. What the consultation's feed tells stays
    as it is until the commit, for the snapshot of the same transaction.

    Raises:
        Refused: not a participant, or it has ended.
        Conflict: `elsewhere`: it does not take the place, and another window has it.
    """
    participant = (await enter(unit, actor, "consultation:open", request.consultation)).participant
    # In the order of a socket that closes, so that the two do not wait for each other.
    await directory.one_by_one(unit, actor.ref)
    await unit.hold_feed(feed_of(request.consultation))
    await unit.session.refresh(participant)
    if not request.take:
        require_place(participant, request.window)
    taken = participant.window_id != request.window
    participant.window_id, participant.window_socket = request.window, socket
    await unit.session.flush()
    if taken and request.window is not None:
        message = m.PlaceTaken(request.consultation, request.window)
        unit.publish(ref_of(participant).room, "consultation:window", message)


def require_place(participant: Participant, window: str | None) -> None:
    """Return where the place is in this window, or in none yet.

    A page that names no window is older than the server, and has no place beside one that does.

    Raises:
        Conflict: `elsewhere`: another window of the same person has it.
    """
    if participant.window_id not in (None, window):
        raise Conflict("elsewhere")


async def is_there(unit: Unit, directory: DirectoryService, participant: Participant) -> bool:
    """Whether the window that has the place has its socket open; before the first window, any socket."""
    if participant.window_socket is not None:
        return await directory.socket_is_open(unit, participant.window_socket)
    ref = ref_of(participant)
    return ref.id in await directory.connected(unit, ref.kind, [ref.id])
