"""The place that the database counts is the place that the rule says (F-13)."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from signaling.people.actor import Actor
from signaling.queue import rules
from signaling.queue.tables import Ticket
from signaling.store.unit import Unit
from tests.signaling.house import House

STANDINGS = [*itertools.product((100.0, 200.0, 300.0), (True, False))] * 2
"""When it was opened and whether it came back; each twice, so that the id has to decide."""


@pytest.mark.parametrize("first", range(0, len(STANDINGS), 3))
async def test_the_database_counts_what_the_rule_says(house: House, first: int) -> None:
    service, other = await house.service(), await house.service("Toinen")
    points = [await house.point() for _ in STANDINGS]
    tickets = [await house.open_ticket(point, service) for point in points]
    await house.open_ticket(await house.point(), other)  # who waits elsewhere counts nothing
    standings = dict(zip(tickets, STANDINGS[first:] + STANDINGS[:first], strict=True))

    async def stand(unit: Unit) -> None:
        for ticket in await unit.session.scalars(select(Ticket).where(Ticket.id.in_(tickets))):
            ticket.opened_at, returned = standings[ticket.id]
            ticket.returned_at = 400.0 if returned else None

    await house.write(stand)
    queue = [rules.Waiting(ticket, *standing) for ticket, standing in standings.items()]
    counted = {ticket: await place_of(house, point) for point, ticket in zip(points, tickets, strict=True)}
    assert counted == {ticket: rules.place(queue, ticket) for ticket in tickets}


async def place_of(house: House, point: Actor) -> int:
    """As the point's screen tells it."""
    screen = await house.store.read(lambda unit: house.areas.screens.point(unit, point))
    assert screen.ticket is not None
    return screen.ticket.place
