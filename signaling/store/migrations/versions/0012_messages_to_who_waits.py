"""A desk can write to whoever waits; the message goes with the place in the queue"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("tickets", sa.Column("sealed_message", sa.LargeBinary(), nullable=True))
    op.add_column("tickets", sa.Column("message_at", sa.Float(53), nullable=True))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
