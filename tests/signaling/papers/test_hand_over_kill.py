"""kill -9 between the tries of a hand-over loses nothing: real processes, a real case system, real time."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import func, select

from signaling.directory.tables import Service
from signaling.papers.hand_overs import HAND_OVER_JOB
from signaling.papers.tables import HandOver
from signaling.store.outbox import JobRow
from signaling.store.unit import Unit
from signaling.store.vault import ConsultationKey
from tests.media.pages import documents
from tests.signaling.papers.case_system import SECRET, case_system
from tests.signaling.running import Person, Site, site
from tests.signaling.serving import until
from tests.signaling.sockets import Client, new_id


async def waits(unit: Unit) -> bool:
    """The first try is over, and the next one is written down."""
    job = select(JobRow.sequence).where(
        JobRow.job == HAND_OVER_JOB, JobRow.generation > 0, JobRow.lease_until == 0.0
    )
    return await unit.session.scalar(job) is not None


async def forgotten(unit: Unit) -> bool:
    """No copy and no key is left."""
    counts = [
        await unit.session.scalar(select(func.count()).select_from(kind))
        for kind in (HandOver, ConsultationKey)
    ]
    return counts == [0, 0]


async def meet(here: Site, service: str) -> tuple[Person, Client, str]:
    """An expert, the expert's screen, and the consultation."""
    (expert,), (point,) = await here.experts(service, 1), await here.points(1)
    client, desk = await here.connect(point), await here.connect(expert)
    await desk.act("desk:availability", availability="available")
    ticket = new_id()
    await client.act("ticket:open", ticket=ticket, service=service)
    accepted = await desk.act("ticket:accept", ticket=ticket)
    return expert, desk, accepted["consultation"]


async def test_a_killed_server_goes_on_handing_over_after_the_end(tmp_path: Path, sqlite_url: str) -> None:
    async with case_system(500, 500) as system, site(tmp_path, sqlite_url) as here:
        service = await here.service()

        async def whose(unit: Unit) -> str:
            return (await unit.session.get_one(Service, service)).authority

        authority = await here.store.read(whose)
        one = {"authority": authority, "url": system.url, "secret": SECRET}
        here.overrides["handover"] = {"systems": [one]}
        await here.start_pages()
        await here.start()
        expert, desk, consultation = await meet(here, service)
        paper = new_id()
        path = f"/api/consultations/{consultation}/papers/{paper}"
        name = {"X-Etaluukku-Name": quote("päätös.pdf")}
        status, reply = await here.request(expert, "PUT", path, data=documents.text_pdf(2), headers=name)
        assert status == 200, reply
        asked = await desk.act("paper:hand-over", consultation=consultation, paper=paper, authority=authority)
        assert asked["state"] == "waiting"
        await desk.act("consultation:end", consultation=consultation)
        await until(lambda: here.store.read(waits))
        await here.processes[0].kill()
        await here.processes[0].start()
        await until(lambda: here.store.read(forgotten))
        assert [delivery.status for delivery in system.got] == [500, 500, 204]
        assert len({(delivery.key, delivery.body) for delivery in system.got}) == 1
        document = pdfium.PdfDocument(system.got[-1].file)
        assert (len(document), document.get_metadata_value("Title")) == (2, "päätös.pdf")
