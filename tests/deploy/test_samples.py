"""Samples and the operations page name what the program has."""

from __future__ import annotations

import re
from pathlib import Path

from media.pages.sandbox import ALLOWED
from signaling.config import Settings
from signaling.settings_file import keys, read_settings
from signaling.web.metrics import Metrics

ROOT = Path(__file__).parents[2]


def test_the_sample_configuration_is_one() -> None:
    settings = read_settings(ROOT / "deploy" / "etaluukku.toml")
    assert settings.media.addresses[0].advertised == "192.0.2.10"


def test_every_key_on_the_operations_page_exists() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    known = {name for name, *_ in keys()}
    sections = "|".join(Settings.model_fields)
    named = set(re.findall(rf"`((?:{sections})\.[a-z_]+)", text))
    assert len(named) > 12
    assert {name for name in named if name not in known} <= {"media.worker", "media.pages", "turn.conf"}


def test_every_metric_on_the_operations_page_exists() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    exposed = Metrics().text().decode()
    for name in set(re.findall(r"etaluukku_[a-z_]+", text)):
        assert name.removesuffix("_total") in exposed


def test_files_that_the_pages_name_exist() -> None:
    for page in ("operations.md", "threat-model.md"):
        text = (ROOT / "docs" / page).read_text()
        for name in re.findall(r"`((?:deploy|docs|media|signaling|fuzz|e2e)/[\w./-]+\.\w+)`", text):
            assert any((folder / name).exists() for folder in (ROOT, ROOT / "tests")), name


def test_the_threat_model_counts_the_calls() -> None:
    assert f"{len(ALLOWED)} calls" in (ROOT / "docs" / "threat-model.md").read_text()


def test_the_limit_of_the_proxy_is_above_that_of_a_paper() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    megabytes = re.search(r"client_max_body_size (\d+)m;", text)
    assert megabytes is not None
    assert int(megabytes[1]) << 20 > Settings().papers.file_bytes
