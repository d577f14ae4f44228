"""The configuration of a media process: what stops its start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from media.config import Address, ConfigError, MediaConfig, parse_config
from media.worker import make_candidates, read_config

GOOD = {"socket_path": "/s", "addresses": [{"local": "::1", "advertised": "2001:db8::1"}]}


def test_defaults_and_values() -> None:
    config = parse_config(json.dumps(GOOD | {"tcp_port": None, "limits": {"links": 3}}))
    assert config.addresses == (Address("::1", "2001:db8::1"),)
    assert (config.tcp_port, config.limits.links, config.limits.endpoints) == (None, 3, 25)


@pytest.mark.parametrize(
    "change",
    [
        {"speed": 1},
        {"limits": {"lynx": 3}},
        {"udp_port": "x"},
        {"addresses": []},
        {"addresses": [{"local": "::1"}]},
        {"addresses": [{"local": "::1", "advertised": "media.example"}]},
        {"addresses": [{"local": "::1", "advertised": "::1", "public": "::1"}]},
        {"udp_port": 70000},
    ],
)
def test_a_bad_key_or_value_stops_the_start(change: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        parse_config(json.dumps(GOOD | change))


@pytest.mark.parametrize("text", ["", "[]", "3", "{", '{"socket_path": "/s"}'])
def test_what_is_no_configuration_stops_the_start(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(text)


def test_configuration_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "media.json").write_text(json.dumps(GOOD))
    assert read_config(str(tmp_path / "media.json")) == read_config(json.dumps(GOOD))
    with pytest.raises(ConfigError, match="No such file"):
        read_config(str(tmp_path / "other.json"))


def test_candidates_of_two_addresses_have_different_priorities() -> None:
    addresses = (Address("127.0.0.1", "192.0.2.1"), Address("::1", "2001:db8::1"))
    candidates = make_candidates(MediaConfig("/s", addresses), 4000, 4001)
    assert [str(c) for c in candidates] == [
        "1 1 udp 2130706431 192.0.2.1 4000 typ host",
        "2 1 tcp 1671430143 192.0.2.1 4001 typ host tcptype passive",
        "3 1 udp 2130706175 2001:db8::1 4000 typ host",
        "4 1 tcp 1671429887 2001:db8::1 4001 typ host tcptype passive",
    ]
    assert len(make_candidates(MediaConfig("/s", addresses), 4000, None)) == 2
