"""The store: runs units of work, each in one transaction, and again when another one came between."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Final, Protocol, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it has no types
import structlog
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from signaling.store.engine import WRITES
from signaling.store.errors import Conflict, Unavailable
from signaling.store.outbox import Outgoing
from signaling.store.requests import R, RequestKey, store_reply, stored_reply
from signaling.store.unit import Unit
from signaling.store.vault import Entropy, Vault

log = structlog.get_logger("store")

WRITE_ATTEMPTS: Final = 10
"""Fifty desks that press at once meet each other a few times; ten in a row means something else is wrong."""

BACKOFF_SECONDS: Final = 0.005
"""Mean wait before the second attempt; doubled each time, up to 0.3 s, and random, so that two part."""

RETRIED_STATES: Final = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization_failure, deadlock_detected, lock_not_available."""

AWAY: Final = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    AsyncAdapt_asyncpg_dbapi.Error,
    PendingRollbackError,
    PoolTimeoutError,
)
"""What a database that goes away raises beside DBAPIError: the network's; the driver's while a connection
is made, which SQLAlchemy leaves as they are; of one that was lost in the middle; of a pool that waits."""

T = TypeVar("T")


class Sink(Protocol):
    """Who carries out what a commit has decided (store/poller.py)."""

    def committed(self, outgoing: list[Outgoing], jobs: bool) -> None:
        """Called once after each commit, in the order of commits of this process."""


class Store:
    """The database of this process. `write` decides, `read` looks."""

    def __init__(
        self, engine: AsyncEngine, vault: Vault, clock: Callable[[], float], entropy: Entropy
    ) -> None:
        """`clock` gives Unix seconds."""
        self.engine = engine
        self.vault = vault
        self.clock = clock
        self._entropy = entropy
        self._sqlite = engine.dialect.name == "sqlite"
        self._one_writer = asyncio.Lock()
        self._sink: Sink | None = None

    def attach(self, sink: Sink) -> None:
        """Name who emits; without one, rows wait in the outbox for another process."""
        self._sink = sink

    async def write(self, work: Callable[[Unit], Awaitable[T]], request: RequestKey[R] | None = None) -> T:
        """Run `work` in one transaction and commit; its value once that is done.

        With `request`, the same request id runs `work` once: later the stored reply
        comes back (`work` then gives the reply, of the type that the key names).
        `work` may run several times, so it keeps nothing outside the unit.

        Raises:
            ServiceError: raised by `work`; nothing has changed.
            Conflict: others came between every time.
            Unavailable: the database cannot be reached.
        """
        for attempt in range(WRITE_ATTEMPTS):
            try:
                return await _whole(self._write_once(work, request))
            except StaleDataError:
                last = "stale"
            except IntegrityError:
                last = "unique"
            except DBAPIError as error:
                if not _may_pass(error):
                    raise _away(error.orig) from error
                last = "locked"
            except AWAY as error:
                raise _away(error) from error
            await asyncio.sleep(self._pause(attempt))
        log.warning("write_gave_up", attempts=WRITE_ATTEMPTS, last=last)
        raise Conflict("busy")

    async def read(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """The value of `work` on one state of the database; what it changes is rolled back.

        Raises:
            ServiceError: raised by `work`.
            Unavailable: the database cannot be reached.
        """
        try:
            return await _whole(self._read_once(work))
        except DBAPIError as error:
            raise _away(error.orig) from error
        except AWAY as error:
            raise _away(error) from error

    async def _read_once(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        async with self._session(writes=False) as session:
            return await work(self._unit(session))

    async def _write_once(self, work: Callable[[Unit], Awaitable[T]], request: RequestKey[R] | None) -> T:
        async with self._turn(), self._session(writes=True) as session:
            unit = self._unit(session)
            if request is not None:
                done = await stored_reply(session, self.vault, request)
                if done is not None:
                    return done  # type: ignore[return-value]  # T is R where a request is given
            value = await work(unit)
            if request is not None:
                if not isinstance(value, request.reply):
                    raise TypeError(f"{request.event} gave {type(value).__name__}, not its reply")
                store_reply(session, self.vault, request, value, unit.now)
            outgoing, jobs, after = await unit.write_effects()
            await session.commit()
            if self._sink is not None:
                self._sink.committed(outgoing, jobs)
        for deed in after:
            deed()
        return value

    def _unit(self, session: AsyncSession) -> Unit:
        return Unit(session, self.vault, self.clock(), self._entropy)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """SQLite has one writer: within a process they queue here, in order, instead of polling its lock."""
        if not self._sqlite:
            yield
            return
        async with self._one_writer:
            yield

    @contextlib.asynccontextmanager
    async def _session(self, *, writes: bool) -> AsyncIterator[AsyncSession]:
        connection = self.engine.connect()
        await connection.start()
        async with contextlib.aclosing(connection):
            if self._sqlite:
                await connection.execution_options(**{WRITES: writes})
            elif not writes:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            async with AsyncSession(bind=connection, expire_on_commit=False) as session:
                yield session

    def _pause(self, attempt: int) -> float:
        mean: float = min(BACKOFF_SECONDS * 2.0**attempt, 0.3)
        return mean * (0.5 + int.from_bytes(self._entropy(2), "big") / 0xFFFF)


async def _whole(transaction: Coroutine[None, None, T]) -> T:
    """The value of a transaction; a cancellation waits for its end.

    A driver that is cancelled in the middle leaves its connection, and on SQLite
    the write lock, to the garbage collector. A transaction takes milliseconds.
    """
    task = asyncio.create_task(transaction)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # nobody is left to hear of it
        raise


def _away(error: BaseException | None) -> Unavailable:
    log.error("database_failed", kind=type(error).__name__)
    return Unavailable("database")


def _may_pass(error: DBAPIError) -> bool:
    """True where the same transaction may succeed when it is tried again."""
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    if state is not None:
        return state in RETRIED_STATES
    text = str(error.orig).lower()
    return "locked" in text or "busy" in text
