"""The pool: who is free, whom a call rings, and whose answer counts (J4, F-45).

All free interpreters of the language ring at once; the database decides who was
first: an answer is `UPDATE .. WHERE state = 'ringing'`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from sqlalchemy import delete, select, update

from signaling.consultation.rules import ParticipantRole, ParticipantState
from signaling.consultation.service import ConsultationService
from signaling.consultation.terms import Arrival
from signaling.directory.names import PeopleNames
from signaling.directory.service import DirectoryService
from signaling.interpreters import rules
from signaling.interpreters.rules import CallState, Interpreter, Step
from signaling.interpreters.tables import Call, InterpreterLanguage, Ring
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.people.policy import NONE, Relation, require
from signaling.people.tables import Account
from signaling.states import advance
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import interpreters as m
from signaling.web.messages import queue as q
from signaling.web.messages.base import Nothing

TIMEOUT_JOB: Final = "interpreters:timeout"

RungOff = Literal["answered", "cancelled", "timeout"]


class CallTimeout(msgspec.Struct, frozen=True):
    """Payload of TIMEOUT_JOB."""

    call: str


def interpreter_feed(account: str) -> str:
    """The feed of an interpreter's own screen."""
    return f"interpreter:{account}"


@dataclass(frozen=True, slots=True)
class InterpreterService:
    """One method for each thing a person can do."""

    directory: DirectoryService
    consultations: ConsultationService
    names: PeopleNames
    ring_seconds: float
    """How long a call rings before there is nobody."""

    # ---- what those who need an interpreter do --------------------------------------------

    async def languages(self, unit: Unit, actor: Actor) -> m.Languages:
        """Languages of the pool, each with how many could answer now."""
        require(actor, "interpreter:languages")
        free = rules.free_by_language(await self._pool(unit, None))
        return m.Languages(tuple(m.LanguageEntry(language, count) for language, count in free.items()))

    async def ask(self, unit: Unit, actor: Actor, request: m.InterpreterAsk) -> m.InterpreterCall:
        """Ring every free interpreter of the language; `nobody` at once when there is none.

        Raises:
            Refused: not a host of this consultation.
            Conflict: `ringing`: one search at a time.
        """
        standing = await self.consultations.enter(unit, actor, "interpreter:ask", request.consultation)
        meeting = standing.consultation
        if await self.call_of(unit, meeting.id) is not None:
            raise Conflict("ringing")
        accounts = rules.to_ring(await self._pool(unit, request.language), request.language)
        call = Call(
            id=unit.new_id(),
            consultation=meeting.id,
            language=request.language,
            state=CallState.RINGING,
            rung_at=unit.now,
        )
        unit.session.add(call)
        await unit.session.flush()
        unit.record(actor.ref, "interpreter:ask", "call", call.id, f"consultation {meeting.id}")
        if not accounts:
            await self._finish(unit, call, Step.GIVE_UP, None)
            return _view(call, CallState.NOBODY)
        for account in accounts:
            await self._ring(unit, call, meeting.service, account)
        await self._tell_call(unit, call, CallState.RINGING)
        due = unit.now + self.ring_seconds
        unit.later(TIMEOUT_JOB, CallTimeout(call.id), due, f"ring:{call.id}")
        return _view(call, CallState.RINGING)

    async def cancel(self, unit: Unit, actor: Actor, request: m.InterpreterCallRef) -> Nothing:
        """Stop the search. One that is over already stays as it is."""
        call = await unit.session.get(Call, request.call)
        consultation = "" if call is None else call.consultation
        await self.consultations.enter(unit, actor, "interpreter:cancel", consultation)
        if call is None:
            raise Refused
        if call.state == CallState.RINGING:
            await self._stop(unit, call, Step.CANCEL, "cancelled", actor.ref)
            await self._tell_call(unit, call, CallState.CANCELLED)
        return Nothing()

    # ---- what interpreters do ----------------------------------------------------------------

    async def screen(self, unit: Unit, actor: Actor) -> m.InterpreterSnapshot:
        """The interpreter's own screen with what rings now."""
        require(actor, "interpreter:open")
        place = await self.consultations.place_of(unit, actor.ref)
        feed = interpreter_feed(actor.id)
        available = await self.directory.available(unit, [actor.id])
        own = await self._languages_of(unit, actor.id)
        return m.InterpreterSnapshot(
            feed=feed,
            version=await unit.feed_version(feed),
            name=(await self.names.account_name(unit, actor.id)).fi,
            languages=tuple(row.language for row in own),
            languages_on=_on(own),
            availability="available" if available else "away",
            ringing=await self._ringing(unit, actor.id),
            consultation=None if place is None else place[0],
            participant=None if place is None else place[1],
        )

    async def set_availability(self, unit: Unit, actor: Actor, request: q.SetAvailability) -> Nothing:
        """Say whether this interpreter takes calls; every window shows it."""
        require(actor, "interpreter:availability")
        if await self.directory.set_available(unit, actor.id, request.availability == "available"):
            feed = interpreter_feed(actor.id)
            message = q.AvailabilityChanged(feed, await unit.next_version(feed), request.availability, None)
            unit.publish(actor.ref.room, "availability:changed", message)
            unit.record(actor.ref, "interpreter:availability", "account", actor.id, request.availability)
        return Nothing()

    async def set_language(self, unit: Unit, actor: Actor, request: m.SetLanguage) -> Nothing:
        """Say whether calls in one of the own languages may ring; every window shows it.

        What rings already goes on ringing, as it does when the interpreter goes away.

        Raises:
            Refused: it is none of this interpreter's languages.
        """
        require(actor, "interpreter:language")
        row = await unit.session.get(InterpreterLanguage, (actor.id, request.language), with_for_update=True)
        if row is None:
            raise Refused
        if row.available != request.on:
            row.available = request.on
            await unit.session.flush()
            feed = interpreter_feed(actor.id)
            version = await unit.next_version(feed)
            message = m.InterpreterLanguagesOn(feed, version, _on(await self._languages_of(unit, actor.id)))
            unit.publish(actor.ref.room, "interpreter:languages-on", message)
            detail = f"{request.language} {'on' if request.on else 'off'}"
            unit.record(actor.ref, "interpreter:language", "account", actor.id, detail)
        return Nothing()

    async def answer(self, unit: Unit, actor: Actor, request: m.InterpreterCallRef) -> q.Accepted:
        """Join the consultation that rings; the first one to answer does, at once admitted.

        Raises:
            Refused: this call never rang for this interpreter, or was declined.
            Conflict: `taken` by another or over, or this interpreter is `busy`.
        """
        call = await self._own_call(unit, actor, "interpreter:answer", request.call)
        if call.answered_by == actor.id:
            return await self._answered_before(unit, actor, call)
        if call.state != CallState.RINGING:
            raise Conflict("taken")
        if await self.consultations.busy(unit, [actor.id]):
            raise Conflict("busy")
        await self._stop(unit, call, Step.ANSWER, "answered", actor.ref)
        arrival = Arrival(
            ref=actor.ref,
            role=ParticipantRole.INTERPRETER,
            state=ParticipantState.ADMITTED,
            name=(await self.names.account_name(unit, actor.id)).fi,
            language=call.language,
        )
        participant = await self.consultations.join(unit, call.consultation, arrival)
        await self._tell_call(unit, call, CallState.ANSWERED)
        return q.Accepted(call.consultation, participant)

    async def decline(self, unit: Unit, actor: Actor, request: m.InterpreterCallRef) -> Nothing:
        """Quiet for this interpreter; when the last one declines there is nobody."""
        call = await self._own_call(unit, actor, "interpreter:decline", request.call)
        if call.state != CallState.RINGING:
            return Nothing()
        await self._forget_rings(unit, [call.id], actor.id)
        await self._ring_off(unit, call, [actor.id], "cancelled")
        unit.record(actor.ref, "interpreter:decline", "call", call.id)
        if not await self._rings_of(unit, call.id):
            await self._finish(unit, call, Step.GIVE_UP, None)
            await self._tell_call(unit, call, CallState.NOBODY)
        return Nothing()

    # ---- what follows from elsewhere -----------------------------------------------------------

    async def speaking(self, unit: Unit, language: str) -> list[str]:
        """Accounts of the pool that interpret this language, be they there now or not."""
        statement = (
            select(InterpreterLanguage.account)
            .join(Account, Account.id == InterpreterLanguage.account)
            .where(InterpreterLanguage.language == language, Account.disabled_at.is_(None))
            .order_by(InterpreterLanguage.account)
        )
        return list((await unit.session.scalars(statement)).all())

    async def languages_spoken(self, unit: Unit) -> tuple[str, ...]:
        """Every language that somebody of the pool interprets."""
        statement = select(InterpreterLanguage.language).distinct().order_by(InterpreterLanguage.language)
        return tuple((await unit.session.scalars(statement)).all())

    async def call_of(self, unit: Unit, consultation: str) -> m.InterpreterCall | None:
        """The search that goes on in this consultation."""
        statement = select(Call).where(Call.consultation == consultation, Call.state == CallState.RINGING)
        call = (await unit.session.execute(statement)).scalar_one_or_none()
        return None if call is None else _view(call, CallState.RINGING)

    async def timed_out(self, unit: Unit, waited: CallTimeout) -> None:
        """Nobody has answered in time."""
        call = await unit.session.get(Call, waited.call)
        if call is not None and call.state == CallState.RINGING:
            await self._stop(unit, call, Step.GIVE_UP, "timeout", SYSTEM)
            await self._tell_call(unit, call, CallState.NOBODY)

    async def consultation_ended(self, unit: Unit, consultation: str, service: str) -> None:
        """Nobody needs to answer any longer."""
        statement = select(Call).where(Call.consultation == consultation)
        calls = (await unit.session.scalars(statement)).all()
        for call in calls:
            if call.state == CallState.RINGING:
                await self._stop(unit, call, Step.CANCEL, "cancelled", SYSTEM)
        await self._forget_rings(unit, [call.id for call in calls], None)

    # ---- steps ---------------------------------------------------------------------------------

    async def _own_call(self, unit: Unit, actor: Actor, action: str, call: str) -> Call:
        """The call, where it rings for this actor or was answered by it."""
        found = await unit.session.get(Call, call)
        rings = await unit.session.get(Ring, (call, actor.id)) is not None
        own = found is not None and (rings or found.answered_by == actor.id)
        require(actor, action, frozenset({Relation.OWN}) if own else NONE)
        if found is None:
            raise Refused
        return found

    async def _answered_before(self, unit: Unit, actor: Actor, call: Call) -> q.Accepted:
        place = await self.consultations.place_of(unit, actor.ref)
        if place is None or place[0] != call.consultation:
            raise Conflict("ended")
        return q.Accepted(*place)

    async def _finish(self, unit: Unit, call: Call, step: Step, by: str | None) -> None:
        """The one place where a call ends; Conflict when somebody was first."""
        state = advance(rules.TRANSITIONS, CallState.RINGING, step)
        statement = (
            update(Call)
            .where(Call.id == call.id, Call.state == CallState.RINGING)
            .values(state=state, ended_at=unit.now, answered_by=by)
            .returning(Call.id)
            .execution_options(synchronize_session=False)
        )
        if (await unit.session.execute(statement)).scalar_one_or_none() is None:
            raise Conflict("taken")
        unit.drop(f"ring:{call.id}")

    async def _stop(self, unit: Unit, call: Call, step: Step, reason: RungOff, by: ActorRef) -> None:
        await self._finish(unit, call, step, by.id if step is Step.ANSWER else None)
        unit.record(by, f"interpreter:{step}", "call", call.id)
        await self._ring_off(unit, call, await self._rings_of(unit, call.id), reason)

    async def _ring(self, unit: Unit, call: Call, service: str, account: str) -> None:
        unit.session.add(Ring(call=call.id, account=account))
        await unit.session.flush()
        service_name, authority_name = await self.directory.names_of(unit, service)
        ringing = m.RingingCall(call.id, call.language, authority_name, service_name, call.rung_at)
        feed = interpreter_feed(account)
        message = m.InterpreterRinging(feed, await unit.next_version(feed), ringing)
        unit.publish(ActorRef("account", account).room, "interpreter:ringing", message)

    async def _ring_off(self, unit: Unit, call: Call, accounts: list[str], reason: RungOff) -> None:
        for account in accounts:
            feed = interpreter_feed(account)
            message = m.InterpreterRungOff(feed, await unit.next_version(feed), call.id, reason)
            unit.publish(ActorRef("account", account).room, "interpreter:rung-off", message)

    async def _forget_rings(self, unit: Unit, calls: list[str], account: str | None) -> None:
        """These calls are nothing any more to this account, or to nobody where it is None."""
        statement = delete(Ring).where(Ring.call.in_(calls))
        if account is not None:
            statement = statement.where(Ring.account == account)
        await unit.session.execute(statement.execution_options(synchronize_session=False))

    async def _tell_call(self, unit: Unit, call: Call, state: CallState) -> None:
        view, consultation = _view(call, state), call.consultation
        await self.consultations.tell(
            unit,
            consultation,
            "interpreter:call",
            lambda feed, version: m.InterpreterCallChanged(feed, version, consultation, view),
        )

    # ---- reads ---------------------------------------------------------------------------------

    async def _rings_of(self, unit: Unit, call: str) -> list[str]:
        statement = select(Ring.account).where(Ring.call == call).order_by(Ring.account)
        return list((await unit.session.scalars(statement)).all())

    async def _ringing(self, unit: Unit, account: str) -> tuple[m.RingingCall, ...]:
        statement = (
            select(Call)
            .join(Ring, Ring.call == Call.id)
            .where(Ring.account == account, Call.state == CallState.RINGING)
            .order_by(Call.rung_at)
        )
        found = []
        for call in (await unit.session.scalars(statement)).all():
            service = await self.consultations.service_of(unit, call.consultation)
            service_name, authority_name = await self.directory.names_of(unit, service)
            found.append(m.RingingCall(call.id, call.language, authority_name, service_name, call.rung_at))
        return tuple(found)

    async def _languages_of(self, unit: Unit, account: str) -> list[InterpreterLanguage]:
        statement = (
            select(InterpreterLanguage)
            .where(InterpreterLanguage.account == account)
            .order_by(InterpreterLanguage.language)
        )
        return list((await unit.session.scalars(statement)).all())

    async def _pool(self, unit: Unit, language: str | None) -> list[Interpreter]:
        """Everybody in the pool, or those of one language."""
        statement = select(InterpreterLanguage)
        if language is not None:
            statement = statement.where(InterpreterLanguage.language == language)
        spoken: dict[str, list[InterpreterLanguage]] = {}
        for row in (await unit.session.scalars(statement)).all():
            spoken.setdefault(row.account, []).append(row)
        available = await self.directory.available(unit, spoken)
        connected = await self.directory.connected(unit, "account", spoken)
        busy = await self.consultations.busy(unit, spoken)
        return [
            Interpreter(
                account=account,
                languages=frozenset(row.language for row in rows),
                languages_on=frozenset(_on(rows)),
                available=account in available,
                connected=account in connected,
                in_consultation=account in busy,
            )
            for account, rows in spoken.items()
        ]


def _on(rows: Iterable[InterpreterLanguage]) -> tuple[str, ...]:
    return tuple(row.language for row in rows if row.available)


def _view(call: Call, state: CallState) -> m.InterpreterCall:
    return m.InterpreterCall(call.id, call.language, state.value)
