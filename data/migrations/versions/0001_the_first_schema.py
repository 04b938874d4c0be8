"""The first schema.

Revision 0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import data.models.types
from data.migrations import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the revision."""
    op.create_table(
        "attribute_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("options", data.models.types.TextList(), nullable=False),
        sa.CheckConstraint("scope IN ('procedure', 'run', 'step')", name=op.f("ck_attribute_kind_scope")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute_kind")),
        sa.UniqueConstraint("name", "scope", name=op.f("uq_attribute_kind_name_scope")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("is_work_center", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_work_center OR code IS NOT NULL", name=op.f("ck_location_work_center_code")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_location_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["location.id"], name=op.f("fk_location_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index("uq_location_code", ["code"], unique=True)

    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("badge", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failed_attempts >= 0", name=op.f("ck_operator_failed_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("badge", name=op.f("uq_operator_badge")),
        sa.UniqueConstraint("code", name=op.f("uq_operator_code")),
    )
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("is_tool", sa.Boolean(), nullable=False),
        sa.CheckConstraint("tracking IN ('none', 'lot', 'serial')", name=op.f("ck_part_tracking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("number", "revision", name=op.f("uq_part_number_revision")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("log_in_with", sa.Text(), nullable=False),
        sa.Column("sign_with", sa.Text(), nullable=False),
        sa.Column("complete_asks_to_sign", sa.Boolean(), nullable=False),
        sa.Column("idle_lock_minutes", sa.Integer(), nullable=False),
        sa.Column("fail_opens_issue", sa.Boolean(), nullable=False),
        sa.Column("session_limit_hours", sa.Integer(), nullable=False),
        sa.Column("labor_split", sa.Text(), nullable=False),
        sa.Column("step_numbering_base", sa.Integer(), nullable=False),
        sa.CheckConstraint("labor_split IN ('even', 'full')", name=op.f("ck_site_labor_split")),
        sa.CheckConstraint("log_in_with IN ('badge', 'badge_and_pin')", name=op.f("ck_site_log_in_with")),
        sa.CheckConstraint("sign_with IN ('pin', 'badge')", name=op.f("ck_site_sign_with")),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_single")),
        sa.CheckConstraint("idle_lock_minutes > 0", name=op.f("ck_site_idle_lock_minutes")),
        sa.CheckConstraint("session_limit_hours > 0", name=op.f("ck_site_session_limit_hours")),
        sa.CheckConstraint("step_numbering_base >= 0", name=op.f("ck_site_step_numbering_base")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "step_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.CheckConstraint("type IN ('content', 'datagrid')", name=op.f("ck_step_content_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_content")),
        sa.UniqueConstraint("digest", name=op.f("uq_step_content_digest")),
    )
    op.create_table(
        "stored_file",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("code", name=op.f("uq_supplier_code")),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("created_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("dissolved_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["operator.id"], name=op.f("fk_batch_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "content_approval",
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_content_approval_count")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["step_content.id"], name=op.f("fk_content_approval_content_id")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_content_approval_role_id")),
        sa.PrimaryKeyConstraint("content_id", "role_id", name=op.f("pk_content_approval")),
    )
    op.create_table(
        "content_file",
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["content_id"], ["step_content.id"], name=op.f("fk_content_file_content_id")),
        sa.ForeignKeyConstraint(
            ["file_digest"], ["stored_file.digest"], name=op.f("fk_content_file_file_digest")
        ),
        sa.PrimaryKeyConstraint("content_id", "position", name=op.f("pk_content_file")),
    )
    op.create_table(
        "content_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("reference_designators", data.models.types.TextList(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_content_requirement_quantity")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["step_content.id"], name=op.f("fk_content_requirement_content_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_content_requirement_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_requirement")),
        sa.UniqueConstraint(
            "content_id", "position", name=op.f("uq_content_requirement_content_id_position")
        ),
    )
    op.create_table(
        "datagrid_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("settable", sa.Boolean(), nullable=False),
        sa.Column("minimum", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("maximum", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("target", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("tolerance", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("options", data.models.types.TextList(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "type IN ('string', 'number', 'boolean', 'pass_fail', 'datetime', 'select', 'multiselect', 'signoff', 'file', 'tool', 'user', 'part')",
            name=op.f("ck_datagrid_column_type"),
        ),
        sa.CheckConstraint("(target IS NULL) = (tolerance IS NULL)", name=op.f("ck_datagrid_column_target")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["step_content.id"], name=op.f("fk_datagrid_column_content_id")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_datagrid_column_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datagrid_column")),
        sa.UniqueConstraint("content_id", "name", name=op.f("uq_datagrid_column_content_id_name")),
        sa.UniqueConstraint("content_id", "position", name=op.f("uq_datagrid_column_content_id_position")),
    )
    op.create_table(
        "datagrid_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("allow_not_applicable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["content_id"], ["step_content.id"], name=op.f("fk_datagrid_row_content_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datagrid_row")),
        sa.UniqueConstraint("content_id", "position", name=op.f("uq_datagrid_row_content_id_position")),
    )
    op.create_table(
        "inventory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("calibration_due", sa.Date(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('available', 'in work', 'installed', 'consumed', 'scrapped', 'merged')",
            name=op.f("ck_inventory_status"),
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_inventory_quantity")),
        sa.CheckConstraint("serial IS NULL OR lot IS NULL", name=op.f("ck_inventory_serial_or_lot")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_inventory_location_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_inventory_part_id")),
        sa.ForeignKeyConstraint(["source_id"], ["inventory.id"], name=op.f("fk_inventory_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory")),
    )
    with op.batch_alter_table("inventory", schema=None) as batch_op:
        batch_op.create_index("ix_inventory_lot", ["lot"], unique=False)
        batch_op.create_index("ix_inventory_part", ["part_id", "status"], unique=False)
        batch_op.create_index("ix_inventory_serial", ["serial"], unique=False)
        batch_op.create_index(batch_op.f("ix_inventory_source_id"), ["source_id"], unique=False)
        batch_op.create_index(
            "uq_inventory_serial",
            ["part_id", "serial"],
            unique=True,
            sqlite_where=sa.text("serial IS NOT NULL"),
            postgresql_where=sa.text("serial IS NOT NULL"),
        )

    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("work_center_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["work_center_id"], ["location.id"], name=op.f("fk_kiosk_work_center_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("name", name=op.f("uq_kiosk_name")),
    )
    op.create_table(
        "mbom_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("reference_designators", data.models.types.TextList(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("part_id <> component_id", name=op.f("ck_mbom_item_own_component")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_mbom_item_quantity")),
        sa.ForeignKeyConstraint(["component_id"], ["part.id"], name=op.f("fk_mbom_item_component_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_mbom_item_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mbom_item")),
        sa.UniqueConstraint("part_id", "component_id", name=op.f("uq_mbom_item_part_id_component_id")),
    )
    with op.batch_alter_table("mbom_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mbom_item_component_id"), ["component_id"], unique=False)

    op.create_table(
        "operator_role",
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_operator_role_operator_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_operator_role_role_id")),
        sa.PrimaryKeyConstraint("operator_id", "role_id", name=op.f("pk_operator_role")),
    )
    with op.batch_alter_table("operator_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operator_role_role_id"), ["role_id"], unique=False)

    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sequential", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('build', 'rework')", name=op.f("ck_procedure_kind")),
        sa.CheckConstraint("status IN ('draft', 'in_review', 'released')", name=op.f("ck_procedure_status")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_procedure_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", "revision", name=op.f("uq_procedure_code_revision")),
    )
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_part_id"), ["part_id"], unique=False)

    op.create_table(
        "purchase_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_purchase_order_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
    )
    op.create_table(
        "role_permission",
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_permission_role_id")),
        sa.PrimaryKeyConstraint("role_id", "permission", name=op.f("pk_role_permission")),
    )
    op.create_table(
        "step_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("allow_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("per_unit", sa.Boolean(), nullable=False),
        sa.Column("minimum", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("maximum", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("target", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("tolerance", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("out_of_range", sa.Text(), nullable=False),
        sa.Column("options", data.models.types.TextList(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("peer_review", sa.Boolean(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("calibrated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("out_of_range IN ('block', 'issue')", name=op.f("ck_step_field_out_of_range")),
        sa.CheckConstraint(
            "type <> 'signoff' OR role_id IS NOT NULL", name=op.f("ck_step_field_signoff_role")
        ),
        sa.CheckConstraint(
            "type IN ('string', 'number', 'boolean', 'pass_fail', 'datetime', 'select', 'multiselect', 'signoff', 'file', 'tool', 'user', 'part')",
            name=op.f("ck_step_field_type"),
        ),
        sa.CheckConstraint("(target IS NULL) = (tolerance IS NULL)", name=op.f("ck_step_field_target")),
        sa.ForeignKeyConstraint(["content_id"], ["step_content.id"], name=op.f("fk_step_field_content_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_step_field_part_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_step_field_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_field")),
        sa.UniqueConstraint("content_id", "name", name=op.f("uq_step_field_content_id_name")),
        sa.UniqueConstraint("content_id", "position", name=op.f("uq_step_field_content_id_position")),
    )
    op.create_table(
        "command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("operator_label", sa.Text(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("said_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_command_kiosk_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_command_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sa.UniqueConstraint("key", name=op.f("uq_command_key")),
    )
    with op.batch_alter_table("command", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_command_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index("ix_command_said_at", ["said_at"], unique=False)

    op.create_table(
        "content_substitute",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_content_substitute_part_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["content_requirement.id"], name=op.f("fk_content_substitute_requirement_id")
        ),
        sa.PrimaryKeyConstraint("requirement_id", "part_id", name=op.f("pk_content_substitute")),
    )
    op.create_table(
        "datagrid_preset",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["column_id"], ["datagrid_column.id"], name=op.f("fk_datagrid_preset_column_id")
        ),
        sa.ForeignKeyConstraint(["row_id"], ["datagrid_row.id"], name=op.f("fk_datagrid_preset_row_id")),
        sa.PrimaryKeyConstraint("row_id", "column_id", name=op.f("pk_datagrid_preset")),
    )
    op.create_table(
        "labor_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("checked_in_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("checked_out_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "checked_out_at IS NULL OR checked_out_at >= checked_in_at", name=op.f("ck_labor_session_order")
        ),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_labor_session_kiosk_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_labor_session_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labor_session")),
    )
    with op.batch_alter_table("labor_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_labor_session_open",
            ["operator_id"],
            unique=False,
            sqlite_where=sa.text("checked_out_at IS NULL"),
            postgresql_where=sa.text("checked_out_at IS NULL"),
        )
        batch_op.create_index("ix_labor_session_operator", ["operator_id", "checked_in_at"], unique=False)

    op.create_table(
        "mbom_substitute",
        sa.Column("mbom_item_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mbom_item_id"],
            ["mbom_item.id"],
            name=op.f("fk_mbom_substitute_mbom_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_mbom_substitute_part_id")),
        sa.PrimaryKeyConstraint("mbom_item_id", "part_id", name=op.f("pk_mbom_substitute")),
    )
    op.create_table(
        "purchase_order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchase_order_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("unit_price", data.models.types.DecimalText(length=64), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_order_line_quantity")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_purchase_order_line_purchase_order_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_line")),
        sa.UniqueConstraint(
            "purchase_order_id", "line", name=op.f("uq_purchase_order_line_purchase_order_id_line")
        ),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("inventory_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("work_center_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_sort", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("scheduled_start", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("scheduled_end", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("started_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("steps_counted", sa.Integer(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('Todo', 'In Progress', 'Hold', 'Redline', 'Failed', 'Canceled', 'Complete', 'Partial Complete')",
            name=op.f("ck_run_status"),
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name=op.f("ck_run_priority")),
        sa.CheckConstraint(
            "scheduled_end IS NULL OR scheduled_start IS NULL OR scheduled_end >= scheduled_start",
            name=op.f("ck_run_schedule"),
        ),
        sa.CheckConstraint("steps_done BETWEEN 0 AND steps_counted", name=op.f("ck_run_progress")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_run_batch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["operator.id"], name=op.f("fk_run_created_by")),
        sa.ForeignKeyConstraint(["inventory_id"], ["inventory.id"], name=op.f("fk_run_inventory_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_run_operator_id")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_run_procedure_id")),
        sa.ForeignKeyConstraint(["work_center_id"], ["location.id"], name=op.f("fk_run_work_center_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index("ix_run_batch", ["batch_id"], unique=False)
        batch_op.create_index("ix_run_inventory", ["inventory_id"], unique=False)
        batch_op.create_index("ix_run_operator", ["operator_id"], unique=False)
        batch_op.create_index("ix_run_procedure", ["procedure_id"], unique=False)
        batch_op.create_index("ix_run_status", ["status", "priority", "due_sort"], unique=False)

    op.create_table(
        "command_link",
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_command_link_sequence")),
        sa.ForeignKeyConstraint(["command_id"], ["command.id"], name=op.f("fk_command_link_command_id")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_command_link_kiosk_id")),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_command_link")),
        sa.UniqueConstraint("kiosk_id", "sequence", name=op.f("uq_command_link_kiosk_id_sequence")),
    )
    op.create_table(
        "procedure_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("sibling_key", sa.Text(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("work_center_id", sa.Integer(), nullable=True),
        sa.Column("lead_time_seconds", sa.Integer(), nullable=True),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("purchase_order_line_id", sa.Integer(), nullable=True),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.CheckConstraint("depth BETWEEN 0 AND 4", name=op.f("ck_procedure_step_depth")),
        sa.CheckConstraint(
            "lead_time_seconds IS NULL OR lead_time_seconds >= 0", name=op.f("ck_procedure_step_lead_time")
        ),
        sa.ForeignKeyConstraint(
            ["content_id"], ["step_content.id"], name=op.f("fk_procedure_step_content_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["procedure_step.id"], name=op.f("fk_procedure_step_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_step_procedure_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"],
            ["purchase_order_line.id"],
            name=op.f("fk_procedure_step_purchase_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["work_center_id"], ["location.id"], name=op.f("fk_procedure_step_work_center_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_step")),
        sa.UniqueConstraint("procedure_id", "key", name=op.f("uq_procedure_step_procedure_id_key")),
        sa.UniqueConstraint("procedure_id", "ordinal", name=op.f("uq_procedure_step_procedure_id_ordinal")),
    )
    with op.batch_alter_table("procedure_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_step_content_id"), ["content_id"], unique=False)
        batch_op.create_index("ix_procedure_step_origin", ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_procedure_step_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "run_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("sibling_key", sa.Text(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("work_center_id", sa.Integer(), nullable=True),
        sa.Column("lead_time_seconds", sa.Integer(), nullable=True),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("purchase_order_line_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_sort", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("scheduled_start", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("scheduled_end", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("former_state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("state_by", sa.Integer(), nullable=True),
        sa.Column("state_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("canceled_with", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("waits_on", sa.Integer(), nullable=False),
        sa.Column("parent_ready", sa.Boolean(), nullable=False),
        sa.Column(
            "bucket",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN state = 'In Progress' THEN 0 WHEN state = 'Todo' AND waits_on = 0 AND parent_ready THEN 1 WHEN state = 'Todo' THEN 2 WHEN state = 'Completed' THEN 4 WHEN state = 'Canceled' THEN 5 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("started_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("completed_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'Completed') = (completed_at IS NOT NULL)", name=op.f("ck_run_step_completed")
        ),
        sa.CheckConstraint("canceled_with IS NULL OR state = 'Canceled'", name=op.f("ck_run_step_canceled")),
        sa.CheckConstraint(
            "former_state IN ('Todo', 'In Progress', 'Hold', 'Redline', 'Completed', 'Failed', 'Canceled')",
            name=op.f("ck_run_step_former_state"),
        ),
        sa.CheckConstraint(
            "state IN ('Todo', 'In Progress', 'Hold', 'Redline', 'Completed', 'Failed', 'Canceled')",
            name=op.f("ck_run_step_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('In Progress', 'Completed') OR started_at IS NOT NULL",
            name=op.f("ck_run_step_started"),
        ),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_run_step_attempt")),
        sa.CheckConstraint("depth BETWEEN 0 AND 4", name=op.f("ck_run_step_depth")),
        sa.CheckConstraint("waits_on >= 0", name=op.f("ck_run_step_waits_on")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_run_step_batch_id")),
        sa.ForeignKeyConstraint(["canceled_with"], ["run_step.id"], name=op.f("fk_run_step_canceled_with")),
        sa.ForeignKeyConstraint(["content_id"], ["step_content.id"], name=op.f("fk_run_step_content_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["run_step.id"], name=op.f("fk_run_step_parent_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"],
            ["purchase_order_line.id"],
            name=op.f("fk_run_step_purchase_order_line_id"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_step_run_id")),
        sa.ForeignKeyConstraint(["state_by"], ["operator.id"], name=op.f("fk_run_step_state_by")),
        sa.ForeignKeyConstraint(["work_center_id"], ["location.id"], name=op.f("fk_run_step_work_center_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_step")),
        sa.UniqueConstraint("run_id", "ordinal", name=op.f("uq_run_step_run_id_ordinal")),
    )
    with op.batch_alter_table("run_step", schema=None) as batch_op:
        batch_op.create_index("ix_run_step_command", ["command_id"], unique=False)
        batch_op.create_index(
            "ix_run_step_done",
            ["work_center_id", "completed_at"],
            unique=False,
            sqlite_where=sa.text("completed_at IS NOT NULL"),
            postgresql_where=sa.text("completed_at IS NOT NULL"),
        )
        batch_op.create_index("ix_run_step_origin", ["origin"], unique=False)
        batch_op.create_index(
            "ix_run_step_parent",
            ["parent_id"],
            unique=False,
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_run_step_queue",
            ["work_center_id", "bucket", "priority", "due_sort", "run_id", "ordinal"],
            unique=False,
        )
        batch_op.create_index(
            "ix_run_step_siblings",
            ["batch_id", "sibling_key"],
            unique=False,
            sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        )

    op.create_table(
        "approval_gate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.CheckConstraint("needed > 0", name=op.f("ck_approval_gate_needed")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_approval_gate_role_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_approval_gate_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_gate")),
        sa.UniqueConstraint("run_step_id", "role_id", name=op.f("uq_approval_gate_run_step_id_role_id")),
    )
    with op.batch_alter_table("approval_gate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_gate_role_id"), ["role_id"], unique=False)

    op.create_table(
        "attribute_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("procedure_step_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN procedure_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN procedure_step_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN run_step_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_attribute_value_one_owner"),
        ),
        sa.ForeignKeyConstraint(["kind_id"], ["attribute_kind.id"], name=op.f("fk_attribute_value_kind_id")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_attribute_value_procedure_id")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_step_id"], ["procedure_step.id"], name=op.f("fk_attribute_value_procedure_step_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_attribute_value_run_id")),
        sa.ForeignKeyConstraint(
            ["run_step_id"], ["run_step.id"], name=op.f("fk_attribute_value_run_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute_value")),
    )
    with op.batch_alter_table("attribute_value", schema=None) as batch_op:
        batch_op.create_index("uq_attribute_value_procedure", ["procedure_id", "kind_id"], unique=True)
        batch_op.create_index(
            "uq_attribute_value_procedure_step", ["procedure_step_id", "kind_id"], unique=True
        )
        batch_op.create_index("uq_attribute_value_run", ["run_id", "kind_id"], unique=True)
        batch_op.create_index("uq_attribute_value_run_step", ["run_step_id", "kind_id"], unique=True)

    op.create_table(
        "deviation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=False),
        sa.Column("accepted_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by"], ["operator.id"], name=op.f("fk_deviation_accepted_by")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_deviation_kiosk_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_deviation_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
    )
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deviation_run_step_id"), ["run_step_id"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["command_id"], ["command.id"], name=op.f("fk_history_command_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_history_run_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_history_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_command", ["command_id"], unique=False)
        batch_op.create_index("ix_history_run", ["run_id", "id"], unique=False)
        batch_op.create_index("ix_history_step", ["run_step_id", "id"], unique=False)
        batch_op.create_index("ix_history_target", ["target", "target_id", "id"], unique=False)

    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "disposition IN ('use as is', 'rework', 'scrap', 'return')", name=op.f("ck_issue_disposition")
        ),
        sa.CheckConstraint("state <> 'resolved' OR disposition IS NOT NULL", name=op.f("ck_issue_resolved")),
        sa.CheckConstraint("state IN ('open', 'in disposition', 'resolved')", name=op.f("ck_issue_state")),
        sa.ForeignKeyConstraint(["opened_by"], ["operator.id"], name=op.f("fk_issue_opened_by")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_issue_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index("ix_issue_state", ["state"], unique=False)
        batch_op.create_index("ix_issue_step", ["run_step_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("written_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_note_body")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_note_operator_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_note_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_step", ["run_step_id", "written_at"], unique=False)

    op.create_table(
        "outside_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("received_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_outside_receipt_quantity")),
        sa.ForeignKeyConstraint(
            ["received_by"], ["operator.id"], name=op.f("fk_outside_receipt_received_by")
        ),
        sa.ForeignKeyConstraint(
            ["run_step_id"], ["run_step.id"], name=op.f("fk_outside_receipt_run_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_receipt")),
    )
    with op.batch_alter_table("outside_receipt", schema=None) as batch_op:
        batch_op.create_index("ix_outside_receipt_step", ["run_step_id"], unique=False)

    op.create_table(
        "outside_shipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("purchase_order_line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("sent_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_outside_shipment_quantity")),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"],
            ["purchase_order_line.id"],
            name=op.f("fk_outside_shipment_purchase_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_step_id"], ["run_step.id"], name=op.f("fk_outside_shipment_run_step_id")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["operator.id"], name=op.f("fk_outside_shipment_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_shipment")),
    )
    with op.batch_alter_table("outside_shipment", schema=None) as batch_op:
        batch_op.create_index("ix_outside_shipment_line", ["purchase_order_line_id"], unique=False)
        batch_op.create_index("ix_outside_shipment_step", ["run_step_id"], unique=False)

    op.create_table(
        "procedure_edge",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("upstream_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("step_id <> upstream_id", name=op.f("ck_procedure_edge_self")),
        sa.ForeignKeyConstraint(["step_id"], ["procedure_step.id"], name=op.f("fk_procedure_edge_step_id")),
        sa.ForeignKeyConstraint(
            ["upstream_id"], ["procedure_step.id"], name=op.f("fk_procedure_edge_upstream_id")
        ),
        sa.PrimaryKeyConstraint("step_id", "upstream_id", name=op.f("pk_procedure_edge")),
    )
    with op.batch_alter_table("procedure_edge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_edge_upstream_id"), ["upstream_id"], unique=False)

    op.create_table(
        "run_step_edge",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("upstream_id", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.CheckConstraint("declared OR effective", name=op.f("ck_run_step_edge_some_use")),
        sa.CheckConstraint("step_id <> upstream_id", name=op.f("ck_run_step_edge_self")),
        sa.ForeignKeyConstraint(["step_id"], ["run_step.id"], name=op.f("fk_run_step_edge_step_id")),
        sa.ForeignKeyConstraint(["upstream_id"], ["run_step.id"], name=op.f("fk_run_step_edge_upstream_id")),
        sa.PrimaryKeyConstraint("step_id", "upstream_id", name=op.f("pk_run_step_edge")),
    )
    with op.batch_alter_table("run_step_edge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_step_edge_upstream_id"), ["upstream_id"], unique=False)

    op.create_table(
        "session_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_session_step_order")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_session_step_operator_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_session_step_run_step_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["labor_session.id"], name=op.f("fk_session_step_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_step")),
        sa.UniqueConstraint("session_id", "run_step_id", name=op.f("uq_session_step_session_id_run_step_id")),
    )
    with op.batch_alter_table("session_step", schema=None) as batch_op:
        batch_op.create_index("ix_session_step_operator", ["operator_id", "started_at"], unique=False)
        batch_op.create_index("ix_session_step_step", ["run_step_id", "attempt"], unique=False)
        batch_op.create_index(
            "uq_session_step_open",
            ["run_step_id", "operator_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("signed_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("voided_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(row_id IS NULL) = (column_id IS NULL)", name=op.f("ck_signature_cell")),
        sa.ForeignKeyConstraint(["column_id"], ["datagrid_column.id"], name=op.f("fk_signature_column_id")),
        sa.ForeignKeyConstraint(["field_id"], ["step_field.id"], name=op.f("fk_signature_field_id")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_signature_kiosk_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_signature_operator_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_signature_role_id")),
        sa.ForeignKeyConstraint(["row_id"], ["datagrid_row.id"], name=op.f("fk_signature_row_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_signature_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index("ix_signature_step", ["run_step_id"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision = 'approved' OR reason IS NOT NULL", name=op.f("ck_approval_reason")),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name=op.f("ck_approval_decision")),
        sa.ForeignKeyConstraint(["gate_id"], ["approval_gate.id"], name=op.f("fk_approval_gate_id")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_approval_kiosk_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_approval_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(
            "uq_approval_person",
            ["gate_id", "attempt", "operator_id"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "build_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("installed", data.models.types.Quantity(), nullable=False),
        sa.Column("reference_designators", data.models.types.TextList(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("excepted_by_issue_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("installed BETWEEN 0 AND quantity", name=op.f("ck_build_requirement_installed")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_build_requirement_quantity")),
        sa.ForeignKeyConstraint(
            ["excepted_by_issue_id"], ["issue.id"], name=op.f("fk_build_requirement_excepted_by_issue_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_build_requirement_part_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_build_requirement_run_id")),
        sa.ForeignKeyConstraint(
            ["run_step_id"], ["run_step.id"], name=op.f("fk_build_requirement_run_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_build_requirement")),
    )
    with op.batch_alter_table("build_requirement", schema=None) as batch_op:
        batch_op.create_index("ix_build_requirement_run", ["run_id", "run_step_id"], unique=False)
        batch_op.create_index("ix_build_requirement_step", ["run_step_id"], unique=False)

    op.create_table(
        "cell_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("in_range", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("deviation_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(value IS NULL) = not_applicable", name=op.f("ck_cell_value_value")),
        sa.ForeignKeyConstraint(["column_id"], ["datagrid_column.id"], name=op.f("fk_cell_value_column_id")),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_cell_value_deviation_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_cell_value_issue_id")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_cell_value_kiosk_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["operator.id"], name=op.f("fk_cell_value_recorded_by")),
        sa.ForeignKeyConstraint(["row_id"], ["datagrid_row.id"], name=op.f("fk_cell_value_row_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_cell_value_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_value")),
        sa.UniqueConstraint(
            "run_step_id", "row_id", "column_id", name=op.f("uq_cell_value_run_step_id_row_id_column_id")
        ),
    )
    op.create_table(
        "field_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("in_range", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("inventory_id", sa.Integer(), nullable=True),
        sa.Column("file_digest", sa.String(), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("deviation_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(value IS NULL) = not_applicable", name=op.f("ck_field_value_value")),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_field_value_deviation_id")),
        sa.ForeignKeyConstraint(["field_id"], ["step_field.id"], name=op.f("fk_field_value_field_id")),
        sa.ForeignKeyConstraint(
            ["file_digest"], ["stored_file.digest"], name=op.f("fk_field_value_file_digest")
        ),
        sa.ForeignKeyConstraint(["inventory_id"], ["inventory.id"], name=op.f("fk_field_value_inventory_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_field_value_issue_id")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_field_value_kiosk_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["operator.id"], name=op.f("fk_field_value_recorded_by")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_field_value_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_value")),
        sa.UniqueConstraint("run_step_id", "field_id", name=op.f("uq_field_value_run_step_id_field_id")),
    )
    with op.batch_alter_table("field_value", schema=None) as batch_op:
        batch_op.create_index("ix_field_value_field", ["field_id", "recorded_at"], unique=False)

    op.create_table(
        "issue_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("inventory_id", sa.Integer(), nullable=False),
        sa.Column("run_step_id", sa.Integer(), nullable=True),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_issue_unit_quantity")),
        sa.ForeignKeyConstraint(["inventory_id"], ["inventory.id"], name=op.f("fk_issue_unit_inventory_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_unit_issue_id")),
        sa.ForeignKeyConstraint(["run_step_id"], ["run_step.id"], name=op.f("fk_issue_unit_run_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_unit")),
        sa.UniqueConstraint("issue_id", "inventory_id", name=op.f("uq_issue_unit_issue_id_inventory_id")),
    )
    with op.batch_alter_table("issue_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_unit_inventory_id"), ["inventory_id"], unique=False)

    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("inventory_id", sa.Integer(), nullable=False),
        sa.Column("quantity", data.models.types.Quantity(), nullable=False),
        sa.Column("installed_at", data.models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("installed_by", sa.Integer(), nullable=False),
        sa.Column("removed_at", data.models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_installation_removed")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_installation_quantity")),
        sa.ForeignKeyConstraint(["installed_by"], ["operator.id"], name=op.f("fk_installation_installed_by")),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["inventory.id"], name=op.f("fk_installation_inventory_id")
        ),
        sa.ForeignKeyConstraint(["removed_by"], ["operator.id"], name=op.f("fk_installation_removed_by")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["build_requirement.id"], name=op.f("fk_installation_requirement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.create_index("ix_installation_requirement", ["requirement_id"], unique=False)
        batch_op.create_index(
            "uq_installation_inventory",
            ["inventory_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "requirement_substitute",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_requirement_substitute_part_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["build_requirement.id"],
            name=op.f("fk_requirement_substitute_requirement_id"),
        ),
        sa.PrimaryKeyConstraint("requirement_id", "part_id", name=op.f("pk_requirement_substitute")),
    )
    op.create_index("uq_location_name", "location", ["name", sa.text("coalesce(parent_id, 0)")], unique=True)
    op.create_index(
        "uq_signature_place",
        "signature",
        [
            "run_step_id",
            sa.text("coalesce(field_id, 0)"),
            sa.text("coalesce(row_id, 0)"),
            sa.text("coalesce(column_id, 0)"),
        ],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    append_only.add()


def downgrade() -> None:
    """Take the revision back."""
    append_only.remove()
    op.drop_index("uq_signature_place", "signature")
    op.drop_index("uq_location_name", "location")
    op.drop_table("requirement_substitute")
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_installation_inventory",
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )
        batch_op.drop_index("ix_installation_requirement")

    op.drop_table("installation")
    with op.batch_alter_table("issue_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_unit_inventory_id"))

    op.drop_table("issue_unit")
    with op.batch_alter_table("field_value", schema=None) as batch_op:
        batch_op.drop_index("ix_field_value_field")

    op.drop_table("field_value")
    op.drop_table("cell_value")
    with op.batch_alter_table("build_requirement", schema=None) as batch_op:
        batch_op.drop_index("ix_build_requirement_step")
        batch_op.drop_index("ix_build_requirement_run")

    op.drop_table("build_requirement")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approval_person",
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.drop_table("approval")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index("ix_signature_step")

    op.drop_table("signature")
    with op.batch_alter_table("session_step", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_step_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_session_step_step")
        batch_op.drop_index("ix_session_step_operator")

    op.drop_table("session_step")
    with op.batch_alter_table("run_step_edge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_step_edge_upstream_id"))

    op.drop_table("run_step_edge")
    with op.batch_alter_table("procedure_edge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_edge_upstream_id"))

    op.drop_table("procedure_edge")
    with op.batch_alter_table("outside_shipment", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_shipment_step")
        batch_op.drop_index("ix_outside_shipment_line")

    op.drop_table("outside_shipment")
    with op.batch_alter_table("outside_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_receipt_step")

    op.drop_table("outside_receipt")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_step")

    op.drop_table("note")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index("ix_issue_step")
        batch_op.drop_index("ix_issue_state")

    op.drop_table("issue")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index("ix_history_target")
        batch_op.drop_index("ix_history_step")
        batch_op.drop_index("ix_history_run")
        batch_op.drop_index("ix_history_command")

    op.drop_table("history")
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deviation_run_step_id"))

    op.drop_table("deviation")
    with op.batch_alter_table("attribute_value", schema=None) as batch_op:
        batch_op.drop_index("uq_attribute_value_run_step")
        batch_op.drop_index("uq_attribute_value_run")
        batch_op.drop_index("uq_attribute_value_procedure_step")
        batch_op.drop_index("uq_attribute_value_procedure")

    op.drop_table("attribute_value")
    with op.batch_alter_table("approval_gate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_gate_role_id"))

    op.drop_table("approval_gate")
    with op.batch_alter_table("run_step", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_run_step_siblings",
            sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_run_step_queue")
        batch_op.drop_index(
            "ix_run_step_parent",
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_run_step_origin")
        batch_op.drop_index(
            "ix_run_step_done",
            sqlite_where=sa.text("completed_at IS NOT NULL"),
            postgresql_where=sa.text("completed_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_run_step_command")

    op.drop_table("run_step")
    with op.batch_alter_table("procedure_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_step_parent_id"))
        batch_op.drop_index("ix_procedure_step_origin")
        batch_op.drop_index(batch_op.f("ix_procedure_step_content_id"))

    op.drop_table("procedure_step")
    op.drop_table("command_link")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index("ix_run_status")
        batch_op.drop_index("ix_run_procedure")
        batch_op.drop_index("ix_run_operator")
        batch_op.drop_index("ix_run_inventory")
        batch_op.drop_index("ix_run_batch")

    op.drop_table("run")
    op.drop_table("purchase_order_line")
    op.drop_table("mbom_substitute")
    with op.batch_alter_table("labor_session", schema=None) as batch_op:
        batch_op.drop_index("ix_labor_session_operator")
        batch_op.drop_index(
            "ix_labor_session_open",
            sqlite_where=sa.text("checked_out_at IS NULL"),
            postgresql_where=sa.text("checked_out_at IS NULL"),
        )

    op.drop_table("labor_session")
    op.drop_table("datagrid_preset")
    op.drop_table("content_substitute")
    with op.batch_alter_table("command", schema=None) as batch_op:
        batch_op.drop_index("ix_command_said_at")
        batch_op.drop_index(batch_op.f("ix_command_operator_id"))

    op.drop_table("command")
    op.drop_table("step_field")
    op.drop_table("role_permission")
    op.drop_table("purchase_order")
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_part_id"))

    op.drop_table("procedure")
    with op.batch_alter_table("operator_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operator_role_role_id"))

    op.drop_table("operator_role")
    with op.batch_alter_table("mbom_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mbom_item_component_id"))

    op.drop_table("mbom_item")
    op.drop_table("kiosk")
    with op.batch_alter_table("inventory", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_inventory_serial",
            sqlite_where=sa.text("serial IS NOT NULL"),
            postgresql_where=sa.text("serial IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_inventory_source_id"))
        batch_op.drop_index("ix_inventory_serial")
        batch_op.drop_index("ix_inventory_part")
        batch_op.drop_index("ix_inventory_lot")

    op.drop_table("inventory")
    op.drop_table("datagrid_row")
    op.drop_table("datagrid_column")
    op.drop_table("content_requirement")
    op.drop_table("content_file")
    op.drop_table("content_approval")
    op.drop_table("batch")
    op.drop_table("supplier")
    op.drop_table("stored_file")
    op.drop_table("step_content")
    op.drop_table("site")
    op.drop_table("role")
    op.drop_table("part")
    op.drop_table("operator")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index("uq_location_code")

    op.drop_table("location")
    op.drop_table("attribute_kind")
