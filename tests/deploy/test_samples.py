"""Samples and the operations page name what the program has."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from media.pages.sandbox import ALLOWED
from signaling.config import MediaAddress, Settings
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
    exposed = asyncio.run(Metrics().scrape()).decode()
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


def test_the_keys_that_the_samples_name_exist() -> None:
    """Comments of the proxies' files tell what to write into etaluukku.toml."""
    known = {name for name, *_ in keys()} | {f"media.{name}" for name in MediaAddress.model_fields}
    for sample in ("haproxy.cfg", "nginx-443.conf", "nginx.conf", "udp-443.nft", "turn.nft"):
        text = (ROOT / "deploy" / sample).read_text()
        for section, line in re.findall(r"(?m)^#\s+\[(\w+)\]\s+(.*)$", text):
            for key in re.findall(r"\b([a-z_]+) = ", line):
                assert f"{section}.{key}" in known | {f"{section}.local"}, (sample, key)
        for name in re.findall(r"(?<![\w/-])((?:server|media|turn)\.[a-z_]+)\b", text):
            assert name in known | {"turn.example", "turn.conf"}, (sample, name)


def test_the_samples_agree_on_addresses_and_ports() -> None:
    """Who copies them all has one server."""
    texts = {name: (ROOT / "deploy" / name).read_text() for name in ("haproxy.cfg", "nginx-443.conf")}
    for text in texts.values():
        assert "192.0.2.10:7000" in text and "127.0.0.1:5349" in text and "turn.example.fi" in text
    nft, turn_conf = (ROOT / "deploy" / "turn.nft").read_text(), (ROOT / "turn.conf").read_text()
    relays = re.search(r"min-port=(\d+)\nmax-port=(\d+)", turn_conf)
    assert relays is not None
    assert nft.count(f"udp sport {relays[1]}-{relays[2]} ") == 2
    assert "tls-listening-port=5349" in turn_conf and "sport { 3478, 5349 }" in nft
