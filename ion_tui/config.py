"""Settings of one terminal: the command line, then `ION_TUI_…` variables, then a TOML file, then defaults.

Light: a kiosk reads its settings before its first paint. pydantic-settings would cost 125 ms there, on top of
the 205 of an empty Textual app, for what a table of fifteen rows and the standard library say as plainly.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import platformdirs

APP: Final = "ion-tui"
PREFIX: Final = "ION_TUI_"
FILE_VARIABLE: Final = "ION_TUI_SETTINGS"
"""The variable that names another settings file."""

_NO_KEYS: Final[Mapping[str, str]] = MappingProxyType({})


class SettingsError(Exception):
    """Settings that cannot be used; each of `sentences` names a place and says what may stand there."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        """Keep every fault."""
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """What a terminal knows of its scanner."""

    enabled: bool = True
    gap_ms: int = 30
    min_length: int = 2
    prefix: str = ""
    suffix: str = ""
    terminator: str = "enter"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a terminal is told, besides what its store knows; each with its default."""

    database: str = field(default_factory=lambda: str(data_folder() / "ion.db"))
    kiosk: str = field(default_factory=lambda: platform.node() or "kiosk")
    work_center: str | None = None
    theme: str = "ion-dark"
    keymap: Mapping[str, str] = field(default_factory=lambda: _NO_KEYS)
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    inbox: Path | None = None
    outbox: Path = field(default_factory=platformdirs.user_downloads_path)
    pictures: str = "cells"
    history_key: bytes | None = field(default=None, repr=False)
    log_file: Path = field(default_factory=lambda: platformdirs.user_log_path(APP) / "ion-tui.log")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as people write it: `scanner.gap_ms` in the file, `ION_TUI_SCANNER_GAP_MS` as a variable."""

    name: str
    read: Callable[[object], Any]
    """What the file or a variable says → the value; raises ValueError with what it has to be."""
    usual: str
    """The default, in words."""
    help: str
    is_table: bool = False
    """A table of the file, for which there is no variable."""

    @property
    def variable(self) -> str:
        """The name of its environment variable."""
        return PREFIX + self.name.upper().replace(".", "_")


def data_folder() -> Path:
    """Where the databases of this user are."""
    return platformdirs.user_data_path(APP)


def settings_file() -> Path:
    """Where this user's settings file is, whether or not there is one."""
    return platformdirs.user_config_path(APP) / "settings.toml"


def load(
    said: Mapping[str, object | None] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings of this terminal; `said` is the command line's word (None: it said nothing).

    Raises SettingsError with every fault of command line, variables and file.
    """
    environment = os.environ if environment is None else environment
    faults: list[str] = []
    found: dict[str, Any] = {}
    for source in (
        _from_file(environment, faults),
        _from_variables(environment, faults),
        _from_command_line(said or {}),
    ):
        for setting, place, value in source:
            try:
                found[setting.name] = setting.read(value)
            except ValueError as error:
                faults.append(f"{place} {error}.")
    if faults:
        raise SettingsError(tuple(faults))
    scanner = {name.removeprefix(_SCANNER): found.pop(name) for name in [*found] if name.startswith(_SCANNER)}
    return Settings(scanner=ScannerSettings(**scanner), **found)


_Said = Iterator[tuple[Setting, str, object]]


def _from_command_line(said: Mapping[str, object | None]) -> _Said:
    for setting in SETTINGS:
        if (value := said.get(setting.name)) is not None:
            yield setting, _OPTIONS.get(setting.name, f"--{setting.name.replace('_', '-')}"), value


def _from_variables(environment: Mapping[str, str], faults: list[str]) -> _Said:
    known = {setting.variable: setting for setting in SETTINGS if not setting.is_table}
    for name, text in sorted(environment.items()):
        if name == FILE_VARIABLE or not name.startswith(PREFIX):
            continue
        if name in known:
            yield known[name], name, text
        else:
            faults.append(f"There is no setting {name}{_perhaps(name, [*known, FILE_VARIABLE])}.")


def _from_file(environment: Mapping[str, str], faults: list[str]) -> _Said:
    named = environment.get(FILE_VARIABLE)
    path = Path(named).expanduser() if named else settings_file()
    try:
        text = path.read_text("utf-8")
        import tomllib  # noqa: PLC0415 - a kiosk without a settings file does not wait for it

        said = tomllib.loads(text)
    except FileNotFoundError:
        if named:
            faults.append(f"There is no settings file {path}, which {FILE_VARIABLE} names.")
        return
    except OSError as error:
        faults.append(f"The settings file {path} cannot be read: {error.strerror}.")
        return
    except ValueError as error:
        faults.append(f"The settings file {path} is not TOML: {error}.")
        return
    known = {setting.name: setting for setting in SETTINGS}
    for name, value in _flat(said, known):
        if name not in known:
            faults.append(f"{path}: there is no setting {name}{_perhaps(name, [*known])}.")
        elif name == "history_key" and _is_open_to_all(path):
            faults.append(f"{path} holds the history's key and everybody can read it: chmod 600 it.")
        else:
            yield known[name], f"{path}: {name}", _beside(path, name, value)


def _flat(
    table: Mapping[str, object], known: Mapping[str, Setting], above: str = ""
) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and not (name in known and known[name].is_table):
            yield from _flat(value, known, f"{name}.")
        else:
            yield name, value


def _beside(file: Path, name: str, value: object) -> object:
    """A path in the settings file starts from the file's folder."""
    if name not in _PATHS or not isinstance(value, str) or "://" in value:
        return value
    return str(file.parent.absolute() / Path(value).expanduser())


def _is_open_to_all(path: Path) -> bool:
    return sys.platform != "win32" and bool(path.stat().st_mode & 0o004)


def _perhaps(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake waits for it

    near = get_close_matches(name, known, 1)
    return f": perhaps {near[0]} is meant" if near else f"; there are: {', '.join(known)}"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("has to be a text")
    return value.strip()


def _any_text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("has to be a text in quotation marks")
    return value


def _path(value: object) -> Path:
    return Path(_text(value)).expanduser().absolute()


def _flag(value: object) -> bool:
    words = {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    }
    said = str(value).lower()
    if said not in words:
        raise ValueError("has to be true or false")
    return words[said]


def _whole(lowest: int, highest: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        text = "" if isinstance(value, bool | float) else str(value)
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise ValueError(f"has to be a whole number from {lowest} to {highest}")
        return int(text)

    return read


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f"has to be one of: {', '.join(words)}")
        return str(value)

    return read


def _keymap(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(keys, str) and keys for keys in value.values()):
        raise ValueError('has to name keys in quotation marks, such as start = "f2,s"')
    return MappingProxyType(dict(value))


_SHORTEST_KEY: Final = 16


def _secret(value: object) -> bytes:
    text = _text(value)
    if len(text) < _SHORTEST_KEY:
        raise ValueError(f"has to be a text of at least {_SHORTEST_KEY} characters")
    return text.encode()


_SCANNER: Final = "scanner."
_PATHS: Final = frozenset({"database", "inbox", "log_file", "outbox"})
_OPTIONS: Final = MappingProxyType({"kiosk": "--name"})
"""The options that are not called as their settings are."""

# fmt: off
SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("database", _text, "`ion.db` in the user's data folder",
            "The store: a file on a local disk, or a `postgresql://` URL."),
    Setting("kiosk", _text, "the machine's name",
            "The kiosk's name, as the history keeps it; two terminals of one machine need two."),
    Setting("work_center", _text, "none: it is asked for",
            "The code of the work center that the kiosk is pinned to."),
    Setting("theme", _one_of("ion-dark", "ion-bright", "ion-contrast"), "`ion-dark`",
            "The colors: `ion-dark`, `ion-bright` for a bright floor, `ion-contrast` for a high contrast."),
    Setting("keymap", _keymap, "the keys of the table", is_table=True,
            help="Other keys: the id of a key and Textual's names for the keys, with commas between them."),
    Setting("scanner.enabled", _flag, "`true`",
            "Whether a scan is told from typing; off, a scan goes where the cursor is."),
    Setting("scanner.gap_ms", _whole(5, 500), "`30`",
            "Milliseconds between two keys of a scan at most."),
    Setting("scanner.min_length", _whole(1, 64), "`2`",
            "Characters that a scan has at least, prefix and suffix included."),
    Setting("scanner.prefix", _any_text, "none",
            "What the scanner puts before a code; it is taken off."),
    Setting("scanner.suffix", _any_text, "none",
            "What the scanner puts after a code; it is taken off."),
    Setting("scanner.terminator", _one_of("enter", "tab"), "`enter`",
            "The key with which the scanner ends a scan: `enter` or `tab`."),
    Setting("inbox", _path, "none: a file is named by its path",
            "The folder from which files are attached to steps, such as the one that a camera writes to."),
    Setting("outbox", _path, "the user's folder for downloads",
            "The folder in which files of steps are saved to be opened elsewhere."),
    Setting("pictures", _one_of("cells", "sixel", "kitty"), "`cells`",
            "How the terminal shows pictures: `cells` in two colors each, which all can; `sixel` or `kitty` where it "
            "has one of these protocols."),
    Setting("history_key", _secret, "none",
            "A secret of at least 16 characters that all terminals of a store share: the links of the history are "
            "then HMACs, which nobody without it can make. Set it before the first command."),
    Setting("log_file", _path, "`ion-tui.log` in the user's log folder",
            "Where the details of faults go."),
)
# fmt: on
"""Every setting, in the order of the documentation."""
