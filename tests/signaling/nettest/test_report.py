"""The verdict, and the page for the firewall team: one page, in the words of the browser's one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest

from media.probe.offer import Target
from media.probe.paths import Why
from media.probe.ways import CEILING, Measured, WayKind
from signaling.nettest.report import COLUMNS, TEXTS, Report, WayState, write
from signaling.nettest.rules import NO_WAY, Figures, Judgement, Limit, Verdict, judge
from signaling.web.messages.base import Language

ROOT: Final = Path(__file__).parents[3]
VECTORS: Final = json.loads((ROOT / "tests" / "vectors" / "site-test-verdicts.json").read_text())
LANGUAGES: Final = get_args(Language)
KINDS: Final = get_args(WayKind)
A4_LINES: Final = 60
"""Of 11 points, with margins."""

MEDIA: Final = (Target("192.0.2.10", 7000), Target("2001:db8::10", 7000))
RELAY: Final = (Target("turn.example.fi", 443),)
GOOD: Final = Measured(0.001, 0.012, 4.4, 38.2, CEILING + 1, 912_345.0)


def report(whys: dict[WayKind, Why | None]) -> Report:
    ways = tuple(
        WayState(kind, RELAY if kind.startswith("turn") else MEDIA, why) for kind, why in whys.items()
    )
    return Report(
        "https://x.example.fi", "2026-11-22 10:00 EET", ways, Judgement(Verdict.VIDEO), ("tcp", GOOD)
    )


@pytest.mark.parametrize("vector", VECTORS)
def test_the_verdict_is_that_of_the_vectors(vector: dict[str, float | str | list[str]]) -> None:
    names = ("lossUp", "lossDown", "roundTripMs", "upBps", "downBps")
    figures = Figures(*(float(str(vector[name])) for name in names))
    assert judge(figures) == Judgement(
        Verdict(str(vector["verdict"])),
        tuple(Limit(name) for name in vector["limits"]),  # type: ignore[union-attr]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_of_the_browsers_page(language: str) -> None:
    file = ROOT / "webclient" / "src" / "i18n" / language / "nettest.json"
    assert dict(_flat(json.loads(file.read_text())["report"])) == dict(TEXTS[language])  # type: ignore[index]


def _flat(tree: dict[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from _flat(value, here)
        else:
            yield here, value


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_page_whatever_is_closed(language: Language) -> None:
    for why in Why:
        page = write(report(dict.fromkeys(KINDS, why)), language)
        lines = page.splitlines()
        assert len(lines) <= A4_LINES, page
        assert max(map(len, lines)) <= COLUMNS, page
        assert not re.search(r"[{}]|\bwhy\b\.|\bask\b\.", page)


def test_it_names_the_port_that_is_closed_and_asks_for_that_one_alone() -> None:
    page = write(report({"udp": Why.SILENT, "tcp": None}), "en")
    _, asked = page.split("For the firewall team")
    assert "192.0.2.10:7000/udp" in asked
    assert "[2001:db8::10]:7000/udp" in asked
    assert "tcp" not in asked.lower()
    assert "UDP to the media port: closed, no answer comes: a firewall drops the packets" in page
    assert "has no relay (TURN)" in page


def test_what_no_firewall_can_mend_goes_to_who_can() -> None:
    page = write(report({"udp": None, "tcp": None, "turn-tls": Why.CREDENTIAL}), "en")
    _, asked = page.split("For the firewall team")
    assert "service's administrator" in asked
    assert "Allow" not in asked


def test_nothing_is_asked_where_everything_is_open() -> None:
    page = write(report(dict.fromkeys(KINDS)), "en")
    assert page.endswith("  Every way is open. No change is needed.\n")


def test_figures_read_as_the_language_writes_them() -> None:
    assert "1,2 %" in write(report({"udp": None}), "fi")
    english = write(report({"udp": None}), "en")
    assert "1.2 %" in english
    assert "1800 kbit/s or more" in english
    assert "912 kbit/s" in english
    assert "(for video at least 350 kbit/s)" in english


def test_a_network_without_any_way_says_so_without_figures() -> None:
    closed = Report("https://x", "now", (WayState("udp", MEDIA, Why.SILENT),), NO_WAY, None)
    page = write(closed, "en")
    assert "Calls do not work." in page
    assert "No way to the service is open." in page
    assert "kbit/s" not in page
