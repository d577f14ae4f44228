"""Audit rows, their sealed chain, and the triggers that make both append-only."""

from __future__ import annotations

from typing import Final

from sqlalchemy import DDL, BigInteger, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from signaling.store.base import Base, Id, Time

BigSerial = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts only in INTEGER primary keys."""


class AuditRow(Base):
    """One row for one deed, written in its transaction."""

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    sequence: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=True)
    id: Mapped[Id] = mapped_column(unique=True)
    at: Mapped[Time] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[Id]
    action: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    ground: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed with the master key over all the above but the sequence."""


class AuditLink(Base):
    """The place of a row in the one chain: tells which row was changed, taken out or put in."""

    __tablename__ = "audit_links"

    position: Mapped[int] = mapped_column(BigSerial, primary_key=True, autoincrement=False)
    """From 1, without a gap. Not the sequence: rows are committed in another order than they are numbered."""
    sequence: Mapped[int] = mapped_column(BigSerial, unique=True)
    link: Mapped[str] = mapped_column(String(64))
    """Keyed with the master key over the link before, the sequence and the row's digest."""


class AuditSeal(Base):
    """A day that is over; also written to the log, so that it stands outside the database."""

    __tablename__ = "audit_seals"

    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """UTC day, counted from 1 January 1970."""
    rows: Mapped[int] = mapped_column(Integer)
    """Of this day."""
    position: Mapped[int] = mapped_column(BigSerial)
    """How long the chain was then."""
    link: Mapped[str] = mapped_column(String(64))
    """The last link then."""
    sealed_at: Mapped[Time]
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed with the master key over the seal before and all the above."""


APPEND_ONLY: Final = ("audit", "audit_links", "audit_seals")
"""Tables whose rows nobody changes or deletes."""


def append_only_statements(dialect: str, table: str) -> tuple[str, ...]:
    """The statements that make `table` append-only on `sqlite` or `postgresql`."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{step.lower()} BEFORE {step} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            for step in ("UPDATE", "DELETE")
        )
    return (
        "CREATE OR REPLACE FUNCTION etaluukku_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION etaluukku_append_only()",
    )


def _guard(table: str, dialect: str) -> None:
    """Tables that the metadata creates are append-only too, as those of the migrations."""
    for statement in append_only_statements(dialect, table):
        ddl = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy 2.1 leaves it untyped
        event.listen(Base.metadata.tables[table], "after_create", ddl.execute_if(dialect=dialect))


for _table in APPEND_ONLY:
    _guard(_table, "sqlite")
    _guard(_table, "postgresql")
