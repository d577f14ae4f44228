"""What counts as the first load of /point, by a manifest that is made up."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Final

import pytest

from bench import first_load
from bench.first_load import BUDGET_BYTES, Chunk, sentence

RANDOM: Final = random.Random(16)
"""gzip finds nothing in what it gives: a file is about as long packed as it is."""

MANIFEST: Final[dict[str, Chunk]] = {
    "index.html": {"file": "assets/index.js", "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared.js", "imports": ["index.html"]},
    "src/point/index.tsx": {"file": "assets/point.js", "imports": ["_shared.js", "index.html"]},
    "src/consultation/index.tsx": {"file": "assets/consultation.js", "imports": ["_shared.js"]},
    "src/i18n/fi.ts": {"file": "assets/fi.js"},
    "src/i18n/sv.ts": {"file": "assets/sv.js"},
    "src/i18n/en.ts": {"file": "assets/en.js"},
}
BYTES: Final = {"index": 60_000, "shared": 20_000, "point": 10_000, "consultation": 90_000}
LANGUAGES: Final = {"fi": 1_000, "sv": 3_000, "en": 2_000}


def built(directory: Path, **bytes_of: int) -> Path:
    (directory / ".vite").mkdir()
    (directory / "assets").mkdir()
    (directory / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    for name, size in {**BYTES, **LANGUAGES, **bytes_of}.items():
        (directory / "assets" / f"{name}.js").write_bytes(RANDOM.randbytes(size))
    return directory


def test_entry_screen_and_one_language_count_once(tmp_path: Path) -> None:
    sizes = first_load.first_load(built(tmp_path))
    assert sorted(sizes) == [f"assets/{name}.js" for name in ("index", "point", "shared", "sv")]
    assert sum(sizes.values()) == pytest.approx(93_000, rel=0.01)


def test_above_the_budget_it_fails_and_names_the_biggest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(first_load, "BUILT", built(tmp_path, point=BUDGET_BYTES))
    assert first_load.main() == 1
    told = capsys.readouterr().out
    assert told.index("assets/point.js 200 kB") < told.index("assets/index.js 60 kB")
    assert "283." in told and "kB of script (gzip) in 4 files" in told


def test_within_the_budget_it_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(first_load, "BUILT", built(tmp_path))
    assert first_load.main() == 0
    assert "of 200 kB" in capsys.readouterr().out


def test_few_chunks_are_named() -> None:
    many = {f"assets/{number}.js": number * 1000 for number in range(9)}
    assert sentence(many).count(".js") == first_load.NAMED


def test_a_screen_that_has_moved_is_noticed(tmp_path: Path) -> None:
    directory = built(tmp_path)
    moved = {name: chunk for name, chunk in MANIFEST.items() if "point" not in name}
    (directory / ".vite" / "manifest.json").write_text(json.dumps(moved))
    with pytest.raises(KeyError):
        first_load.first_load(directory)
