"""The media set: default deny, the lobby has nothing, repair does exactly what is missing (F-15)."""

from __future__ import annotations

import pytest
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
from signaling.consultation.rules import AdvisorPresence, ParticipantRole
from signaling.consultation.wanted import Meeting, Place, commands_for, repair

NAMES = "abcd"
LIMIT = 8


def meeting(name: str, admitted: str, left: str = "", active: bool = True) -> Meeting:
    places = tuple(Place(p, ParticipantRole.GUEST) for p in admitted)
    return Meeting(name, active, places, AdvisorPresence.PRESENT, tuple(left))


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


def test_nobody_is_let_in_by_a_default() -> None:
    """Who one is and whether the advisor is there decide on being in: neither is ever assumed (F-99)."""
    with pytest.raises(TypeError, match="role"):
        Place("a")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="advisor"):
        Meeting("k", True, ())  # type: ignore[call-arg]


def test_a_signing_picture_keeps_its_frame_rate() -> None:
    """F-62."""
    places = (Place("a", ParticipantRole.CLIENT), Place("s", ParticipantRole.INTERPRETER, signing=True))
    signing = Meeting("k", True, places, AdvisorPresence.PRESENT)
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


@given(
    st.lists(st.sampled_from(ParticipantRole), min_size=1, max_size=5),
    st.sampled_from(AdvisorPresence),
    st.sampled_from(AdvisorPresence),
)
def test_f99_the_endpoint_of_an_advisor_who_left_is_in_no_allow_list(
    roles: list[ParticipantRole], before: AdvisorPresence, now: AdvisorPresence
) -> None:
    """Whatever media had, made anew or repaired; also where the database still has the device inside."""
    places = tuple(Place(f"p{n}", role=role) for n, role in enumerate(roles))
    earlier = Meeting("m", True, places, advisor=before)
    meeting = Meeting("m", True, places, advisor=now)
    gone = {p.participant for p in places if p.role is ParticipantRole.ADVISOR}
    if now is AdvisorPresence.PRESENT:
        gone = set()
    had = obey(State(()), commands_for(earlier, LIMIT))
    for commands in (commands_for(meeting, LIMIT), repair([meeting], had, LIMIT)):
        [conference] = obey(had, commands).conferences
        names = {e.endpoint for e in conference.endpoints}
        assert names == {p.participant for p in places} - gone
        for endpoint in conference.endpoints:
            others = names - {endpoint.endpoint}
            lists = (endpoint.audible_to, endpoint.visible_to, endpoint.tells)
            assert all(set(one) == others for one in lists)
