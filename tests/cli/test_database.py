"""The store as a whole and its record, from the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data.store import Store
from tests.cli.conftest import Say, said


def tamper(path: Path, *statements: str) -> None:
    """Change a store as no command would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_store_is_as_it_should_be(say: Say) -> None:
    answer = say("verify")
    assert answer.code == 0
    assert answer.out.startswith("All is as it should be: the database file;")
    assert json.loads(say("verify", "--json").out) == {"differences": []}


def test_what_is_not_as_it_should_be_is_said(say: Say, rover_db: Path) -> None:
    tamper(rover_db, "UPDATE run_step SET waits_on = 4 WHERE id = 4")
    answer = say("verify")
    sentence = "Run step 4: waits on 4, parent ready True; it should be 1 and True."
    assert answer.code == 1
    assert answer.err.splitlines() == ["Not everything is as it should be:", sentence]
    script = say("verify", "--json")
    assert (script.code, json.loads(script.out)) == (1, {"differences": [sentence]})


def test_the_record_is_read_newest_first(say: Say) -> None:
    say("operator", "set-pin", "op1", as_="op1", pipe=("9753",))
    head, newest, *_ = say("history", "list").lines
    assert head.split() == ["When", "Who", "Kiosk", "What", "On", "Before", "After", "Why"]
    assert "operator.set_pin" in newest
    assert "Operator One (op1)" in newest
    entries = json.loads(say("history", "list", "--limit", "2", "--json").out)
    assert [entry["action"] for entry in entries] == ["operator.set_pin", "operator.log_in"]
    assert "9753" not in say("history", "list", "--limit", "1000").out
    assert len(say("history", "list", "--run", "5").lines) == 2


def test_the_record_is_whole(say: Say, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    kept.write_text(say("history", "head", "--json").out, "utf-8")
    assert len(say("history", "head").lines) == 2
    assert say("history", "verify", "--heads", kept).out.startswith("The record is whole: ")
    assert json.loads(say("history", "verify", "--json").out)["faults"] == []


def test_a_record_that_was_edited_or_cut_is_shown(say: Say, rover_db: Path, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    kept.write_text(say("history", "head", "--json").out, "utf-8")
    (head,) = json.loads(kept.read_text("utf-8"))
    tamper(
        rover_db,
        "DROP TRIGGER command_link_no_delete",
        "DROP TRIGGER command_no_delete",
        "DROP TRIGGER history_no_delete",
        "DELETE FROM history WHERE command_id = (SELECT max(id) FROM command)",
        "DELETE FROM command_link WHERE command_id = (SELECT max(id) FROM command)",
        "DELETE FROM command WHERE id = (SELECT max(id) FROM command)",
    )
    assert say("history", "verify").code == 0
    answer = say("history", "verify", "--heads", kept)
    said_of_it = f"{head['kiosk']}: the chain ends before link {head['sequence']}, which was kept."
    assert (answer.code, answer.err.splitlines()) == (1, ["The record is not whole:", said_of_it])
    assert say("history", "verify", "--heads", kept, "--json").code == 1


@pytest.mark.parametrize("content", ["not json", "{}", '[{"kiosk": "K"}]', None])
def test_heads_that_cannot_be_read_are_wrong_usage(say: Say, tmp_path: Path, content: str | None) -> None:
    kept = tmp_path / "heads.json"
    if content is not None:
        kept.write_text(content, "utf-8")
    assert say("history", "verify", "--heads", kept).code == 2


def test_a_backup_is_taken_and_put_back(say: Say, rover_db: Path, tmp_path: Path) -> None:
    taken = tmp_path / "monday.db"
    assert say("backup", taken).out.startswith(f"{taken}: ")
    assert say("backup", taken).code == 3
    assert json.loads(say("backup", taken, "--force", "--json").out)["rows"]["run"] == 6
    say("run", "start", "PRC-RB", "--serial", "RB-0099", as_="lead1")
    answer = say("restore", taken)
    assert answer.code == 0
    assert answer.lines[0] == f"{rover_db} holds what {taken} held."
    assert answer.lines[1].startswith("What was there before is kept as ")
    assert len(json.loads(say("run", "list", "--json").out)) == 6
    assert json.loads(say("restore", taken, "--json").out)["path"] == str(rover_db)


def test_a_store_that_is_open_is_not_replaced(say: Say, rover_db: Path, tmp_path: Path) -> None:
    taken = tmp_path / "monday.db"
    say("backup", taken)
    with closing(Store.open(rover_db)):
        answer = say("restore", taken)
    assert answer.code == 3
    assert "is open in a kiosk or another program" in answer.err


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE run_step SET waits_on = 4 WHERE id = 4",
        "UPDATE kiosk SET name = 'Elsewhere'",
    ],
)
def test_a_backup_that_does_not_agree_is_put_back_by_force_alone(
    say: Say, tmp_path: Path, change: str
) -> None:
    taken = tmp_path / "monday.db"
    say("backup", taken)
    tamper(taken, change)
    answer = say("restore", taken)
    assert answer.code == 3
    sentence, *doubts = answer.err.splitlines()
    assert sentence.startswith(f"{taken} is not put back: {len(doubts)} things in it do not agree.")
    forced = say("restore", taken, "--force")
    assert (forced.code, forced.err.splitlines()) == (0, doubts)


def test_a_store_of_today_needs_no_upgrade(say: Say) -> None:
    assert say("upgrade").out.startswith("The store is of this version already (")
    assert json.loads(say("upgrade", "--json").out)["backup"] is None


@pytest.mark.parametrize("arguments", [("backup", "b.db"), ("restore", "b.db"), ("upgrade",)])
def test_a_store_that_is_not_there_is_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    name, *files = arguments
    answer = said(name, *(tmp_path / file for file in files), "-d", tmp_path / "no.db")
    assert answer.code == 3
    assert "There is no " in answer.err
