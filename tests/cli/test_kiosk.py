"""The kiosk and the demo, as far as the command line goes: what the app is started with."""

import json
import shutil
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from data.demo import SITE_FILE
from data.errors import StoreError
from data.rows.work import QueueTab
from data.store import Store
from ion_tui import app as kiosk_app
from ion_tui.cli import demo
from ion_tui.cli import kiosk as kiosk_command
from ion_tui.engine.commands import Actor
from ion_tui.engine.core import Engine
from ion_tui.engine.history import verify_chains
from ion_tui.engine.verify import verify
from ion_tui.kiosk_options import KioskOptions
from screens.scanner import ScanSettings
from tests.cli.conftest import said


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[KioskOptions]:
    """What kiosks were started with; none is painted."""
    options: list[KioskOptions] = []

    class Recorder:
        return_code = 0

        def __init__(self, given: KioskOptions) -> None:
            options.append(given)

        def run(self) -> None:
            """Leave at once."""

    monkeypatch.setattr(kiosk_app, "IonApp", Recorder)
    monkeypatch.setattr(kiosk_command, "on_a_terminal", lambda: True)
    return options


def test_a_kiosk_is_started_with_what_was_said(rover_db: Path, started: list[KioskOptions]) -> None:
    arguments = ("--work-center", "WC-MECH", "--name", "Bench 4", "--theme", "ion-bright", "-d", rover_db)
    assert said("kiosk", *arguments).code == 0
    (options,) = started
    assert (options.work_center, options.kiosk, options.theme) == ("WC-MECH", "Bench 4", "ion-bright")
    assert (options.scanner, options.keymap, options.demo_people) == (ScanSettings(), {}, ())
    engine = options.open_engine()
    assert len(engine.reads.runs()) == 6
    engine.store.close()


def test_a_kiosk_is_started_with_its_settings(
    rover_db: Path, started: list[KioskOptions], own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = own_home / "kiosk.toml"
    file.write_text(
        f'database = "{rover_db}"\nkiosk = "Bench 5"\nhistory_key = "a secret of the site"\n'
        '[keymap]\nstart = "f2,x"\n'
        '[scanner]\ngap_ms = 50\nmin_length = 5\nprefix = "~"\nsuffix = "$"\nterminator = "tab"\nenabled = false\n',
        "utf-8",
    )
    file.chmod(0o600)
    monkeypatch.setenv("ION_TUI_SETTINGS", str(file))
    assert said("kiosk").code == 0
    (options,) = started
    assert (options.kiosk, options.keymap) == ("Bench 5", {"start": "f2,x"})
    assert options.scanner == ScanSettings(
        enabled=False, min_length=5, max_gap=0.05, terminators=("tab",), prefix="~", suffix="$"
    )
    engine = options.open_engine()
    assert engine._history_key == b"a secret of the site"
    engine.store.close()


def test_a_first_start_makes_an_empty_store(own_home: Path, started: list[KioskOptions]) -> None:
    assert said("kiosk").code == 0
    engine = started[0].open_engine()
    assert engine.reads.setup().operators == 0
    assert engine.store.path is not None
    assert engine.store.path.is_relative_to(own_home)
    engine.store.close()


def test_a_store_that_cannot_be_opened_is_the_screen_s_to_say(
    tmp_path: Path, started: list[KioskOptions]
) -> None:
    assert said("kiosk", "-d", tmp_path / "no" / "ion.db").code == 0
    with pytest.raises(StoreError, match=r"The folder .* does not exist"):
        started[0].open_engine()


@pytest.mark.parametrize(
    ("keymap", "sentence"),
    [
        ('begin = "f2"', "keymap.begin names no key; there are: help, start,"),
        ('start = "f2,ctrl+c"', "keymap.start: ctrl+c is taken by terminals and browsers; choose another."),
    ],
)
def test_a_key_map_that_leads_nowhere_is_refused(
    own_home: Path, started: list[KioskOptions], monkeypatch: pytest.MonkeyPatch, keymap: str, sentence: str
) -> None:
    file = own_home / "kiosk.toml"
    file.write_text(f"[keymap]\n{keymap}\n", "utf-8")
    monkeypatch.setenv("ION_TUI_SETTINGS", str(file))
    answer = said("kiosk")
    assert answer.code == 2
    assert sentence in answer.err
    assert not started


def imported(options: KioskOptions, path: Path) -> Any:
    """Import a file as the first start's screen does."""
    assert options.import_site is not None
    engine = options.open_engine()
    told: list[tuple[int, int, str]] = []
    (admin,) = (row.id for row in engine.reads.operators() if row.code == "admin")
    answer = options.import_site(engine, Actor(admin, "K1"), path, lambda *said: told.append(said))
    engine.store.close()
    assert told or not answer.is_done
    return answer


def test_a_kiosk_imports_a_site_file(rover_db: Path, started: list[KioskOptions], tmp_path: Path) -> None:
    said("kiosk", "-d", rover_db)
    shutil.copytree(SITE_FILE.parent, tmp_path / "site")
    file = tmp_path / "site" / SITE_FILE.name
    assert imported(started[0], file).sentence == "Nothing to change."
    file.write_text("site: Rover line\nparts: [{number: X}]\n", "utf-8")
    answer = imported(started[0], file)
    assert not answer.is_done
    assert answer.sentence.endswith("nothing was imported.")
    assert {fault.place for fault in answer.faults} == {"line 2, column 9"}
    assert "is no file that can be imported" in imported(started[0], tmp_path / "site.txt").sentence


def test_the_demo_makes_its_site_once_and_shows_its_people(
    own_home: Path, started: list[KioskOptions]
) -> None:
    assert said("demo").err == "Making the demo's site, once.\n"
    assert said("demo", "--work-center", "WC-TEST", "--theme", "ion-contrast").err == ""
    first, second = started
    assert [(options.work_center, options.theme) for options in started] == [
        ("WC-MECH", "ion-dark"),
        ("WC-TEST", "ion-contrast"),
    ]
    people = [(person.code, person.badge, person.pin, person.roles) for person in second.demo_people]
    assert people[0] == ("op1", "B1001", "4821", ("Operator",))
    assert len(people) == len(first.demo_people) == 7
    (folder,) = {path.parent for path in own_home.rglob("demo.db")}
    assert sorted(path.name for path in folder.iterdir()) == ["demo.db", "demo.people.json"]


def test_the_demo_opens_on_a_floor_at_work(own_home: Path, started: list[KioskOptions]) -> None:
    said("demo")
    engine = started[0].open_engine()
    (place,) = (row.id for row in engine.reads.work_centers() if row.code == "WC-MECH")
    counts = {
        tab: len(engine.reads.queue(place, tab).rows) for tab in (QueueTab.IN_PROGRESS, QueueTab.AVAILABLE)
    }
    assert counts == {QueueTab.IN_PROGRESS: 1, QueueTab.AVAILABLE: 1}
    assert verify(engine.store) == []
    with engine.store.read() as tx:
        assert list(verify_chains(tx)) == []
    engine.store.close()


def test_the_demo_is_made_anew_when_asked_to(own_home: Path, started: list[KioskOptions]) -> None:
    said("demo")
    (path,) = own_home.rglob("demo.db")
    with closing(Store.open(path)) as store, store.write() as tx:
        tx.exec_driver_sql("UPDATE site SET name = 'Worn out'")
    assert said("demo", "--fresh").code == 0
    engine = Engine(Store.open(path))
    site = engine.reads.site()
    assert site is not None
    assert site.name == "Rover line"
    engine.store.close()


def test_the_demo_is_not_made_anew_under_somebody(own_home: Path, started: list[KioskOptions]) -> None:
    said("demo")
    engine = started[0].open_engine()
    answer = said("demo", "--fresh")
    assert answer.code == 3
    assert "is open in a kiosk" in answer.err
    engine.store.close()


def test_a_demo_that_was_interrupted_is_begun_again(
    own_home: Path, started: list[KioskOptions], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo, "let_pass", interrupt)
        assert said("demo").code != 0
    assert not list(own_home.rglob("demo.db"))
    assert said("demo").code == 0
    assert len(started) == 1


def test_the_people_of_the_demo_are_those_of_its_store(own_home: Path, started: list[KioskOptions]) -> None:
    said("demo")
    (file,) = own_home.rglob("demo.people.json")
    people = json.loads(file.read_text("utf-8"))
    people[0]["pin"] = "0000"
    file.write_text(json.dumps(people), "utf-8")
    said("demo")
    assert started[-1].demo_people[0].pin == "0000"


def test_a_kiosk_that_could_not_go_on_starts_again_and_says_so(
    rover_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices: list[str] = []
    hours = count(step=3600.0)

    class Broken:
        def __init__(self, given: KioskOptions) -> None:
            notices.append(given.notice)
            self.return_code = 1 if len(notices) < 3 else 0

        def run(self) -> None:
            """End by a fault, and the third time well."""

    monkeypatch.setattr(kiosk_app, "IonApp", Broken)
    monkeypatch.setattr(kiosk_command, "on_a_terminal", lambda: True)
    monkeypatch.setattr(kiosk_command, "monotonic", lambda: next(hours))
    assert said("kiosk", "-d", rover_db).code == 0
    assert notices == ["", kiosk_command.STARTED_AGAIN, kiosk_command.STARTED_AGAIN]


def test_a_kiosk_that_cannot_even_begin_says_so_once(rover_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        return_code = 1

        def __init__(self, given: KioskOptions) -> None:
            del given

        def run(self) -> None:
            """End by a fault at once."""

    monkeypatch.setattr(kiosk_app, "IonApp", Broken)
    monkeypatch.setattr(kiosk_command, "on_a_terminal", lambda: True)
    answer = said("kiosk", "-d", rover_db)
    assert answer.code == 70
    assert "could not go on" in answer.err


def test_a_kiosk_needs_a_terminal(rover_db: Path) -> None:
    answer = said("kiosk", "-d", rover_db)
    assert answer.code == 2
    assert "needs a terminal" in answer.err


def test_a_demo_without_a_terminal_makes_nothing(own_home: Path) -> None:
    answer = said("demo")
    assert (answer.code, answer.err[:25]) == (2, "A kiosk needs a terminal:")
    assert not list(own_home.rglob("demo.db"))
