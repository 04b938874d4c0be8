"""The command line as a whole: what every command has, and how each ends."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pexpect
import pytest
import typer

import data.store
from ion_tui.cli import EXIT_CODES, answering
from ion_tui.cli.every_command import app
from ion_tui.cli.logs import LARGEST, log_to
from tests.cli.conftest import Say, said

ROOT: Final = Path(__file__).parents[2]

COMMANDS: Final = {
    "backup",
    "batch add",
    "batch create",
    "batch dissolve",
    "batch list",
    "batch remove",
    "batch rename",
    "batch show",
    "demo",
    "history head",
    "history list",
    "history verify",
    "import",
    "init",
    "kiosk",
    "operator add",
    "operator deactivate",
    "operator list",
    "operator set-pin",
    "outside list",
    "permissions",
    "procedure approve",
    "procedure export",
    "procedure import",
    "procedure list",
    "procedure release",
    "procedure show",
    "redline approve",
    "redline cancel",
    "redline list",
    "redline merge",
    "redline reject",
    "redline show",
    "restore",
    "run attribute",
    "run import",
    "run list",
    "run show",
    "run start",
    "schema",
    "upgrade",
    "verify",
    "work-center list",
}
WITHOUT_A_STORE: Final = {"demo", "permissions", "schema"}
ACTING: Final = {
    "batch add",
    "batch create",
    "batch dissolve",
    "batch remove",
    "batch rename",
    "import",
    "operator add",
    "operator deactivate",
    "operator set-pin",
    "procedure approve",
    "procedure import",
    "procedure release",
    "redline approve",
    "redline cancel",
    "redline merge",
    "redline reject",
    "run attribute",
    "run import",
    "run start",
}


def walk(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by its whole name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from walk(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


EVERY: Final = dict(walk(typer.main.get_command(app)))


def test_these_are_the_commands() -> None:
    assert set(EVERY) == COMMANDS


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str) -> None:
    answer = said(*name.split(), "--help")
    assert answer.code == 0
    assert all(parameter.help for parameter in EVERY[name].params if parameter.param_type_name == "option")


@pytest.mark.parametrize("name", sorted(COMMANDS - WITHOUT_A_STORE))
def test_every_command_can_be_told_which_store(name: str) -> None:
    options = {option for parameter in EVERY[name].params for option in parameter.opts}
    assert {"--database", "-d"} <= options


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_who_acts_is_named_and_no_pin_is_ever_an_argument(name: str) -> None:
    options = {option for parameter in EVERY[name].params for option in parameter.opts}
    assert ("--as" in options) is (name in ACTING)
    assert not {option for option in options if "pin" in option.lower()}
    assert not [parameter.envvar for parameter in EVERY[name].params if "PIN" in str(parameter.envvar)]


def test_nothing_said_is_answered_with_help() -> None:
    assert "Usage" in said().out + said().err


def test_the_exit_codes_are_documented() -> None:
    codes = (0, answering.REFUSED, answering.USAGE, answering.STORE, answering.FAULT)
    assert [
        int(word) for word in EXIT_CODES.replace(",", "").replace(".", "").split() if word.isdigit()
    ] == list(codes)


def test_a_refusal_ends_with_one_sentence(say: Say) -> None:
    answer = say("operator", "deactivate", "nobody", as_="admin")
    assert (answer.code, answer.out, answer.err) == (1, "", "There is no operator nobody.\n")


@pytest.mark.parametrize("line", ["verify --bogus", "run show one", "no-such-command", "import"])
def test_wrong_usage_ends_with_two(line: str) -> None:
    answer = said(*line.split())
    assert answer.code == 2
    assert "Usage" in answer.err


def test_wrong_settings_end_with_two(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ION_TUI_THEME", "blue")
    answer = say("verify")
    assert (answer.code, answer.err) == (
        2,
        "ION_TUI_THEME has to be one of: ion-dark, ion-bright, ion-contrast.\n",
    )


def test_a_store_that_cannot_be_used_ends_with_three(tmp_path: Path) -> None:
    answer = said("operator", "list", "-d", tmp_path / "no.db")
    assert answer.code == 3
    assert answer.err == f"There is no database at {tmp_path / 'no.db'}; make one with: ion-tui init\n"


def test_the_store_can_be_named_by_a_variable(rover_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ION_TUI_DATABASE", str(rover_db))
    assert "WC-MECH" in said("work-center", "list").out


def test_the_store_can_be_named_in_the_settings_file(
    rover_db: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = own_home / "kiosk.toml"
    file.write_text(f'database = "{rover_db}"', "utf-8")
    monkeypatch.setenv("ION_TUI_SETTINGS", str(file))
    assert "WC-MECH" in said("work-center", "list").out


def test_a_fault_of_ours_is_one_sentence_and_its_details_are_in_the_log(
    say: Say, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise ZeroDivisionError("in the middle")

    monkeypatch.setattr(data.store.Store, "open", broken)
    answer = say("operator", "list")
    assert answer.code == 70
    sentence = "Something went wrong that should not (ZeroDivisionError); the details are in "
    assert answer.err.startswith(sentence)
    log = Path(answer.err.removeprefix(sentence).strip())
    assert log.is_relative_to(own_home)
    assert "ZeroDivisionError: in the middle" in log.read_text("utf-8")
    assert "Traceback" not in answer.err


def test_a_log_that_has_grown_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "ion.log"
    path.parent.mkdir()
    path.write_bytes(b"x" * (LARGEST + 1))
    log_to(path).warning("begun anew")
    assert path.read_text("utf-8").endswith("begun anew\n")
    assert path.with_name("ion.log.1").stat().st_size > LARGEST


def run_program(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the program as a shell does."""
    command = [sys.executable, "-m", "ion_tui", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **more)


def test_the_program_says_it_through_a_pipe(rover_db: Path) -> None:
    ran = run_program("operator", "list", "--json", "-d", str(rover_db))
    assert (ran.returncode, ran.stderr) == (0, "")
    people = json.loads(ran.stdout)
    assert [person["code"] for person in people] == ["admin", "eng1", "lead1", "op1", "op2", "qa1", "tt1"]
    assert not [person for person in people if "plain" in str(person) or "argon2" in str(person)]


def test_a_pin_can_be_piped(rover_db: Path) -> None:
    arguments = ("operator", "set-pin", "op1", "--as", "op1", "-d", str(rover_db))
    ran = run_program(*arguments, input="4821\n9753\n")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "op1 has a new PIN.\n", "")
    assert run_program(*arguments, input="4821\n1111\n").stderr == "The ID or PIN is not right.\n"


def test_a_shell_completes_the_commands() -> None:
    completing = {"_ION_TUI_COMPLETE": "complete_bash", "COMP_WORDS": "ion-tui ru", "COMP_CWORD": "1"}
    program = "from ion_tui.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=completing, capture_output=True, text=True, check=False
    )
    assert ran.stdout.split() == ["run"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
class TestAtATerminal:
    """What only somebody at a terminal sees."""

    @staticmethod
    def spawn(*arguments: str) -> "pexpect.spawn[str]":
        return pexpect.spawn(
            sys.executable, ["-m", "ion_tui", *arguments], cwd=str(ROOT), encoding="utf-8", timeout=30
        )

    def test_a_pin_is_not_echoed_and_a_new_one_is_asked_twice(self, rover_db: Path) -> None:
        terminal = self.spawn("operator", "set-pin", "op1", "--as", "op1", "-d", str(rover_db))
        terminal.expect("PIN of op1: ")
        terminal.sendline("4821")
        terminal.expect("New PIN of op1: ")
        terminal.sendline("9753")
        terminal.expect("The same again: ")
        terminal.sendline("9753")
        terminal.expect(pexpect.EOF)
        assert terminal.before is not None
        assert terminal.before.strip() == "op1 has a new PIN."
        terminal.close()
        assert terminal.exitstatus == 0

    def test_a_new_pin_that_was_mistyped_is_not_taken(self, rover_db: Path) -> None:
        terminal = self.spawn("operator", "set-pin", "op1", "--as", "op1", "-d", str(rover_db))
        for answer in ("4821", "9753", "9735"):
            terminal.expect(": ")
            terminal.sendline(answer)
        terminal.expect(pexpect.EOF)
        assert terminal.before is not None
        assert terminal.before.strip() == "The two PINs are not the same; nothing was done."
        terminal.close()
        assert terminal.exitstatus == 1

    def test_a_site_is_made_by_answering(self) -> None:
        terminal = self.spawn("init")
        for prompt, answer in (
            ("Name of the site: ", "Shop"),
            ("ID of the first administrator: ", "admin"),
            ("Their name: ", "Ad Min"),
            ("New PIN of admin: ", "2468"),
            ("The same again: ", "2468"),
        ):
            terminal.expect(prompt)
            terminal.sendline(answer)
        terminal.expect("Shop is ready; Ad Min administers it.")
        terminal.expect(pexpect.EOF)
