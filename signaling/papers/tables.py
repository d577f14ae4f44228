"""Papers of consultations: names and pages sealed under its key, every row deleted at its end (F-38)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, String
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


class HandOver(Base):
    """A paper on its way to a case system; outlives the consultation until it is acknowledged."""

    __tablename__ = "hand_overs"

    id: Mapped[Id] = mapped_column(primary_key=True)
    """Also names its key in the vault: what waits is sealed under no consultation's."""
    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), index=True)
    paper: Mapped[Id]
    service: Mapped[Id]
    authority: Mapped[Id]
    """Who gets it."""
    state: Mapped[str] = mapped_column(String(16))
    """HandOverState."""
    revision: Mapped[str] = mapped_column(String(64))
    """Of the pages that were copied (copies.py); empty until they are."""
    idempotency_key: Mapped[Id]
    """A new one for each copy: a case system that has had an earlier one does not take this for it."""
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_by: Mapped[Id]
    """Participant."""
    asked_at: Mapped[Time]
    attempts: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class HandOverPage(Base):
    """A page of the copy that waits, sealed under the hand-over's own key."""

    __tablename__ = "hand_over_pages"

    hand_over: Mapped[Id] = mapped_column(ForeignKey("hand_overs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    mime: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PaperOperation(Base):
    """A durable operation: when it was done and by whom; what was done is sealed."""

    __tablename__ = "paper_operations"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    participant: Mapped[Id]
    at: Mapped[Time]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Kind, paper and page; of a mark also which one. What the mark shows is in `PaperMark` alone."""


class PaperMark(Base):
    """A mark on a page. Erased, nothing but its name stays, so that it is never used again."""

    __tablename__ = "paper_marks"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    author: Mapped[Id] = mapped_column(primary_key=True)
    """Participant."""
    id: Mapped[Id] = mapped_column(primary_key=True)
    """Made by the author's browser."""
    paper: Mapped[Id]
    page: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    """Of the operation that made it."""
    erased: Mapped[int | None] = mapped_column(Integer)
    """The operation that erased it."""
    points: Mapped[int] = mapped_column(Integer)
    """0 once erased."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Its content; None once erased."""

    __table_args__ = (
        ForeignKeyConstraint(["consultation", "paper"], ["papers.consultation", "papers.id"]),
        Index("ix_paper_marks_page", "consultation", "paper", "page", "sequence"),
        Index("ix_paper_marks_sequence", "consultation", "sequence"),
    )


class PaperMarkPage(Base):
    """How much lies on a page: counted, so that nobody counts ten thousand rows for one more."""

    __tablename__ = "paper_mark_pages"

    consultation: Mapped[Id] = mapped_column(primary_key=True)
    paper: Mapped[Id] = mapped_column(primary_key=True)
    page: Mapped[int] = mapped_column(Integer, primary_key=True)
    marks: Mapped[int] = mapped_column(Integer)
    points: Mapped[int] = mapped_column(Integer)

    __table_args__ = (ForeignKeyConstraint(["consultation", "paper"], ["papers.consultation", "papers.id"]),)
