"""The media process: sockets, clock and randomness, and the loops that drive the pure parts.

    python -m media.worker --config JSON-or-path [--spare]

One event loop, one engine, one UDP port and one TCP port on every address of
`MediaConfig.addresses`; the contract on a Unix socket. SIGTERM drains: no new
conference, and the end comes with the last one, after `drain_seconds`, or with
a second SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import logging
import secrets
import signal
import socket
import string
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from media.conferences import Conferences, Edge
from media.config import ConfigError, MediaConfig, parse_config
from media.contract import AnyEvent
from media.dispatch import Dispatch
from media.forward.adaptation import Adaptation
from media.forward.feedback import Feedback
from media.forward.python import PythonEngine, open_udp_socket
from media.negotiation import Credentials
from media.sdp import Candidate
from media.server import ContractServer
from media.transport.codec_watch import CodecWatch
from media.transport.dtls import self_test
from media.transport.tcp import StreamLimits, TcpServer

ENGINE_TICK_SECONDS: Final = 0.02
"""Pacing and repeated key-frame wishes; see Engine.tick."""
HOUSEKEEPING_SECONDS: Final = 0.25
"""Consent, idle connections, the speaker: none needs more."""
_ICE_CHARACTERS: Final = string.ascii_letters + string.digits
_UFRAG_CHARACTERS: Final = 8
_PWD_CHARACTERS: Final = 32
"""190 bits; RFC 8839 section 5.4 asks for 128."""
_PORT_ATTEMPTS: Final = 20

_log = structlog.get_logger("media")


def new_credentials() -> Credentials:
    """Fresh ICE credentials."""

    def word(length: int) -> str:
        return "".join(secrets.choice(_ICE_CHARACTERS) for _ in range(length))

    return Credentials(word(_UFRAG_CHARACTERS), word(_PWD_CHARACTERS))


def make_candidates(config: MediaConfig, udp_port: int, tcp_port: int | None) -> tuple[Candidate, ...]:
    """A UDP and a passive TCP host candidate for every address, earlier addresses preferred, none twice.

    Source: RFC 8445 section 5.1.2.1, RFC 6544 section 4.2.
    """
    candidates: dict[tuple[str, str, int], Candidate] = {}

    def add(foundation: int, transport: str, priority: int, host: str, port: int, *words: str) -> None:
        made = Candidate(str(foundation), 1, transport, priority, host, port, "host", words)
        candidates.setdefault((transport, host, port), made)

    for index, address in enumerate(config.addresses):
        host = str(ipaddress.ip_address(address.advertised))
        priority = (126 << 24) + ((65535 - index) << 8) + 255
        add(2 * index + 1, "udp", priority, host, address.advertised_udp_port or udp_port)
        if tcp_port is not None:
            priority = (99 << 24) + (((4 << 13) + 8191 - index) << 8) + 255
            port = address.advertised_tcp_port or tcp_port
            add(2 * index + 2, "tcp", priority, host, port, "tcptype", "passive")
    return tuple(candidates.values())


def open_sockets(config: MediaConfig) -> tuple[list[socket.socket], list[socket.socket]]:
    """UDP and listening TCP sockets of every address, one port number for each kind.

    Raises:
        OSError: an address is not ours or a port is taken.
    """
    hosts = list(dict.fromkeys(str(ipaddress.ip_address(address.local)) for address in config.addresses))
    udp = _bind_all(hosts, config.udp_port, open_udp_socket)
    tcp = _bind_all(hosts, config.tcp_port, _open_tcp_socket) if config.tcp_port is not None else []
    return udp, tcp


def _bind_all(hosts: list[str], port: int, bind: Callable[[str, int], socket.socket]) -> list[socket.socket]:
    for attempt in range(_PORT_ATTEMPTS):
        opened: list[socket.socket] = []
        try:
            for host in hosts:
                number = port or (opened[0].getsockname()[1] if opened else 0)
                opened.append(bind(host, number))
            return opened
        except OSError:
            for one in opened:
                one.close()
            if port or attempt == _PORT_ATTEMPTS - 1:
                raise
    raise AssertionError("the loop above returns or raises")


def _open_tcp_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tcp = socket.socket(family, socket.SOCK_STREAM)
    try:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            tcp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        tcp.bind((host, port))
    except OSError:
        tcp.close()
        raise
    return tcp


class Worker:
    """The parts of a media process, wired."""

    def __init__(self, config: MediaConfig, watch: CodecWatch) -> None:
        self._config = config
        limits = config.limits
        udp, self._tcp_sockets = open_sockets(config)
        udp_port = udp[0].getsockname()[1]
        tcp_port = self._tcp_sockets[0].getsockname()[1] if self._tcp_sockets else None
        dispatch = Dispatch(limits)
        self._engine = PythonEngine(dispatch, udp)
        self._tcp = TcpServer(
            dispatch,
            time.monotonic,
            StreamLimits(
                limits.tcp_connections,
                limits.tcp_unauthenticated,
                trusted_proxies=config.trusted_proxies,
            ),
        )
        self._feedback = Feedback(self._engine, Adaptation(self._engine, self._held))
        self.conferences = Conferences(
            process=secrets.token_hex(8),
            limits=limits,
            engine=self._engine,
            edge=Edge(time.monotonic, secrets.randbits, new_credentials),
            candidates=make_candidates(config, udp_port, tcp_port),
            tell=self._tell,
            codec_opens=lambda: watch.opens,
            request_counts=self._feedback.request_counts,
        )
        self._server = ContractServer(self.conferences.execute, limits.links, limits.link_queue_bytes)
        dispatch.connect(self._engine, self.conferences, self._feedback, self._tcp)
        self.ports = (udp_port, tcp_port)
        self._stopping = asyncio.Event()
        self._wall_minus_monotonic = time.time() - time.monotonic()
        """Sender reports run on the monotonic clock: a wall clock that is set would tear sound from video."""

    def _tell(self, event: AnyEvent) -> None:
        self._server.tell(event)

    def _held(self, slot: int, held: bool) -> None:
        self.conferences.hold(slot, held)

    def stop(self) -> None:
        """SIGTERM: drain first, end at the second time."""
        if self.conferences.draining:
            self._stopping.set()
        self.conferences.drain()

    async def run(self) -> None:
        """Serve until stopped."""
        for sock in self._tcp_sockets:
            await self._tcp.listen(sock)
        await self._server.listen(self._config.socket_path)
        _log.info("listening", udp_port=self.ports[0], tcp_port=self.ports[1])
        tasks: list[asyncio.Task[None]] = [
            asyncio.create_task(_every(ENGINE_TICK_SECONDS, self._tick)),
            asyncio.create_task(_every(HOUSEKEEPING_SECONDS, self._keep_house)),
        ]
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((stopping, *tasks), return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            stopping.cancel()
            for task in tasks:
                task.cancel()
            await self._close()

    def _tick(self) -> None:
        now = time.monotonic()
        self._engine.tick(now)
        self._feedback.tick(now, now + self._wall_minus_monotonic)

    def _keep_house(self) -> None:
        now = time.monotonic()
        self.conferences.handle_timer(now)
        self._tcp.sweep()
        if self.conferences.draining and self._drained(now):
            self._stopping.set()

    def _drained(self, now: float) -> bool:
        since = self.conferences.draining_since
        return not self.conferences.conferences or (
            since is not None and now - since >= self._config.drain_seconds
        )

    async def _close(self) -> None:
        await self.conferences.close()
        await self._server.close()
        await self._tcp.close()
        self._engine.close()
        _log.info("stopped")


async def _every(seconds: float, work: Callable[[], None]) -> None:
    """Call work at a steady pace; what a stopped process has missed is left out."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        work()
        due = max(due + seconds, loop.time())
        await asyncio.sleep(due - loop.time())


async def serve(config: MediaConfig, watch: CodecWatch) -> None:
    """A media process until SIGTERM or SIGINT."""
    worker = Worker(config, watch)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    await worker.run()


def configure_log() -> None:
    """JSON lines on standard error."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def run(config: MediaConfig, *, spare: bool = False) -> None:
    """A media process in this process; returns after it has drained.

    Args:
        config: what it is started with.
        spare: get everything ready but open nothing until a line comes on standard input;
            when that ends without a line, nobody needs it and it returns.
    """
    configure_log()
    self_test()
    watch = CodecWatch()
    watch.watch()
    if spare and not sys.stdin.readline():
        return
    asyncio.run(serve(config, watch))


def read_config(argument: str) -> MediaConfig:
    """The configuration that an argument gives: JSON itself, or the path of a file with it.

    Raises:
        ConfigError: neither is right.
    """
    if argument.lstrip().startswith("{"):
        return parse_config(argument)
    try:
        return parse_config(Path(argument).read_bytes())
    except OSError as error:
        raise ConfigError(f"{argument}: {error.strerror}") from None


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m media.worker", description="Etäluukku media process")
    parser.add_argument("--config", required=True, help="JSON, or the path of a file with it")
    parser.add_argument("--spare", action="store_true", help="wait for a line on standard input, then serve")
    arguments = parser.parse_args()
    try:
        config = read_config(arguments.config)
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201  # the log is not configured yet
        return 2
    run(config, spare=arguments.spare)
    return 0


if __name__ == "__main__":
    sys.exit(main())
