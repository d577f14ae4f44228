"""Rules of papers, without anything around them."""

from __future__ import annotations

import unicodedata
from typing import get_args
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pages.contract import RefusalCode
from signaling.papers.rules import (
    NAME_CHARS,
    OperationKind,
    Shown,
    TableLimits,
    advance,
    after_number,
    check_room,
    paper_name,
    refusal,
)
from signaling.store.errors import Invalid, LimitReached

ADDED, REMOVED, TURNED = OperationKind.PAPER_ADDED, OperationKind.PAPER_REMOVED, OperationKind.PAGE_TURNED


@pytest.mark.parametrize(
    ("before", "kind", "paper", "page", "after"),
    [
        (Shown(), ADDED, "a", 0, Shown("a", 0, 1)),
        (Shown("a", 4, 1), ADDED, "b", 0, Shown("b", 0, 2)),
        (Shown("b", 0, 2), TURNED, "a", 3, Shown("a", 3, 3)),
        (Shown("a", 3, 3), REMOVED, "a", 0, Shown(None, 0, 4)),
        (Shown("a", 3, 3), REMOVED, "b", 0, Shown("a", 3, 4)),
        (Shown("a", 3, 3), OperationKind.PAGE_REDACTED, "a", 0, Shown("a", 3, 4)),
        (Shown("a", 3, 3), OperationKind.MARK_ADDED, "b", 1, Shown("a", 3, 4)),
        (Shown("a", 3, 3), OperationKind.MARK_ERASED, "b", 1, Shown("a", 3, 4)),
    ],
)
def test_what_is_shown(before: Shown, kind: OperationKind, paper: str, page: int, after: Shown) -> None:
    assert advance(before, kind, paper, page) == after


@given(st.lists(st.tuples(st.sampled_from(OperationKind), st.sampled_from("abc"), st.integers(0, 9))))
def test_each_operation_has_the_next_number(steps: list[tuple[OperationKind, str, int]]) -> None:
    shown = Shown()
    for number, (kind, paper, page) in enumerate(steps, 1):
        shown = advance(shown, kind, paper, page)
        assert shown.sequence == number
        assert (kind in (ADDED, TURNED)) <= (shown.paper == paper and shown.page == page)
        assert not (kind is REMOVED and shown.paper == paper)


@given(st.text(min_size=1))
def test_a_name_is_clean_and_bounded_or_refused(name: str) -> None:
    try:
        clean = paper_name(quote(name, errors="replace"))
    except Invalid:
        return
    assert 1 <= len(clean) <= NAME_CHARS
    assert all(unicodedata.category(char)[0] != "C" for char in clean)
    assert not {"/", "\\", "\u2028", "\u2029"} & set(clean)


@pytest.mark.parametrize(
    "header", [None, "", "%20", "%00", "%ff", "%F0%9F", "a" * 1441, "%0D%0A", "a%2F", "%2E%2E%2F%2F"]
)
def test_a_bad_name_is_invalid(header: str | None) -> None:
    with pytest.raises(Invalid):
        paper_name(header)


def test_the_end_of_a_long_name_is_kept() -> None:
    assert paper_name("a" * 200 + ".pdf") == "a" * (NAME_CHARS - 4) + ".pdf"
    assert paper_name(quote("Päätös\r\nSet-Cookie: x.pdf")) == "PäätösSet-Cookie: x.pdf"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\Korhonen\\päätös.pdf", "päätös.pdf"),
        ("kirje\u202efdp.exe", "kirjefdp.exe"),
        ("\u2067\u200fliite\u2069.pdf", "liite.pdf"),
        ("a\u2028b\u00a0c.pdf", "a b c.pdf"),
        ("وثيقة.pdf", "وثيقة.pdf"),
    ],
)
def test_folders_and_turned_writing_stay_behind(sent: str, shown: str) -> None:
    assert paper_name(quote(sent)) == shown


@pytest.mark.parametrize("query", ["", "-1", "1.5", "x", "99999999999", "2147483648", "\u0661"])
def test_a_bad_number_is_invalid(query: str) -> None:
    with pytest.raises(Invalid):
        after_number(query)


def test_numbers() -> None:
    assert (after_number(None), after_number("0"), after_number("2147483647")) == (0, 0, 2**31 - 1)


@pytest.mark.parametrize(("papers", "stored", "sequence"), [(4, 0, 0), (0, 101, 0), (0, 0, 31)])
def test_a_full_table(papers: int, stored: int, sequence: int) -> None:
    limits = TableLimits(papers=3, stored_bytes=100, operations=30)
    check_room(3, 100, 30, limits)
    with pytest.raises(LimitReached):
        check_room(papers, stored, sequence, limits)


def test_every_refusal_has_an_error_with_its_code_as_detail() -> None:
    for code in get_args(RefusalCode):
        assert refusal(code).detail == code
    assert refusal("encrypted").code == "unreadable"
    assert refusal("too_many_pages").code == "too_large"
    assert refusal("busy").code == "unavailable"
