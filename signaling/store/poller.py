"""Carries out the outbox: this process's emissions at once, dead processes' ones later, and jobs when due."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import msgspec
import structlog
from sqlalchemy import Select, case, delete, func, select, update

from signaling.store.errors import ServiceError
from signaling.store.outbox import EmissionRow, JobRow, Outgoing, open_emission
from signaling.store.store import Store
from signaling.store.unit import EMIT_LEASE_SECONDS, Unit

log = structlog.get_logger("outbox")

POLL_SECONDS: Final = 1.0
"""How late a job of another process may begin; its own ones wake the loop."""

FORGET_SECONDS: Final = 0.2
"""Emitted rows are deleted in batches: a commit for each would double the writes."""

WAITING_EMISSIONS: Final = 20_000
"""Emissions kept in memory while Socket.IO is slow; further ones wait in the database."""

ORPHANS_AT_ONCE: Final = 100
"""Emissions of dead processes taken in one transaction."""

RUNNING_JOBS: Final = 8
JOB_LEASE_SECONDS: Final = 60.0
"""A job that takes longer is taken for dead and begun again elsewhere."""
JOB_ATTEMPTS: Final = 12
"""With the back-off below the last one is about an hour after the first."""
BACKOFF_SECONDS: Final = 1.0
BACKOFF_LIMIT_SECONDS: Final = 600.0

J = TypeVar("J", bound=msgspec.Struct)


class Emit(Protocol):
    """Sends one event to every socket in a room, in all processes."""

    async def __call__(self, room: str, event: str, body: bytes) -> None:
        """`body` is the JSON of the message."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this process has leased."""

    sequence: int
    job: str
    body: bytes
    attempts: int
    generation: int


class Outbox:
    """The poller of one process; also the store's sink."""

    def __init__(self, store: Store, emit: Emit) -> None:
        self._store = store
        self._emit = emit
        self._handlers: dict[str, Callable[[bytes], Awaitable[None]]] = {}
        self._waiting: deque[Outgoing] = deque()
        self._emitted: list[int] = []
        self._outgoing = asyncio.Event()
        self._due = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def on(self, job: str, kind: type[J], handler: Callable[[J], Awaitable[None]]) -> None:
        """Run `handler` for jobs of this name. It may run twice and re-checks the state by itself."""

        async def run(body: bytes) -> None:
            await handler(msgspec.json.decode(body, type=kind))

        self._handlers[job] = run

    def committed(self, outgoing: list[Outgoing], jobs: bool) -> None:
        """Take what a commit has decided."""
        if len(self._waiting) + len(outgoing) <= WAITING_EMISSIONS:
            self._waiting.extend(outgoing)
            self._outgoing.set()
        if jobs:
            self._due.set()

    async def run(self) -> None:
        """Carry out the outbox until cancelled; what is then in memory is still emitted."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._emit_loop())
                group.create_task(self._forget_loop())
                group.create_task(self._poll_loop())
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def drain(self) -> None:
        """Emit what waits in memory and forget it; for the end of the process."""
        await self._emit_waiting()
        await self._forget_emitted()

    async def step(self) -> float:
        """Do what is due now; the time of the next job (Unix s), infinity when there is none."""
        now = self._store.clock()
        await self._emit_orphans(now)
        free = RUNNING_JOBS - len(self._running)
        for row in await self._claim(now, free):
            task = asyncio.create_task(self._run_job(row))
            self._running.add(task)
            task.add_done_callback(self._job_done)
        return await self._store.read(_next_due)

    async def settle(self) -> None:
        """Return when no job is running."""
        while self._running:
            await asyncio.wait(self._running)

    def _job_done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._due.set()

    async def _emit_loop(self) -> None:
        while True:
            await self._outgoing.wait()
            self._outgoing.clear()
            await self._emit_waiting()

    async def _emit_waiting(self) -> None:
        while self._waiting:
            outgoing = self._waiting.popleft()
            await self._emit(outgoing.room, outgoing.event, outgoing.body)
            self._emitted.append(outgoing.sequence)

    async def _forget_loop(self) -> None:
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            with contextlib.suppress(ServiceError):  # the rows stay and are emitted once more
                await self._forget_emitted()

    async def _forget_emitted(self) -> None:
        done, self._emitted = self._emitted, []
        if not done:
            return

        async def forget(unit: Unit) -> None:
            await unit.session.execute(delete(EmissionRow).where(EmissionRow.sequence.in_(done)))

        await self._store.write(forget)

    async def _poll_loop(self) -> None:
        while True:
            self._due.clear()
            try:
                next_due = await self.step()
            except ServiceError:  # the database is away: it is asked again
                next_due = float("inf")
            wait = min(POLL_SECONDS, max(0.0, next_due - self._store.clock()))
            if len(self._running) >= RUNNING_JOBS:
                wait = POLL_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._due.wait()

    async def _emit_orphans(self, now: float) -> None:
        """Emit rows whose process did not, oldest first."""

        async def look(unit: Unit) -> bool:
            found = await unit.session.execute(_expired(now).limit(1))
            return found.first() is not None

        async def take(unit: Unit) -> list[Outgoing]:
            expired = _expired(now).limit(ORPHANS_AT_ONCE).with_for_update(skip_locked=True)
            rows = (await unit.session.scalars(expired)).all()
            taken = [await open_emission(unit.session, unit.vault, row) for row in rows]
            for row, outgoing in zip(rows, taken, strict=True):
                row.lease_until = now + EMIT_LEASE_SECONDS
                if outgoing is None:
                    await unit.session.delete(row)
            return [outgoing for outgoing in taken if outgoing is not None]

        if await self._store.read(look):
            for outgoing in await self._store.write(take):
                await self._emit(outgoing.room, outgoing.event, outgoing.body)
                self._emitted.append(outgoing.sequence)

    async def _claim(self, now: float, count: int) -> list[Claimed]:
        async def take(unit: Unit) -> list[Claimed]:
            rows = (
                await unit.session.scalars(
                    select(JobRow)
                    .where(JobRow.due <= now, JobRow.lease_until <= now, JobRow.parked.is_(False))
                    .order_by(JobRow.due)
                    .limit(count)
                    .with_for_update(skip_locked=True)
                )
            ).all()
            for row in rows:
                row.lease_until = now + JOB_LEASE_SECONDS
                row.attempts += 1
            return [
                Claimed(
                    row.sequence,
                    row.job,
                    unit.vault.open_master(row.sealed, f"job:{row.job}".encode()),
                    row.attempts,
                    row.generation,
                )
                for row in rows
            ]

        if count <= 0 or await self._store.read(_next_due) > now:
            return []
        return await self._store.write(take)

    async def _run_job(self, claimed: Claimed) -> None:
        try:
            await self._handlers[claimed.job](claimed.body)
        except Exception as error:  # a failing job is tried again and must not end the poller
            log.warning("job_failed", job=claimed.job, attempts=claimed.attempts, error=type(error).__name__)
            await self._postpone(claimed)
            return
        await self._finish(claimed)

    async def _finish(self, claimed: Claimed) -> None:
        async def finish(unit: Unit) -> None:
            mine = (JobRow.sequence == claimed.sequence, JobRow.generation == claimed.generation)
            await unit.session.execute(delete(JobRow).where(*mine))
            await unit.session.execute(
                update(JobRow).where(JobRow.sequence == claimed.sequence).values(lease_until=0.0)
            )

        with contextlib.suppress(ServiceError):  # the lease runs out and it is run once more
            await self._store.write(finish)

    async def _postpone(self, claimed: Claimed) -> None:
        pause = min(BACKOFF_SECONDS * 2 ** (claimed.attempts - 1), BACKOFF_LIMIT_SECONDS)
        parked = claimed.attempts >= JOB_ATTEMPTS

        async def postpone(unit: Unit) -> None:
            row = await unit.session.get(JobRow, claimed.sequence)
            if row is None:
                return
            row.lease_until = 0.0
            if row.generation == claimed.generation:
                row.due, row.parked = unit.now + pause, parked

        if parked:
            log.error("job_parked", job=claimed.job, attempts=claimed.attempts)
        with contextlib.suppress(ServiceError):  # the lease runs out and it is run once more
            await self._store.write(postpone)


def _expired(now: float) -> Select[EmissionRow]:
    return select(EmissionRow).where(EmissionRow.lease_until <= now).order_by(EmissionRow.sequence)


async def _next_due(unit: Unit) -> float:
    """When the first job may begin (Unix s); infinity without one."""
    ready = case((JobRow.lease_until > JobRow.due, JobRow.lease_until), else_=JobRow.due)
    found = await unit.session.scalar(select(func.min(ready)).where(JobRow.parked.is_(False)))
    return float("inf") if found is None else found
