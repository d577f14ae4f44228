"""One transaction: what it reads and changes, its audit rows, and what is to happen after its commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.audit.rules import Entry
from signaling.audit.tables import AuditRow
from signaling.people.actor import ActorRef
from signaling.store import feeds
from signaling.store.outbox import Emission, Job, Outgoing, add_emission, add_job, drop_job
from signaling.store.vault import Entropy, Vault
from signaling.web.messages.base import Message

EMIT_LEASE_SECONDS: Final = 10.0
"""The committing process emits within milliseconds; later than this it is taken for dead."""

GROUND_CHARS: Final = 200


class Unit:
    """One transaction. Nothing of it is there until `Store.write` has committed it."""

    def __init__(self, session: AsyncSession, vault: Vault, now: float, entropy: Entropy) -> None:
        self.session = session
        self.vault = vault
        self.now = now
        """Unix seconds, read once for the whole transaction."""
        self._entropy = entropy
        self._emissions: list[Emission] = []
        self._jobs: list[Job] = []
        self._dropped: list[str] = []
        self._after: list[Callable[[], None]] = []

    def new_id(self) -> str:
        """128 random bits as 32 hexadecimal digits."""
        return self._entropy(16).hex()

    def random_bytes(self, count: int) -> bytes:
        """`count` random bytes, for codes and tokens."""
        return self._entropy(count)

    def record(
        self, actor: ActorRef, action: str, object_kind: str, object_id: str, ground: str = ""
    ) -> None:
        """Write an audit row in this transaction: ids and a ground, never content."""
        entry = Entry(
            id=self.new_id(),
            at=self.now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            ground=ground[:GROUND_CHARS],
        )
        self.session.add(
            AuditRow(
                id=entry.id,
                at=entry.at,
                actor_kind=entry.actor_kind,
                actor_id=entry.actor_id,
                action=entry.action,
                object_kind=entry.object_kind,
                object_id=entry.object_id,
                ground=entry.ground,
                digest=self.vault.audit_digest(entry.canonical()),
            )
        )

    def publish(self, room: str, event: str, message: Message, *, consultation: str | None = None) -> None:
        """Emit `message` to the room after the commit; emissions of one unit keep their order.

        `consultation` names whose key seals the message while it waits: give it
        for every message that carries content (chat, names of papers).
        """
        self._emissions.append(Emission(room, event, message, consultation))

    async def next_version(self, feed: str) -> int:
        """The number of the next delta of `feed`; the feed stays locked until the commit."""
        return await feeds.next_version(self.session, feed)

    async def feed_version(self, feed: str) -> int:
        """The number of the last delta of `feed`, for a snapshot."""
        return await feeds.feed_version(self.session, feed)

    async def hold_feed(self, feed: str) -> None:
        """Let nobody else change what `feed` tells until the commit: for a snapshot within a write."""
        await feeds.hold(self.session, feed)

    def later(self, job: str, payload: msgspec.Struct, at: float, key: str) -> None:
        """Run the handler of `job` at a time (Unix s), at least once; the same key again moves it.

        The handler re-checks the state by itself: it may run twice, and late.
        """
        self._jobs.append(Job(job, payload, at, key))

    def drop(self, key: str) -> None:
        """Delete the job of this key, if there is one."""
        self._dropped.append(key)

    def after_commit(self, deed: Callable[[], None]) -> None:
        """Call `deed` in this process once the commit is done; for waking loops, never for deciding."""
        self._after.append(deed)

    async def write_effects(self) -> tuple[list[Outgoing], bool, list[Callable[[], None]]]:
        """Write the rows of the effects: what to emit, whether jobs were added, what to call.

        For `Store.write` alone.
        """
        await self.session.flush()
        for key in self._dropped:
            await drop_job(self.session, key)
        for job in self._jobs:
            await add_job(self.session, self.vault, job)
        lease_until = self.now + EMIT_LEASE_SECONDS
        outgoing = [
            await add_emission(self.session, self.vault, emission, lease_until)
            for emission in self._emissions
        ]
        return outgoing, bool(self._jobs), self._after
