"""Appointments, and what each of them reserves."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from signaling.booking.rules import AppointmentState
from signaling.store.base import Base, Id, IdText, Time, Version

ACTIVE = text("state <> 'cancelled'")


class Appointment(Base):
    """Expert, room and, where wanted, interpreter at one time; the id is made by the client."""

    __tablename__ = "appointments"

    id: Mapped[Id] = mapped_column(primary_key=True)
    service: Mapped[Id] = mapped_column(ForeignKey("services.id"), index=True)
    point: Mapped[Id]
    """The device of the room."""
    expert: Mapped[Id]
    interpreter: Mapped[Id | None]
    interpreted: Mapped[str | None] = mapped_column(String(3))
    """The language of the interpreter; None: none is wanted."""
    language: Mapped[str] = mapped_column(String(3))
    """In which the service is given."""
    state: Mapped[str] = mapped_column(String(16), default=AppointmentState.BOOKED)
    first_unit: Mapped[int] = mapped_column(Integer)
    """Times in units of five minutes since 1970 in UTC, as in rules.Slot."""
    end_unit: Mapped[int] = mapped_column(Integer)
    released_unit: Mapped[int] = mapped_column(Integer)
    booked_at: Mapped[Time]
    booked_by_kind: Mapped[str] = mapped_column(String(16))
    booked_by: Mapped[Id]
    sealed_contact: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Name and how to reach, under the master key; None again when the day is over."""
    on_behalf: Mapped[bool] = mapped_column(Boolean)
    """Somebody else has booked it."""
    consent_at: Mapped[Time | None]
    """When the one whom it is for was said to have agreed to that (F-18)."""
    code_fingerprint: Mapped[str | None] = mapped_column(String(64), unique=True)
    sealed_code: Mapped[bytes | None] = mapped_column(LargeBinary)
    ticket: Mapped[str | None] = mapped_column(IdText)
    """The place in the queue that the code has opened."""
    version: Mapped[Version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__ = (
        Index(
            "ix_appointments_times",
            "first_unit",
            "released_unit",
            "end_unit",
            "expert",
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index("ix_appointments_point_first_unit", "point", "first_unit"),
        Index("ix_appointments_expert_first_unit", "expert", "first_unit"),
        Index("ix_appointments_interpreter_first_unit", "interpreter", "first_unit"),
    )


class ReservedUnit(Base):
    """Five minutes of an expert, a room or an interpreter.

    The primary key is what makes two appointments of the same five minutes impossible (F-17).
    """

    __tablename__ = "reserved_units"

    resource: Mapped[Id] = mapped_column(primary_key=True)
    unit: Mapped[int] = mapped_column(Integer, primary_key=True)
    appointment: Mapped[Id] = mapped_column(ForeignKey("appointments.id"), index=True)
