"""Making a site, and bringing it to what a file says."""

import json
import shutil
import stat
from pathlib import Path
from typing import Final

import jsonschema
import pytest
from sqlalchemy import func, select

from data.models import History, Run, table
from data.store import Store
from tests.cli.conftest import Say, said
from tests.rover import SITE_FILE

FAULTY: Final = """\
site: Rover line
operators:
  - {id: op9, name: Operator Nine, badge: "B1009", pin: "12", roles: [Wizard]}
parts:
  - {number: S2, revision: A, tracking: none, mbom: [{part: NOPE, quantity: 2}]}
"""


def rows(path: Path, model: type) -> int:
    store = Store.open(path)
    with store.read() as tx:
        found = tx.execute(select(func.count()).select_from(table(model))).scalar_one()
    store.close()
    return int(found)


def test_a_site_is_made_in_a_folder_that_is_nobody_else_s(own_home: Path) -> None:
    answer = said("init", "--site", "Shop", "--id", "admin", "--name", "Ad Min", pipe=("2468",))
    assert answer.code == 0
    (database,) = own_home.rglob("ion.db")
    assert answer.lines == ["Shop is ready; Ad Min administers it.", f"The store is {database}."]
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700
    assert "admin  Ad Min" in said("operator", "list").out


def test_a_site_is_made_once(say: Say) -> None:
    answer = say("init", "--site", "Shop", "--id", "admin", "--name", "Ad Min", pipe=("2468",))
    assert (answer.code, answer.err) == (1, "This store has its site and operators already.\n")


def test_a_first_pin_that_is_too_short_is_refused(tmp_path: Path) -> None:
    arguments = ("init", "--site", "Shop", "--id", "admin", "--name", "Ad Min", "-d", tmp_path / "ion.db")
    answer = said(*arguments, pipe=("12",))
    assert (answer.code, answer.err) == (1, "A PIN is 4 to 12 digits.\n")
    assert said(*arguments, pipe=("2468",)).code == 0


def test_a_script_says_everything_but_the_pin(tmp_path: Path) -> None:
    answer = said("init", "--site", "Shop", "-d", tmp_path / "ion.db", pipe=("2468",))
    assert answer.code == 2
    assert "--id" in answer.err
    assert not (tmp_path / "ion.db").exists()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A store with a site and its administrator, and nothing else."""
    path = tmp_path / "shop.db"
    said("init", "--site", "Shop", "--id", "admin", "--name", "Ad Min", "-d", path, pipe=("2468",))
    return path


def importing(path: Path, file: Path, *more: str) -> tuple[object, ...]:
    return ("import", file, "--as", "admin", "-d", path, *more)


def test_a_dry_run_says_what_would_change_and_changes_nothing(shop: Path) -> None:
    before = rows(shop, History)
    answer = said(*importing(shop, SITE_FILE, "--dry-run"), pipe=("2468",))
    assert answer.code == 0
    assert answer.lines[0] == "This would be changed:"
    assert "  2 procedures added: PRC-RB A, PRC-CBT B." in answer.lines
    assert (rows(shop, Run), rows(shop, History)) == (0, before + 1)


def test_a_site_is_imported_once_and_the_second_time_changes_nothing(shop: Path) -> None:
    answer = said(*importing(shop, SITE_FILE), pipe=("2468",))
    assert answer.code == 0
    assert answer.lines[0].startswith("Rover line is imported: ")
    assert rows(shop, Run) == 6
    assert said(*importing(shop, SITE_FILE), pipe=("2468",)).lines == ["Nothing to change."]
    assert said(*importing(shop, SITE_FILE, "--dry-run"), pipe=("2468",)).lines == ["Nothing would change."]


def test_a_script_reads_what_was_changed(shop: Path) -> None:
    answer = said(*importing(shop, SITE_FILE, "--json"), pipe=("2468",))
    read = json.loads(answer.out)
    assert (read["faults"], read["left_off"]) == ([], 0)
    assert "2 procedures added: PRC-RB A, PRC-CBT B." in read["changes"]


def test_every_fault_of_a_file_is_said_with_its_place_and_nothing_is_written(
    shop: Path, tmp_path: Path
) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(FAULTY, "utf-8")
    before = rows(shop, History)
    answer = said(*importing(shop, file), pipe=("2468",))
    assert (answer.code, answer.out) == (1, "")
    first, *faults = answer.err.splitlines()
    assert first == f"{file} has {len(faults)} faults; nothing was imported."
    assert len(faults) == 3
    assert [fault.removeprefix(f"{file}:").partition(":")[0] for fault in faults] == ["3", "3", "5"]
    assert rows(shop, History) == before + 1


def test_a_script_reads_the_faults(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(FAULTY, "utf-8")
    answer = said(*importing(shop, file, "--json"), pipe=("2468",))
    assert answer.code == 1
    assert [fault["line"] for fault in json.loads(answer.out)["faults"]] == [3, 3, 5]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("site.txt", "is no file that can be imported"), ("no.yaml", "has 1 fault; nothing was imported")],
)
def test_a_file_that_is_no_site_file_is_refused(shop: Path, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "site.txt").write_text("a,b", "utf-8")
    answer = said(*importing(shop, tmp_path / name), pipe=("2468",))
    assert answer.code == 1
    assert sentence in answer.err


def test_only_who_may_change_the_site_imports(say: Say, tmp_path: Path) -> None:
    shutil.copytree(SITE_FILE.parent, tmp_path / "site")
    file = tmp_path / "site" / SITE_FILE.name
    file.write_text(file.read_text("utf-8").replace("site: Rover line", "site: Another line"), "utf-8")
    answer = say("import", file, as_="op1")
    assert answer.code == 1
    assert "UpdateSite" in answer.err
    assert say("import", file, as_="admin").lines[0] == "Another line is imported: 1 changed."


def test_the_schema_is_one_and_the_sample_keeps_it() -> None:
    schema = json.loads(said("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "ION TUI site file"


def test_the_permissions_are_the_table_of_the_code() -> None:
    table_of_code = json.loads(said("permissions", "--json").out)
    assert {row["permission"] for row in table_of_code if "Operator" in row["roles"]} == {
        "CheckIn",
        "CheckOut",
        "UpdateRunStep",
        "UpdateRunStepFieldValue",
        "CreateIssue",
        "UpdateABomItem",
    }
    assert all("Admin" in row["roles"] for row in table_of_code)
    assert len(said("permissions").lines) == len(table_of_code) + 1
