"""The configuration of a media process: what stops its start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from media.config import Address, ConfigError, MediaConfig, parse_config
from media.worker import make_candidates, open_sockets, read_config

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
        {"addresses": [{"local": "::1", "advertised": "::1", "advertised_tcp_port": 0}]},
        {"addresses": [{"local": "::1", "advertised": "::1", "advertised_udp_port": 70000}]},
        {"trusted_proxies": ["media.example"]},
        {"trusted_proxies": ["127.0.0.1/8"]},
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


def test_candidates_carry_the_ports_that_are_told_and_none_twice() -> None:
    """1:1 NAT with other ports; a splitter at 443 beside the port itself; both families."""
    addresses = (
        Address("10.0.0.10", "203.0.113.10", advertised_udp_port=443),
        Address("2001:db8::10", "2001:db8::10"),
        Address("2001:db8::10", "2001:DB8:0::10", advertised_tcp_port=443),
    )
    candidates = make_candidates(MediaConfig("/s", addresses), 7000, 7001)
    assert [(c.transport, c.host, c.port) for c in candidates] == [
        ("udp", "203.0.113.10", 443),
        ("tcp", "203.0.113.10", 7001),
        ("udp", "2001:db8::10", 7000),
        ("tcp", "2001:db8::10", 7001),
        ("tcp", "2001:db8::10", 443),
    ]
    assert len({c.priority for c in candidates}) == len({c.foundation for c in candidates}) == 5


def test_an_address_that_is_told_twice_is_bound_once() -> None:
    addresses = (
        Address("127.0.0.1", "192.0.2.1"),
        Address("::1", "2001:db8::1"),
        Address("127.0.0.1", "192.0.2.1", advertised_tcp_port=443),
    )
    udp, tcp = open_sockets(MediaConfig("/s", addresses))
    bound = [[sock.getsockname()[0] for sock in group] for group in (udp, tcp)]
    ports = [{sock.getsockname()[1] for sock in group} for group in (udp, tcp)]
    for sock in (*udp, *tcp):
        sock.close()
    assert bound == [["127.0.0.1", "::1"]] * 2
    assert [len(numbers) for numbers in ports] == [1, 1]
