"""One row of a queue for the siblings of a batch that are in one state, and how many runs a batch has.

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_QUEUE = ["work_center_id", "bucket", "priority", "due_sort", "run_id", "ordinal"]
_DONE = ["work_center_id", "completed_at"]
_RANKED = (
    "UPDATE run_step SET stands_for = ranked.size FROM (SELECT id, CASE WHEN row_number() OVER w = 1"
    " THEN count(*) OVER (PARTITION BY batch_id, sibling_key, work_center_id, state, bucket, completed_at)"
    " ELSE 0 END AS size FROM run_step WHERE batch_id IS NOT NULL AND sibling_key IS NOT NULL"
    " WINDOW w AS (PARTITION BY batch_id, sibling_key, work_center_id, state, bucket, completed_at"
    " ORDER BY priority, due_sort, run_id, ordinal)) AS ranked WHERE ranked.id = run_step.id"
)


def upgrade() -> None:
    """Apply the revision."""
    _drop_indexes()
    # As text: SQLite adds and drops a column with its check in place, where Alembic would copy the table.
    op.execute(
        "ALTER TABLE run_step ADD COLUMN stands_for INTEGER DEFAULT 1 NOT NULL"
        " CONSTRAINT ck_run_step_stands_for CHECK (stands_for >= 0)"
    )
    op.execute(
        "ALTER TABLE batch ADD COLUMN size INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_batch_size CHECK (size >= 0)"
    )
    op.execute("UPDATE batch SET size = (SELECT count(*) FROM run WHERE run.batch_id = batch.id)")
    op.execute(_RANKED)
    _index("stands_for > 0", "completed_at IS NOT NULL AND stands_for > 0")


def downgrade() -> None:
    """Take the revision back."""
    _drop_indexes()
    op.execute("ALTER TABLE batch DROP COLUMN size")
    op.execute("ALTER TABLE run_step DROP COLUMN stands_for")
    _index(None, "completed_at IS NOT NULL")


def _drop_indexes() -> None:
    op.drop_index("ix_run_step_queue", "run_step")
    op.drop_index("ix_run_step_done", "run_step")


def _index(queued: str | None, done: str) -> None:
    for name, columns, rule in (("ix_run_step_queue", _QUEUE, queued), ("ix_run_step_done", _DONE, done)):
        where = None if rule is None else sa.text(rule)
        op.create_index(name, "run_step", columns, sqlite_where=where, postgresql_where=where)
