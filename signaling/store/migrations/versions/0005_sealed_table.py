"""What lies open on the table is sealed, the audit's chain is keyed, feeds of ended consultations go"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from signaling.audit.tables import append_only_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    _seal_tables()
    _key_the_chain()
    _forget_feeds()


def _seal_tables() -> None:
    # A migration has no keys. A consultation that goes on keeps its papers; nothing lies open in it until
    # somebody turns a page.
    with op.batch_alter_table("paper_tables") as table:
        table.drop_column("shown_paper")
        table.drop_column("shown_page")
        table.add_column(sa.Column("sealed_shown", sa.LargeBinary(), nullable=True))


def _key_the_chain() -> None:
    # Links that anybody could have computed prove nothing later: the first checkpoint links all rows anew.
    op.drop_table("audit_links")
    op.drop_table("audit_seals")
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "audit_links",
        sa.Column("position", big, autoincrement=False, nullable=False),
        sa.Column("sequence", big, nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_links_sequence")),
    )
    op.create_table(
        "audit_seals",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("position", big, nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.Float(precision=53), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_seals")),
    )
    for table in ("audit_links", "audit_seals"):
        for statement in append_only_statements(op.get_bind().dialect.name, table):
            op.execute(statement)


def _forget_feeds() -> None:
    ended = "consultations WHERE state = 'ended'"
    within = f"participants WHERE consultation IN (SELECT id FROM {ended})"
    for names in (
        f"SELECT 'consultation:' || id FROM {ended}",
        f"SELECT 'chat:' || id FROM {ended}",
        f"SELECT 'lobby:' || id FROM {within}",
        f"SELECT 'presence:guest:' || actor FROM {within} AND kind = 'guest'",
    ):
        op.execute(sa.text(f"DELETE FROM feeds WHERE name IN ({names})"))


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
