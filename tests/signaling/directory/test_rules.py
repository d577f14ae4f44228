"""Opening hours: Finnish wall clock, summer time, the edges of a day."""

from __future__ import annotations

from datetime import datetime

import pytest

from signaling.directory.languages import LANGUAGES, language_name
from signaling.directory.rules import (
    HELSINKI,
    NEVER,
    Opening,
    hours_in_words,
    is_open,
    next_change,
    stays_away,
)

OFFICE = (Opening(0, 4, 9 * 60, 15 * 60),)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).timestamp()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00:00", True),
        ("2026-11-23T14:59:59", True),
        ("2026-11-23T15:00:00", False),
        ("2026-11-21T12:00:00", False),  # Saturday
        ("2026-07-06T09:00:00", True),  # summer time, UTC+3
    ],
)
def test_open_by_the_wall_clock(moment: str, expected: bool) -> None:
    assert is_open(OFFICE, at(moment)) is expected


def test_nine_stays_nine_when_summer_time_begins() -> None:
    """2026-03-29 is the Sunday that loses an hour."""
    sundays = (Opening(6, 6, 9 * 60, 15 * 60),)
    assert next_change(sundays, at("2026-03-29T00:30:00")) == at("2026-03-29T09:00:00")
    assert is_open(sundays, at("2026-03-29T09:00:00"))


def test_next_change_goes_over_the_weekend() -> None:
    assert next_change(OFFICE, at("2026-11-20T15:00:00")) == at("2026-11-23T09:00:00")
    assert next_change(OFFICE, at("2026-11-23T09:00:00")) == at("2026-11-23T15:00:00")
    assert next_change((), at("2026-11-23T09:00:00")) is None


def test_hours_in_words() -> None:
    words = hours_in_words((Opening(0, 3, 9 * 60, 15 * 60), Opening(4, 4, 9 * 60, 12 * 60 + 30)))
    assert words.fi == "ma–to 9.00–15.00, pe 9.00–12.30"  # noqa: RUF001
    assert words.sv == "mån–tors 9.00–15.00, fre 9.00–12.30"  # noqa: RUF001
    assert words.en == "Mon–Thu 9:00–15:00, Fri 9:00–12:30"  # noqa: RUF001
    assert hours_in_words(()) is NEVER


def test_every_language_has_three_names() -> None:
    for code, name in LANGUAGES.items():
        assert name.fi and name.sv and name.en, code
    assert language_name("xx").fi == "xx"


def test_grace_is_over_only_for_the_absence_that_began_it() -> None:
    assert stays_away(10.0, 10.0)
    assert not stays_away(None, 10.0)  # came back
    assert not stays_away(20.0, 10.0)  # came back and went away again
