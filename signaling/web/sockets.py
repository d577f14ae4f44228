"""Socket.IO: sockets come with a session, their events go to the dispatcher, emissions go to rooms."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Protocol

import msgspec
import socketio
import structlog
from aiohttp import web

from signaling.config import Limits
from signaling.people.rules import EndReason
from signaling.people.sessions import Sessions
from signaling.store.errors import ServiceError
from signaling.store.store import Store
from signaling.web.cookies import seat_of, session_of
from signaling.web.dispatch import Connection, Dispatcher, Json, failed
from signaling.web.gate import SessionGate
from signaling.web.messages.base import Error, Message
from signaling.web.messages.session import ServerDraining, SessionEnded
from signaling.web.rest import PEER

log = structlog.get_logger("sockets")

PING_SECONDS: Final = 5.0
"""A lost line is noticed within two of these; the grace period begins then."""

CLOSE_SECONDS: Final = 5.0
"""How long a browser may take to read that its session is over."""

SERVER_FEED: Final = "server"


class _Wire:
    """JSON of Socket.IO packets by msgspec: strict, and three times as fast as the standard library."""

    @staticmethod
    def dumps(value: object, **_options: object) -> str:
        """JSON text of a packet's content."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: object) -> object:
        """The content of a packet; ValueError as the protocol library expects it."""
        return msgspec.json.decode(text)


class Metered(Protocol):
    """What is counted of sockets (web/metrics.py)."""

    def sockets(self, number: int) -> None:
        """Open sockets of this process."""

    def event(self, name: str, outcome: str) -> None:
        """An event was answered."""


class SocketServer:
    """The Socket.IO server of one process."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        gate: SessionGate,
        limits: Limits,
        redis_url: str,
        meter: Metered,
    ) -> None:
        manager = socketio.AsyncRedisManager(redis_url, json=_Wire) if redis_url else None
        self.server = socketio.AsyncServer(
            async_mode="aiohttp",
            client_manager=manager,
            cors_allowed_origins=[],  # the application checks origins for every path (web/app.py)
            max_http_buffer_size=limits.message_bytes,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            json=_Wire,
        )
        self.dispatcher = Dispatcher(store, gate, self)
        self._store = store
        self._sessions = sessions
        self._gate = gate
        self._most = limits.connections_per_session
        self._meter = meter
        self._open: dict[str, Connection] = {}
        """By socket id."""
        self._of_session: defaultdict[str, set[str]] = defaultdict(set)
        self._closing: set[asyncio.Task[None]] = set()
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        self.server.on("*", self._event)

    def attach(self, app: web.Application) -> None:
        """Let the application carry the sockets."""
        self.server.attach(app, socketio_path="socket.io")

    # ---- rooms and emissions --------------------------------------------------------------

    async def enter_room(self, sid: str, room: str) -> None:
        """Let this socket get what is emitted to the room."""
        await self.server.enter_room(sid, room)

    async def leave_room(self, sid: str, room: str) -> None:
        """The opposite."""
        await self.server.leave_room(sid, room)

    async def emit(self, room: str, event: str, body: bytes) -> None:
        """Emit to every socket of the room in all processes."""
        await self.server.emit(event, msgspec.json.decode(body), room=room)

    async def emit_here(self, room: str, event: str, message: Message) -> None:
        """Emit to the sockets of the room in this process; for what every process learns by itself."""
        await self.server.emit(event, msgspec.to_builtins(message), room=room, ignore_queue=True)

    # ---- the life of a socket ---------------------------------------------------------------

    async def _connect(self, sid: str, environ: Mapping[str, object], auth: object = None) -> None:
        request = environ["aiohttp.request"]
        seat = seat_of(auth.get("seat")) if isinstance(auth, dict) else None
        if not isinstance(request, web.Request) or seat is None:
            raise _refused(Error("invalid", "seat"))
        secure = request[PEER].scheme == "https"
        session = session_of(request.cookies, seat, self._store.vault, secure=secure)
        actor = None if session is None else await self._gate.actor(session)
        if session is None or actor is None:
            raise _refused(Error("unauthenticated"))
        if len(self._of_session[session]) >= self._most:
            raise _refused(Error("limit", "connections"))
        connection = Connection(actor, sid, session, self)
        self._open[sid] = connection
        self._of_session[session].add(sid)
        self._meter.sockets(len(self._open))
        await connection.enter_room(actor.ref.room)
        try:
            for hook in self.dispatcher.connected:
                await hook(connection)
        except ServiceError as error:
            self._forget(sid)
            raise _refused(error.message()) from None

    async def _disconnect(self, sid: str, _reason: str = "") -> None:
        connection = self._forget(sid)
        if connection is None:
            return
        for hook in self.dispatcher.disconnected:
            try:
                await hook(connection)
            except ServiceError as error:  # the lease of its presence runs out instead
                log.warning("leave_failed", error=error.code)

    def _forget(self, sid: str) -> Connection | None:
        connection = self._open.pop(sid, None)
        if connection is not None:
            held = self._of_session[connection.session_id]
            held.discard(sid)
            if not held:
                del self._of_session[connection.session_id]
        self._meter.sockets(len(self._open))
        return connection

    async def _event(self, event: str, sid: str, *payload: object) -> Json:
        connection = self._open.get(sid)
        if connection is None:
            return failed(Error("unauthenticated"))
        if len(payload) > 1:
            return failed(Error("invalid", "shape"))
        reply = await self.dispatcher.dispatch(
            sid, connection.session_id, event, payload[0] if payload else {}
        )
        self._meter.event(event, "ok" if "ok" in reply else "error")
        return reply

    # ---- ends of sessions and of the process ------------------------------------------------

    async def watch_sessions(self, seconds: float) -> None:
        """Close sockets whose session has ended or expired, also when another process ended it."""
        while True:
            await asyncio.sleep(seconds)
            with contextlib.suppress(ServiceError):  # the database is away: nothing can be asked of it
                await self._close_over(tuple(self._of_session))

    async def _close_over(self, held: tuple[str, ...]) -> None:
        if not held:
            return
        for session, reason in (await self._store.read(lambda unit: self._sessions.over(unit, held))).items():
            await self.close_session(session, reason)

    async def close_session(self, session: str, reason: EndReason) -> None:
        """Tell the sockets of a session in this process that it is over, and close them."""
        for sid in tuple(self._of_session.get(session, ())):
            await self.emit_here(sid, "session:ended", SessionEnded(reason))
            # In a task of its own: the library waits for the browser here, and swallows a cancellation.
            closing = asyncio.create_task(self._close(sid))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _close(self, sid: str) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.server.disconnect(sid)

    async def drain(self, seconds_left: int) -> None:
        """No new calls from now on; everybody of this process is told."""
        self.dispatcher.draining = True
        message = ServerDraining(SERVER_FEED, 1, seconds_left)
        for sid in tuple(self._open):
            await self.emit_here(sid, "server:draining", message)


def _refused(error: Error) -> socketio.exceptions.ConnectionRefusedError:
    return socketio.exceptions.ConnectionRefusedError(error.code, msgspec.to_builtins(error))
