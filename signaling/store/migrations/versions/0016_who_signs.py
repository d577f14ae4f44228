"""Who signs is told to all, also to those who come later; sign-language interpreters do from the first"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column(
        "participants", sa.Column("signing", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    participants = sa.table("participants", sa.column("signing"), sa.column("language"))
    signed = participants.c.language.in_(("fse", "fss"))
    op.execute(participants.update().where(signed).values(signing=sa.true()))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
