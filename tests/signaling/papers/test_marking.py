"""The fold of marks, without anything around it: whatever happens on the way, the same lies on the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.papers.contents import mark_operation
from signaling.papers.marking import (
    GRID,
    NOTE_CHARS,
    NOTE_LINES,
    STROKE_POINTS,
    Added,
    Content,
    Erased,
    Mark,
    MarkKey,
    MarkKind,
    MarkLimits,
    MarkOperation,
    Marks,
    PaperGone,
    check_mark_room,
    content_of,
    cut,
    newest_of,
    plain_text,
)
from signaling.store.errors import Invalid, LimitReached
from signaling.web.messages import papers as p

VECTORS: Final = json.loads((Path(__file__).parents[2] / "vectors" / "marks.json").read_text())
PEN: Final = Content(MarkKind.PEN, (1, 2, 3))


class Fold(msgspec.Struct):
    """One of the shared vectors."""

    name: str
    operations: list[p.Operation]
    paper: str
    page: int
    marks: list[str]
    undo: dict[str, str | None]


FOLDS: Final = msgspec.convert(VECTORS["folds"], list[Fold])


def name_of(mark: Mark | None) -> str | None:
    return None if mark is None else f"{mark.key.author}:{mark.key.id}"


def folded(operations: list[MarkOperation]) -> Marks:
    marks = Marks()
    marks.apply_all(operations)
    return marks


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: fold.name)
def test_vectors(fold: Fold) -> None:
    taken = [mark_operation(operation) for operation in fold.operations]
    marks = folded([operation for operation in taken if operation is not None]).on(fold.paper, fold.page)
    assert [name_of(mark) for mark in marks] == fold.marks
    assert {author: name_of(newest_of(marks, author)) for author in fold.undo} == fold.undo


@pytest.mark.parametrize(("text", "kept"), VECTORS["texts"])
def test_texts_of_notes(text: str, kept: str) -> None:
    assert plain_text(text) == kept


KEYS: Final = st.builds(MarkKey, st.sampled_from("AB"), st.sampled_from("123"))
OPERATIONS: Final = st.lists(
    st.one_of(
        st.builds(Added, KEYS, st.integers(1, 50), st.sampled_from("pq"), st.integers(0, 1), st.just(PEN)),
        st.builds(Added, KEYS, st.integers(1, 50), st.sampled_from("pq"), st.integers(0, 1), st.none()),
        st.builds(Erased, KEYS),
        st.builds(PaperGone, st.sampled_from("pq")),
    ),
    max_size=12,
    # The server gives each operation a number of its own.
    unique_by=lambda operation: operation.sequence if isinstance(operation, Added) else id(operation),
)


def lies(marks: Marks) -> dict[tuple[str, int], list[Mark]]:
    return {(paper, page): marks.on(paper, page) for paper in "pq" for page in (0, 1)}


@given(OPERATIONS, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(operations: list[MarkOperation], source: object) -> None:
    """Lost ones come later by the log, others twice, a line that comes back brings all again."""
    assert hasattr(source, "shuffle") and hasattr(source, "choices")
    expected = lies(folded(operations))
    again = [*operations, *(source.choices(operations, k=5) if operations else [])]
    source.shuffle(again)
    assert lies(folded(again)) == expected
    assert lies(folded([*operations, *operations])) == expected


@given(OPERATIONS, st.integers(0, 12))
def test_a_reader_that_begins_with_a_page_and_goes_on_by_the_log_sees_the_same(
    operations: list[MarkOperation], joined: int
) -> None:
    """Late joiners get what lies there, and not what was erased."""
    before = folded(operations[:joined])
    late = Marks()
    late.apply_all(Added(one.key, one.sequence, one.paper, one.page, one.content) for one in before)
    # What had gone before is not told to them, and nobody adds it again: the server refuses.
    used = {one.key for one in operations[:joined] if not isinstance(one, PaperGone)}
    gone = {one.paper for one in operations[:joined] if isinstance(one, PaperGone)}
    later = [
        one
        for one in operations[joined:]
        if not (isinstance(one, Added) and (one.key in used or one.paper in gone))
    ]
    late.apply_all(later)
    before.apply_all(later)
    assert lies(late) == lies(before)
    assert len(late) == sum(map(len, lies(late).values()))


@given(
    kind=st.sampled_from(["pen", "highlighter", "note", "stamp", "", "eraser"]),
    points=st.lists(st.integers(-1, GRID + 1) | st.integers(), max_size=12),
    text=st.text(max_size=30),
    stamp=st.none() | st.sampled_from(["check", "cross", ""]),
)
def test_any_content_is_one_or_refused(kind: str, points: list[int], text: str, stamp: str | None) -> None:
    try:
        content = content_of(kind, points, text, stamp)
    except Invalid as error:
        assert error.detail == "mark"
        return
    assert content.point_count * 3 == len(points) and content.point_count >= 1
    assert (content.kind is MarkKind.NOTE) == bool(content.text)
    assert content_of(content.kind, content.points, content.text, content.stamp) == content


def test_bounds_of_contents() -> None:
    most = (0, GRID, 255) * STROKE_POINTS
    assert content_of("pen", most, "", None).point_count == STROKE_POINTS
    for kind, points, text in (
        ("pen", (*most, 1, 1, 1), ""),
        ("pen", (), ""),
        ("pen", (1, 2), ""),
        ("pen", (1, 2, 256), ""),
        ("pen", (GRID + 1, 2, 3), ""),
        ("note", (1, 2, 3, 4, 5, 6), "x"),
        ("note", (1, 2, 3), "\u200b\n"),
        ("note", (1, 2, 3), "x" * (NOTE_CHARS + 1)),
        ("pen", (1, 2, 3), "x"),
        ("stamp", (1, 2, 3), ""),
    ):
        with pytest.raises(Invalid):
            content_of(kind, points, text, None)


@given(st.text())
def test_a_text_is_plain_and_stays_so(text: str) -> None:
    plain = plain_text(text)
    assert plain_text(plain) == plain
    assert plain.count("\n") < NOTE_LINES
    assert all(char.isprintable() or char in "\n\u200c\u200d\u3000\u00a0" or char.isspace() for char in plain)


def test_room() -> None:
    limits = MarkLimits(page_marks=2, paper_points=10)
    check_mark_room(2, 10, limits)
    for marks, points in ((3, 1), (1, 11)):
        with pytest.raises(LimitReached):
            check_mark_room(marks, points, limits)


@given(st.lists(st.integers(1, 100), max_size=20), st.integers(1, 10), st.integers(1, 300))
def test_an_answer_makes_progress_and_is_bounded(counts: list[int], marks: int, points: int) -> None:
    taken = cut(counts, marks, points)
    assert min(1, len(counts)) <= taken <= min(marks, len(counts))
    assert taken <= 1 or sum(counts[:taken]) <= points
