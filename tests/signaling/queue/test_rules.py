"""Tickets: the table of states, the order of a queue, who is free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.queue.rules import (
    TRANSITIONS,
    Acceptance,
    Expert,
    Step,
    TicketState,
    Waiting,
    free,
    goes_back,
    in_order,
    moved,
    place,
)
from signaling.states import InvalidStateError, advance

QUEUE = [Waiting("b", 2.0), Waiting("a", 2.0), Waiting("c", 1.0)]

standings = st.tuples(st.integers(0, 4).map(float), st.booleans())
queues = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), standings, min_size=1, max_size=12).map(
    lambda found: [Waiting(ticket, opened_at, back) for ticket, (opened_at, back) in found.items()]
)


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("step", Step)
def test_only_steps_of_the_table_are_taken(state: TicketState, step: Step) -> None:
    if (state, step) in TRANSITIONS:
        assert advance(TRANSITIONS, state, step) is TRANSITIONS[state, step]
    else:
        with pytest.raises(InvalidStateError, match=f"{step} in state {state}"):
            advance(TRANSITIONS, state, step)


def test_what_is_over_stays_over_and_only_a_missing_expert_undoes_an_acceptance() -> None:
    assert {state for state, _ in TRANSITIONS} == {TicketState.WAITING, TicketState.ACCEPTED}
    assert [step for state, step in TRANSITIONS if state is TicketState.ACCEPTED] == [Step.RETURN]


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("consultation", ["this", "another", None])
@pytest.mark.parametrize("missing", [True, False])
def test_f13_only_an_accepted_ticket_whose_own_expert_is_missing_goes_back(
    state: TicketState, consultation: str | None, missing: bool
) -> None:
    goes = goes_back(Acceptance(state, consultation, expert_is_missing=missing), "this")
    assert goes is ((state, consultation, missing) == (TicketState.ACCEPTED, "this", True))


def test_place_counts_from_one_oldest_first() -> None:
    assert [w.ticket for w in in_order(QUEUE)] == ["c", "a", "b"]
    assert place(QUEUE, "c") == 1
    assert place(QUEUE, "b") == 3
    assert place(QUEUE, "nobody") is None


@given(queues)
def test_places_are_a_permutation_whatever_the_order_of_rows(queue: list[Waiting]) -> None:
    places = [place(reversed(queue), w.ticket) for w in in_order(queue)]
    assert places == list(range(1, len(queue) + 1))


@given(queues, st.data())
def test_moved_names_exactly_those_behind(queue: list[Waiting], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(queue))
    rest = [w for w in queue if w is not gone]
    before = {w.ticket: place(queue, w.ticket) for w in rest}
    after = {w.ticket: place(rest, w.ticket) for w in rest}
    assert dict(moved(rest, gone)) == {t: after[t] for t in after if after[t] != before[t]}


@given(queues, st.data())
def test_f13_who_comes_back_is_before_all_who_have_only_waited(
    queue: list[Waiting], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(queue))
    back = Waiting(one.ticket, one.opened_at, returned=True)
    rest = [w for w in queue if w is not one]
    before = {w.ticket: place(rest, w.ticket) for w in rest}
    after = {w.ticket: place([*rest, back], w.ticket) for w in rest}
    assert place([*rest, back], back.ticket) == 1 + sum(w.returned and w.order < back.order for w in rest)
    assert dict(moved([*rest, back], back)) == {t: after[t] for t in after if after[t] != before[t]}


def test_free_means_available_at_an_open_desk_and_alone() -> None:
    experts = [
        Expert("free", available=True, connected=True, in_consultation=False),
        Expert("away", available=False, connected=True, in_consultation=False),
        Expert("closed", available=True, connected=False, in_consultation=False),
        Expert("busy", available=True, connected=True, in_consultation=True),
    ]
    assert [e.account for e in free(experts)] == ["free"]
