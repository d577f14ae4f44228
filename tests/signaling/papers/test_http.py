"""Papers as a browser has them: over HTTP and Socket.IO, with a real signaling and a real pages process."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from PIL import Image

from media.pages.config import PagesConfig
from tests.media.pages import documents
from tests.media.pages.conftest import pages_of_its_own
from tests.signaling.running import Person, Site, site
from tests.signaling.sockets import Client, Failed, new_id


@dataclass(slots=True)
class Table:
    """A consultation over the wire."""

    here: Site
    http: aiohttp.ClientSession
    point: Person
    expert: Person
    stranger: Person
    heard: Client
    desk: Client
    consultation: str

    async def ask(
        self, person: Person, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of the answer."""
        sent = {"Cookie": person.cookie, "X-Etaluukku-Seat": person.actor.seat, **headers}
        url = f"{self.here.processes[0].url}/api/consultations/{self.consultation}/{path}"
        async with self.http.request(method, url, data=io.BytesIO(body or b""), headers=sent) as response:
            return response.status, await response.read(), dict(response.headers)

    async def put(self, person: Person, paper: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """Upload."""
        name = {"X-Etaluukku-Name": quote("päätös.pdf")}
        return await self.ask(person, "PUT", f"papers/{paper}", body, **name)


@pytest.fixture
async def table(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Table]:
    """A point and an expert in a consultation, and an expert who is not in it."""
    overrides = {"papers": {"file_bytes": 2_000_000, "pages": 30}}
    async with (
        site(tmp_path, sqlite_url, overrides=overrides) as here,
        pages_of_its_own(PagesConfig(str(tmp_path / "run" / "pages.sock"))),
        aiohttp.ClientSession() as http,
    ):
        await here.start()
        service = await here.service()
        expert, stranger = await here.experts(service, 2)
        (point,) = await here.points(1)
        heard, desk = await here.connect(point), await here.connect(expert)
        await desk.act("desk:availability", availability="available")
        ticket = new_id()
        await heard.act("ticket:open", ticket=ticket, service=service)
        accepted = await desk.act("ticket:accept", ticket=ticket)
        yield Table(here, http, point, expert, stranger, heard, desk, accepted["consultation"])


async def test_a_paper_from_upload_to_the_end(table: Table) -> None:
    paper, (point, expert) = new_id(), (table.point, table.expert)
    status, reply, _ = await table.put(expert, paper, documents.text_pdf(3))
    assert status == 200, reply
    added = (await table.heard.wait("paper:added")).message
    assert (added["paper"]["name"], added["paper"]["pages"]) == ("päätös.pdf", 3)
    for person in (point, expert):
        status, image, headers = await table.ask(person, "GET", f"papers/{paper}/pages/2")
        assert (status, headers["Content-Type"]) == (200, "image/png")
        assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
        assert image.startswith(b"\x89PNG")
    status, text, _ = await table.ask(point, "GET", f"papers/{paper}/pages/2/text")
    assert (status, b"Sivu 2" in text) == (200, True)
    done = await table.desk.act("paper:turn", consultation=table.consultation, paper=paper, page=2)
    told = await table.heard.wait("operation:added", lambda one: one["operation"]["kind"] == "page_turned")
    assert (told.message["operation"]["page"], told.message["operation"]["sequence"]) == (2, done["sequence"])
    status, operations, _ = await table.ask(point, "GET", "operations?after=1")
    assert (status, operations.count(b"page_turned"), b"paper_added" in operations) == (200, 1, False)
    assert (await table.put(expert, paper, documents.text_pdf(3)))[:2] == (200, reply)
    await table.desk.act("consultation:end", consultation=table.consultation)
    for person in (point, expert):
        for path in (f"papers/{paper}/pages/0", f"papers/{paper}/pages/0/text", "operations"):
            assert (await table.ask(person, "GET", path))[0] == 403
        assert (await table.put(person, new_id(), documents.text_pdf()))[0] == 403
    with pytest.raises(Failed, match="refused"):
        await table.desk.act("paper:turn", consultation=table.consultation, paper=paper, page=0)


async def test_every_bad_file_has_its_word(table: Table) -> None:
    for content, status, word in (
        (documents.encrypted_pdf(), 422, b"encrypted"),
        (b"PK\x03\x04 this is called p\xc3\xa4\xc3\xa4t\xc3\xb6s.pdf", 422, b"unsupported"),
        (documents.text_pdf()[:300], 422, b"broken"),
        (documents.text_pdf(31), 413, b"too_many_pages"),
        (documents.text_pdf() + b" " * 2_000_000, 413, b"too_large"),
        (documents.png_header_only(30_000, 30_000), 413, b"too_many_pixels"),
        (b"", 400, b"empty"),
    ):
        got, reply, _ = await table.put(table.expert, new_id(), content)
        assert (got, word in reply) == (status, True), reply
    assert table.heard.all("paper:added") == []
    assert (await table.put(table.point, new_id(), documents.text_pdf()))[0] == 200


async def test_others_cannot_tell_what_exists(table: Table) -> None:
    paper = new_id()
    assert (await table.put(table.expert, paper, documents.text_pdf()))[0] == 200
    answers = set()
    for identity in (paper, new_id()):
        for path in (f"papers/{identity}/pages/0", f"papers/{identity}/pages/0/text", "operations"):
            answers.add((await table.ask(table.stranger, "GET", path))[:2])
        answers.add((await table.put(table.stranger, identity, documents.text_pdf()))[:2])
    table.consultation = new_id()
    answers.add((await table.ask(table.stranger, "GET", f"papers/{paper}/pages/0"))[:2])
    assert len(answers) == 1
    assert answers.pop()[0] == 403


async def test_a_bad_number_is_invalid(table: Table) -> None:
    for query in ("after=-1", "after=x", "after=99999999999"):
        assert (await table.ask(table.point, "GET", f"operations?{query}"))[0] == 400


async def test_a_sender_that_goes_away_leaves_nothing(table: Table) -> None:
    port = int(table.here.processes[0].url.rpartition(":")[2])
    content = documents.text_pdf()
    for sent in (
        f"Content-Length: {len(content)}\r\n\r\n".encode() + content[:100],
        b"Transfer-Encoding: chunked\r\n\r\n5\r\n%PDF-\r\nno length\r\n",
    ):
        path = f"/api/consultations/{table.consultation}/papers/{new_id()}"
        head = (
            f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {table.expert.cookie}\r\n"
            "X-Etaluukku-Seat: desk\r\nX-Etaluukku-Name: kirje.pdf\r\n"
        )
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + sent)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    async with asyncio.timeout(20):
        while (await table.put(table.expert, new_id(), content))[0] == 429:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    assert len((await table.desk.ask("consultation:open", consultation=table.consultation))["papers"]) == 1
    log = await asyncio.to_thread(table.here.processes[0].log.read_text)
    assert "handler_failed" not in log


def noisy_pdf(pages: int) -> bytes:
    """Pictures that are small as a file and large as pages."""
    out = io.BytesIO()
    sheets = [Image.effect_noise((500, 700), 90).convert("RGB") for _ in range(pages)]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], quality=12, resolution=60)
    return out.getvalue()


async def test_a_copy_is_a_pdf_of_the_stored_pages(table: Table) -> None:
    paper = new_id()
    assert (await table.put(table.point, paper, documents.text_pdf(3)))[0] == 200
    status, file, headers = await table.ask(table.expert, "GET", f"papers/{paper}/copy")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "application/pdf", "no-store")
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''p%C3%A4%C3%A4t%C3%B6s.pdf"
    document = pdfium.PdfDocument(file)
    assert (len(document), document.get_metadata_value("Title")) == (3, "päätös.pdf")
    for number in range(3):
        _, stored, _ = await table.ask(table.point, "GET", f"papers/{paper}/pages/{number}")
        (picture,) = (one for one in document[number].get_objects() if isinstance(one, pdfium.PdfImage))
        held = picture.get_bitmap().to_pil().convert("L")
        assert f"Sivu {number}" in document[number].get_textpage().get_text_range()
        assert held.tobytes() == Image.open(io.BytesIO(stored)).convert("L").tobytes()
    for person in (table.point, table.stranger):
        status, refused, _ = await table.ask(person, "GET", f"papers/{paper}/copy")
        assert (status, json.loads(refused)["error"]["code"]) == (403, "refused")
    await table.desk.act("consultation:end", consultation=table.consultation)
    assert (await table.ask(table.expert, "GET", f"papers/{paper}/copy"))[0] == 403


async def test_a_copy_breaks_where_the_paper_goes_away_on_the_way(table: Table) -> None:
    paper, loop = new_id(), asyncio.get_running_loop()
    status, reply, _ = await table.put(table.expert, paper, noisy_pdf(10))
    assert status == 200, reply
    port = int(table.here.processes[0].url.rpartition(":")[2])
    head = (
        f"GET /api/consultations/{table.consultation}/papers/{paper}/copy HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\nCookie: {table.expert.cookie}\r\nX-Etaluukku-Seat: desk\r\n\r\n"
    )
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # a reader on a narrow line
        line.setblocking(False)
        await loop.sock_connect(line, ("127.0.0.1", port))
        await loop.sock_sendall(line, head.encode())
        got = await loop.sock_recv(line, 100)
        assert got.startswith(b"HTTP/1.1 200")
        # Another copy of the same person waits until this one is over.
        assert (await table.ask(table.expert, "GET", f"papers/{paper}/copy"))[0] == 429
        await table.desk.act("paper:remove", consultation=table.consultation, paper=paper)
        try:
            while piece := await loop.sock_recv(line, 1 << 16):
                got += piece
        except ConnectionError:
            pass  # the server has called it off
    assert b"%PDF-1.7" in got
    assert b"startxref" not in got
    assert not got.endswith(b"0\r\n\r\n")
    assert (await table.ask(table.expert, "GET", f"papers/{paper}/copy"))[0] == 403
    log = await asyncio.to_thread(table.here.processes[0].log.read_text)
    assert ("handler_failed" in log, "copy_broken" in log) == (False, True)


async def test_what_is_printed_is_what_lies_on_the_table(table: Table) -> None:
    paper = new_id()
    assert (await table.put(table.expert, paper, documents.text_pdf(2)))[0] == 200
    about = {"consultation": table.consultation, "paper": paper}
    terms = await table.heard.act("paper:print", **about)
    assert terms["pages"] == 2
    assert await table.heard.act("paper:print", **about, revision=terms["revision"]) == terms
    with pytest.raises(Failed, match="changed"):
        await table.heard.act("paper:print", **about, revision="0" * 64)
    await table.desk.act("paper:remove", consultation=table.consultation, paper=paper)
    with pytest.raises(Failed, match="refused"):
        await table.heard.act("paper:print", **about, revision=terms["revision"])
