"""What people do with marks, on both databases: numbered, sealed, erased for good (F-36, F-38, F-95)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from signaling.papers.contents import mark_operation
from signaling.papers.marking import MarkLimits, Marks
from signaling.papers.marks import MarkService
from signaling.papers.rules import OPERATIONS_AT_ONCE
from signaling.papers.service import PaperService
from signaling.papers.tables import PaperMark, PaperMarkPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Invalid, LimitReached, Refused
from signaling.store.requests import RequestKey
from signaling.store.unit import Unit
from signaling.web.messages import papers as p
from signaling.web.messages.consultation import ConsultationAct
from tests.signaling.papers.conftest import LIMITS, MARKER, PaperHouse

ROOM = MarkLimits(page_marks=5, paper_points=2_000)
STROKE = (100, 200, 128, 300, 400, 255)


class MarkedTable:
    """A table with one paper of two pages, and its marks."""

    def __init__(self, table: PaperHouse, paper: str) -> None:
        self.table, self.paper = table, paper
        roomy = replace(LIMITS, operations=10_000)
        self.marks = MarkService(table.papers.consultations, roomy, ROOM)
        self.roomy = PaperService(table.papers.consultations, roomy)

    def pen(self, page: int = 0, points: tuple[int, ...] = STROKE) -> p.MarkAdd:
        """A stroke."""
        return p.MarkAdd(self.table.house.new_id(), self.table.consultation, self.paper, page, "pen", points)

    def note(self, words: str, page: int = 0) -> p.MarkAdd:
        """A note."""
        return p.MarkAdd(
            self.table.house.new_id(),
            self.table.consultation,
            self.paper,
            page,
            "note",
            (5_000, 5_000, 0),
            words,
        )

    async def add(self, request: p.MarkAdd, actor: Actor | None = None) -> str:
        """The mark's id."""
        by = actor or self.table.expert
        await self.table.house.write(lambda unit: self.marks.add(unit, by, request))
        return request.id

    async def erase(self, mark: str, actor: Actor | None = None) -> int:
        """Of the actor's own."""
        by = actor or self.table.expert
        request = p.MarkErase(self.table.house.new_id(), self.table.consultation, mark)
        return (await self.table.house.write(lambda unit: self.marks.erase(unit, by, request))).sequence

    async def erase_other(self, author: str, mark: str, actor: Actor) -> int:
        """Anybody's."""
        request = p.MarkEraseOther(self.table.house.new_id(), self.table.consultation, author, mark)
        return (
            await self.table.house.write(lambda unit: self.marks.erase_other(unit, actor, request))
        ).sequence

    async def read(self, page: int = 0, after: int = 0, actor: Actor | None = None) -> p.PageMarks:
        """As one who has just come."""
        by, consultation = actor or self.table.point, self.table.consultation
        return await self.table.house.store.read(
            lambda unit: self.marks.read(unit, by, consultation, self.paper, page, after)
        )

    async def log(self, after: int = 0) -> p.Operations:
        """As one whose line was away."""
        consultation = self.table.consultation
        return await self.table.house.store.read(
            lambda unit: self.table.papers.operations(unit, self.table.point, consultation, after)
        )

    async def me(self, actor: Actor) -> str:
        """The participant."""
        return (await self.table.snapshot(actor)).me


@pytest.fixture
async def marked(table: PaperHouse) -> MarkedTable:
    return MarkedTable(table, (await table.add(2)).paper)


async def test_a_mark_is_told_to_all_and_waits_for_those_who_come_later(marked: MarkedTable) -> None:
    request = marked.pen()
    mark = await marked.add(request)
    for actor in (marked.table.point, marked.table.expert):
        told = marked.table.house.take("operation:added", actor.ref.room)[-1]["operation"]
        assert (told["kind"], told["sequence"], told["paper"]) == ("mark_added", 2, marked.paper)
        assert told["mark"]["points"] == list(STROKE)
    expert = await marked.me(marked.table.expert)
    found = await marked.read()
    assert found == p.PageMarks((p.Mark(expert, mark, 2, "pen", STROKE),), more=False)
    assert (await marked.read(page=1)).marks == ()
    # Nothing is turned by a mark: what lies open stays.
    snapshot = await marked.table.snapshot(marked.table.point)
    assert (snapshot.shown_paper, snapshot.shown_page, snapshot.last_operation) == (marked.paper, 0, 2)


async def test_the_log_and_the_page_fold_to_the_same(marked: MarkedTable) -> None:
    marks = [await marked.add(marked.pen(), actor) for actor in (marked.table.point, marked.table.expert)]
    await marked.add(marked.note("Allekirjoitus tähän"))
    await marked.erase(marks[1])
    folded = Marks()
    for operation in (await marked.log()).operations:
        if (taken := mark_operation(operation)) is not None:
            folded.apply(taken)
    lying = folded.on(marked.paper, 0)
    assert [mark.key.id for mark in lying] == [mark.mark for mark in (await marked.read()).marks]
    assert lying[-1].content.text == "Allekirjoitus tähän"


async def test_the_same_stroke_twice_is_one_stroke(marked: MarkedTable) -> None:
    request = marked.pen()
    key = RequestKey(marked.table.expert.ref, request.id, "mark:add", p.OperationDone)
    store = marked.table.house.store
    replies = [
        await store.write(lambda unit: marked.marks.add(unit, marked.table.expert, request), key)
        for _ in range(3)
    ]
    assert {reply.sequence for reply in replies} == {2}
    assert len((await marked.read()).marks) == 1


async def test_a_name_is_used_once_by_its_author_and_is_nobody_elses(marked: MarkedTable) -> None:
    request = marked.pen()
    mark = await marked.add(request)
    with pytest.raises(Conflict, match="mark"):
        await marked.add(request)
    # Who takes the same id has a mark of its own by it, and no hold on the first one.
    await marked.add(request, marked.table.point)
    assert await marked.erase(mark, marked.table.point) == 4
    (left,) = (await marked.read()).marks
    assert (left.participant, left.mark) == (await marked.me(marked.table.expert), mark)
    await marked.erase(mark)
    for actor in (marked.table.expert, marked.table.point):
        with pytest.raises(Conflict, match="mark"):
            await marked.add(replace_page(request), actor)
    assert (await marked.read()).marks == (await marked.read(page=1)).marks == ()


def replace_page(request: p.MarkAdd) -> p.MarkAdd:
    return p.MarkAdd(request.id, request.consultation, request.paper, 1, request.kind, request.points)


async def test_erasing_anothers_is_the_experts_right_alone(marked: MarkedTable) -> None:
    point, expert = marked.table.point, marked.table.expert
    ours, theirs = await marked.add(marked.pen(), point), await marked.add(marked.pen(), expert)
    authors = await marked.me(point), await marked.me(expert)
    with pytest.raises(Refused):
        await marked.erase(theirs, point)
    with pytest.raises(Refused):
        await marked.erase_other(authors[1], theirs, point)
    sequence = await marked.erase_other(authors[0], ours, expert)
    assert await marked.erase_other(authors[0], ours, expert) == await marked.erase(ours, point) == sequence
    with pytest.raises(Refused):
        await marked.erase_other(authors[0], theirs, expert)
    assert [mark.mark for mark in (await marked.read()).marks] == [theirs]
    told = marked.table.house.take("operation:added", point.ref.room)[-1]["operation"]
    assert told["about"] == {"participant": authors[0], "mark": ours} and told["participant"] == authors[1]


async def test_an_interpreter_sees_and_does_not_mark(marked: MarkedTable) -> None:
    from signaling.people.policy import Relation, may

    actor = Actor("account", "0" * 32, "interpreter", "interpreter")
    rights = {right for right in may(actor, frozenset({Relation.PARTICIPANT})) if right.startswith("mark:")}
    assert rights == {"mark:read"}


async def test_the_text_of_an_erased_note_is_nowhere(marked: MarkedTable) -> None:
    mark = await marked.add(marked.note(MARKER))
    await marked.erase(mark)
    added = (await marked.log()).operations[1]
    assert (added.kind, added.mark) == ("mark_added", None)
    assert (await marked.read()).marks == ()

    async def row(unit: Unit) -> PaperMark:
        return (await unit.session.scalars(select(PaperMark))).one()

    stored = await marked.table.house.store.read(row)
    assert (stored.sealed, stored.points, stored.erased) == (None, 0, 3)


async def test_a_stored_mark_tells_nobody_what_it_shows(marked: MarkedTable) -> None:
    await marked.add(marked.note("x"))
    await marked.add(marked.note(MARKER[:120]))

    async def raw(unit: Unit) -> list[dict[str, object]]:
        rows = await unit.session.execute(text("SELECT * FROM paper_marks ORDER BY sequence"))
        return [dict(row) for row in rows.mappings()]

    stored = await marked.table.house.store.read(raw)
    assert MARKER not in repr(stored)
    assert len({len(bytes(row["sealed"])) for row in stored if isinstance(row["sealed"], bytes)}) == 1


async def test_what_cannot_be_seen_in_a_note_is_taken_out(marked: MarkedTable) -> None:
    await marked.add(marked.note("Nimi\u202etähän\u0007"))
    assert (await marked.read()).marks[0].text == "Nimitähän"
    with pytest.raises(Invalid, match="mark"):
        await marked.add(marked.note("\u200b"))


async def test_a_mark_needs_a_page(marked: MarkedTable) -> None:
    with pytest.raises(Invalid, match="page"):
        await marked.add(marked.pen(page=2))
    with pytest.raises(Refused):
        await marked.read(page=2)
    with pytest.raises(Invalid, match="mark"):
        await marked.add(marked.pen(points=(1, 2)))


async def test_a_full_page_and_a_full_paper_take_more_after_an_erasure(marked: MarkedTable) -> None:
    marks = [await marked.add(marked.pen()) for _ in range(ROOM.page_marks)]
    with pytest.raises(LimitReached, match="marks"):
        await marked.add(marked.pen())
    left = ROOM.paper_points - 2 * len(marks)
    long = await marked.add(marked.pen(1, (1, 2, 3) * left))
    with pytest.raises(LimitReached, match="marks"):
        await marked.add(marked.pen(1))
    await marked.erase(long)
    await marked.add(marked.pen(1))
    await marked.erase(marks[0])
    await marked.add(marked.pen())

    async def counted(unit: Unit) -> dict[int, tuple[int, int]]:
        rows = (await unit.session.scalars(select(PaperMarkPage))).all()
        return {row.page: (row.marks, row.points) for row in rows}

    assert await marked.table.house.store.read(counted) == {0: (5, 10), 1: (1, 2)}


async def test_marks_of_two_people_at_once_are_all_there(marked: MarkedTable) -> None:
    actors = (marked.table.point, marked.table.expert)
    made = await asyncio.gather(*(marked.add(marked.pen(n % 2), actors[n % 2]) for n in range(8)))
    found = [mark for page in (0, 1) for mark in (await marked.read(page)).marks]
    assert sorted(mark.mark for mark in found) == sorted(made)
    assert sorted(mark.sequence for mark in found) == list(range(2, 10))


async def test_answers_are_bounded_and_go_on(marked: MarkedTable) -> None:
    roomy = MarkService(marked.marks.consultations, marked.marks.table, MarkLimits(10_000, 1_000_000))
    long = [marked.pen(0, (1, 2, 3) * 1_500) for _ in range(15)]

    async def many(unit: Unit) -> None:
        for request in (*long, *(marked.pen() for _ in range(OPERATIONS_AT_ONCE))):
            await roomy.add(unit, marked.table.expert, request)

    await marked.table.house.write(many)
    sizes, after, more = [], 0, True
    while more:
        page = await marked.read(after=after)
        sizes.append(len(page.marks))
        after, more = page.marks[-1].sequence, page.more
    assert (sum(sizes), sizes[0]) == (515, 13)
    first = await marked.log(1)
    assert (len(first.operations), first.more) == (13, True)


async def test_f95_nothing_is_marked_while_a_document_is_shown(marked: MarkedTable) -> None:
    house = marked.table.house
    mine = await marked.add(marked.pen())
    act = ConsultationAct(house.new_id(), marked.table.consultation)
    await house.write(lambda unit: house.areas.identification.show(unit, marked.table.expert, act))
    for actor in (marked.table.point, marked.table.expert):
        with pytest.raises(Conflict, match="identity_shown"):
            await marked.add(marked.note("passin numero"), actor)
    await marked.erase(mine)  # taking away captures nothing
    again = ConsultationAct(house.new_id(), marked.table.consultation)
    await house.write(lambda unit: house.areas.identification.cancel(unit, marked.table.expert, again))
    await marked.add(marked.pen())


async def test_a_removed_paper_and_the_end_leave_no_mark(marked: MarkedTable) -> None:
    house, table = marked.table.house, marked.table
    await marked.add(marked.pen())
    other = MarkedTable(table, (await table.add(1)).paper)
    await other.add(other.note("Tähän"))
    remove = p.PaperRemove(house.new_id(), table.consultation, marked.paper)
    await house.write(lambda unit: table.papers.remove(unit, table.expert, remove))
    with pytest.raises(Refused):
        await marked.add(marked.pen())
    with pytest.raises(Refused):
        await marked.read()

    async def rows(unit: Unit) -> int:
        marks = (await unit.session.scalars(select(PaperMark))).all()
        return len(marks) + len((await unit.session.scalars(select(PaperMarkPage))).all())

    assert await house.store.read(rows) == 2
    act = ConsultationAct(house.new_id(), table.consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, table.expert, act))
    assert await house.store.read(rows) == 0
    for deed in (other.add(other.pen()), other.read(), other.erase("0" * 32)):
        with pytest.raises(Refused):
            await deed
