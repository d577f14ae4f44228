"""A house with papers, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from media.pages.contract import PageRendered
from signaling.consultation.service import ConsultationService
from signaling.papers.rules import TableLimits
from signaling.papers.service import ABANDONED_JOB, Abandoned, PaperService, Upload
from signaling.people.actor import Actor
from signaling.store.vault import Vault
from signaling.web.messages.consultation import ConsultationSnapshot, PaperEntry
from signaling.web.messages.queue import Accepted
from tests.signaling.house import House, build_house

LIMITS = TableLimits(papers=3, stored_bytes=100_000, operations=30)
MARKER = "Salaisuus-Korhonen-131052-308T"
"""Stands in names, pictures and texts; nobody may find it on the disk."""


class PaperHouse:
    """A consultation of a point and an expert, and its papers."""

    def __init__(self, house: House, papers: PaperService) -> None:
        self.house = house
        self.papers = papers
        self.point: Actor
        self.expert: Actor
        self.place: Accepted

    @property
    def consultation(self) -> str:
        """Its id."""
        return self.place.consultation

    async def begin(self) -> None:
        """Let the two meet."""
        self.point, self.expert, self.place = await self.house.consultation()

    def upload(self, paper: str | None = None, name: str = "hakemus.pdf") -> Upload:
        """An upload to this consultation."""
        return Upload(self.consultation, paper or self.house.new_id(), name, self.house.new_id())

    async def lay(self, upload: Upload, pages: int = 2, actor: Actor | None = None) -> PaperEntry:
        """The first page of the upload."""
        by = actor or self.expert
        return await self.house.write(lambda unit: self.papers.lay(unit, by, upload, pages, rendered_page(0)))

    async def add(self, pages: int = 2, actor: Actor | None = None) -> PaperEntry:
        """A whole paper."""
        upload = self.upload()
        entry = await self.lay(upload, pages, actor)
        for number in range(1, pages):
            await self.add_page(upload, number)
        await self.house.write(lambda unit: self.papers.finish(unit, upload))
        return entry

    async def add_page(self, upload: Upload, number: int, length: int = 100) -> None:
        """A further page of the upload."""
        page = rendered_page(number, length)
        await self.house.write(lambda unit: self.papers.add_page(unit, upload, page))

    async def snapshot(self, actor: Actor) -> ConsultationSnapshot:
        """The screen of the consultation."""
        from signaling.web.messages.consultation import ConsultationRef

        request = ConsultationRef(self.consultation)
        return await self.house.store.read(lambda unit: self.house.areas.screen.open(unit, actor, request))


def rendered_page(number: int, length: int = 100) -> PageRendered:
    """A page as the pages process sends it; its bytes hold the marker and its number."""
    image = f"{MARKER} sivu {number} ".encode().ljust(length, b".")
    return PageRendered(number, 10, 20, "image/png", image, f"{MARKER} teksti {number}")


@pytest.fixture
async def table(engine: AsyncEngine, vault: Vault, tmp_path: Path) -> PaperHouse:
    """A running consultation with an empty table."""
    made: list[PaperService] = []

    def papers_over(consultations: ConsultationService) -> PaperService:
        made.append(PaperService(consultations, LIMITS))
        return made[0]

    house = await build_house(engine, vault, str(tmp_path), papers_over)
    papers = made[0]

    async def abandoned(payload: Abandoned) -> None:
        await house.store.write(lambda unit: papers.check_abandoned(unit, payload))

    house.outbox.on(ABANDONED_JOB, Abandoned, abandoned)
    paper_house = PaperHouse(house, papers)
    await paper_house.begin()
    return paper_house
