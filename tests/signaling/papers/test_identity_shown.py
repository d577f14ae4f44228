"""While an identity document is shown nothing is captured: no file tells whether it is a picture (F-95)."""

from __future__ import annotations

import pytest

from signaling.papers.service import Upload
from signaling.people.actor import Actor
from signaling.store.errors import Conflict
from signaling.web.messages.consultation import ConsultationAct, PaperEntry
from tests.signaling.papers.conftest import PaperHouse


async def show(table: PaperHouse) -> None:
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.identification.show(unit, table.expert, request))


async def may_add(table: PaperHouse, upload: Upload, actor: Actor) -> PaperEntry | None:
    return await table.house.store.read(lambda unit: table.papers.may_add(unit, actor, upload))


async def cancel(table: PaperHouse) -> None:
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.identification.cancel(unit, table.expert, request))


async def test_f95_no_paper_comes_in_from_anybody_while_a_document_is_shown(table: PaperHouse) -> None:
    begun = table.upload()
    done = await table.add()
    await show(table)
    for actor in (table.point, table.expert):
        upload = table.upload()
        with pytest.raises(Conflict, match="identity_shown"):
            await may_add(table, upload, actor)
        with pytest.raises(Conflict, match="identity_shown"):
            await table.lay(upload, actor=actor)
    # An upload that was let in before, and whose first page is drawn now, is late as well.
    with pytest.raises(Conflict, match="identity_shown"):
        await table.lay(begun)
    assert [entry.paper for entry in (await table.snapshot(table.point)).papers] == [done.paper]
    await cancel(table)
    await table.add(actor=table.point)


async def test_f95_what_lies_on_the_table_stays_and_is_finished(table: PaperHouse) -> None:
    upload = table.upload()
    await table.lay(upload, pages=2)
    await show(table)
    await table.add_page(upload, 1)
    await table.house.write(lambda unit: table.papers.finish(unit, upload))
    again = await may_add(table, upload, table.expert)
    assert again is not None and again.paper == upload.paper
