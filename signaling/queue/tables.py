"""Tickets. They name a place and a topic, never a person (J1)."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from signaling.queue.rules import TicketState
from signaling.store.base import Base, Id, Time


class Ticket(Base):
    """A place in the queue of a service; the id is made by the client."""

    __tablename__ = "tickets"

    id: Mapped[Id] = mapped_column(primary_key=True)
    service: Mapped[Id]
    point: Mapped[Id]
    """The device."""
    language: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(16), default=TicketState.WAITING)
    opened_at: Mapped[Time]
    ended_at: Mapped[Time | None]
    away_since: Mapped[Time | None]
    """Unix time (s) at which the point lost its last socket; None while one is open."""
    returned_at: Mapped[Time | None]
    """Unix time (s) at which it came back to the front, from an expert who did not come or gave it back."""
    sealed_message: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What a desk has written last to whoever waits, under the master key; None again when the place goes."""
    message_at: Mapped[Time | None]
    expert: Mapped[Id | None]
    """The account that accepted."""
    consultation: Mapped[Id | None]
    booked_at: Mapped[Time | None]
    """Unix time (s) of the appointment that it was opened for; None: nothing was booked."""
    booked_expert: Mapped[Id | None]
    """The account that the appointment is with."""

    __table_args__ = (
        Index("ix_tickets_waiting", "service", "state"),
        # The database itself refuses a second place for one service point.
        Index(
            "uq_tickets_waiting_point",
            "point",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
