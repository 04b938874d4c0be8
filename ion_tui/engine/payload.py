"""A command as text for the record: everything it said, and nothing secret."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ion_tui.engine.commands import AS_DIGEST, Command

_LEFT_OUT: Final = frozenset({"key", "confirmed", "pin"})


def payload_of(command: Command) -> str:
    """The command's fields as JSON with sorted keys. PINs are left out; bytes and long fields stand as their digest."""
    return _text(_plain(command))


def _text(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(value: Any) -> str:
    return f"sha256:{hashlib.sha256(_text(_plain(value)).encode()).hexdigest()}"


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
        fields = ((item, getattr(value, item.name)) for item in dataclasses.fields(value) if item.compare)
        return {
            item.name: _digest(held) if item.metadata == AS_DIGEST else _plain(held)
            for item, held in fields
            if item.name not in _LEFT_OUT and held not in (None, (), {})
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(held) for held in value]
    return str(value)
