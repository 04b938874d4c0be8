"""What is different between two contents of a step, in words that can be shown side by side. Pure.

Texts are compared word by word, fields, columns and parts by name, numbers by value. What changed its name alone is
found again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, TypeVar

from ion_tui.engine.content import (
    ApprovalContent,
    ColumnContent,
    Content,
    FieldContent,
    FileContent,
    RequirementContent,
    RowContent,
    ValueContent,
)
from ion_tui.engine.definitions.numbers import plain
from ion_tui.engine.ranges import Limits
from ion_tui.engine.wording import amount
from ion_tui.engine.words import OutOfRange

T = TypeVar("T")

MOST_ROWS: Final = 12
"""Rows of a table of which each change is said; of more, how many there are."""
_MOST_PAIRS: Final = 4_000_000
"""Lines or words to compare, before times after, up to which it is done; beyond, all of it is another."""
_WORDS: Final = re.compile(r"\s+|\d+(?:[.,]\d+)*|\w+|[^\w\s]")


class Kind(StrEnum):
    """What happened to something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Mark(StrEnum):
    """Which of two texts a piece stands in."""

    SAME = "same"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is in both, or in one of them alone."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different.

    `what` is the kind of thing ("Field"), `name` its name where there are several, `about` what of it is another
    ("limits"). What was added has no `before`, what was removed no `after`. `pieces` compare the two word by word.
    """

    kind: Kind
    what: str
    name: str = ""
    about: str = ""
    before: str = ""
    after: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both texts, piece by piece."""
        return compared(self.before, self.after)


def differences(before: Content, after: Content) -> tuple[Change, ...]:
    """Everything that is different, in the order in which a step shows it."""
    return tuple(_differences(before, after))


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word: first their lines are matched, then the words of those that differ."""
    pieces: list[Piece] = []
    for old, new in _unmatched(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if old == new:
            pieces += _piece(Mark.SAME, "".join(old))
            continue
        words = [_WORDS.findall("".join(lines)) for lines in (old, new)]
        for old_words, new_words in _unmatched(*words):
            if old_words == new_words:
                pieces += _piece(Mark.SAME, "".join(old_words))
            else:
                pieces += _piece(Mark.BEFORE, "".join(old_words))
                pieces += _piece(Mark.AFTER, "".join(new_words))
    return tuple(pieces)


def _piece(mark: Mark, text: str) -> list[Piece]:
    return [Piece(mark, text)] if text else []


def _unmatched(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Stretches of two sequences: the same on both sides, or different."""
    if len(before) * len(after) > _MOST_PAIRS:
        yield before, after
        return
    for _, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield before[old:old_end], after[new:new_end]


def _differences(before: Content, after: Content) -> Iterator[Change]:
    for what, old, new in (
        ("Title", before.title, after.title),
        ("Type", before.type.value, after.type.value),
        ("Instructions", before.instructions.strip(), after.instructions.strip()),
    ):
        if old != new:
            yield Change(Kind.CHANGED, what, before=old, after=new)
    yield from _of_named("Drawing", before.files, after.files, lambda file: file.name, _file_aspects)
    yield from _of_named("Field", before.fields, after.fields, lambda field: field.name, field_aspects)
    yield from _of_named("Column", before.columns, after.columns, lambda column: column.name, _column_aspects)
    yield from _of_rows(before.rows, after.rows)
    yield from _of_named("Part", before.requirements, after.requirements, _part_of, _need_aspects)
    yield from _of_named(
        "Approval", before.approvals, after.approvals, lambda gate: gate.role, _approval_aspects
    )


def _of_named(
    what: str,
    before: Sequence[T],
    after: Sequence[T],
    name_of: Callable[[T], str],
    aspects_of: Callable[[T], Mapping[str, str]],
) -> Iterator[Change]:
    """What is different between things that have names, in the order of those that are there now."""
    old, new = ({name_of(one): one for one in side} for side in (before, after))
    renamed = _renamed(old, new, aspects_of)
    for name, one in old.items():
        if name not in new and name not in renamed:
            yield Change(Kind.REMOVED, what, name, before=_described(aspects_of(one)))
    was = {now: name for name, now in renamed.items()}
    for name, one in new.items():
        if name in was:
            yield Change(Kind.CHANGED, what, was[name], "name", was[name], name)
        elif name not in old:
            yield Change(Kind.ADDED, what, name, after=_described(aspects_of(one)))
        else:
            yield from _of_aspects(what, name, aspects_of(old[name]), aspects_of(one))
    kept = [[name for name in side if name in old and name in new] for side in (old, new)]
    if kept[0] != kept[1]:
        yield Change(Kind.CHANGED, what, about="order", before=", ".join(kept[0]), after=", ".join(kept[1]))


def _renamed(
    old: Mapping[str, T], new: Mapping[str, T], aspects_of: Callable[[T], Mapping[str, str]]
) -> dict[str, str]:
    """Names before → names after of what is all the same otherwise, where no doubt is left."""
    gone = {name: _described(aspects_of(one)) for name, one in old.items() if name not in new}
    come = {name: _described(aspects_of(one)) for name, one in new.items() if name not in old}
    found = {}
    for name, words in gone.items():
        alike = [there for there, those in come.items() if those == words]
        if len(alike) == 1 and list(gone.values()).count(words) == 1:
            found[name] = alike[0]
    return found


def _of_aspects(what: str, name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for about in dict.fromkeys([*old, *new]):
        before, after = old.get(about, ""), new.get(about, "")
        if before != after:
            yield Change(Kind.CHANGED, what, name, about, before, after)


def _described(aspects: Mapping[str, str]) -> str:
    return ", ".join(words for words in aspects.values() if words)


def _value_aspects(value: ValueContent) -> dict[str, str]:
    limits = Limits(
        _exact(value.minimum),
        _exact(value.maximum),
        _exact(value.target),
        _exact(value.tolerance),
        value.unit,
    )
    return {
        "type": value.type.value.replace("_", "/"),
        "limits": limits.words() or value.unit or "",
        "options": ", ".join(value.options),
        "role": value.role or "",
    }


def _exact(bound: Decimal | None) -> Decimal | None:
    """A bound without zeros that change nothing."""
    return None if bound is None else Decimal(plain(bound))


def field_aspects(field: FieldContent) -> dict[str, str]:
    """What a field asks for, aspect by aspect in words; an aspect about which nothing is said is empty."""
    return {
        **_value_aspects(field),
        "tool": " ".join(field.part) if field.part else "",
        "calibration": "calibrated" if field.calibrated else "",
        "signer": "by somebody who has not worked it" if field.peer_review else "",
        "required": "required" if field.required else "optional",
        "N/A": "N/A allowed" if field.allow_not_applicable else "",
        "unit by unit": "for each unit" if field.per_unit else "",
        "out of range": "out of range with an issue" if field.out_of_range is OutOfRange.ISSUE else "",
    }


def in_words(one: FieldContent | ColumnContent | RowContent | RequirementContent | ApprovalContent) -> str:
    """What a field, column, row, part or gate asks for, on one line and without its name."""
    match one:
        case FieldContent():
            return _described(field_aspects(one))
        case ColumnContent():
            return _described(_column_aspects(one))
        case RequirementContent():
            return _described(_need_aspects(one))
        case RowContent():
            return _row_words(one)
        case ApprovalContent():
            return f"{one.count} of the role {one.role}"


def _column_aspects(column: ColumnContent) -> dict[str, str]:
    return {**_value_aspects(column), "filled in": "" if column.settable else "by the procedure"}


def _need_aspects(need: RequirementContent) -> dict[str, str]:
    return {
        "quantity": f"{amount(need.quantity)} pieces" if need.quantity != 1 else "1 piece",
        "revision": f"revision {need.part[1]}",
        "places": " ".join(need.reference_designators),
        "substitutes": ", ".join(f"or {' '.join(part)}" for part in need.substitutes),
    }


def _part_of(need: RequirementContent) -> str:
    return need.part[0]


def _file_aspects(file: FileContent) -> dict[str, str]:
    return {"picture": file.digest[:8]}


def _approval_aspects(gate: ApprovalContent) -> dict[str, str]:
    return {"people": f"{gate.count} of the role"}


def _of_rows(before: Sequence[RowContent], after: Sequence[RowContent]) -> Iterator[Change]:
    old, new = ([_row_words(row) for row in side] for side in (before, after))
    changes: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_at, old_end, new_at, new_end in matcher.get_opcodes():
        if old[old_at:old_end] == new[new_at:new_end]:
            continue
        gone, come = old[old_at:old_end], new[new_at:new_end]
        both = min(len(gone), len(come))
        changes += [
            Change(Kind.CHANGED, "Row", str(new_at + number + 1), before=gone[number], after=come[number])
            for number in range(both)
        ]
        changes += [
            Change(Kind.REMOVED, "Row", str(old_at + number + 1), before=gone[number])
            for number in range(both, len(gone))
        ]
        changes += [
            Change(Kind.ADDED, "Row", str(new_at + number + 1), after=come[number])
            for number in range(both, len(come))
        ]
    yield from changes[:MOST_ROWS]
    if len(changes) > MOST_ROWS:
        yield Change(Kind.CHANGED, "Rows", after=f"{len(changes) - MOST_ROWS} more are different")


def _row_words(row: RowContent) -> str:
    presets = [f"{name} {text}" for name, text in row.presets]
    is_na = ["N/A allowed"] if row.allow_not_applicable else []
    return ", ".join([*presets, "required" if row.required else "optional", *is_na])
