"""What an operation on papers did is sealed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    # A migration has no keys to seal the rows with. They live only as long as a consultation, and what
    # lies open now is in paper_tables, with the number of the last operation: numbering goes on from there.
    op.execute(sa.text("DELETE FROM paper_operations"))
    with op.batch_alter_table("paper_operations") as table:
        table.drop_column("kind")
        table.drop_column("paper")
        table.drop_column("page")
        table.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
