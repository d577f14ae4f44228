"""The media set: default deny, the lobby has nothing, repair does exactly what is missing (F-15)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.contract import (
    Allow,
    AnyCommand,
    CloseConference,
    CloseEndpoint,
    ConferenceState,
    CreateConference,
    CreateEndpoint,
    EndpointState,
    State,
)
from signaling.consultation.wanted import Meeting, Place, commands_for, repair

NAMES = "abcd"
LIMIT = 8


def meeting(name: str, admitted: str, left: str = "", active: bool = True) -> Meeting:
    return Meeting(name, active, tuple(Place(p) for p in admitted), tuple(left))


def obey(state: State, commands: list[AnyCommand]) -> State:
    """What a media process has after these commands, by the words of its contract."""
    have = {c.conference: {e.endpoint: e for e in c.endpoints} for c in state.conferences}
    for command in commands:
        match command:
            case CreateConference(conference=c):
                have.setdefault(c, {})
            case CloseConference(conference=c):
                have.pop(c, None)
            case CreateEndpoint(conference=c, endpoint=e):
                have[c].setdefault(e, EndpointState(e, False, (), (), ()))
            case CloseEndpoint(conference=c, endpoint=e):
                have.get(c, {}).pop(e, None)
            case Allow(conference=c, source=e, audible_to=a, visible_to=v, tells=t):
                have[c][e] = EndpointState(e, False, a, v, t)
            case _:
                raise AssertionError(command)
    return State(tuple(ConferenceState(c, tuple(es.values())) for c, es in have.items()))


def lists(state: State) -> dict[str, dict[str, tuple[set[str], set[str], set[str]]]]:
    return {
        c.conference: {e.endpoint: (set(e.audible_to), set(e.visible_to), set(e.tells)) for e in c.endpoints}
        for c in state.conferences
    }


def everybody(m: Meeting) -> dict[str, tuple[set[str], set[str], set[str]]]:
    names = {place.participant for place in m.admitted}
    return {name: (names - {name}, names - {name}, names - {name}) for name in names}


def test_each_admitted_one_reaches_every_other() -> None:
    state = obey(State(()), commands_for(meeting("k", "abc"), LIMIT))
    assert lists(state) == {"k": everybody(meeting("k", "abc"))}


def test_the_lobby_has_no_endpoint() -> None:
    created = [c.endpoint for c in commands_for(meeting("k", "ab"), LIMIT) if isinstance(c, CreateEndpoint)]
    assert created == ["a", "b"]


def test_the_left_are_closed_before_anybody_is_let_in() -> None:
    kinds = [type(c) for c in commands_for(meeting("k", "ab", left="c"), LIMIT)]
    assert kinds.index(CloseEndpoint) < kinds.index(CreateEndpoint)


def test_an_ended_consultation_has_no_conference() -> None:
    assert commands_for(meeting("k", "", active=False), LIMIT) == [CloseConference("k")]


def test_a_signing_picture_keeps_its_frame_rate() -> None:
    """F-62."""
    signing = Meeting("k", True, (Place("a"), Place("s", signing=True)))
    assert {
        c.endpoint: c.keep_frame_rate for c in commands_for(signing, LIMIT) if isinstance(c, CreateEndpoint)
    } == {
        "a": False,
        "s": True,
    }


names = st.sets(st.sampled_from(NAMES)).map(lambda found: "".join(sorted(found)))
meetings = st.dictionaries(st.sampled_from("klm"), names)
endpoint_lists = st.sets(st.sampled_from(NAMES)).map(lambda found: tuple(sorted(found)))
states = st.dictionaries(
    st.sampled_from("klmn"),
    st.dictionaries(st.sampled_from(NAMES), st.tuples(endpoint_lists, endpoint_lists, endpoint_lists)),
).map(
    lambda found: State(
        tuple(
            ConferenceState(c, tuple(EndpointState(e, True, *allowed) for e, allowed in es.items()))
            for c, es in found.items()
        )
    )
)


@given(meetings, states)
def test_repair_reaches_the_wanted_set_from_anything_and_then_rests(
    wanted: dict[str, str], actual: State
) -> None:
    all_wanted = [meeting(name, admitted) for name, admitted in wanted.items()]
    repaired = obey(actual, repair(all_wanted, actual, LIMIT))
    assert lists(repaired) == {m.consultation: everybody(m) for m in all_wanted}
    assert repair(all_wanted, repaired, LIMIT) == []


@given(meetings, states)
def test_repair_closes_before_it_lets_in(wanted: dict[str, str], actual: State) -> None:
    """Nobody who has left is ever on a list with somebody new."""
    for conference in wanted:
        kinds = [
            type(c)
            for c in repair([meeting(n, a) for n, a in wanted.items()], actual, LIMIT)
            if not isinstance(c, CloseConference) and c.conference == conference  # type: ignore[union-attr]
        ]
        if CloseEndpoint in kinds and CreateEndpoint in kinds:
            assert kinds.index(CreateEndpoint) > len(kinds) - 1 - kinds[::-1].index(CloseEndpoint)


def test_media_is_told_how_many_may_meet() -> None:
    assert commands_for(meeting("k", "ab"), LIMIT)[0] == CreateConference("k", LIMIT)
    assert commands_for(meeting("k", "ab"), 25)[0] == CreateConference("k", 25)
