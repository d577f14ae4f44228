"""Every network that people are proven to meet over, described; nothing here touches one.

Hosts are joined by cables. An interface bears the name of the host at the other
end of its cable, so that rules read `iifname "point"`. Addresses are those of
RFC 5737 and RFC 3849 (what the world sees) and of RFC 1918 (what it does not).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from tests.networks.events import Event, Move, RelayLoss, Silence, Throttle, Trouble

NAME: Final = "luukku.test"
"""The server's name in every network (RFC 6761 section 6.2)."""
TURN_NAME: Final = "turn.luukku.test"
WEB_PORT: Final = 443
MEDIA_PORT: Final = 7000


class Host(StrEnum):
    """Who has a network namespace."""

    SERVER = "server"
    ROUTER = "router"
    TURN = "turn"
    POINT = "point"
    DESK = "desk"
    INTERPRETER = "interpreter"


PEOPLE: Final = (Host.POINT, Host.DESK, Host.INTERPRETER)


class Way(StrEnum):
    """How media reaches the server, as getStats tells it."""

    UDP = "UDP"
    TCP = "TCP"
    RELAY_UDP = "TURN over UDP"
    RELAY_TCP = "TURN over TCP"
    RELAY_TLS = "TURN over TLS"


@dataclass(frozen=True, slots=True)
class Cable:
    """Two hosts joined; each end has addresses with their prefix length."""

    near: Host
    far: Host
    near_addresses: tuple[str, ...]
    far_addresses: tuple[str, ...]
    mtu: int = 1500


@dataclass(frozen=True, slots=True)
class Network:
    """One network and what is expected of a call in it."""

    name: str
    title: str
    """What the published table says."""
    cables: tuple[Cable, ...]
    reached_at: tuple[tuple[Host, str], ...]
    """The server's address as each one's name service gives it."""
    media: tuple[tuple[str, str], ...]
    """`media.addresses`: local, advertised."""
    rules: tuple[tuple[Host, str], ...] = ()
    """nft scripts."""
    trouble: Trouble | None = None
    """Between router and server; begins when everybody has opened their screen."""
    event: Event | None = None
    ways: frozenset[Way] = frozenset({Way.UDP})
    """The ways that a call may take."""
    media_port: int = MEDIA_PORT
    turn_urls: tuple[str, ...] = ()
    """What browsers are told of TURN; with any, coturn runs on Host.TURN."""
    first_frame_s: float = 10.0
    """Deadline from accept to the first frame of the other (F-01)."""
    back_s: float = 10.0
    """Deadline from the end of the event to sound and picture, also on a machine that does much else.

    F-04 aims at 2 s and 3 s; the published table tells.
    """
    daily: bool = False
    """Part of `make test`."""

    @property
    def people(self) -> tuple[Host, ...]:
        """Who meets."""
        there = {cable.near for cable in self.cables}
        return tuple(person for person in PEOPLE if person in there)

    def is_wire(self, cable: Cable) -> bool:
        """Whether the cable can lose, delay and throttle."""
        if isinstance(self.event, Throttle):
            return cable.near is Host.POINT
        return self.trouble is not None and cable.far is Host.SERVER

    def server_address(self, person: Host) -> str:
        """Where the person's name service says that the server is."""
        return dict(self.reached_at)[person]

    @property
    def server_addresses(self) -> frozenset[str]:
        """The server's own addresses."""
        return frozenset(
            _bare(a) for cable in self.cables if cable.far is Host.SERVER for a in cable.far_addresses
        )

    def media_asked(self, person: Host) -> str:
        """The one media address that the person reaches."""
        known = [advertised for _, advertised in self.media]
        return known[0] if len(known) == 1 else self.server_address(person)

    def gateway(self, host: Host) -> str | None:
        """Where the host sends what is not in its own networks; None for a router or a host without one."""
        if host is Host.ROUTER:
            return None
        for cable in self.cables:
            if cable.near is host:
                return _bare(cable.far_addresses[0])
            if cable.far is host and cable.near is Host.ROUTER:
                return _bare(cable.near_addresses[0])
        return None


def _bare(address: str) -> str:
    return address.partition("/")[0]


def everybody(address: str, seen_by_itself: str = "") -> tuple[tuple[Host, str], ...]:
    """The server is at one address for all people."""
    return (*((host, address) for host in PEOPLE), (Host.SERVER, seen_by_itself or address))


def person_cable(person: Host, mtu: int = 1500) -> Cable:
    """From a person, in a network of its own, to the router."""
    net = f"10.{PEOPLE.index(person) + 1}.0."
    return Cable(person, Host.ROUTER, (f"{net}2/24",), (f"{net}1/24",), mtu)


def person_cable_v6(person: Host) -> Cable:
    """The same of IPv6 alone."""
    net = f"2001:db8:{PEOPLE.index(person) + 1}::"
    return Cable(person, Host.ROUTER, (f"{net}2/64",), (f"{net}1/64",))


def server_cable(*addresses: str) -> Cable:
    """From the router to the server, which has these addresses of 192.0.2.0/24."""
    return Cable(Host.ROUTER, Host.SERVER, ("192.0.2.1/24",), tuple(f"{a}/24" for a in addresses))


def passing(*statements: str) -> tuple[tuple[Host, str], ...]:
    """A filter at the router for what it passes on."""
    chain = "\n".join(("type filter hook forward priority 0; policy accept;", *statements))
    return ((Host.ROUTER, f"table inet passing {{\nchain forward {{\n{chain}\n}}\n}}"),)


def arriving(*statements: str) -> tuple[tuple[Host, str], ...]:
    """A filter at the server for what it takes."""
    chain = "\n".join(("type filter hook input priority 0; policy accept;", *statements))
    return ((Host.SERVER, f"table inet arriving {{\nchain input {{\n{chain}\n}}\n}}"),)


def translating(*statements: str) -> tuple[tuple[Host, str], ...]:
    """Address translation at the router: `before ...` is done before routing, `after ...` behind it."""
    parts = []
    for word, hook, priority in (("before", "prerouting", "dstnat"), ("after", "postrouting", "srcnat")):
        lines = [s.removeprefix(word) for s in statements if s.startswith(word)]
        chain = "\n".join((f"type nat hook {hook} priority {priority};", *lines))
        parts.append(f"chain {hook} {{\n{chain}\n}}")
    return ((Host.ROUTER, "table ip translating {\n" + "\n".join(parts) + "\n}"),)


PEOPLE_CABLES: Final = (person_cable(Host.POINT), person_cable(Host.DESK))
SERVER: Final = "192.0.2.10"
SECOND: Final = "192.0.2.11"
RELAY: Final = "203.0.113.10"
SERVER_V6: Final = "2001:db8:a::10"
PRIVATE, ADVERTISED = "172.16.0.10", "198.51.100.10"

PLAIN: Final = Network(
    "plain",
    "nothing in the way",
    (*PEOPLE_CABLES, server_cable(SERVER)),
    everybody(SERVER),
    ((SERVER, SERVER),),
)

UDP_CLOSED: Final = replace(
    PLAIN,
    name="udp-closed",
    title="UDP closed",
    rules=passing("meta l4proto udp drop"),
    ways=frozenset({Way.TCP}),
    daily=True,
)

ONLY_443: Final = replace(
    PLAIN,
    name="only-443",
    title="only TCP 443 open, media at a second address",
    cables=(*PEOPLE_CABLES, server_cable(SERVER, SECOND)),
    media=((SECOND, SECOND),),
    media_port=443,
    rules=passing('oifname "server" tcp dport 443 accept', 'oifname "server" drop'),
    ways=frozenset({Way.TCP}),
)

RELAYED: Final = replace(
    PLAIN,
    cables=(
        *PEOPLE_CABLES,
        server_cable(SERVER),
        Cable(Host.ROUTER, Host.TURN, ("203.0.113.1/24",), (f"{RELAY}/24",)),
    ),
    turn_urls=(
        f"turn:{RELAY}:3478?transport=udp",
        f"turn:{RELAY}:3478?transport=tcp",
        f"turns:{TURN_NAME}:443?transport=tcp",
    ),
)


def relayed(name: str, title: str, way: Way, *open_too: str, daily: bool = False) -> Network:
    """Web pages (TCP 443 of the server) pass, and one way to TURN, and nothing else."""
    from_people = 'iifname { "point", "desk" }'
    web = f'{from_people} oifname "server" tcp dport {WEB_PORT} accept'
    relay = (f'{from_people} oifname "turn" {statement} accept' for statement in open_too)
    rules = passing(web, *relay, f"{from_people} drop")
    return replace(RELAYED, name=name, title=title, rules=rules, ways=frozenset({way}), daily=daily)


THREE_NETWORKS: Final = replace(
    PLAIN,
    name="three-networks",
    title="server with three addresses in three networks, a person in each",
    cables=(
        Cable(Host.POINT, Host.SERVER, ("10.1.0.2/24",), ("10.1.0.1/24",)),
        Cable(Host.DESK, Host.SERVER, ("10.2.0.2/24",), ("10.2.0.1/24",)),
        Cable(Host.INTERPRETER, Host.SERVER, ("10.3.0.2/24",), ("10.3.0.1/24",)),
    ),
    reached_at=(
        (Host.POINT, "10.1.0.1"),
        (Host.DESK, "10.2.0.1"),
        (Host.INTERPRETER, "10.3.0.1"),
        (Host.SERVER, "10.1.0.1"),
    ),
    media=tuple((address, address) for address in ("10.1.0.1", "10.2.0.1", "10.3.0.1")),
    # Linux answers for all its addresses on every interface; between networks there is no way.
    rules=arriving(
        *(f'iifname "{person}" ip daddr != 10.{n}.0.1 drop' for n, person in enumerate(PEOPLE, start=1))
    ),
    daily=True,
)

IPV6: Final = replace(
    PLAIN,
    name="ipv6",
    title="IPv6 only",
    cables=(
        person_cable_v6(Host.POINT),
        person_cable_v6(Host.DESK),
        Cable(Host.ROUTER, Host.SERVER, ("2001:db8:a::1/64",), (f"{SERVER_V6}/64",)),
    ),
    reached_at=everybody(SERVER_V6),
    media=((SERVER_V6, SERVER_V6),),
    daily=True,
)

SERVER_BEHIND_NAT: Final = replace(
    PLAIN,
    name="server-nat",
    title="server behind 1:1 NAT with an advertised address",
    cables=(*PEOPLE_CABLES, Cable(Host.ROUTER, Host.SERVER, ("172.16.0.1/24",), (f"{PRIVATE}/24",))),
    reached_at=everybody(ADVERTISED, PRIVATE),
    media=((PRIVATE, ADVERTISED),),
    rules=(
        *translating(
            f"before ip daddr {ADVERTISED} dnat to {PRIVATE}",
            f"after ip saddr {PRIVATE} snat to {ADVERTISED}",
        ),
        # Nobody reaches the private address itself.
        *passing(f"ct original ip daddr {PRIVATE} drop"),
    ),
    daily=True,
)

PEOPLE_BEHIND_NAT: Final = replace(
    PLAIN,
    name="people-nat",
    title="people behind one NAT (masquerade)",
    rules=(*translating('after oifname "server" masquerade'), *passing('iifname "server" ct state new drop')),
    daily=True,
)

MOVING: Final = replace(
    PLAIN,
    name="address-change",
    title="address change in mid-call",
    cables=(
        Cable(Host.POINT, Host.ROUTER, ("10.1.0.2/24",), ("10.1.0.1/24", "10.9.0.1/24")),
        person_cable(Host.DESK),
        server_cable(SERVER),
    ),
    event=Move("10.9.0.2/24", "10.9.0.1"),
    daily=True,
)


def troubled(name: str, title: str, trouble: Trouble, *, daily: bool = False) -> Network:
    """The plain network with trouble between router and server."""
    return replace(PLAIN, name=name, title=title, trouble=trouble, daily=daily)


RELAY_LOST: Final = replace(
    RELAYED,
    name="relay-lost",
    title="TURN server away for 10 s in mid-call, the caller behind it",
    rules=passing(
        f'iifname "point" oifname "server" tcp dport {WEB_PORT} accept',
        'iifname "point" oifname "turn" tcp dport 443 accept',
        'iifname "point" drop',
    ),
    ways=frozenset({Way.RELAY_TLS, Way.UDP}),
    event=RelayLoss(10),
    back_s=20.0,  # an attempt that met no relay is given up after 10 s
)

THIN_LINE: Final = replace(
    PLAIN,
    name="thin-line",
    title="128 kbit/s each way in mid-call",
    event=Throttle(30, Trouble(delay_ms=20, bits_per_second=128_000, queue_octets=16_000)),
)

NETWORKS: Final = (
    PLAIN,
    UDP_CLOSED,
    ONLY_443,
    relayed("turn-udp", "only TURN over UDP passes", Way.RELAY_UDP, "udp dport 3478"),
    relayed("turn-tcp", "only TURN over TCP passes", Way.RELAY_TCP, "tcp dport 3478"),
    relayed("turn-tls", "only TCP 443 open, TURN over TLS there", Way.RELAY_TLS, "tcp dport 443", daily=True),
    THREE_NETWORKS,
    IPV6,
    SERVER_BEHIND_NAT,
    PEOPLE_BEHIND_NAT,
    MOVING,
    troubled("loss-5", "5 % loss each way", Trouble(loss=0.05)),
    troubled("loss-10", "10 % loss each way", Trouble(loss=0.1), daily=True),
    troubled("loss-20", "20 % loss each way", Trouble(loss=0.2)),
    troubled("delay-300", "300 ms delay each way", Trouble(delay_ms=300)),
    troubled("jitter-100", "100 ms jitter each way", Trouble(delay_ms=10, jitter_ms=100)),
    replace(PLAIN, name="silence-10", title="10 s of nothing in mid-call", event=Silence(10), daily=True),
    replace(PLAIN, name="silence-30", title="30 s of nothing in mid-call", event=Silence(30)),
    RELAY_LOST,
    replace(
        PLAIN,
        name="mtu-1280",
        title="MTU of 1,280",
        cables=(person_cable(Host.POINT, 1280), person_cable(Host.DESK, 1280), server_cable(SERVER)),
    ),
)
