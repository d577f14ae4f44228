"""Counters of one process for Prometheus; names, never ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from signaling.web.dispatch import EVENTS

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Buckets around the 200 ms in which an accepted ticket leaves the other desks (F-13)."""


class Elsewhere(Collector):
    """Figures that another process has counted."""

    def __init__(self) -> None:
        self.gauges: Mapping[str, float] = {}
        self.counters: Mapping[str, float] = {}

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        for name, value in self.gauges.items():
            yield GaugeMetricFamily(name, "Held now", value=value)
        for name, value in self.counters.items():
            yield CounterMetricFamily(name, "Since the process began", value=value)


class Metrics:
    """What is counted. Labels come from fixed sets, so that nobody can fill the memory with names."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._sockets = Gauge("etaluukku_sockets", "Open sockets", registry=self.registry)
        self._events = Counter(
            "etaluukku_events", "Events of browsers", ["event", "outcome"], registry=self.registry
        )
        self._requests = Counter(
            "etaluukku_requests", "HTTP requests", ["method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "etaluukku_request_seconds",
            "Time to answer an HTTP request",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._connections = Gauge("etaluukku_connections", "Open connections", registry=self.registry)
        self._turned_away = Counter(
            "etaluukku_connections_refused",
            "Connections that were one too many",
            ["reason"],
            registry=self.registry,
        )
        self._self_tests = Counter(
            "etaluukku_self_tests", "Self-tests of service points", ["outcome"], registry=self.registry
        )
        self._failures = Counter(
            "etaluukku_self_test_failures",
            "Parts that self-tests of service points found broken",
            ["part"],
            registry=self.registry,
        )
        self._elsewhere = Elsewhere()
        self.registry.register(self._elsewhere)
        self._asked: list[Callable[[], Awaitable[None]]] = []
        self._pages = Gauge("etaluukku_pages_there", "1 while papers can be rendered", registry=self.registry)
        self._jailed = Gauge(
            "etaluukku_pages_jailed", "1 while renderers live in a jail of bubblewrap", registry=self.registry
        )
        self._media = Gauge("etaluukku_media_link", "1 while media can be reached", registry=self.registry)

    def sockets(self, number: int) -> None:
        """Open sockets of this process."""
        self._sockets.set(number)

    def event(self, name: str, outcome: str) -> None:
        """An event was answered."""
        self._events.labels(name if name in EVENTS else "other", outcome).inc()

    def request(self, method: str, status: int, seconds: float) -> None:
        """An HTTP request was answered."""
        known = method if method in ("GET", "POST", "PUT", "DELETE", "HEAD") else "other"
        self._requests.labels(known, f"{status // 100}xx").inc()
        self._seconds.observe(seconds)

    def connections(self, number: int) -> None:
        """Open connections of this process."""
        self._connections.set(number)

    def turned_away(self, reason: str) -> None:
        """A connection was one too many: of its `address` or in `total`."""
        self._turned_away.labels(reason).inc()

    def self_test(self, failed: Sequence[str]) -> None:
        """A service point has tested itself; `failed` has the parts that are broken, of a fixed set."""
        self._self_tests.labels("failed" if failed else "well").inc()
        for part in failed:
            self._failures.labels(part).inc()

    def pages(self, jailed: bool | None) -> None:
        """Whether renderers of papers live in a jail; None: the pages process is not there."""
        self._pages.set(jailed is not None)
        self._jailed.set(bool(jailed))

    def media(self, connected: bool) -> None:
        """Whether media can be reached."""
        self._media.set(connected)

    def elsewhere(self, gauges: Mapping[str, float], counters: Mapping[str, float]) -> None:
        """What another process holds and has counted, by name; takes the place of what it told before."""
        self._elsewhere.gauges, self._elsewhere.counters = gauges, counters

    def ask(self, refresh: Callable[[], Awaitable[None]]) -> None:
        """Wait for `refresh` before each scrape; it does not raise."""
        self._asked.append(refresh)

    async def scrape(self) -> bytes:
        """Everything in Prometheus's text form."""
        for refresh in self._asked:
            await refresh()
        return generate_latest(self.registry)
