"""How a state machine of the areas takes a step: a table of their own, one way through it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

S = TypeVar("S")
E = TypeVar("E")


class InvalidStateError(Exception):
    """The step is not in the table; nothing changed. Ours: people's steps are refused before."""


def advance(table: Mapping[tuple[S, E], S], state: S, step: E) -> S:
    """The state after the step.

    Raises:
        InvalidStateError: the table has none.

    >>> advance({("waiting", "accept"): "accepted"}, "waiting", "accept")
    'accepted'
    """
    try:
        return table[state, step]
    except KeyError:
        raise InvalidStateError(f"{step} in state {state}") from None
