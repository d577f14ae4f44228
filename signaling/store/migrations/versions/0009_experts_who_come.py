"""An expert who has accepted and does not come loses the ticket, which goes to the front of its queue"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. Whoever takes part now has come; only later acceptances have a deadline."""
    op.add_column("tickets", sa.Column("returned_at", sa.Float(53), nullable=True))
    op.add_column("availability", sa.Column("away_because", sa.String(16), nullable=True))
    op.add_column("participants", sa.Column("appeared_at", sa.Float(53), nullable=True))
    op.execute("UPDATE participants SET appeared_at = joined_at")


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
