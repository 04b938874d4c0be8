"""Importing a site: compare, refuse with every reason at once, or carry out what differs.

The import itself is loaded when somebody imports: a kiosk's first command does not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import Actor, ImportSite
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine
    from ion_tui.engine.site_import.plan import SiteChanges


class _ImportSite:
    """Bring the store to what a site definition says."""

    def prepare(self, engine: Engine, actor: Actor, command: ImportSite) -> Mapping[str, str]:
        """Hash the PINs of those who have none yet: slow by design, so outside the transaction."""
        from ion_tui.engine.site_import.people import pins_to_hash  # noqa: PLC0415

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
        from ion_tui.engine.site_import.plan import site_changes  # noqa: PLC0415

        changes = site_changes(context, command.definition, command.files)
        if changes.faults:
            return refusal(changes.faults)
        return Judged(Plan(changes=(), warnings=changes.lines()), (changes, prepared))

    def apply(self, context: Context, command: ImportSite, judged: Judged) -> Applied:
        """Make exactly these changes."""
        from ion_tui.engine.site_import.plan import carry_out  # noqa: PLC0415

        changes, pin_hashes = judged.found
        made = carry_out(context, changes, command.files, pin_hashes, command.progress)
        told = {kind: ids for kind, ids in made.items() if kind in _TOLD}
        return Applied(_sentence(command.definition.name, changes), told, judged.plan.warnings)


_TOLD: Final = frozenset({"batch", "procedure", "run"})
"""What an outcome names by id; it is kept whole in the record, so it stays small."""

_MOST_FAULTS: Final = 200


def refusal(faults: tuple[str, ...]) -> Refused:
    """Refuse an import with all that speaks against it."""
    if len(faults) == 1:
        return Refused(Code.CONFLICT, faults[0])
    more = faults[:_MOST_FAULTS]
    if len(faults) > _MOST_FAULTS:
        more = (*more, f"And {len(faults) - _MOST_FAULTS} more.")
    sentence = f"The file does not fit this site: {len(faults)} faults, so nothing was imported."
    return Refused(Code.CONFLICT, sentence, more)


def _sentence(name: str, changes: SiteChanges) -> str:
    if not changes.made and not changes.changed:
        return "Nothing to change."
    done = [f"{changes.made} added"] if changes.made else []
    done += [f"{changes.changed} changed"] if changes.changed else []
    return f"{name} is imported: {', '.join(done)}."


HANDLERS: Final[dict[type, Handler[Any]]] = {ImportSite: _ImportSite()}
