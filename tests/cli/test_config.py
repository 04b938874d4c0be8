"""Settings: which source wins, and what is said about a wrong one."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from ion_tui.config import SETTINGS, ScannerSettings, Settings, SettingsError, load, settings_file
from screens import palettes
from screens.scanner import ScanSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Answer a settings file that a test writes."""
    return tmp_path / "settings.toml"


def loaded(
    text: str,
    file: Path,
    variables: Mapping[str, str] | None = None,
    said: Mapping[str, object | None] | None = None,
) -> Settings:
    """Load with a file that says `text`."""
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    return load(said, {"ION_TUI_SETTINGS": str(file), **(variables or {})})


def faults(text: str, file: Path, **variables: str) -> tuple[str, ...]:
    """Load what is wrong, and answer what is said about it."""
    with pytest.raises(SettingsError) as raised:
        loaded(text, file, variables)
    return raised.value.sentences


def test_the_command_line_comes_before_variables_before_the_file_before_defaults(file: Path) -> None:
    text = 'kiosk = "file"\nwork_center = "file"\ntheme = "ion-bright"'
    variables = {"ION_TUI_KIOSK": "variable", "ION_TUI_WORK_CENTER": "variable"}
    found = loaded(text, file, variables, {"kiosk": "said", "work_center": None})
    assert (found.kiosk, found.work_center, found.theme) == ("said", "variable", "ion-bright")
    assert found.scanner == ScannerSettings()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"theme": "pink"}, "--theme has to be one of: ion-dark, ion-bright, ion-contrast."),
        ({"kiosk": " "}, "--name has to be a text."),
        ({"work_center": "\x1b[2J"}, "--work-center has to be a text."),
        ({"database": ""}, "--database has to be a text."),
    ],
)
def test_what_the_command_line_says_is_held_to_the_same(
    file: Path, said: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        loaded("", file, said=said)
    assert raised.value.sentences == (sentence,)


def test_without_anything_said_the_defaults_lead_into_the_user_s_own_folders(tmp_path: Path) -> None:
    found = load({}, {})
    assert Path(found.database).name == "ion.db"
    assert Path(found.database).is_relative_to(Path.home())
    assert found.log_file.is_relative_to(Path.home())
    assert found.kiosk
    assert settings_file().name == "settings.toml"


def test_every_setting_can_be_said_in_the_file(file: Path) -> None:
    text = """
database = "floor.db"
kiosk = "Bench 4"
work_center = "WC-TEST"
theme = "ion-contrast"
inbox = "camera"
outbox = "files"
pictures = "sixel"
history_key = "a secret of the site"
log_file = "logs/ion.log"

[keymap]
start = "f2,x"

[scanner]
enabled = false
gap_ms = 45
min_length = 4
prefix = "~"
suffix = "#"
terminator = "tab"
"""
    found = loaded(text, file)
    assert found.scanner == ScannerSettings(
        enabled=False, gap_ms=45, min_length=4, prefix="~", suffix="#", terminator="tab"
    )
    assert (found.history_key, found.keymap) == (b"a secret of the site", {"start": "f2,x"})
    in_the_file = set(tomllib.loads(text)) - {"scanner"}
    assert in_the_file | {f"scanner.{name}" for name in tomllib.loads(text)["scanner"]} == {
        setting.name for setting in SETTINGS
    }


def test_a_path_in_the_file_starts_from_the_file_s_folder(file: Path) -> None:
    found = loaded(
        'database = "floor.db"\nlog_file = "logs/ion.log"\ninbox = "camera"\noutbox = "files"', file
    )
    assert (found.database, found.log_file) == (str(file.parent / "floor.db"), file.parent / "logs/ion.log")
    assert (found.inbox, found.outbox) == (file.parent / "camera", file.parent / "files")
    assert loaded('database = "postgresql://floor/ion"', file).database == "postgresql://floor/ion"


def test_every_setting_but_tables_has_a_variable(file: Path) -> None:
    variables = {
        "ION_TUI_DATABASE": "a.db",
        "ION_TUI_KIOSK": "Bench 4",
        "ION_TUI_WORK_CENTER": "WC",
        "ION_TUI_THEME": "ion-dark",
        "ION_TUI_INBOX": "camera",
        "ION_TUI_OUTBOX": "files",
        "ION_TUI_PICTURES": "kitty",
        "ION_TUI_SCANNER_ENABLED": "no",
        "ION_TUI_SCANNER_GAP_MS": "50",
        "ION_TUI_SCANNER_MIN_LENGTH": "2",
        "ION_TUI_SCANNER_PREFIX": "",
        "ION_TUI_SCANNER_SUFFIX": "$",
        "ION_TUI_SCANNER_TERMINATOR": "enter",
        "ION_TUI_HISTORY_KEY": "a secret of the site",
        "ION_TUI_LOG_FILE": "ion.log",
    }
    assert set(variables) == {setting.variable for setting in SETTINGS if not setting.is_table}
    found = loaded("", file, variables)
    assert found.scanner == ScannerSettings(enabled=False, gap_ms=50, min_length=2, suffix="$")


def test_every_fault_is_said_at_once_each_with_its_place(file: Path) -> None:
    text = 'theme = "blue"\n[scanner]\ngap_ms = 1\nmin_length = true\nsufix = "x"\n[keymap]\nstart = 2'
    assert faults(text, file, ION_TUI_SCANNER_ENABLED="maybe") == (
        f"{file}: theme has to be one of: ion-dark, ion-bright, ion-contrast.",
        f"{file}: scanner.gap_ms has to be a whole number from 5 to 500.",
        f"{file}: scanner.min_length has to be a whole number from 1 to 64.",
        f"{file}: there is no setting scanner.sufix: perhaps scanner.suffix is meant.",
        f'{file}: keymap has to name keys in quotation marks, such as start = "f2,s".',
        "ION_TUI_SCANNER_ENABLED has to be true or false.",
    )


def test_a_variable_that_is_no_setting_is_not_passed_over(file: Path) -> None:
    assert faults("", file, ION_TUI_DATABSE="a.db") == (
        "There is no setting ION_TUI_DATABSE: perhaps ION_TUI_DATABASE is meant.",
    )


def test_a_file_that_cannot_be_read_is_named(file: Path) -> None:
    (said,) = faults('theme = "ion', file)
    assert said.startswith(f"The settings file {file} is not TOML: ")
    file.unlink()
    with pytest.raises(SettingsError, match="There is no settings file"):
        load({}, {"ION_TUI_SETTINGS": str(file)})


def test_the_key_of_the_history_is_kept_from_other_eyes(file: Path) -> None:
    file.write_text('history_key = "a secret of the site"', "utf-8")
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="everybody can read it: chmod 600 it"):
        load({}, {"ION_TUI_SETTINGS": str(file)})
    file.chmod(0o600)
    found = load({}, {"ION_TUI_SETTINGS": str(file)})
    assert found.history_key == b"a secret of the site"
    assert "secret" not in repr(found)
    assert faults('history_key = "short"', file) == (
        f"{file}: history_key has to be a text of at least 16 characters.",
    )


def test_the_themes_are_those_of_the_screens() -> None:
    (theme,) = (setting for setting in SETTINGS if setting.name == "theme")
    names = [value.name for value in vars(palettes).values() if isinstance(value, palettes.Palette)]
    assert [theme.read(name) for name in names] == names
    assert len(names) == theme.help.count("`ion-")


def test_the_usual_scanner_is_the_one_that_the_screens_know() -> None:
    usual, known = ScannerSettings(), ScanSettings()
    assert (usual.enabled, usual.gap_ms / 1000, usual.min_length) == (
        known.enabled,
        known.max_gap,
        known.min_length,
    )
    assert (usual.prefix, usual.suffix, (usual.terminator,)) == (
        known.prefix,
        known.suffix,
        known.terminators,
    )


def test_this_process_has_no_settings_of_a_person() -> None:
    assert not [name for name in os.environ if name.startswith("ION_TUI")]
