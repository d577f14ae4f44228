"""The one page for the firewall team, as text. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from media.probe.offer import Target
from media.probe.paths import Why
from media.probe.ways import CEILING, Measured, WayKind
from signaling.nettest import rules, texts_en, texts_fi, texts_sv
from signaling.nettest.rules import Judgement
from signaling.web.messages.base import Language

TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "fi": texts_fi.TEXTS,
    "sv": texts_sv.TEXTS,
    "en": texts_en.TEXTS,
}

COLUMNS: Final = 78
"""Fits a mail and an A4 page."""

OF_THE_WAY: Final = frozenset({Why.SILENT, Why.REFUSED})
"""What a rule of the firewall mends; for the other reasons there is a sentence of their own."""


@dataclass(frozen=True, slots=True)
class WayState:
    """A way that was tried."""

    kind: WayKind
    targets: tuple[Target, ...]
    why: Why | None
    """None: open."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page says."""

    server: str
    date: str
    ways: tuple[WayState, ...]
    judgement: Judgement
    measured: tuple[WayKind, Measured] | None


def target_text(target: Target, kind: WayKind) -> str:
    """An address as a firewall's rule has it.

    >>> target_text(Target("2001:db8::1", 7000), "udp")
    '[2001:db8::1]:7000/udp'
    """
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{host}:{target.port}/{'udp' if kind in ('udp', 'turn-udp') else 'tcp'}"


def write(report: Report, language: Language) -> str:
    """The page, at most COLUMNS wide where words can be broken."""
    texts = TEXTS[language]
    lines = [texts["title"], "=" * len(texts["title"])]
    lines += _wrapped(_fill(texts["made"], date=report.date, server=report.server))
    lines += ["", f"{texts['summary']}: {texts[f'verdict.{report.judgement.verdict}']}"]
    for limit in report.judgement.limits:
        lines += _wrapped(texts[f"limit.{limit}"], "  ")
    lines += ["", texts["waysTitle"], *_ways(report.ways, texts)]
    if not any(way.kind.startswith("turn") for way in report.ways):
        lines += _wrapped(texts["noTurn"], "  ")
    if report.measured is not None:
        kind, measured = report.measured
        lines += ["", _fill(texts["figuresTitle"], way=texts[f"way.{kind}"])]
        lines += _figures(measured, texts, language)
    lines += ["", texts["askTitle"], *_asks(report.ways, texts)]
    return "\n".join(lines) + "\n"


def _ways(ways: Sequence[WayState], texts: Mapping[str, str]) -> Iterator[str]:
    for way in ways:
        state = texts["open"] if way.why is None else f"{texts['closed']}, {texts[f'why.{way.why}']}"
        yield from _wrapped(f"{texts[f'way.{way.kind}']}: {state}", "  ")
        yield from (f"      {target_text(target, way.kind)}" for target in way.targets)


def _asks(ways: Sequence[WayState], texts: Mapping[str, str]) -> Iterator[str]:
    closed = [way for way in ways if way.why is not None]
    if not closed:
        yield from _wrapped(texts["askNothing"], "  ")
    for number, way in enumerate(closed, 1):
        key = way.kind if way.why in OF_THE_WAY else way.why
        targets = ", ".join(target_text(target, way.kind) for target in way.targets)
        yield from _wrapped(f"{number}. {_fill(texts[f'ask.{key}'], targets=targets)}", "  ")


def _figures(found: Measured, texts: Mapping[str, str], language: Language) -> Iterator[str]:
    comma = str.maketrans("." if language != "en" else "", "," if language != "en" else "")

    def share(value: float) -> str:
        return f"{100 * value:.1f} %".translate(comma)

    def rate(value: float) -> str:
        text = f"{value / 1000:.0f} kbit/s"
        return _fill(texts["orMore"], value=text) if value >= CEILING else text

    loss = _fill(texts["atMost"], value=f"{100 * rules.VIDEO_LOSS:.0f} %")
    trip = _fill(texts["atMost"], value=f"{rules.ROUND_TRIP_MS:.0f} ms")
    bits = _fill(texts["atLeast"], value=f"{rules.VIDEO_BITS_PER_SECOND / 1000:.0f} kbit/s")
    rows = (
        ("lossUp", share(found.loss_up), loss),
        ("lossDown", share(found.loss_down), loss),
        ("jitter", f"{found.jitter_ms:.0f} ms", ""),
        ("roundTrip", f"{found.round_trip_ms:.0f} ms", trip),
        ("up", rate(found.up_bits_per_second), bits),
        ("down", rate(found.down_bits_per_second), bits),
    )
    for key, value, need in rows:
        needed = f" ({texts['column.need']} {need})" if need else ""
        yield from _wrapped(f"{texts[f'figure.{key}']}: {value}{needed}", "  ")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, COLUMNS, initial_indent=indent, subsequent_indent=indent + 2 * " ", break_on_hyphens=False
    )


def _fill(text: str, **values: str) -> str:
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text
