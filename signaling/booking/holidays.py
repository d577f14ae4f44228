"""The public holidays of Finland, with the eves on which no office is open."""

from __future__ import annotations

from datetime import date
from typing import Final

from holidays.countries.finland import Finland

_FINLAND: Final = Finland()  # type: ignore[no-untyped-call]  # its constructor has no types
"""It works out a year by arithmetic when it is first asked for; its texts are read with the module."""


def is_holiday(day: date) -> bool:
    """Whether no office is open, whatever the weekday.

    >>> is_holiday(date(2027, 3, 26)), is_holiday(date(2027, 3, 25))  # Good Friday, Maundy Thursday
    (True, False)
    """
    return day in _FINLAND
