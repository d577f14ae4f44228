"""What people said, wrote, brought or are called is found nowhere on the disk, during or after.

A marker goes in as a line of the chat, a guest's name, a paper's name and a
paper's content; then every file of the server is searched for it: database,
write-ahead log, logs, temporary folder; on PostgreSQL the whole folder of its
cluster. Which paper lies open stands in no table either.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from signaling.store.tables import metadata
from signaling.store.unit import Unit
from tests.databases import Postgres
from tests.media.pages import documents
from tests.signaling.running import Site, site
from tests.signaling.sockets import Client, new_id

MARKER = "Kirsikkapuisto4711Salaisuus"


def forms() -> list[bytes]:
    """The marker as it might be written."""
    plain = MARKER.encode()
    whole = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, plain.lower(), MARKER.encode("utf-16-le"), plain.hex().encode(), *whole]


def found_in(*folders: Path) -> list[str]:
    """Files that hold the marker in any form."""
    return holding(forms(), *folders)


def holding(wanted: list[bytes], *folders: Path) -> list[str]:
    """Files that hold one of these."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if contains(file, wanted)]


def contains(file: Path, wanted: list[bytes]) -> bool:
    """True when the file holds one of these; a running database may just have removed it."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return False
    return any(form in content for form in wanted)


def paper() -> bytes:
    """A PDF with the marker in its text and in its bytes."""
    return documents.pdf_of([documents.page_content([MARKER])]) + f"\n% {MARKER}\n".encode()


async def talk(here: Site, at_desk: Client, at_point: Client, service: str) -> str:
    """A consultation in which the marker is everywhere; its id."""
    ticket = new_id()
    await at_point.act("ticket:open", ticket=ticket, service=service)
    consultation: str = (await at_desk.act("ticket:accept", ticket=ticket))["consultation"]
    await at_point.act("consultation:say", consultation=consultation, text=f"Sana on {MARKER}")
    for given, brought in ((MARKER, ""), ("", MARKER)):
        invitation = await at_desk.act(
            "guest:invite", consultation=consultation, role="guest", name=given, language=None
        )
        guest = await here.connect(await here.join(invitation["code"], brought))
        screen = await guest.ask("consultation:open", consultation=consultation)
        assert screen["participants"][0]["name"] == MARKER
    await at_desk.act(  # not used up by anybody
        "guest:invite", consultation=consultation, role="guest", name=MARKER, language=None
    )
    assert MARKER in (await at_point.wait("consultation:said")).message["said"]["text"]
    return consultation


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of the server's processes."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


async def test_a_marker_is_found_nowhere(tmp_path: Path, temporary: Path, sqlite_url: str) -> None:
    def search(consultation: str) -> list[str]:
        assert holding([consultation.encode()], tmp_path)  # what is not content is there to be found
        return found_in(tmp_path, temporary)

    await bring_and_search(tmp_path, sqlite_url, search)


async def test_a_marker_is_found_nowhere_in_a_cluster(
    tmp_path: Path, temporary: Path, postgres: Postgres, postgres_url: str
) -> None:
    def search(consultation: str) -> list[str]:
        known = [consultation.encode()]
        assert holding(known, postgres.data / "pg_wal")
        postgres.run("CHECKPOINT")  # tables are on the disk too, not in memory alone
        assert holding(known, postgres.data / "base")
        return found_in(tmp_path, temporary, postgres.data)

    await bring_and_search(tmp_path, postgres_url, search)


async def bring_and_search(folder: Path, url: str, search: Callable[[str], list[str]]) -> None:
    """A consultation of a server in `folder`; `search` gets its id, during it and after it."""
    async with site(folder, url, overrides={"log": {"level": "debug"}}) as here:
        await here.start_media()
        await here.start_pages()
        service = await here.service()
        [point], [expert] = await here.points(1), await here.experts(service, 1)
        await here.start()
        at_point, at_desk = await here.connect(point), await here.connect(expert)
        consultation = await talk(here, at_desk, at_point, service)
        brought = new_id()
        path = f"/api/consultations/{consultation}/papers/{brought}"
        name = {"X-Etaluukku-Name": f"{MARKER}.pdf"}
        status, body = await here.request(expert, "PUT", path, data=paper(), headers=name)
        assert status == 200 and MARKER.encode() in body
        status, page = await here.request(point, "GET", f"{path}/pages/0/text")
        assert status == 200 and MARKER.encode() in page
        screen = await at_point.ask("consultation:open", consultation=consultation)
        assert MARKER in str(screen["papers"]) and MARKER in str(screen["chat"])
        assert screen["shownPaper"] == brought
        assert await here.store.read(tables_with(brought)) == {"papers", "paper_pages", "audit"}
        assert await asyncio.to_thread(search, consultation) == []
        await at_desk.act("consultation:end", consultation=consultation)
        assert (await here.request(point, "GET", f"{path}/pages/0/text"))[0] == 403
        assert await asyncio.to_thread(search, consultation) == []
    assert await asyncio.to_thread(search, consultation) == []


def tables_with(word: str) -> Callable[[Unit], Awaitable[set[str]]]:
    """Reads the names of the tables that hold the word."""

    async def read(unit: Unit) -> set[str]:
        rows = {name: await unit.session.execute(select(table)) for name, table in metadata.tables.items()}
        return {name for name, found in rows.items() if word in repr(found.all())}

    return read


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    for number, form in enumerate(forms()):
        (tmp_path / f"{number}").write_bytes(b"before" + form + b"after")
    assert len(found_in(tmp_path)) == len(forms())
