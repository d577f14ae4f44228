"""What the expert records in a consultation: how it was established who the client is, and private notes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from signaling.web.messages.base import Delta, Id, Message, Request

IdentityMethod = Literal["not_needed", "known", "document"]
"""not_needed: the matter asks for none. known: the expert knows the client. document: seen on camera."""

MAX_NOTES = 10_000
"""Characters of one expert's notes: some five pages, far below the longest Socket.IO message."""


class Identity(Message, frozen=True):
    """How it was established who the client is (F-95): a word, never a picture, a name or a number."""

    method: IdentityMethod | None
    """Null: not yet; the client is the client and nobody more."""
    recorded_at: float | None
    """Unix s."""
    shown_until: float | None
    """Unix s: the client shows an identity document until then at most; nothing is captured meanwhile."""


class IdentityRecord(Request, frozen=True):
    """Record how the client's identity was established, or with null take that back."""

    consultation: Id
    method: IdentityMethod | None


class IdentityChanged(Delta, frozen=True):
    """The client's identity was established, or a document is being shown, or no longer."""

    consultation: Id
    identity: Identity


class NotesWrite(Request, frozen=True):
    """All of one's private notes, in place of those before. Nobody else ever gets them."""

    consultation: Id
    text: Annotated[str, msgspec.Meta(max_length=MAX_NOTES)]
