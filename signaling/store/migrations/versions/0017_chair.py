"""Who leads mutes others and locks the consultation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("participants", sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "consultations", sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
