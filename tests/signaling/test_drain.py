"""SIGTERM to a real signaling process: it takes no new call and ends with its last consultation."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any, Final

import pytest

from signaling.process import DRAIN_LOOK_SECONDS
from tests.signaling.running import ROOT, Running, Site, site
from tests.signaling.sockets import Client, Failed, new_id

DRAIN_SECONDS: Final = 600.0
"""Longer than the test may take: what ends the process is the end of the consultation."""

END_SECONDS: Final = 30.0
"""From the end of the consultation to the end of the process, on a busy machine."""


def overrides(drain_seconds: float) -> dict[str, Any]:
    return {"log": {"level": "info"}, "server": {"drain_seconds": drain_seconds}}


def terminate(running: Running) -> None:
    assert running.process is not None
    running.process.send_signal(signal.SIGTERM)


async def ended(running: Running, seconds: float = END_SECONDS) -> int:
    """Exit status of the process; TimeoutError when it goes on."""
    assert running.process is not None
    async with asyncio.timeout(seconds):
        return await running.process.wait()


async def consultation(here: Site) -> tuple[Client, Client, Client, str, str]:
    """Two points and a desk; the first point's consultation with it, and the service."""
    service = await here.service()
    points, [expert] = await here.points(2), await here.experts(service, 1)
    await here.start()
    first, second, desk = [await here.connect(person) for person in (*points, expert)]
    ticket = new_id()
    await first.act("ticket:open", ticket=ticket, service=service)
    accepted = await desk.act("ticket:accept", ticket=ticket)
    return first, second, desk, accepted["consultation"], service


async def test_a_draining_process_waits_for_its_consultation_and_takes_no_new_call(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with site(tmp_path, sqlite_url, overrides=overrides(DRAIN_SECONDS)) as here:
        first, second, desk, running, service = await consultation(here)
        terminate(here.processes[0])
        for client in (first, second, desk):
            assert (await client.wait("server:draining")).message["secondsLeft"] == DRAIN_SECONDS
        with pytest.raises(Failed, match="unavailable draining"):
            await second.act("ticket:open", ticket=new_id(), service=service)
        with pytest.raises(TimeoutError):  # it looks several times, and goes on
            await ended(here.processes[0], 3 * DRAIN_LOOK_SECONDS)
        await first.act("consultation:say", consultation=running, text="Vielä yksi asia")
        await desk.wait("consultation:said")
        await desk.act("consultation:end", consultation=running)
        assert await ended(here.processes[0]) == 0


async def test_a_desk_that_accepts_during_the_drain_is_told_and_the_ticket_waits_on(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with site(tmp_path, sqlite_url, overrides=overrides(DRAIN_SECONDS)) as here:
        service = await here.service()
        (talking, waiting), (busy, free) = await here.points(2), await here.experts(service, 2)
        await here.start()
        first, second, desk, colleague = [
            await here.connect(person) for person in (talking, waiting, busy, free)
        ]
        await first.act("ticket:open", ticket=(ticket := new_id()), service=service)
        await desk.act("ticket:accept", ticket=ticket)
        await second.act("ticket:open", ticket=(later := new_id()), service=service)
        terminate(here.processes[0])
        await colleague.wait("server:draining")
        with pytest.raises(Failed) as told:
            await colleague.act("ticket:accept", ticket=later)
        assert (told.value.code, told.value.detail) == ("unavailable", "draining")
        assert (await second.ask("point:open"))["ticket"]["ticket"] == later
        assert [one["ticket"] for one in (await colleague.ask("desk:open"))["waiting"]] == [later]


async def test_a_consultation_gets_all_of_its_time_during_the_drain(tmp_path: Path, sqlite_url: str) -> None:
    """Who is in it may still be joined by an interpreter and a guest, and by who comes back."""
    async with site(tmp_path, sqlite_url, overrides=overrides(DRAIN_SECONDS)) as here:
        first, _, desk, running, _ = await consultation(here)
        person = await here.interpreter("ar")
        interpreter = await here.connect(person)
        await interpreter.act("interpreter:availability", availability="available")
        terminate(here.processes[0])
        await desk.wait("server:draining")
        call = await first.act("interpreter:ask", consultation=running, language="ar")
        accepted = await interpreter.act("interpreter:answer", call=call["call"])
        assert accepted["consultation"] == running
        invitation = await desk.act("guest:invite", consultation=running, role="guest")
        guest = await here.connect(await here.join(invitation["code"], "Vieras"))
        lobby = await guest.ask("consultation:open", consultation=running)
        assert [one["participant"] for one in lobby["participants"]] == [lobby["me"]]
        await desk.act("consultation:end", consultation=running)
        assert await ended(here.processes[0]) == 0


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_people_are_told_has_a_plain_sentence(language: str) -> None:
    texts = json.loads((ROOT / "webclient/src/i18n" / language / "errors.json").read_text())
    told = texts["detail"]["unavailable"]["draining"]
    assert told.endswith(".") and told != texts["code"]["unavailable"]
    assert texts["code"]["limit"].endswith(".")


async def test_the_drain_has_an_end(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url, overrides=overrides(1.0)) as here:
        await consultation(here)
        terminate(here.processes[0])
        assert await ended(here.processes[0]) == 0


async def test_a_second_signal_ends_it_at_once(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url, overrides=overrides(DRAIN_SECONDS)) as here:
        first, *_ = await consultation(here)
        terminate(here.processes[0])
        await first.wait("server:draining")
        terminate(here.processes[0])
        assert await ended(here.processes[0]) == 0
