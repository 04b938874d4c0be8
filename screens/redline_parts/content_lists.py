"""What a step has several of: taken out of a content, and put into it again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.content import Content, RequirementContent
from screens.redline_parts.sheet import NEW, LineKey, Part

T = TypeVar("T")

_ATTRIBUTES: Final = {
    Part.FIELD: "fields",
    Part.COLUMN: "columns",
    Part.ROW: "rows",
    Part.NEED: "requirements",
    Part.FILE: "files",
}

MOVED_ON: Final = Refused(
    Code.STALE, "Somebody else has changed this meanwhile; say it again to put yours in its place."
)


def things(content: Content, part: Part) -> tuple[Any, ...]:
    """All of a kind that a step has."""
    found: tuple[Any, ...] = getattr(content, _ATTRIBUTES[part])
    return found


def with_things(content: Content, part: Part, now: Sequence[Any]) -> Content:
    """The content with others of a kind; what the procedure fills into a column goes with the column."""
    wanted: dict[str, Any] = {_ATTRIBUTES[part]: tuple(now)}
    content = replace(content, **wanted)
    if part is not Part.COLUMN:
        return content
    kept = {column.name for column in content.columns if not column.settable}
    rows = (
        replace(row, presets=tuple(preset for preset in row.presets if preset[0] in kept))
        for row in content.rows
    )
    return replace(content, rows=tuple(rows))


def found_again(content: Content, key: LineKey, before: Any) -> LineKey:  # noqa: ANN401
    """Where something stands now that was seen otherwise: by its name, a row by its place; else it is a new one."""
    now = things(content, key.part)
    if key.part is Part.ROW or before is None:
        return key if key.number < len(now) else LineKey(key.part, NEW)
    name = _name(before)
    return LineKey(key.part, next((number for number, one in enumerate(now) if _name(one) == name), NEW))


def with_thing(content: Content, key: LineKey, before: Any, after: Any) -> Content | Refused:  # noqa: ANN401
    """With one in the place of another that was seen there, or as the last one where it is new.

    What a column is called now, its cells are called too.
    """
    now = list(things(content, key.part))
    if key.number == NEW:
        return with_things(content, key.part, [*now, after])
    if key.number >= len(now) or now[key.number] != before:
        return MOVED_ON
    now[key.number] = after
    if key.part is Part.COLUMN and after.name != before.name:
        content = replace(content, rows=tuple(_renamed(row, before.name, after.name) for row in content.rows))
    return with_things(content, key.part, now)


def without_thing(content: Content, key: LineKey, before: Any) -> Content | Refused:  # noqa: ANN401
    """Without one that was seen there."""
    now = list(things(content, key.part))
    if key.number >= len(now) or now[key.number] != before:
        return MOVED_ON
    del now[key.number]
    return with_things(content, key.part, now)


def with_moved(content: Content, key: LineKey, before: Any, by: int) -> Content | Refused:  # noqa: ANN401
    """With one that was seen there so many places further down, or up; where there is no place, as it was."""
    now = list(things(content, key.part))
    if key.number >= len(now) or now[key.number] != before:
        return MOVED_ON
    to = key.number + by
    if not 0 <= to < len(now):
        return content
    now.insert(to, now.pop(key.number))
    return with_things(content, key.part, now)


def _name(one: Any) -> Any:  # noqa: ANN401
    return getattr(one, "part" if isinstance(one, RequirementContent) else "name")


def _renamed(row: Any, before: str, after: str) -> Any:  # noqa: ANN401
    return replace(
        row, presets=tuple((after if name == before else name, text) for name, text in row.presets)
    )
