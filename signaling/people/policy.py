"""Who may do what. Pure: the whole policy is this table; what is not in it is denied.

A service method reads the actor's relations to the object inside its
transaction (an object that is not there gives none) and calls `require`: the
refusal is then the same whether the thing exists or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from signaling.people.actor import Actor
from signaling.store.errors import Refused
from signaling.web.messages.base import Role


class Relation(StrEnum):
    """What the actor is to the object of the action."""

    ANYONE = "anyone"
    """Also without a session."""
    SIGNED_IN = "signed_in"
    """Has a session; enough where the object is the actor's own screen."""
    LISTED = "listed"
    """The service or the authority stands in the directory that this actor reads."""
    OWN = "own"
    """Own ticket, own appointment, or a call that rings for this actor."""
    OWN_SERVICE = "own_service"
    """Expert of the service that the ticket waits for."""
    LOBBY = "lobby"
    """Waits for admission to an active consultation."""
    PARTICIPANT = "participant"
    """Admitted to a consultation that is active now."""


Grant = tuple[Role, Relation]

EVERY_ROLE: Final[tuple[Role, ...]] = (
    "point",
    "expert",
    "interpreter",
    "guest",
    "coordinator",
    "authority_admin",
    "system_admin",
)


def _grant(relation: Relation, *roles: Role) -> frozenset[Grant]:
    return frozenset((role, relation) for role in roles)


_IN = _grant(Relation.PARTICIPANT, "point", "expert", "interpreter", "guest")
_WAITING = _grant(Relation.LOBBY, "guest", "interpreter")
"""Who comes by a code waits in the lobby, and who is sent there; others are admitted as they come (F-89)."""
_HOSTS = _grant(Relation.PARTICIPANT, "point", "expert")
"""The two whose meeting it is. An interpreter decides nothing (F-46), a guest is led."""
_MARKERS = _grant(Relation.PARTICIPANT, "point", "expert", "guest")
"""Whose matter the papers are, and who helps. An interpreter takes no part in it (F-46) and points only."""
_EXPERT = _grant(Relation.PARTICIPANT, "expert")
_POINT = _grant(Relation.PARTICIPANT, "point")

OPEN_TO_ALL: Final = frozenset(
    {
        "session:sign-in",
        "session:enrol",
        "session:join",
        "privacy:invited",
        "demo:roles",
        "demo:enter",
        "nettest:read",
        "nettest:offer",
        "statement:read",
    }
)
"""Actions of somebody without a session. The site test asks for one where `nettest.open` is false."""

POLICY: Final[Mapping[str, frozenset[Grant]]] = {
    "session:me": _grant(Relation.SIGNED_IN, *EVERY_ROLE),
    "session:check": _grant(Relation.SIGNED_IN, *EVERY_ROLE),
    "session:sign-out": _grant(Relation.SIGNED_IN, *EVERY_ROLE),
    "directory:read": _grant(
        Relation.SIGNED_IN, "point", "expert", "coordinator", "authority_admin", "system_admin"
    ),
    "privacy:read": _grant(
        Relation.LISTED, "point", "expert", "coordinator", "authority_admin", "system_admin"
    ),
    "privacy:consultation": _grant(Relation.PARTICIPANT, "interpreter", "guest") | _WAITING,
    "point:open": _grant(Relation.SIGNED_IN, "point"),
    "point:self-test": _grant(Relation.SIGNED_IN, "point"),
    "point:tested": _grant(Relation.SIGNED_IN, "point"),
    "points:read": _grant(Relation.SIGNED_IN, "coordinator", "system_admin"),
    "ticket:open": _grant(Relation.LISTED, "point"),
    "ticket:cancel": _grant(Relation.OWN, "point"),
    "booking:times": _grant(Relation.LISTED, "point"),
    "booking:read": _grant(Relation.SIGNED_IN, "point", "expert"),
    "booking:book": _grant(Relation.LISTED, "point"),
    "booking:move": _grant(Relation.OWN, "point"),
    "booking:cancel": _grant(Relation.OWN, "point", "expert"),
    "booking:arrive": _grant(Relation.OWN, "point"),
    "desk:open": _grant(Relation.SIGNED_IN, "expert"),
    "desk:availability": _grant(Relation.SIGNED_IN, "expert"),
    "ticket:accept": _grant(Relation.OWN_SERVICE, "expert"),
    "ticket:write": _grant(Relation.OWN_SERVICE, "expert"),
    "ticket:return": _EXPERT,
    "interpreter:open": _grant(Relation.SIGNED_IN, "interpreter"),
    "interpreter:availability": _grant(Relation.SIGNED_IN, "interpreter"),
    "interpreter:language": _grant(Relation.SIGNED_IN, "interpreter"),
    "interpreter:answer": _grant(Relation.OWN, "interpreter"),
    "interpreter:decline": _grant(Relation.OWN, "interpreter"),
    "interpreter:languages": _grant(Relation.SIGNED_IN, "point", "expert"),
    "interpreter:ask": _HOSTS,
    "interpreter:cancel": _HOSTS,
    "consultation:open": _IN | _WAITING,
    "consultation:leave": _IN | _WAITING,
    "consultation:device": _IN | _WAITING,
    "consultation:say": _IN,
    "consultation:end": _EXPERT,
    "consultation:admit": _EXPERT,
    "consultation:remove": _EXPERT,
    "chair:mute": _EXPERT,
    "chair:lobby": _EXPERT,
    "chair:lock": _EXPERT,
    "consultation:signing": _IN,
    "hand:raise": _IN,
    "hand:lower": _EXPERT,
    "guest:invite": _EXPERT,
    "advisor:leave": _POINT,
    "advisor:return": _POINT,
    "advisor:answer": _EXPERT,
    "identity:show": _EXPERT,
    "identity:cancel": _EXPERT,
    "identity:record": _EXPERT,
    "notes:write": _EXPERT,
    "media:offer": _IN,
    "paper:add": _HOSTS,
    "paper:turn": _HOSTS,
    "paper:remove": _HOSTS,
    "paper:redact": _HOSTS,
    "paper:print": _HOSTS,
    "paper:download": _HOSTS,
    "paper:hand-over": _EXPERT,
    "paper:permit": _POINT,
    "paper:read": _IN,
    "paper:text": _IN,
    "operation:read": _IN,
    "mark:read": _IN,
    "mark:add": _MARKERS,
    "mark:erase": _MARKERS,
    "mark:erase-other": _EXPERT,
}
"""action -> who: a role together with what it must be to the object."""

KEEPING: Final = frozenset({"paper:print", "paper:download", "paper:hand-over", "paper:permit"})
"""After these something of a paper is kept elsewhere: withheld where the service is confidential (F-102)."""

LEFT_BEHIND: Final = frozenset({"paper:download"})
"""What leaves a file on the device: at a service point, for the next client to find (F-25)."""

NONE: Final[frozenset[Relation]] = frozenset()
"""The relations of anybody to what does not exist."""


def allows(actor: Actor | None, action: str, relations: frozenset[Relation] = NONE) -> bool:
    """True where the table has the action for this actor's role and one of the relations.

    >>> allows(Actor("account", "a" * 32, "expert", "desk"), "ticket:accept")
    False
    """
    if action in OPEN_TO_ALL:
        return True
    if actor is None:
        return False
    held = relations | {Relation.SIGNED_IN}
    return any((actor.role, relation) in POLICY.get(action, frozenset()) for relation in held)


def require(actor: Actor | None, action: str, relations: frozenset[Relation] = NONE) -> None:
    """Return where `allows` does.

    Raises:
        Refused: the policy has no such right, or the object does not exist.
    """
    if not allows(actor, action, relations):
        raise Refused


def require_role(actor: Actor, action: str) -> None:
    """Return where the actor's role has a right to the action on some object; what comes first for all.

    Raises:
        Refused: no object would make it allowed.
    """
    if not any(role == actor.role for role, _ in POLICY.get(action, frozenset())):
        raise Refused


def withheld(role: Role, *, confidential: bool, files_at_points: bool) -> frozenset[str]:
    """Actions on papers that the table gives, and that this service and seat do not.

    >>> sorted(withheld("point", confidential=False, files_at_points=False))
    ['paper:download']
    """
    if confidential:
        return KEEPING
    return LEFT_BEHIND if role == "point" and not files_at_points else frozenset()


def may(actor: Actor, relations: frozenset[Relation]) -> tuple[str, ...]:
    """Every action that these relations give, in the order of the table; for the client's buttons."""
    held = relations - {Relation.SIGNED_IN}
    return tuple(
        action
        for action, grants in POLICY.items()
        if any((actor.role, relation) in grants for relation in held)
    )
