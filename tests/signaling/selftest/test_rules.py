"""When a self-test is due, and what counts as a failure (F-30)."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.directory.rules import HELSINKI
from signaling.selftest.rules import due_at, failed, failing_tests, ground, minute_of, overdue, turn_before
from signaling.web.messages.selftest import LoudspeakerFinding, SelfTestFindings, SelfTestPart

WELL = SelfTestFindings("well", "well", "well", "well", ("udp", "tcp"))
COVERED = SelfTestFindings("covered", "well", "unknown", "well", ("udp",))
EIGHT = 8 * 60
DAY = 86_400.0


def at(text: str) -> float:
    """Unix time of a moment in Finland."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).timestamp()


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, "2026-11-23T12:00", "2026-11-23T12:00"),
        (None, "2026-11-23T03:00", "2026-11-23T03:00"),
        ("2026-11-22T08:10", "2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-22T08:10", "2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-22T08:10", "2026-11-23T16:00", "2026-11-23T16:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00", "2026-11-24T08:00"),
        ("2026-11-23T16:00", "2026-11-24T07:00", "2026-11-24T08:00"),
        # Summer time begins on 29 March 2026 and ends on 25 October: eight stays eight.
        ("2026-03-28T08:00", "2026-03-28T09:00", "2026-03-29T08:00"),
        ("2026-10-24T08:00", "2026-10-24T09:00", "2026-10-25T08:00"),
    ],
)
def test_a_test_is_due_once_a_day_from_its_hour_on(last: str | None, now: str, due: str) -> None:
    assert due_at(None if last is None else at(last), at(now), EIGHT) == at(due)


@given(st.floats(1.7e9, 2e9), st.integers(0, 1439))
def test_what_is_tested_now_is_not_due_again_before_the_next_turn(now: float, minute: int) -> None:
    """Also after a reload: the server knows the last result."""
    assert turn_before(now, minute) <= now
    following = due_at(now, now, minute)
    assert now < following <= now + 25 * 3600
    assert turn_before(following, minute) == following
    assert due_at(now, following, minute) == following


@given(st.from_regex("[0-9a-f]{32}", fullmatch=True))
def test_devices_begin_within_the_spread(device: str) -> None:
    assert 7 * 60 <= minute_of(device, 7, 30) < 7 * 60 + 30
    assert 0 <= minute_of(device, 23, 720) < 24 * 60


@pytest.mark.parametrize(
    ("moment", "parts"),
    [
        ("2026-11-23T08:00", ("camera",)),
        ("2026-11-23T17:59", ("camera",)),
        ("2026-11-23T06:59", ()),
        ("2026-11-23T18:00", ()),
        ("2026-11-22T12:00", ()),
    ],
)
def test_a_dark_picture_is_a_failure_when_somebody_works_there(
    moment: str, parts: tuple[SelfTestPart, ...]
) -> None:
    """By night and on a Sunday the room is dark."""
    assert failed([(COVERED, at(moment))]) == parts


@pytest.mark.parametrize(
    ("findings", "parts"),
    [
        (WELL, ()),
        (SelfTestFindings("unknown", "unknown", "unknown", "unknown", ()), ()),
        (SelfTestFindings("well", "well", "unheard", "well", ("udp",)), ()),
        (
            SelfTestFindings("frozen", "silent", "unheard", "bad", ("tcp",)),
            ("camera", "microphone", "network"),
        ),
        (SelfTestFindings("denied", "missing", "unknown", "poor", ()), ("camera", "microphone", "network")),
        (SelfTestFindings("well", "well", "unknown", "closed", ()), ("network",)),
    ],
)
def test_what_is_not_known_is_no_failure(findings: SelfTestFindings, parts: tuple[SelfTestPart, ...]) -> None:
    assert failed([(findings, at("2026-11-23T03:00"))]) == parts


@pytest.mark.parametrize(
    ("newest_first", "broken"),
    [
        ("u", False),
        ("uuu", False),  # headphones, from the first day on
        ("uuw", False),
        ("uuuw", True),
        ("uuu?w", True),
        ("u?uw", False),
        ("wuuw", False),
        ("", False),
    ],
)
def test_a_loudspeaker_fails_that_was_heard_and_is_no_more(newest_first: str, broken: bool) -> None:
    words: dict[str, LoudspeakerFinding] = {"u": "unheard", "w": "well", "?": "unknown"}
    results = [(SelfTestFindings("well", "well", words[one], "well", ()), DAY) for one in newest_first]
    assert failed(results) == (("loudspeaker",) if broken else ())


def test_overdue_is_two_days_or_never() -> None:
    assert overdue(None, DAY)
    assert not overdue(0.0, 2 * DAY)
    assert overdue(0.0, 2 * DAY + 1)


def test_failures_in_a_row_end_at_the_last_good_test() -> None:
    monday = at("2026-11-23T12:00")
    assert failing_tests([]) == 0
    assert failing_tests([(WELL, monday), (COVERED, monday)]) == 0
    assert failing_tests([(COVERED, monday), (COVERED, monday), (WELL, monday), (COVERED, monday)]) == 2


def test_the_ground_of_the_audit_row_has_words_alone() -> None:
    assert ground(SelfTestFindings("covered", "well", "unknown", "bad", ("tcp",)), ("camera", "network")) == (
        "camera:covered network:bad"
    )
