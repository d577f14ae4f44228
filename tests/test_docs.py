"""The pages of docs/ tell of files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PLACE = re.compile(r"`((?:signaling|media|webclient|tests|bench|deploy|scripts|docs)/[\w./-]*\w/?)`")
BUILT = ("webclient/dist", "bench/results", "build/", "webclient/node_modules")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    lost = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_places_exist(page: Path) -> None:
    named = PLACE.findall(page.read_text())
    lost = [place for place in named if not place.startswith(BUILT) and not exists(place)]
    assert not lost


def exists(place: str) -> bool:
    """A place of the tree, or of the tree of tests, which mirrors it."""
    return (ROOT / place).exists() or (ROOT / "tests" / place).exists()


def test_every_page_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert not [page.name for page in (ROOT / "docs").glob("*.md") if f"docs/{page.name}" not in readme]
