"""Marks in print: where they were made, in their colour, and nowhere else."""

from __future__ import annotations

from typing import Literal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from media.pages.contract import DrawnMark
from media.pages.marks import GRID, NOTE_COLUMNS, draw, in_order, lines_of, svg

BLUE = (0, 53, 122)
SIZE = (500, 700)
Kind = Literal["pen", "highlighter", "note", "stamp"]


def page(colour: int = 255) -> Image.Image:
    return Image.new("L", SIZE, colour)


def mark(kind: Kind, *points: int, words: str = "") -> DrawnMark:
    return DrawnMark(kind, points, BLUE, "Asiantuntija", words)


def box_of(drawn: Image.Image) -> tuple[int, int, int, int] | None:
    """Where something was drawn on a white page."""
    return ImageChops.invert(drawn).getbbox()


def test_a_stroke_lies_where_it_was_drawn_and_nowhere_else() -> None:
    drawn = draw(page(), [mark("pen", 2_000, 5_000, 128, 6_000, 5_000, 128)])
    assert drawn.getpixel((200, 350)) == BLUE
    box = box_of(drawn)
    assert box is not None
    left, top, right, bottom = box
    assert 97 <= left <= 100 and 300 <= right <= 304 and top >= 347 and bottom <= 354


def test_a_hard_press_is_broader_and_a_dot_is_seen() -> None:
    heights = []
    for pressure in (0, 255):
        box = box_of(draw(page(), [mark("pen", 1_000, 5_000, pressure, 9_000, 5_000, pressure)]))
        assert box is not None
        heights.append(box[3] - box[1])
    assert heights[1] > heights[0] >= 1
    assert box_of(draw(page(), [mark("pen", 5_000, 5_000, 128)])) is not None


def test_what_is_highlighted_stays_readable() -> None:
    stroke = mark("highlighter", 1_000, 5_000, 128, 9_000, 5_000, 128)
    assert draw(page(0), [stroke]).getpixel((250, 350)) == (0, 0, 0)
    tinted = draw(page(), [stroke]).getpixel((250, 350))
    assert isinstance(tinted, tuple) and min(tinted) > 150 and tinted != (255, 255, 255)
    assert draw(page(), [stroke, stroke]).getpixel((250, 350)) == tinted


@pytest.mark.parametrize("at", [(0, 0), (GRID, GRID), (GRID, 0), (5_000, 5_000)])
def test_a_note_is_on_the_page_as_a_whole(at: tuple[int, int]) -> None:
    drawn = draw(page(), [mark("note", *at, 0, words="Allekirjoitus puuttuu sivulta kaksi, katso ohje")])
    box = box_of(drawn)
    assert box is not None and box[2] - box[0] > 60 and box[3] - box[1] > 20
    # Its frame is closed on every side: nothing of it is off the page.
    assert drawn.getpixel((box[0], box[1])) == drawn.getpixel((box[2] - 1, box[3] - 1)) == BLUE


def test_the_page_itself_is_not_changed() -> None:
    white = page()
    draw(white, [mark("pen", 1, 1, 1, 9_000, 9_000, 255)])
    assert white.getextrema() == (255, 255)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=500))
def test_lines_are_short_and_lose_nothing(words: str) -> None:
    lines = lines_of(mark("note", 1, 1, 0, words=words))
    assert lines[0] == "Asiantuntija"
    assert all(len(line) <= NOTE_COLUMNS for line in lines)
    assert "".join(lines[1:]).replace(" ", "") == words.replace(" ", "")


def test_svg_is_well_formed_whatever_is_written() -> None:
    marks = [
        mark("note", 5_000, 5_000, 0, words='</text><script>&"'),
        mark("pen", 1, 2, 3, 400, 500, 60, 700, 800, 90),
        mark("pen", 5_000, 5_000, 128),
        mark("highlighter", 1, 2, 3, 4_000, 2, 3),
        mark("stamp", 9_000, 9_000, 0, words="Kunnossa"),
    ]
    root = ElementTree.fromstring(svg(marks, 1.4))
    assert root.get("viewBox") == "0 0 10000 14000"
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert "script" not in tags
    assert (tags.count("g"), tags.count("path"), tags.count("text")) == (3, 4, 2)
    assert "".join(root.itertext()).count('</text><script>&"') == 1


def test_highlighters_lie_below_and_words_above() -> None:
    kinds: tuple[Kind, ...] = ("note", "pen", "stamp", "highlighter", "pen")
    ordered = [one.kind for one in in_order([mark(kind, 1, 1, 1) for kind in kinds])]
    assert ordered == ["highlighter", "pen", "pen", "stamp", "note"]
