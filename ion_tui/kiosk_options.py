"""What a kiosk is started with: a frozen value that the command line makes and the app takes. Light."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from screens.file_places import FilePlaces
from screens.scanner import ScanSettings

if TYPE_CHECKING:
    from ion_tui.engine.clock import Clock
    from ion_tui.engine.core import Engine
    from screens.demo_people import DemoPerson
    from screens.site_import import ImportSite


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskOptions:
    """One kiosk's settings, as its sources have them; nothing here is read from a store."""

    open_engine: Callable[[], Engine]
    """Opens the store and makes the engine. Called once, in a thread, after the first paint: what it imports may
    be heavy. Raises StoreError with a sentence when the store cannot be used."""
    kiosk: str
    """The kiosk's name, as the history keeps it."""
    work_center: str | None = None
    """The code of the work center that it is pinned to; None for a lead's, which asks first."""
    theme: str = "ion-dark"
    """One of `screens.palettes`."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Key id (`screens.keys`) → Textual's keys, with commas between them."""
    scanner: ScanSettings = field(default_factory=ScanSettings)
    """What the site knows of its scanners."""
    files: FilePlaces = field(default_factory=FilePlaces)
    """Where files come from and go to."""
    demo_people: tuple[DemoPerson, ...] = ()
    """Whom the Lock screen names with badge and PIN, in the demo alone."""
    import_site: ImportSite | None = None
    """Imports a site file; offered on the first start. None: the screen names the command instead."""
    log_file: Path | None = None
    """Where tracebacks go; None: nowhere."""
    clock: Clock | None = None
    """The time on the screens; None: the machine's."""
    notice: str = ""
    """Said over the first screen, such as why the kiosk had to start again."""
