"""Files of data-protection texts: any bytes are a text within its bounds, or a PrivacyFileError."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from signaling.directory.privacy_file import LANGUAGES, PART_CHARS, PARTS, PrivacyFileError, read_privacy_file
from tests.fuzz.mutation import fuzz

SEEDS = ((Path(__file__).parents[2] / "deploy" / "privacy.toml").read_bytes(),)


def check(content: bytes) -> None:
    try:
        text = read_privacy_file(content)
    except PrivacyFileError:
        return
    for part in PARTS:
        assert all(0 < len(getattr(getattr(text, part), language)) <= PART_CHARS for language in LANGUAGES)
    if text.address is not None:
        assert all(getattr(text.address, language).startswith("https://") for language in LANGUAGES)


def test_mutated_files() -> None:
    fuzz("privacy", SEEDS, check)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes(content: bytes) -> None:
    check(content)
