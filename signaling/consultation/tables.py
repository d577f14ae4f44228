"""Consultations and those who take part. What people said or are called is sealed (domain.md F-38, F-100)."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from signaling.consultation.rules import AdvisorPresence, ConsultationState, ParticipantState
from signaling.store.base import Base, Id, IdText, Time


def _active(name: str, column: str) -> Index:
    """At most one active consultation for each value of the column: the database refuses the second."""
    condition = text("state = 'active'")
    return Index(name, column, unique=True, sqlite_where=condition, postgresql_where=condition)


class Consultation(Base):
    """One citizen's matter. The row outlives the end, as a record without content."""

    __tablename__ = "consultations"

    id: Mapped[Id] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default=ConsultationState.ACTIVE, index=True)
    ticket: Mapped[Id]
    service: Mapped[Id]
    point: Mapped[Id]
    expert: Mapped[Id]
    started_at: Mapped[Time]
    ended_at: Mapped[Time | None]
    reason: Mapped[str | None] = mapped_column(String(16))
    advisor: Mapped[str] = mapped_column(String(16), default=AdvisorPresence.PRESENT)
    """Whether the advisor is in the room: taken to be there until declared otherwise (AdvisorPresence)."""
    identity_method: Mapped[str | None] = mapped_column(String(16))
    """How it was established who the client is (IdentityMethod); None: not yet. Never a name or a number."""
    identity_at: Mapped[Time | None]
    """Unix time (s) at which that was recorded."""
    identity_seen_at: Mapped[Time | None]
    """Unix time (s) at which a document was last begun to be shown; None: never in this consultation."""
    identity_shown_until: Mapped[Time | None]
    """Unix time (s) until which a document is shown at most; None: none is. Nothing is captured meanwhile."""
    locked: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """No code lets anybody into the lobby (chair.py)."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__ = (
        Index("ix_consultations_service_ended", "service", "ended_at"),
        _active("uq_consultations_point", "point"),
        _active("uq_consultations_expert", "expert"),
    )


class Participant(Base):
    """One endpoint of a consultation."""

    __tablename__ = "participants"

    id: Mapped[Id] = mapped_column(primary_key=True)
    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """With `actor`: who it is (device, account or guest)."""
    actor: Mapped[Id] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(16), default=ParticipantState.LOBBY)
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    microphone: Mapped[bool] = mapped_column(Boolean, default=True)
    camera: Mapped[bool] = mapped_column(Boolean, default=True)
    hand_raised_at: Mapped[Time | None]
    """Unix time (s) since which the hand is up; None while it is down."""
    muted: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """By who leads: heard by nobody until the person opens the microphone (chair.py)."""
    signing: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """By one's own word; a sign-language interpreter from the first (signing.py)."""
    away_since: Mapped[Time | None]
    """Unix time (s) at which the socket of the place was lost; None while it is open."""
    media_lost: Mapped[bool] = mapped_column(Boolean, default=False)
    appeared_at: Mapped[Time | None]
    """Unix time (s) at which a screen of this participant was first opened, or media first found it."""
    window_id: Mapped[str | None] = mapped_column(IdText)
    """The window that has the place (windows.py); None before the first one is opened."""
    window_socket: Mapped[str | None] = mapped_column(String(64))
    """The socket by which that window asked last. Others of the person do not keep the place."""
    joined_at: Mapped[Time]
    number: Mapped[int] = mapped_column(Integer)
    """Order of joining; two may join in one transaction, at one time."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__ = (
        Index(
            "uq_participants_present",
            "consultation",
            "kind",
            "actor",
            unique=True,
            sqlite_where=text("state <> 'left'"),
            postgresql_where=text("state <> 'left'"),
        ),
    )


class ChatLine(Base):
    """A line of the chat, sealed under the consultation's key; deleted at the end."""

    __tablename__ = "chat_lines"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    participant: Mapped[Id]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[Time]


class PrivateNotes(Base):
    """What one wrote for oneself alone, sealed under the consultation's key; deleted at the end."""

    __tablename__ = "private_notes"

    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    participant: Mapped[Id] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Invitation(Base):
    """A one-time link into the lobby (F-19). The code itself is stored nowhere, only its fingerprint."""

    __tablename__ = "invitations"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    consultation: Mapped[Id] = mapped_column(ForeignKey("consultations.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(3))
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[Time]
    used_at: Mapped[Time | None]
