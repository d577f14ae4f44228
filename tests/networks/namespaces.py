"""A described network, made of namespaces (ip-netns(8)), veth pairs, TUN devices and nft rules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Final

from tests.networks.events import Move, Trouble
from tests.networks.networks import NAME, RELAY, TURN_NAME, Cable, Host, Network

ROOT: Final = Path(__file__).parents[2]
ETC: Final = Path("/etc/netns")
RESOLVER: Final = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"
"""Nobody answers: without this, programs would ask the machine's own name server through nowhere."""

QUEUE_LENGTH: Final = "5000"
SILENCE: Final = """table inet silence {{
chain forward {{
type filter hook forward priority -10; policy {policy};
iifname "{host}" drop
oifname "{host}" drop
}}
}}"""


class Laid:
    """A network that exists."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._prefix = f"etaluukku-{os.getpid()}-{network.name}"
        self.hosts = tuple(sorted({end for cable in network.cables for end in (cable.near, cable.far)}))
        self._wire: subprocess.Popen[str] | None = None

    def namespace(self, host: Host) -> str:
        """The name that `ip netns` knows the host by."""
        return f"{self._prefix}-{host}"

    def command(self, host: Host, *words: str) -> list[str]:
        """A command line that runs the words on the host."""
        return ["ip", "netns", "exec", self.namespace(host), *words]

    def nft(self, host: Host, script: str) -> None:
        """Add nft rules to the host."""
        subprocess.run(self.command(host, "nft", "-f", "-"), input=script, text=True, check=True)

    # -- what happens in mid-call

    def begin_trouble(self) -> None:
        """From now on packets are lost and delayed as described."""
        if self.network.trouble is not None:
            self._tell_wire(self.network.trouble)

    def end_trouble(self) -> None:
        """From now on packets pass as they come."""
        if self.network.trouble is not None:
            self._tell_wire(Trouble())

    def throttle(self, trouble: Trouble) -> None:
        """The point's line is like this from now on; only where the event is a Throttle."""
        self._tell_wire(trouble)

    def end_throttle(self) -> None:
        """The point's line passes packets as they come."""
        self._tell_wire(Trouble())

    def silence(self, host: Host | None = None) -> None:
        """The router passes nothing from now on; nothing of that one host, where one is named."""
        rule = SILENCE.format(policy="drop" if host is None else "accept", host=host or Host.SERVER)
        self.nft(Host.ROUTER, rule)

    def end_silence(self) -> None:
        """The router passes again what it passed before."""
        self.nft(Host.ROUTER, "delete table inet silence")

    def move(self, move: Move) -> None:
        """The point has another address from now on."""
        point = Host.POINT
        self._ip(point, "address", "flush", "dev", Host.ROUTER, "scope", "global")
        self._ip(point, "address", "add", move.address, "dev", Host.ROUTER)
        self._ip(point, "route", "replace", "default", "via", move.gateway)

    # -- making

    def _ip(self, host: Host, *words: str) -> None:
        subprocess.run(["ip", "-n", self.namespace(host), *words], check=True)

    def _make_host(self, host: Host) -> None:
        name = self.namespace(host)
        subprocess.run(["ip", "netns", "add", name], check=True)
        self._ip(host, "link", "set", "lo", "up")
        etc = ETC / name
        etc.mkdir(parents=True)
        etc.joinpath("resolv.conf").write_text(RESOLVER)
        own = dict(self.network.reached_at).get(host, "")
        named = f"{own} {NAME}\n{RELAY} {TURN_NAME}\n" if own else ""
        etc.joinpath("hosts").write_text(f"127.0.0.1 localhost\n::1 localhost\n{named}")
        if host is Host.ROUTER:
            forwarding = ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
            subprocess.run(self.command(host, "sysctl", "-qw", *forwarding), check=True)

    def _remove_host(self, host: Host) -> None:
        name = self.namespace(host)
        subprocess.run(["ip", "netns", "del", name], check=False)
        shutil.rmtree(ETC / name, ignore_errors=True)

    def _join(self, cable: Cable) -> None:
        """The interface of each end bears the other end's name."""
        near, far = self.namespace(cable.near), self.namespace(cable.far)
        if self.network.is_wire(cable):
            self._start_wire(cable)
        else:
            pair = [
                "name",
                cable.far,
                "netns",
                near,
                "type",
                "veth",
                "peer",
                "name",
                cable.near,
                "netns",
                far,
            ]
            subprocess.run(["ip", "link", "add", *pair], check=True)
        for host, device, addresses in (
            (cable.near, cable.far, cable.near_addresses),
            (cable.far, cable.near, cable.far_addresses),
        ):
            # A TUN device begins to lose packets at 500 waiting ones; the wire shall do that.
            self._ip(host, "link", "set", device, "mtu", str(cable.mtu), "txqueuelen", QUEUE_LENGTH)
            for address in addresses:
                # Duplicate address detection would keep IPv6 addresses from use for a second.
                words = ("nodad",) if ":" in address else ()
                self._ip(host, "address", "add", address, "dev", device, *words)
            self._ip(host, "link", "set", device, "up")

    def _start_wire(self, cable: Cable) -> None:
        ends = (self.namespace(cable.near), cable.far, self.namespace(cable.far), cable.near)
        self._wire = subprocess.Popen(
            [sys.executable, "-m", "tests.networks.wire", *ends, self.network.name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._await_wire()

    def _tell_wire(self, trouble: Trouble) -> None:
        assert self._wire is not None and self._wire.stdin is not None
        self._wire.stdin.write(f"{' '.join(map(str, astuple(trouble)))}\n")
        self._wire.stdin.flush()
        self._await_wire()

    def _await_wire(self) -> None:
        assert self._wire is not None and self._wire.stdout is not None
        said = self._wire.stdout.readline()
        assert said == "ready\n", f"the wire ended: {said!r}"

    def _end_wire(self) -> None:
        if self._wire is not None:
            self._wire.communicate(timeout=10)  # the end of its standard input ends it

    def make(self, stack: ExitStack) -> None:
        """Make hosts, cables, routes and rules; the stack takes them away again."""
        for host in self.hosts:
            stack.callback(self._remove_host, host)
            self._make_host(host)
        stack.callback(self._end_wire)
        for cable in self.network.cables:
            self._join(cable)
        for host in self.hosts:
            gateway = self.network.gateway(host)
            if gateway is not None:
                self._ip(host, "route", "add", "default", "via", gateway)
        for host, script in self.network.rules:
            self.nft(host, script)


@contextmanager
def laid(network: Network) -> Iterator[Laid]:
    """The network, for the duration of the block."""
    with ExitStack() as stack:
        made = Laid(network)
        made.make(stack)
        yield made
