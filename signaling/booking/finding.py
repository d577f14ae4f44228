"""Which times of a service are free, and who is free for one: counted by the database."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from signaling.booking.holidays import is_holiday
from signaling.booking.rules import AppointmentState, Slot, Taken, slot_at, slots, surely_free
from signaling.booking.tables import Appointment, ReservedUnit
from signaling.directory.booking_terms import BookingTerms
from signaling.directory.service import DirectoryService, Service
from signaling.interpreters.service import InterpreterService
from signaling.store.unit import Unit

LONGEST: Final = 600 // 5
"""Units of the longest appointment with its buffer, by the bounds of BookingTerms."""

NEXT_TIMES: Final = 6
"""So many are offered instead of one that was taken: as many as fit on a screen with large buttons."""


ACTIVE_STATE: Final = Appointment.state != literal_column("'cancelled'")
"""No parameter: SQLite takes the index of those that are not cancelled by the words alone."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be found a time for."""

    service: Service
    terms: BookingTerms
    point: str
    interpreted: str | None
    but_for: str = ""
    """The appointment that is being moved: what it reserves counts as free."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who is free for a slot."""

    expert: str
    interpreter: str | None


Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


@dataclass(frozen=True, slots=True)
class People:
    """Those of whom one is to be free."""

    column: Column
    """What they are in an appointment."""
    ids: Sequence[str] | Select[str]
    """Many are asked for, not listed: PostgreSQL would look each of 500 up at each time."""
    count: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One method for each question; all of them only read."""

    directory: DirectoryService
    interpreters: InterpreterService

    async def days(self, unit: Unit, wish: Wish, first: date, count: int) -> list[tuple[date, list[Slot]]]:
        """Each day from `first` on with its free slots."""
        wanted = [first + timedelta(days=ahead) for ahead in range(count)]
        planned = list(slots(wish.terms, wish.service.hours, wanted, is_holiday, unit.now))
        free = await self._free(unit, wish, [slot for _, found in planned for slot in found])
        return [(day, [slot for slot in found if slot in free]) for day, found in planned]

    async def instead_of(self, unit: Unit, wish: Wish, starts_at: date) -> tuple[float, ...]:
        """The next free times from this day on."""
        step, found = 7, list[float]()
        for week in range(-(-wish.terms.days_ahead // step)):
            first = starts_at + timedelta(days=step * week)
            for _, free in await self.days(unit, wish, first, step):
                found += [slot.starts_at for slot in free]
            if len(found) >= NEXT_TIMES:
                break
        return tuple(found[:NEXT_TIMES])

    def slot(self, unit: Unit, wish: Wish, starts_at: float) -> Slot | None:
        """The slot of the service that begins then, taken or not; None: there is none."""
        return slot_at(wish.terms, wish.service.hours, starts_at, is_holiday, unit.now)

    async def people(
        self, unit: Unit, wish: Wish, slot: Slot, seed: str, before: Found | None = None
    ) -> Found | None:
        """An expert, and an interpreter where one is wanted, with the room free too; None: somebody is not.

        Who had it before comes first, then who has the least to do about then; `seed` decides between
        equals, so that two who book at once do not reach for the same person.
        """
        before = before or Found("", None)
        if await self._busy(unit, [wish.point], slot, wish.but_for):
            return None
        experts = await self.directory.answering(unit, wish.service.id)
        expert = await self._one(unit, wish, slot, Appointment.expert, experts, seed, before.expert)
        if expert is None or wish.interpreted is None:
            return None if expert is None else Found(expert, None)
        pool = await self.interpreters.speaking(unit, wish.interpreted)
        one = await self._one(unit, wish, slot, Appointment.interpreter, pool, seed, before.interpreter)
        return None if one is None else Found(expert, one)

    async def _one(
        self,
        unit: Unit,
        wish: Wish,
        slot: Slot,
        column: Column,
        people: Sequence[str],
        seed: str,
        kept: str | None,
    ) -> str | None:
        busy = await self._busy(unit, people, slot, wish.but_for)
        free = [one for one in people if one not in busy]
        if kept in free:
            return kept
        loads = (
            select(column, func.count())
            .where(
                column.in_(free),
                Appointment.state != AppointmentState.CANCELLED,
                Appointment.first_unit.between(slot.first - LONGEST, slot.first + LONGEST),
            )
            .group_by(column)
        )
        load: dict[str | None, int] = {who: count for who, count in (await unit.session.execute(loads)).all()}
        return min(free, key=lambda one: (load.get(one, 0), _lot(seed, one)), default=None)

    async def _busy(self, unit: Unit, people: Sequence[str], slot: Slot, but_for: str) -> set[str]:
        statement = (
            select(ReservedUnit.resource)
            .where(
                ReservedUnit.resource.in_(people),
                ReservedUnit.unit >= slot.first,
                ReservedUnit.unit < slot.released,
                ReservedUnit.appointment != but_for,
            )
            .distinct()
        )
        return set((await unit.session.scalars(statement)).all())

    async def _free(self, unit: Unit, wish: Wish, wanted: list[Slot]) -> set[Slot]:
        point, experts = (
            People(Appointment.point, [wish.point], 1),
            self.directory.answering_of(wish.service.id),
        )
        answering = len(await self.directory.answering(unit, wish.service.id))
        free = await self._of(unit, wish, point, wanted)
        free = await self._of(unit, wish, People(Appointment.expert, experts, answering), free)
        if wish.interpreted is not None:
            pool = await self.interpreters.speaking(unit, wish.interpreted)
            free = await self._of(unit, wish, People(Appointment.interpreter, pool, len(pool)), free)
        return set(free)

    async def _of(
        self,
        unit: Unit,
        wish: Wish,
        people: People,
        wanted: list[Slot],
    ) -> list[Slot]:
        """Those of the slots in which one of the people is free."""
        if not wanted or not people.count:
            return []
        within = _within(people, wanted, wish.but_for)
        grouped = (
            select(Appointment.first_unit, Appointment.end_unit, Appointment.released_unit, func.count())
            .where(*within)
            # In the order of the index, so that nothing is sorted.
            .group_by(Appointment.first_unit, Appointment.released_unit, Appointment.end_unit)
            .order_by(Appointment.first_unit)
        )
        rows = (await unit.session.execute(grouped)).all()
        taken = [Taken(Slot(first, end, released), count) for first, end, released, count in rows]
        answers = {slot: surely_free(slot, near, people.count) for slot, near in _beside(wanted, taken)}
        unsure = [slot for slot in wanted if answers[slot] is None]
        exactly = await self._exactly(unit, people, unsure, wish.but_for)
        return [slot for slot in wanted if (exactly[slot] if slot in exactly else answers[slot])]

    async def _exactly(
        self,
        unit: Unit,
        people: People,
        unsure: list[Slot],
        but_for: str,
    ) -> dict[Slot, bool]:
        """The same by name, for slots whose counts may hold somebody twice."""
        if not unsure:
            return {}
        statement = select(
            people.column, Appointment.first_unit, Appointment.end_unit, Appointment.released_unit
        )
        within = _within(people, unsure, but_for)
        rows = await unit.session.execute(statement.where(*within).order_by(Appointment.first_unit))
        named = [(Taken(Slot(first, end, released)), who) for who, first, end, released in rows.all()]
        whose = {id(taken): who for taken, who in named}
        found = {}
        for slot, near in _beside(unsure, [taken for taken, _ in named]):
            found[slot] = len({whose[id(one)] for one in near if one.slot.meets(slot)}) < people.count
        return found


def _within(
    people: People,
    wanted: Sequence[Slot],
    but_for: str,
) -> list[ColumnElement[bool]]:
    """Appointments of the people that may meet one of the slots, which are in order."""
    within: list[ColumnElement[bool]] = [
        ACTIVE_STATE,
        Appointment.first_unit > wanted[0].first - LONGEST,
        Appointment.first_unit < wanted[-1].released,
        people.column.in_(people.ids),
    ]
    # Only where it is needed: the index alone answers the rest.
    return [*within, Appointment.id != but_for] if but_for else within


def _beside(wanted: Iterable[Slot], taken: Sequence[Taken]) -> Iterator[tuple[Slot, Sequence[Taken]]]:
    """Each slot with what begins so near that it may meet it; `taken` is in order of beginning."""
    beginnings = [one.slot.first for one in taken]
    for slot in wanted:
        yield (
            slot,
            taken[bisect_left(beginnings, slot.first - LONGEST) : bisect_left(beginnings, slot.released)],
        )


def _lot(seed: str, who: str) -> bytes:
    return sha256(f"{seed}{who}".encode()).digest()
