"""Tables of the site itself: settings, places, people, what they may do, custom attributes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from data.models.base import check, instant, one_of, primary, ref, text, texts


class Site(SQLModel, table=True):
    """The one site of a store and its settings."""

    __tablename__ = "site"
    __table_args__ = (
        check("single", "id = 1"),
        one_of("log_in_with", ("badge", "badge_and_pin")),
        one_of("sign_with", ("pin", "badge")),
        one_of("labor_split", ("even", "full")),
        check("idle_lock_minutes", "idle_lock_minutes > 0"),
        check("session_limit_hours", "session_limit_hours > 0"),
        check("step_numbering_base", "step_numbering_base >= 0"),
    )

    id: int = primary()
    name: str = text()
    time_zone: str = text(default="UTC")
    log_in_with: str = text(default="badge_and_pin")
    sign_with: str = text(default="pin")
    complete_asks_to_sign: bool = False
    idle_lock_minutes: int = 10
    fail_opens_issue: bool = True
    session_limit_hours: int = 12
    labor_split: str = text(default="even")
    step_numbering_base: int = 0
    redline_approved_by: tuple[str, ...] = texts(default=())
    redline_author_may_approve: bool = True


class Location(SQLModel, table=True):
    """A place; a work center is one where steps are worked. Places form a tree."""

    __tablename__ = "location"
    __table_args__ = (
        check("work_center_code", "NOT is_work_center OR code IS NOT NULL"),
        check("own_parent", "parent_id <> id"),
        Index("uq_location_code", "code", unique=True),
        Index("uq_location_name", "name", sql("coalesce(parent_id, 0)"), unique=True),
    )

    id: int = primary()
    parent_id: int | None = ref("location.id")
    name: str = text()
    code: str | None = text(default=None)
    is_work_center: bool = False
    position: int = 0


class Kiosk(SQLModel, table=True):
    """One terminal, pinned to one work center or to none; each keeps a chain of history of its own."""

    __tablename__ = "kiosk"

    id: int = primary()
    name: str = text(unique=True)
    work_center_id: int | None = ref("location.id", default=None)


class Role(SQLModel, table=True):
    """A named set of permissions."""

    __tablename__ = "role"

    id: int = primary()
    name: str = text(unique=True)


class RolePermission(SQLModel, table=True):
    """One permission of one role, by its name."""

    __tablename__ = "role_permission"

    role_id: int = ref("role.id", primary_key=True)
    permission: str = Field(primary_key=True)


class Operator(SQLModel, table=True):
    """A person: ID, badge, PIN (argon2), and the attempts that throttle guessing."""

    __tablename__ = "operator"
    __table_args__ = (check("failed_attempts", "failed_attempts >= 0"),)

    id: int = primary()
    code: str = text(unique=True)
    name: str = text()
    badge: str | None = text(default=None, unique=True)
    pin_hash: str | None = text(default=None)
    active: bool = True
    failed_attempts: int = 0
    locked_until: datetime | None = instant(default=None)


class OperatorRole(SQLModel, table=True):
    """That an operator holds a role."""

    __tablename__ = "operator_role"

    operator_id: int = ref("operator.id", primary_key=True)
    role_id: int = ref("role.id", primary_key=True, index=True)


class AttributeKind(SQLModel, table=True):
    """A custom attribute that the site defines for procedures, runs or steps."""

    __tablename__ = "attribute_kind"
    __table_args__ = (
        one_of("scope", ("procedure", "run", "step")),
        UniqueConstraint("name", "scope"),
    )

    id: int = primary()
    name: str = text()
    scope: str = text()
    type: str = text()
    options: tuple[str, ...] = texts(default=())


class AttributeValue(SQLModel, table=True):
    """The value of a custom attribute on exactly one procedure, procedure step, run or run step."""

    __tablename__ = "attribute_value"
    __table_args__ = (
        check(
            "one_owner",
            "(CASE WHEN procedure_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN procedure_step_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN run_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN run_step_id IS NULL THEN 0 ELSE 1 END) = 1",
        ),
        Index("uq_attribute_value_procedure", "procedure_id", "kind_id", unique=True),
        Index("uq_attribute_value_procedure_step", "procedure_step_id", "kind_id", unique=True),
        Index("uq_attribute_value_run", "run_id", "kind_id", unique=True),
        Index("uq_attribute_value_run_step", "run_step_id", "kind_id", unique=True),
    )

    id: int = primary()
    kind_id: int = ref("attribute_kind.id")
    procedure_id: int | None = ref("procedure.id", default=None)
    procedure_step_id: int | None = ref("procedure_step.id", default=None)
    run_id: int | None = ref("run.id", default=None)
    run_step_id: int | None = ref("run_step.id", default=None)
    value: str = text()
