"""Events of interpreters and of those who need one."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.interpreters.service import InterpreterService
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import interpreters as m
from signaling.web.messages import queue as q
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class InterpreterHandlers:
    """One method for each event."""

    interpreters: InterpreterService

    async def open(self, call: Call, request: Nothing) -> m.InterpreterSnapshot:
        """interpreter:open."""
        return await call.store.read(lambda unit: self.interpreters.screen(unit, call.actor))

    async def set_availability(self, call: Call, request: q.SetAvailability) -> Nothing:
        """interpreter:availability."""
        return await call.store.write(
            lambda unit: self.interpreters.set_availability(unit, call.actor, request), call.key(Nothing)
        )

    async def set_language(self, call: Call, request: m.SetLanguage) -> Nothing:
        """interpreter:language."""
        return await call.store.write(
            lambda unit: self.interpreters.set_language(unit, call.actor, request), call.key(Nothing)
        )

    async def languages(self, call: Call, request: Nothing) -> m.Languages:
        """interpreter:languages."""
        return await call.store.read(lambda unit: self.interpreters.languages(unit, call.actor))

    async def ask(self, call: Call, request: m.InterpreterAsk) -> m.InterpreterCall:
        """interpreter:ask."""
        return await call.store.write(
            lambda unit: self.interpreters.ask(unit, call.actor, request), call.key(m.InterpreterCall)
        )

    async def cancel(self, call: Call, request: m.InterpreterCallRef) -> Nothing:
        """interpreter:cancel."""
        return await call.store.write(
            lambda unit: self.interpreters.cancel(unit, call.actor, request), call.key(Nothing)
        )

    async def answer(self, call: Call, request: m.InterpreterCallRef) -> q.Accepted:
        """interpreter:answer."""
        return await call.store.write(
            lambda unit: self.interpreters.answer(unit, call.actor, request), call.key(q.Accepted)
        )

    async def decline(self, call: Call, request: m.InterpreterCallRef) -> Nothing:
        """interpreter:decline."""
        return await call.store.write(
            lambda unit: self.interpreters.decline(unit, call.actor, request), call.key(Nothing)
        )

    def register(self, dispatcher: Dispatcher) -> None:
        """Take the events of this area."""
        dispatcher.on("interpreter:open", self.open)
        dispatcher.on("interpreter:availability", self.set_availability)
        dispatcher.on("interpreter:language", self.set_language)
        dispatcher.on("interpreter:languages", self.languages)
        dispatcher.on("interpreter:ask", self.ask)
        dispatcher.on("interpreter:cancel", self.cancel)
        dispatcher.on("interpreter:answer", self.answer)
        dispatcher.on("interpreter:decline", self.decline)
