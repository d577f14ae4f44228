"""Somebody with several windows sees the same in each, whichever process it is at; a reload loses nothing."""

from __future__ import annotations

from pathlib import Path

from tests.signaling.running import site
from tests.signaling.sockets import new_id


async def test_windows_of_one_expert_at_two_processes(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    async with site(tmp_path, postgres_url, redis_url) as here:
        service = await here.service()
        [point], [expert] = await here.points(1), await here.experts(service, 1)
        await here.start(2)
        windows = [await here.connect(expert, process) for process in (0, 1)]
        for window in windows:
            assert (await window.ask("desk:open"))["availability"] == "away"
        await windows[0].act("desk:availability", availability="available")
        for window in windows:
            changed = await window.wait("availability:changed")
            assert changed.message["availability"] == "available"
        at_point = await here.connect(point, 1)
        ticket = new_id()
        await at_point.act("ticket:open", ticket=ticket, service=service)
        for window in windows:
            await window.wait("ticket:offered")
        place = await windows[1].act("ticket:accept", ticket=ticket)
        for window in windows:
            await window.wait("ticket:withdrawn")
            screen = await window.ask("desk:open")
            assert (screen["consultation"], screen["waiting"]) == (place["consultation"], [])
        await at_point.act("consultation:say", consultation=place["consultation"], text="hei")
        for window in windows:
            said = await window.wait("consultation:said")
            assert said.message["said"]["text"] == "hei"


async def test_a_place_is_kept_over_a_reload(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url) as here:
        service = await here.service()
        first, second = await here.points(2)
        await here.start()
        for number, person in enumerate((first, second)):
            at_point = await here.connect(person)
            ticket = new_id()
            view = await at_point.act("ticket:open", ticket=ticket, service=service)
            assert view["place"] == number + 1
        await at_point.close()
        again = await here.connect(second)
        screen = await again.ask("point:open")
        assert (screen["ticket"]["ticket"], screen["ticket"]["place"]) == (ticket, 2)
