"""Participants: the table of states, whose leaving ends all, labels, the grace period."""

from __future__ import annotations

import pytest

from signaling.consultation.rules import (
    ADVISOR_TRANSITIONS,
    TRANSITIONS,
    AdvisorPresence,
    AdvisorStep,
    ParticipantRole,
    ParticipantState,
    Step,
    is_free,
    label,
    leaving_ends,
    may_be_in,
)
from signaling.states import InvalidStateError, advance


@pytest.mark.parametrize("state", ParticipantState)
@pytest.mark.parametrize("step", Step)
def test_only_steps_of_the_table_are_taken(state: ParticipantState, step: Step) -> None:
    if (state, step) in TRANSITIONS:
        assert advance(TRANSITIONS, state, step) is TRANSITIONS[state, step]
    else:
        with pytest.raises(InvalidStateError, match=f"{step} in state {state}"):
            advance(TRANSITIONS, state, step)


def test_nobody_comes_back_from_left() -> None:
    """F-99: no rejoin without admission."""
    assert ParticipantState.LEFT not in {state for state, _ in TRANSITIONS}


@pytest.mark.parametrize("state", AdvisorPresence)
@pytest.mark.parametrize("step", AdvisorStep)
def test_only_steps_of_the_advisors_table_are_taken(state: AdvisorPresence, step: AdvisorStep) -> None:
    if (state, step) in ADVISOR_TRANSITIONS:
        assert advance(ADVISOR_TRANSITIONS, state, step) is ADVISOR_TRANSITIONS[state, step]
    else:
        with pytest.raises(InvalidStateError, match=f"{step} in state {state}"):
            advance(ADVISOR_TRANSITIONS, state, step)


def test_f99_only_the_experts_word_brings_the_advisor_back() -> None:
    back = {step for step, to in ADVISOR_TRANSITIONS.items() if to is AdvisorPresence.PRESENT}
    assert back == {(AdvisorPresence.ASKING, AdvisorStep.AGREE)}


@pytest.mark.parametrize("role", ParticipantRole)
@pytest.mark.parametrize("advisor", AdvisorPresence)
def test_f99_only_the_advisors_own_devices_depend_on_the_advisor(
    role: ParticipantRole, advisor: AdvisorPresence
) -> None:
    gone = role is ParticipantRole.ADVISOR and advisor is not AdvisorPresence.PRESENT
    assert may_be_in(role, advisor) is not gone


@pytest.mark.parametrize(
    ("role", "ends"),
    [
        (ParticipantRole.CLIENT, True),
        (ParticipantRole.EXPERT, True),
        (ParticipantRole.INTERPRETER, False),
        (ParticipantRole.GUEST, False),
        (ParticipantRole.ADVISOR, False),
    ],
)
def test_whose_leaving_ends_all(role: ParticipantRole, ends: bool) -> None:
    assert leaving_ends(role, ParticipantState.ADMITTED) is ends
    assert not leaving_ends(role, ParticipantState.LOBBY)


@pytest.mark.parametrize("available", [True, False])
@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("in_consultation", [True, False])
def test_free_is_who_is_available_at_an_open_screen_with_nobody(
    available: bool, connected: bool, in_consultation: bool
) -> None:
    """F-11 and F-45: one rule for experts and interpreters."""
    free = is_free(available=available, connected=connected, in_consultation=in_consultation)
    assert free is ((available, connected, in_consultation) == (True, True, False))


def test_labels_are_roles_in_three_languages() -> None:
    """F-46: the interpreter is labelled to everyone, the citizen is "Asiakas"."""
    assert label(ParticipantRole.CLIENT, None).fi == "Asiakas"
    arabic = label(ParticipantRole.INTERPRETER, "ar")
    assert (arabic.fi, arabic.sv, arabic.en) == ("Tulkki (arabia)", "Tolk (arabiska)", "Interpreter (Arabic)")
    for role in ParticipantRole:
        text = label(role, None)
        assert text.fi and text.sv and text.en
