"""Accounts, devices and sessions. Secrets are stored as fingerprints or hashes, never as they are."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from signaling.store.base import Base, Id, IdText, Packed, Time, Version
from signaling.web.messages.base import LocalText


class Account(Base):
    """One of the staff, an interpreter or an administrator."""

    __tablename__ = "accounts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    """User name, case folded."""
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    authority: Mapped[str | None] = mapped_column(IdText)
    label: Mapped[LocalText] = mapped_column(Packed(LocalText))
    """Role name that others may see."""
    title: Mapped[LocalText | None] = mapped_column(Packed(LocalText))
    """What its owner is at the authority, as clients read it; None: nothing is said."""
    demo: Mapped[bool] = mapped_column(Boolean)
    disabled_at: Mapped[Time | None]
    version: Mapped[Version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class Device(Base):
    """The device of a service point."""

    __tablename__ = "devices"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[LocalText] = mapped_column(Packed(LocalText))
    """Name of the service point."""
    demo: Mapped[bool] = mapped_column(Boolean)
    revoked_at: Mapped[Time | None]
    version: Mapped[Version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class DeviceCode(Base):
    """A one-time code that enrols a device."""

    __tablename__ = "device_codes"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    device: Mapped[Id] = mapped_column(ForeignKey("devices.id"), index=True)
    expires_at: Mapped[Time]
    used_at: Mapped[Time | None]


class Session(Base):
    """What a cookie stands for; found by the fingerprint of its token."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    actor: Mapped[Id] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(20))
    seat: Mapped[str] = mapped_column(String(16))
    authority: Mapped[str | None] = mapped_column(IdText)
    created_at: Mapped[Time]
    seen_at: Mapped[Time]
    idle_seconds: Mapped[Time]
    expires_at: Mapped[Time] = mapped_column(index=True)
    ended_at: Mapped[Time | None]
    reason: Mapped[str | None] = mapped_column(String(16))
