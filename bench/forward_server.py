"""The Python engine as bench/forward.py measures it: with its RTCP policy and ticks, in a process of its own.

The first line of standard input is the plan as JSON; then it prints its port and runs until the input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence

from media.forward.adaptation import Adaptation
from media.forward.engine import EngineEvent, Extensions, Path, SlotSpec, SourceSpec
from media.forward.feedback import Feedback
from media.forward.python import PythonEngine, open_udp_socket

TICK_SECONDS = 0.02
SLOT_IDS = Extensions(mid=4, transport_cc=3)


class Host:
    """Wires the engine and its RTCP policy as the media process does."""

    def __init__(self, address: str) -> None:
        self.engine = PythonEngine(self, [open_udp_socket(address, 0)])
        self.feedback = Feedback(self.engine, Adaptation(self.engine, lambda _slot, _held: None))

    def on_control(self, now: float, datagrams: Sequence[tuple[Path, bytes]]) -> None:
        pass

    def on_rtcp(self, now: float, packets: Sequence[tuple[int, bytes]]) -> None:
        for endpoint, packet in packets:
            self.feedback.on_rtcp(now, endpoint, packet)

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        self.feedback.on_events(now, events)

    async def tick(self) -> None:
        while True:
            now = self.engine.now()
            self.engine.tick(now)
            self.feedback.tick(now, time.time())
            await asyncio.sleep(TICK_SECONDS)


async def serve() -> None:
    plan = json.loads(sys.stdin.readline())
    host = Host(plan["address"])
    engine = host.engine
    engine.add_endpoint(0)
    engine.set_extensions(0, Extensions(mid=plan["mid_id"], transport_cc=plan["transport_id"]))
    engine.set_srtp(0, plan["profile"], bytes.fromhex(plan["receive_key"]), bytes.fromhex(plan["send_key"]))
    engine.set_path(0, Path(0, *plan["sender"]))
    engine.add_source(
        SourceSpec(1, 0, "video", plan["ssrc"], plan["ssrc"] + 1, plan["payload_type"], 97, 90_000, group=1)
    )
    for number, sink in enumerate(plan["sinks"], start=1):
        key = bytes.fromhex(plan["send_key"])
        engine.add_endpoint(number)
        engine.set_srtp(number, plan["profile"], key, key)
        engine.set_path(number, Path(0, *sink))
        engine.add_slot(
            SlotSpec(number, number, "video", b"1", 1000 + number, 2000 + number, 96, 97, 90_000, SLOT_IDS, 0)
        )
        engine.map_slot(number, 1)
    print(engine.addresses[0][1], flush=True)
    ticking = asyncio.create_task(host.tick())
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    ticking.cancel()
    engine.close()


if __name__ == "__main__":
    asyncio.run(serve())
