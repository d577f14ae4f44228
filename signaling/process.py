"""One signaling process: `python -m signaling.process`, its orders as JSON on standard input.

The supervisor starts it (signaling/supervisor.py). SIGTERM drains: no new calls,
everybody is told, running consultations get their time. A second one ends at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
import ssl
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import structlog
from aiohttp import web

from signaling.audit.service import CHECKPOINT_SECONDS, ChainKeeper, seal_days
from signaling.config import Settings
from signaling.keys import read_master_key
from signaling.log import configure_log
from signaling.settings_file import ConfigError
from signaling.store.engine import create_engine
from signaling.store.errors import ServiceError
from signaling.store.housekeeping import forget_old
from signaling.store.log_file import empty_log
from signaling.store.store import Store
from signaling.store.vault import Vault
from signaling.web.app import create_runner
from signaling.web.connections import allow_files, files_wanted
from signaling.wiring import House, build

log = structlog.get_logger("process")

HOUSEKEEPING_CHECKPOINTS: Final = 10
"""Sealing and forgetting are for the day: after so many checkpoints of the audit, ten minutes, is soon."""

CERTIFICATE_SECONDS: Final = 10.0
"""How soon a renewed certificate is taken."""

LOG_ATTEMPTS: Final = 10
LOG_PAUSE_SECONDS: Final = 1.0
"""Transactions take milliseconds: of ten looks one finds nobody reading."""

DRAIN_LOOK_SECONDS: Final = 1.0


class Orders(msgspec.Struct, frozen=True):
    """What the supervisor tells a signaling process."""

    settings: dict[str, object]
    index: int
    demo: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """The TLS files of the configuration."""

    chain: Path
    key: Path

    def stamp(self) -> tuple[int, int]:
        """Changes when one of the files does."""
        return self.chain.stat().st_mtime_ns, self.key.stat().st_mtime_ns

    def load(self, context: ssl.SSLContext) -> None:
        """Let new connections use the files as they are now."""
        context.load_cert_chain(self.chain, self.key)


def certificate_of(settings: Settings) -> Certificate | None:
    """The TLS files; None where a proxy speaks TLS."""
    server = settings.server
    if not server.tls_certificate:
        return None
    return Certificate(Path(server.tls_certificate), Path(server.tls_key or server.tls_certificate))


def tls_context(certificate: Certificate) -> ssl.SSLContext:
    """A server's context with TLS 1.2 at least."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    certificate.load(context)
    return context


async def renew(certificate: Certificate, context: ssl.SSLContext) -> None:
    """Take new certificate files when they change, without a restart; until cancelled."""
    seen = await asyncio.to_thread(certificate.stamp)
    while True:
        await asyncio.sleep(CERTIFICATE_SECONDS)
        try:
            now = await asyncio.to_thread(certificate.stamp)
            if now != seen:
                await asyncio.to_thread(certificate.load, context)
                seen = now
                log.info("certificate_renewed")
        except (OSError, ssl.SSLError) as error:  # half written: the next look may find it whole
            log.warning("certificate_unreadable", error=type(error).__name__)


async def keep_house(store: Store) -> None:
    """Chain the audit, seal finished days and forget what nobody asks for again; until cancelled."""
    chain = ChainKeeper(store)
    for checkpoint in itertools.count():
        with contextlib.suppress(ServiceError):  # the database is away: next time
            await chain.checkpoint()
            if checkpoint % HOUSEKEEPING_CHECKPOINTS == 0:
                for sealed in await store.write(seal_days):
                    log.info("audit_sealed", day=sealed.day, rows=sealed.rows, link=sealed.link)
                await store.write(forget_old)
        await forget_log(store)
        await asyncio.sleep(CHECKPOINT_SECONDS)


async def forget_log(store: Store) -> None:
    """Leave no destroyed key in SQLite's log for longer than a minute."""
    for _ in range(LOG_ATTEMPTS):
        if await empty_log(store.engine):
            return
        await asyncio.sleep(LOG_PAUSE_SECONDS)
    log.warning("database_log_busy", attempts=LOG_ATTEMPTS)


class Ending:
    """SIGTERM begins the drain, the second one ends it."""

    def __init__(self) -> None:
        self.draining = asyncio.Event()
        self.now = asyncio.Event()

    def asked(self) -> None:
        """A signal has come."""
        if self.draining.is_set():
            self.now.set()
        self.draining.set()

    async def wait(self, house: House, seconds: float) -> None:
        """Return when the process is to end."""
        await self.draining.wait()
        log.info("draining", seconds=seconds)
        await house.sockets.drain(int(seconds))
        deadline = asyncio.get_running_loop().time() + seconds
        while not self.now.is_set() and asyncio.get_running_loop().time() < deadline:
            with contextlib.suppress(ServiceError):
                if not await house.running():
                    return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_LOOK_SECONDS):
                    await self.now.wait()


async def serve(orders: Orders) -> None:
    """Serve until told to end.

    Raises:
        ConfigError: the master key cannot be read.
        OSError: a port is taken.
    """
    settings = Settings.model_validate(orders.settings)
    configure_log(settings.log)
    allow_files(files_wanted(settings.limits))
    ending = Ending()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.asked)
    engine = create_engine(settings.database_url)
    vault = Vault(read_master_key(settings.master_key_file), os.urandom)
    store = Store(engine, vault, time.time, os.urandom)
    house = await build(settings, store, demo=orders.demo)
    try:
        async with contextlib.AsyncExitStack() as stack:
            loops = asyncio.create_task(house.run())
            stack.push_async_callback(_end, loops)
            keeping = asyncio.create_task(keep_house(store))
            stack.push_async_callback(_end, keeping)
            await _listen(stack, house, settings, orders.index)
            asked = asyncio.create_task(ending.wait(house, settings.server.drain_seconds))
            stack.push_async_callback(_end, asked)
            done, _ = await asyncio.wait((loops, keeping, asked), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                for failed in _leaves(task.exception()):
                    log.error("loop_failed", exc_info=failed)
                task.result()
            log.info("ending")
        await house.outbox.drain()
        with contextlib.suppress(ServiceError):  # the next start does it
            await ChainKeeper(store).checkpoint()
    finally:
        await house.close()
        await engine.dispose()


def _leaves(error: BaseException | None) -> list[BaseException]:
    """What went wrong, without the groups around it."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in _leaves(part)]
    return [] if error is None else [error]


async def _listen(stack: contextlib.AsyncExitStack, house: House, settings: Settings, index: int) -> None:
    """Open the ports of this process; they are closed with the stack."""
    certificate = certificate_of(settings)
    context = None if certificate is None else tls_context(certificate)
    if certificate is not None and context is not None:
        stack.push_async_callback(_end, asyncio.create_task(renew(certificate, context)))
    runner = create_runner(house.app)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    port = settings.server.port + index
    for address in settings.server.listen:
        await web.TCPSite(runner, address, port, ssl_context=context).start()
    if settings.server.metrics_port:
        metrics = web.AppRunner(house.metrics_app(), access_log=None, handle_signals=False)
        await metrics.setup()
        stack.push_async_callback(metrics.cleanup)
        await web.TCPSite(metrics, "127.0.0.1", settings.server.metrics_port + index).start()
    log.info("listening", port=port, process=house.process)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def main() -> int:
    """Read the orders and serve."""
    orders = msgspec.json.decode(sys.stdin.buffer.read(), type=Orders)
    try:
        asyncio.run(serve(orders))
    except OSError as error:
        log.error("cannot_serve", error=type(error).__name__, reason=error.strerror)
        return 1
    except ConfigError as error:
        log.error("cannot_serve", error=type(error).__name__, reason=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
