"""Services have everyday words by which people look for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("services", sa.Column("keywords", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
