"""A command as text for the record: everything it said, and nothing secret."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ion_tui.engine.commands import Command

_LEFT_OUT: Final = frozenset({"key", "confirmed", "pin"})


def payload_of(command: Command) -> str:
    """The command's fields as JSON with sorted keys. PINs are left out; bytes stand as their digest."""
    return json.dumps(_plain(command), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    if dataclasses.is_dataclass(value):
        fields = ((item.name, getattr(value, item.name)) for item in dataclasses.fields(value))
        return {
            name: _plain(held)
            for name, held in fields
            if name not in _LEFT_OUT and held not in (None, (), {})
        }
    if isinstance(value, dict):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(held) for held in value]
    return str(value)
