"""Gives a line that is to be measured its credentials and its echo; the routes of the site test.

Open to everybody unless `nettest.open` says otherwise: a municipality tests its network before
it has accounts. What anybody gets is bounded: by address here, in all by media (`Limits.echoes`),
in time by the echo's own end. Nothing is stored, and nothing is told but addresses that every
answer carries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from media.contract import Answer, AnyCommand, AnyResult, ApplyOffer, CloseConference, CreateEcho, Refused
from media.link import MediaLostError
from signaling.config import NetTest
from signaling.store.errors import Invalid, LimitReached, Unavailable
from signaling.turn import TurnServer
from signaling.web.limits import Throttle
from signaling.web.messages.consultation import IceServer, IceServers, OfferAnswer
from signaling.web.messages.nettest import SiteTest, SiteTestOffer
from signaling.web.rest import Routes, Visit

SECONDS: Final = 60
"""Life of one connection of a test: ways are tried for 10 s, the best one is measured for 8 s."""

CREDENTIAL_SECONDS: Final = 120.0
"""A test makes its relays in the first half minute."""

OPEN_FOR_ADDRESS: Final = 20
"""Connections of one address in SECONDS: a page makes five, a command line up to ten, and two may test."""

PREFIX: Final = "site-test-"
"""Of the names that media and its log have for these."""


class Link(Protocol):
    """The part of media.link.MediaLink that is used here."""

    async def request(self, command: AnyCommand) -> AnyResult:
        """What media says to the command; MediaLostError when it does not."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Clock and randomness, as arguments."""

    now: Callable[[], float]
    """Unix s."""
    random_hex: Callable[[], str]
    """128 bits."""


class SiteTests:
    """The routes `nettest:*`."""

    def __init__(
        self, settings: NetTest, link: Link, turn: TurnServer | None, throttle: Throttle, edge: Edge
    ) -> None:
        self._settings = settings
        self._link = link
        self._turn = None if turn is None else replace(turn, credential_seconds=CREDENTIAL_SECONDS)
        self._throttle = throttle
        self._edge = edge
        self._open: list[tuple[str, float]] = []
        """(address, end in Unix s) of the connections that this process has made."""

    def register(self, routes: Routes) -> None:
        """Take the routes of the registry."""
        routes.on("nettest:read", self.read)
        routes.on("nettest:offer", self.offer)

    async def read(self, visit: Visit) -> SiteTest:
        """How to test.

        Raises:
            Unauthenticated: the test is for those who are signed in.
            TooOften: this address tests too often.
        """
        await self._admit(visit)
        return SiteTest(self._ice_servers(visit.peer.counted), SECONDS)

    async def offer(self, visit: Visit) -> OfferAnswer:
        """The answer of an echo that is made for this offer.

        Raises:
            Unauthenticated, TooOften: as `read`.
            Invalid: `offer`: media cannot read it.
            LimitReached: `media`: as many lines are measured as media, or one address, is allowed.
            Unavailable: media is away, or the server stops.
        """
        await self._admit(visit)
        self._take_place(visit.peer.counted)
        match visit.body:
            case SiteTestOffer(sdp=sdp):
                try:
                    return await self._answer(f"{PREFIX}{self._edge.random_hex()}", sdp)
                except MediaLostError:
                    raise Unavailable("media") from None
            case _:
                raise Invalid("shape")

    async def _admit(self, visit: Visit) -> None:
        if not self._settings.open:
            visit.signed_in()
        await self._throttle.site_test(visit.peer.counted)

    def _take_place(self, address: str) -> None:
        now = self._edge.now()
        self._open = [(of, end) for of, end in self._open if end > now]
        if sum(of == address for of, _ in self._open) >= OPEN_FOR_ADDRESS:
            raise LimitReached("media")
        self._open.append((address, now + SECONDS))

    async def _answer(self, name: str, sdp: str) -> OfferAnswer:
        made = await self._link.request(CreateEcho(name, SECONDS))
        if isinstance(made, Refused):
            if made.code == "limit":
                raise LimitReached("media")
            raise Unavailable("media")
        match await self._link.request(ApplyOffer(name, name, sdp)):
            case Answer(sdp=answer):
                return OfferAnswer(answer)
            case Refused(code="offer"):
                await self._link.request(CloseConference(name))
                raise Invalid("offer")
            case _:
                raise Unavailable("media")

    def _ice_servers(self, address: str) -> IceServers | None:
        if self._turn is None:
            return None
        # coturn counts relays by the part after the colon: an address that asks often has those of one.
        made = self._turn.credential(self._edge.now(), self._turn.name_of(address))
        server = IceServer(self._turn.urls, made.username, made.password)
        return IceServers((server,), made.expires_at)
