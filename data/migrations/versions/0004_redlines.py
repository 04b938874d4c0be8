"""Redlines: what is to be changed on a run, who agreed, and where it was applied.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import data.models.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "redline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("built_on_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('approved', 'canceled')) = (closed_at IS NOT NULL)", name=op.f("ck_redline_closed")
        ),
        sa.CheckConstraint(
            "state <> 'in review' OR submitted_at IS NOT NULL", name=op.f("ck_redline_submitted")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'in review', 'approved', 'canceled')", name=op.f("ck_redline_state")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["operator.id"], name=op.f("fk_redline_author_id")),
        sa.ForeignKeyConstraint(["built_on_id"], ["redline.id"], name=op.f("fk_redline_built_on_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["operator.id"], name=op.f("fk_redline_closed_by")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_redline_issue_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_redline_run_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_redline_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redline")),
    )
    op.create_index(
        "ix_redline_open",
        "redline",
        ["state", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_redline_run", "redline", ["run_id", "id"], unique=False)
    op.create_table(
        "redline_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("redline_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("on_key", sa.Text(), nullable=True),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("content_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('add', 'duplicate', 'modify', 'move', 'remove')", name=op.f("ck_redline_change_kind")
        ),
        sa.ForeignKeyConstraint(["before_id"], ["step_content.id"], name=op.f("fk_redline_change_before_id")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["step_content.id"], name=op.f("fk_redline_change_content_id")
        ),
        sa.ForeignKeyConstraint(["redline_id"], ["redline.id"], name=op.f("fk_redline_change_redline_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_redline_change_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redline_change")),
        sa.UniqueConstraint("redline_id", "key", name=op.f("uq_redline_change_redline_id_key")),
        sa.UniqueConstraint("redline_id", "position", name=op.f("uq_redline_change_redline_id_position")),
    )
    op.create_index("ix_redline_change_content", "redline_change", ["content_id"], unique=False)
    op.create_table(
        "redline_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("redline_id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision = 'approved' OR reason IS NOT NULL", name=op.f("ck_redline_decision_reason")
        ),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name=op.f("ck_redline_decision_decision")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_redline_decision_kiosk_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_redline_decision_operator_id")
        ),
        sa.ForeignKeyConstraint(["redline_id"], ["redline.id"], name=op.f("fk_redline_decision_redline_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_redline_decision_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redline_decision")),
    )
    op.create_index("ix_redline_decision_redline", "redline_decision", ["redline_id"], unique=False)
    op.create_table(
        "redline_merge",
        sa.Column("redline_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_by"], ["operator.id"], name=op.f("fk_redline_merge_merged_by")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_redline_merge_procedure_id")
        ),
        sa.ForeignKeyConstraint(["redline_id"], ["redline.id"], name=op.f("fk_redline_merge_redline_id")),
        sa.PrimaryKeyConstraint("redline_id", "procedure_id", name=op.f("pk_redline_merge")),
    )
    op.create_table(
        "redline_run",
        sa.Column("redline_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("applied_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["command_id"], ["command.id"], name=op.f("fk_redline_run_command_id")),
        sa.ForeignKeyConstraint(["redline_id"], ["redline.id"], name=op.f("fk_redline_run_redline_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_redline_run_run_id")),
        sa.PrimaryKeyConstraint("redline_id", "run_id", name=op.f("pk_redline_run")),
    )
    op.create_index("ix_redline_run_run", "redline_run", ["run_id"], unique=False)
    op.create_table(
        "redline_step",
        sa.Column("redline_id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("former_state", sa.Text(), nullable=False),
        sa.Column("former_reason", sa.Text(), nullable=True),
        sa.Column("former_by", sa.Integer(), nullable=True),
        sa.Column("former_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "former_state IN ('Todo', 'In Progress', 'Hold', 'Redline', 'Completed', 'Failed', 'Canceled')",
            name=op.f("ck_redline_step_former_state"),
        ),
        sa.ForeignKeyConstraint(["former_by"], ["operator.id"], name=op.f("fk_redline_step_former_by")),
        sa.ForeignKeyConstraint(["redline_id"], ["redline.id"], name=op.f("fk_redline_step_redline_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_redline_step_run_step_id")),
        sa.PrimaryKeyConstraint("redline_id", "run_step_id", name=op.f("pk_redline_step")),
    )
    op.create_index("ix_redline_step_step", "redline_step", ["run_step_id"], unique=False)
    false, true = ("0", "1") if op.get_bind().dialect.name == "sqlite" else ("false", "true")
    # As text: SQLite adds a column with its check in place, where Alembic would copy the table.
    op.execute(
        f"ALTER TABLE run_step ADD COLUMN removed BOOLEAN DEFAULT {false} NOT NULL"
        " CONSTRAINT ck_run_step_removed CHECK (NOT removed OR state = 'Canceled')"
    )
    op.execute(
        f"ALTER TABLE build_requirement ADD COLUMN withdrawn BOOLEAN DEFAULT {false} NOT NULL"
        " CONSTRAINT ck_build_requirement_withdrawn CHECK (NOT withdrawn OR installed = 0)"
    )
    op.execute("ALTER TABLE site ADD COLUMN redline_approved_by TEXT DEFAULT '[]' NOT NULL")
    op.execute(f"ALTER TABLE site ADD COLUMN redline_author_may_approve BOOLEAN DEFAULT {true} NOT NULL")


def downgrade() -> None:
    """Take the revision back."""
    op.execute("ALTER TABLE site DROP COLUMN redline_author_may_approve")
    op.execute("ALTER TABLE site DROP COLUMN redline_approved_by")
    op.execute("ALTER TABLE build_requirement DROP COLUMN withdrawn")
    op.execute("ALTER TABLE run_step DROP COLUMN removed")
    op.drop_index("ix_redline_step_step", table_name="redline_step")
    op.drop_table("redline_step")
    op.drop_index("ix_redline_run_run", table_name="redline_run")
    op.drop_table("redline_run")
    op.drop_table("redline_merge")
    op.drop_index("ix_redline_decision_redline", table_name="redline_decision")
    op.drop_table("redline_decision")
    op.drop_index("ix_redline_change_content", table_name="redline_change")
    op.drop_table("redline_change")
    op.drop_index("ix_redline_run", table_name="redline")
    op.drop_index(
        "ix_redline_open",
        table_name="redline",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("redline")
