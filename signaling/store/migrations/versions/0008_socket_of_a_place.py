"""A participant is there by the socket of the window that has the place"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. In running consultations any socket counts until a window asks again."""
    op.add_column("participants", sa.Column("window_socket", sa.String(64), nullable=True))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
