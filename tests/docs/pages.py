"""Each document, from the table of the code that it shows."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ion_tui.config import FILE_VARIABLE, SETTINGS
from ion_tui.engine.permissions import OURS, ROLE_PERMISSIONS, VERB_PERMISSIONS, Permission
from ion_tui.engine.states import NEEDS_AVAILABLE, NEEDS_REASON, TRANSITIONS, State, Verb
from screens.keys import Place, help_rows, keys_for
from screens.theme import STATE_LOOKS
from tests.docs.commands import commands
from tests.docs.markdown import code, codes, page, table
from tests.docs.readme import README, readme
from tests.docs.site_file import site_file
from tests.house.tree import ROOT

DOCS: Final = ROOT / "docs"

_PLACES: Final[Mapping[Place, str]] = {
    Place.LOCK: "Lock",
    Place.QUEUE: "Queue",
    Place.STEP: "Step",
    Place.SESSIONS: "My sessions",
    Place.READING: "A redline",
    Place.LIST: "In every list",
    Place.DIALOG: "In every dialog",
    Place.KIOSK: "Everywhere",
}


def keys() -> str:
    """Every key, by the screen that has it."""
    parts = [
        (
            "F-keys act everywhere, in inputs too; letters outside inputs. Any of them can be mapped to other keys in "
            "the [settings](settings.md), by its id."
        ),
    ]
    for place in Place:
        active = keys_for(place)
        if not active:
            continue
        ids: dict[str, list[str]] = {}
        for each in active:
            ids.setdefault(each.key.help, []).append(each.key.id)
        rows = [
            (codes(row.keys.split(" ")), row.label or "", row.help, codes(ids[row.help]))
            for _, group in help_rows(active)
            for row in group
        ]
        parts += [
            f"## {_PLACES.get(place, str(place).capitalize())}",
            table(("Key", "", "What it does", "Id"), rows),
        ]
    return page("Keys", "`screens/keys.py`", *parts)


def states() -> str:
    """Which verb leads from which state to which."""
    looks = table(
        ("State", "Sign", "Word"),
        [(state.value, STATE_LOOKS[state].glyph, STATE_LOOKS[state].word) for state in State],
    )
    rows = [
        (
            verb.value,
            ", ".join(state.value for state in TRANSITIONS[verb]),
            ", ".join(dict.fromkeys(to.value for leads in TRANSITIONS[verb].values() for to in leads)),
            "yes" if verb in NEEDS_AVAILABLE else "",
            "yes" if verb in NEEDS_REASON else "",
        )
        for verb in Verb
    ]
    return page(
        "States and verbs",
        "`ion_tui/engine/states.py`",
        "A run step is in one of these states. A step in Todo is shown as available (○) or blocked (◌).",
        looks,
        "What can be done to it. Every other pair is refused, with what would make it possible.",
        table(("Verb", "From", "To", "Must be available", "Asks for a reason"), rows),
    )


def permissions() -> str:
    """Which permission a verb needs, and which roles hold it."""
    roles = tuple(ROLE_PERMISSIONS)
    rows = [
        (
            code(permission.value) + (" (ours)" if permission in OURS else ""),
            ", ".join(verb.value for verb, needed in VERB_PERMISSIONS.items() if needed is permission),
            *("✔" if permission in ROLE_PERMISSIONS[role] else "" for role in roles),
        )
        for permission in Permission
    ]
    return page(
        "Permissions",
        "`ion_tui/engine/permissions.py`",
        "The engine checks them, whoever asks: a screen, the command line, an import. These are the roles that every "
        "site has; a [site file](site-file.md) adds roles of its own. Names are ION's where it has them.",
        table(("Permission", "Verbs", *roles), rows),
    )


def settings() -> str:
    """Every setting of a terminal."""
    rows = [
        (
            code(setting.name),
            "" if setting.is_table else code(setting.variable),
            setting.usual,
            setting.help,
        )
        for setting in SETTINGS
    ]
    return page(
        "Settings of a terminal",
        "`ion_tui/config.py`",
        "What the command line says comes first, then these variables, then the settings file, then the default. The "
        "settings file is TOML, `settings.toml` in the user's configuration folder (on Linux "
        f"`~/.config/ion-tui/settings.toml`); {code(FILE_VARIABLE)} names another. A path in it starts from its "
        "own folder. Settings of the site itself are in the [site file](site-file.md).",
        table(("Setting", "Variable", "Default", ""), rows),
        '```toml\ndatabase = "/var/lib/ion-tui/floor.db"\nkiosk = "Bench 4"\nwork_center = "WC-MECH"\n\n'
        '[keymap]\nstart = "f2,x"\n\n[scanner]\nprefix = "~"\n```',
    )


PAGES: Final[Mapping[Path, Callable[[], str]]] = {
    DOCS / "commands.md": commands,
    DOCS / "keys.md": keys,
    DOCS / "permissions.md": permissions,
    DOCS / "settings.md": settings,
    DOCS / "site-file.md": site_file,
    DOCS / "states.md": states,
    README: readme,
}
"""The documents by their files."""
