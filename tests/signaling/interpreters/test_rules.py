"""Interpreters: the table of states, whom a call rings, what languages are free."""

from __future__ import annotations

import pytest

from signaling.interpreters.rules import (
    TRANSITIONS,
    CallState,
    Interpreter,
    Step,
    free_by_language,
    to_ring,
)
from signaling.states import InvalidStateError, advance


def interpreter(
    account: str,
    *languages: str,
    available: bool = True,
    connected: bool = True,
    in_consultation: bool = False,
    off: str | None = None,
) -> Interpreter:
    on = frozenset(languages) - {off}
    return Interpreter(account, frozenset(languages), on, available, connected, in_consultation)


POOL = [
    interpreter("b", "ar", "fa"),
    interpreter("a", "ar"),
    interpreter("away", "ar", available=False),
    interpreter("gone", "ru", connected=False),
    interpreter("busy", "fa", in_consultation=True),
    interpreter("quiet", "ar", "so", off="ar"),
    interpreter("silent", "se", off="se"),
]


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("step", Step)
def test_only_steps_of_the_table_are_taken(state: CallState, step: Step) -> None:
    if (state, step) in TRANSITIONS:
        assert advance(TRANSITIONS, state, step) is TRANSITIONS[state, step]
    else:
        with pytest.raises(InvalidStateError, match=f"{step} in state {state}"):
            advance(TRANSITIONS, state, step)


def test_only_the_free_of_the_language_ring() -> None:
    assert to_ring(POOL, "ar") == ["a", "b"]
    assert to_ring(POOL, "fa") == ["b"]
    assert to_ring(POOL, "ru") == []
    assert to_ring(POOL, "so") == ["quiet"]
    assert to_ring(POOL, "uk") == []


def test_languages_without_a_free_interpreter_are_shown_as_such() -> None:
    assert free_by_language(POOL) == {"ar": 2, "fa": 1, "ru": 0, "se": 0, "so": 1}
