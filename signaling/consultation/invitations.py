"""One-time codes into the lobby for guests and outside interpreters (F-19, F-45)."""

from __future__ import annotations

from sqlalchemy import func, select, update

from signaling.consultation.access import enter
from signaling.consultation.rules import ConsultationState, ParticipantRole, ParticipantState
from signaling.consultation.service import ConsultationService
from signaling.consultation.tables import Consultation, Invitation
from signaling.consultation.terms import Arrival
from signaling.people.actor import Actor, ActorRef
from signaling.people.rules import CODE_CHARS, code_of, plain_code
from signaling.store.errors import Conflict, LimitReached, Refused
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.session import Join


class Invitations:
    """Makes codes, and lets those who bring one into the lobby."""

    def __init__(
        self, consultations: ConsultationService, public_url: str, valid_seconds: float, max_open: int
    ) -> None:
        """`public_url` is what a browser reaches the server under, without a slash at the end."""
        self._consultations = consultations
        self._public_url = public_url
        self._valid_seconds = valid_seconds
        self._max_open = max_open

    async def invite(self, unit: Unit, actor: Actor, request: m.Invite) -> m.Invitation:
        """A new code for one person; shown once, stored only as a fingerprint.

        Raises:
            Refused: not allowed here.
            Conflict: `locked`: nobody new is let in (F-89).
            LimitReached: max_open codes are out already.
        """
        standing = await enter(unit, actor, "guest:invite", request.consultation)
        consultation = standing.consultation.id
        if standing.consultation.locked:
            raise Conflict("locked")
        if await self._open_count(unit, consultation) >= self._max_open:
            raise LimitReached("invitations")
        code = code_of(unit.random_bytes(CODE_CHARS))
        fingerprint = unit.vault.fingerprint(plain_code(code))
        expires_at = unit.now + self._valid_seconds
        name = await self._seal(unit, consultation, fingerprint, request.name)
        unit.session.add(
            Invitation(
                fingerprint=fingerprint,
                consultation=consultation,
                role=request.role,
                language=request.language if request.role == "interpreter" else None,
                sealed_name=name,
                expires_at=expires_at,
            )
        )
        unit.record(actor.ref, "guest:invite", "consultation", consultation, request.role)
        return m.Invitation(code, f"{self._public_url}/join/{code}", expires_at)

    async def join(self, unit: Unit, guest: ActorRef, request: Join) -> str:
        """Bring the one who has the code into the lobby; the participant's id. The code is used up.

        Raises:
            Refused: no such code, used, expired, the consultation ended or locked: all look the same.
        """
        fingerprint = unit.vault.fingerprint(plain_code(request.code))
        used = (
            update(Invitation)
            .where(
                Invitation.fingerprint == fingerprint,
                Invitation.used_at.is_(None),
                Invitation.expires_at > unit.now,
            )
            .values(used_at=unit.now)
            .returning(Invitation.fingerprint)
            .execution_options(synchronize_session=False)
        )
        if (await unit.session.execute(used)).scalar_one_or_none() is None:
            raise Refused
        invitation = await unit.session.get_one(Invitation, fingerprint)
        meeting = await unit.session.get_one(Consultation, invitation.consultation)
        if meeting.state != ConsultationState.ACTIVE or meeting.locked:
            raise Refused  # and the code is not used up: nothing of a refusal is stored
        arrival = Arrival(
            ref=guest,
            role=ParticipantRole(invitation.role),
            state=ParticipantState.LOBBY,
            name=request.name.strip() or await self._opened(unit, invitation),
            language=invitation.language,
        )
        invitation.sealed_name = None
        return (await self._consultations.arrive(unit, meeting, arrival)).id

    async def service_of(self, unit: Unit, code: str) -> str:
        """The service of the consultation that the code leads into; the code is not used up.

        Raises:
            Refused: whenever `join` would refuse the code.
        """
        statement = (
            select(Consultation.service)
            .join(Invitation, Invitation.consultation == Consultation.id)
            .where(
                Invitation.fingerprint == unit.vault.fingerprint(plain_code(code)),
                Invitation.used_at.is_(None),
                Invitation.expires_at > unit.now,
                Consultation.state == ConsultationState.ACTIVE,
                Consultation.locked.is_(False),
            )
        )
        service = await unit.session.scalar(statement)
        if service is None:
            raise Refused
        return service

    async def _open_count(self, unit: Unit, consultation: str) -> int:
        statement = (
            select(func.count())
            .select_from(Invitation)
            .where(
                Invitation.consultation == consultation,
                Invitation.used_at.is_(None),
                Invitation.expires_at > unit.now,
            )
        )
        return await unit.session.scalar(statement) or 0

    async def _seal(self, unit: Unit, consultation: str, fingerprint: str, name: str) -> bytes | None:
        if not name.strip():
            return None
        return await unit.vault.seal(unit.session, consultation, name.strip().encode(), _place(fingerprint))

    async def _opened(self, unit: Unit, invitation: Invitation) -> str:
        if invitation.sealed_name is None:
            return ""
        opened = await unit.vault.open(
            unit.session,
            invitation.consultation,
            invitation.sealed_name,
            _place(invitation.fingerprint),
        )
        return opened.decode()


def _place(fingerprint: str) -> bytes:
    return f"invitation:{fingerprint}".encode()
