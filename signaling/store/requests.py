"""Replies of changing requests, so that the same request id twice has one effect and one reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from signaling.people.actor import ActorRef
from signaling.store.base import Base, Id, Time
from signaling.store.errors import Conflict
from signaling.store.vault import Vault
from signaling.web.messages.base import Message

R = TypeVar("R", bound=Message)


class RequestRow(Base):
    """The sealed reply of one request of one actor."""

    __tablename__ = "requests"

    actor_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    actor_id: Mapped[Id] = mapped_column(primary_key=True)
    request: Mapped[Id] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[Time] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class RequestKey(Generic[R]):
    """Names a changing request; `reply` is the type that is stored for it."""

    actor: ActorRef
    request: str
    event: str
    reply: type[R]

    def _place(self) -> bytes:
        return f"reply:{self.actor.kind}:{self.actor.id}:{self.request}".encode()


async def stored_reply(session: AsyncSession, vault: Vault, key: RequestKey[R]) -> R | None:
    """The reply of this request when it was done before, else None.

    Raises:
        Conflict: the id was used for another event.
    """
    row = await session.get(RequestRow, (key.actor.kind, key.actor.id, key.request))
    if row is None:
        return None
    if row.event != key.event:
        raise Conflict("request_id")
    return msgspec.json.decode(vault.open_master(row.sealed, key._place()), type=key.reply)


def store_reply(session: AsyncSession, vault: Vault, key: RequestKey[R], reply: R, now: float) -> None:
    """Write the reply in the transaction of the request."""
    sealed = vault.seal_master(msgspec.json.encode(reply), key._place())
    session.add(
        RequestRow(
            actor_kind=key.actor.kind,
            actor_id=key.actor.id,
            request=key.request,
            event=key.event,
            sealed=sealed,
            at=now,
        )
    )


async def forget_replies(session: AsyncSession, actors: Iterable[ActorRef]) -> None:
    """Delete the replies to these actors, who ask nothing again."""
    for actor in actors:
        await session.execute(
            delete(RequestRow)
            .where(RequestRow.actor_kind == actor.kind, RequestRow.actor_id == actor.id)
            .execution_options(synchronize_session=False)
        )


async def forget_before(session: AsyncSession, at: float) -> None:
    """Delete replies that nobody asks for again."""
    await session.execute(delete(RequestRow).where(RequestRow.at < at))
