"""What may happen to a ticket, and who is before whom. Pure: no I/O, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from signaling.consultation.rules import is_free
from signaling.queue.estimate import SECONDS_PER_MINUTE, Wait


class TicketState(StrEnum):
    """Where a ticket stands. All but WAITING are final, save that ACCEPTED waits again if no expert comes."""

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
    RETURN = "return"
    """To the front of the queue: the expert who accepted has not come."""


TRANSITIONS: Final = {
    (TicketState.WAITING, Step.ACCEPT): TicketState.ACCEPTED,
    (TicketState.WAITING, Step.CANCEL): TicketState.CANCELLED,
    (TicketState.WAITING, Step.CLOSE): TicketState.CLOSED,
    (TicketState.ACCEPTED, Step.RETURN): TicketState.WAITING,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order of a queue depends on."""

    ticket: str
    opened_at: float
    """Unix time (s)."""
    returned: bool = False
    """An expert did not come, or gave it back: it stands before those who have only waited."""

    @property
    def order(self) -> tuple[bool, float, str]:
        """Sorts a queue, next first; two of the same instant stand by id, so all see one order."""
        return (not self.returned, self.opened_at, self.ticket)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the deadline of an accepted ticket depends on."""

    state: TicketState
    consultation: str | None
    """That the ticket has led to."""
    expert_is_missing: bool
    """That consultation goes on, and its expert has never opened it nor been connected."""


def goes_back(acceptance: Acceptance, consultation: str) -> bool:
    """Whether the ticket goes back to its queue at the deadline that was set with this consultation.

    A ticket that was accepted again meanwhile has another consultation, and a deadline of its own.

    >>> goes_back(Acceptance(TicketState.ACCEPTED, "b", expert_is_missing=True), "a")
    False
    """
    return (
        acceptance.state is TicketState.ACCEPTED
        and acceptance.consultation == consultation
        and acceptance.expert_is_missing
    )


CLOSING_SECONDS: Final = 15 * 60.0
"""So long before a service closes those are told whom it may not serve any more."""


def is_late(wait: Wait | None, closes_in: float) -> bool:
    """Whether a place may not be served before its service closes.

    Args:
        wait: how long it waits, about; None: unknown. Then nobody is frightened before the last quarter.
        closes_in: seconds.

    >>> is_late(Wait(10, 20), closes_in=900.0)
    True
    """
    if wait is None:
        return closes_in <= CLOSING_SECONDS
    return wait.to_minutes * SECONDS_PER_MINUTE > closes_in


def in_order(queue: Iterable[Waiting]) -> list[Waiting]:
    """The queue of one service, next first."""
    return sorted(queue, key=lambda waiting: waiting.order)


def place(queue: Iterable[Waiting], ticket: str) -> int | None:
    """The ticket's place, 1 = next; None when it does not wait in this queue."""
    for number, waiting in enumerate(in_order(queue), start=1):
        if waiting.ticket == ticket:
            return number
    return None


def moved(queue: Iterable[Waiting], changed: Waiting) -> list[tuple[str, int]]:
    """Tickets whose place changes when `changed` has left or come, with the new place: those behind it.

    >>> moved([Waiting("a", 1.0), Waiting("c", 3.0)], Waiting("b", 2.0))
    [('c', 2)]
    """
    rest = in_order(queue)
    return [
        (waiting.ticket, number)
        for number, waiting in enumerate(rest, start=1)
        if waiting.order > changed.order
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
