"""Site files that stand in a test, imported by the administrator of the rover line."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

from sqlalchemy import select

from data.models import Command, History, table
from ion_tui.engine.answers import Outcome, Plan, Refused
from tests.rover import SITE_FILE, Rover, importing


def saying(rover: Rover, text: str) -> Any:
    """The command that imports a file of this text: a part of a site, which says its name by itself."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.yaml"
        shutil.copytree(SITE_FILE.parent / "drawings", Path(folder) / "drawings")
        path.write_text(f"site: Rover line\n{dedent(text)}", "utf-8")
        return importing(rover.engine, path)


def imported(rover: Rover, text: str) -> Outcome:
    """What an import did that nothing speaks against."""
    return rover.done("admin", saying(rover, text))


def refused(rover: Rover, text: str) -> Refused:
    """Why an import was refused, which its preview says in the same words."""
    command = saying(rover, text)
    answer = rover.engine.perform(rover.actor("admin"), command)
    assert isinstance(answer, Refused), answer
    assert rover.engine.preview(rover.actor("admin"), command) == answer
    return answer


def previewed(rover: Rover, text: str) -> tuple[str, ...]:
    """What a preview says would change."""
    plan = rover.engine.preview(rover.actor("admin"), saying(rover, text))
    assert isinstance(plan, Plan), plan
    return plan.warnings


def sample(*changes: tuple[str, str]) -> str:
    """The sample's text without its name, with each first text that is there replaced by the second."""
    text = SITE_FILE.read_text("utf-8").replace("site: Rover line\n", "")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def section(name: str, *changes: tuple[str, str]) -> str:
    """One section of the sample, as `sample` changes it."""
    lines = sample(*changes).split("\n")
    first = next(index for index, line in enumerate(lines) if line.startswith(f"{name}:"))
    ends = (
        index
        for index, line in enumerate(lines)
        if index > first and line and not line.startswith((" ", "#"))
    )
    return "\n".join(lines[first : next(ends, len(lines))])


def entries(rover: Rover) -> list[Any]:
    """The history entries of the last command, in order."""
    history, command = table(History), table(Command)
    last = select(command.c.id).order_by(command.c.id.desc()).limit(1).scalar_subquery()
    with rover.engine.store.read() as tx:
        return list(tx.execute(select(history).where(history.c.command_id == last).order_by(history.c.id)))


def rows(rover: Rover, statement: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with rover.engine.store.read() as tx:
        return [tuple(row) for row in tx.execute(statement)]
