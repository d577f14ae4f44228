"""What all messages share: strictness, ids, texts in three languages, errors."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
"""128 random bits as 32 hexadecimal digits. Ids of requests and papers are made by the client."""

Language = Literal["fi", "sv", "en"]
"""A language of the user interface."""

SpokenLanguage = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")]
"""ISO 639 code of a language that people speak or sign (fse: Finnish Sign Language).

What has no code of its own takes one of those kept for private use, qaa to qtz (RFC 5646 section 2.2.1):
qfi is Finnish speech written down as text.
"""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]

Seat = Literal["point", "desk", "interpreter", "guest", "admin"]
"""Which screen speaks: each has a session cookie of its own, named in the header X-Etaluukku-Seat."""

Role = Literal["point", "expert", "interpreter", "guest", "coordinator", "authority_admin", "system_admin"]
"""What the policy decides on."""

ErrorCode = Literal[
    "invalid",
    "unauthenticated",
    "refused",
    "conflict",
    "limit",
    "too_large",
    "unreadable",
    "unavailable",
]
"""Stable codes; the client has a sentence for each.

invalid: not a message of this protocol. unauthenticated: sign in again. refused: not allowed, or there is
no such thing (the two look the same). conflict: somebody else was first, or it has ended. limit: too often
or too many. too_large, unreadable: of a file. unavailable: the server cannot do it now; try again.
"""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Base of everything from and to a browser; an unknown field is an error."""


class LocalText(Message, frozen=True):
    """One text in the three languages of the user interface."""

    fi: str
    sv: str
    en: str


class LocalWords(Message, frozen=True):
    """Words or short phrases in the three languages of the user interface; as many in each as there are."""

    fi: tuple[str, ...]
    sv: tuple[str, ...]
    en: tuple[str, ...]


NO_WORDS: Final = LocalWords((), (), ())


class Error(Message, frozen=True):
    """Why a request was not done; nothing changed."""

    code: ErrorCode
    detail: str = ""
    """A stable word for the client's sentence, e.g. `encrypted` for a paper; never content."""


class Nothing(Message, frozen=True):
    """No fields."""


class Request(Message, frozen=True):
    """A changing request: the same id twice has one effect and one reply."""

    id: Id


class Delta(Message, frozen=True):
    """A change of a screen. A gap in `version` of one feed means: ask for the snapshot."""

    feed: str
    version: int
