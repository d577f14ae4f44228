"""Browsers that a user name has signed in with: who has no mark cannot use up their tries. Pure.

A browser keeps a mark for each of the last few names: until when it holds, a number of its own, and
a digest of both and of the name's fingerprint that only the server can make. A mark lets nobody in;
it says which counts a try goes to first (web/limits.py). A copy of a mark counts as its browser.

Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Final, NamedTuple

MARK_SECONDS: Final = 90 * 86_400
"""A browser that is not used for a quarter of a year is a stranger again, and so is a copy of its cookie."""

MOST_NAMES: Final = 8
"""Names of a browser that a desk shares; a mark has some 60 bytes, and every request carries them all."""

NUMBER_CHARS: Final = 16
DIGEST_CHARS: Final = 32
"""128 bits that nobody guesses."""

MARK: Final = re.compile(
    rf"(?P<until>[0-9]{{1,12}})-(?P<number>[0-9a-f]{{{NUMBER_CHARS}}})-(?P<digest>[0-9a-f]{{{DIGEST_CHARS}}})"
)
BETWEEN: Final = "."

Digest = Callable[[str], str]
"""Hexadecimal digits that nobody else can make for this content (store/vault.py)."""


class Mark(NamedTuple):
    """One mark, not yet held against a name."""

    until: int
    """Unix time (s)."""
    number: str
    digest: str

    def __str__(self) -> str:
        return f"{self.until}-{self.number}-{self.digest}"


def browser_of(marks: str, name: str, now: float, digest: Digest) -> str | None:
    """The number of the browser that shows these marks; None where this name has not signed in with it.

    `marks` is whatever came as the cookie, `name` the fingerprint of a user name, `now` in Unix s.
    """
    return next((mark.number for mark in _read(marks, now) if _is_of(mark, name, digest)), None)


def marked(marks: str, name: str, now: float, random: str, digest: Digest) -> str:
    """The marks with a new one for this name; the longest unused name gives way to it.

    `random` has at least NUMBER_CHARS hexadecimal digits.
    """
    until, number = int(now) + MARK_SECONDS, random[:NUMBER_CHARS]
    fresh = Mark(until, number, _digest(until, number, name, digest))
    others = [mark for mark in _read(marks, now) if not _is_of(mark, name, digest)]
    return BETWEEN.join(str(mark) for mark in [fresh, *others][:MOST_NAMES])


def _read(marks: str, now: float) -> list[Mark]:
    """The marks in their form that still hold, MOST_NAMES at most; the rest is nothing of ours."""
    found = (MARK.fullmatch(part) for part in marks.split(BETWEEN, MOST_NAMES)[:MOST_NAMES])
    read = [Mark(int(match["until"]), match["number"], match["digest"]) for match in found if match]
    return [mark for mark in read if now < mark.until]


def _is_of(mark: Mark, name: str, digest: Digest) -> bool:
    return hmac.compare_digest(mark.digest, _digest(mark.until, mark.number, name, digest))


def _digest(until: int, number: str, name: str, digest: Digest) -> str:
    return digest(f"{until}-{number}-{name}")[:DIGEST_CHARS]
