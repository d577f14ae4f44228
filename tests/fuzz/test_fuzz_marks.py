"""Marks: any bytes for `mark:add` are a bounded mark or `invalid`; any operations fold without an error."""

from __future__ import annotations

import msgspec

from signaling.papers.contents import mark_operation
from signaling.papers.marking import GRID, NOTE_CHARS, PRESSURE, STROKE_POINTS, Marks, content_of
from signaling.store.errors import Invalid
from signaling.web.messages import papers as p
from tests.fuzz.mutation import fuzz

ID = "0123456789abcdef" * 2
STROKE = p.MarkAdd(ID, ID, ID, 0, "pen", (0, GRID, PRESSURE, 5_000, 17, 0))
NOTE = p.MarkAdd(ID, ID, ID, 3, "note", (1, 2, 3), "Tähän\u202e nimi\n\u0645\u06cc\u200c\u062e")
STAMP = p.MarkAdd(ID, ID, ID, 9_999, "stamp", (1, 2, 3), "", "sign_here")
SEEDS = tuple(msgspec.json.encode(one) for one in (STROKE, NOTE, STAMP))

REF = p.MarkRef(ID, ID)
MARK = p.Mark(ID, ID, 2, "note", (1, 2, 3), "Tähän")
LOGS = tuple(
    msgspec.json.encode(p.Operations(operations, more=False))
    for operations in (
        (
            p.Operation(2, ID, 0.0, "mark_added", ID, 0, REF, MARK),
            p.Operation(3, ID, 0.0, "page_turned", ID, 1),
        ),
        (p.Operation(2, ID, 0.0, "mark_erased", ID, 0, REF), p.Operation(3, ID, 0.0, "paper_removed", ID, 0)),
    )
)

_request = msgspec.json.Decoder(p.MarkAdd)
_log = msgspec.json.Decoder(p.Operations)


def take_request(message: bytes) -> None:
    try:
        request = _request.decode(message)
        content = content_of(request.kind, request.points, request.text, request.stamp)
    except (msgspec.DecodeError, UnicodeDecodeError, Invalid):
        return
    assert 1 <= content.point_count <= STROKE_POINTS
    assert all(0 <= place <= GRID for place in content.points)
    assert all(0 <= press <= PRESSURE for press in content.points[2::3])
    assert len(content.text) <= NOTE_CHARS and "\u202e" not in content.text


def take_log(message: bytes) -> None:
    try:
        operations = _log.decode(message).operations
        taken = [mark_operation(operation) for operation in operations]
    except (msgspec.DecodeError, UnicodeDecodeError, Invalid):
        return
    marks = Marks()
    marks.apply_all(operation for operation in taken if operation is not None)
    assert len(marks) <= len(operations)


def test_mutated_requests() -> None:
    fuzz("mark:add", SEEDS, take_request)


def test_mutated_logs() -> None:
    fuzz("operations on marks", LOGS, take_log)
