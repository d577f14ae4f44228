"""The guides for users quote the words of the screen, and tell every role the same in three languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
GUIDE: Final = ROOT / "docs" / "guide"
TEXTS: Final = ROOT / "webclient" / "src" / "i18n"
LANGUAGES: Final = ("fi", "sv", "en")

ROLES: Final = (
    ("asiakas", "kund", "client"),
    ("neuvoja", "radgivare", "advisor"),
    ("asiantuntija", "sakkunnig", "expert"),
    ("tulkki", "tolk", "interpreter"),
    ("vieras", "gast", "guest"),
    ("koordinaattori", "koordinator", "coordinator"),
    ("paakayttaja", "administrator", "administrator"),
)
"""The pages of each role, in the order of LANGUAGES."""

PAGES: Final = [
    (language, page) for language in LANGUAGES for page in sorted((GUIDE / language).glob("*.md"))
]
DESK: Final = ROOT / "docs" / "desk.md"
"""Not of the guide, but it quotes the screen in the same way."""

BOLD: Final = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
HEADING: Final = re.compile(r"^(#+) .+$", re.MULTILINE)
LINK: Final = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
VARIABLE: Final = re.compile(r"{{\s*\w+\s*}}")
LETTERS: Final = 3
"""A text that has fewer of its own beside what is filled in would fit any words."""


def leaves(tree: object) -> Iterator[str]:
    """Every text of one file of texts, however deep."""
    match tree:
        case str():
            yield tree
        case dict():
            for branch in tree.values():
                yield from leaves(branch)


def shapes(texts: list[str]) -> re.Pattern[str]:
    """A whole text or one sentence of it, with anything where something is filled in; no full stop."""
    sentences = [sentence for text in texts for sentence in (text, *re.split(r"(?<=[.?!])\s+", text))]
    parts = [VARIABLE.split(one.removesuffix(".")) for one in sentences]
    kept = [part for part in parts if len(part) == 1 or sum(map(str.isalpha, "".join(part))) >= LETTERS]
    return re.compile("|".join(".+".join(map(re.escape, part)) for part in kept))


def shown_in(language: str) -> re.Pattern[str]:
    files = sorted((TEXTS / language).glob("*.json"))
    assert files
    return shapes([text for file in files for text in leaves(json.loads(file.read_text()))])


def quoted(page: str) -> list[str]:
    """The phrases in bold, each on one line."""
    return [" ".join(phrase.split()) for phrase in BOLD.findall(page)]


def levels(page: str) -> list[int]:
    return [len(signs) for signs in HEADING.findall(page)]


@pytest.mark.parametrize(
    ("language", "page"), [*PAGES, ("en", DESK)], ids=lambda one: one if isinstance(one, str) else one.stem
)
def test_what_is_bold_stands_so_on_the_screen(language: str, page: Path) -> None:
    shown = shown_in(language)
    phrases = quoted(page.read_text())
    assert phrases
    assert [phrase for phrase in phrases if not shown.fullmatch(phrase.removesuffix("."))] == []


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role[-1])
def test_each_role_is_told_the_same_in_three_languages(role: tuple[str, ...]) -> None:
    pages = [
        (GUIDE / language / f"{name}.md").read_text() for language, name in zip(LANGUAGES, role, strict=True)
    ]
    first, *others = [(levels(page), len(quoted(page))) for page in pages]
    assert first[0][0] == 1
    assert first[0].count(1) == 1
    assert others == [first] * len(others)


def test_there_is_no_page_of_another_role() -> None:
    known = {(language, name) for role in ROLES for language, name in zip(LANGUAGES, role, strict=True)}
    assert {(language, page.stem) for language, page in PAGES} == known


def test_every_page_is_in_the_index() -> None:
    index = (GUIDE / "README.md").read_text()
    assert [page for language, page in PAGES if f"({language}/{page.name})" not in index] == []


@pytest.mark.parametrize(
    "page", [GUIDE / "README.md", *(page for _, page in PAGES)], ids=lambda page: page.stem
)
def test_links_lead_somewhere(page: Path) -> None:
    assert [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()] == []


def test_a_renamed_button_is_found() -> None:
    shown = shapes(
        ["Soita", "Koodi: {{code}}", "{{name}}", "Yhdistämme uudelleen. Sinun ei tarvitse tehdä mitään."]
    )
    for phrase in ("Soita", "Koodi: K7QM-2F9D", "Sinun ei tarvitse tehdä mitään"):
        assert shown.fullmatch(phrase)
    for phrase in ("Soita nyt", "soita", "Jotain muuta", "Yhdistämme"):
        assert not shown.fullmatch(phrase)
    assert quoted("Paina **Peruuta\n  puhelu** ja **Soita**.") == ["Peruuta puhelu", "Soita"]
