"""The file in which an authority hands in its data-protection text: TOML with three languages. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from signaling.web.messages.base import LocalText
from signaling.web.messages.privacy import PrivacyText

FILE_BYTES: Final = 65_536
"""Five parts in three languages of PART_CHARS, and more than anybody reads on a screen."""

PART_CHARS: Final = 2_000
"""Of one part in one language: about a page at the size of a service point."""

ADDRESS_CHARS: Final = 300
"""Fits into three lines of a telephone's screen; it is also read off and typed."""

PARTS: Final = ("purpose", "basis", "personal_data", "retention", "officer")
LANGUAGES: Final = ("fi", "sv", "en")


class PrivacyFileError(ValueError):
    """The file is not what can be shown; says which part and what to do."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose: LocalText
    basis: LocalText
    personal_data: LocalText
    retention: LocalText
    officer: LocalText
    address: LocalText | None = None


def read_privacy_file(content: bytes) -> PrivacyText:
    """The text of a file: a table for each of PARTS, and for `address` where there is one, with fi, sv, en.

    Spaces around a part go; lines within it stay.

    Raises:
        PrivacyFileError: no TOML, a part or a language is missing, empty or too long, a name that is none,
            or an address that is not https.
    """
    if len(content) > FILE_BYTES:
        raise PrivacyFileError(f"longer than {FILE_BYTES} bytes")
    try:
        found = msgspec.toml.decode(content, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PrivacyFileError(str(error) if isinstance(error, msgspec.MsgspecError) else "no TOML") from None
    parts = {name: _part(name, getattr(found, name)) for name in PARTS}
    address = None if found.address is None else _address(found.address)
    return PrivacyText(**parts, address=address)


def _part(name: str, text: LocalText) -> LocalText:
    return LocalText(**{language: _line(f"{name}.{language}", text, language) for language in LANGUAGES})


def _line(name: str, text: LocalText, language: str) -> str:
    words: str = getattr(text, language).strip()
    if not words:
        raise PrivacyFileError(f"{name}: empty")
    if len(words) > PART_CHARS:
        raise PrivacyFileError(f"{name}: longer than {PART_CHARS} characters")
    return words


def _address(text: LocalText) -> LocalText:
    made = _part("address", text)
    for language in LANGUAGES:
        address: str = getattr(made, language)
        if not address.startswith("https://") or len(address) > ADDRESS_CHARS or len(address.split()) != 1:
            raise PrivacyFileError(f"address.{language}: not https://..., or over {ADDRESS_CHARS} characters")
    return made
