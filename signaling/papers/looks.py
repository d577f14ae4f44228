"""How the marks of people look where they are printed: in the colour of the role and with its name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from media.pages.contract import DrawnMark
from signaling.papers.marking import Mark, Stamp

ROLE_COLOURS: Final[Mapping[str, tuple[int, int, int]]] = {
    "client": (158, 70, 16),
    "expert": (0, 53, 122),
    "interpreter": (125, 69, 146),
    "guest": (6, 111, 87),
    "advisor": (0, 94, 128),
}
"""As on the screens (webclient/src/consultation/people.ts); each is at least 4.5 : 1 against white."""

UNKNOWN: Final = (77, 77, 77)
"""Of somebody who has left and is not known any more."""

STAMP_WORDS: Final[Mapping[Stamp, Mapping[str, str]]] = {
    Stamp.CHECK: {"fi": "Kunnossa", "sv": "I sin ordning", "en": "In order"},
    Stamp.CROSS: {"fi": "Korjattava", "sv": "Ska rättas", "en": "To be corrected"},
    Stamp.QUESTION: {"fi": "Kysyttävää", "sv": "Något att fråga", "en": "A question"},
    Stamp.SIGN_HERE: {"fi": "Allekirjoitus tähän", "sv": "Underskrift här", "en": "Sign here"},
}
"""As on the screens (webclient/src/i18n, `marks.stamps`)."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who has marked."""

    role: str
    label: str
    """The role in words, and the name where one is known."""


def drawn_marks(
    marks: Iterable[Mark], authors: Mapping[str, Author], language: Literal["fi", "sv", "en"]
) -> tuple[DrawnMark, ...]:
    """The marks of a page as `media.pages.marks` draws them, in their order.

    Args:
        authors: by participant; a mark of one who is not there has no name and is grey.
    """
    return tuple(_drawn(mark, authors.get(mark.key.author), language) for mark in marks)


def _drawn(mark: Mark, author: Author | None, language: str) -> DrawnMark:
    content = mark.content
    words = content.text if content.stamp is None else STAMP_WORDS[content.stamp][language]
    colour = UNKNOWN if author is None else ROLE_COLOURS.get(author.role, UNKNOWN)
    label = "" if author is None else author.label
    return DrawnMark(content.kind.value, content.points, colour, label, words)
