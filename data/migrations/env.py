"""Runs migrations on the connection that `data.schema` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import data.models  # noqa: F401
from data.models.base import with_conditions

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=with_conditions(SQLModel.metadata),
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
