"""A house for tests: all areas on a real database, a clock that the test sets, and all that was published."""

from __future__ import annotations

import itertools
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from media.link import MediaLink
from signaling.areas import Areas, PapersArea, Surroundings, build
from signaling.config import Consultation as ConsultationSettings
from signaling.config import Settings
from signaling.consultation.screen import Table
from signaling.consultation.service import ConsultationService
from signaling.directory.rules import Hours, Opening
from signaling.directory.tables import Authority, ExpertService, Service
from signaling.interpreters.tables import InterpreterLanguage
from signaling.people.actor import Actor, ActorRef
from signaling.people.passwords import Passwords
from signaling.people.service import PeopleService
from signaling.people.sessions import Sessions
from signaling.people.tables import Account, Device
from signaling.store.outbox import Outgoing
from signaling.store.poller import Outbox
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.store.vault import Vault
from signaling.web.messages.base import LocalText, Message, Role, Seat
from signaling.web.messages.queue import Accepted, SetAvailability, TicketOpen, TicketRef

T = TypeVar("T")
MONDAY_NOON = 1_795_428_000.0
"""2026-11-23 12:00 in Helsinki: offices are open."""
OFFICE: Hours = (Opening(0, 4, 9 * 60, 15 * 60),)
GRACE_SECONDS = 45.0
TITLE = "Etuusneuvoja"
"""Of every account here."""


def text(word: str) -> LocalText:
    """A name that is the same in all languages."""
    return LocalText(fi=word, sv=word, en=word)


@dataclass(frozen=True, slots=True)
class Heard:
    """One emission."""

    room: str
    event: str
    message: dict[str, Any]


class EmptyTable:
    """A consultation without papers."""

    async def table(self, unit: Unit, consultation: str) -> Table:
        """Nothing lies there."""
        return Table()

    async def withheld(self, unit: Unit, actor: Actor, service: str) -> frozenset[str]:
        """Nothing."""
        return frozenset()

    async def consultation_ended(self, unit: Unit, consultation: str, service: str) -> None:
        """Nothing to forget."""


@dataclass(slots=True)
class House:
    """All areas of one process, without sockets."""

    store: Store
    areas: Areas
    outbox: Outbox
    now: float = MONDAY_NOON
    heard: list[Heard] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def committed(self, outgoing: list[Outgoing], jobs: bool) -> None:
        """As the store's sink: keep what is emitted."""
        for one in outgoing:
            self.heard.append(Heard(one.room, one.event, msgspec.json.decode(one.body)))

    def new_id(self) -> str:
        """An id as a client would make it."""
        return f"{next(self._ids):032x}"

    def take(self, event: str, room: str | None = None) -> list[dict[str, Any]]:
        """Messages of this event, to this room, so far."""
        return [h.message for h in self.heard if h.event == event and room in (None, h.room)]

    async def write(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """One transaction."""
        return await self.store.write(work)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass and do the jobs that are due then."""
        self.now += seconds
        await self.outbox.step()
        await self.outbox.settle()

    # ---- people ------------------------------------------------------------------------

    async def service(self, name: str = "Neuvonta", hours: Hours = OFFICE) -> str:
        """A service of an authority of its own."""

        async def add(unit: Unit) -> str:
            authority = Authority(id=unit.new_id(), name=text("Kela"), phone="000 123 401", position=0)
            service = Service(
                id=unit.new_id(),
                authority=authority.id,
                name=text(name),
                description=text(""),
                languages=("fi", "sv"),
                hours=hours,
                position=0,
            )
            unit.session.add(authority)
            await unit.session.flush()
            unit.session.add(service)
            return service.id

        return await self.write(add)

    async def account(self, role: Role, label: str, authority: str | None = None) -> Actor:
        """An account, of this authority where one is named."""

        async def add(unit: Unit) -> str:
            identity = unit.new_id()
            unit.session.add(
                Account(
                    id=identity,
                    name=identity,
                    password_hash="",
                    role=role,
                    authority=authority,
                    label=text(label),
                    title=text(TITLE),
                    demo=False,
                )
            )
            return identity

        seat: Seat = "desk" if role == "expert" else "interpreter"
        return Actor("account", await self.write(add), role, seat)

    async def expert(self, *services: str, available: bool = True) -> Actor:
        """An expert at an open desk, of the authority of the first service."""

        async def authority_of(unit: Unit) -> str | None:
            known = await self.areas.directory.service(unit, services[0]) if services else None
            return None if known is None else known.authority

        authority = await self.store.read(authority_of)
        actor = await self.account("expert", "Asiantuntija-Kela-01", authority)

        async def serve(unit: Unit) -> None:
            unit.session.add_all([ExpertService(account=actor.id, service=s) for s in services])

        await self.write(serve)
        await self.connect(actor)
        if available:
            request = SetAvailability(self.new_id(), "available")
            await self.write(lambda unit: self.areas.queue.set_availability(unit, actor, request))
        return actor

    async def interpreter(self, *languages: str, available: bool = True) -> Actor:
        """An interpreter at an open screen."""
        actor = await self.account("interpreter", "Tulkki-01")

        async def speak(unit: Unit) -> None:
            unit.session.add_all(
                [InterpreterLanguage(account=actor.id, language=spoken) for spoken in languages]
            )

        await self.write(speak)
        await self.connect(actor)
        if available:
            request = SetAvailability(self.new_id(), "available")
            await self.write(lambda unit: self.areas.interpreters.set_availability(unit, actor, request))
        return actor

    async def point(self, name: str = "Soini") -> Actor:
        """A service point with its screen open."""

        async def add(unit: Unit) -> str:
            device = Device(id=unit.new_id(), name=text(name), demo=False)
            unit.session.add(device)
            return device.id

        identity = await self.write(add)
        actor = Actor("device", identity, "point", "point", None, identity)
        await self.connect(actor)
        return actor

    async def connect(self, actor: Actor, socket: str = "first") -> None:
        """A socket of the actor opens."""

        async def opened(unit: Unit) -> None:
            ref = actor.ref
            if await self.areas.directory.socket_opened(unit, ref, f"{ref.id}{socket}", "test"):
                await self.areas.attendance.came(unit, ref)

        await self.write(opened)

    async def disconnect(self, actor: Actor, socket: str = "first") -> None:
        """A socket of the actor closes."""

        async def closed(unit: Unit) -> None:
            ref = actor.ref
            last = await self.areas.directory.socket_closed(unit, ref, f"{ref.id}{socket}")
            await self.areas.attendance.went(unit, ref, last=last)

        await self.write(closed)

    # ---- steps that many tests take --------------------------------------------------------

    async def open_ticket(self, point: Actor, service: str, ticket: str | None = None) -> str:
        """The point calls; the ticket."""
        identity = ticket or self.new_id()
        request = TicketOpen(self.new_id(), identity, service)
        await self.write(lambda unit: self.areas.queue.open(unit, point, request))
        return identity

    async def accept(self, expert: Actor, ticket: str, *, comes: bool = True) -> Accepted:
        """The expert takes the ticket, and opens the consultation unless he does not come."""
        request = TicketRef(self.new_id(), ticket)
        accepted = await self.write(lambda unit: self.areas.queue.accept(unit, expert, request))
        if comes:
            await self.comes(expert, accepted.consultation)
        return accepted

    async def comes(self, expert: Actor, consultation: str) -> None:
        """The expert's screen opens the consultation."""
        await self.write(lambda unit: self.areas.consultations.appeared(unit, expert.ref, consultation))

    async def consultation(self) -> tuple[Actor, Actor, Accepted]:
        """A point, an expert, and the expert's place in their consultation."""
        service = await self.service()
        point, expert = await self.point(), await self.expert(service)
        return point, expert, await self.accept(expert, await self.open_ticket(point, service))


async def _emit_nowhere(room: str, event: str, message: Message) -> None:
    """There are no sockets in this house."""


def empty_table(_consultations: ConsultationService) -> PapersArea:
    """No papers at all."""
    return EmptyTable()


async def build_house(
    engine: AsyncEngine,
    vault: Vault,
    tmp: str,
    papers_over: Callable[[ConsultationService], PapersArea] = empty_table,
) -> House:
    """A house on this database."""
    clock = [lambda: MONDAY_NOON]
    store = Store(engine, vault, lambda: clock[0](), os.urandom)
    settings = Settings(consultation=ConsultationSettings(grace_seconds=GRACE_SECONDS, chat_characters=1500))
    people = PeopleService(store, settings.people, Sessions(settings.people), Passwords())
    around = Surroundings(
        settings=settings,
        store=store,
        people=people,
        link=MediaLink(f"{tmp}/nobody.sock", request_seconds=0.01),
        emit_local=_emit_nowhere,
        process="test",
        public_url="https://etaluukku.example",
    )

    async def emit(room: str, event: str, body: bytes) -> None:
        """Orphans of the outbox: this house has none."""

    areas = build(around, papers_over)
    house = House(store, areas, Outbox(store, emit))
    areas.register_jobs(house.outbox)
    clock[0] = lambda: house.now
    store.attach(house)
    return house


def guest() -> ActorRef:
    """Somebody with a code."""
    return ActorRef("guest", os.urandom(16).hex())
