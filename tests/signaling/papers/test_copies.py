"""Who may have a copy of a paper, and of what, on both databases (F-37, F-102)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from signaling.audit.tables import AuditRow
from signaling.consultation.tables import Consultation
from signaling.directory.tables import Service
from signaling.papers.copies import Copies, Copying
from signaling.papers.service import PaperService, page_place
from signaling.papers.tables import PaperPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Refused, Unavailable
from signaling.store.unit import Unit
from signaling.web.messages import papers as p
from signaling.web.messages.consultation import ConsultationAct
from tests.signaling.papers.conftest import LIMITS, PaperHouse, rendered_page


def copies_of(table: PaperHouse) -> Copies:
    return Copies(table.papers)


async def printed(
    table: PaperHouse, paper: str, revision: str | None = None, actor: Actor | None = None
) -> p.PaperPrinted:
    request = p.PaperPrint(table.house.new_id(), table.consultation, paper, revision)
    by = actor or table.point
    return await table.house.write(lambda unit: copies_of(table).print(unit, by, request))


async def begun(table: PaperHouse, paper: str, actor: Actor | None = None) -> Copying:
    by = actor or table.expert
    return await table.house.write(lambda unit: copies_of(table).begin(unit, by, table.consultation, paper))


async def page(table: PaperHouse, copy: Copying, number: int) -> bytes:
    read = await table.house.store.read(lambda unit: copies_of(table).page(unit, table.expert, copy, number))
    return read.image


async def complete(table: PaperHouse, copy: Copying) -> None:
    await table.house.store.read(lambda unit: copies_of(table).complete(unit, table.expert, copy))


async def logged(table: PaperHouse, action: str) -> list[str]:
    async def read(unit: Unit) -> list[str]:
        rows = await unit.session.scalars(select(AuditRow.object_id).where(AuditRow.action == action))
        return list(rows.all())

    return await table.house.store.read(read)


async def make_anew(table: PaperHouse, paper: str, number: int) -> None:
    """The page is another one: what a blackened page is to every reader of rows."""

    async def seal(unit: Unit) -> None:
        row = await unit.session.get_one(PaperPage, (table.consultation, paper, number))
        place = page_place(paper, number)
        row.sealed = await unit.vault.seal(unit.session, table.consultation, b"blackened", place)

    await table.house.write(seal)


async def make_confidential(table: PaperHouse) -> None:
    async def mark(unit: Unit) -> None:
        service = select(Consultation.service).where(Consultation.id == table.consultation)
        await unit.session.execute(update(Service).where(Service.id.in_(service)).values(confidential=True))

    await table.house.write(mark)


async def test_a_print_is_logged_when_it_is_printed(table: PaperHouse) -> None:
    paper = (await table.add(2)).paper
    terms = await printed(table, paper)
    assert (terms.pages, await logged(table, "paper:print")) == (2, [])
    assert await printed(table, paper, terms.revision) == terms
    assert await logged(table, "paper:print") == [paper]
    assert (await printed(table, paper, actor=table.expert)).revision == terms.revision


async def test_a_page_that_was_made_anew_is_not_printed_as_it_was(table: PaperHouse) -> None:
    paper = (await table.add(2)).paper
    terms = await printed(table, paper)
    await make_anew(table, paper, 1)
    with pytest.raises(Conflict, match="changed"):
        await printed(table, paper, terms.revision)
    assert await logged(table, "paper:print") == []


async def test_nothing_is_copied_before_every_page_is_there(table: PaperHouse) -> None:
    upload = table.upload()
    await table.lay(upload, 2)
    with pytest.raises(Unavailable, match="rendering"):
        await printed(table, upload.paper)
    with pytest.raises(Unavailable, match="rendering"):
        await begun(table, upload.paper)


async def test_a_download_has_every_page_and_is_logged(table: PaperHouse) -> None:
    paper = (await table.add(2)).paper
    copy = await begun(table, paper)
    assert (copy.name, copy.pages) == ("hakemus.pdf", 2)
    assert [await page(table, copy, number) for number in (0, 1)] == [rendered_page(n).image for n in (0, 1)]
    await complete(table, copy)
    assert await logged(table, "paper:download") == [paper]


async def test_a_download_ends_where_the_paper_is_taken_away(table: PaperHouse) -> None:
    paper = (await table.add(2)).paper
    copy = await begun(table, paper)
    request = p.PaperRemove(table.house.new_id(), table.consultation, paper)
    await table.house.write(lambda unit: table.papers.remove(unit, table.point, request))
    with pytest.raises(Conflict, match="changed"):
        await page(table, copy, 0)
    with pytest.raises(Refused):
        await begun(table, paper)


@pytest.mark.parametrize("number", [0, 1])
async def test_a_download_is_not_whole_where_a_page_was_made_anew(table: PaperHouse, number: int) -> None:
    paper = (await table.add(2)).paper
    copy = await begun(table, paper)
    await page(table, copy, 0)
    await make_anew(table, paper, number)
    with pytest.raises(Conflict, match="changed"):
        await complete(table, copy)


async def test_a_download_ends_with_the_consultation(table: PaperHouse) -> None:
    paper = (await table.add(2)).paper
    copy = await begun(table, paper)
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.consultations.end(unit, table.expert, request))
    for copied in (page(table, copy, 1), complete(table, copy), begun(table, paper), printed(table, paper)):
        with pytest.raises(Refused):
            await copied


async def test_at_a_service_point_no_file_is_left_unless_the_server_says_so(table: PaperHouse) -> None:
    paper = (await table.add(1)).paper
    with pytest.raises(Refused):
        await begun(table, paper, table.point)
    may = {actor.seat: (await table.snapshot(actor)).may for actor in (table.point, table.expert)}
    assert ("paper:print" in may["point"], "paper:download" in may["point"]) == (True, False)
    assert ("paper:print" in may["desk"], "paper:download" in may["desk"]) == (True, True)
    papers = PaperService(table.papers.consultations, LIMITS, files_at_points=True)
    copy = await table.house.write(
        lambda unit: Copies(papers).begin(unit, table.point, table.consultation, paper)
    )
    assert copy.pages == 1


async def test_of_a_confidential_service_nothing_is_kept(table: PaperHouse) -> None:
    paper = (await table.add(1)).paper
    terms, copy = await printed(table, paper), await begun(table, paper)
    await make_confidential(table)
    for actor in (table.point, table.expert):
        snapshot = await table.snapshot(actor)
        assert snapshot.confidential
        assert not {"paper:print", "paper:download"} & set(snapshot.may)
        assert "paper:turn" in snapshot.may
    for copied in (
        printed(table, paper),
        printed(table, paper, terms.revision),
        begun(table, paper),
        page(table, copy, 0),
        complete(table, copy),
    ):
        with pytest.raises(Refused):
            await copied
    assert await logged(table, "paper:print") == []
