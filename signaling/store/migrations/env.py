"""Alembic's entry: the connection is handed over by signaling/store/schema.py."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from signaling.store.base import Packed
from signaling.store.tables import metadata


def render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Packed columns as what they are to the database, so that migrations need nothing of the program."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, Packed) else False


def run(connection: Connection) -> None:
    """Run the migrations on this connection, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
