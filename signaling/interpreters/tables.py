"""The pool of interpreters and the calls that ring it."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column

from signaling.interpreters.rules import CallState
from signaling.store.base import Base, Id, Time


class InterpreterLanguage(Base):
    """This account interprets this language."""

    __tablename__ = "interpreter_languages"

    account: Mapped[Id] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    available: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    """Whether calls in it may ring; only while the account itself is available."""


class Call(Base):
    """A search for an interpreter in one consultation."""

    __tablename__ = "interpreter_calls"

    id: Mapped[Id] = mapped_column(primary_key=True)
    consultation: Mapped[Id] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(16), default=CallState.RINGING)
    rung_at: Mapped[Time]
    ended_at: Mapped[Time | None]
    answered_by: Mapped[Id | None]

    __table_args__ = (
        # One search at a time in one consultation; the database itself refuses the second.
        Index(
            "uq_interpreter_calls_ringing",
            "consultation",
            unique=True,
            sqlite_where=text("state = 'ringing'"),
            postgresql_where=text("state = 'ringing'"),
        ),
    )


class Ring(Base):
    """This call rings for this interpreter. Goes when it is declined, and at the end of the consultation."""

    __tablename__ = "interpreter_rings"

    call: Mapped[Id] = mapped_column(ForeignKey("interpreter_calls.id"), primary_key=True)
    account: Mapped[Id] = mapped_column(primary_key=True, index=True)
