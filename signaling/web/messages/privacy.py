"""What an authority tells of its data protection before anybody joins (F-101)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from signaling.web.messages.base import LocalText, Message


class PrivacyText(Message, frozen=True):
    """What a controller tells of the processing (GDPR articles 13 and 14), in plain words."""

    purpose: LocalText
    """What the data are needed for."""
    basis: LocalText
    """The law, and the task of public interest (GDPR article 6(1)(e))."""
    personal_data: LocalText
    """Which data."""
    retention: LocalText
    """How long they are kept, and what becomes of those of the call."""
    officer: LocalText
    """Who answers questions: the data-protection officer, with ways to reach that person."""
    address: LocalText | None = None
    """Web address of the authority's whole text; null: this is all."""


class PrivacyNotice(Message, frozen=True):
    """Who is the controller, and its text."""

    controller: LocalText
    """Name of the authority."""
    phone: str
    """Where to ask; empty: nowhere by telephone."""
    text: PrivacyText | None
    """Null: the authority has given none."""


class Invited(Message, frozen=True):
    """Somebody who has a code, and has not joined; the code is not used up."""

    code: Annotated[str, msgspec.Meta(min_length=4, max_length=64)]
