"""Every story in every language and size, on sheets that somebody can look through: `make contact-sheet`.

Writes build/contact-sheet: a picture of each, index.html of all, a sheet for each seat, language and size.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import ViewportSize, sync_playwright

from tests import browsers
from tests.e2e.screens import cut_words, sideways
from tests.e2e.stories import ROOT, Language, Stories, open_stories

SHEETS: Final = ROOT / "build" / "contact-sheet"
LANGUAGES: Final[tuple[Language, ...]] = ("fi", "sv", "en")
SIZES: Final[dict[str, ViewportSize]] = {
    "desktop": {"width": 1280, "height": 720},
    "tablet": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
    "large": {"width": 1920, "height": 1080},
}
LARGE: Final = "large"
"""In one language alone: there is room for any."""
THUMBNAIL_PX: Final = {"desktop": 480, "tablet": 300, "phone": 220, "large": 480}
SHEET_PX: Final = 2000
"""Width of a sheet: as wide as a picture may be that is looked at whole."""
ROWS: Final = 4
"""Of one sheet; more would make each picture too small to be judged."""
GAP: Final = 12
NAME_PX: Final = 20

STYLE: Final = """
body{font:15px sans-serif;margin:24px;background:#eee} h2{margin:32px 0 8px} .found{color:#a00}
figure{display:inline-block;margin:0 12px 12px 0;vertical-align:top}
img{display:block;border:1px solid #888;background:#fff}
img.desktop,img.large{width:420px} img.tablet{width:240px} img.phone{width:160px}
"""


@dataclass(frozen=True)
class Shot:
    """One picture."""

    story: str
    language: Language
    size: str
    file: Path
    found: tuple[str, ...]
    """What does not fit, in words."""


def take(stories: Stories, name: str) -> list[Shot]:
    """Pictures of a story in all languages and sizes; drawn once for each language, then turned."""
    page = stories.page
    shots: list[Shot] = []
    for language in LANGUAGES:
        page.set_viewport_size(SIZES["desktop"])
        stories.show(name, language)
        for size, viewport in SIZES.items():
            if size == LARGE and language != LANGUAGES[0]:
                continue
            stories.resize(viewport)
            file = SHEETS / f"{name.replace('/', '-')}-{language}-{size}.png"
            page.screenshot(path=file)
            wide = sideways(page)
            found = [f"{wide} px too wide"] if wide > 0 else []
            shots.append(Shot(name, language, size, file, (*found, *cut_words(page))))
    return shots


def seat_of(shot: Shot) -> str:
    """The part of the client that a story belongs to."""
    return shot.story.split("/")[0]


def write_sheets(shots: list[Shot]) -> list[Path]:
    """A sheet for each seat, language and size, in pages of ROWS rows; where they are."""

    def key(shot: Shot) -> tuple[str, str, str]:
        return seat_of(shot), shot.language, shot.size

    files: list[Path] = []
    for (seat, language, size), group in groupby(sorted(shots, key=key), key):
        named = list(group)
        columns = SHEET_PX // (THUMBNAIL_PX[size] + GAP)
        pages = [named[at : at + columns * ROWS] for at in range(0, len(named), columns * ROWS)]
        for number, page in enumerate(pages, 1):
            files.append(SHEETS / "sheets" / f"{seat}-{language}-{size}-{number}.png")
            sheet(page, columns).save(files[-1])
    return files


def sheet(shots: list[Shot], columns: int) -> Image.Image:
    """The pictures in a grid, each under its name."""
    width = THUMBNAIL_PX[shots[0].size]
    viewport = SIZES[shots[0].size]
    height = round(width * viewport["height"] / viewport["width"])
    rows = -(-len(shots) // columns)
    paper = Image.new(
        "RGB", (columns * (width + GAP) + GAP, rows * (height + NAME_PX + GAP) + GAP), (225, 225, 225)
    )
    pen = ImageDraw.Draw(paper)
    font = ImageFont.load_default(14)
    for number, shot in enumerate(shots):
        row, column = divmod(number, columns)
        x, y = GAP + column * (width + GAP), GAP + row * (height + NAME_PX + GAP)
        pen.text((x, y), shot.story, "#a00" if shot.found else "#000", font)
        with Image.open(shot.file) as picture:
            paper.paste(
                picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), (x, y + NAME_PX)
            )
    return paper


def write_index(shots: list[Shot]) -> Path:
    """One page of all pictures, by story, and what does not fit."""
    parts = [f"<!doctype html><meta charset=utf-8><title>Etäluukku</title><style>{STYLE}</style>"]
    for story, group in groupby(shots, lambda shot: shot.story):
        parts.append(f"<h2>{escape(story)}</h2>")
        for shot in group:
            name = f"{shot.language} {shot.size}"
            found = "".join(f"<br><span class=found>{escape(one)}</span>" for one in shot.found)
            link = (
                f'<a href="{shot.file.name}"><img class={shot.size} loading=lazy src="{shot.file.name}"></a>'
            )
            parts.append(f"<figure>{link}<figcaption>{name}{found}</figcaption></figure>")
    index = SHEETS / "index.html"
    index.write_text("\n".join(parts))
    return index


def main() -> None:
    """Take all pictures anew, and say where they are."""
    chosen = sys.argv[1:]
    shutil.rmtree(SHEETS, ignore_errors=True)
    (SHEETS / "sheets").mkdir(parents=True)
    shots: list[Shot] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**browsers.chromium())
        with open_stories(browser) as stories:
            for name in stories.names():
                if not chosen or name.startswith(tuple(chosen)):
                    shots += take(stories, name)
        browser.close()
    sheets = write_sheets(shots)
    for shot in shots:
        for one in shot.found:
            sys.stdout.write(f"{shot.story} {shot.language} {shot.size}: {one}\n")
    sys.stdout.write(f"{len(shots)} pictures on {len(sheets)} sheets: {write_index(shots)}\n")


if __name__ == "__main__":
    main()
