"""What is redacted is gone: from the picture, the words, the database and its log (real pages process)."""

from __future__ import annotations

import asyncio
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from media.pages.config import PagesConfig
from media.pages.contract import RenderLimits
from signaling.audit.tables import AuditRow
from signaling.papers.redaction import Redactions
from signaling.papers.tables import Paper, PaperPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Refused, Unavailable
from signaling.store.log_file import empty_log
from signaling.store.unit import Unit
from signaling.web.messages import papers as p
from signaling.web.messages.consultation import PaperEntry
from tests.media.pages import documents
from tests.media.pages.conftest import Pages, running_pages
from tests.signaling.papers.conftest import PaperHouse
from tests.signaling.papers.test_upload import make_uploads, send

SECRET: Final = "131052-308T"
LETTER: Final = (
    documents.pdf_of(
        [
            documents.page_content(["Asiakas Maija", SECRET, "Hakemus"]),
            documents.page_content(["Sivu 1", SECRET]),
        ]
    )
    + f"\n% {SECRET}\n".encode()
)
"""The secret stands on both pages, and beside them in the file."""

SECOND_LINE: Final = p.RedactionBar(0.05, 0.085, 0.9, 0.02)
"""The line of the secret: 16 points below the first, which stands at 780 of 842."""


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
async def letter(table: PaperHouse, pages: Pages) -> PaperEntry:
    """The letter on the table."""
    return await send(make_uploads(table, pages.link, RenderLimits()), table, LETTER)


def asked(table: PaperHouse, letter: PaperEntry, *bars: p.RedactionBar, page: int = 0) -> p.PageRedact:
    return p.PageRedact(table.house.new_id(), table.consultation, letter.paper, page, bars or (SECOND_LINE,))


async def image(table: PaperHouse, letter: PaperEntry, page: int = 0) -> Image.Image:
    found = await table.house.store.read(
        lambda unit: table.papers.page(unit, table.point, table.consultation, letter.paper, page)
    )
    return await asyncio.to_thread(lambda: Image.open(io.BytesIO(found.image)).convert("L"))


async def words(table: PaperHouse, letter: PaperEntry, page: int = 0) -> str:
    return (
        await table.house.store.read(
            lambda unit: table.papers.text(unit, table.point, table.consultation, letter.paper, page)
        )
    ).text


async def rows(table: PaperHouse, letter: PaperEntry) -> list[PaperPage]:
    async def read(unit: Unit) -> list[PaperPage]:
        statement = select(PaperPage).where(PaperPage.paper == letter.paper).order_by(PaperPage.number)
        return list((await unit.session.scalars(statement)).all())

    return await table.house.store.read(read)


def pdftotext(content: bytes, directory: Path) -> str:
    """What pdftotext of poppler finds in a PDF."""
    file = directory / "page.pdf"
    file.write_bytes(content)
    return subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout


def box(picture: Image.Image, bar: p.RedactionBar) -> tuple[int, int, int, int]:
    width, height = picture.size
    right, bottom = bar.left + bar.width, bar.top + bar.height
    return (
        int(bar.left * width) + 1,
        int(bar.top * height) + 1,
        int(right * width) - 1,
        int(bottom * height) - 1,
    )


async def test_the_secret_is_nowhere(
    table: PaperHouse, letter: PaperEntry, redactions: Redactions, engine: AsyncEngine, tmp_path: Path
) -> None:
    assert SECRET in await asyncio.to_thread(pdftotext, LETTER, tmp_path)
    assert SECRET in await words(table, letter)
    before, (old, untouched) = await image(table, letter), await rows(table, letter)
    assert before.crop(box(before, SECOND_LINE)).getextrema() == (0, 255)
    await redactions.redact(table.expert, asked(table, letter), None)
    after = await image(table, letter)
    assert after.size == before.size
    assert after.crop(box(after, SECOND_LINE)).getextrema() == (0, 0)
    # What does not lie below the bar is as it was: nothing was drawn a second time.
    below = (0, int(0.12 * after.height), after.width, after.height)
    assert after.crop(below).tobytes() == before.crop(below).tobytes()
    assert await words(table, letter) == ""
    out = io.BytesIO()
    after.save(out, "PDF")
    assert (await asyncio.to_thread(pdftotext, out.getvalue(), tmp_path)).strip() == ""
    new, other = await rows(table, letter)
    assert other.sealed == untouched.sealed
    assert (new.sealed, new.sealed_text) != (old.sealed, old.sealed_text)
    if engine.dialect.name == "sqlite":
        await empty_log(engine)
        assert await asyncio.to_thread(files_holding, engine, new.sealed)
        for gone in (old.sealed, old.sealed_text, SECRET.encode()):
            assert await asyncio.to_thread(files_holding, engine, gone) == []


def files_holding(engine: AsyncEngine, wanted: bytes) -> list[str]:
    """Files of the database in which these bytes begin; a row of a database is longer than one page of it."""
    folder = Path(str(engine.url.database)).parent
    return [str(file) for file in folder.iterdir() if file.is_file() and wanted[:200] in file.read_bytes()]


async def test_everybody_is_told_and_the_audit_keeps_who(
    table: PaperHouse, letter: PaperEntry, redactions: Redactions
) -> None:
    before = await table.snapshot(table.point)
    table.house.take("operation:added")
    done = await redactions.redact(table.point, asked(table, letter, page=1), None)
    for actor in (table.point, table.expert):
        told = table.house.take("operation:added", actor.ref.room)[-1]
        operation = told["operation"]
        assert (operation["kind"], operation["page"], operation["sequence"]) == (
            "page_redacted",
            1,
            done.sequence,
        )
    after = await table.snapshot(table.point)
    assert (after.shown_paper, after.shown_page) == (before.shown_paper, before.shown_page)
    statement = select(AuditRow.actor_id, AuditRow.object_id).where(AuditRow.action == "paper:redact")
    kept = await table.house.store.read(lambda unit: unit.session.execute(statement))
    assert kept.all() == [(table.point.id, letter.paper)]


async def test_what_is_stored_is_counted_anew(
    table: PaperHouse, letter: PaperEntry, redactions: Redactions
) -> None:
    await redactions.redact(table.expert, asked(table, letter), None)
    paper = await table.house.store.read(
        lambda unit: unit.session.get(Paper, (table.consultation, letter.paper))
    )
    assert paper is not None
    stored = await rows(table, letter)
    assert paper.stored_bytes == sum(len(row.sealed) + len(row.sealed_text) for row in stored)


async def test_two_at_once_lose_no_bar(table: PaperHouse, letter: PaperEntry, redactions: Redactions) -> None:
    bars = (SECOND_LINE, p.RedactionBar(0.05, 0.5, 0.3, 0.1))
    ended = await asyncio.gather(
        *(redactions.redact(table.expert, asked(table, letter, bar), None) for bar in bars),
        return_exceptions=True,
    )
    for bar, end in zip(bars, ended, strict=True):
        if isinstance(end, BaseException):
            assert isinstance(end, Conflict)
            await redactions.redact(table.expert, asked(table, letter, bar), None)
    after = await image(table, letter)
    for bar in bars:
        assert after.crop(box(after, bar)).getextrema() == (0, 0)


async def test_a_photo_is_redacted_to_the_blocks_of_its_jpeg(
    table: PaperHouse, pages: Pages, redactions: Redactions
) -> None:
    photo = documents.image_file(documents.picture(401, 301), "JPEG")
    entry = await send(make_uploads(table, pages.link, RenderLimits()), table, photo)
    await redactions.redact(table.expert, asked(table, entry, p.RedactionBar(0.9, 0.9, 1.0, 1.0)), None)
    after = await image(table, entry)
    assert after.size == (401, 301)
    # 360.9 and 270.9 pixels, outwards to blocks of eight; JPEG keeps black a shade or two off.
    assert max(after.crop((360, 264, 401, 301)).tobytes()) <= 12
    assert after.getpixel((300, 200)) != 0


async def test_who_may_and_what(table: PaperHouse, letter: PaperEntry, redactions: Redactions) -> None:
    stranger: Actor = (await table.house.consultation())[1]
    with pytest.raises(Refused):
        await redactions.redact(stranger, asked(table, letter), None)
    with pytest.raises(Refused):
        await redactions.redact(table.expert, asked(table, letter, page=2), None)
    upload = table.upload()
    half = await table.lay(upload, pages=2)
    with pytest.raises(Unavailable, match="rendering"):
        await redactions.redact(table.expert, asked(table, half), None)
    assert await words(table, letter) != ""


async def test_without_a_pages_process_nothing_changes(
    table: PaperHouse, letter: PaperEntry, redactions: Redactions, tmp_path: Path
) -> None:
    from media.pages.link import PagesLink

    away = Redactions(table.house.store, table.papers, PagesLink(str(tmp_path / "none")), RenderLimits())
    with pytest.raises(Unavailable, match="pages"):
        await away.redact(table.expert, asked(table, letter), None)
    assert SECRET in await words(table, letter)
