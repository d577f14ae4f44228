"""What people do with papers, on both databases (F-36, F-38)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select, text

from signaling.audit.tables import AuditRow
from signaling.papers.rules import OPERATIONS_AT_ONCE
from signaling.papers.service import PaperService
from signaling.papers.tables import Paper, PaperOperation, PaperPage, PaperTable
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Invalid, LimitReached, Refused, ServiceError, Unavailable
from signaling.store.requests import RequestKey
from signaling.store.unit import Unit
from signaling.store.vault import SealError
from signaling.web.messages import papers as p
from signaling.web.messages.consultation import ConsultationAct
from tests.signaling.papers.conftest import LIMITS, MARKER, PaperHouse, rendered_page


async def turn(table: PaperHouse, paper: str, page: int, actor: Actor | None = None) -> int:
    request = p.PageTurn(table.house.new_id(), table.consultation, paper, page)
    by = actor or table.expert
    done = await table.house.write(lambda unit: table.papers.turn(unit, by, request))
    return done.sequence


async def remove(table: PaperHouse, paper: str) -> int:
    request = p.PaperRemove(table.house.new_id(), table.consultation, paper)
    done = await table.house.write(lambda unit: table.papers.remove(unit, table.expert, request))
    return done.sequence


async def read_page(table: PaperHouse, paper: str, number: int, actor: Actor | None = None) -> bytes:
    by = actor or table.point
    picture = await table.house.store.read(
        lambda unit: table.papers.page(unit, by, table.consultation, paper, number)
    )
    assert picture.mime == "image/png"
    return picture.image


async def operations(table: PaperHouse, after: int = 0) -> p.Operations:
    return await table.house.store.read(
        lambda unit: table.papers.operations(unit, table.point, table.consultation, after)
    )


async def count(table: PaperHouse, kind: type) -> int:
    async def counted(unit: Unit) -> int:
        return int(await unit.session.scalar(select(func.count()).select_from(kind)) or 0)

    return await table.house.store.read(counted)


async def test_everybody_learns_of_a_paper_with_its_first_page(table: PaperHouse) -> None:
    upload = table.upload(name="päätös.pdf")
    entry = await table.lay(upload, pages=3)
    for actor in (table.point, table.expert):
        (added,) = table.house.take("paper:added", actor.ref.room)
        assert added["paper"]["name"] == "päätös.pdf"
        assert added["paper"]["pages"] == 3
        (told,) = table.house.take("operation:added", actor.ref.room)
        assert told["version"] == added["version"] + 1
        assert (told["operation"]["kind"], told["operation"]["sequence"]) == ("paper_added", 1)
        assert await read_page(table, entry.paper, 0, actor) == rendered_page(0).image
    with pytest.raises(Unavailable):
        await read_page(table, entry.paper, 2)
    await table.add_page(upload, 1)
    await table.add_page(upload, 2)
    assert await read_page(table, entry.paper, 2) == rendered_page(2).image


async def test_a_late_joiner_sees_the_same(table: PaperHouse) -> None:
    first, second = await table.add(3), await table.add(2, table.point)
    sequence = await turn(table, first.paper, 2)
    for actor in (table.point, table.expert):
        snapshot = await table.snapshot(actor)
        assert snapshot.papers == (first, second)
        assert (snapshot.shown_paper, snapshot.shown_page) == (first.paper, 2)
        assert snapshot.last_operation == sequence == 3


async def test_pages_turn_in_one_order_for_all(table: PaperHouse) -> None:
    entry = await table.add(2)
    sequences = await asyncio.gather(
        *(turn(table, entry.paper, n % 2, (table.expert, table.point)[n % 2]) for n in range(10))
    )
    assert sorted(sequences) == list(range(2, 12))
    stored = await operations(table)
    assert [operation.sequence for operation in stored.operations] == list(range(1, 12))
    told = table.house.take("operation:added", table.point.ref.room)
    assert [one["operation"]["sequence"] for one in told] == list(range(1, 12))
    assert [one["version"] for one in told] == sorted(one["version"] for one in told)
    last = stored.operations[-1]
    snapshot = await table.snapshot(table.point)
    assert (snapshot.shown_page, snapshot.last_operation) == (last.page, 11)


async def test_the_same_turn_twice_is_one_turn(table: PaperHouse) -> None:
    entry = await table.add(2)
    request = p.PageTurn(table.house.new_id(), table.consultation, entry.paper, 1)
    key = RequestKey(table.expert.ref, request.id, "paper:turn", p.OperationDone)
    replies = [
        await table.house.store.write(lambda unit: table.papers.turn(unit, table.expert, request), key)
        for _ in range(3)
    ]
    assert {reply.sequence for reply in replies} == {2}
    assert (await operations(table)).operations[-1].sequence == 2


async def test_operations_come_in_bounded_answers(table: PaperHouse) -> None:
    entry = await table.add(1)
    roomy = PaperService(table.papers.consultations, LIMITS.__class__(3, 100_000, 10_000))

    async def many(unit: Unit) -> None:
        for _ in range(OPERATIONS_AT_ONCE):
            request = p.PageTurn(unit.new_id(), table.consultation, entry.paper, 0)
            await roomy.turn(unit, table.expert, request)

    await table.house.write(many)
    first = await operations(table)
    assert (len(first.operations), first.more) == (OPERATIONS_AT_ONCE, True)
    rest = await operations(table, first.operations[-1].sequence)
    assert ([one.sequence for one in rest.operations], rest.more) == ([OPERATIONS_AT_ONCE + 1], False)
    assert (await operations(table, 10_000)).operations == ()


async def test_a_stored_operation_tells_nobody_what_was_done(table: PaperHouse) -> None:
    entry = await table.add(3)
    await turn(table, entry.paper, 2)
    await remove(table, entry.paper)

    async def raw(unit: Unit) -> list[dict[str, object]]:
        rows = await unit.session.execute(text("SELECT * FROM paper_operations ORDER BY sequence"))
        return [dict(row) for row in rows.mappings()]

    stored = await table.house.store.read(raw)
    assert [set(row) for row in stored] == [{"consultation", "sequence", "participant", "at", "sealed"}] * 3
    everything_stored = repr(stored)
    for secret in (entry.paper, "paper_added", "page_turned", "paper_removed"):
        assert secret not in everything_stored
    sealed = [bytes(row["sealed"]) for row in stored if isinstance(row["sealed"], bytes | memoryview)]
    assert len({len(one) for one in sealed}) == 1
    assert len(set(sealed)) == 3
    told = [(one.kind, one.paper, one.page) for one in (await operations(table)).operations]
    kinds = ("paper_added", 0), ("page_turned", 2), ("paper_removed", 0)
    assert told == [(kind, entry.paper, page) for kind, page in kinds]


async def test_what_lies_open_is_read_by_nobody_with_the_database(table: PaperHouse) -> None:
    entry = await table.add(3)

    async def raw(unit: Unit) -> dict[str, object]:
        (row,) = (await unit.session.execute(text("SELECT * FROM paper_tables"))).mappings()
        return dict(row)

    stored = [await table.house.store.read(raw)]
    for page in (2, 1):
        await turn(table, entry.paper, page)
        stored.append(await table.house.store.read(raw))
    await remove(table, entry.paper)
    stored.append(await table.house.store.read(raw))
    assert {frozenset(row) for row in stored} == {
        frozenset({"consultation", "sealed_shown", "last_operation", "version"})
    }
    assert entry.paper not in repr(stored)
    sealed = [bytes(row["sealed_shown"]) for row in stored if isinstance(row["sealed_shown"], bytes)]
    assert len(sealed) == len(set(sealed)) == 4
    assert len({len(one) for one in sealed}) == 1  # neither the page nor an empty table shows in its size


async def test_an_earlier_state_of_the_table_does_not_come_back(table: PaperHouse) -> None:
    entry = await table.add(2)
    at_first = text("SELECT sealed_shown FROM paper_tables")
    first = await table.house.store.read(lambda unit: unit.session.scalar(at_first))
    await turn(table, entry.paper, 1)

    async def bring_back(unit: Unit) -> None:
        await unit.session.execute(text("UPDATE paper_tables SET sealed_shown = :first"), {"first": first})

    await table.house.write(bring_back)
    with pytest.raises(SealError):
        await table.snapshot(table.point)


async def test_an_operation_moved_to_another_number_is_none(table: PaperHouse) -> None:
    entry = await table.add(2)
    await turn(table, entry.paper, 1)

    async def swap(unit: Unit) -> None:
        first = "(SELECT sealed FROM paper_operations WHERE sequence = 1)"
        await unit.session.execute(text(f"UPDATE paper_operations SET sealed = {first} WHERE sequence = 2"))

    await table.house.write(swap)
    with pytest.raises(SealError):
        await operations(table)


async def test_a_removed_paper_leaves_no_page(table: PaperHouse) -> None:
    entry, other = await table.add(2), await table.add(1)
    await turn(table, entry.paper, 1)
    sequence = await remove(table, entry.paper)
    (removed,) = table.house.take("paper:removed", table.point.ref.room)
    assert removed["paper"] == entry.paper
    snapshot = await table.snapshot(table.point)
    assert (snapshot.papers, snapshot.shown_paper, snapshot.last_operation) == ((other,), None, sequence)
    assert await count(table, PaperPage) == 1
    for deed in (read_page(table, entry.paper, 0), turn(table, entry.paper, 0), remove(table, entry.paper)):
        with pytest.raises(Refused):
            await deed
    with pytest.raises(Conflict):  # a repeated upload does not bring it back
        await table.lay(table.upload(entry.paper))


async def test_the_end_deletes_everything_and_logs_it(table: PaperHouse) -> None:
    papers = {(await table.add(2)).paper, (await table.add(1)).paper}
    upload = table.upload()
    await table.lay(upload, pages=5)
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.consultations.end(unit, table.expert, request))
    for kind in (Paper, PaperPage, PaperOperation, PaperTable):
        assert await count(table, kind) == 0

    async def deletions(unit: Unit) -> set[str]:
        statement = select(AuditRow.object_id).where(AuditRow.action == "paper:deleted")
        return set((await unit.session.scalars(statement)).all())

    assert await table.house.store.read(deletions) == papers | {upload.paper}
    for deed in (
        table.add_page(upload, 1),
        table.house.write(lambda unit: table.papers.finish(unit, upload)),
    ):
        with pytest.raises(Conflict):
            await deed
    await table.house.write(lambda unit: table.papers.give_up(unit, upload))
    with pytest.raises(Refused):
        await table.lay(table.upload())


async def everything(table: PaperHouse, actor: Actor, consultation: str, paper: str) -> list[str]:
    """How each deed of papers ends for this actor."""
    new = table.house.new_id
    upload = table.upload(new())
    upload = upload.__class__(consultation, upload.paper, upload.name, upload.rendering)
    deeds = (
        lambda unit: table.papers.may_add(unit, actor, upload),
        lambda unit: table.papers.lay(unit, actor, upload, 1, rendered_page(0)),
        lambda unit: table.papers.turn(unit, actor, p.PageTurn(new(), consultation, paper, 0)),
        lambda unit: table.papers.remove(unit, actor, p.PaperRemove(new(), consultation, paper)),
        lambda unit: table.papers.page(unit, actor, consultation, paper, 0),
        lambda unit: table.papers.text(unit, actor, consultation, paper, 0),
        lambda unit: table.papers.operations(unit, actor, consultation, 0),
    )
    ends = []
    for deed in deeds:
        try:
            await table.house.write(deed)
        except ServiceError as error:
            ends.append(f"{error.code}/{error.detail}")
        else:
            ends.append("done")
    return ends


async def test_who_takes_no_part_cannot_tell_what_exists(table: PaperHouse) -> None:
    entry = await table.add(1)
    _, stranger, _ = await table.house.consultation()
    nothing = "0" * 32
    there = await everything(table, stranger, table.consultation, entry.paper)
    no_paper = await everything(table, stranger, table.consultation, nothing)
    no_consultation = await everything(table, stranger, nothing, nothing)
    assert there == no_paper == no_consultation == ["refused/"] * 7


async def test_a_paper_of_another_consultation_is_none(table: PaperHouse) -> None:
    entry = await table.add(1)
    _, stranger, elsewhere = await table.house.consultation()
    ends = await everything(table, stranger, elsewhere.consultation, entry.paper)
    assert ends == ["done", "done", "refused/", "refused/", "refused/", "refused/", "done"]


async def test_after_leaving_nothing_is_left(table: PaperHouse) -> None:
    entry = await table.add(1)
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.consultations.leave(unit, table.point, request))
    assert set(await everything(table, table.point, table.consultation, entry.paper)) == {"refused/"}


async def test_a_page_that_is_not_there(table: PaperHouse) -> None:
    entry = await table.add(2)
    with pytest.raises(Invalid):
        await turn(table, entry.paper, 2)
    with pytest.raises(Refused):
        await read_page(table, entry.paper, 2)
    assert (await table.snapshot(table.point)).last_operation == 1


async def test_an_upload_again_has_the_same_reply(table: PaperHouse) -> None:
    upload = table.upload()
    entry = await table.lay(upload, pages=1)
    again = table.upload(upload.paper)
    with pytest.raises(Unavailable):  # it is going on
        await table.lay(again, pages=1)
    await table.house.write(lambda unit: table.papers.finish(unit, upload))
    assert await table.lay(again, pages=1) == entry
    with pytest.raises(Conflict):
        await table.lay(again, pages=1, actor=table.point)
    assert (await operations(table)).operations[-1].sequence == 1
    assert len(table.house.take("paper:added", table.point.ref.room)) == 1


async def test_an_upload_whose_process_died_goes_by_itself(table: PaperHouse) -> None:
    upload = table.upload()
    entry = await table.lay(upload, pages=3)
    for _ in range(3):  # it lives: pages come
        await table.house.pass_time(10)
        await table.add_page(upload, await count(table, PaperPage))
        if await count(table, PaperPage) == 3:
            break
    assert (await table.snapshot(table.point)).papers == (entry,)
    await table.house.pass_time(10)
    assert (await table.snapshot(table.point)).papers == (entry,)
    await table.house.pass_time(10)
    await table.house.pass_time(10)
    assert (await table.snapshot(table.point)).papers == ()
    assert await count(table, PaperPage) == 0
    with pytest.raises(Conflict):
        await table.add_page(upload, 2)
    # The same upload again, by a client that was never answered, works.
    assert (await table.lay(table.upload(upload.paper), pages=1)).paper == upload.paper


async def test_an_upload_takes_over_from_a_dead_one(table: PaperHouse) -> None:
    dead = table.upload()
    await table.lay(dead, pages=3)
    table.house.now += 20
    again = table.upload(dead.paper)
    await table.lay(again, pages=3)
    with pytest.raises(Conflict):  # should it come back after all
        await table.add_page(dead, 1)
    await table.add_page(again, 1)
    kinds = [operation.kind for operation in (await operations(table)).operations]
    assert kinds == ["paper_added", "paper_removed", "paper_added"]


async def test_half_a_document_is_taken_away(table: PaperHouse) -> None:
    upload = table.upload()
    await table.lay(upload, pages=3)
    await table.house.write(lambda unit: table.papers.give_up(unit, upload))
    assert (await table.snapshot(table.point)).papers == ()
    assert await count(table, PaperPage) == 0
    ready = await table.add(1)
    finished = table.upload(ready.paper)
    await table.house.write(lambda unit: table.papers.give_up(unit, finished))
    assert (await table.snapshot(table.point)).papers == (ready,)


async def test_limits(table: PaperHouse) -> None:
    upload = table.upload()
    await table.lay(upload, pages=2)
    with pytest.raises(LimitReached, match="stored"):
        await table.add_page(upload, 1, length=LIMITS.stored_bytes)
    assert await count(table, PaperPage) == 1
    entry = await table.add(1)
    await table.add(1)
    with pytest.raises(LimitReached, match="papers"):
        await table.add(1)
    with pytest.raises(LimitReached, match="operations"):
        for _ in range(LIMITS.operations):
            await turn(table, entry.paper, 0)
    await remove(table, entry.paper)  # what lies there can always be taken away


async def test_pages_and_names_are_sealed(table: PaperHouse) -> None:
    upload = table.upload(name=f"{MARKER}.pdf")
    await table.lay(upload, pages=1)

    async def raw(unit: Unit) -> list[bytes]:
        paper = (await unit.session.scalars(select(Paper))).one()
        page = (await unit.session.scalars(select(PaperPage))).one()
        assert paper.sealed_name is not None
        return [paper.sealed_name, page.sealed, page.sealed_text]

    for sealed in await table.house.store.read(raw):
        assert b"Salaisuus" not in sealed
    text = await table.house.store.read(
        lambda unit: table.papers.text(unit, table.point, table.consultation, upload.paper, 0)
    )
    assert text.text == f"{MARKER} teksti 0"
