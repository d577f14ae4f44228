"""Fixtures of the whole test run: a loop that must not block, free ports, real databases."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.tables import metadata
from signaling.store.vault import Vault
from tests import databases
from tests.databases import Postgres

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def loop_does_not_block() -> Iterator[BlockBuster]:
    """A blocking call inside the event loop fails the test."""
    with blockbuster_ctx() as block:
        for name in ("os.stat", "os.path.abspath"):  # linecache and imports ask the disk while they report
            if name in block.functions:
                block.functions[name].deactivate()
        for function in block.functions.values():  # migrations run before a server serves anybody
            function.can_block_in("signaling/store/schema.py", {"_upgrade", "head"})
        yield block


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Gives TCP ports of 127.0.0.1 that nobody listens on now."""
    return databases.free_port


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster for this test run."""
    with databases.running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis for this test run."""
    with databases.running_redis() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an empty SQLite database."""
    return f"sqlite:///{tmp_path / 'etaluukku.db'}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"test{next(_numbers)}"
    postgres.run(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database with all tables, once of each kind."""
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
def vault() -> Vault:
    """A vault with a master key of its own."""
    return Vault(os.urandom(32), os.urandom)


@pytest.fixture
async def store(engine: AsyncEngine, vault: Vault) -> Store:
    """A store on both databases; its clock is the real one."""
    return Store(engine, vault, time.time, os.urandom)
