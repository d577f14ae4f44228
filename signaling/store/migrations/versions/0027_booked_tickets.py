"""A place in the queue may be that of an appointment: desks see its time and whose it is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("tickets", sa.Column("booked_at", sa.Float(53), nullable=True))
    op.add_column("tickets", sa.Column("booked_expert", sa.String(32), nullable=True))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
