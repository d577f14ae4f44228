"""Versions of screens: one row a feed, raised in the transaction that changes the screen."""

from __future__ import annotations

from sqlalchemy import CompoundSelect, Integer, String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from signaling.store.base import Base


class Feed(Base):
    """The number of the last delta of one feed."""

    __tablename__ = "feeds"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)


async def next_version(session: AsyncSession, feed: str) -> int:
    """The number of the next delta of `feed`; its row stays locked until the transaction ends,

    so deltas of one feed are committed in the order of their numbers.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(Feed)
        .values(name=feed, version=1)
        .on_conflict_do_update(index_elements=[Feed.name], set_={"version": Feed.version + 1})
        .returning(Feed.version)
    )
    version: int = (await session.execute(statement)).scalar_one()
    return version


async def feed_version(session: AsyncSession, feed: str) -> int:
    """The number of the last delta of `feed`; 0 when there was none."""
    found = (await session.execute(select(Feed.version).where(Feed.name == feed))).scalar_one_or_none()
    return 0 if found is None else found


async def hold(session: AsyncSession, feed: str) -> None:
    """Keep the row of `feed` locked until the transaction ends; SQLite has one writer anyhow."""
    await session.execute(select(Feed.version).where(Feed.name == feed).with_for_update())


async def forget(session: AsyncSession, names: CompoundSelect[str]) -> None:
    """Delete the feeds of these names: no screen shows them, and no transaction changes them again."""
    await session.execute(
        delete(Feed).where(Feed.name.in_(names)).execution_options(synchronize_session=False)
    )
