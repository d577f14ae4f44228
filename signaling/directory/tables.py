"""Tables of the directory; names are data in three languages, never code."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from signaling.directory.booking_terms import BookingTerms
from signaling.directory.rules import Hours
from signaling.store.base import Base, Id, Packed, Time
from signaling.web.messages.base import LocalText, LocalWords


class Authority(Base):
    """An organisation that answers at service points."""

    __tablename__ = "authorities"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[LocalText] = mapped_column(Packed(LocalText))
    phone: Mapped[str] = mapped_column(String(32), default="", server_default="")
    """Where people call when the connection does not come back (F-06), as it is written; empty: none."""
    position: Mapped[int] = mapped_column(Integer)


class DataProtectionText(Base):
    """What an authority tells of its data protection (F-101); no row: it has given none."""

    __tablename__ = "data_protection_texts"

    authority: Mapped[Id] = mapped_column(ForeignKey("authorities.id"), primary_key=True)
    purpose: Mapped[LocalText] = mapped_column(Packed(LocalText))
    basis: Mapped[LocalText] = mapped_column(Packed(LocalText))
    personal_data: Mapped[LocalText] = mapped_column(Packed(LocalText))
    retention: Mapped[LocalText] = mapped_column(Packed(LocalText))
    officer: Mapped[LocalText] = mapped_column(Packed(LocalText))
    address: Mapped[LocalText | None] = mapped_column(Packed(LocalText))
    """Of the whole text, where the authority has one."""
    changed_at: Mapped[Time]


class Service(Base):
    """A kind of matter that an authority answers, with its hours and languages (F-10)."""

    __tablename__ = "services"

    id: Mapped[Id] = mapped_column(primary_key=True)
    authority: Mapped[Id] = mapped_column(ForeignKey("authorities.id"), index=True)
    name: Mapped[LocalText] = mapped_column(Packed(LocalText))
    description: Mapped[LocalText] = mapped_column(Packed(LocalText))
    keywords: Mapped[LocalWords | None] = mapped_column(Packed(LocalWords))
    """Everyday words by which people look for it; None: nobody has written any."""
    languages: Mapped[tuple[str, ...]] = mapped_column(Packed(tuple[str, ...]))
    hours: Mapped[Hours] = mapped_column(Packed(Hours))
    confidential: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Nothing of it is kept: papers are neither printed, downloaded nor handed over (F-102)."""
    booking: Mapped[BookingTerms | None] = mapped_column(Packed(BookingTerms))
    """How a time is booked; None: it is called only."""
    position: Mapped[int] = mapped_column(Integer)


class ExpertService(Base):
    """This account answers this service (F-11)."""

    __tablename__ = "expert_services"

    account: Mapped[Id] = mapped_column(primary_key=True)
    service: Mapped[Id] = mapped_column(ForeignKey("services.id"), primary_key=True, index=True)


class Availability(Base):
    """What an expert or an interpreter has set; no row is away."""

    __tablename__ = "availability"

    account: Mapped[Id] = mapped_column(primary_key=True)
    available: Mapped[bool] = mapped_column(Boolean)
    away_because: Mapped[str | None] = mapped_column(String(16))
    """Why the house has put the expert away (AwayReason); None: by the own choice."""


class Presence(Base):
    """One open socket. The lease is renewed by the process that holds it; a dead process renews nothing."""

    __tablename__ = "presence"

    socket: Mapped[str] = mapped_column(String(64), primary_key=True)
    process: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    actor: Mapped[Id] = mapped_column(index=True)
    expires: Mapped[Time] = mapped_column(index=True)
