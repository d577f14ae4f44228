"""Papers go to case systems one by one, until they are acknowledged (F-38), on both databases."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from PIL import Image
from sqlalchemy import func, select, text

from media.pages.config import PagesConfig
from media.pages.contract import PageRendered, RenderLimits
from signaling.audit.tables import AuditRow
from signaling.consultation.tables import Consultation
from signaling.directory.tables import Authority, Service
from signaling.papers.copies import Copies
from signaling.papers.deliveries import CaseSystem, Deliveries
from signaling.papers.hand_overs import HAND_OVER_JOB, Due, HandOvers
from signaling.papers.redaction import Redactions
from signaling.papers.service import page_place
from signaling.papers.tables import HandOver, HandOverPage, Paper, PaperPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, LimitReached, Refused, TooLarge
from signaling.store.poller import JOB_LEASE_SECONDS
from signaling.store.unit import Unit
from signaling.store.vault import ConsultationKey
from signaling.web.messages import papers as p
from signaling.web.messages.base import LocalText
from signaling.web.messages.consultation import ConsultationAct, HandOverEntry
from tests.media.pages.conftest import Pages, running_pages
from tests.signaling.papers.case_system import (
    SECRET,
    TestCaseSystem,
    case_system,
    page_of,
    shades_of,
    words_of,
)
from tests.signaling.papers.conftest import MARKER, PaperHouse

OTHER = "f" * 32


@dataclass(slots=True)
class Desk:
    """A consultation whose authority has a case system, and another authority that has one."""

    table: PaperHouse
    system: TestCaseSystem
    hand_overs: HandOvers
    authority: str

    async def paper(self, pages: int = 2) -> str:
        """A whole paper; page n has the shade n."""
        upload = self.table.upload(name=f"{MARKER}.pdf")
        for number in range(pages):
            page = PageRendered(number, 30, 40, "image/png", page_of(number), MARKER)
            if number == 0:
                await self.table.house.write(
                    lambda unit, page=page: self.table.papers.lay(  # type: ignore[misc]  # bound at once
                        unit, self.table.expert, upload, pages, page
                    )
                )
            else:
                await self.table.house.write(
                    lambda unit, page=page: self.table.papers.add_page(unit, upload, page)  # type: ignore[misc]
                )
        await self.table.house.write(lambda unit: self.table.papers.finish(unit, upload))
        return upload.paper

    async def ask(self, paper: str, authority: str = "", actor: Actor | None = None) -> HandOverEntry:
        """Hand it over."""
        house = self.table.house
        request = p.PaperHandOver(house.new_id(), self.table.consultation, paper, authority or self.authority)
        by = actor or self.table.expert
        return await house.write(lambda unit: self.hand_overs.ask(unit, by, request))

    async def answer(self, hand_over: str, agreed: bool, actor: Actor | None = None) -> HandOverEntry:
        """The client's word."""
        request = p.PaperPermit(self.table.house.new_id(), self.table.consultation, hand_over, agreed)
        by = actor or self.table.point
        return await self.table.house.write(lambda unit: self.hand_overs.permit(unit, by, request))

    async def blacken(self, paper: str, shade: int = 255) -> None:
        """The first page is another one, as every reader of rows sees it."""

        async def seal(unit: Unit) -> None:
            row = await unit.session.get_one(PaperPage, (self.table.consultation, paper, 0))
            place = page_place(paper, 0)
            row.sealed = await unit.vault.seal(unit.session, self.table.consultation, page_of(shade), place)

        await self.table.house.write(seal)

    async def remove(self, paper: str) -> None:
        """Take it from the table."""
        request = p.PaperRemove(self.table.house.new_id(), self.table.consultation, paper)
        await self.table.house.write(lambda unit: self.table.papers.remove(unit, self.table.expert, request))

    async def end(self) -> None:
        """End the consultation."""
        request = ConsultationAct(self.table.house.new_id(), self.table.consultation)
        consultations = self.table.house.areas.consultations
        await self.table.house.write(lambda unit: consultations.end(unit, self.table.expert, request))

    async def states(self) -> list[str]:
        """Of all hand-overs, as the screen has them."""
        return [one.state for one in (await self.table.snapshot(self.table.expert)).handed_over]

    async def count(self, *tables: type) -> list[int]:
        """Rows of these tables."""

        async def counted(unit: Unit) -> list[int]:
            return [
                int(await unit.session.scalar(select(func.count()).select_from(kind)) or 0) for kind in tables
            ]

        return await self.table.house.store.read(counted)

    async def logged(self, action: str) -> list[str]:
        """Grounds of these audit rows."""

        async def read(unit: Unit) -> list[str]:
            found = select(AuditRow.ground).where(AuditRow.action == action).order_by(AuditRow.at)
            return list((await unit.session.scalars(found)).all())

        return await self.table.house.store.read(read)

    def shades(self, number: int) -> list[int]:
        """Of the pages of a delivery, by the PDF."""
        return shades_of(self.system.got[number].file)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A pages process."""
    with running_pages(PagesConfig(str(tmp_path_factory.mktemp("pages") / "pages.sock"))) as running:
        yield running


@pytest.fixture
async def redactions(table: PaperHouse, pages: Pages) -> Redactions:
    """Redactions of the house."""
    return Redactions(table.house.store, table.papers, pages.link, RenderLimits())


@pytest.fixture
async def desk(table: PaperHouse) -> AsyncIterator[Desk]:
    async with case_system() as system:

        async def other(unit: Unit) -> str:
            name = LocalText("Vero", "Skatt", "Tax")
            unit.session.add(Authority(id=OTHER, name=name, phone="", position=1))
            mine = select(Service.authority).join(Consultation, Consultation.service == Service.id)
            return (await unit.session.scalars(mine)).one()

        authority = await table.house.write(other)
        hand_overs = HandOvers(Copies(table.papers), frozenset({authority, OTHER}), 5_000, 3)
        table.papers.followers.append(hand_overs)
        systems = {one: CaseSystem(system.url, SECRET) for one in (authority, OTHER)}
        deliveries = Deliveries(table.house.store, hand_overs, systems, 20.0)
        table.house.outbox.on(HAND_OVER_JOB, Due, deliveries.deliver)
        yield Desk(table, system, hand_overs, authority)


async def test_a_paper_is_tried_until_it_is_acknowledged_and_then_forgotten(desk: Desk) -> None:
    desk.system.statuses[:] = [500, 307]
    paper = await desk.paper()
    entry = await desk.ask(paper)
    assert (entry.state, entry.authority) == ("waiting", desk.authority)
    assert (await desk.ask(paper)).hand_over == entry.hand_over
    for seconds in (0.0, 1.9, 0.1, 3.9, 0.1, 100.0):
        await desk.table.house.pass_time(seconds)
    assert [one.status for one in desk.system.got] == [500, 307, 204]
    assert len({(one.key, one.body) for one in desk.system.got}) == 1
    content = desk.system.got[-1].content
    assert (content["name"], content["pages"], content["hand_over"]) == (f"{MARKER}.pdf", 2, entry.hand_over)
    assert (content["consultation"], content["authority"]) == (desk.table.consultation, desk.authority)
    assert desk.shades(2) == [0, 1]
    assert await desk.states() == ["delivered"]
    assert await desk.count(HandOverPage, ConsultationKey) == [0, 1]
    assert await desk.logged("paper:copy-deleted") == [f"{paper}: acknowledged"]
    told = [
        one["handedOver"]["state"]
        for one in desk.table.house.take("paper:handed-over", desk.table.expert.ref.room)
    ]
    assert told == ["waiting", "delivered"]
    assert (await desk.ask(paper)).hand_over == entry.hand_over
    await desk.end()
    assert await desk.count(HandOver, Paper, ConsultationKey) == [0, 0, 0]


async def test_what_waits_survives_the_end_under_its_own_key_and_nothing_else_does(desk: Desk) -> None:
    desk.system.statuses[:] = [503]
    handed, left = await desk.paper(), await desk.paper()
    entry = await desk.ask(handed)
    await desk.table.house.pass_time(0.0)
    await desk.end()
    assert await desk.count(HandOver, HandOverPage, ConsultationKey, Paper, PaperPage) == [1, 2, 1, 0, 0]
    deleted = await desk.logged("paper:deleted")
    assert deleted == [f"{desk.table.consultation}: the end"] * 2 and left != handed

    async def raw(unit: Unit) -> str:
        tables = ("hand_overs", "hand_over_pages", "outbox_jobs", "consultation_keys")
        found = [(await unit.session.execute(text(f"SELECT * FROM {name}"))).all() for name in tables]
        return repr(found)

    assert MARKER not in await desk.table.house.store.read(raw)
    await desk.table.house.pass_time(2.0)
    assert [one.status for one in desk.system.got] == [503, 204]
    assert desk.system.got[0].key == desk.system.got[1].key
    assert desk.system.got[1].content["hand_over"] == entry.hand_over
    assert await desk.count(HandOver, HandOverPage, ConsultationKey) == [0, 0, 0]
    assert await desk.logged("paper:copy-deleted") == [f"{handed}: acknowledged"]


async def test_a_process_that_dies_in_a_try_leaves_the_same_copy_to_the_next(desk: Desk) -> None:
    entry = await desk.ask(await desk.paper())
    house = desk.table.house
    claimed = await house.outbox._claim(house.now, 1)
    assert len(claimed) == 1
    parcel = await house.write(lambda unit: desk.hand_overs.prepare(unit, Due(entry.hand_over)))
    assert parcel is not None  # and now the process is gone
    await house.pass_time(JOB_LEASE_SECONDS - 1.0)
    assert desk.system.got == []
    await house.pass_time(1.0)
    assert [one.key for one in desk.system.got] == [parcel.idempotency_key]
    assert await desk.states() == ["delivered"]


async def test_a_page_made_anew_goes_out_anew_under_another_key(desk: Desk) -> None:
    desk.system.statuses[:] = [500]
    paper = await desk.paper()
    await desk.ask(paper)
    await desk.table.house.pass_time(0.0)
    await desk.blacken(paper)
    await desk.table.house.pass_time(2.0)
    first, second = desk.system.got
    assert first.key != second.key
    assert (desk.shades(0), desk.shades(1)) == ([0, 1], [255, 1])
    assert await desk.states() == ["delivered"]


async def test_who_makes_a_page_anew_may_say_so_at_once(desk: Desk) -> None:
    paper = await desk.paper()
    await desk.ask(paper)
    await desk.blacken(paper)
    await desk.table.house.write(
        lambda unit: desk.hand_overs.paper_changed(unit, desk.table.consultation, paper)
    )
    await desk.end()
    await desk.table.house.pass_time(0.0)
    assert desk.shades(0) == [255, 1]


async def test_what_was_redacted_while_it_waited_goes_out_redacted_also_after_the_end(
    desk: Desk, redactions: Redactions
) -> None:
    desk.system.statuses[:] = [500]
    upload = desk.table.upload(name="hakemus.pdf")
    picture = io.BytesIO()
    Image.new("L", (300, 400), 255).save(picture, "PNG")
    page = PageRendered(0, 300, 400, "image/png", picture.getvalue(), MARKER)
    house, by = desk.table.house, desk.table.expert
    await house.write(lambda unit: desk.table.papers.lay(unit, by, upload, 1, page))
    await house.write(lambda unit: desk.table.papers.finish(unit, upload))
    await desk.ask(upload.paper)
    await house.pass_time(0.0)
    assert MARKER in words_of(desk.system.got[0].file)
    whole = p.RedactionBar(0.0, 0.0, 1.0, 1.0)
    request = p.PageRedact(house.new_id(), desk.table.consultation, upload.paper, 0, (whole,))
    await redactions.redact(by, request, None)
    await desk.end()
    await house.pass_time(2.0)
    first, second = desk.system.got
    assert first.key != second.key
    assert MARKER not in words_of(second.file)
    assert desk.shades(1) == [0]
    assert await desk.count(HandOver, HandOverPage, ConsultationKey) == [0, 0, 0]


async def test_a_page_made_anew_while_its_copy_is_on_its_way_is_sent_again(desk: Desk) -> None:
    paper = await desk.paper()
    entry = await desk.ask(paper)
    house = desk.table.house
    parcel = await house.write(lambda unit: desk.hand_overs.prepare(unit, Due(entry.hand_over)))
    assert parcel is not None
    await desk.blacken(paper)
    await house.write(lambda unit: desk.hand_overs.paper_changed(unit, desk.table.consultation, paper))
    await house.write(lambda unit: desk.hand_overs.delivered(unit, parcel))
    assert await desk.states() == ["waiting"]
    await house.pass_time(0.0)
    assert (desk.shades(0), await desk.states()) == ([255, 1], ["delivered"])
    assert desk.system.got[0].key != parcel.idempotency_key


async def test_a_copy_of_what_was_changed_and_then_lost_with_the_end_never_goes_out(desk: Desk) -> None:
    paper = await desk.paper()
    await desk.ask(paper)
    await desk.blacken(paper)
    await desk.end()
    await desk.table.house.pass_time(100.0)
    assert desk.system.got == []
    assert await desk.count(HandOver, HandOverPage, ConsultationKey) == [0, 0, 0]
    assert await desk.logged("paper:copy-deleted") == [f"{paper}: changed before the end"]


async def test_a_paper_that_is_removed_does_not_go_out(desk: Desk) -> None:
    paper = await desk.paper()
    await desk.ask(paper)
    await desk.remove(paper)
    assert await desk.states() == ["withdrawn"]
    await desk.table.house.pass_time(100.0)
    assert desk.system.got == []
    assert await desk.count(HandOverPage, ConsultationKey) == [0, 1]
    assert await desk.logged("paper:copy-deleted") == [f"{paper}: removed"]


async def test_to_another_authority_only_with_the_clients_word_for_each_paper(desk: Desk) -> None:
    first, second = await desk.paper(), await desk.paper()
    asked = [await desk.ask(paper, OTHER) for paper in (first, second)]
    assert [one.state for one in asked] == ["asked", "asked"]
    await desk.table.house.pass_time(100.0)
    assert (desk.system.got, await desk.count(HandOverPage, ConsultationKey)) == ([], [0, 1])
    with pytest.raises(Refused):
        await desk.answer(asked[0].hand_over, True, desk.table.expert)
    assert (await desk.answer(asked[0].hand_over, True)).state == "waiting"
    assert (await desk.answer(asked[1].hand_over, False)).state == "withdrawn"
    for one in asked:
        with pytest.raises(Conflict, match="answered"):
            await desk.answer(one.hand_over, True)
    await desk.table.house.pass_time(0.0)
    assert [one.content["authority"] for one in desk.system.got] == [OTHER]
    words = {f"yes: {first} to {OTHER}", f"no: {second} to {OTHER}"}
    assert set(await desk.logged("paper:permit")) == words
    assert sorted(await desk.states()) == ["delivered", "withdrawn"]


async def test_who_may_hand_over_and_what(desk: Desk) -> None:
    paper = await desk.paper()
    for refused in (
        desk.ask(paper, actor=desk.table.point),
        desk.ask(paper, "0" * 32),
        desk.ask("0" * 32),
        desk.answer("0" * 32, True),
    ):
        with pytest.raises(Refused):
            await refused
    small = HandOvers(desk.hand_overs.copies, desk.hand_overs.systems, 10, 3)
    request = p.PaperHandOver("1" * 32, desk.table.consultation, paper, desk.authority)
    with pytest.raises(TooLarge, match="hand_over"):
        await desk.table.house.write(lambda unit: small.ask(unit, desk.table.expert, request))
    for authority in (desk.authority, OTHER):
        await desk.ask(paper, authority)
    await desk.ask(await desk.paper())
    with pytest.raises(LimitReached, match="hand_overs"):
        await desk.ask(await desk.paper())
    snapshot = await desk.table.snapshot(desk.table.expert)
    assert [(one.authority, one.own) for one in snapshot.case_systems] == [
        (desk.authority, True),
        (OTHER, False),
    ]
    assert (await desk.table.snapshot(desk.table.point)).case_systems == ()
    await desk.end()
    with pytest.raises(Refused):
        await desk.ask(paper)


async def test_of_a_confidential_service_nothing_is_handed_over(desk: Desk) -> None:
    paper = await desk.paper()
    asked = await desk.ask(paper, OTHER)
    await desk.ask(paper)

    async def mark(unit: Unit) -> None:
        (await unit.session.scalars(select(Service))).one().confidential = True

    await desk.table.house.write(mark)
    with pytest.raises(Refused):
        await desk.answer(asked.hand_over, True)
    with pytest.raises(Refused):
        await desk.ask(await desk.paper())
    await desk.table.house.pass_time(100.0)
    assert desk.system.got == []
    assert await desk.logged("paper:copy-deleted") == [f"{paper}: confidential"]
    assert (await desk.table.snapshot(desk.table.expert)).case_systems == ()


async def test_asking_removing_and_ending_at_once_leave_no_copy_of_what_is_gone(desk: Desk) -> None:
    for _ in range(3):
        paper = await desk.paper()
        await asyncio.gather(desk.ask(paper), desk.remove(paper), return_exceptions=True)
        await desk.table.house.pass_time(0.0)
        assert desk.system.got == [] or desk.system.got[-1].status == 204
    paper = await desk.paper()
    await asyncio.gather(desk.ask(paper), desk.ask(paper, OTHER), desk.end(), return_exceptions=True)
    copies, keys = await desk.count(HandOver, ConsultationKey)
    assert copies == keys
