"""How it was established who the client is: recorded by the expert, seen by all, for one consultation (F-95).

The client is the client and nobody more until the expert records a method. The audit keeps which, when and by
whom; a picture, a name or a number of a document is kept nowhere. While a document is being shown nothing
may be captured by anybody: whatever keeps a picture asks `require_capture` or `hold_capture` first.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.access import enter
from signaling.consultation.jobs import IDENTITY_JOB, DocumentShown
from signaling.consultation.rules import ConsultationState, IdentityMethod, may_capture, may_record
from signaling.consultation.tables import Consultation
from signaling.consultation.telling import tell
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.store.errors import Conflict
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages import identity as i
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Identification:
    """One method for each thing that the expert does to establish who the client is."""

    show_seconds: float
    """How long a document is shown at most."""

    async def show(self, unit: Unit, actor: Actor, request: m.ConsultationAct) -> Nothing:
        """The client begins to show a document: nobody captures anything now. Twice is once."""
        meeting = (await enter(unit, actor, "identity:show", request.consultation)).consultation
        if meeting.identity_shown_until is not None:
            return Nothing()
        until = unit.now + self.show_seconds
        meeting.identity_seen_at, meeting.identity_shown_until = unit.now, until
        await unit.session.flush()
        unit.record(actor.ref, "identity:show", "consultation", meeting.id)
        unit.later(IDENTITY_JOB, DocumentShown(meeting.id, until), until, _limit_key(meeting))
        await _tell_changed(unit, meeting)
        return Nothing()

    async def cancel(self, unit: Unit, actor: Actor, request: m.ConsultationAct) -> Nothing:
        """The document is put away, and nothing is recorded. Where none is shown nothing happens."""
        meeting = (await enter(unit, actor, "identity:cancel", request.consultation)).consultation
        if meeting.identity_shown_until is not None:
            await self._put_away(unit, meeting, actor.ref)
        return Nothing()

    async def record(self, unit: Unit, actor: Actor, request: i.IdentityRecord) -> Nothing:
        """Record the method, or take it back; a document that is being shown is put away with it.

        Raises:
            Refused: not the expert of this consultation.
            Conflict: `not_shown`: no document was shown in this consultation.
        """
        meeting = (await enter(unit, actor, "identity:record", request.consultation)).consultation
        method = None if request.method is None else IdentityMethod(request.method)
        if not may_record(method, meeting.identity_seen_at):
            raise Conflict("not_shown")
        meeting.identity_method = method
        meeting.identity_at = None if method is None else unit.now
        meeting.identity_shown_until = None
        await unit.session.flush()
        unit.drop(_limit_key(meeting))
        unit.record(actor.ref, "identity:record", "consultation", meeting.id, method or "taken back")
        await _tell_changed(unit, meeting)
        return Nothing()

    async def over(self, unit: Unit, shown: DocumentShown) -> None:
        """The time limit of a showing; one that has ended or begun anew meanwhile is left alone."""
        meeting = await unit.session.get(Consultation, shown.consultation)
        if (
            meeting is not None
            and meeting.state == ConsultationState.ACTIVE
            and meeting.identity_shown_until == shown.until
        ):
            await self._put_away(unit, meeting, SYSTEM)

    async def _put_away(self, unit: Unit, meeting: Consultation, by: ActorRef) -> None:
        meeting.identity_shown_until = None
        await unit.session.flush()
        unit.drop(_limit_key(meeting))
        unit.record(by, "identity:cancel", "consultation", meeting.id)
        await _tell_changed(unit, meeting)


def identity_of(meeting: Consultation) -> i.Identity:
    """What everybody in the consultation sees of it."""
    recorded, at, until = meeting.identity_method, meeting.identity_at, meeting.identity_shown_until
    if recorded is None:
        return i.Identity(None, at, until)
    return i.Identity(IdentityMethod(recorded).value, at, until)


def require_capture(meeting: Consultation) -> None:
    """Return where a picture may be kept now, from whatever it comes.

    Raises:
        Conflict: `identity_shown`: the client is showing an identity document.
    """
    if not may_capture(meeting.identity_shown_until):
        raise Conflict("identity_shown")


async def hold_capture(unit: Unit, meeting: Consultation) -> None:
    """As `require_capture`; until the commit no document begins to be shown. For what stores a picture."""
    await unit.session.refresh(meeting, with_for_update={"read": True})
    require_capture(meeting)


def _limit_key(meeting: Consultation) -> str:
    return f"identity:{meeting.id}"


async def _tell_changed(unit: Unit, meeting: Consultation) -> None:
    identity = identity_of(meeting)
    await tell(
        unit,
        meeting.id,
        "identity:changed",
        lambda feed, version: i.IdentityChanged(feed, version, meeting.id, identity),
    )
