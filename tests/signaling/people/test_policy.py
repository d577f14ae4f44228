"""The policy table by itself: default deny, and what must never be in it."""

from __future__ import annotations

import itertools

import pytest

from signaling.people.actor import Actor
from signaling.people.policy import (
    EVERY_ROLE,
    NONE,
    OPEN_TO_ALL,
    POLICY,
    Relation,
    allows,
    may,
    require,
    require_role,
)
from signaling.people.rules import SEATS, Life, code_of, plain_code
from signaling.store.errors import Refused
from signaling.web.messages.base import Role

EVERYTHING = frozenset(Relation)


def actor(role: Role) -> Actor:
    return Actor("account", "a" * 32, role, SEATS[role])


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_what_is_not_in_the_table_is_denied_to_everybody(role: Role) -> None:
    assert not allows(actor(role), "ticket:steal", EVERYTHING)
    with pytest.raises(Refused):
        require_role(actor(role), "ticket:steal")


def test_nobody_without_a_session_may_anything_but_come_in() -> None:
    assert {action for action in (*POLICY, *OPEN_TO_ALL) if allows(None, action, EVERYTHING)} == OPEN_TO_ALL


@pytest.mark.parametrize("role", ["coordinator", "authority_admin", "system_admin"])
def test_administrators_never_see_a_consultation(role: Role) -> None:
    allowed = {action for action in POLICY if allows(actor(role), action, EVERYTHING)}
    own = {"session:me", "session:check", "session:sign-out", "directory:read", "privacy:read"}
    assert allowed == own | ({"points:read"} if role != "authority_admin" else set())


@pytest.mark.parametrize("role", ["interpreter", "guest"])
def test_an_interpreter_and_a_guest_decide_nothing(role: Role) -> None:
    for action in (
        "consultation:end",
        "consultation:admit",
        "consultation:remove",
        "guest:invite",
        "paper:add",
    ):
        assert not allows(actor(role), action, EVERYTHING)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_from_the_lobby_nothing_of_the_others_is_reached(role: Role) -> None:
    lobby = frozenset({Relation.LOBBY})
    within = {a for a in POLICY if allows(actor(role), a, lobby) and not allows(actor(role), a, NONE)}
    assert within <= {
        "consultation:open",
        "consultation:leave",
        "consultation:device",
        "privacy:consultation",
    }


def test_what_does_not_exist_gives_no_more_than_a_session() -> None:
    for role, action in itertools.product(EVERY_ROLE, POLICY):
        session = allows(actor(role), action, frozenset({Relation.SIGNED_IN}))
        assert allows(actor(role), action, NONE) == session


def test_the_buttons_are_what_the_relation_gives() -> None:
    buttons = may(actor("expert"), frozenset({Relation.PARTICIPANT}))
    assert "consultation:end" in buttons
    assert "desk:open" not in buttons
    for action in buttons:
        require(actor("expert"), action, frozenset({Relation.PARTICIPANT}))


@pytest.mark.parametrize(("now", "over"), [(0.0, False), (59.0, False), (60.0, True), (100.0, True)])
def test_a_session_ends_when_unused_or_old(now: float, over: bool) -> None:
    assert Life(seen_at=0.0, idle_seconds=60.0, expires_at=1000.0, ended=False).over(now) is over
    assert Life(seen_at=now, idle_seconds=60.0, expires_at=now, ended=False).over(now)
    assert Life(seen_at=now, idle_seconds=60.0, expires_at=1000.0, ended=True).over(now)


def test_a_code_is_the_same_however_it_is_typed() -> None:
    code = code_of(bytes(range(10)))
    assert plain_code(code) == plain_code(f" {code.lower().replace('-', ' ')} ")
    assert not set("01OI") & set(code)
