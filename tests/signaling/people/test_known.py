"""Marks of browsers: for one name, for a time, few, and whatever the cookie holds."""

from __future__ import annotations

import hmac
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from signaling.people.known import MARK_SECONDS, MOST_NAMES, browser_of, marked

NOW = 1_700_000_000.0


def digest(content: str) -> str:
    """A digest under a key of this test."""
    return hmac.new(b"key", content.encode(), sha256).hexdigest()


def other(content: str) -> str:
    """One under another key."""
    return hmac.new(b"other", content.encode(), sha256).hexdigest()


def number(of: int) -> str:
    return f"{of:064x}"[::-1]


def test_a_mark_holds_for_its_name_under_its_key_and_for_its_time() -> None:
    marks = marked("", "maija", NOW, number(7), digest)
    assert browser_of(marks, "maija", NOW, digest) == number(7)[:16]
    assert browser_of(marks, "maija", NOW + MARK_SECONDS - 1, digest) is not None
    assert browser_of(marks, "maija", NOW + MARK_SECONDS, digest) is None
    assert browser_of(marks, "matti", NOW, digest) is None
    assert browser_of(marks, "maija", NOW, other) is None
    later = marks.replace(marks.partition("-")[0], str(int(NOW) + 2 * MARK_SECONDS))
    assert browser_of(later, "maija", NOW, digest) is None


def test_each_sign_in_makes_a_new_mark_in_the_place_of_the_names_former_one() -> None:
    marks = marked("", "maija", NOW, number(1), digest)
    marks = marked(marks, "matti", NOW, number(2), digest)
    marks = marked(marks, "maija", NOW + 60, number(3), digest)
    assert marks.count(".") == 1
    assert browser_of(marks, "maija", NOW + 60, digest) == number(3)[:16]
    assert browser_of(marks, "matti", NOW + 60, digest) == number(2)[:16]


def test_the_name_that_was_unused_the_longest_gives_way() -> None:
    marks = ""
    for of in range(MOST_NAMES + 1):
        marks = marked(marks, f"name{of}", NOW, number(of), digest)
    known = [browser_of(marks, f"name{of}", NOW, digest) is not None for of in range(MOST_NAMES + 1)]
    assert known == [False] + [True] * MOST_NAMES
    assert len(marks) < 600


@given(st.text(alphabet="0123456789abcdef-.x ", max_size=300))
def test_whatever_the_cookie_holds_is_no_mark_and_is_not_kept(cookie: str) -> None:
    assert browser_of(cookie, "maija", NOW, digest) is None
    kept = marked(cookie, "maija", NOW, number(1), digest)
    assert browser_of(kept, "maija", NOW, digest) == number(1)[:16]
    assert len(kept) < 600
