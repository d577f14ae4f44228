"""Results of self-tests: words, for a month of each device."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from signaling.store.base import Base, Id, Packed, Time
from signaling.web.messages.selftest import SelfTestFindings


class SelfTest(Base):
    """One result; a device has one for each of its days."""

    __tablename__ = "self_tests"

    device: Mapped[Id] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    turn: Mapped[Time] = mapped_column(primary_key=True)
    """When the test became due, Unix s: what tells one day from the next."""
    at: Mapped[Time]
    findings: Mapped[SelfTestFindings] = mapped_column(Packed(SelfTestFindings))
