"""The last consultations of a service are found by its own index, for the estimate of waiting"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_index("ix_consultations_service_ended", "consultations", ["service", "ended_at"])
    op.drop_index("ix_consultations_service", "consultations")


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
