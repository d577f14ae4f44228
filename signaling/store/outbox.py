"""Rows of what is still to be done after a commit: emissions to browsers, and jobs.

Written in the transaction that decides, so that a kill -9 between the commit
and the deed loses neither. `signaling/store/poller.py` carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Boolean, Integer, LargeBinary, String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from signaling.audit.tables import BigSerial
from signaling.store.base import Base, IdText, Time
from signaling.store.vault import SealError, Vault
from signaling.web.messages.base import Message


class EmissionRow(Base):
    """A Socket.IO emission that is not yet known to be out."""

    __tablename__ = "outbox_emissions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    sequence: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    room: Mapped[str] = mapped_column(String(120))
    event: Mapped[str] = mapped_column(String(64))
    consultation: Mapped[str | None] = mapped_column(IdText)
    """Whose key seals the message; None: the master key."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    lease_until: Mapped[Time] = mapped_column(index=True)
    """The process that committed the row emits it; after this time any process does."""


class JobRow(Base):
    """Something to do at a time."""

    __tablename__ = "outbox_jobs"
    __table_args__ = ({"sqlite_autoincrement": True},)

    sequence: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """The same key again moves the job instead of doubling it."""
    job: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    due: Mapped[Time] = mapped_column(index=True)
    lease_until: Mapped[Time]
    attempts: Mapped[int] = mapped_column(Integer)
    generation: Mapped[int] = mapped_column(Integer)
    """Raised when the key comes again: a job that ran meanwhile does not delete its successor."""
    parked: Mapped[bool] = mapped_column(Boolean)
    """Out of attempts; stays for a person to look at."""


@dataclass(frozen=True, slots=True)
class Emission:
    """One message to one room. `consultation` names whose key seals it while it waits."""

    room: str
    event: str
    message: Message
    consultation: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Payload for the handler of this name; ids, never content."""

    job: str
    payload: msgspec.Struct
    due: float
    key: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A committed emission, ready for Socket.IO."""

    sequence: int
    room: str
    event: str
    body: bytes
    """JSON of the message."""


def _place(event: str, room: str) -> bytes:
    return f"emit:{event}:{room}".encode()


async def add_emission(
    session: AsyncSession, vault: Vault, emission: Emission, lease_until: float
) -> Outgoing:
    """Write the row of an emission; the outgoing form to emit after the commit."""
    body = msgspec.json.encode(emission.message)
    place = _place(emission.event, emission.room)
    if emission.consultation is None:
        sealed = vault.seal_master(body, place)
    else:
        sealed = await vault.seal(session, emission.consultation, body, place)
    row = EmissionRow(
        room=emission.room,
        event=emission.event,
        consultation=emission.consultation,
        sealed=sealed,
        lease_until=lease_until,
    )
    session.add(row)
    await session.flush()
    return Outgoing(row.sequence, emission.room, emission.event, body)


async def open_emission(session: AsyncSession, vault: Vault, row: EmissionRow) -> Outgoing | None:
    """The emission of a row that another process left; None when its consultation's key is gone."""
    place = _place(row.event, row.room)
    try:
        if row.consultation is None:
            body = vault.open_master(row.sealed, place)
        else:
            body = await vault.open(session, row.consultation, row.sealed, place)
    except SealError:
        return None
    return Outgoing(row.sequence, row.room, row.event, body)


async def add_job(session: AsyncSession, vault: Vault, job: Job) -> None:
    """Write the row of a job, or move the one that has its key."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    sealed = vault.seal_master(msgspec.json.encode(job.payload), f"job:{job.job}".encode())
    new = {"job": job.job, "sealed": sealed, "due": job.due, "attempts": 0, "parked": False}
    statement = (
        insert(JobRow)
        .values(key=job.key, lease_until=0.0, generation=0, **new)
        .on_conflict_do_update(index_elements=[JobRow.key], set_={**new, "generation": JobRow.generation + 1})
    )
    await session.execute(statement)


async def drop_job(session: AsyncSession, key: str) -> None:
    """Delete the job of this key, if there is one."""
    await session.execute(delete(JobRow).where(JobRow.key == key))
