"""The addresses of media: from the file to what the media process is started with, and to candidates."""

from __future__ import annotations

from pathlib import Path

from media.config import Address, MediaConfig, parse_config
from media.worker import make_candidates
from signaling.cli.server import children
from signaling.settings_file import read_settings

FILE = """
[media]
addresses = [
  { local = "10.0.0.10", advertised = "203.0.113.10", advertised_udp_port = 443, advertised_tcp_port = 443 },
  { local = "10.0.0.10", advertised = "10.0.0.10" },
  { local = "2001:db8::10", advertised = "2001:db8::10" },
]
udp_port = 7000
tcp_port = 7001
trusted_proxies = ["10.0.0.0/24"]
"""


def started_with(directory: Path) -> MediaConfig:
    """What `python -m media.worker` gets of this file."""
    file = directory / "etaluukku.toml"
    file.write_text(FILE)
    [media] = [child for child in children(read_settings(file), demo=False) if child.name == "media"]
    return parse_config(media.arguments[1])


def test_both_families_behind_nat_come_to_the_media_process(tmp_path: Path) -> None:
    config = started_with(tmp_path)
    assert config.addresses == (
        Address("10.0.0.10", "203.0.113.10", 443, 443),
        Address("10.0.0.10", "10.0.0.10"),
        Address("2001:db8::10", "2001:db8::10"),
    )
    assert config.trusted_proxies == ("10.0.0.0/24",)


def test_browsers_are_told_all_of_them(tmp_path: Path) -> None:
    candidates = make_candidates(started_with(tmp_path), 7000, 7001)
    assert {(c.transport, c.host, c.port) for c in candidates} == {
        ("udp", "203.0.113.10", 443),
        ("tcp", "203.0.113.10", 443),
        ("udp", "10.0.0.10", 7000),
        ("tcp", "10.0.0.10", 7001),
        ("udp", "2001:db8::10", 7000),
        ("tcp", "2001:db8::10", 7001),
    }
