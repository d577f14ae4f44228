"""Who asks, behind proxies that are trusted and others that are not."""

from __future__ import annotations

import pytest

from signaling.web.origin import Peer, networks, peer_of, same_origin

PROXIES = networks(["10.0.0.0/8", "fd00::/8"])
SITE = Peer("192.0.2.7", "https", "etaluukku.example.fi", direct=True)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_last_address_that_no_trusted_proxy_has_counts(remote: str, forwarded: str, address: str) -> None:
    assert peer_of(remote, "http", "x", {"X-Forwarded-For": forwarded}, PROXIES).address == address


def test_scheme_and_host_of_a_trusted_proxy_count_and_of_others_do_not() -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "etaluukku.example.fi"}
    assert peer_of("10.0.0.1", "http", "inner:8080", headers, PROXIES).origin == SITE.origin
    assert peer_of("192.0.2.7", "http", "inner:8080", headers, PROXIES).origin == "http://inner:8080"


@pytest.mark.parametrize(
    ("origin", "site", "allowed"),
    [
        (SITE.origin, "same-origin", True),
        (SITE.origin, None, True),
        ("https://evil.example", "same-origin", False),
        ("http://etaluukku.example.fi", None, False),
        ("null", None, False),
        ("", None, False),
        (None, "same-origin", True),
        (None, "none", True),
        (None, "cross-site", False),
        (None, "same-site", False),
        (None, None, True),
    ],
)
def test_only_pages_of_this_site_may_change_something(
    origin: str | None, site: str | None, allowed: bool
) -> None:
    assert same_origin(origin, site, SITE, "") is allowed


def test_a_configured_address_is_the_only_one() -> None:
    public = "https://etaluukku.example.fi"
    rebound = Peer("192.0.2.7", "https", "evil.example", direct=True)
    assert not same_origin(rebound.origin, None, rebound, public)
    assert same_origin(public, None, rebound, public)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_limits_count_a_line_and_not_each_of_its_addresses(address: str, counted: str) -> None:
    assert Peer(address, "https", "x", direct=True).counted == counted
