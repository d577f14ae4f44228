"""One journey over any network: who meets, what is proven, what is measured."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page, Playwright, TimeoutError, expect

from tests.e2e.people import Person
from tests.e2e.seats import Desk, Interpreter, Point
from tests.networks.browsers import Kind, browsing
from tests.networks.coturn import Relay, relaying
from tests.networks.namespaces import Laid, laid
from tests.networks.networks import Host, Network, Way
from tests.networks.recovery import Back, Sample, came_back
from tests.networks.server import serving

AUTHORITY: Final = "Kela"
SERVICE: Final = "Kuntoutus"
SLACK_MS: Final = 5_000
"""A frame that comes too late is told with its time."""
IN_VAIN: Final = ("/socket.io/", "/healthz", "ICE failed")
"""Where a line was tried, or looked for, without one: Firefox counts it as an error of the page."""
BACK_DEADLINE_S: Final = 30.0
"""After this somebody would have given up (F-04)."""


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """How one person got into one call."""

    host: Host
    kind: Kind
    way: Way
    asked: str
    """The server's address as the browser's candidate pair has it."""
    seconds: float
    """From the press of `accept` to the first frame of the other."""


class Meeting:
    """People at their screens in a network."""

    def __init__(self, network: Laid, relay: Relay | None, kinds: dict[Host, Kind]) -> None:
        self.laid = network
        self.relay = relay
        self.kinds = kinds
        self.people: dict[Host, Person] = {}
        self._recorded: dict[Host, list[Sample]] = {}

    def sit_down(self, contexts: dict[Host, BrowserContext]) -> None:
        """Everybody opens their screen; then the network's trouble begins."""
        self.point = Point(contexts[Host.POINT], "Vimpeli")
        self.desk = Desk(contexts[Host.DESK], "Asiantuntija-Kela-01")
        self.people = {Host.POINT: self.point, Host.DESK: self.desk}
        if Host.INTERPRETER in contexts:
            self.interpreter = Interpreter(contexts[Host.INTERPRETER], "Tulkki-arabia-01")
            self.people[Host.INTERPRETER] = self.interpreter
            self.interpreter.is_available()
        self.desk.is_available()
        self.laid.begin_trouble()

    def sit_down_again(self) -> None:
        """Everybody opens their screen anew, for a further call; without trouble, as before the first one."""
        self.laid.end_trouble()
        for person in self.people.values():
            person.page.goto(person.path)
        self.desk.is_available()
        self.laid.begin_trouble()

    def call(self) -> list[FirstFrame]:
        """Point calls, desk accepts; how each got in.

        Raises:
            AssertionError: somebody saw nothing within the network's deadline.
        """
        for person in self.people.values():
            person.page.evaluate("instruments.begin()")
        self.point.calls(AUTHORITY, SERVICE)
        self.desk.accepts()
        accepted_ms = self.desk.page.evaluate("instruments.acceptedAt")
        if Host.INTERPRETER in self.people:
            self.desk.asks_for_interpreter("Arabia")
            self.interpreter.answers()
        return [self._first_frame(host, accepted_ms) for host in self.people]

    def _first_frame(self, host: Host, accepted_ms: int) -> FirstFrame:
        page = self.people[host].page
        deadline_s = self.laid.network.first_frame_s
        try:
            page.wait_for_function(
                "() => instruments.firstFrameAt !== null", timeout=deadline_s * 1000 + SLACK_MS
            )
        except TimeoutError:
            told = {h: p.page.evaluate("instruments.state()") for h, p in self.people.items()}
            raise AssertionError(f"{host} saw nothing within {deadline_s} s: {told}") from None
        seconds = (page.evaluate("instruments.firstFrameAt") - accepted_ms) / 1000
        assert host is Host.INTERPRETER or seconds <= deadline_s, (host, seconds)
        path = page.evaluate("instruments.path()")
        return FirstFrame(host, self.kinds[host], way_of(path), path["remote"], seconds)

    def is_proven(self) -> None:
        """Everybody sees and hears everybody."""
        roles = {Host.POINT: "client", Host.DESK: "expert", Host.INTERPRETER: "interpreter"}
        for host, person in self.people.items():
            for other in self.people:
                if other is not host:
                    person.sees(roles[other])
            person.hears(len(self.people) - 1)

    def end(self) -> None:
        """The desk ends the consultation; all come back to their first screen."""
        self.desk.ends()
        self.point.has_ended()
        for person in self.people.values():
            faults = [told for told in person.problems if not any(path in told for path in IN_VAIN)]
            assert not faults, faults

    # -- trouble in mid-call

    def start_recording(self) -> None:
        """Count sound and picture from now on."""
        for person in self.people.values():
            person.page.evaluate("void instruments.startRecord()")

    def recovered(self, since_ms: int, within_s: float = BACK_DEADLINE_S) -> dict[Host, Back]:
        """When each heard and saw again after that time; what has not come in so many seconds is None."""
        deadline = time.monotonic() + within_s
        back: dict[Host, Back] = {}
        while time.monotonic() < deadline:
            self.desk.page.wait_for_timeout(500)
            for host, person in self.people.items():
                self._recorded[host] = samples_of(person.page)
                back[host] = came_back(self._recorded[host], since_ms)
            if all(b.sound_s is not None and b.picture_s is not None for b in back.values()):
                break
        for person in self.people.values():
            person.page.evaluate("void instruments.stopRecord()")
        return back

    def history(self, since_ms: int) -> str:
        """What the last recording counted, every two seconds, for a failure's message."""
        lines = []
        for host, samples in self._recorded.items():
            for s in samples[::40]:
                line = f"{host} {s.at_ms - since_ms:+} ms: sound {s.sound // 48} ms, {s.frames} frames"
                lines.append(line)
            for _ in range(2):  # what grows between the two flows
                lines.append(str(self.people[host].page.evaluate("instruments.state()")))
        return "\n".join(lines)

    def only_point_is_away(self, seconds: float) -> None:
        """The point is told that it is away; the desk's call goes on, with a picture that stands still."""
        reconnecting = "[data-testid=reconnecting], [data-testid=line-down]"
        begun = time.monotonic()
        calls = self.desk.page.evaluate("instruments.state()")["calls"]
        expect(self.point.page.locator(reconnecting)).to_be_visible()
        left = seconds - (time.monotonic() - begun)
        self.desk.page.wait_for_timeout(max(0.0, left) * 1000)
        expect(self.desk.page.locator(reconnecting)).to_have_count(0)
        assert self.desk.page.evaluate("instruments.state()")["calls"] == calls

    def announced(self) -> list[str]:
        """What the server told anybody of people coming and going since `call` began anew."""
        return [
            message["event"]
            for person in self.people.values()
            for message in person.page.evaluate("instruments.told")
        ]

    def forget_announced(self) -> None:
        """What was told so far is of no interest."""
        for person in self.people.values():
            person.page.evaluate("void (instruments.told.length = 0)")


def samples_of(page: Page) -> list[Sample]:
    """What the page has counted since `start_recording`."""
    return [Sample(*counted) for counted in page.evaluate("instruments.record")]


def way_of(path: dict[str, str]) -> Way:
    """The way that a candidate pair takes."""
    if path["type"] == "relay":
        return {"udp": Way.RELAY_UDP, "tcp": Way.RELAY_TCP, "tls": Way.RELAY_TLS}[path["relay"]]
    return {"udp": Way.UDP, "tcp": Way.TCP}[path["protocol"]]


@contextmanager
def met(driver: Playwright, network: Network, kinds: dict[Host, Kind], directory: Path) -> Iterator[Meeting]:
    """The network with its server and its people at their screens, for the duration of the block."""
    with ExitStack() as stack:
        made = stack.enter_context(laid(network))
        relay = stack.enter_context(relaying(made, directory))
        stack.enter_context(serving(made, directory))
        contexts = {
            host: stack.enter_context(browsing(driver, made, host, kinds[host], directory))
            for host in network.people
        }
        meeting = Meeting(made, relay, kinds)
        meeting.sit_down(contexts)
        yield meeting
