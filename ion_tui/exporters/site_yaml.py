"""Definitions as a site file: YAML 1.2 that says what they say, and nothing that is so by itself.

Numbers are written as they are, and a text that could be taken for anything else stands in quotes, so that reading
the file gives the same definitions again.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from io import StringIO
from typing import Any, Final, get_type_hints

from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from ion_tui.engine.definitions.fields import ColumnDefinition, FieldDefinition, RowDefinition
from ion_tui.engine.definitions.parts import PartReference
from ion_tui.engine.definitions.procedures import (
    ApprovalDefinition,
    OutsideProcessDefinition,
)
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.definitions.times import UNITS

_ON_ONE_LINE: Final = (
    ApprovalDefinition,
    ColumnDefinition,
    FieldDefinition,
    OutsideProcessDefinition,
    PartReference,
    RowDefinition,
)
"""Definitions that stand on one line."""

_WIDTH: Final = 110
_PLAIN: Final = re.compile(r"[A-Za-z]([A-Za-z0-9 _./()-]*[A-Za-z0-9_./()-])?")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_NOT_IN_BLOCKS: Final = re.compile("[\r\x85\u2028\u2029\ufeff]")


def site_yaml(site: SiteDefinition) -> str:
    """The site file that defines `site`."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(_plain(site), text)
    return text.getvalue()


class _Representer(RoundTripRepresenter):
    """Writes exact numbers as they are."""

    def represent_decimal(self, number: Decimal) -> ScalarNode:
        """A number in plain notation; it has to be finite."""
        text = f"{number:f}"
        kind = "float" if "." in text else "int"
        return self.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Representer.add_representer(Decimal, _Representer.represent_decimal)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of a definition
    """`value` as what the YAML library writes."""
    if isinstance(value, Enum):
        return _text(str(value.value))
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, timedelta):
        return length(value)
    if dataclasses.is_dataclass(value):
        found = CommentedMap({name: _plain(said) for name, said in _said(value)})
        if isinstance(value, _ON_ONE_LINE):
            found.fa.set_flow_style()
        return found
    if isinstance(value, Mapping):
        found = CommentedMap({_text(str(name)): _plain(said) for name, said in value.items()})
        found.fa.set_flow_style()
        return found
    if isinstance(value, (tuple, list)):
        entries = CommentedSeq([_plain(entry) for entry in value])
        if not any(isinstance(entry, CommentedMap) for entry in entries):
            entries.fa.set_flow_style()
        return entries
    return value


def _said(definition: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - likewise
    """The keys and values that are not so by themselves; what must be said is."""
    names = _names(definition.__class__)
    for item in dataclasses.fields(definition):
        value = getattr(definition, item.name)
        needed = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        if needed or value not in (None, (), {}, item.default):
            yield names[item.name], value


@cache
def _names(kind: type) -> dict[str, str]:
    """How the file calls the fields of a definition."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: next(
            (
                info.alias
                for info in getattr(hint, "__metadata__", ())
                if isinstance(info, FieldInfo) and info.alias is not None
            ),
            name,
        )
        for name, hint in hints.items()
    }


def _text(text: str) -> str:
    """A text in the style in which it is sure to be read as it is."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    in_lines = "\n" in text and bool(text.strip()) and not _NOT_IN_BLOCKS.search(text)
    styled: str = LiteralScalarString(text) if in_lines else DoubleQuotedScalarString(text)
    return styled


def length(time: timedelta) -> str:
    """A length of time as the file has it: `1h30m`, `5d`; weeks are days."""
    seconds = int(time.total_seconds())
    parts = []
    for unit, worth in UNITS.items():
        number, rest = divmod(seconds, int(worth.total_seconds()))
        if number and unit != "w":
            parts.append(f"{number}{unit}")
            seconds = rest
    return "".join(parts) or "0s"
