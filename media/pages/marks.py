"""Marks drawn onto a page, for print and copies: as SVG, or into a picture. Pure: no I/O, no clock.

The browser draws the same with perfect-freehand (webclient/src/consultation/marks/paths.ts); here a stroke is
round pieces of the width that its pressure gives, which looks alike at the size of print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageChops, ImageDraw, ImageFont

from media.pages.contract import Colour, DrawnMark

GRID: Final = 10_000
"""A page is so many steps wide and so many high."""

PEN: Final = 0.004
HIGHLIGHTER: Final = 0.026
"""Width of a stroke at middle pressure, of the page's width."""

THINNING: Final = 0.5
"""How much of its width a pen loses without pressure, and gains at the most."""

TINT: Final = 0.35
"""How strong a highlighter is."""

TEXT: Final = 0.016
"""Height of the letters of notes and stamps, of the page's width."""

NOTE_COLUMNS: Final = 36
"""Letters in a line of a note."""

Piece = tuple[float, float, float]
"""x, y and width, all in parts of the page's width."""


def pieces(mark: DrawnMark, aspect: float) -> list[Piece]:
    """The points of a stroke on a page that is `aspect` times as high as it is wide.

    >>> pieces(DrawnMark("highlighter", (5000, 5000, 128), (0, 0, 0), ""), 2.0)
    [(0.5, 1.0, 0.026)]
    """
    numbers = mark.points
    return [
        (numbers[at] / GRID, numbers[at + 1] / GRID * aspect, _width(mark, numbers[at + 2]))
        for at in range(0, len(numbers) - 2, 3)
    ]


def _width(mark: DrawnMark, pressure: int) -> float:
    if mark.kind == "highlighter":
        return HIGHLIGHTER
    return PEN * 2 * (0.5 - THINNING * (0.5 - pressure / 255))


# ---- SVG ---------------------------------------------------------------------------------


def svg(marks: Sequence[DrawnMark], aspect: float) -> str:
    """The marks as an SVG document, GRID wide, to be laid over the picture of the page."""
    body = "".join(_svg_of(mark, aspect) for mark in in_order(marks))
    box = f"0 0 {GRID} {round(GRID * aspect)}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{body}</svg>'


def in_order(marks: Iterable[DrawnMark]) -> Iterator[DrawnMark]:
    """Highlighters below, what is written above all."""
    kinds = {"highlighter": 0, "pen": 1, "stamp": 2, "note": 3}
    yield from sorted(marks, key=lambda mark: kinds[mark.kind])


def _svg_of(mark: DrawnMark, aspect: float) -> str:
    if mark.kind in ("note", "stamp"):
        return _svg_words(mark, aspect)
    found = [(round(x * GRID), round(y * GRID), round(w * GRID)) for x, y, w in pieces(mark, aspect)]
    more = f' opacity="{TINT}" style="mix-blend-mode:multiply"' if mark.kind == "highlighter" else ""
    drawn = "".join(_svg_pieces(found, mark.kind == "pen"))
    group = (
        f'<g fill="none" stroke="{_hex(mark.colour)}" stroke-linecap="round" stroke-linejoin="round"{more}>'
    )
    return f"{group}<title>{escape(mark.label)}</title>{drawn}</g>"


def _svg_pieces(found: Sequence[tuple[int, int, int]], varying: bool) -> Iterator[str]:
    ends = found if len(found) > 1 else [*found, *found]  # a dot is a line of no length, with round ends
    if not varying:
        places = "L".join(f"{x} {y}" for x, y, _ in ends)
        yield f'<path stroke-width="{ends[0][2]}" d="M{places}"/>'
        return
    for (from_x, from_y, from_w), (x, y, w) in pairwise(ends):
        yield f'<path stroke-width="{(from_w + w) // 2}" d="M{from_x} {from_y}L{x} {y}"/>'


def _svg_words(mark: DrawnMark, aspect: float) -> str:
    ((x, y, _),) = pieces(mark, aspect)[:1]
    size = round(TEXT * GRID)
    left, top = round(x * GRID), round(y * GRID)
    lines = "".join(
        f"<tspan x={quoteattr(str(left))} dy={quoteattr(str(round(size * 1.3)))}>{escape(line)}</tspan>"
        for line in lines_of(mark)
    )
    anchor = "end" if x > 0.6 else "start"
    look = f'font-size="{size}" fill="{_hex(mark.colour)}" text-anchor="{anchor}"'
    return f'<text x="{left}" y="{top}" {look}>{lines}</text>'


def lines_of(mark: DrawnMark) -> list[str]:
    """What stands there, in short lines: who, and the words."""
    lines = [mark.label]
    for line in mark.words.split("\n"):
        rest = ""
        for word in line.split(" "):
            while len(word) > NOTE_COLUMNS:
                lines, word = [*lines, *([rest] if rest else []), word[:NOTE_COLUMNS]], word[NOTE_COLUMNS:]
                rest = ""
            longer = f"{rest} {word}" if rest else word
            if len(longer) > NOTE_COLUMNS:
                lines.append(rest)
                longer = word
            rest = longer
        lines.append(rest)
    return lines


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


# ---- a picture ---------------------------------------------------------------------------


def draw(page: Image.Image, marks: Sequence[DrawnMark]) -> Image.Image:
    """The page with the marks on it, in colour; the given picture is not modified."""
    drawn = page.convert("RGB")
    ordered = list(in_order(marks))
    tints = [mark for mark in ordered if mark.kind == "highlighter"]
    if tints:
        layer = Image.new("RGB", drawn.size, (255, 255, 255))
        canvas = ImageDraw.Draw(layer)
        for mark in tints:
            _stroke(canvas, mark, drawn.size, _tint(mark.colour))
        drawn = ImageChops.multiply(drawn, layer)
    canvas = ImageDraw.Draw(drawn)
    for mark in ordered:
        if mark.kind == "pen":
            _stroke(canvas, mark, drawn.size, mark.colour)
        elif mark.kind != "highlighter":
            _words(canvas, mark, drawn.size)
    return drawn


def _tint(colour: Colour) -> Colour:
    red, green, blue = (round(255 - TINT * (255 - part)) for part in colour)
    return red, green, blue


def _stroke(canvas: ImageDraw.ImageDraw, mark: DrawnMark, size: tuple[int, int], colour: Colour) -> None:
    width, height = size
    before: Piece | None = None
    for x, y, thick in (
        (x * width, y * width, max(1.0, w * width)) for x, y, w in pieces(mark, height / width)
    ):
        half = thick / 2
        canvas.ellipse((x - half, y - half, x + half, y + half), fill=colour)
        if before is not None:
            canvas.line(
                (before[0], before[1], x, y), fill=colour, width=max(1, round((before[2] + thick) / 2))
            )
        before = (x, y, thick)


def _words(canvas: ImageDraw.ImageDraw, mark: DrawnMark, size: tuple[int, int]) -> None:
    width, height = size
    ((x, y, _),) = pieces(mark, height / width)[:1]
    letters = max(8, round(TEXT * width))
    font = ImageFont.load_default(size=letters)
    words, margin = "\n".join(lines_of(mark)), letters // 3
    left, top, right, bottom = canvas.multiline_textbbox((0, 0), words, font=font)
    wide, high = round(right - left) + 2 * margin, round(bottom - top) + 2 * margin
    # On the page as a whole, however near its edge it was put.
    at_x = max(0, min(round(x * width), width - 1 - wide))
    at_y = max(0, min(round(y * width), height - 1 - high))
    box = (at_x, at_y, at_x + wide, at_y + high)
    canvas.rectangle(box, fill=(255, 255, 255), outline=mark.colour, width=max(1, letters // 8))
    canvas.multiline_text((at_x + margin - left, at_y + margin - top), words, fill=(0, 0, 0), font=font)
