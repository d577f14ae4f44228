"""The ICE-lite agent of one endpoint: checks in, responses and paths out. Pure.

A lite agent sends no checks and is always controlled. The first authenticated
check of a transport is adopted as its path; later the path moves only on
USE-CANDIDATE with the current user name fragment, never on a packet of another
kind. A browser that nominates all its pairs together (Firefox 153 ESR) means the
one of the highest priority, whichever check comes last; a path that is checked
no more gives way to one that is. Old credentials stay good for answers for a
while after a restart, so that media goes on until the new path is nominated;
they nominate nothing, unless the check names the browser's new fragment.

A fragment of ours with REACH behind it asks only whether the server can be
reached: whoever has lost the line looks for it with an ICE agent of its own.
The answer is all; no path is opened, moved or kept by it.

Source: RFC 8445 sections 2.5, 7.3, 8.1.1 and 8.3; consent in the spirit of RFC 7675:
sending stops CONSENT_SECONDS after the last authenticated request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.forward.engine import MAX_PATHS, Path
from media.negotiation import Credentials
from media.transport import stun
from media.transport.stun import Attribute, Message, MessageType

CONSENT_SECONDS: Final = 30.0
"""RFC 7675 section 5.1: no consent for 30 s means stop sending."""
OLD_CREDENTIALS_SECONDS: Final = 30.0
"""A browser keeps its old pair until the new one is nominated; seen 0.1-0.3 s, a slow network needs more."""

STEADY_SECONDS: Final = 2.0
"""A better path that was checked so lately is not given up for a worse one; Chromium asks again, Firefox asks
for all in its first second."""
ABANDONED_SECONDS: Final = 7.0
"""Browsers check the path that they use each 2.5 s (Chromium) or 4 to 6 s (Firefox, RFC 7675 section 5.1)."""

REACH: Final = "/reach"
"""Behind a fragment of ours: answer, and do nothing else. Ice-chars all, RFC 8839 section 5.4."""


@dataclass(frozen=True, slots=True)
class Respond:
    """Send these bytes on the path that the request came on."""

    path: Path
    data: bytes


@dataclass(frozen=True, slots=True)
class AcceptPath:
    """The endpoint may send from here too."""

    path: Path


@dataclass(frozen=True, slots=True)
class SelectPath:
    """Send to the endpoint here from now on."""

    path: Path


@dataclass(frozen=True, slots=True)
class ConsentExpired:
    """Stop sending: nobody has asked for media for CONSENT_SECONDS."""


IceEffect = Respond | AcceptPath | SelectPath | ConsentExpired


def local_ufrag(message: Message) -> str | None:
    """Our half of USERNAME, by which the endpoint is found; None when there is no such half."""
    username = message.get(Attribute.USERNAME)
    if message.type is not MessageType.REQUEST or username is None or len(username) > 513:
        return None
    ufrag, colon, _ = username.partition(b":")
    return ufrag.decode("ascii", "replace") if colon else None


def remote_ufrag(message: Message) -> str:
    """The browser's half of USERNAME; empty when there is none."""
    return (message.get(Attribute.USERNAME) or b"").partition(b":")[2].decode("ascii", "replace")


class IceLite:
    """State of one endpoint's transport. Times are seconds of one monotonic clock."""

    def __init__(self, local: Credentials, remote: Credentials) -> None:
        self.local = local
        self.remote = remote
        self.selected: Path | None = None
        self._previous: tuple[Credentials, float] | None = None
        self._priority = 0
        """Of the nomination that selected the path; 0: nobody has nominated it."""
        self._paths: dict[Path, float] = {}
        self._consent_at: float | None = None

    @property
    def ufrags(self) -> tuple[str, ...]:
        """Fragments that this agent answers to."""
        old = (self._previous[0].ufrag,) if self._previous is not None else ()
        own = (self.local.ufrag, *old)
        return (*own, *(ufrag + REACH for ufrag in own))

    @property
    def paths(self) -> tuple[Path, ...]:
        """Authenticated paths, at most MAX_PATHS, the one heard last at the end."""
        return tuple(self._paths)

    def restart(self, now: float, local: Credentials, remote: Credentials) -> None:
        """New credentials on both sides; the path stays until a check under them nominates another."""
        self._previous = (self.local, now + OLD_CREDENTIALS_SECONDS)
        self.local, self.remote = local, remote
        self._priority = 0

    def handle_check(self, now: float, path: Path, message: Message) -> Sequence[IceEffect]:
        """What a message that names one of our fragments leads to."""
        if message.type is not MessageType.REQUEST:
            return ()
        asked = local_ufrag(message) or ""
        ufrag = asked.removesuffix(REACH)
        previous = self._previous[0] if self._previous is not None else None
        credentials = previous if previous is not None and ufrag == previous.ufrag else self.local
        if ufrag != credentials.ufrag:
            return (Respond(path, stun.error(message, 401)),)
        password = credentials.pwd.encode()
        if message.get(Attribute.MESSAGE_INTEGRITY) is None:
            return (Respond(path, stun.error(message, 400)),)
        if not message.is_signed_by(password):
            return (Respond(path, stun.error(message, 401)),)
        if message.unknown_required:
            return (Respond(path, stun.error(message, 420, password)),)
        if message.get(Attribute.ICE_CONTROLLED) is not None:
            return (Respond(path, stun.error(message, 487, password)),)
        response = Respond(path, stun.success(message, path.host, path.port, password))
        if ufrag != asked:
            return (response,)
        return (response, *self._learn_path(now, path, message, self._is_old(now, message, credentials)))

    def _is_old(self, now: float, message: Message, credentials: Credentials) -> bool:
        """Whether the check belongs to the generation before the last restart.

        A browser whose first check after a restart leaves before our answer has come names our old
        fragment with its new one, and Chromium 156 goes on so for as long as that pair lives.
        """
        if credentials == self.local:
            return False
        if remote_ufrag(message) != self.remote.ufrag:
            return True
        self._previous = (credentials, now + OLD_CREDENTIALS_SECONDS)
        return False

    def _learn_path(self, now: float, path: Path, message: Message, old: bool) -> list[IceEffect]:
        effects: list[IceEffect] = []
        if path not in self._paths:
            effects.append(AcceptPath(path))
        self._paths.pop(path, None)
        self._paths[path] = now
        while len(self._paths) > MAX_PATHS:
            del self._paths[next(p for p in self._paths if p != self.selected)]
        nominated = message.get(Attribute.USE_CANDIDATE) is not None and not old
        priority = int.from_bytes(message.get(Attribute.PRIORITY) or b"", "big") if nominated else 0
        if path == self.selected:
            self._priority = max(self._priority, priority)
        elif self.selected is None or (not old and self._moves(now, self.selected, nominated, priority)):
            self.selected, self._priority = path, priority
            effects.append(SelectPath(path))
        if path == self.selected:
            self._consent_at = now
        return effects

    def _moves(self, now: float, selected: Path, nominated: bool, priority: int) -> bool:
        """Whether a check of this generation on another path than the selected one moves it there."""
        silent = now - self._paths[selected]
        if nominated:
            return priority >= self._priority or silent > STEADY_SECONDS
        return silent > ABANDONED_SECONDS

    def forget_path(self, path: Path) -> None:
        """A TCP connection has ended; the next authenticated check is adopted if it was the selected one."""
        self._paths.pop(path, None)
        if path == self.selected:
            self.selected, self._priority = None, 0

    def next_timer(self) -> float | None:
        """When `handle_timer` is due, or None."""
        times = [self._previous[1]] if self._previous is not None else []
        if self._consent_at is not None:
            times.append(self._consent_at + CONSENT_SECONDS)
        return min(times, default=None)

    def handle_timer(self, now: float) -> Sequence[IceEffect]:
        """Forget old credentials and paths; tell when consent has ended."""
        if self._previous is not None and now >= self._previous[1]:
            self._previous = None
        if self._consent_at is None or now < self._consent_at + CONSENT_SECONDS:
            return ()
        self._consent_at = None
        self.selected, self._priority = None, 0
        self._paths.clear()
        return (ConsentExpired(),)
