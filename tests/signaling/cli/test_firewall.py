"""The one rule that the firewall team gets: what browsers are told, in words."""

from __future__ import annotations

import pytest

from signaling.cli.firewall import one_rule, openings
from signaling.config import Media, MediaAddress, Server, Settings, Turn
from signaling.settings_file import ConfigError

HERE = MediaAddress(local="10.0.0.10", advertised="192.0.2.10")


def told(settings: Settings) -> str:
    return one_rule(openings(settings))


def test_web_and_media_of_both_families_are_one_rule() -> None:
    settings = Settings(
        server=Server(public_url="https://etaluukku.example.fi"),
        media=Media(addresses=(HERE, MediaAddress(local="2001:db8::10", advertised="2001:db8::10"))),
    )
    assert told(settings) == (
        "to tcp 192.0.2.10:7000, [2001:db8::10]:7000, etaluukku.example.fi:443 "
        "and udp 192.0.2.10:7000, [2001:db8::10]:7000, and nothing back"
    )


def test_it_names_the_ports_that_nat_and_splitters_give_and_none_twice() -> None:
    address = HERE.model_copy(update={"advertised_udp_port": 443, "advertised_tcp_port": 443})
    settings = Settings(
        server=Server(public_url="https://192.0.2.10"),
        media=Media(addresses=(address,)),
        turn=Turn(urls=("turns:192.0.2.10:443?transport=tcp", "turn:192.0.2.10?transport=udp")),
    )
    assert told(settings) == "to tcp 192.0.2.10:443 and udp 192.0.2.10:443, 192.0.2.10:3478, and nothing back"


def test_without_a_public_address_it_is_what_the_server_listens_on() -> None:
    settings = Settings(server=Server(listen=("192.0.2.10",), port=443))
    assert (
        told(settings) == "to tcp 192.0.2.10:443, 192.0.2.10:7000 and udp 192.0.2.10:7000, and nothing back"
    )


def test_a_port_that_changes_is_in_no_rule() -> None:
    with pytest.raises(ConfigError, match="another one at each start"):
        openings(Settings(media=Media(udp_port=0)))
