"""Tables of the areas"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "authorities",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorities")),
    )
    op.create_table(
        "availability",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_availability")),
    )
    op.create_table(
        "consultations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("point", sa.String(length=32), nullable=False),
        sa.Column("expert", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.Float(precision=53), nullable=False),
        sa.Column("ended_at", sa.Float(precision=53), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
    )
    op.create_index(op.f("ix_consultations_service"), "consultations", ["service"], unique=False)
    op.create_index(op.f("ix_consultations_state"), "consultations", ["state"], unique=False)
    op.create_index(
        "uq_consultations_expert",
        "consultations",
        ["expert"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "uq_consultations_point",
        "consultations",
        ["point"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "interpreter_calls",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rung_at", sa.Float(precision=53), nullable=False),
        sa.Column("ended_at", sa.Float(precision=53), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_calls")),
    )
    op.create_index(
        op.f("ix_interpreter_calls_consultation"), "interpreter_calls", ["consultation"], unique=False
    )
    op.create_index(
        "uq_interpreter_calls_ringing",
        "interpreter_calls",
        ["consultation"],
        unique=True,
        sqlite_where=sa.text("state = 'ringing'"),
        postgresql_where=sa.text("state = 'ringing'"),
    )
    op.create_table(
        "interpreter_languages",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("account", "language", name=op.f("pk_interpreter_languages")),
    )
    op.create_table(
        "presence",
        sa.Column("socket", sa.String(length=64), nullable=False),
        sa.Column("process", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("socket", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_actor"), "presence", ["actor"], unique=False)
    op.create_index(op.f("ix_presence_expires"), "presence", ["expires"], unique=False)
    op.create_index(op.f("ix_presence_kind"), "presence", ["kind"], unique=False)
    op.create_index(op.f("ix_presence_process"), "presence", ["process"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("point", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.Float(precision=53), nullable=False),
        sa.Column("ended_at", sa.Float(precision=53), nullable=True),
        sa.Column("away_since", sa.Float(precision=53), nullable=True),
        sa.Column("expert", sa.String(length=32), nullable=True),
        sa.Column("consultation", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    op.create_index("ix_tickets_waiting", "tickets", ["service", "state"], unique=False)
    op.create_index(
        "uq_tickets_waiting_point",
        "tickets",
        ["point"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "chat_lines",
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_chat_lines_consultation_consultations")
        ),
        sa.PrimaryKeyConstraint("consultation", "sequence", name=op.f("pk_chat_lines")),
    )
    op.create_table(
        "interpreter_rings",
        sa.Column("call", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"], ["interpreter_calls.id"], name=op.f("fk_interpreter_rings_call_interpreter_calls")
        ),
        sa.PrimaryKeyConstraint("call", "account", name=op.f("pk_interpreter_rings")),
    )
    op.create_index(op.f("ix_interpreter_rings_account"), "interpreter_rings", ["account"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=True),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.Float(precision=53), nullable=False),
        sa.Column("used_at", sa.Float(precision=53), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_invitations_consultation_consultations")
        ),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_consultation"), "invitations", ["consultation"], unique=False)
    op.create_table(
        "paper_operations",
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"],
            ["consultations.id"],
            name=op.f("fk_paper_operations_consultation_consultations"),
        ),
        sa.PrimaryKeyConstraint("consultation", "sequence", name=op.f("pk_paper_operations")),
    )
    op.create_table(
        "paper_tables",
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("shown_paper", sa.String(length=32), nullable=True),
        sa.Column("shown_page", sa.Integer(), nullable=False),
        sa.Column("last_operation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_paper_tables_consultation_consultations")
        ),
        sa.PrimaryKeyConstraint("consultation", name=op.f("pk_paper_tables")),
    )
    op.create_table(
        "papers",
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("stored_bytes", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.Float(precision=53), nullable=False),
        sa.Column("rendering", sa.String(length=32), nullable=False),
        sa.Column("lease_until", sa.Float(precision=53), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_papers_consultation_consultations")
        ),
        sa.PrimaryKeyConstraint("consultation", "id", name=op.f("pk_papers")),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("microphone", sa.Boolean(), nullable=False),
        sa.Column("camera", sa.Boolean(), nullable=False),
        sa.Column("away_since", sa.Float(precision=53), nullable=True),
        sa.Column("media_lost", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.Float(precision=53), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["consultations.id"], name=op.f("fk_participants_consultation_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_index(op.f("ix_participants_actor"), "participants", ["actor"], unique=False)
    op.create_index(op.f("ix_participants_consultation"), "participants", ["consultation"], unique=False)
    op.create_index(
        "uq_participants_present",
        "participants",
        ["consultation", "kind", "actor"],
        unique=True,
        sqlite_where=sa.text("state <> 'left'"),
        postgresql_where=sa.text("state <> 'left'"),
    )
    op.create_table(
        "services",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("description", sa.LargeBinary(), nullable=False),
        sa.Column("languages", sa.LargeBinary(), nullable=False),
        sa.Column("hours", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority"], ["authorities.id"], name=op.f("fk_services_authority_authorities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_authority"), "services", ["authority"], unique=False)
    op.create_table(
        "expert_services",
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["service"], ["services.id"], name=op.f("fk_expert_services_service_services")
        ),
        sa.PrimaryKeyConstraint("account", "service", name=op.f("pk_expert_services")),
    )
    op.create_index(op.f("ix_expert_services_service"), "expert_services", ["service"], unique=False)
    op.create_table(
        "paper_pages",
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation", "paper"],
            ["papers.consultation", "papers.id"],
            name=op.f("fk_paper_pages_consultation_papers"),
        ),
        sa.PrimaryKeyConstraint("consultation", "paper", "number", name=op.f("pk_paper_pages")),
    )


def downgrade() -> None:
    """Nobody goes back: that would lose what people did."""
    raise RuntimeError("restore a backup instead")
