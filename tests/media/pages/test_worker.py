"""The pages process as a whole: over its socket, with real files, real limits and real deaths."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import time
from pathlib import Path

import psutil
import pytest

from media.pages.children import refusal_for
from media.pages.config import PagesConfig
from media.pages.contract import (
    PageRendered,
    RefusalCode,
    RenderBegun,
    RenderDone,
    RenderFile,
    RenderLimits,
    RenderRefused,
    encode_frame,
)
from media.pages.link import PagesLink, PagesLost
from tests.media.pages import documents
from tests.media.pages.conftest import Pages, pages_of_its_own, until


async def test_pages_come_one_by_one_the_first_first(pages: Pages) -> None:
    came = []
    async for reply in pages.link.render(documents.text_pdf(20), RenderLimits()):
        came.append((time.monotonic(), reply))
    assert came[0][1] == RenderBegun(20)
    assert came[-1][1] == RenderDone(20)
    numbers = [reply.number for _, reply in came if isinstance(reply, PageRendered)]
    assert numbers == list(range(20))
    # Page 0 is there long before the last one: it was not kept back.
    assert came[1][0] - came[0][0] < (came[-1][0] - came[0][0]) / 2


@pytest.mark.parametrize(
    ("code", "content", "limits"),
    [
        ("encrypted", documents.encrypted_pdf(), RenderLimits()),
        ("broken", documents.text_pdf()[:300], RenderLimits()),
        ("broken", documents.image_file(documents.picture(400, 300), "JPEG")[:2000], RenderLimits()),
        ("broken", documents.png_header_only(5000, 5000), RenderLimits()),
        ("unsupported", b"PK\x03\x04 hakemus.pdf", RenderLimits()),
        ("too_many_pixels", documents.png_header_only(30_000, 30_000), RenderLimits()),
        ("too_large", documents.text_pdf(), RenderLimits(file_bytes=100)),
        ("too_many_pages", documents.text_pdf(3), RenderLimits(pages=2)),
        ("timeout", documents.endless_pdf(), RenderLimits(cpu_s=1)),
        ("timeout", documents.endless_pdf(), RenderLimits(wall_s=0.5)),
        (
            "memory",
            documents.image_file(documents.picture(6000, 6000), "PNG", compress_level=1),
            RenderLimits(memory_bytes=64 << 20),
        ),
        ("memory", documents.inflating_pdf(400), RenderLimits(memory_bytes=256 << 20)),
    ],
)
async def test_a_bad_file_costs_a_code_and_nothing_else(
    pages: Pages, code: RefusalCode, content: bytes, limits: RenderLimits
) -> None:
    *_, last = await pages.replies(content, limits)
    assert last == RenderRefused(code)
    await until(lambda: not pages.renderers())
    assert [type(reply) for reply in await pages.replies(documents.text_pdf())][-1] is RenderDone


async def test_memory_comes_back(pages: Pages) -> None:
    large = documents.text_pdf() + b" " * (20 << 20)
    await pages.replies(large)
    before = await asyncio.to_thread(lambda: pages.process.memory_info().rss)
    for _ in range(10):
        await pages.replies(large)
    # Ten files of 20 MB: what stays is less than the copies that one has on its way.
    await until(lambda: pages.process.memory_info().rss < before + (60 << 20))
    await until(lambda: not pages.renderers())


async def test_renderers_are_confined_and_see_no_other_descriptor(pages: Pages) -> None:
    rendering = asyncio.ensure_future(pages.replies(documents.endless_pdf(), RenderLimits(wall_s=20)))
    await until(lambda: any(confinement(renderer) == {"Seccomp": "2"} for renderer in pages.renderers()))
    (renderer,) = await pages.rendering()
    assert await asyncio.to_thread(status_of, renderer, "NoNewPrivs") == "1"
    descriptors = await asyncio.to_thread(descriptors_of, renderer)
    assert set(descriptors) == {0, 1, 2}
    assert descriptors[0].startswith("socket:")
    assert descriptors[1] == descriptors[2] == os.devnull
    rendering.cancel()
    await asyncio.gather(rendering, return_exceptions=True)
    await until(lambda: not pages.renderers())


def descriptors_of(process: psutil.Process) -> dict[int, str]:
    folder = Path(f"/proc/{process.pid}/fd")
    return {int(entry.name): os.readlink(entry) for entry in folder.iterdir()}


def status_of(process: psutil.Process, key: str) -> str:
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == key:
            return value.strip()
    return ""


def confinement(process: psutil.Process) -> dict[str, str]:
    try:
        return {"Seccomp": status_of(process, "Seccomp")}
    except (FileNotFoundError, ProcessLookupError):
        return {}


async def test_a_caller_that_leaves_cancels(pages: Pages) -> None:
    rendering = pages.link.render(documents.endless_pdf(), RenderLimits())
    assert await anext(rendering) == RenderBegun(1)
    await pages.rendering()
    await rendering.aclose()
    await until(lambda: not pages.renderers())


async def test_a_renderer_that_dies_costs_one_file(pages: Pages) -> None:
    hit = asyncio.ensure_future(pages.replies(documents.endless_pdf(), RenderLimits(wall_s=30)))
    (renderer,) = await pages.rendering()
    await asyncio.to_thread(renderer.send_signal, signal.SIGSEGV)
    assert (await hit)[-1] == RenderRefused("broken")
    assert (await pages.replies(documents.text_pdf()))[-1] == RenderDone(1)


async def test_a_fork_server_that_dies_is_replaced(pages: Pages) -> None:
    hit = asyncio.ensure_future(pages.replies(documents.endless_pdf(), RenderLimits(wall_s=30)))
    (orphan,) = await pages.rendering()
    await asyncio.to_thread(lambda: pages.fork_server().kill())
    assert isinstance((await hit)[-1], RenderRefused)
    assert (await pages.replies(documents.text_pdf()))[-1] == RenderDone(1)
    await until(lambda: not orphan.is_running())


async def test_more_files_than_places_are_told_busy(tmp_path: Path) -> None:
    config = PagesConfig(str(tmp_path / "pages.sock"), slots=1, waiting=1, wait_s=0.3)
    async with pages_of_its_own(config) as pages:
        running = asyncio.ensure_future(pages.replies(documents.endless_pdf(), RenderLimits(wall_s=20)))
        await pages.rendering()
        waiting = asyncio.ensure_future(pages.replies(documents.text_pdf()))
        replies = [await pages.replies(documents.text_pdf()), await waiting]
        assert replies == [[RenderRefused("busy")], [RenderRefused("busy")]]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await until(lambda: not pages.renderers())
        assert (await pages.replies(documents.text_pdf()))[-1] == RenderDone(1)


async def test_the_socket_is_for_this_user_alone(pages: Pages) -> None:
    status = await asyncio.to_thread(pages.socket_path.stat)
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert await pages.link.is_there()


@pytest.mark.parametrize(
    "sent", [b"\xff\xff\xff\xff", b"\0\0\0\1\xc0", encode_frame(RenderDone(1)), b"\0\0\1"]
)
async def test_a_caller_with_another_language_is_cut_off(pages: Pages, sent: bytes) -> None:
    reader, writer = await asyncio.open_unix_connection(str(pages.socket_path))
    writer.write(sent)
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_half_a_file_is_no_file(pages: Pages) -> None:
    reader, writer = await asyncio.open_unix_connection(str(pages.socket_path))
    writer.write(encode_frame(RenderFile(documents.text_pdf(), RenderLimits()))[:-10])
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_a_link_without_a_pages_process(tmp_path: Path) -> None:
    link = PagesLink(str(tmp_path / "nobody.sock"))
    assert not await link.is_there()
    with pytest.raises(PagesLost):
        async for _ in link.render(b"", RenderLimits()):
            pass


async def test_a_link_outlives_the_pages_process(tmp_path: Path) -> None:
    config = PagesConfig(str(tmp_path / "pages.sock"))
    link = PagesLink(config.socket_path)
    async with pages_of_its_own(config) as pages:
        rendering = link.render(documents.endless_pdf(), RenderLimits())
        assert await anext(rendering) == RenderBegun(1)
        (renderer,) = await pages.rendering()
        fork_server = await asyncio.to_thread(pages.fork_server)
        await asyncio.to_thread(pages.process.kill)
        with pytest.raises(PagesLost):
            await anext(rendering)
        # Nobody is left behind.
        await until(lambda: not renderer.is_running() and not fork_server.is_running())
    async with pages_of_its_own(config):
        replies = [reply async for reply in link.render(documents.text_pdf(), RenderLimits())]
        assert replies[-1] == RenderDone(1)


def test_how_children_end() -> None:
    assert refusal_for(int(signal.SIGXCPU)) == "timeout"
    assert refusal_for(int(signal.SIGTRAP)) == "memory"
    assert refusal_for(int(signal.SIGSEGV)) == "broken"
    assert refusal_for(70 << 8) == "broken"
