"""Who may do what: one table from verb to permission, one from role to permissions.

Names are ION's where it has them; the rest is marked `ours` in `OURS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ion_tui.engine.states import Verb


class Permission(StrEnum):
    """A right that roles hold and commands ask for."""

    CHECK_IN = "CheckIn"
    CHECK_OUT = "CheckOut"
    UPDATE_RUN_STEP = "UpdateRunStep"
    UPDATE_FIELD_VALUE = "UpdateRunStepFieldValue"
    CREATE_ISSUE = "CreateIssue"
    UPDATE_ABOM_ITEM = "UpdateABomItem"
    UPDATE_RUN_BATCH = "UpdateRunBatch"
    CREATE_RUN = "CreateRun"
    UPDATE_RUN = "UpdateRun"
    CANCEL_RUN_STEP = "CancelRunStep"
    REOPEN_RUN_STEP = "ReopenRunStep"
    UPDATE_SESSION = "UpdateSession"
    ACCEPT_DEVIATION = "AcceptDeviation"
    OVERRIDE_GATE = "OverrideGate"
    UPDATE_ISSUE = "UpdateIssue"
    CREATE_REDLINE = "CreateRedline"
    UPDATE_REDLINE = "UpdateRedline"
    CANCEL_REDLINE = "CancelRunStepRedline"
    MERGE_TO_RUNS = "MergeRunStepToRuns"
    MERGE_TO_PROCEDURE = "MergeRunStepToProcedure"
    CREATE_PROCEDURE = "CreateProcedure"
    UPDATE_PROCEDURE = "UpdateProcedure"
    APPROVE_REDLINE = "UpdateRedlineApproval"
    CREATE_ABOM_ITEM = "CreateABomItem"
    DELETE_ABOM_ITEM = "DeleteABomItem"
    CREATE_INVENTORY = "CreatePartInventory"
    CREATE_LOCATION = "CreateLocation"
    UPDATE_RUN_ATTRIBUTE = "UpdateRunAttribute"
    REOPEN_RUN = "ReopenRun"
    UPDATE_SITE = "UpdateSite"


OURS: Final = frozenset(
    {
        Permission.CANCEL_RUN_STEP,
        Permission.REOPEN_RUN_STEP,
        Permission.ACCEPT_DEVIATION,
        Permission.OVERRIDE_GATE,
        Permission.REOPEN_RUN,
        Permission.UPDATE_SITE,
    }
)
"""Permissions that ION does not name."""

VERB_PERMISSIONS: Final[Mapping[Verb, Permission]] = MappingProxyType(
    {
        Verb.START: Permission.CHECK_IN,
        Verb.CHECK_IN: Permission.CHECK_IN,
        Verb.CHECK_OUT: Permission.CHECK_OUT,
        Verb.RECORD: Permission.UPDATE_FIELD_VALUE,
        Verb.SIGN: Permission.UPDATE_FIELD_VALUE,
        Verb.NOTE: Permission.UPDATE_RUN_STEP,
        Verb.INSTALL: Permission.UPDATE_ABOM_ITEM,
        Verb.UNINSTALL: Permission.UPDATE_ABOM_ITEM,
        Verb.APPROVE: Permission.UPDATE_RUN_STEP,
        Verb.ACCEPT: Permission.ACCEPT_DEVIATION,
        Verb.RAISE_ISSUE: Permission.CREATE_ISSUE,
        Verb.SEND: Permission.UPDATE_RUN_STEP,
        Verb.RECEIVE: Permission.UPDATE_RUN_STEP,
        Verb.COMPLETE: Permission.UPDATE_RUN_STEP,
        Verb.HOLD: Permission.UPDATE_RUN_STEP,
        Verb.RELEASE: Permission.UPDATE_RUN_STEP,
        Verb.FAIL: Permission.UPDATE_RUN_STEP,
        Verb.REWORK: Permission.REOPEN_RUN_STEP,
        Verb.REDLINE: Permission.CREATE_REDLINE,
        Verb.CLOSE_REDLINE: Permission.UPDATE_REDLINE,
        Verb.CANCEL: Permission.CANCEL_RUN_STEP,
        Verb.RESTORE: Permission.CANCEL_RUN_STEP,
        Verb.REOPEN: Permission.REOPEN_RUN_STEP,
    }
)

_FLOOR: Final = frozenset(
    {
        Permission.CHECK_IN,
        Permission.CHECK_OUT,
        Permission.UPDATE_RUN_STEP,
        Permission.UPDATE_FIELD_VALUE,
        Permission.CREATE_ISSUE,
        Permission.UPDATE_ABOM_ITEM,
    }
)
_LEADING: Final = frozenset(
    {
        Permission.UPDATE_RUN_BATCH,
        Permission.CREATE_RUN,
        Permission.UPDATE_RUN,
        Permission.CANCEL_RUN_STEP,
        Permission.REOPEN_RUN_STEP,
        Permission.UPDATE_SESSION,
    }
)
_JUDGING: Final = frozenset({Permission.ACCEPT_DEVIATION, Permission.OVERRIDE_GATE, Permission.UPDATE_ISSUE})
_CHANGING: Final = frozenset(
    {
        Permission.CREATE_REDLINE,
        Permission.UPDATE_REDLINE,
        Permission.CANCEL_REDLINE,
        Permission.MERGE_TO_RUNS,
        Permission.MERGE_TO_PROCEDURE,
        Permission.CREATE_PROCEDURE,
        Permission.UPDATE_PROCEDURE,
    }
)
_STOCKING: Final = frozenset(
    {
        Permission.CREATE_ABOM_ITEM,
        Permission.DELETE_ABOM_ITEM,
        Permission.CREATE_INVENTORY,
        Permission.CREATE_LOCATION,
        Permission.UPDATE_RUN_ATTRIBUTE,
    }
)

ROLE_PERMISSIONS: Final[Mapping[str, frozenset[Permission]]] = MappingProxyType(
    {
        "Operator": _FLOOR,
        "Lead": _FLOOR | _LEADING | _STOCKING,
        "Quality": _FLOOR | _JUDGING | {Permission.APPROVE_REDLINE},
        "Engineer": _FLOOR | _CHANGING | _STOCKING | {Permission.APPROVE_REDLINE},
        "Admin": frozenset(Permission),
    }
)
"""The roles that every site has, and what they may do; a site file adds roles of its own."""
