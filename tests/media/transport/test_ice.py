"""The ICE-lite agent: whose check it takes, when the path moves, when sending stops."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from media.forward.engine import MAX_PATHS, Path
from media.negotiation import Credentials
from media.transport import stun
from media.transport.ice import (
    ABANDONED_SECONDS,
    CONSENT_SECONDS,
    OLD_CREDENTIALS_SECONDS,
    REACH,
    STEADY_SECONDS,
    AcceptPath,
    ConsentExpired,
    IceEffect,
    IceLite,
    Respond,
    SelectPath,
    local_ufrag,
)
from media.transport.stun import Attribute, Message, MessageType

LOCAL = Credentials("local", "p" * 22)
REMOTE = Credentials("remote", "q" * 22)
NEXT = Credentials("next", "r" * 22)
FIRST, SECOND = Path(0, "192.0.2.1", 1000), Path(0, "192.0.2.1", 2000)


def check(
    local: Credentials = LOCAL,
    nominate: bool = False,
    password: str | None = None,
    more: Sequence[tuple[int, bytes]] = (),
    remote: str = "remote",
    priority: int = 1,
) -> Message:
    """A browser's check."""
    attributes = [(int(Attribute.USERNAME), f"{local.ufrag}:{remote}".encode())]
    attributes += [(int(Attribute.PRIORITY), priority.to_bytes(4, "big"))]
    attributes += [(int(Attribute.USE_CANDIDATE), b"")] if nominate else []
    signed_by = (local.pwd if password is None else password).encode()
    return stun.parse(stun.encode(MessageType.REQUEST, bytes(12), [*attributes, *more], signed_by))


def response(effects: Sequence[IceEffect]) -> tuple[MessageType, int]:
    """Type of the response, and its error code or 0."""
    assert isinstance(effects[0], Respond)
    message = stun.parse(effects[0].data)
    value = message.get(Attribute.ERROR_CODE)
    return message.type, value[2] * 100 + value[3] if value is not None else 0


def test_first_check_is_adopted_without_use_candidate() -> None:
    ice = IceLite(LOCAL, REMOTE)
    effects = ice.handle_check(0.0, FIRST, check())
    assert response(effects) == (MessageType.RESPONSE, 0)
    assert list(effects[1:]) == [AcceptPath(FIRST), SelectPath(FIRST)]
    reply = effects[0]
    assert isinstance(reply, Respond) and stun.parse(reply.data).is_signed_by(LOCAL.pwd.encode())


def test_path_moves_only_when_nominated() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check())
    assert list(ice.handle_check(1.0, SECOND, check()))[1:] == [AcceptPath(SECOND)]
    assert ice.selected == FIRST
    assert list(ice.handle_check(2.0, SECOND, check(nominate=True)))[1:] == [SelectPath(SECOND)]
    assert list(ice.handle_check(3.0, SECOND, check(nominate=True)))[1:] == []


def test_of_paths_that_are_nominated_together_the_best_is_taken() -> None:
    """Firefox nominates UDP and TCP at once, uses UDP, and lets TCP fall silent."""
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, SECOND, check())
    ice.handle_check(0.01, FIRST, check(nominate=True, priority=20))
    ice.handle_check(0.05, SECOND, check(nominate=True, priority=10))
    assert ice.selected == FIRST
    ice.handle_check(0.06, SECOND, check(nominate=True, priority=30))
    assert ice.selected == SECOND


def test_a_worse_path_is_taken_when_the_better_one_is_checked_no_more() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check(nominate=True, priority=20))
    ice.handle_check(STEADY_SECONDS, SECOND, check(nominate=True, priority=10))
    assert ice.selected == FIRST
    ice.handle_check(STEADY_SECONDS + 0.1, SECOND, check(nominate=True, priority=10))
    assert ice.selected == SECOND


def test_a_path_that_is_checked_replaces_one_that_was_abandoned() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check(nominate=True))
    ice.handle_check(ABANDONED_SECONDS, SECOND, check())
    assert ice.selected == FIRST
    ice.handle_check(ABANDONED_SECONDS + 0.1, SECOND, check())
    assert ice.selected == SECOND


def test_after_a_restart_a_worse_path_is_taken_at_once() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check(nominate=True, priority=20))
    ice.restart(0.1, NEXT, REMOTE)
    ice.handle_check(0.2, SECOND, check(NEXT, nominate=True, priority=10))
    assert ice.selected == SECOND


def test_refused_checks_change_nothing() -> None:
    for message, code in (
        (check(password="wrong" * 5), 401),
        (check(NEXT), 401),
        (
            stun.parse(stun.encode(MessageType.REQUEST, bytes(12), [(Attribute.USERNAME, b"local:remote")])),
            400,
        ),
        (check(more=[(0x7000, b"")]), 420),
        (check(more=[(Attribute.ICE_CONTROLLED, bytes(8))]), 487),
    ):
        ice = IceLite(LOCAL, REMOTE)
        effects = ice.handle_check(0.0, FIRST, message)
        assert response(effects) == (MessageType.ERROR, code)
        assert len(effects) == 1 and ice.selected is None and ice.paths == () and ice.next_timer() is None


def test_responses_and_indications_are_ignored() -> None:
    ice = IceLite(LOCAL, REMOTE)
    for kind in (MessageType.RESPONSE, MessageType.INDICATION, MessageType.ERROR):
        message = stun.parse(stun.encode(kind, bytes(12), [(Attribute.USERNAME, b"local:x")], b"p"))
        assert ice.handle_check(0.0, FIRST, message) == ()
        assert local_ufrag(message) is None


def test_restart_keeps_the_path_and_old_checks_cannot_move_it() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check())
    ice.restart(10.0, NEXT, Credentials("new", "s" * 22))
    assert ice.ufrags == ("next", "local", "next" + REACH, "local" + REACH)
    effects = ice.handle_check(11.0, SECOND, check(nominate=True))
    assert response(effects) == (MessageType.RESPONSE, 0)
    assert ice.selected == FIRST
    assert list(ice.handle_check(12.0, SECOND, check(NEXT, nominate=True)))[-1] == SelectPath(SECOND)
    ice.handle_timer(10.0 + OLD_CREDENTIALS_SECONDS)
    assert "local" not in ice.ufrags
    assert response(ice.handle_check(41.0, FIRST, check())) == (MessageType.ERROR, 401)


def test_a_check_that_overtook_the_answer_nominates_and_keeps_its_credentials() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check())
    ice.restart(10.0, NEXT, Credentials("new", "s" * 22))
    mixed = check(nominate=True, remote="new")
    assert SelectPath(SECOND) in ice.handle_check(11.0, SECOND, mixed)
    for now in range(12, 100, 3):
        ice.handle_timer(float(now))
        assert response(ice.handle_check(float(now), SECOND, mixed)) == (MessageType.RESPONSE, 0)
        assert ice.selected == SECOND
    old = check(nominate=True)
    ice.handle_check(100.0, FIRST, old)
    assert ice.selected == SECOND


def test_consent_ends_after_the_last_check_of_the_selected_path() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check())
    ice.handle_check(5.0, FIRST, check())
    ice.handle_check(11.0, SECOND, check())
    assert ice.next_timer() == 5.0 + CONSENT_SECONDS
    assert ice.handle_timer(5.0 + CONSENT_SECONDS - 0.1) == ()
    assert ice.handle_timer(5.0 + CONSENT_SECONDS) == (ConsentExpired(),)
    assert ice.selected is None and ice.paths == () and ice.next_timer() is None
    assert SelectPath(SECOND) in ice.handle_check(100.0, SECOND, check())


def test_a_lost_stream_frees_the_selection() -> None:
    ice = IceLite(LOCAL, REMOTE)
    ice.handle_check(0.0, FIRST, check())
    ice.forget_path(FIRST)
    assert SelectPath(SECOND) in ice.handle_check(1.0, SECOND, check())


@given(ports=st.lists(st.integers(1, 65535), min_size=1, max_size=60), nominate=st.booleans())
def test_paths_are_bounded_and_hold_the_selected_one(ports: list[int], nominate: bool) -> None:
    ice = IceLite(LOCAL, REMOTE)
    for index, port in enumerate(ports):
        ice.handle_check(float(index), Path(0, "192.0.2.1", port), check(nominate=nominate))
        assert len(ice.paths) <= MAX_PATHS
        assert ice.selected in ice.paths


def test_who_asks_whether_the_server_is_there_is_answered_and_gets_no_path() -> None:
    ice = IceLite(LOCAL, REMOTE)
    asking = Credentials(LOCAL.ufrag + REACH, LOCAL.pwd)
    assert asking.ufrag in ice.ufrags
    effects = ice.handle_check(0.0, FIRST, check(asking, nominate=True, remote="another"))
    assert len(effects) == 1 and response(effects) == (MessageType.RESPONSE, 0)
    assert (ice.selected, ice.paths, ice.next_timer()) == (None, (), None)
    ice.handle_check(1.0, FIRST, check())
    effects = ice.handle_check(2.0, SECOND, check(asking, nominate=True, priority=99))
    assert len(effects) == 1 and ice.selected == FIRST and ice.paths == (FIRST,)


def test_who_asks_by_a_wrong_password_or_after_the_credentials_is_refused() -> None:
    ice = IceLite(LOCAL, REMOTE)
    asking = Credentials(LOCAL.ufrag + REACH, LOCAL.pwd)
    assert response(ice.handle_check(0.0, FIRST, check(asking, password="x" * 22))) == (
        MessageType.ERROR,
        401,
    )
    ice.restart(0.0, NEXT, REMOTE)
    assert asking.ufrag in ice.ufrags
    assert response(ice.handle_check(1.0, FIRST, check(asking))) == (MessageType.RESPONSE, 0)
    ice.handle_timer(OLD_CREDENTIALS_SECONDS)
    assert asking.ufrag not in ice.ufrags
    assert response(ice.handle_check(31.0, FIRST, check(asking))) == (MessageType.ERROR, 401)
