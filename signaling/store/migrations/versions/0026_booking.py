"""Appointments: expert, room and interpreter reserved together, each five minutes of each once"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("services", sa.Column("booking", sa.LargeBinary(), nullable=True))
    op.create_table(
        "appointments",
        *_columns_of_appointments(),
        sa.ForeignKeyConstraint(["service"], ["services.id"], name="fk_appointments_service_services"),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
        sa.UniqueConstraint("code_fingerprint", name="uq_appointments_code_fingerprint"),
    )
    _index_appointments()
    op.create_table(
        "reserved_units",
        sa.Column("resource", sa.String(32), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("appointment", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment"], ["appointments.id"], name="fk_reserved_units_appointment_appointments"
        ),
        sa.PrimaryKeyConstraint("resource", "unit", name="pk_reserved_units"),
    )
    op.create_index("ix_reserved_units_appointment", "reserved_units", ["appointment"])


def _columns_of_appointments() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("point", sa.String(32), nullable=False),
        sa.Column("expert", sa.String(32), nullable=False),
        sa.Column("interpreter", sa.String(32), nullable=True),
        sa.Column("interpreted", sa.String(3), nullable=True),
        sa.Column("language", sa.String(3), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("first_unit", sa.Integer(), nullable=False),
        sa.Column("end_unit", sa.Integer(), nullable=False),
        sa.Column("released_unit", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.Float(53), nullable=False),
        sa.Column("booked_by_kind", sa.String(16), nullable=False),
        sa.Column("booked_by", sa.String(32), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("consent_at", sa.Float(53), nullable=True),
        sa.Column("code_fingerprint", sa.String(64), nullable=True),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=True),
        sa.Column("ticket", sa.String(32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _index_appointments() -> None:
    active = sa.text("state <> 'cancelled'")
    op.create_index("ix_appointments_service", "appointments", ["service"])
    op.create_index(
        "ix_appointments_times",
        "appointments",
        ["first_unit", "released_unit", "end_unit", "expert"],
        sqlite_where=active,
        postgresql_where=active,
    )
    for who in ("point", "expert", "interpreter"):
        op.create_index(f"ix_appointments_{who}_first_unit", "appointments", [who, "first_unit"])


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
