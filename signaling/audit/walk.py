"""The way along the chain that finds the first row which is not as it was written. Pure but for the keys."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from signaling.audit.rules import FIRST_LINK, Entry, Head, Seal, day_of, link_content


class Keys(Protocol):
    """What only the holder of the master key can compute (store/vault.py)."""

    def audit_digest(self, content: bytes) -> str:
        """Of a row."""

    def chain_digest(self, content: bytes) -> str:
        """Of a link or a seal."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that is not as it was written."""

    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A row as the database holds it."""

    entry: Entry
    digest: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as the database holds it; `row` is None where there is none."""

    position: int
    sequence: int
    link: str
    row: Written | None


class Walk:
    """Takes the links in the order of their positions, then the rows without one."""

    def __init__(self, keys: Keys, seals: Iterable[tuple[Seal, str]], checkpoint: Head | None) -> None:
        """`seals` by day, each with its digest; `checkpoint` is a head that a log has kept."""
        self._keys = keys
        self._seals = deque(seals)
        self._checkpoint = checkpoint
        self._head = Head()
        self._sequence = 0
        self._days: Counter[int] = Counter()
        self._former = FIRST_LINK
        self._sealed_day = -1

    @property
    def chained(self) -> int:
        """Rows of the chain so far."""
        return self._head.rows

    def step(self, linked: Linked) -> Fault | None:
        """What is wrong at the next link."""
        row, self._sequence = linked.row, linked.sequence
        if linked.position != self._head.rows + 1:
            return self._fault("rows before it were taken out")
        if row is None:
            return self._fault("missing")
        if (fault := self._row(row)) is not None:
            return fault
        expected = self._keys.chain_digest(link_content(self._head.link, linked.sequence, row.digest))
        if linked.link != expected:
            return self._fault("out of the chain")
        self._head = Head(linked.position, linked.link)
        self._days[day_of(row.entry.at)] += 1
        seen = self._checkpoint
        if seen is not None and seen.rows == self._head.rows and seen != self._head:
            return self._fault("another chain than at the checkpoint")
        return self._take_seals()

    def finish(self) -> Fault | None:
        """What is wrong at the end of the chain."""
        if self._checkpoint is not None and self._checkpoint.rows > self._head.rows:
            return self._fault("rows after it were taken out")
        return self._fault("the day's seal is another one") if self._seals else None

    def outside(self, sequence: int, row: Written) -> Fault | None:
        """What is wrong with a row that is not in the chain yet."""
        self._sequence = sequence
        return self._row(row)

    def _row(self, row: Written) -> Fault | None:
        if self._keys.audit_digest(row.entry.canonical()) != row.digest:
            return self._fault("changed")
        if day_of(row.entry.at) <= self._sealed_day:
            return self._fault("put in after the day was sealed")
        return None

    def _take_seals(self) -> Fault | None:
        while self._seals and self._seals[0][0].head.rows == self._head.rows:
            seal, digest = self._seals.popleft()
            kept = seal.head == self._head and self._days.pop(seal.day, 0) == seal.rows
            if not kept or self._keys.chain_digest(seal.content(self._former)) != digest:
                return self._fault("the day's seal is another one")
            self._former, self._sealed_day = digest, seal.day
        return None

    def _fault(self, reason: str) -> Fault:
        return Fault(self._sequence, reason)
