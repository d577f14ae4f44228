"""Whether the advisor is in the room is declared, seen by all and kept with the consultation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. In running consultations the advisor is there until something else is declared."""
    op.add_column(
        "consultations", sa.Column("advisor", sa.String(16), nullable=False, server_default="present")
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
