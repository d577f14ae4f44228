"""What all tables share: one metadata, ids, and columns that hold a message.

Times are Unix seconds (Float). A table whose rows two processes may change has
`version: Mapped[Version]` and `__mapper_args__ = {"version_id_col": version}`,
so that a lost update is an error that the store retries.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import msgspec
from sqlalchemy import Float, Integer, LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names are stable, so that a migration can name what it changes."""

IdText = String(32)
"""128 random bits as 32 hexadecimal digits."""

Id = Annotated[str, mapped_column(IdText)]
"""Column of an id: `id: Mapped[Id] = mapped_column(primary_key=True)`."""

Time = Annotated[float, mapped_column(Float(53))]
"""Column of a time: Unix seconds."""

Version = Annotated[int, mapped_column(Integer, nullable=False)]
"""Column of `version_id_col`."""

T = TypeVar("T")


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)


class Packed(TypeDecorator[T], Generic[T]):
    """A column that holds one msgspec value of a given type as JSON bytes.

    >>> Packed(int).process_bind_param(3, None)
    b'3'
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: T | None, dialect: Dialect | None) -> bytes | None:
        """JSON bytes of a value for the database."""
        return None if value is None else msgspec.json.encode(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect | None) -> T | None:
        """The value that the database holds."""
        return None if value is None else msgspec.json.decode(value, type=self.kind)
