"""What may happen to a ticket, and who is before whom. Pure: no I/O, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from signaling.consultation.rules import is_free


class TicketState(StrEnum):
    """Where a ticket stands; all but WAITING are final."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    """By the service point itself."""
    CLOSED = "closed"
    """By the house: the point has been away too long."""


class Step(StrEnum):
    """What can be done to a ticket."""

    ACCEPT = "accept"
    CANCEL = "cancel"
    CLOSE = "close"


TRANSITIONS: Final = {
    (TicketState.WAITING, Step.ACCEPT): TicketState.ACCEPTED,
    (TicketState.WAITING, Step.CANCEL): TicketState.CANCELLED,
    (TicketState.WAITING, Step.CLOSE): TicketState.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order of a queue depends on."""

    ticket: str
    opened_at: float
    """Unix time (s)."""


def in_order(queue: Iterable[Waiting]) -> list[Waiting]:
    """The queue of one service, next first; two of the same instant stand by id, so all see one order."""
    return sorted(queue, key=lambda waiting: (waiting.opened_at, waiting.ticket))


def place(queue: Iterable[Waiting], ticket: str) -> int | None:
    """The ticket's place, 1 = next; None when it does not wait in this queue."""
    for number, waiting in enumerate(in_order(queue), start=1):
        if waiting.ticket == ticket:
            return number
    return None


def moved(queue: Iterable[Waiting], gone: Waiting) -> list[tuple[str, int]]:
    """Tickets whose place changes when `gone` leaves, with the new place; those before it keep theirs.

    >>> moved([Waiting("a", 1.0), Waiting("c", 3.0)], Waiting("b", 2.0))
    [('c', 2)]
    """
    rest = in_order(queue)
    return [
        (waiting.ticket, number)
        for number, waiting in enumerate(rest, start=1)
        if (waiting.opened_at, waiting.ticket) > (gone.opened_at, gone.ticket)
    ]


@dataclass(frozen=True, slots=True)
class Expert:
    """What the choice of an expert depends on."""

    account: str
    available: bool
    """As the expert has set it."""
    connected: bool
    """A desk of this expert is open somewhere."""
    in_consultation: bool


def free(experts: Iterable[Expert]) -> list[Expert]:
    """Experts who could accept now (F-11)."""
    return [
        e
        for e in experts
        if is_free(available=e.available, connected=e.connected, in_consultation=e.in_consultation)
    ]
