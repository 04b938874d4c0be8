"""What a run was built of, as lines of a list: what each step needs, and beneath it what was installed: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from data.rows.run_view import RunPartRow
from data.rows.work import InstalledRow
from ion_tui.engine.wording import amount
from screens.theme import OK_GLYPH
from screens.widgets.lines import clean, column, spread


@dataclass(frozen=True, slots=True)
class PartLine:
    """A requirement, or where `installed` is set, one thing that is in it."""

    part: RunPartRow
    section: str
    installed: InstalledRow | None = None
    at: str = ""

    @property
    def key(self) -> tuple[int, int]:
        """The requirement, and what is installed in it."""
        return self.part.requirement.requirement_id, self.installed.installation_id if self.installed else 0


def part_lines(
    parts: Iterable[RunPartRow], steps: Mapping[int, str], moment_of: Callable[[datetime], str]
) -> list[PartLine]:
    """The lines, by step; `moment_of` words the time of an install."""
    lines: list[PartLine] = []
    for part in parts:
        section = "On the run itself" if part.step_id is None else steps.get(part.step_id, part.step)
        lines.append(PartLine(part, section))
        lines += [
            PartLine(part, section, each, moment_of(each.installed_at)) for each in part.requirement.installs
        ]
    return lines


def render_part(line: PartLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """Part, how many of how many; or what is in it, by whom, when."""
    need, installed = line.part.requirement, line.installed
    if installed is not None:
        identity = installed.identity if installed.identity != installed.part else "untracked"
        left = Content.styled(
            clean(f"      {amount(installed.quantity)} × {installed.part} {identity}"), "$ink"
        )
        return (spread(left, Content.styled(clean(f"{installed.operator} {line.at}"), "$dim"), width, gap=2),)
    is_in = need.installed >= need.quantity
    count = f"{amount(need.installed)} of {amount(need.quantity)}"
    if need.is_excepted and not is_in:
        said = Content.styled(f"{count}  excepted", "$hold")
    else:
        said = Content.styled(f"{count} {OK_GLYPH if is_in else ' '}", "$ok" if is_in else "$strong")
    designators = f"  {', '.join(need.reference_designators)}" if need.reference_designators else ""
    left = Content.assemble(
        "  ",
        (column(f"{need.part} {need.revision}", 14), "bold $strong" if selected else "$strong"),
        (clean(f" {need.description}{designators}"), "$dim"),
    )
    return (spread(left, said, width, gap=2),)
