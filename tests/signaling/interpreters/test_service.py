"""The pool on both databases: all free ones ring, the first to answer joins (J4, F-45, F-46)."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Refused, ServiceError
from signaling.web.messages.consultation import ConsultationAct, ConsultationRef
from signaling.web.messages.interpreters import (
    InterpreterAsk,
    InterpreterCall,
    InterpreterCallRef,
    InterpreterSnapshot,
    SetLanguage,
)
from signaling.web.messages.queue import Accepted
from tests.signaling.house import House


async def ask(house: House, actor: Actor, consultation: str, language: str = "ar") -> InterpreterCall:
    request = InterpreterAsk(house.new_id(), consultation, language)
    return await house.write(lambda unit: house.areas.interpreters.ask(unit, actor, request))


async def answer(house: House, actor: Actor, call: str) -> Accepted:
    request = InterpreterCallRef(house.new_id(), call)
    return await house.write(lambda unit: house.areas.interpreters.answer(unit, actor, request))


async def decline(house: House, actor: Actor, call: str) -> None:
    request = InterpreterCallRef(house.new_id(), call)
    await house.write(lambda unit: house.areas.interpreters.decline(unit, actor, request))


async def screen(house: House, actor: Actor) -> InterpreterSnapshot:
    return await house.store.read(lambda unit: house.areas.interpreters.screen(unit, actor))


async def states(house: House, actor: Actor) -> list[str]:
    return [message["call"]["state"] for message in house.take("interpreter:call", actor.ref.room)]


async def test_the_free_ones_of_the_language_ring_and_see_no_names(house: House) -> None:
    point, _, place = await house.consultation()
    first, second = await house.interpreter("ar"), await house.interpreter("ar", "fa")
    away, other = await house.interpreter("ar", available=False), await house.interpreter("ru")
    call = await ask(house, point, place.consultation)
    assert call.state == "ringing"
    for actor in (first, second):
        [ringing] = house.take("interpreter:ringing", actor.ref.room)
        assert ringing["ringing"]["call"] == call.call
        assert [r.call for r in (await screen(house, actor)).ringing] == [call.call]
        assert place.consultation not in str(ringing)
    for actor in (away, other):
        assert not house.take("interpreter:ringing", actor.ref.room)
        with pytest.raises(Refused):
            await answer(house, actor, call.call)


async def test_the_first_to_answer_joins_labelled_to_all(house: House) -> None:
    point, expert, place = await house.consultation()
    pool = [await house.interpreter("ar") for _ in range(5)]
    call = await ask(house, expert, place.consultation)

    async def press(actor: Actor) -> Accepted | ServiceError:
        try:
            return await answer(house, actor, call.call)
        except ServiceError as error:
            return error

    results = await asyncio.gather(*map(press, pool))
    [won] = [r for r in results if isinstance(r, Accepted)]
    assert {type(r) for r in results if not isinstance(r, Accepted)} == {Conflict}
    assert won.consultation == place.consultation
    request = ConsultationRef(place.consultation)
    seen = await house.store.read(lambda unit: house.areas.screen.open(unit, point, request))
    assert [p.label.fi for p in seen.participants] == ["Asiakas", "Asiantuntija", "Tulkki (arabia)"]
    assert seen.participants[2].participant == won.participant
    assert seen.interpreter_call is None
    assert await states(house, point) == ["ringing", "answered"]
    for actor in pool:
        assert [m["reason"] for m in house.take("interpreter:rung-off", actor.ref.room)] == ["answered"]
    winner = pool[results.index(won)]
    assert await answer(house, winner, call.call) == won
    assert (await screen(house, winner)).consultation == place.consultation


async def test_one_in_a_consultation_does_not_ring(house: House) -> None:
    _, expert, place = await house.consultation()
    interpreter = await house.interpreter("ar")
    await answer(house, interpreter, (await ask(house, expert, place.consultation)).call)
    assert (await ask(house, expert, place.consultation)).state == "nobody"


async def test_decline_rings_off_for_that_one_and_the_last_makes_nobody(house: House) -> None:
    point, expert, place = await house.consultation()
    first, second = await house.interpreter("ar"), await house.interpreter("ar")
    call = await ask(house, expert, place.consultation)
    await decline(house, first, call.call)
    assert (await screen(house, first)).ringing == ()
    assert len((await screen(house, second)).ringing) == 1
    with pytest.raises(Refused):
        await answer(house, first, call.call)
    assert await states(house, point) == ["ringing"]
    await decline(house, second, call.call)
    assert await states(house, point) == ["ringing", "nobody"]


async def test_nobody_answers_in_time(house: House) -> None:
    point, expert, place = await house.consultation()
    interpreter = await house.interpreter("ar")
    call = await ask(house, expert, place.consultation)
    await house.pass_time(44)
    assert await states(house, point) == ["ringing"]
    await house.pass_time(1)
    assert await states(house, point) == ["ringing", "nobody"]
    assert [m["reason"] for m in house.take("interpreter:rung-off", interpreter.ref.room)] == ["timeout"]
    with pytest.raises(Conflict, match="taken"):
        await answer(house, interpreter, call.call)


async def test_cancel_and_end_ring_off(house: House) -> None:
    point, expert, place = await house.consultation()
    interpreter = await house.interpreter("ar")
    call = await ask(house, expert, place.consultation)
    with pytest.raises(Conflict, match="ringing"):
        await ask(house, expert, place.consultation)
    cancel = InterpreterCallRef(house.new_id(), call.call)
    await house.write(lambda unit: house.areas.interpreters.cancel(unit, point, cancel))
    assert await states(house, expert) == ["ringing", "cancelled"]
    await ask(house, expert, place.consultation)
    end = ConsultationAct(house.new_id(), place.consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    reasons = [m["reason"] for m in house.take("interpreter:rung-off", interpreter.ref.room)]
    assert reasons == ["cancelled", "cancelled"]
    assert (await screen(house, interpreter)).ringing == ()


async def test_strangers_do_not_ask_cancel_or_answer(house: House) -> None:
    _, expert, place = await house.consultation()
    stranger, interpreter = await house.point(), await house.interpreter("ar")
    call = await ask(house, expert, place.consultation)
    refusals = set()
    for wanted in (call.call, house.new_id()):
        cancel = InterpreterCallRef(house.new_id(), wanted)
        with pytest.raises(Refused) as refusal:
            await house.write(partial(house.areas.interpreters.cancel, actor=stranger, request=cancel))
        refusals.add(refusal.value.message())
    for wanted in (place.consultation, house.new_id()):
        with pytest.raises(Refused) as refusal:
            await ask(house, stranger, wanted)
        refusals.add(refusal.value.message())
    with pytest.raises(Refused) as refusal:
        await answer(house, interpreter, house.new_id())
    refusals.add(refusal.value.message())
    assert len(refusals) == 1


async def test_languages_show_who_is_free(house: House) -> None:
    _, expert, _ = await house.consultation()
    await house.interpreter("ar")
    await house.interpreter("ar", "fse", available=False)
    free = await house.store.read(lambda unit: house.areas.interpreters.languages(unit, expert))
    assert {entry.language: entry.free for entry in free.languages} == {"ar": 1, "fse": 0}


async def switch(house: House, actor: Actor, language: str, on: bool) -> None:
    request = SetLanguage(house.new_id(), language, on)
    await house.write(lambda unit: house.areas.interpreters.set_language(unit, actor, request))


async def test_a_language_that_is_off_does_not_ring(house: House) -> None:
    _, expert, place = await house.consultation()
    both, one = await house.interpreter("ar", "fa"), await house.interpreter("ar")
    await switch(house, both, "ar", False)
    own = await screen(house, both)
    assert (own.languages, own.languages_on, own.availability) == (("ar", "fa"), ("fa",), "available")
    assert (await screen(house, one)).languages_on == ("ar",)
    free = await house.store.read(lambda unit: house.areas.interpreters.languages(unit, expert))
    assert {entry.language: entry.free for entry in free.languages} == {"ar": 1, "fa": 1}
    call = await ask(house, expert, place.consultation, "ar")
    assert not house.take("interpreter:ringing", both.ref.room)
    with pytest.raises(Refused):
        await answer(house, both, call.call)
    await decline(house, one, call.call)
    await ask(house, expert, place.consultation, "fa")
    assert len(house.take("interpreter:ringing", both.ref.room)) == 1


async def test_every_window_sees_the_languages_and_the_same_again_changes_nothing(house: House) -> None:
    both, other = await house.interpreter("ar", "fa"), await house.interpreter("ar", "fa")
    await switch(house, both, "fa", True)
    for on in (False, False, True):
        await switch(house, both, "ar", on)
    told = house.take("interpreter:languages-on", both.ref.room)
    assert [message["languagesOn"] for message in told] == [["fa"], ["ar", "fa"]]
    own = await screen(house, both)
    assert (told[-1]["feed"], told[-1]["version"]) == (own.feed, own.version)
    assert not house.take("interpreter:languages-on", other.ref.room)


async def test_nobody_switches_a_language_on_that_is_not_hers(house: House) -> None:
    _, expert, place = await house.consultation()
    interpreter = await house.interpreter("ar")
    for actor, language in ((interpreter, "fa"), (interpreter, "xx"), (expert, "ar")):
        with pytest.raises(Refused):
            await switch(house, actor, language, True)
    assert (await ask(house, expert, place.consultation, "fa")).state == "nobody"
