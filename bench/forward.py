"""CPU of the server for each forwarded packet: the Python engine beside Debian's Janus, under one load.

Aim: at most 2.0 of Janus. A ratio under 1.3 either way is "no difference".
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pylibsrtp

from bench.forward_load import PACKET_OCTETS
from bench.janus import Janus, Peer
from bench.report import RESULTS, TABLE_HEAD, row, write_section

ROUNDS = 5
SECONDS = 2.0
SSRC, PAYLOAD_TYPE = 1111, 96
MID_ID, TRANSPORT_ID = 4, 3
PROFILE: int = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
KEY_OCTETS = 28
SAME = 1.3

TEXT = """
    One publisher of VP8 in {octets}-octet RTP packets (frames of 1, 4 and 10 packets), each forwarded to 1, 4
    or 10 receivers over UDP on one machine, SRTP AES-128-GCM both ways, mid and transport-wide numbers in
    each packet. The load comes from a process of its own that protects and sends; the kernel counts what
    comes to the sinks, which nobody reads. The figure is the CPU time of the server process (threads, user
    and system, from the scheduler) over a drive of {seconds} s, divided by the packets that it sent, counted
    at the sinks; n counts drives. The servers take turns under the same load, in one run.

    Etäluukku: PythonEngine with its RTCP policy and 20 ms ticks on asyncio, everything on as in a call
    (history, duplicates and loss, transport-wide feedback, header extensions, VP8 picture ids).
    Janus: Debian's package {version}, videoroom plugin; publisher and subscribers connected by real ICE and
    DTLS; as it is (a thread for each handle), and with `event_loops = 1`. Receivers send no RTCP to either.
    Sent of what was due: {arrived} (less where the machine gave a server too little time). {verdict}
"""


@dataclass(frozen=True)
class Scenario:
    receivers: int
    packets_per_second: int
    burst: int


SCENARIOS = (Scenario(1, 1000, 1), Scenario(4, 1000, 4), Scenario(10, 5000, 10))


@dataclass
class Target:
    """A server with everyone connected, and the load process that drives it."""

    name: str
    pid: int
    load: subprocess.Popen[str]
    figures: list[float]
    due: int = 0
    arrived: int = 0

    def drive(self, scenario: Scenario) -> None:
        """One drive; its CPU microseconds for each packet that came to a sink's socket."""
        told = {
            "packets_per_second": scenario.packets_per_second,
            "burst": scenario.burst,
            "seconds": SECONDS,
        }
        before = cpu_nanoseconds(self.pid)
        counts = ask(self.load, told)
        used = cpu_nanoseconds(self.pid) - before
        self.due += counts["sent"] * scenario.receivers
        self.arrived += counts["arrived"]
        self.figures.append(used / 1000 / counts["arrived"])


def cpu_nanoseconds(pid: int) -> int:
    """Time on a processor of all threads of a process so far (Linux, proc(5): schedstat)."""
    return sum(
        int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir()
    )


def ask(process: subprocess.Popen[str], told: Mapping[str, object]) -> dict[str, int]:
    """Send one line of JSON; the line that answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps(told), file=process.stdin, flush=True)
    counts: dict[str, int] = json.loads(process.stdout.readline())
    return counts


def spawn(module: str, fds: Sequence[int] = ()) -> subprocess.Popen[str]:
    """A Python process of this folder, with some sockets."""
    return subprocess.Popen(
        [sys.executable, "-m", f"bench.{module}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=fds,
    )


def start_load(
    sender: Peer, sinks: Sequence[Peer], server: tuple[str, int], key: bytes
) -> subprocess.Popen[str]:
    """The load process with the peers' sockets."""
    fds = [peer.udp.fileno() for peer in (sender, *sinks)]
    load = spawn("forward_load", fds)
    plan = {
        "sender_fd": fds[0],
        "sink_fds": fds[1:],
        "server": server,
        "profile": PROFILE,
        "send_key": key.hex(),
        "ssrc": SSRC,
        "payload_type": PAYLOAD_TYPE,
        "mid_id": MID_ID,
        "transport_id": TRANSPORT_ID,
    }
    assert load.stdin is not None
    print(json.dumps(plan), file=load.stdin, flush=True)
    return load


def stop(process: subprocess.Popen[str]) -> None:
    """Close its input, which ends it."""
    assert process.stdin is not None
    process.stdin.close()
    process.wait(10)


@asynccontextmanager
async def engine_target(address: str, receivers: int) -> AsyncIterator[Target]:
    """The Python engine in a process of its own."""
    sender, *sinks = [Peer(address) for _ in range(receivers + 1)]
    up, down = secrets.token_bytes(KEY_OCTETS), secrets.token_bytes(KEY_OCTETS)
    server = spawn("forward_server")
    port = ask(
        server,
        {
            "address": address,
            "profile": PROFILE,
            "receive_key": up.hex(),
            "send_key": down.hex(),
            "sender": sender.address,
            "sinks": [sink.address for sink in sinks],
            "ssrc": SSRC,
            "payload_type": PAYLOAD_TYPE,
            "mid_id": MID_ID,
            "transport_id": TRANSPORT_ID,
        },
    )
    load = start_load(sender, sinks, (address, int(str(port))), up)
    yield Target("Etäluukku", server.pid, load, [])
    stop(load)
    stop(server)


@asynccontextmanager
async def janus_target(address: str, receivers: int, event_loops: int) -> AsyncIterator[Target]:
    """Janus with everyone connected."""
    async with Janus(address, event_loops) as janus:
        sender, sinks = await janus.join(receivers)
        assert sender.keys is not None
        assert all(peer.keys is not None and peer.keys.profile == PROFILE for peer in (sender, *sinks))
        load = start_load(sender, sinks, sender.server, sender.keys.send_key)
        name = "Janus, 1 event loop" if event_loops else "Janus as packaged"
        yield Target(name, janus.process.pid, load, [])
        stop(load)


def own_address() -> str:
    """An address of this machine that is not loopback: Janus takes no other."""
    found = subprocess.run(
        ["ip", "-4", "-o", "addr", "show", "scope", "global"], capture_output=True, text=True, check=True
    )
    return found.stdout.split("inet ")[1].split("/")[0]


async def measure(scenario: Scenario, address: str) -> list[Target]:
    """Drives in turns; the first of each warms up and is left out."""
    async with AsyncExitStack() as stack:
        targets = [
            await stack.enter_async_context(engine_target(address, scenario.receivers)),
            await stack.enter_async_context(janus_target(address, scenario.receivers, 0)),
            await stack.enter_async_context(janus_target(address, scenario.receivers, 1)),
        ]
        for number in range(ROUNDS + 1):
            for target in targets:
                await asyncio.to_thread(target.drive, scenario)
                if not number:
                    target.figures.clear()
                    target.due = target.arrived = 0
        return targets


def verdict(ratio: float) -> str:
    """The ratio in words."""
    if 1 / SAME < ratio < SAME:
        return f"no difference ({ratio:.2f})"
    return f"{ratio:.2f} of Janus as packaged"


def main() -> None:
    address = own_address()
    rows, words, results, arrived = [TABLE_HEAD], [], [], []
    for scenario in SCENARIOS:
        targets = asyncio.run(measure(scenario, address))
        title = f"1 → {scenario.receivers}, {scenario.packets_per_second:,} packets/s in"
        for target in targets:
            rows.append(row(f"{title}: {target.name}", target.figures, "µs of CPU per packet sent", 1))
            arrived.append(target.arrived / target.due)
            results.append(
                {
                    "receivers": scenario.receivers,
                    "packets_per_second_in": scenario.packets_per_second,
                    "server": target.name,
                    "microseconds": target.figures,
                    "due": target.due,
                    "arrived": target.arrived,
                }
            )
        own, packaged = (statistics.median(target.figures) for target in targets[:2])
        words.append(f"1 → {scenario.receivers}: {verdict(own / packaged)}")
    (RESULTS / "forward.json").write_text(json.dumps(results, indent=1) + "\n")
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "janus"], capture_output=True, text=True, check=True
    ).stdout
    text = TEXT.format(
        octets=PACKET_OCTETS,
        seconds=SECONDS,
        version=version,
        arrived=f"{min(arrived):.2%} to {max(arrived):.2%}",
        verdict="Medians: " + "; ".join(words) + " (aim: at most 2.0).",
    )
    write_section("forward", "CPU of a forwarded packet", text, rows)


if __name__ == "__main__":
    main()
