"""How the client's identity was established, what an expert is at the authority, an expert's private notes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("consultations", sa.Column("identity_method", sa.String(16), nullable=True))
    for name in ("identity_at", "identity_seen_at", "identity_shown_until"):
        op.add_column("consultations", sa.Column(name, sa.Float(53), nullable=True))
    op.add_column("accounts", sa.Column("title", sa.LargeBinary(), nullable=True))
    op.create_table(
        "private_notes",
        sa.Column("consultation", sa.String(32), nullable=False),
        sa.Column("participant", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_private_notes_consultation_consultations")
        ),
        sa.PrimaryKeyConstraint("consultation", "participant", name=op.f("pk_private_notes")),
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
