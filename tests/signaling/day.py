"""The people of a working day, and what each does at a screen: real requests and sockets, no browsers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from signaling.demo.seed import demo_id
from signaling.web.messages.base import Seat
from tests.signaling.serving import Browser, Json, browser, new_id

SECRET: Final = "Kirsikkapuisto4711Salaisuus"
"""What people say, bring and are called; nothing of it may be left."""


@dataclass(slots=True)
class Person:
    """Somebody at a screen of the server."""

    browser: Browser
    screen: str
    """Event that opens the screen."""

    async def do(self, event: str, **fields: object) -> Json:
        """The reply of a changing event, with an id of its own."""
        return await self.browser.done(event, {"id": new_id(), **fields})

    async def open(self) -> Json:
        """The snapshot of the screen."""
        return await self.browser.done(self.screen)

    async def enter(self, consultation: str) -> Json:
        """The snapshot of the consultation's screen."""
        return await self.browser.done("consultation:open", {"consultation": consultation})

    async def told(self, event: str, **fields: object) -> Json:
        """The first message of this event with these fields; waits for it."""

        def fits(message: Json) -> bool:
            return all(message[name] == value for name, value in fields.items())

        return await self.browser.heard(event, fits)

    async def lose_line(self) -> None:
        """The socket is gone."""
        await self.browser.socket.disconnect()

    async def come_back(self) -> Json:
        """The snapshot of the screen over a new socket."""
        await self.browser.connect()
        return await self.open()

    async def available(self, yes: bool = True) -> None:
        """An expert's or interpreter's own word."""
        event = "interpreter:availability" if self.screen == "interpreter:open" else "desk:availability"
        await self.do(event, availability="available" if yes else "away")


@dataclass(slots=True)
class Ends:
    """How each call of the day is to have ended."""

    tickets: dict[str, str] = field(default_factory=dict)
    """Ticket -> its last state."""
    consultations: dict[str, str] = field(default_factory=dict)
    """Consultation -> why it ended."""


@dataclass(slots=True)
class Lane:
    """A service point, a service, and who answers it: two experts of whom the first is at the desk."""

    point: Person
    expert: Person
    colleague: Person
    interpreter: Person
    service: str
    language: str
    """That the interpreter speaks."""
    house: Town

    @property
    def ends(self) -> Ends:
        """Those of the whole day."""
        return self.house.ends

    async def call(self, point: Person | None = None, service: str | None = None) -> str:
        """A place in the queue; the ticket."""
        ticket = new_id()
        opened = await (point or self.point).do(
            "ticket:open", ticket=ticket, service=service or self.service, language="fi"
        )
        assert opened["ticket"] == ticket
        return ticket

    async def answer(self, ticket: str, expert: Person | None = None) -> str:
        """The expert takes the call, and both enter; the consultation."""
        by = expert or self.expert
        consultation: str = (await by.do("ticket:accept", ticket=ticket))["consultation"]
        self.ends.tickets[ticket] = "accepted"
        await by.enter(consultation)
        accepted = await self.point.told("ticket:accepted", ticket=ticket)
        assert accepted["consultation"] == consultation
        await self.point.enter(consultation)
        return consultation

    async def meet(self) -> str:
        """A call that is answered at once; the consultation."""
        return await self.answer(await self.call())

    async def end(self, consultation: str, expert: Person | None = None) -> None:
        """The expert ends it for all, and the point is told."""
        await (expert or self.expert).do("consultation:end", consultation=consultation)
        await self.ended(consultation, "ended", self.point)

    async def ended(self, consultation: str, reason: str, *told: Person) -> None:
        """Those are told why it is over."""
        self.ends.consultations[consultation] = reason
        for person in told:
            await person.told("consultation:ended", consultation=consultation, reason=reason)


@dataclass(slots=True)
class Town:
    """All service points and desks of the day, on one server."""

    url: str
    stack: AsyncExitStack
    ends: Ends = field(default_factory=Ends)
    spare: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever uses the service point of the neighbours."""
    _neighbour: Person | None = None

    async def person(self, seat: Seat, key: str, screen: str) -> Person:
        """Somebody of the demonstration who has opened the screen."""
        made = await self.stack.enter_async_context(browser(self.url, seat))
        await made.enter(key)
        await made.connect()
        person = Person(made, screen)
        await person.open()
        return person

    async def at_point(self, key: str) -> Person:
        """A service point."""
        return await self.person("point", f"device:{demo_id(f'piste-{key}')}", "point:open")

    async def at_desk(self, key: str) -> Person:
        """An expert, not yet available."""
        return await self.person("desk", f"account:{demo_id(f'asiantuntija-{key}')}", "desk:open")

    async def at_work(self, key: str) -> Person:
        """An interpreter, available."""
        person = await self.person("interpreter", f"account:{demo_id(key)}", "interpreter:open")
        await person.available()
        return person

    async def neighbour(self) -> Person:
        """The service point of the neighbours, for whoever holds `spare`."""
        if self._neighbour is None:
            self._neighbour = await self.at_point("vimpeli")
        return self._neighbour

    async def guest(self, code: str) -> Person:
        """Somebody who comes by a code, under a name that nobody else may learn."""
        made = await self.stack.enter_async_context(browser(self.url, "guest"))
        answer = await made.request("POST", "/api/join", {"code": code, "name": SECRET})
        assert answer.status == 200, answer.body
        await made.connect()
        return Person(made, "consultation:open")

    async def lane(self, point: str, authority: str, service: str, interpreter: str, language: str) -> Lane:
        """A lane with its first expert at the desk."""
        made = Lane(
            point=await self.at_point(point),
            expert=await self.at_desk(f"{authority}-01"),
            colleague=await self.at_desk(f"{authority}-02"),
            interpreter=await self.at_work(interpreter),
            service=demo_id(service),
            language=language,
            house=self,
        )
        await made.expert.available()
        return made


Call = Callable[[Lane], Awaitable[None]]
"""One call from its ticket to its end."""
