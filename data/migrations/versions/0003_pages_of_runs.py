"""Indexes from which a page of the table of runs is read, whatever its order.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = "status NOT IN ('Partial Complete', 'Complete', 'Canceled')"
_NEW = {
    "ix_run_priority": ["priority", "due_sort", "id"],
    "ix_run_due": ["due_sort", "priority", "id"],
    "ix_run_title": ["title", "id"],
}
_LONGER = {"ix_run_batch": ["batch_id"], "ix_run_status": ["status", "priority", "due_sort"]}


def upgrade() -> None:
    """Apply the revision."""
    for name, columns in _LONGER.items():
        op.drop_index(name, "run")
        op.create_index(name, "run", [*columns, "id"])
    for name, columns in _NEW.items():
        op.create_index(name, "run", columns)
    rule = sa.text(_OPEN)
    op.create_index("ix_run_open", "run", _NEW["ix_run_priority"], sqlite_where=rule, postgresql_where=rule)


def downgrade() -> None:
    """Take the revision back."""
    op.drop_index("ix_run_open", "run")
    for name in _NEW:
        op.drop_index(name, "run")
    for name, columns in _LONGER.items():
        op.drop_index(name, "run")
        op.create_index(name, "run", columns)
