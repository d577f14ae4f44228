"""`etaluukku nettest`: tries every way from here to a server, as a browser would, and prints one page."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import os
import ssl
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar, get_args
from urllib.parse import urlsplit

import aiohttp
import msgspec

from media.probe.paths import Relay
from media.probe.ways import Measured, Tried, WayKind, measure, try_way
from signaling.nettest import rules
from signaling.nettest.report import TEXTS, Report, WayState, write
from signaling.nettest.rules import NO_WAY, NOTHING_BACK, Figures, Judgement, Verdict
from signaling.turn import parse_url
from signaling.web.messages.base import Error, Language
from signaling.web.messages.consultation import OfferAnswer
from signaling.web.messages.nettest import SiteTest, SiteTestOffer

Reply = TypeVar("Reply")

PATH: Final = "/api/nettest"
SEAT: Final = {"X-Etaluukku-Seat": "point"}
ASK_SECONDS: Final = 15.0
ORDER: Final[tuple[WayKind, ...]] = get_args(WayKind)
"""As a call takes them, whatever the order of the relays in the server's configuration."""

BEST_FIRST: Final = (Verdict.VIDEO, Verdict.SOUND, Verdict.NOTHING)


class NetTestError(Exception):
    """The server cannot be asked for a test; the text has the remedy."""


class _Refusal(msgspec.Struct, frozen=True):
    """The envelope of a refusal."""

    error: Error


@dataclass(frozen=True, slots=True)
class Way:
    """A way to try."""

    kind: WayKind
    relay: Relay | None = None


def default_language() -> Language:
    """The language of this terminal, where it is one of ours."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    match said[:2]:
        case "fi":
            return "fi"
        case "sv":
            return "sv"
        case _:
            return "en"


def run(arguments: argparse.Namespace) -> int:
    """Print the page; 0 when at least one way carries video."""
    language: Language = arguments.language or default_language()
    try:
        report = asyncio.run(_run(server_of(arguments.server), language))
    except NetTestError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(write(report, language), end="")  # noqa: T201
    return 0 if report.judgement.verdict is Verdict.VIDEO else 1


def server_of(text: str) -> str:
    """The address of the server without a path.

    Raises:
        NetTestError: it is none.
    """
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NetTestError(f"--server {text}: not an address such as https://etaluukku.example.fi")
    return f"{parts.scheme}://{parts.netloc}"


async def _run(server: str, language: Language) -> Report:
    timeout = aiohttp.ClientTimeout(total=ASK_SECONDS)
    async with aiohttp.ClientSession(headers=SEAT, timeout=timeout, trust_env=True) as http:
        asking = Asking(http, server)
        ways = ways_of(await asking.read())
        states = await asyncio.gather(*(_try(asking, way, language) for way in ways))
        found = [way for way, state in zip(ways, states, strict=True) if state.why is None]
        judgement, measured = await _measure(asking, found)
    now = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    return Report(server, now, tuple(states), judgement, measured)


async def _try(asking: Asking, way: Way, language: Language) -> WayState:
    tried = await try_way(way.kind, asking.answer, way.relay)
    if tried.line is not None:
        await tried.line.close()
    state = WayState(tried.kind, tried.targets, tried.why)
    word = "open" if state.why is None else "closed"
    print(f"{TEXTS[language][f'way.{way.kind}']}: {TEXTS[language][word]}", file=sys.stderr)  # noqa: T201
    return state


async def _measure(asking: Asking, ways: Sequence[Way]) -> tuple[Judgement, tuple[WayKind, Measured] | None]:
    """The best of the open ways: the first that carries video, else the one that carries most."""
    found: list[tuple[Judgement, tuple[WayKind, Measured] | None]] = [(NO_WAY, None)]
    for way in ways:
        try:
            tried = await try_way(way.kind, asking.answer, way.relay)
        except NetTestError:
            if len(found) == 1:
                raise
            break  # the server lets one address open only so many; what was measured so far holds
        found.append(await _measure_one(tried))
        if found[-1][0].verdict is Verdict.VIDEO:
            break
    # The latest of equals: that a way opened and nothing came back says more than that none is open.
    return min(reversed(found), key=lambda one: BEST_FIRST.index(one[0].verdict))


async def _measure_one(tried: Tried) -> tuple[Judgement, tuple[WayKind, Measured] | None]:
    if tried.line is None:
        return NOTHING_BACK, None
    try:
        measured = await measure(tried.line)
    finally:
        await tried.line.close()
    if measured is None:
        return NOTHING_BACK, None
    figures = Figures(
        measured.loss_up,
        measured.loss_down,
        measured.round_trip_ms,
        measured.up_bits_per_second,
        measured.down_bits_per_second,
    )
    return rules.judge(figures), (tried.kind, measured)


def ways_of(test: SiteTest) -> tuple[Way, ...]:
    """The ways to try, best first.

    Raises:
        NetTestError: the server names a relay that is none.
    """
    ways = [Way("udp"), Way("tcp")]
    for server in test.ice_servers.servers if test.ice_servers is not None else ():
        for text in server.urls:
            try:
                url = parse_url(text)
            except ValueError as error:
                raise NetTestError(f"the server names {text}: {error}") from None
            relay = Relay(url.host, url.port, url.transport, url.tls, server.username, server.credential)
            kind: WayKind = "turn-udp" if url.transport == "udp" else "turn-tcp"
            ways.append(Way("turn-tls" if url.tls else kind, relay))
    return tuple(sorted(ways, key=lambda way: ORDER.index(way.kind)))


@dataclass(frozen=True, slots=True)
class Asking:
    """The server's two routes."""

    http: aiohttp.ClientSession
    server: str

    async def read(self) -> SiteTest:
        """How to test.

        Raises:
            NetTestError: the server does not answer, or does not let this be tested.
        """
        return await self._ask("GET", None, lambda body: msgspec.json.decode(body, type=SiteTest))

    async def answer(self, offer: str) -> str:
        """The answer of an echo.

        Raises:
            NetTestError: as `read`.
        """
        body = msgspec.json.encode(SiteTestOffer(offer))
        reply = await self._ask("POST", body, lambda body: msgspec.json.decode(body, type=OfferAnswer))
        return reply.sdp

    async def _ask(self, method: str, body: bytes | None, read: Callable[[bytes], Reply]) -> Reply:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            async with self.http.request(
                method, f"{self.server}{PATH}", data=body, headers=headers
            ) as response:
                answer = await response.read()
                if response.status == 200:
                    return read(answer)
                raise NetTestError(_refusal(self.server, response.status, answer))
        except msgspec.MsgspecError:
            raise NetTestError(f"{self.server} is no Etäluukku server of this release") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NetTestError(f"{self.server}: {_remedy(error)}") from None


def _remedy(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | ssl.SSLError():
            return (
                "its certificate is not accepted here; if TLS is inspected on the way, leave this server "
                "out; a certificate of your own: name its file in SSL_CERT_FILE"
            )
        case aiohttp.ClientConnectorDNSError():
            return (
                "the name has no address here; is it spelt right, and does this machine have a name server?"
            )
        case TimeoutError():
            return (
                f"no answer within {ASK_SECONDS:.0f} s; open TCP to its port, or name a proxy in HTTPS_PROXY"
            )
        case _:
            return (
                "no connection; is the address right, does the server run, is TCP to its port open from here?"
            )


def _refusal(server: str, status: int, body: bytes) -> str:
    try:
        code = msgspec.json.decode(body, type=_Refusal).error.code
    except msgspec.MsgspecError:
        code = "invalid" if status < 500 else "unavailable"
    match code:
        case "unauthenticated":
            return f"{server}: only who is signed in may test (nettest.open); sign in, open {server}/nettest"
        case "limit":
            return f"{server}: too many tests at a time; try again in a minute"
        case "unavailable":
            return f"{server}: media cannot be asked now (status {status}); try again in a minute"
        case _:
            return f"{server} is no Etäluukku server of this release (status {status})"
