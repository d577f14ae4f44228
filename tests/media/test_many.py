"""Eight in a consultation, twenty-five in a meeting, and hundreds who come and go, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from media.conference import endpoint_state
from media.contract import Allow, CreateConference, Done, Refused, SlotMapped, Speaking
from media.offered import SCREEN_SLOT
from tests.media.offerer import SLOT_STEPS, Offerer
from tests.media.room import CONFERENCE, SCREEN_LABEL, Member, Room

MakeRoom = Callable[..., Room]


@pytest.fixture
async def make_room() -> AsyncIterator[MakeRoom]:
    rooms: list[Room] = []

    def make(limit: int, seed: int = 1) -> Room:
        rooms.append(Room(limit, seed))
        return rooms[-1]

    yield make
    for room in rooms:
        await room.close()


def fill(room: Room, count: int) -> list[Member]:
    return [room.join(f"p{number}") for number in range(count)]


def assert_each_has_a_place_for_every_other(room: Room, members: list[Member]) -> None:
    """Every other is heard and seen, each on slots of its own, as the map says."""
    by_label = {member.number % SCREEN_LABEL: member for member in members}
    for member in members:
        others = {label for label, other in by_label.items() if other is not member}
        for kind in ("audio", "video"):
            shown = member.labels(kind)
            assert all(len(labels) == 1 for labels in shown.values())
            assert sorted(label for labels in shown.values() for label in labels) == sorted(others)
            for mid, (label,) in shown.items():
                assert room.source_of(member, mid) == by_label[label].name


async def test_eight_hear_and_see_each_other_and_a_ninth_finds_no_place(make_room: MakeRoom) -> None:
    room = make_room(8)
    members = fill(room, 8)
    await room.run(0.5)
    assert_each_has_a_place_for_every_other(room, members)
    assert room.enter("ninth") == Refused("limit", "8 endpoints in this conference")
    room.leave("p3")
    assert room.enter("ninth") == Done()


async def test_twenty_five_hear_and_see_each_other_and_no_limit_is_above_that(make_room: MakeRoom) -> None:
    room = make_room(1000)
    members = fill(room, 25)
    await room.run(0.2)
    assert_each_has_a_place_for_every_other(room, members)
    assert room.enter("one more") == Refused("limit", "25 endpoints in this conference")
    assert room.conferences.execute(CreateConference(CONFERENCE, 26)) == Done()
    assert isinstance(room.enter("one more"), Refused)


async def test_a_slot_stays_what_it_is_when_others_are_added(make_room: MakeRoom) -> None:
    room = make_room(8)
    first = room.join("p0")
    before = dict(first.mids)
    for number in range(1, 8):
        room.join(f"p{number}")
    assert len(first.mids) == sum(SLOT_STEPS[1]) > len(before) == sum(SLOT_STEPS[0])
    assert {ssrc: first.mids[ssrc] for ssrc in before} == before


def most_needed() -> int:
    """Characters of the offer of one who has 24 others, numbers at their longest."""
    offerer = Offerer("client000000", mids=10_000)
    offerer.add("audio", "sendonly", 9_999_999_999)
    offerer.add("video", "sendonly", 9_999_999_998)
    offerer.add("application", "inactive")
    offerer.grow(24)
    return len(offerer.offer())


MOST_NEEDED = most_needed()


async def test_500_joins_and_leaves_make_no_description_longer_than_25_need(make_room: MakeRoom) -> None:
    """One stays all the time; its m-lines are what the fullest moment needed, and still show everybody."""
    room = make_room(25, seed=7)
    stays = room.join("stays")
    joins = 0
    while joins < 500:
        crowd = [name for name in room.members if name != "stays"]
        if crowd and (len(crowd) == 24 or room.random.random() < 0.5):
            room.leave(room.random.choice(crowd))
        else:
            joins += 1
            room.join(f"guest{joins}", sends=False)
        assert all(member.longest <= MOST_NEEDED for member in room.members.values())
    assert len(stays.offerer.sections) <= 3 + sum(SLOT_STEPS[-1])
    for name in [name for name in room.members if name != "stays"]:
        room.leave(name)
    room.negotiate(stays)
    assert all(room.source_of(stays, mid) is None for mid in stays.mids.values())
    last = [stays, *fill(room, 24)]
    stays.audio.start()
    stays.video.start()
    await room.run(0.2)
    assert_each_has_a_place_for_every_other(room, last)
    assert len(stays.offerer.sections) == 3 + sum(SLOT_STEPS[-1])


async def test_a_client_that_stops_slots_and_takes_new_ones_500_times_fills_the_same_lines(
    make_room: MakeRoom,
) -> None:
    """The mids are ever new, the m-lines and the slots' numbers are not."""
    room = make_room(25, seed=3)
    member = room.join("a")
    for others in [24, *(room.random.randrange(25) for _ in range(500))]:
        for kind in ("audio", "video"):
            extra = len(member.offerer.slots(kind)) - others - (kind == "video")
            for section in member.offerer.slots(kind)[: max(0, extra)]:
                section.direction = None
            for _ in range(-extra):
                member.offerer.add(kind, "recvonly")
        room.negotiate(member)
        assert len(member.mids) == 2 * others + 1
        assert len(member.offerer.sections) == 3 + 24 + 25
        assert member.longest <= MOST_NEEDED
    assert int(max(member.mids.values(), key=int)) > 1000


async def test_one_screen_at_a_time_and_the_newest_is_shown(make_room: MakeRoom) -> None:
    room = make_room(8)
    a, b, c = fill(room, 3)

    def shown(member: Member) -> str | None:
        peer = room.conferences.conferences[CONFERENCE].endpoints[member.name].peer
        assert peer is not None
        slot = next(s for s in peer.slots.values() if (s.route.kind, s.route.index) == ("video", SCREEN_SLOT))
        return slot.source

    room.share(a)
    await room.run(0.5)
    assert [shown(member) for member in (a, b, c)] == [None, "p0", "p0"]
    room.share(b)
    await room.run(0.5)
    assert [shown(member) for member in (a, b, c)] == ["p1", None, "p1"]
    labels = {
        member.name: {n for s in member.got.values() for n in s if n > SCREEN_LABEL} for member in (a, c)
    }
    assert labels == {"p0": {SCREEN_LABEL + 2}, "p2": {SCREEN_LABEL + 1, SCREEN_LABEL + 2}}
    room.unshare(b)
    assert [shown(member) for member in (a, b, c)] == [None, "p0", "p0"]
    lines = len(a.offerer.sections)
    for _ in range(20):
        room.unshare(a)
        assert [shown(member) for member in (a, b, c)] == [None] * 3
        room.share(a)
    assert len(a.offerer.sections) == lines
    room.leave("p0")
    assert [shown(member) for member in (b, c)] == [None] * 2
    kinds = {(e.kind, e.source) for e in room.events if isinstance(e, SlotMapped) and e.kind == "screen"}
    assert kinds == {("screen", "p0"), ("screen", "p1"), ("screen", None)}


async def test_a_held_picture_is_told_to_its_receiver_and_kept_for_who_missed_it(make_room: MakeRoom) -> None:
    """F-05: the slot stays mapped; who asks for the state later reads it too."""
    room = make_room(3)
    a, b, _ = fill(room, 3)
    await room.run(0.5)
    endpoints = room.conferences.conferences[CONFERENCE].endpoints
    peer = endpoints[a.name].peer
    assert peer is not None
    slot = next(s for s in peer.slots.values() if s.route.kind == "video" and s.source == b.name)
    for held in (True, False):
        room.events.clear()
        room.conferences.hold(slot.number, held)
        (told,) = room.events
        assert told == SlotMapped(CONFERENCE, a.name, slot.route.mid, "video", b.name, True, held)
        (state,) = (s for s in endpoint_state(endpoints[a.name]).slots if s.mid == slot.route.mid)
        assert (state.source, state.held) == (b.name, held)
    room.events.clear()
    room.leave(a.name)
    room.events.clear()
    room.conferences.hold(slot.number, True)
    assert not room.events


async def test_who_speaks_among_eight_changes_with_the_voice_and_not_with_noise(make_room: MakeRoom) -> None:
    room = make_room(8)
    members = [room.join(f"p{number}", seen=False) for number in range(8)]
    for member in members:
        member.audio.level = 70
    spoken: list[str | None] = []

    async def listen(seconds: float) -> list[str | None]:
        await room.run(seconds)
        spoken[:] = [event.endpoint for event in room.events if isinstance(event, Speaking)]
        room.events.clear()
        return spoken

    assert await listen(2.0) == []
    for member in members:  # each has the word for two seconds
        member.audio.level = 25
        assert await listen(2.0) == [member.name]
        member.audio.level = 70
        if member is not members[-1]:
            await room.run(0.4)  # a pause within a turn is nobody else's turn
    assert await listen(4.0) == [None]
    for member in members[:2]:  # two at once, one a little louder now and then: no flicker
        member.audio.level = 28
    [first] = list(await listen(1.0))
    for level in (30, 26, 30, 26, 30, 26):
        members[0].audio.level, members[1].audio.level = level, 56 - level
        assert await listen(1.0) == []
    room.leave(first or "")
    assert await listen(1.0) == [name for name in (members[0].name, members[1].name) if name != first]


async def test_a_held_screen_ends_when_its_owner_is_forbidden(make_room: MakeRoom) -> None:
    """P0's screen goes on while P1's has sent nothing; P0 is taken from the list meanwhile."""
    room = make_room(8)
    first, second, receiver = fill(room, 3)
    room.share(first)
    await room.run(0.5)
    room.share(second).stopped = True
    await room.run(0.1)
    (mid,) = [section.mid for section in receiver.offerer.slots("video") if screens_of(receiver, section.mid)]
    assert room.source_of(receiver, mid) == second.name
    held = screens_of(receiver, mid)
    await room.run(0.1)
    assert screens_of(receiver, mid) > held
    assert room.conferences.execute(Allow(CONFERENCE, first.name, (), (), ())) == Done()
    await room.run(0.1)  # what is on its way
    held = screens_of(receiver, mid)
    await room.run(0.3)
    assert screens_of(receiver, mid) == held


def screens_of(member: Member, mid: str) -> int:
    """Packets of screens that came on the slot."""
    return sum(count for label, count in member.got[mid].items() if label >= SCREEN_LABEL)
