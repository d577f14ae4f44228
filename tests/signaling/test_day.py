"""A working day of a region in fast motion: thirty calls with all that goes wrong, and then nothing is left.

A real server over its real HTTP and Socket.IO, real media and pages processes; deadlines of the settings are
seconds in place of minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from sqlalchemy import Table, func, select

from media.contract import GetState, State
from media.pages.config import PagesConfig
from signaling.audit.service import ChainKeeper
from signaling.audit.tables import AuditRow
from signaling.audit.verifying import verify
from signaling.config import Consultation as ConsultationSettings
from signaling.config import Queue
from signaling.consultation.jobs import FEEDS_JOB
from signaling.consultation.tables import Consultation, Participant
from signaling.demo.seed import demo_id
from signaling.interpreters.tables import Call as InterpreterCall
from signaling.queue.tables import Ticket
from signaling.store.outbox import JobRow
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.wiring import House
from tests.media.pages import documents
from tests.media.pages.conftest import pages_of_its_own
from tests.media.process import media_process
from tests.signaling.day import SECRET, Call, Lane, Town
from tests.signaling.serving import Json, browser, new_id, served, settings_for, until, url_of
from tests.signaling.test_marker import found_in, tables_with

GRACE_SECONDS: Final = 4.0
"""Of lost lines and of experts who do not come: a machine under load is back within one."""

LANES: Final = (
    ("alajarvi", "kela", "kela-perhe", "tulkki-so-01", "so"),
    ("alavus", "maistraatti", "maistraatti-lupa", "tulkki-ru-01", "ru"),
    ("kauhava", "te", "te-yrittaja", "tulkki-uk-01", "uk"),
    ("kurikka", "oikeusapu", "oikeusapu-neuvottelu", "tulkki-sv-01", "sv"),
    ("soini", "vero", "vero-verokortti", "kirjoitustulkki-01", "qfi"),
    ("ahtari", "kunta", "kunta-rakennus", "tulkki-fa-01", "fa"),
)
"""Service point, authority, service, interpreter and language."""

EMPTY: Final = (
    *("presence", "outbox_emissions", "interpreter_rings", "chat_lines", "private_notes", "invitations"),
    *("papers", "paper_pages", "paper_tables", "paper_operations", "consultation_keys"),
    *("hand_overs", "hand_over_pages"),
)
"""Tables in which the day leaves no row."""


# ---- the calls ------------------------------------------------------------------------------


async def plain(lane: Lane) -> None:
    """Answered at once; the client hangs up."""
    consultation = await lane.meet()
    await lane.point.do("consultation:leave", consultation=consultation)
    await lane.ended(consultation, "left", lane.expert)


async def nobody_free(lane: Lane) -> None:
    """Nobody is at the desk: the client waits and is written to, until somebody comes."""
    await lane.expert.available(False)
    directory = (await lane.point.browser.request("GET", "/api/directory")).json
    services = [entry for authority in directory["authorities"] for entry in authority["services"]]
    (entry,) = [entry for entry in services if entry["service"] == lane.service]
    assert entry["expertsAvailable"] == 0
    ticket = await lane.call()
    await lane.expert.do("ticket:write", ticket=ticket, text=f"{SECRET}: tulen pian")
    await lane.point.told("ticket:written", ticket=ticket)
    await lane.expert.available()
    await lane.end(await lane.answer(ticket))


async def wrong_authority(lane: Lane) -> None:
    """The matter belongs to the police: the expert says so and ends, and the advisor calls there."""
    await lane.end(await lane.meet())
    async with lane.house.spare:  # the police have one expert
        officer = await lane.house.at_desk("poliisi-01")
        await officer.available()
        ticket = await lane.call(service=demo_id("poliisi-luvat"))
        await lane.end(await lane.answer(ticket, officer), officer)
        await officer.available(False)
        await officer.lose_line()


async def cancelled(lane: Lane) -> None:
    """The client changes her mind in the queue."""
    ticket = await lane.call()
    await lane.point.do("ticket:cancel", ticket=ticket)
    lane.ends.tickets[ticket] = "cancelled"
    withdrawn = await lane.expert.told("ticket:withdrawn", ticket=ticket)
    assert withdrawn["reason"] == "cancelled"


async def line_lost_in_the_queue(lane: Lane) -> None:
    """The line breaks while two wait: the place is kept, and the neighbour does not move up."""
    async with lane.house.spare:
        neighbour = await lane.house.neighbour()
        ticket, behind = await lane.call(), await lane.call(neighbour)
        await lane.point.lose_line()
        assert (await neighbour.open())["ticket"]["place"] == 2
        kept = (await lane.point.come_back())["ticket"]
        assert (kept["ticket"], kept["place"]) == (ticket, 1)
        await neighbour.do("ticket:cancel", ticket=behind)
        lane.ends.tickets[behind] = "cancelled"
        await lane.end(await lane.answer(ticket))


async def away_too_long(lane: Lane) -> None:
    """The point does not come back: its place goes, and the desk is told."""
    ticket = await lane.call()
    await lane.point.lose_line()
    lane.ends.tickets[ticket] = "closed"
    withdrawn = await lane.expert.told("ticket:withdrawn", ticket=ticket)
    assert withdrawn["reason"] == "closed"
    assert (await lane.point.come_back())["ticket"] is None


async def expert_does_not_come(lane: Lane) -> None:
    """The expert accepts and does not open the call: the client is first again, a colleague answers."""
    ticket = await lane.call()
    consultation = (await lane.expert.do("ticket:accept", ticket=ticket))["consultation"]
    returned = await lane.point.browser.heard(
        "ticket:returned", lambda message: message["ticket"]["ticket"] == ticket
    )
    assert (returned["ticket"]["place"], returned["ticket"]["returned"]) == (1, True)
    await lane.ended(consultation, "not_appeared", lane.point)
    assert (await lane.expert.open())["awayBecause"] == "not_appeared"
    # The same ticket is accepted a second time: what was told of the first one is behind.
    lane.point.browser.told.clear()
    await lane.colleague.available()
    await lane.end(await lane.answer(ticket, lane.colleague), lane.colleague)
    await lane.colleague.available(False)
    await lane.expert.available()


async def with_an_interpreter(lane: Lane) -> None:
    """Rung by language; the interpreter speaks, and goes with the end."""
    consultation = await lane.meet()
    asked = await lane.point.do("interpreter:ask", consultation=consultation, language=lane.language)
    ringing = await lane.interpreter.browser.heard(
        "interpreter:ringing", lambda message: message["ringing"]["call"] == asked["call"]
    )
    assert SECRET not in str(ringing)
    await lane.interpreter.do("interpreter:answer", call=asked["call"])
    await lane.interpreter.enter(consultation)
    await lane.interpreter.do("consultation:say", consultation=consultation, text=f"{SECRET} tulkattuna")
    await lane.end(consultation)
    await lane.ended(consultation, "ended", lane.interpreter)
    assert (await lane.interpreter.open())["consultation"] is None


async def with_a_guest(lane: Lane) -> None:
    """A relative comes by a code, is let in, and is nobody to the server afterwards."""
    consultation = await lane.meet()
    invitation = await lane.expert.do("guest:invite", consultation=consultation, role="guest", name="")
    guest = await lane.house.guest(invitation["code"])
    me = (await guest.enter(consultation))["me"]
    await lane.expert.do("consultation:admit", consultation=consultation, participant=me)
    await guest.told("consultation:admitted", consultation=consultation)
    await guest.do("consultation:say", consultation=consultation, text=f"Olen {SECRET}")
    assert SECRET in str((await lane.expert.enter(consultation))["participants"])
    await lane.end(consultation)
    await lane.ended(consultation, "ended", guest)
    assert (await guest.browser.request("GET", "/api/me")).status == 401


async def with_a_paper(lane: Lane) -> None:
    """A decision lies on the table; both read it, and nobody does afterwards."""
    consultation, paper = await lane.meet(), new_id()
    path = f"/api/consultations/{consultation}/papers/{paper}"
    content = documents.pdf_of([documents.page_content([SECRET]), documents.page_content(["2"])])
    name = {"X_Etaluukku_Name": quote(f"{SECRET}.pdf")}
    answer = await lane.expert.browser.request("PUT", path, data=content, **name)
    assert answer.status == 200, answer.body
    read = await lane.point.browser.request("GET", f"{path}/pages/0/text")
    assert SECRET in read.json["text"]
    await lane.point.do("paper:turn", consultation=consultation, paper=paper, page=1)
    assert (await lane.expert.enter(consultation))["shownPage"] == 1
    await lane.end(consultation)
    for person in (lane.point, lane.expert):
        assert (await person.browser.request("GET", f"{path}/pages/0/text")).status == 403


async def advisor_leaves_and_returns(lane: Lane) -> None:
    """The advisor goes out of the room, and comes back by the expert's word."""
    consultation = await lane.meet()
    for event, by, presence in (
        ("advisor:leave", lane.point, "away"),
        ("advisor:return", lane.point, "asking"),
    ):
        await by.do(event, consultation=consultation)
        await lane.expert.told("advisor:changed", consultation=consultation, presence=presence)
    await lane.expert.do("advisor:answer", consultation=consultation, agreed=True)
    await lane.point.told("advisor:changed", consultation=consultation, presence="present")
    await lane.end(consultation)


def _says(text: str, message: Json) -> bool:
    said: str = message["said"]["text"]
    return said == text


async def text_only(lane: Lane) -> None:
    """Neither microphone nor camera: they write, and the expert keeps notes of her own."""
    consultation = await lane.meet()
    for person, other in ((lane.point, lane.expert), (lane.expert, lane.point)):
        await person.do("consultation:device", consultation=consultation, microphone=False, camera=False)
        text = f"{SECRET} {new_id()}"
        await person.do("consultation:say", consultation=consultation, text=text)
        await other.browser.heard("consultation:said", partial(_says, text))
    await lane.expert.do("notes:write", consultation=consultation, text=SECRET)
    await lane.end(consultation)


async def line_lost_in_the_call(lane: Lane) -> None:
    """The expert's line breaks and comes back: the call goes on. The client's does not: it is over."""
    consultation = await lane.meet()
    await lane.expert.lose_line()
    assert (await lane.expert.come_back())["consultation"] == consultation
    await lane.expert.enter(consultation)
    await lane.point.lose_line()
    await lane.ended(consultation, "timeout", lane.expert)
    assert (await lane.point.come_back())["consultation"] is None


DAYS: Final[Sequence[Sequence[Call]]] = (
    (plain, nobody_free, with_a_paper, text_only, expert_does_not_come),
    (wrong_authority, cancelled, with_a_guest, away_too_long, with_an_interpreter),
    (line_lost_in_the_queue, advisor_leaves_and_returns, with_a_paper, line_lost_in_the_call, plain),
    (with_an_interpreter, expert_does_not_come, with_a_guest, nobody_free, cancelled),
    (text_only, away_too_long, line_lost_in_the_queue, with_a_paper, wrong_authority),
    (with_a_guest, line_lost_in_the_call, with_an_interpreter, advisor_leaves_and_returns, text_only),
)
"""What each lane goes through, one call after another; the lanes go side by side."""


# ---- the day --------------------------------------------------------------------------------


async def work(lane: Lane, calls: Sequence[Call]) -> None:
    """One lane's day; an error names its call."""
    for call in calls:
        try:
            await call(lane)
        except Exception as error:  # whatever it is: the note says where in the day
            error.add_note(f"in the call {call.__name__}")
            raise


@pytest.mark.timeout(180)
async def test_a_day_of_thirty_calls_leaves_nothing_behind(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "run").mkdir)
    settings = settings_for(
        tmp_path,
        queue=Queue(ignore_hours=True, appear_seconds=GRACE_SECONDS, point_grace_seconds=GRACE_SECONDS),
        consultation=ConsultationSettings(grace_seconds=GRACE_SECONDS),
    )
    async with (
        media_process(str(settings.media_socket.parent)),
        pages_of_its_own(PagesConfig(str(settings.pages_socket))),
        served(settings) as house,
    ):
        await house.link.wait_up()
        async with AsyncExitStack() as stack:
            town = Town(url_of(settings), stack)
            lanes = [await town.lane(*names) for names in LANES]
            async with asyncio.TaskGroup() as group:
                for lane, calls in zip(lanes, DAYS, strict=True):
                    group.create_task(work(lane, calls))
            for lane in lanes:
                await nothing_open(lane)
        assert sum(len(calls) for calls in DAYS) == 30
        await nothing_left(house)
        await every_call_has_one_end(house, town)
        await the_audit_holds(house, town)
        assert await asyncio.to_thread(found_in, tmp_path) == []


async def nothing_open(lane: Lane) -> None:
    """No screen of the lane shows anything of the day."""
    assert {name: (await lane.point.open())[name] for name in ("ticket", "consultation")} == {
        "ticket": None,
        "consultation": None,
    }
    for expert in (lane.expert, lane.colleague):
        desk = await expert.open()
        assert (desk["waiting"], desk["consultation"]) == ([], None)
    work_screen = await lane.interpreter.open()
    assert (work_screen["ringing"], work_screen["consultation"]) == ([], None)


async def count(unit: Unit, table: Table) -> int:
    """Rows of a table."""
    return await unit.session.scalar(select(func.count()).select_from(table)) or 0


async def nothing_left(house: House) -> None:
    """Papers, chat, names, keys, sockets and what waited to be done: all gone, also in media."""

    async def rows(unit: Unit) -> dict[str, int]:
        return {name: await count(unit, metadata.tables[name]) for name in EMPTY}

    async def jobs(unit: Unit) -> set[str]:
        # What is told to whom is forgotten ten minutes later; opening hours are followed for ever.
        lasting = (FEEDS_JOB, "queue:hours", "queue:closing")
        return set(await unit.session.scalars(select(JobRow.job).where(JobRow.job.not_in(lasting))))

    async def is_over() -> bool:
        """Sockets that closed and jobs that come too late for anything are done within seconds."""
        left = await house.store.read(rows)
        return not left["presence"] and not left["outbox_emissions"] and not await house.store.read(jobs)

    await until(is_over)
    assert await house.store.read(rows) == dict.fromkeys(EMPTY, 0)
    assert await house.store.read(tables_with(SECRET)) == set()
    state = await house.link.request(GetState())
    assert isinstance(state, State) and state.conferences == ()

    async def people(unit: Unit) -> list[tuple[str, bytes | None, bool]]:
        found = await unit.session.scalars(select(Participant))
        return [(one.state, one.sealed_name, one.signing) for one in found]

    assert set(await house.store.read(people)) == {("left", None, False)}


async def every_call_has_one_end(house: House, town: Town) -> None:
    """As the people of the day know it, and no call beside theirs."""

    async def tickets(unit: Unit) -> dict[str, str]:
        rows = (await unit.session.scalars(select(Ticket))).all()
        assert all(row.ended_at is not None and row.sealed_message is None for row in rows)
        return {row.id: row.state for row in rows}

    async def consultations(unit: Unit) -> dict[str, str | None]:
        rows = (await unit.session.scalars(select(Consultation))).all()
        assert {row.state for row in rows} == {"ended"}
        return {row.id: row.reason for row in rows}

    async def searches(unit: Unit) -> set[str]:
        return set(await unit.session.scalars(select(InterpreterCall.state)))

    assert await house.store.read(tickets) == town.ends.tickets
    assert await house.store.read(consultations) == town.ends.consultations
    assert "ringing" not in await house.store.read(searches)
    async with browser(town.url, "point") as somebody:
        await somebody.enter(f"device:{demo_id('piste-teuva')}")
        directory = (await somebody.request("GET", "/api/directory")).json
    queues = [entry for authority in directory["authorities"] for entry in authority["services"]]
    assert [entry["waiting"] for entry in queues] == [0] * len(queues)


async def the_audit_holds(house: House, town: Town) -> None:
    """The chain is whole, and tells one begin, one end and one destroyed key of each consultation."""
    head = await ChainKeeper(house.store).checkpoint()
    verdict = await house.store.read(lambda unit: verify(unit, head))
    assert (verdict.fault, verdict.chained) == (None, verdict.rows)

    async def told(unit: Unit) -> list[tuple[str, str]]:
        rows = await unit.session.execute(select(AuditRow.action, AuditRow.object_id))
        return [(action, thing) for action, thing in rows]

    rows = await house.store.read(told)
    for action in ("consultation:begin", "consultation:key-destroyed", "consultation:end"):
        things = [thing for done, thing in rows if done == action]
        assert sorted(things) == sorted(town.ends.consultations), action
    for ticket, state in town.ends.tickets.items():
        steps = [action for action, thing in rows if thing == ticket and action != "ticket:write"]
        accepts = steps.count("ticket:accept")
        assert accepts == steps.count("ticket:return") + (state == "accepted"), (ticket, steps)
        last = {"accepted": "ticket:accept", "cancelled": "ticket:cancel", "closed": "ticket:close"}[state]
        assert steps.count(last) == accepts or state != "accepted"
        assert steps[-1] == last and (state == "accepted" or steps.count(last) == 1), (ticket, steps)
