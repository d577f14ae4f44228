"""Real signaling processes on a real database, for tests over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from media.config import Address, MediaConfig
from media.pages.config import PagesConfig
from signaling.config import Settings
from signaling.directory.rules import Opening
from signaling.directory.tables import Authority, ExpertService, Service
from signaling.interpreters.tables import InterpreterLanguage
from signaling.keys import make_master_key, read_master_key
from signaling.people.actor import Actor
from signaling.people.sessions import Sessions
from signaling.people.tables import Account, Device
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.store.vault import Vault
from signaling.web.cookies import SEAT_HEADER, cookie_name
from signaling.web.messages.base import LocalText, Role, Seat
from tests.databases import free_port
from tests.signaling.sockets import Client

START_SECONDS: Final = 60.0
ALWAYS: Final = (Opening(0, 6, 0, 24 * 60),)
ROOT: Final = Path(__file__).parents[2]


def text(word: str) -> LocalText:
    """A name that is the same in all languages."""
    return LocalText(fi=word, sv=word, en=word)


@dataclass(frozen=True, slots=True)
class Person:
    """An actor with a session."""

    actor: Actor
    token: str

    @property
    def cookie(self) -> str:
        """The header that carries the session."""
        return f"{cookie_name(self.actor.seat, secure=False)}={self.token}"


@dataclass(slots=True)
class Running:
    """One signaling process."""

    settings: dict[str, Any]
    url: str
    log: Path
    process: asyncio.subprocess.Process | None = None
    spare: asyncio.subprocess.Process | None = None
    """Has read its modules and waits for its orders."""
    up: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self) -> None:
        """Let the next process read its modules, which takes 2 s of a core, so that `start` is quick."""
        log = await asyncio.to_thread(self.log.open, "ab")
        command = [sys.executable, "-m", "signaling.bound_child", "-m", "signaling.process"]
        try:
            self.spare = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stderr=log, cwd=ROOT
            )
        finally:
            log.close()

    async def start(self) -> None:
        """Start it and return when it answers."""
        if self.spare is None:
            await self.prepare()
        self.process, self.spare = self.spare, None
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode({"settings": self.settings, "index": 0, "demo": False}))
        self.process.stdin.close()
        await self._answers()
        self.up.set()

    async def kill(self) -> None:
        """SIGKILL, and return when it is gone."""
        self.up.clear()
        await _kill(self.process)

    async def close(self) -> None:
        """End it and its spare."""
        await self.kill()
        await _kill(self.spare)

    async def _answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        async with aiohttp.ClientSession() as http:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{self.url}/healthz") as response:
                        if response.status == 200:
                            return
                assert self.process is not None
                if self.process.returncode is not None or time.monotonic() > deadline:
                    log = await asyncio.to_thread(self.log.read_text)
                    raise RuntimeError(f"signaling does not answer: {log[-2000:]}")
                await asyncio.sleep(0.02)


async def _kill(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        process.kill()
        await process.wait()


@dataclass(slots=True)
class Beside:
    """A media or pages process beside signaling."""

    command: list[str]
    socket: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and return when its socket is there."""
        await asyncio.to_thread(self.socket.unlink, missing_ok=True)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "signaling.bound_child",
            "-m",
            *self.command,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
        )
        deadline = time.monotonic() + START_SECONDS
        while not await asyncio.to_thread(self.socket.exists):
            if self.process.returncode is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.command[0]} did not start")
            await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """SIGKILL, and return when it is gone."""
        await _kill(self.process)


@dataclass(slots=True)
class Site:
    """A database with people, and processes that serve it."""

    directory: Path
    store: Store
    url: str
    redis_url: str = ""
    overrides: dict[str, Any] = field(default_factory=dict)
    processes: list[Running] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)

    async def start_media(self) -> Beside:
        """Start a media process on free ports of 127.0.0.1."""
        socket = self.directory / "run" / "media.sock"
        here = Address("127.0.0.1", "127.0.0.1")
        config = msgspec.json.encode(MediaConfig(str(socket), (here,))).decode()
        return await self._start_beside(["media.worker", "--config", config], socket)

    async def start_pages(self) -> Beside:
        """Start a pages process."""
        socket = self.directory / "run" / "pages.sock"
        config = msgspec.json.encode(PagesConfig(str(socket))).decode()
        return await self._start_beside(["media.pages.worker", config], socket)

    async def _start_beside(self, command: list[str], socket: Path) -> Beside:
        beside = Beside(command, socket)
        self.beside.append(beside)
        await beside.start()
        return beside

    async def start(self, count: int = 1) -> None:
        """Start that many processes."""
        for _ in range(count):
            number = len(self.processes)
            port = free_port()
            settings = {
                "database": {"url": self.url},
                **self.overrides,
                "server": {
                    "port": port,
                    "data_directory": str(self.directory),
                    "redis_url": self.redis_url,
                    **self.overrides.get("server", {}),
                },
            }
            running = Running(settings, f"http://127.0.0.1:{port}", self.directory / f"log{number}")
            self.processes.append(running)
            await running.start()

    async def connect(self, person: Person, process: int = 0) -> Client:
        """An open socket of this person."""
        client = Client(person.actor.seat, person.cookie)
        await client.connect(self.processes[process].url)
        self.clients.append(client)
        return client

    async def close(self) -> None:
        """Close the clients and end the processes."""
        await asyncio.gather(*(client.close() for client in self.clients))
        await asyncio.gather(*(running.close() for running in self.processes))
        await asyncio.gather(*(beside.kill() for beside in self.beside))

    async def join(self, code: str, name: str, process: int = 0) -> Person:
        """A guest who brings this code."""
        headers = {SEAT_HEADER: "guest"}
        body = {"code": code, "name": name}
        url = f"{self.processes[process].url}/api/join"
        async with aiohttp.ClientSession() as http, http.post(url, json=body, headers=headers) as response:
            assert response.status == 200, await response.text()
            token = response.cookies[cookie_name("guest", secure=False)].value
            await response.json()
        return Person(Actor("guest", "", "guest", "guest"), token)

    async def request(self, person: Person, method: str, path: str, **options: Any) -> tuple[int, bytes]:
        """Status and body of an HTTP request of this person."""
        headers = {SEAT_HEADER: person.actor.seat, "Cookie": person.cookie, **options.pop("headers", {})}
        url = f"{self.processes[0].url}{path}"
        async with (
            aiohttp.ClientSession() as http,
            http.request(method, url, headers=headers, **options) as response,
        ):
            return response.status, await response.read()

    # ---- people ------------------------------------------------------------------------------

    async def service(self) -> str:
        """A service that is always open."""

        async def add(unit: Unit) -> str:
            authority = Authority(id=unit.new_id(), name=text("Kela"), phone="000 123 401", position=0)
            unit.session.add(authority)
            await unit.session.flush()
            service = Service(
                id=unit.new_id(),
                authority=authority.id,
                name=text("Neuvonta"),
                description=text(""),
                languages=("fi",),
                hours=ALWAYS,
                position=0,
            )
            unit.session.add(service)
            return service.id

        return await self.store.write(add)

    async def experts(self, service: str, count: int) -> list[Person]:
        """Experts of this service."""
        people = [await self._account("expert", "desk", f"Asiantuntija-{n:02d}") for n in range(count)]

        async def serve(unit: Unit) -> None:
            unit.session.add_all([ExpertService(account=p.actor.id, service=service) for p in people])

        await self.store.write(serve)
        return people

    async def interpreter(self, language: str) -> Person:
        """An interpreter of this language."""
        person = await self._account("interpreter", "interpreter", f"Tulkki-{language}")

        async def speak(unit: Unit) -> None:
            unit.session.add(InterpreterLanguage(account=person.actor.id, language=language))

        await self.store.write(speak)
        return person

    async def points(self, count: int) -> list[Person]:
        """Service points."""

        async def add(unit: Unit, number: int) -> Person:
            device = Device(id=unit.new_id(), name=text(f"Piste-{number}"), demo=False)
            unit.session.add(device)
            await unit.session.flush()
            return await self._enter(unit, Actor("device", device.id, "point", "point", None, device.id))

        return [await self.store.write(lambda unit, n=n: add(unit, n)) for n in range(count)]  # type: ignore[misc]

    async def _account(self, role: Role, seat: Seat, label: str) -> Person:
        async def add(unit: Unit) -> Person:
            identity = unit.new_id()
            unit.session.add(
                Account(
                    id=identity, name=identity, password_hash="!", role=role, label=text(label), demo=False
                )
            )
            await unit.session.flush()
            return await self._enter(unit, Actor("account", identity, role, seat))

        return await self.store.write(add)

    async def _enter(self, unit: Unit, actor: Actor) -> Person:
        entered = await Sessions(Settings().people).begin(unit, actor)
        return Person(actor, entered.token)


@contextlib.asynccontextmanager
async def site(
    directory: Path, url: str, redis_url: str = "", overrides: dict[str, Any] | None = None
) -> AsyncIterator[Site]:
    """A site on an empty database; its processes are ended at the end."""
    key = directory / "master.key"
    await asyncio.to_thread(make_master_key, key)
    await asyncio.to_thread((directory / "run").mkdir, exist_ok=True)
    vault = Vault(await asyncio.to_thread(read_master_key, key), os.urandom)
    engine: AsyncEngine = create_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    here = Site(directory, Store(engine, vault, time.time, os.urandom), url, redis_url, overrides or {})
    try:
        yield here
    finally:
        await here.close()
        await engine.dispose()
