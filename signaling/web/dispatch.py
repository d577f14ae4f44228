"""From a Socket.IO event to one service call: schema, session, limit, idempotency, acknowledgement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar, cast

import msgspec
import structlog

from signaling.people import policy
from signaling.people.actor import Actor
from signaling.store.errors import Invalid, LimitReached, ServiceError, Unauthenticated, Unavailable
from signaling.store.requests import RequestKey
from signaling.store.store import Store
from signaling.web.messages.base import Error, Message, Request
from signaling.web.messages.registry import CLIENT_EVENTS

log = structlog.get_logger("dispatch")

Q = TypeVar("Q", bound=Message)
R = TypeVar("R", bound=Message)

EVENTS: Final = {event.name: event for event in CLIENT_EVENTS}
DECODERS: Final[dict[str, msgspec.json.Decoder[Message]]] = {
    event.name: msgspec.json.Decoder(event.request) for event in CLIENT_EVENTS
}

CHANGES: Final = frozenset(event.name for event in CLIENT_EVENTS if issubclass(event.request, Request))
"""What one browser asks for quickly, one after another, is to be done in that order: off, then on."""

NEW_CALLS: Final = frozenset({"ticket:open", "ticket:accept", "booking:arrive"})
"""What a draining process no longer does."""

Json = dict[str, object]
"""What goes out as JSON: builtins only."""


class Sockets(Protocol):
    """The part of Socket.IO that a handler uses."""

    async def enter_room(self, sid: str, room: str) -> None:
        """Let this socket get what is emitted to the room."""


class Gate(Protocol):
    """Sessions and limits as the dispatcher asks them."""

    async def actor(self, session: str) -> Actor | None:
        """The actor of a session that is valid now."""

    async def may_send(self, session: str, event: str) -> bool:
        """False when this session sends too often."""


@dataclass(frozen=True, slots=True)
class Call:
    """One event from one socket."""

    actor: Actor
    socket_id: str
    session_id: str
    store: Store
    request_id: str | None
    event: str
    sockets: Sockets

    def key(self, reply: type[R]) -> RequestKey[R] | None:
        """For `store.write(work, request=...)`: the same request id then has one effect."""
        if self.request_id is None:
            return None
        return RequestKey(self.actor.ref, self.request_id, self.event, reply)

    async def enter_room(self, room: str) -> None:
        """Let this socket get what is published to the room."""
        await self.sockets.enter_room(self.socket_id, room)


@dataclass(frozen=True, slots=True)
class Connection:
    """A socket that has come or gone."""

    actor: Actor
    socket_id: str
    session_id: str
    sockets: Sockets

    async def enter_room(self, room: str) -> None:
        """Let this socket get what is published to the room."""
        await self.sockets.enter_room(self.socket_id, room)


Hook = Callable[[Connection], Awaitable[None]]


class Dispatcher:
    """Holds the handlers of all events; `dispatch` is the only way to them."""

    def __init__(self, store: Store, gate: Gate, sockets: Sockets) -> None:
        self._store = store
        self._gate = gate
        self._sockets = sockets
        self._handlers: dict[str, Callable[[Call, Message], Awaitable[Message]]] = {}
        self.draining = False
        """Set when the process is to end: no new calls."""
        self.connected: list[Hook] = []
        """Called in order when a socket has come, before its first event."""
        self.disconnected: list[Hook] = []
        """Called in order when a socket has gone."""

    def on(self, event: str, handler: Callable[[Call, Q], Awaitable[R]]) -> None:
        """Let `handler` do this event of the registry. Its reply type must be the registry's.

        Raises:
            KeyError: no such event in the registry.
            ValueError: the event has a handler.
        """
        if event not in EVENTS:
            raise KeyError(event)
        if event in self._handlers:
            raise ValueError(f"{event} has a handler already")

        async def run(call: Call, message: Message) -> Message:
            return await handler(call, cast(Q, message))  # decoded by the event's schema

        self._handlers[event] = run

    def missing(self) -> tuple[str, ...]:
        """Events of the registry without a handler; the application starts only when there is none."""
        return tuple(name for name in EVENTS if name not in self._handlers)

    async def dispatch(self, socket_id: str, session_id: str, event: str, payload: object) -> Json:
        """The acknowledgement of one event: {ok: reply} or {error: {code, detail}}; never raises."""
        try:
            reply = await self._run(socket_id, session_id, event, payload)
        except ServiceError as error:
            return failed(error.message())
        except Exception as error:  # a bug must reach the log and the person, not end the socket
            log.exception("handler_failed", event_name=event, error=type(error).__name__)
            return failed(Unavailable("internal").message())
        return {"ok": builtins(reply)}

    async def _run(self, socket_id: str, session_id: str, event: str, payload: object) -> Message:
        handler = self._handlers.get(event)
        if handler is None:
            raise Invalid("event")
        if not await self._gate.may_send(session_id, event):
            raise LimitReached("too_often")
        actor = await self._gate.actor(session_id)
        if actor is None:
            raise Unauthenticated
        policy.require_role(actor, event)
        if self.draining and event in NEW_CALLS:
            raise Unavailable("draining")
        message = decoded(event, payload)
        request_id = message.id if isinstance(message, Request) else None
        call = Call(actor, socket_id, session_id, self._store, request_id, event, self._sockets)
        reply = await handler(call, message)
        if type(reply) is not EVENTS[event].reply:
            raise TypeError(f"{event} gave {type(reply).__name__}")
        return reply


def decoded(event: str, payload: object) -> Message:
    """The request that a payload of Socket.IO is, by the schema of its event.

    Raises:
        Invalid: it is not of that schema, or holds what JSON does not, e.g. a binary attachment.
    """
    try:
        return DECODERS[event].decode(msgspec.json.encode(payload))
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        raise Invalid("shape") from None


def builtins(message: Message) -> object:
    """The message in dicts, lists and strings, as it goes out."""
    return msgspec.to_builtins(message)


def failed(error: Error) -> Json:
    """The acknowledgement of a request that was not done."""
    return {"error": builtins(error)}
