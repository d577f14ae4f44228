"""Every file that is not taken has a plain sentence of its own in every language of the screens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, get_args

import pytest

from media.pages.contract import RefusalCode
from signaling.papers.rules import refusal

TEXTS: Final = Path(__file__).parents[3] / "webclient" / "src" / "i18n"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_refusal_has_a_sentence_of_its_own(language: str) -> None:
    errors = json.loads((TEXTS / language / "errors.json").read_text())
    sentences: list[str] = []
    for code in get_args(RefusalCode):
        error = refusal(code)
        details: dict[str, str] = errors["detail"].get(error.code, {})
        sentences.append(details.get(error.detail, errors["code"][error.code]))
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.count(".") >= 2 for sentence in sentences), "what happened, and what to do"
