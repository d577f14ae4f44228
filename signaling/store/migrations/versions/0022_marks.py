"""Marks on the pages of papers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "paper_marks",
        sa.Column("consultation", sa.String(32), nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("paper", sa.String(32), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("erased", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name="fk_paper_marks_consultation_consultations"
        ),
        sa.ForeignKeyConstraint(
            ["consultation", "paper"],
            ["papers.consultation", "papers.id"],
            name="fk_paper_marks_consultation_papers",
        ),
        sa.PrimaryKeyConstraint("consultation", "author", "id", name="pk_paper_marks"),
    )
    op.create_index("ix_paper_marks_page", "paper_marks", ["consultation", "paper", "page", "sequence"])
    op.create_index("ix_paper_marks_sequence", "paper_marks", ["consultation", "sequence"])
    op.create_table(
        "paper_mark_pages",
        sa.Column("consultation", sa.String(32), nullable=False),
        sa.Column("paper", sa.String(32), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation", "paper"],
            ["papers.consultation", "papers.id"],
            name="fk_paper_mark_pages_consultation_papers",
        ),
        sa.PrimaryKeyConstraint("consultation", "paper", "page", name="pk_paper_mark_pages"),
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
