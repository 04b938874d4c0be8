"""Importing a site: compare, refuse with every reason at once, or carry out what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import Actor, ImportSite
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged
from ion_tui.engine.site_import.people import pins_to_hash
from ion_tui.engine.site_import.plan import SiteChanges, carry_out, site_changes

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine


class _ImportSite:
    """Bring the store to what a site definition says."""

    def prepare(self, engine: Engine, actor: Actor, command: ImportSite) -> Mapping[str, str]:
        """Hash the PINs of those who have none yet: slow by design, so outside the transaction."""
        del actor
        with engine.store.read() as tx:
            pins = pins_to_hash(tx, command.definition)
        hashes = {}
        for done, (code, pin) in enumerate(pins.items(), start=1):
            hashes[code] = engine.hasher.hash(pin)
            if command.progress is not None:
                command.progress(done, len(pins), "PINs")
        return hashes

    def judge(self, context: Context, command: ImportSite, prepared: Any) -> Judged | Refused:
        """Compare; the plan's warnings are the lines that say what would change, none where nothing would."""
        changes = site_changes(context, command.definition, command.files)
        if changes.faults:
            return _refusal(changes.faults)
        return Judged(Plan(changes=(), warnings=changes.lines()), (changes, prepared))

    def apply(self, context: Context, command: ImportSite, judged: Judged) -> Applied:
        """Make exactly these changes."""
        changes, pin_hashes = judged.found
        made = carry_out(context, changes, command.files, pin_hashes or {}, command.progress)
        kept = {kind: ids for kind, ids in made.items() if kind in _TOLD}
        return Applied(_sentence(command.definition.name, changes), kept, judged.plan.warnings)


_TOLD: Final = frozenset({"batch", "procedure", "run"})
"""What an outcome names by id; it is kept whole in the record, so it stays small."""


def _refusal(faults: tuple[str, ...]) -> Refused:
    if len(faults) == 1:
        return Refused(Code.CONFLICT, faults[0])
    return Refused(
        Code.CONFLICT,
        f"The file does not fit this site: {len(faults)} faults, so nothing was imported.",
        faults,
    )


def _sentence(name: str, changes: SiteChanges) -> str:
    if not changes.made and not changes.changed:
        return "Nothing to change."
    done = [f"{changes.made} added"] if changes.made else []
    done += [f"{changes.changed} changed"] if changes.changed else []
    return f"{name} is imported: {', '.join(done)}."


HANDLERS: Final[dict[type, Handler[Any]]] = {ImportSite: _ImportSite()}
