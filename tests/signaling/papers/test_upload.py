"""Uploads with the real pages process: from the bytes of a request to pages on the table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from media.pages.config import PagesConfig
from media.pages.contract import RenderLimits
from media.pages.link import PagesLink
from signaling.audit.tables import AuditRow
from signaling.papers.rules import TableLimits
from signaling.papers.scan import Scanner
from signaling.papers.service import PaperService
from signaling.papers.upload import Uploads
from signaling.store.errors import Invalid, LimitReached, Refused, TooLarge, Unavailable, Unreadable
from signaling.web.messages.consultation import ConsultationAct, PaperEntry
from tests.media.pages import documents
from tests.media.pages.conftest import Pages, running_pages, until
from tests.signaling.papers.clamd import MALWARE, running_clamd
from tests.signaling.papers.conftest import MARKER, PaperHouse


@dataclass(slots=True)
class Pieces:
    """The body of a request that comes in pieces; waits for `go` before the last one."""

    content: bytes
    go: asyncio.Event | None = None

    async def _iterate(self) -> AsyncIterator[bytes]:
        step = 65_536
        for at in range(0, len(self.content), step):
            yield self.content[at : at + step]
        if self.go is not None:
            await self.go.wait()

    def iter_any(self) -> AsyncIterable[bytes]:
        """As aiohttp's."""
        return self._iterate()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A pages process."""
    socket_path = tmp_path_factory.mktemp("pages") / "pages.sock"
    with running_pages(PagesConfig(str(socket_path))) as running:
        yield running


@pytest.fixture
def uploads(table: PaperHouse, pages: Pages) -> Uploads:
    """Uploads to the house, rendered by the pages process."""
    return make_uploads(table, pages.link, RenderLimits())


def make_uploads(table: PaperHouse, link: PagesLink, limits: RenderLimits) -> Uploads:
    """Uploads to a table with room."""
    papers = PaperService(table.papers.consultations, TableLimits(10, 1 << 30, 1000))
    return Uploads(table.house.store, papers, link, limits, at_once=2)


async def send(
    uploads: Uploads, table: PaperHouse, content: bytes, go: asyncio.Event | None = None
) -> PaperEntry:
    return await uploads.add(table.expert, table.upload(), len(content), Pieces(content, go))


async def picture(table: PaperHouse, paper: str, number: int) -> bytes:
    found = await table.house.store.read(
        lambda unit: table.papers.page(unit, table.point, table.consultation, paper, number)
    )
    return found.image


async def test_a_pdf_lies_on_the_table(table: PaperHouse, uploads: Uploads) -> None:
    entry = await send(uploads, table, documents.text_pdf(5))
    assert entry.pages == 5
    assert (await table.snapshot(table.point)).papers == (entry,)
    for number in range(5):
        assert (await picture(table, entry.paper, number)).startswith(b"\x89PNG")
    text = await table.house.store.read(
        lambda unit: table.papers.text(unit, table.point, table.consultation, entry.paper, 4)
    )
    assert text.text.startswith("Sivu 4\n")


async def test_the_first_page_is_there_before_the_last(table: PaperHouse, uploads: Uploads) -> None:
    sending = asyncio.ensure_future(send(uploads, table, documents.text_pdf(20)))
    await until(lambda: bool(table.house.take("paper:added")))
    told = table.house.take("paper:added")[0]["paper"]
    assert not sending.done()
    assert (await picture(table, told["paper"], 0)).startswith(b"\x89PNG")
    assert (await sending).paper == told["paper"]


@pytest.mark.parametrize(
    ("detail", "content"),
    [
        ("encrypted", documents.encrypted_pdf()),
        ("broken", documents.text_pdf()[:300]),
        ("unsupported", b"PK\x03\x04 this is no kirje.pdf"),
    ],
)
async def test_a_bad_file_has_a_word_and_costs_nothing(
    table: PaperHouse, uploads: Uploads, detail: str, content: bytes
) -> None:
    with pytest.raises(Unreadable, match=detail):
        await send(uploads, table, content)
    assert (await table.snapshot(table.point)).papers == ()
    assert table.house.take("paper:added") == []
    assert (await send(uploads, table, documents.text_pdf())).pages == 1


async def test_malware_is_refused_before_it_is_read_and_the_audit_keeps_it(
    table: PaperHouse, uploads: Uploads, tmp_path: Path
) -> None:
    running = running_clamd(tmp_path / "clamd")
    clamd = await asyncio.to_thread(running.__enter__)
    try:
        uploads.scanner = Scanner(clamd.unix, within_s=20.0, required=True)
        assert (await send(uploads, table, documents.text_pdf(2))).pages == 2
        with pytest.raises(Unreadable, match="malware"):
            await send(uploads, table, documents.text_pdf(2) + MALWARE)
        await asyncio.to_thread(clamd.stop)
        with pytest.raises(Unavailable, match="scan"):
            await send(uploads, table, documents.text_pdf(2))
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)
    assert len((await table.snapshot(table.point)).papers) == 1
    statement = select(AuditRow.ground).where(AuditRow.action == "paper:malware")
    kept = await table.house.store.read(lambda unit: unit.session.scalars(statement))
    assert kept.all() == [table.consultation]


async def test_a_file_that_breaks_on_its_third_page_is_taken_away(table: PaperHouse, pages: Pages) -> None:
    content = documents.pdf_of(
        [b"", b"", b"".join(b"0 0 m %d %d l S\n" % (x % 590, x % 830) for x in range(400_000))]
    )
    uploads = make_uploads(table, pages.link, RenderLimits(wall_s=0.6))
    with pytest.raises(Unreadable, match="timeout"):
        await send(uploads, table, content)
    snapshot = await table.snapshot(table.point)
    assert (snapshot.papers, snapshot.shown_paper) == ((), None)


async def test_limits_of_a_file(table: PaperHouse, pages: Pages) -> None:
    uploads = make_uploads(table, pages.link, RenderLimits(file_bytes=1000, pages=2))
    for declared in (None, 2000):
        with pytest.raises(TooLarge, match="too_large"):
            await uploads.add(table.expert, table.upload(), declared, Pieces(b"%PDF-" + b" " * 100_000))
    with pytest.raises(Invalid, match="empty"):
        await send(uploads, table, b"")
    roomier = make_uploads(table, pages.link, RenderLimits(pages=2))
    with pytest.raises(TooLarge, match="too_many_pages"):
        await send(roomier, table, documents.text_pdf(3))


async def test_one_file_at_a_time_for_each(table: PaperHouse, uploads: Uploads) -> None:
    go = asyncio.Event()
    content = documents.text_pdf()
    first = asyncio.ensure_future(send(uploads, table, content, go))
    await until(lambda: len(uploads._of) == 1)
    with pytest.raises(LimitReached, match="uploads"):
        await send(uploads, table, content)
    other = asyncio.ensure_future(uploads.add(table.point, table.upload(), None, Pieces(content, go)))
    await until(lambda: len(uploads._of) == 2)
    with pytest.raises(Unavailable, match="busy"):
        await uploads.add(table.point, table.upload(), None, Pieces(content))
    go.set()
    assert {(await first).pages, (await other).pages} == {1}
    assert (await send(uploads, table, content)).pages == 1


async def test_nobody_else_may_send(table: PaperHouse, uploads: Uploads) -> None:
    _, stranger, _ = await table.house.consultation()
    with pytest.raises(Refused):
        await uploads.add(stranger, table.upload(), None, Pieces(documents.text_pdf()))


async def test_the_end_in_the_middle_of_an_upload(table: PaperHouse, uploads: Uploads) -> None:
    go = asyncio.Event()
    sending = asyncio.ensure_future(send(uploads, table, documents.text_pdf(), go))
    await until(lambda: len(uploads._of) == 1)
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.consultations.end(unit, table.expert, request))
    go.set()
    with pytest.raises(Refused):
        await sending


async def test_no_pages_process(table: PaperHouse, tmp_path: Path) -> None:
    uploads = make_uploads(table, PagesLink(str(tmp_path / "nobody.sock")), RenderLimits())
    with pytest.raises(Unavailable, match="pages"):
        await send(uploads, table, documents.text_pdf())


async def test_nothing_of_a_paper_is_in_the_clear_on_the_disk(
    table: PaperHouse, uploads: Uploads, pages: Pages, tmp_path: Path
) -> None:
    marked = documents.pdf_of([documents.page_content([MARKER, "toinen rivi"])])
    upload = table.upload(name=f"{MARKER}.pdf")
    entry = await uploads.add(table.expert, upload, None, Pieces(marked))
    image = await picture(table, entry.paper, 0)
    secrets = (MARKER.encode(), image[100:140], marked[-300:-260])

    def found() -> list[str]:
        folders = (tmp_path, pages.socket_path.parent)
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        return [str(file) for file in files if any(one in file.read_bytes() for one in secrets)]

    assert await asyncio.to_thread(found) == []
    assert await asyncio.to_thread(pages.process.open_files) == []
    request = ConsultationAct(table.house.new_id(), table.consultation)
    await table.house.write(lambda unit: table.house.areas.consultations.end(unit, table.expert, request))
    assert await asyncio.to_thread(found) == []
