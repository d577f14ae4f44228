"""F-101: what an authority hands in is shown as it is, or refused with the part that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from signaling.directory.privacy_file import (
    ADDRESS_CHARS,
    FILE_BYTES,
    PART_CHARS,
    PARTS,
    PrivacyFileError,
    read_privacy_file,
)

EXAMPLE = Path(__file__).parents[3] / "deploy" / "privacy.toml"


def changed(pattern: str, by: str) -> bytes:
    """The example with the first match replaced."""
    text, count = re.subn(pattern, lambda _: by, EXAMPLE.read_text(), count=1, flags=re.MULTILINE | re.DOTALL)
    assert count == 1
    return text.encode()


def test_the_example_is_one() -> None:
    text = read_privacy_file(EXAMPLE.read_bytes())
    assert text.purpose.sv.startswith("Vi behandlar")
    assert text.officer.fi.splitlines()[1] == "tietosuoja@virasto.example"
    assert text.address is not None and text.address.en == "https://virasto.example/privacy"
    assert all("6" in words for words in (text.basis.fi, text.basis.sv, text.basis.en))


def test_an_authority_without_pages_of_its_own_names_no_address() -> None:
    assert read_privacy_file(changed(r"^\[address\].*", "")).address is None


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_asked_for_in_every_language(part: str) -> None:
    for pattern in (rf"^\[{part}\]\nfi[^\n]*\nsv[^\n]*\nen[^\n]*\n", rf"(?<=\[{part}\]\n)fi[^\n]*\n"):
        with pytest.raises(PrivacyFileError, match=part if pattern.startswith("^") else "fi"):
            read_privacy_file(changed(pattern, ""))
    with pytest.raises(PrivacyFileError, match=f"{part}.fi: empty"):
        read_privacy_file(changed(rf"(?<=\[{part}\]\nfi = )[^\n]*", '"  "'))
    with pytest.raises(PrivacyFileError, match=f"{part}.fi: longer"):
        read_privacy_file(changed(rf"(?<=\[{part}\]\nfi = )[^\n]*", f'"{"a" * (PART_CHARS + 1)}"'))


@pytest.mark.parametrize(
    "address",
    [
        "http://virasto.example",
        "javascript:alert(1)",
        "https://virasto.example/a b",
        "https://v.example/" + "a" * ADDRESS_CHARS,
    ],
)
def test_an_address_is_one_of_https_and_short_enough_to_be_typed(address: str) -> None:
    with pytest.raises(PrivacyFileError, match=r"address\.fi"):
        read_privacy_file(changed(r'"https://virasto.example/tietosuoja"', f'"{address}"'))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"purpose = 1", b"[purpose", b"a = " + b"[" * 50_000, b"#" * (FILE_BYTES + 1)],
    ids=["empty", "no UTF-8", "no text", "no TOML", "deep", "long"],
)
def test_what_is_no_such_file_is_one_error(content: bytes) -> None:
    with pytest.raises(PrivacyFileError):
        read_privacy_file(content)


def test_a_name_that_is_none_is_no_part() -> None:
    with pytest.raises(PrivacyFileError, match="puropse"):
        read_privacy_file(EXAMPLE.read_bytes() + b'\n[puropse]\nfi = "a"\nsv = "b"\nen = "c"\n')
