"""Papers go to the case systems of authorities"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("consultation", sa.String(32), nullable=False),
        sa.Column("paper", sa.String(32), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("authority", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(32), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.Float(53), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name="fk_hand_overs_consultation_consultations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hand_overs"),
    )
    op.create_index("ix_hand_overs_consultation", "hand_overs", ["consultation"])
    op.create_table(
        "hand_over_pages",
        sa.Column("hand_over", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_over"], ["hand_overs.id"], name="fk_hand_over_pages_hand_over_hand_overs"
        ),
        sa.PrimaryKeyConstraint("hand_over", "number", name="pk_hand_over_pages"),
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
