"""Each network does what its description says: without this, a call over it would prove nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.networks import networks, probe
from tests.networks.events import Move, Throttle
from tests.networks.namespaces import Laid, laid
from tests.networks.networks import NETWORKS, Host, Network, Way

BY_NAME = {network.name: network for network in NETWORKS}


@contextmanager
def echoing(network: Network) -> Iterator[Laid]:
    """The network with an echo at each of the server's media addresses; trouble has begun."""
    with laid(network) as made:
        running = []
        try:
            for local, _ in network.media:
                words = [sys.executable, probe.__file__, "serve", local, str(network.media_port)]
                process = subprocess.Popen(made.command(Host.SERVER, *words), stdout=subprocess.PIPE)
                running.append(process)
                assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            made.begin_trouble()
            yield made
        finally:
            for process in running:
                process.kill()
                process.communicate()


def ask(made: Laid, host: Host, *words: str) -> str:
    """What a person's probe says of the address that this person reaches."""
    network = made.network
    kind, *count = words
    where = (network.media_asked(host), str(network.media_port))
    line = made.command(host, sys.executable, probe.__file__, "ask", kind, *where, *count)
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip()


def udp(made: Laid, host: Host, count: int = 5) -> tuple[int, float]:
    """Datagrams answered, longest round trip in seconds."""
    answered, longest = ask(made, host, "udp", str(count)).split()
    return int(answered), float(longest)


DIRECT = [network for network in NETWORKS if not network.turn_urls]
RELAYED = [network for network in NETWORKS if not network.ways & {Way.UDP, Way.TCP}]


@pytest.mark.parametrize("network", RELAYED, ids=lambda network: network.name)
def test_nobody_reaches_media_where_only_turn_is_open(network: Network) -> None:
    with echoing(network) as made:
        assert [ask(made, host, "tcp") for host in network.people] == ["", ""]
        assert [udp(made, host)[0] for host in network.people] == [0, 0]


def test_of_two_only_one_needs_turn() -> None:
    with echoing(networks.RELAY_LOST) as made:
        assert [bool(ask(made, host, "tcp")) for host in made.network.people] == [False, True]
        assert [udp(made, host)[0] for host in made.network.people] == [0, 5]


@pytest.mark.parametrize("network", DIRECT, ids=lambda network: network.name)
def test_everybody_reaches_media_by_tcp(network: Network) -> None:
    with echoing(network) as made:
        for host in network.people:
            # A lost packet of the handshake comes again after a second (RFC 6298).
            assert any(ask(made, host, "tcp") for _ in range(10))


def test_udp_passes_where_nothing_is_in_the_way() -> None:
    with echoing(networks.PLAIN) as made:
        assert udp(made, Host.POINT)[0] == 5


@pytest.mark.parametrize("network", [networks.UDP_CLOSED, networks.ONLY_443], ids=lambda n: n.name)
def test_udp_passes_nowhere_where_it_is_closed(network: Network) -> None:
    with echoing(network) as made:
        assert [udp(made, host)[0] for host in network.people] == [0, 0]


def test_each_of_three_networks_sees_its_own_address_only() -> None:
    with echoing(networks.THREE_NETWORKS) as made:
        network = made.network
        for host in network.people:
            assert udp(made, host)[0] == 5  # the probe's socket is connected: another origin is not taken
        others = (network.media_asked(Host.DESK), str(network.media_port))
        line = made.command(Host.POINT, sys.executable, probe.__file__, "ask", "tcp", *others)
        assert subprocess.check_output(line, text=True).strip() == ""


def test_a_server_behind_nat_answers_from_its_advertised_address() -> None:
    with echoing(networks.SERVER_BEHIND_NAT) as made:
        assert udp(made, Host.DESK)[0] == 5
        line = made.command(Host.DESK, sys.executable, probe.__file__, "ask", "tcp", networks.PRIVATE, "7000")
        assert subprocess.check_output(line, text=True).strip() == ""


def test_people_behind_nat_share_the_router_s_address() -> None:
    with echoing(networks.PEOPLE_BEHIND_NAT) as made:
        assert {ask(made, host, "tcp") for host in made.network.people} == {"192.0.2.1"}


def test_a_move_takes_the_former_address_away() -> None:
    with echoing(networks.MOVING) as made:
        assert ask(made, Host.POINT, "tcp") == "10.1.0.2"
        move = made.network.event
        assert isinstance(move, Move)
        made.move(move)
        assert ask(made, Host.POINT, "tcp") == "10.9.0.2"


def test_silence_passes_nothing_and_ends() -> None:
    with echoing(networks.PLAIN) as made:
        made.silence()
        assert udp(made, Host.POINT)[0] == 0
        assert ask(made, Host.POINT, "tcp") == ""
        made.end_silence()
        assert udp(made, Host.POINT)[0] == 5


def test_one_can_be_away_alone() -> None:
    with echoing(networks.PLAIN) as made:
        made.silence(Host.POINT)
        assert [udp(made, host)[0] for host in made.network.people] == [0, 5]
        made.end_silence()
        assert udp(made, Host.POINT)[0] == 5


def test_a_rate_is_as_described() -> None:
    network = networks.THIN_LINE
    assert isinstance(network.event, Throttle)
    with echoing(network) as made:
        made.throttle(network.event.trouble)
        answered, longest = udp(made, Host.POINT, 100)
        # 12,500 octets wait, 1,228 leave in 0.1 s; the last answers wait no longer than the queue is.
        assert 10 <= answered < 30
        assert 0.9 < longest < 1.5
        made.end_throttle()
        assert udp(made, Host.POINT)[0] == 5


def test_loss_is_as_described_both_ways() -> None:
    with echoing(BY_NAME["loss-20"]) as made:
        answered, _ = udp(made, Host.POINT, 400)
        assert 0.5 < answered / 400 < 0.78  # 0.8 * 0.8


def test_delay_is_as_described_both_ways() -> None:
    with echoing(BY_NAME["delay-300"]) as made:
        answered, longest = udp(made, Host.POINT)
        assert answered == 5
        assert 0.6 <= longest < 0.9


def test_no_packet_is_longer_than_the_mtu() -> None:
    with echoing(BY_NAME["mtu-1280"]) as made:
        line = made.command(Host.POINT, "ip", "-o", "link", "show", "dev", Host.ROUTER)
        assert " mtu 1280 " in subprocess.check_output(line, text=True)
