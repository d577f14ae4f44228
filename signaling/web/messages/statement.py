"""What the accessibility statement says of this server alone (act 306/2019, section 9)."""

from __future__ import annotations

from signaling.web.messages.base import Message


class OperatorContact(Message, frozen=True):
    """Who runs the service, and where feedback on accessibility goes; empty: not told."""

    name: str
    email: str
    phone: str
    address: str
    reviewed: str
    """Day of the operator's last review (ISO 8601, e.g. 2026-11-22)."""
