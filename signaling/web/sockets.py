"""Socket.IO: sockets come with a session, their events go to the dispatcher, emissions go to rooms."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
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
from signaling.web.dispatch import CHANGES, Connection, Dispatcher, failed
from signaling.web.gate import SessionGate
from signaling.web.messages.base import Error, Message
from signaling.web.messages.session import ServerDraining, SessionEnded
from signaling.web.rest import PEER
from signaling.web.wire import Json, Pace, Packet, WireError

log = structlog.get_logger("sockets")

PING_SECONDS: Final = 2.0
"""How often a browser hears of us; one that doubts its line waits a little longer than this."""

PONG_SECONDS: Final = 4.0
"""A lost line is noticed at both ends within PING_SECONDS and these; the grace period begins then."""

CLOSE_SECONDS: Final = 5.0
"""How long a browser may take to read that its session is over."""

STRANGER_SECONDS: Final = 10.0
"""A connection without a session has so long to show one."""

MOST_WAITING: Final = 500
"""Packets that wait for a browser; one that does not read so many asks for its snapshots again."""

MOST_PENDING: Final = 32
"""Events of one socket that are being done at a time."""

SERVER_FEED: Final = "server"


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
        self.server = _socket_io(limits, redis_url)
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
        self._pending: Counter[str] = Counter()
        """Events that are being done, by socket id."""
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By socket id: its changes are done one by one, as they came (the lock is fair)."""
        self._doing: set[asyncio.Task[object] | None] = set()
        self._paces: dict[str, Pace] = {}
        self._strangers: dict[str, float] = {}
        """Connections without a session and since when, by Engine.IO id as `_paces`."""
        self._deliver: Callable[[str, object], Awaitable[None]] = self.server.eio.handlers["message"]
        self.server.eio.on("message", self._message)
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
        if session is None or actor is None or actor.seat != seat:
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
            self._pending.pop(sid, None)
            self._turns.pop(sid, None)
        self._meter.sockets(len(self._open))
        return connection

    async def _event(self, event: str, sid: str, *payload: object) -> dict[str, object]:
        connection = self._open.get(sid)
        if connection is None:
            return failed(Error("unauthenticated"))
        if len(payload) > 1:
            return failed(Error("invalid", "shape"))
        if self._pending[sid] >= MOST_PENDING:
            return failed(Error("limit", "too_often"))
        self._pending[sid] += 1
        self._doing.add(asyncio.current_task())
        try:
            async with self._turns[sid] if event in CHANGES else contextlib.nullcontext():
                reply = await self.dispatcher.dispatch(
                    sid, connection.session_id, event, payload[0] if payload else {}
                )
        finally:
            self._doing.discard(asyncio.current_task())
            if sid in self._open:
                self._pending[sid] -= 1
        self._meter.event(event, "ok" if "ok" in reply else "error")
        return reply

    # ---- connections that do not behave ------------------------------------------------------

    async def _message(self, connection: str, content: object) -> None:
        """Hand a packet of an Engine.IO connection on, or end the connection."""
        if connection not in self.server.eio.sockets:
            return  # it was cut, and has not noticed
        now = asyncio.get_running_loop().time()
        pace = self._paces.setdefault(connection, Pace(now))
        if not pace.take(now) or self._waiting(connection) > MOST_WAITING:
            self._cut(connection)
            return
        try:
            await self._deliver(connection, content)
        except WireError:
            self._cut(connection)

    def _waiting(self, connection: str) -> int:
        """Packets that the browser has not taken yet."""
        socket = self.server.eio.sockets.get(connection)
        return 0 if socket is None else socket.queue.qsize()

    def _cut(self, connection: str) -> None:
        """End a connection without waiting for what its browser does."""
        socket = self.server.eio.sockets.pop(connection, None)
        if socket is None:
            return
        request = self.server.environ.get(connection, {}).get("aiohttp.request")
        if isinstance(request, web.Request) and request.transport and "Upgrade" in request.headers:
            request.transport.abort()  # a polling connection may be a proxy's, shared with others
        self._in_background(socket.close(wait=False, abort=True, reason=self.server.reason.SERVER_DISCONNECT))

    def _in_background(self, ending: Coroutine[object, object, None]) -> None:
        # In a task of its own: the library waits for the browser here, and swallows a cancellation.
        closing = asyncio.create_task(_within(CLOSE_SECONDS, ending))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    def _sweep(self) -> None:
        """End connections that show no session, that do not read, or that ended while they came."""
        now = asyncio.get_running_loop().time()
        connections = self.server.eio.sockets
        for connection in tuple(connections):
            if self.server.manager.sid_from_eio_sid(connection, "/") in self._open:
                self._strangers.pop(connection, None)
            elif now - self._strangers.setdefault(connection, now) > STRANGER_SECONDS:
                self._cut(connection)
            if self._waiting(connection) > MOST_WAITING:
                self._cut(connection)
        for sid in tuple(self._open):
            if self.server.manager.eio_sid_from_sid(sid, "/") not in connections:
                self._in_background(self._disconnect(sid))
        for known in (self._strangers, self._paces):
            for connection in known.keys() - connections.keys():
                del known[connection]

    # ---- ends of sessions and of the process ------------------------------------------------

    async def watch_sessions(self, seconds: float) -> None:
        """Close sockets whose session has ended or expired, also when another process ended it."""
        while True:
            await asyncio.sleep(seconds)
            self._sweep()
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
            self._in_background(self.server.disconnect(sid))

    async def close(self) -> None:
        """Wait for events and endings that are being done, for CLOSE_SECONDS at most."""
        doing = {task for task in self._doing if task is not None} | self._closing
        if doing:
            await asyncio.wait(doing, timeout=CLOSE_SECONDS)

    async def drain(self, seconds_left: int) -> None:
        """No new calls from now on; everybody of this process is told."""
        self.dispatcher.draining = True
        message = ServerDraining(SERVER_FEED, 1, seconds_left)
        for sid in tuple(self._open):
            await self.emit_here(sid, "server:draining", message)


async def _within(seconds: float, ending: Coroutine[object, object, None]) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await ending


def _refused(error: Error) -> socketio.exceptions.ConnectionRefusedError:
    return socketio.exceptions.ConnectionRefusedError(error.code, msgspec.to_builtins(error))


def _socket_io(limits: Limits, redis_url: str) -> socketio.AsyncServer:
    """A server whose emissions reach every process by Redis, where there is one."""
    return socketio.AsyncServer(
        async_mode="aiohttp",
        client_manager=socketio.AsyncRedisManager(redis_url, json=Json) if redis_url else None,
        cors_allowed_origins=[],  # the application checks origins for every path (web/app.py)
        max_http_buffer_size=limits.message_bytes,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        json=Json,
        serializer=Packet,
    )
