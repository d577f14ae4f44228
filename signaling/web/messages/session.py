"""Signing in, enrolling a device, joining by code, and what a session is told about itself."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from signaling.web.messages.base import Delta, Id, LocalText, Message, Name, Role, Seat


class SignIn(Message, frozen=True):
    """Local account of staff."""

    name: Name
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Enrol(Message, frozen=True):
    """One-time code of a service-point device."""

    code: Annotated[str, msgspec.Meta(min_length=4, max_length=40)]


class Join(Message, frozen=True):
    """Short code or link of a guest or an outside interpreter (F-19)."""

    code: Annotated[str, msgspec.Meta(min_length=4, max_length=64)]
    name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """How the person wants to be called; empty: by role."""


class Me(Message, frozen=True):
    """Who this session is."""

    seat: Seat
    role: Role
    label: LocalText
    """Role name or the name of the service point."""
    authority: LocalText | None
    consultation: Id | None
    """The consultation that the session takes part in now (also from the lobby), to come back to."""
    participant: Id | None
    demo: bool


class DemoRole(Message, frozen=True):
    """One entry of the demo page."""

    key: str
    seat: Seat
    label: LocalText


class DemoRoles(Message, frozen=True):
    """All roles that the demo can be entered as."""

    roles: tuple[DemoRole, ...]


class DemoEnter(Message, frozen=True):
    """Enter the demo as this role; exists only in `etaluukku demo`."""

    key: Annotated[str, msgspec.Meta(max_length=80)]


class SessionEnded(Message, frozen=True):
    """The session was revoked or has expired: the screen forgets everything."""

    reason: Literal["signed_out", "revoked", "expired"]


class ServerDraining(Delta, frozen=True):
    """The server stops soon: no new calls; running ones go on for the given time (s)."""

    seconds_left: int
