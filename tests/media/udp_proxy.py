"""A UDP proxy between a browser and the media process: it counts, and can change its port like a NAT."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Literal

Content = Literal["stun", "dtls", "rtp", "rtcp", "other"]


def content(datagram: bytes) -> Content:
    """What a datagram is: RFC 7983 section 7, RFC 5761 section 4."""
    first = datagram[0] if datagram else 255
    if first < 4:
        return "stun"
    if 20 <= first <= 63:
        return "dtls"
    if 128 <= first <= 191 and len(datagram) > 1:
        return "rtcp" if 192 <= datagram[1] <= 223 else "rtp"
    return "other"


class _Upstream(asyncio.DatagramProtocol):
    def __init__(self, proxy: UdpProxy, client: tuple[str, int]) -> None:
        self.proxy, self.client = proxy, client

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.proxy.from_server(data, self.client)


class UdpProxy(asyncio.DatagramProtocol):
    """One browser behind it."""

    def __init__(self) -> None:
        self.to_browser: Counter[Content] = Counter()
        self.to_server: Counter[Content] = Counter()
        self.port = 0
        self._server = ("127.0.0.1", 0)
        self._listener: asyncio.DatagramTransport | None = None
        self._upstreams: dict[tuple[str, int], asyncio.DatagramTransport] = {}
        self._opening: dict[tuple[str, int], list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen on a free port of loopback."""
        loop = asyncio.get_running_loop()
        self._listener, _ = await loop.create_datagram_endpoint(lambda: self, ("127.0.0.1", 0))
        self.port = self._listener.get_extra_info("sockname")[1]

    def rewrite(self, answer: str) -> str:
        """The answer with this proxy in place of the UDP candidate, and no TCP."""
        lines = []
        for line in answer.split("\r\n"):
            words = line.split(" ")
            if line.startswith("a=candidate:"):
                if words[2] == "tcp":
                    continue
                self._server = (words[4], int(words[5]))
                words[4:6] = ["127.0.0.1", str(self.port)]
            lines.append(" ".join(words))
        return "\r\n".join(lines)

    def rebind(self) -> None:
        """Forget the mappings: what comes next leaves from another port, as behind a NAT that restarted."""
        for transport in self._upstreams.values():
            transport.close()
        self._upstreams.clear()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.to_server[content(data)] += 1
        upstream = self._upstreams.get(addr)
        if upstream is not None:
            upstream.sendto(data)
        elif addr in self._opening:
            self._opening[addr].append(data)
        else:
            self._opening[addr] = [data]
            task = asyncio.get_running_loop().create_task(self._open_upstream(addr))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _open_upstream(self, client: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        upstream, _ = await loop.create_datagram_endpoint(
            lambda: _Upstream(self, client), remote_addr=self._server
        )
        self._upstreams[client] = upstream
        for datagram in self._opening.pop(client):
            upstream.sendto(datagram)

    def from_server(self, data: bytes, client: tuple[str, int]) -> None:
        """A datagram of the media process."""
        self.to_browser[content(data)] += 1
        if self._listener is not None:
            self._listener.sendto(data, client)

    def close(self) -> None:
        """End it."""
        self.rebind()
        if self._listener is not None:
            self._listener.close()
