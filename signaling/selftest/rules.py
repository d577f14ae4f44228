"""When a service point tests itself, and which findings are failures (F-30). Pure; time is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from signaling.directory.rules import HELSINKI
from signaling.web.messages.selftest import SelfTestFindings, SelfTestPart

KEPT: Final = 30
"""Results of a device: a month shows what comes and goes."""

OVERDUE_SECONDS: Final = 2 * 86_400.0
"""One evening with the power off is nothing; two days in a row are."""

LIT_FROM_HOUR: Final = 7
LIT_UNTIL_HOUR: Final = 18
LAST_WORKDAY: Final = 4
"""0 = Monday. Outside these hours a dark picture may be a dark room."""

MINUTES_PER_DAY: Final = 24 * 60

Result = tuple[SelfTestFindings, float]
"""What a test found, and when (Unix s)."""

PARTS: Final[tuple[SelfTestPart, ...]] = ("camera", "microphone", "loudspeaker", "network")
"""In the order of the screens."""

UNHEARD_TESTS: Final = 3
"""In a row, after the microphone has heard the loudspeaker: before that, it may be headphones."""

FINE: Final = frozenset({"well", "unknown"})
"""What could not be found out is no failure: nobody drives to a village for it."""


def minute_of(device: str, hour: int, spread_minutes: int) -> int:
    """Minute after midnight from which this device's test of the day is due.

    Devices differ, so that a region does not measure its line to the service all at once.
    `device` is an id: 32 hexadecimal digits.

    >>> minute_of("0000000a" + "0" * 24, 8, 60)
    490
    """
    return (hour * 60 + int(device[:8], 16) % spread_minutes) % MINUTES_PER_DAY


def turn_before(now: float, minute: int) -> float:
    """The last moment, not after now, that was `minute` of a day in Finnish time; Unix s."""
    today = datetime.fromtimestamp(now, UTC).astimezone(HELSINKI).date()
    turns = (_at(today - timedelta(days=back), minute) for back in (0, 1))
    return max(turn for turn in turns if turn <= now)


def due_at(last: float | None, now: float, minute: int) -> float:
    """When the next test is due, Unix s: now where the day has none yet; else at the next day's turn.

    `last` is the time of the last result; None: there is none. `minute` as `minute_of`.
    """
    turn = turn_before(now, minute)
    if last is None or last < turn:
        return now
    day = datetime.fromtimestamp(turn, UTC).astimezone(HELSINKI).date()
    return _at(day + timedelta(days=1), minute)


def failed(newest_first: Sequence[Result]) -> tuple[SelfTestPart, ...]:
    """The parts that the first of these tests of one device found broken; the others came before it.

    A dark picture counts at hours at which somebody works there: at others the room may be dark.
    A loudspeaker that is not heard counts where it was heard before, and not for UNHEARD_TESTS in a row.
    """
    if not newest_first:
        return ()
    findings, at = newest_first[0]
    broken = {part for part in PARTS if getattr(findings, part) not in FINE}
    if findings.camera == "covered" and not _lit(at):
        broken.discard("camera")
    if not _went_silent([one.loudspeaker for one, _ in newest_first]):
        broken.discard("loudspeaker")
    return tuple(part for part in PARTS if part in broken)


def overdue(last: float | None, now: float) -> bool:
    """Whether a point has not been tested for two days."""
    return last is None or now - last > OVERDUE_SECONDS


def failing_tests(newest_first: Sequence[Result]) -> int:
    """How many of the last tests in a row found something broken."""
    runs = range(len(newest_first))
    return next((back for back in runs if not failed(newest_first[back:])), len(newest_first))


def ground(findings: SelfTestFindings, parts: Sequence[SelfTestPart]) -> str:
    """What was found of these parts, for the audit row and the log: `camera:covered network:bad`."""
    return " ".join(f"{part}:{getattr(findings, part)}" for part in parts)


def _went_silent(newest_first: Sequence[str]) -> bool:
    unheard = all(found == "unheard" for found in newest_first[:UNHEARD_TESTS])
    return unheard and "well" in newest_first[UNHEARD_TESTS:]


def _lit(at: float) -> bool:
    there = datetime.fromtimestamp(at, UTC).astimezone(HELSINKI)
    return there.weekday() <= LAST_WORKDAY and LIT_FROM_HOUR <= there.hour < LIT_UNTIL_HOUR


def _at(day: date, minute: int) -> float:
    # Wall-clock arithmetic: 8.00 stays 8.00 on the day that summer time begins.
    return (datetime.combine(day, time(0), HELSINKI) + timedelta(minutes=minute)).timestamp()
