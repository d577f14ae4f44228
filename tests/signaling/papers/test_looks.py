"""Marks look in print as they look on the screens."""

from __future__ import annotations

import colorsys
import json
import re
from pathlib import Path

from signaling.papers.looks import ROLE_COLOURS, STAMP_WORDS, UNKNOWN, Author, drawn_marks
from signaling.papers.marking import Content, Mark, MarkKey, MarkKind, Stamp

CLIENT = Path(__file__).parents[3] / "webclient" / "src"


def test_colours_are_those_of_the_screens() -> None:
    source = (CLIENT / "consultation" / "people.ts").read_text()
    found = re.findall(r'(\w+): "hsl\((\d+), (\d+)%, (\d+)%\)"', source)
    assert {role for role, *_ in found} == set(ROLE_COLOURS)
    for role, hue, saturation, lightness in found:
        parts = colorsys.hls_to_rgb(int(hue) / 360, int(lightness) / 100, int(saturation) / 100)
        assert all(abs(part * 255 - own) <= 1 for part, own in zip(parts, ROLE_COLOURS[role], strict=True))


def test_stamps_say_what_they_say_on_the_screens() -> None:
    for language in ("fi", "sv", "en"):
        texts = json.loads((CLIENT / "i18n" / language / "marks.json").read_text())
        assert texts["stamps"] == {stamp.value: words[language] for stamp, words in STAMP_WORDS.items()}


def test_marks_are_drawn_in_the_name_of_who_made_them() -> None:
    note = Mark(MarkKey("a", "1"), 1, "p", 0, Content(MarkKind.NOTE, (1, 2, 0), "Tähän"))
    stamp = Mark(MarkKey("b", "2"), 2, "p", 0, Content(MarkKind.STAMP, (3, 4, 0), "", Stamp.SIGN_HERE))
    drawn = drawn_marks((note, stamp), {"a": Author("expert", "Asiantuntija, Elli")}, "sv")
    assert [(one.kind, one.label, one.words, one.colour) for one in drawn] == [
        ("note", "Asiantuntija, Elli", "Tähän", ROLE_COLOURS["expert"]),
        ("stamp", "", "Underskrift här", UNKNOWN),
    ]
