"""What each authority tells of its data protection"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PARTS = ("purpose", "basis", "personal_data", "retention", "officer")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "data_protection_texts",
        sa.Column("authority", sa.String(32), nullable=False),
        *[sa.Column(part, sa.LargeBinary(), nullable=False) for part in PARTS],
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority"], ["authorities.id"], name="fk_data_protection_texts_authority_authorities"
        ),
        sa.PrimaryKeyConstraint("authority", name="pk_data_protection_texts"),
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
