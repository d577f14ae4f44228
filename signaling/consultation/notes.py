"""An expert's private notes: sealed under the consultation's key, told to nobody else, gone with the end.

They lie on the server and not in the browser, so that a page that is loaded again, or a call that is taken to
another window, goes on with them; and under the key, so that the end destroys them in backups too.
"""

from __future__ import annotations

from signaling.consultation.access import Standing, enter
from signaling.consultation.tables import PrivateNotes
from signaling.people.actor import Actor
from signaling.people.policy import allows
from signaling.store.unit import Unit
from signaling.web.messages.base import Nothing
from signaling.web.messages.identity import NotesWrite


async def write_notes(unit: Unit, actor: Actor, request: NotesWrite) -> Nothing:
    """Keep these notes in place of those before. No other screen and no audit row tells of it."""
    standing = await enter(unit, actor, "notes:write", request.consultation)
    consultation, participant = standing.consultation.id, standing.participant.id
    sealed = await unit.vault.seal(unit.session, consultation, request.text.encode(), _place(participant))
    row = await unit.session.get(PrivateNotes, (consultation, participant))
    if row is None:
        unit.session.add(PrivateNotes(consultation=consultation, participant=participant, sealed=sealed))
    else:
        row.sealed = sealed
    await unit.session.flush()
    return Nothing()


async def notes_of(unit: Unit, actor: Actor, standing: Standing) -> str | None:
    """The actor's own notes; empty before the first ones, None for who may write none."""
    if not allows(actor, "notes:write", frozenset({standing.relation})):
        return None
    consultation, participant = standing.consultation.id, standing.participant.id
    row = await unit.session.get(PrivateNotes, (consultation, participant))
    if row is None:
        return ""
    opened = await unit.vault.open(unit.session, consultation, row.sealed, _place(participant))
    return opened.decode()


def _place(participant: str) -> bytes:
    return b"notes:" + participant.encode()
