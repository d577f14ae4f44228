"""Slots follow the clock on the wall and are as long as they say, also on the days when clocks change."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signaling.booking import rules
from signaling.booking.holidays import is_holiday
from signaling.booking.rules import (
    TRANSITIONS,
    UNIT_SECONDS,
    AppointmentState,
    Slot,
    Step,
    Taken,
    instant,
    may_arrive,
    slot_at,
    slots,
    slots_of,
    spans_of,
    surely_free,
)
from signaling.directory.booking_terms import BookingTerms, DayException, Span
from signaling.directory.rules import HELSINKI, Opening
from signaling.states import InvalidStateError, advance

SPRING = date(2026, 3, 29)
"""03:00 becomes 04:00."""
AUTUMN = date(2026, 10, 25)
"""04:00 becomes 03:00."""
OFFICE = (Opening(0, 4, 9 * 60, 15 * 60),)
NIGHT = (Opening(0, 6, 60, 6 * 60),)
HALF_HOURS = BookingTerms(length_minutes=30, buffer_minutes=0, notice_minutes=0)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def on_the_wall(slot: Slot) -> str:
    return datetime.fromtimestamp(slot.starts_at, HELSINKI).strftime("%H.%M")


def of_day(day: date, hours: tuple[Opening, ...], terms: BookingTerms = HALF_HOURS) -> list[Slot]:
    return list(slots_of(terms, spans_of(terms, hours, day, is_holiday(day)), day))


def test_nine_is_nine_in_winter_and_in_summer() -> None:
    winter, summer = of_day(date(2026, 3, 27), OFFICE)[0], of_day(date(2026, 3, 30), OFFICE)[0]
    assert (winter.starts_at, summer.starts_at) == (at("2026-03-27T07:00"), at("2026-03-30T06:00"))
    assert on_the_wall(winter) == on_the_wall(summer) == "09.00"


def test_an_hour_is_missing_when_summer_time_begins() -> None:
    found = of_day(SPRING, NIGHT)
    walls = ["01.00", "01.30", "02.00", "02.30", "04.00", "04.30", "05.00", "05.30"]
    assert [on_the_wall(slot) for slot in found] == walls
    assert {slot.ends_at - slot.starts_at for slot in found} == {1800.0}


def test_an_hour_is_there_twice_when_summer_time_ends() -> None:
    found = of_day(AUTUMN, NIGHT)
    assert [on_the_wall(slot) for slot in found][3:9] == [
        "02.30",
        "03.00",
        "03.30",
        "03.00",
        "03.30",
        "04.00",
    ]
    assert len(found) == 12
    assert len({slot.starts_at for slot in found}) == 12


@pytest.mark.parametrize("minute", [180, 185, 215, 239, 240])
def test_what_the_wall_never_shows_is_the_jump_itself(minute: int) -> None:
    assert instant(SPRING, minute) == at("2026-03-29T01:00")


def test_hours_that_lie_within_the_jump_have_no_slot() -> None:
    assert list(slots_of(HALF_HOURS, [Span(180, 240)], SPRING)) == []


def test_a_buffer_lies_between_two() -> None:
    terms = BookingTerms(length_minutes=30, buffer_minutes=5)
    found = of_day(date(2026, 11, 23), OFFICE, terms)
    assert [on_the_wall(slot) for slot in found[:3]] == ["09.00", "09.35", "10.10"]
    assert not any(one.meets(two) for one, two in itertools.pairwise(found))


@pytest.mark.parametrize(
    "day",
    ["2026-12-24", "2026-12-25", "2027-01-06", "2027-03-26", "2027-03-29", "2027-05-06", "2027-06-25"],
)
def test_offices_are_closed_on_holidays_and_their_eves(day: str) -> None:
    assert is_holiday(date.fromisoformat(day))
    assert of_day(date.fromisoformat(day), OFFICE) == []


def test_terms_may_hold_on_holidays_and_a_day_may_be_another_one() -> None:
    christmas = date(2026, 12, 25)
    assert len(of_day(christmas, OFFICE, BookingTerms(30, 0, on_holidays=True))) == 12
    open_then = BookingTerms(30, 0, exceptions=(DayException("2026-12-25", (Span(600, 660),)),))
    assert [on_the_wall(slot) for slot in of_day(christmas, OFFICE, open_then)] == ["10.00", "10.30"]
    shut = BookingTerms(30, 0, exceptions=(DayException("2026-11-23"),))
    assert of_day(date(2026, 11, 23), OFFICE, shut) == []


def test_terms_may_have_hours_of_their_own() -> None:
    terms = BookingTerms(60, 0, hours=(Opening(2, 2, 12 * 60, 14 * 60),))
    assert [on_the_wall(slot) for slot in of_day(date(2026, 11, 25), OFFICE, terms)] == ["12.00", "13.00"]
    assert of_day(date(2026, 11, 24), OFFICE, terms) == []


def test_only_what_is_late_enough_and_not_too_far_is_offered() -> None:
    now = at("2026-11-23T07:10")  # 9.10
    terms = BookingTerms(30, 0, notice_minutes=20, days_ahead=1)
    days = [date(2026, 11, 23) + timedelta(days=n) for n in range(4)]
    offered = dict(slots(terms, OFFICE, days, is_holiday, now))
    assert on_the_wall(offered[days[0]][0]) == "09.30"
    assert [len(found) for found in offered.values()] == [11, 12, 0, 0]
    assert slot_at(terms, OFFICE, at("2026-11-23T07:30"), is_holiday, now) == offered[days[0]][0]
    for other in ("2026-11-23T07:00", "2026-11-23T07:35", "2026-11-25T08:00"):
        assert slot_at(terms, OFFICE, at(other), is_holiday, now) is None


MINUTES = st.integers(0, 24 * 60)


@given(
    day=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    opens=MINUTES,
    closes=MINUTES,
    length=st.integers(1, 24),
    buffer=st.integers(0, 12),
)
@example(day=SPRING, opens=200, closes=400, length=1, buffer=0)
@example(day=SPRING, opens=0, closes=1440, length=6, buffer=1)
@example(day=AUTUMN, opens=0, closes=1440, length=6, buffer=1)
def test_slots_are_whole_apart_and_within_their_hours(
    day: date, opens: int, closes: int, length: int, buffer: int
) -> None:
    terms = BookingTerms(length * 5, buffer * 5)
    span = Span(opens, closes)
    found = list(slots_of(terms, [span], day))
    for slot in found:
        assert slot.ends_at - slot.starts_at == terms.length_minutes * 60
        assert slot.released - slot.end == buffer
        assert instant(day, opens) <= slot.starts_at
        assert slot.ends_at <= instant(day, closes)
    assert found == sorted(found, key=lambda slot: slot.first)
    assert not any(one.meets(two) for one, two in itertools.pairwise(found))
    room = instant(day, closes) - instant(day, opens)
    if opens < closes and room >= (terms.length_minutes + 10) * 60:
        assert found


@given(day=st.dates(date(2025, 1, 1), date(2030, 12, 31)), minute=st.integers(0, 1439))
def test_an_instant_is_what_the_wall_shows_then(day: date, minute: int) -> None:
    shown = datetime.fromtimestamp(instant(day, minute), HELSINKI)
    if (shown.hour * 60 + shown.minute, shown.date()) != (minute, day):
        assert shown.hour == 4  # in the hour that is jumped over
        assert datetime.fromtimestamp(instant(day, minute) - 1, HELSINKI).hour == 2


def person_free(slot: Slot, whose: list[list[Slot]]) -> bool:
    return any(not any(one.meets(slot) for one in own) for own in whose)


SLOTS = st.builds(
    lambda first, length, buffer: Slot(first, first + length, first + length + buffer),
    st.integers(0, 30),
    st.integers(1, 8),
    st.integers(0, 2),
)


@given(slot=SLOTS, drawn=st.lists(st.lists(SLOTS, max_size=5), min_size=1, max_size=4))
def test_counts_never_say_what_names_would_deny(slot: Slot, drawn: list[list[Slot]]) -> None:
    whose: list[list[Slot]] = []
    for wanted in drawn:  # nobody is in two places at once
        own: list[Slot] = []
        for one in wanted:
            if not any(one.meets(other) for other in own):
                own.append(one)
        whose.append(own)
    answer = surely_free(slot, [Taken(one) for own in whose for one in own], len(whose))
    assert answer is None or answer == person_free(slot, whose)


def test_counts_cannot_tell_of_one_who_is_there_twice() -> None:
    long = Slot(0, 12, 12)
    taken = [Taken(Slot(0, 6, 6)), Taken(Slot(6, 12, 12))]
    assert surely_free(long, taken, people=2) is None
    assert surely_free(long, taken, people=3) is True


def test_the_code_opens_a_quarter_before_and_until_the_end() -> None:
    slot = Slot(100, 106, 107)
    before = slot.starts_at - rules.ARRIVAL_SECONDS
    ends = 106.0 * UNIT_SECONDS
    assert [may_arrive(slot, now) for now in (before - 1, before, ends - 1, ends)] == [
        False,
        True,
        True,
        False,
    ]


def test_steps_that_the_table_does_not_have_change_nothing() -> None:
    for state in AppointmentState:
        for step in Step:
            if (state, step) not in TRANSITIONS:
                with pytest.raises(InvalidStateError):
                    advance(TRANSITIONS, state, step)
