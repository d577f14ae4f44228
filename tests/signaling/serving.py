"""A real signaling process in the test's loop, and browsers without a screen that talk to it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from aiohttp import web

from signaling.config import Log, Media, Queue, Server, Settings
from signaling.config_sections import Section
from signaling.demo.seed import seed
from signaling.keys import make_master_key, read_master_key
from signaling.store import schema
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.vault import Vault
from signaling.web.app import create_runner
from signaling.web.cookies import SEAT_HEADER
from signaling.web.messages.base import Seat
from signaling.wiring import House, build
from tests.databases import free_port

Json = dict[str, Any]

WAIT_SECONDS = 10.0
"""A machine under load; what is waited for takes milliseconds."""


def settings_for(directory: Path, database_url: str = "", **sections: Section) -> Settings:
    """Settings of a server on free ports of 127.0.0.1, with its data in `directory`."""
    defaults: dict[str, Section] = {
        "server": Server(port=free_port(), data_directory=directory),
        "media": Media(udp_port=0, tcp_port=0),
        "queue": Queue(ignore_hours=True),
        "log": Log(level="error"),
    }
    settings = Settings.model_validate({**defaults, **sections})
    if database_url:
        settings = settings.model_copy(
            update={"database": settings.database.model_copy(update={"url": database_url})}
        )
    return settings


@asynccontextmanager
async def served(settings: Settings, *, demo: bool = True) -> AsyncIterator[House]:
    """A house that answers on its port, on a database at head, with demo data."""
    key = await asyncio.to_thread(_key, settings)
    engine = create_engine(settings.database_url)
    await schema.upgrade(engine)
    store = Store(engine, Vault(key, os.urandom), time.time, os.urandom)
    if demo:
        await store.write(seed)
    house = await build(settings, store, demo=demo)
    loops = asyncio.create_task(house.run())
    runner = create_runner(house.app, leave_seconds=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", settings.server.port).start()
        yield house
    finally:
        await runner.cleanup()
        loops.cancel()
        await asyncio.gather(loops, return_exceptions=True)
        await house.close()
        await engine.dispose()


def _key(settings: Settings) -> bytes:
    make_master_key(settings.master_key_file)
    return read_master_key(settings.master_key_file)


@dataclass(slots=True)
class Answer:
    """What the server said to an HTTP request."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    json: Any


@dataclass(slots=True)
class Browser:
    """One seat of one browser: cookies, requests, a socket, and all that it was told."""

    url: str
    seat: Seat
    http: aiohttp.ClientSession
    socket: socketio.AsyncClient
    told: list[tuple[str, Json]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def request(
        self, method: str, path: str, json: object = None, *, data: bytes | None = None, **headers: str
    ) -> Answer:
        """One HTTP request of a page of this site."""
        sent = {SEAT_HEADER: self.seat, "Origin": self.url} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with self.http.request(method, self.url + path, json=json, data=data, headers=sent) as reply:
            body = await reply.read()
            kind = reply.content_type == "application/json"
            return Answer(reply.status, body, reply.headers, await reply.json() if kind else None)

    async def enter(self, key: str) -> Json:
        """Enter the demo as this role."""
        answer = await self.request("POST", "/api/demo/enter", {"key": key})
        assert answer.status == 200, answer.body
        me: Json = answer.json
        return me

    async def connect(self) -> None:
        """Open the socket."""
        cookies = "; ".join(f"{c.key}={c.value}" for c in self.http.cookie_jar)
        await self.socket.connect(
            self.url,
            headers={"Cookie": cookies, "Origin": self.url},
            auth={"seat": self.seat},
            transports=["websocket"],
            wait_timeout=WAIT_SECONDS,
        )

    async def ask(self, event: str, payload: object = None) -> Json:
        """The acknowledgement of an event."""
        reply: Json = await self.socket.call(event, {} if payload is None else payload, timeout=WAIT_SECONDS)
        return reply

    async def done(self, event: str, payload: object = None) -> Json:
        """The reply of an event that is done."""
        reply = await self.ask(event, payload)
        assert "ok" in reply, (event, reply)
        ok: Json = reply["ok"]
        return ok

    async def heard(self, event: str, fits: Callable[[Json], bool] = lambda _message: True) -> Json:
        """The first message of this event that fits; waits for it."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                for name, message in self.told:
                    if name == event and fits(message):
                        return message
                self._news.clear()
                await self._news.wait()

    async def hear(self, event: str, message: Json) -> None:
        """Take what the server tells."""
        self.told.append((event, message))
        self._news.set()


@asynccontextmanager
async def browser(url: str, seat: Seat) -> AsyncIterator[Browser]:
    """A browser at this seat, with cookies of its own; closed at the end."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of 127.0.0.1
    socket = socketio.AsyncClient(reconnection=False)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        made = Browser(url, seat, http, socket)
        socket.on("*", made.hear)
        try:
            yield made
        finally:
            await socket.disconnect()
            if socket.eio.http is not None:
                await socket.eio.http.close()


def url_of(settings: Settings) -> str:
    """Address of a served house."""
    return f"http://127.0.0.1:{settings.server.port}"


def new_id() -> str:
    """An id as a client makes it."""
    return os.urandom(16).hex()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return when it holds; an error after WAIT_SECONDS."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # what is waited for happens in a database
