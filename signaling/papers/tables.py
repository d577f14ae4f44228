"""Papers of consultations: names and pages sealed under its key, every row deleted at its end (F-38)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from signaling.papers.rules import PaperState
from signaling.store.base import Base, Id, Time


class PaperTable(Base):
    """What lies open before everybody; the lock under which operations get their numbers."""

    __tablename__ = "paper_tables"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    sealed_shown: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Paper and page; None: nothing yet."""
    last_operation: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class Paper(Base):
    """One document."""

    __tablename__ = "papers"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    """Made by the client that uploads it."""
    state: Mapped[str] = mapped_column(String(16), default=PaperState.RENDERING)
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once removed."""
    pages: Mapped[int] = mapped_column(Integer)
    stored_bytes: Mapped[int] = mapped_column(Integer)
    """Of the pages that are stored so far."""
    added_by: Mapped[Id]
    """Participant."""
    added_at: Mapped[Time]
    rendering: Mapped[Id]
    """The upload that may store pages: one that was taken for dead and comes back stores nothing."""
    lease_until: Mapped[Time]
    """While rendering: after this time the upload is taken for dead."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class PaperPage(Base):
    """One rendered page."""

    __tablename__ = "paper_pages"

    consultation: Mapped[Id] = mapped_column(primary_key=True)
    paper: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    mime: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_text: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (ForeignKeyConstraint(["consultation", "paper"], ["papers.consultation", "papers.id"]),)


class PaperOperation(Base):
    """A durable operation: when it was done and by whom; what was done is sealed."""

    __tablename__ = "paper_operations"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    participant: Mapped[Id]
    at: Mapped[Time]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Kind, paper and page."""
