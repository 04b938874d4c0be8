"""People, work centers, procedures and runs from the command line."""

import json

import pytest

from tests.cli.conftest import Say


def test_everybody_is_listed_with_their_roles(say: Say) -> None:
    lines = say("operator", "list").lines
    assert lines[0].split() == ["ID", "Name", "Badge", "Roles", "PIN", "Active"]
    assert "lead1  Lead One        B2001  Lead, Operator   yes  yes" in lines


def test_somebody_is_added_and_can_act(say: Say) -> None:
    adding = (
        "operator",
        "add",
        "op9",
        "Operator Nine",
        "--role",
        "Operator",
        "--role",
        "Lead",
        "--badge",
        "B9",
    )
    answer = say(*adding, as_="admin", pipe=("8642",))
    assert (answer.code, answer.lines) == (0, ["Operator Nine (op9) added."])
    (person,) = (each for each in json.loads(say("operator", "list", "--json").out) if each["code"] == "op9")
    assert (person["roles"], person["badge"], person["has_pin"]) == (["Lead", "Operator"], "B9", True)
    assert say("operator", "set-pin", "op9", "--as", "op9", pipe=("8642", "9753")).code == 0


def test_a_pin_may_wait(say: Say) -> None:
    assert say("operator", "add", "op9", "Operator Nine", as_="admin", pipe=("",)).code == 0
    answer = say("operator", "set-pin", "op9", "--as", "op9", pipe=("", "9753"))
    assert answer.err == "Operator Nine has no PIN yet; an administrator can set one.\n"
    assert say("operator", "set-pin", "op9", as_="admin", pipe=("9753",)).code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("op1", "Another One"), "There is an operator op1 already."),
        (("op9", "Nine", "--badge", "B1001"), "The badge B1001 is op1's."),
        (("op9", "Nine", "--role", "Wizard"), "There is no role Wizard;"),
        (("op 9", "Nine"), "An ID is 1 to 32 letters"),
    ],
)
def test_who_cannot_be_added_is_refused(say: Say, arguments: tuple[str, ...], sentence: str) -> None:
    answer = say("operator", "add", *arguments, as_="admin", pipe=("8642",))
    assert answer.code == 1
    assert answer.err.startswith(sentence)


def test_one_s_own_pin_is_one_s_own_to_change(say: Say) -> None:
    assert say("operator", "set-pin", "op1", as_="op1", pipe=("9753",)).lines == ["op1 has a new PIN."]
    assert say("operator", "set-pin", "op2", as_="op2", pipe=("12",)).err == "A PIN is 4 to 12 digits.\n"
    answer = say("operator", "set-pin", "op1", as_="op2", pipe=("9753",))
    assert (answer.code, answer.err) == (1, "Operator Two may set only their own PIN.\n")


def test_a_wrong_pin_counts_and_in_the_end_keeps_one_waiting(say: Say) -> None:
    guess = ("operator", "set-pin", "op1", "--as", "op1")
    for _ in range(5):
        assert say(*guess, pipe=("0000", "1111")).err == "The ID or PIN is not right.\n"
    assert say(*guess, pipe=("4821", "1111")).err.startswith("Too many wrong PINs for Operator One: wait ")


def test_nobody_acts_without_a_pin(say: Say) -> None:
    answer = say("operator", "deactivate", "op1", "--as", "admin")
    assert answer.code == 1
    assert answer.err == "PIN of admin: it is asked on the standard input, which has no more lines.\n"
    assert "failed_attempt" not in say("history", "list").out


def test_who_is_deactivated_acts_no_more(say: Say) -> None:
    assert say("operator", "deactivate", "op1", as_="admin").code == 0
    assert "has been deactivated" in say("operator", "set-pin", "op1", as_="op1", pipe=("9753",)).err
    answer = say("operator", "deactivate", "admin", as_="admin")
    assert answer.err == "Administrator is the last administrator; make another one first.\n"


def test_work_centers_are_listed_with_what_is_open(say: Say) -> None:
    assert "WC-MACH  Machining               Shop 1  0            4" in say("work-center", "list").lines
    codes = [place["code"] for place in json.loads(say("work-center", "list", "--json").out)]
    assert codes == ["WC-ELEC", "WC-MACH", "WC-MECH", "WC-SHIP", "WC-TEST"]


def test_procedures_are_listed_and_shown(say: Say) -> None:
    assert [row["code"] for row in json.loads(say("procedure", "list", "--json").out)] == [
        "PRC-CBT",
        "PRC-RB",
    ]
    assert len(say("procedure", "list").lines) == 3
    shown = say("procedure", "show", "PRC-RB").lines
    assert shown[0] == "PRC-RB A: Build a rocker-bogie suspension (build, released)"
    assert "  0.0  Cut the 3 in channels            WC-MACH      40m" in shown
    assert "6      Anodize the joint                WC-SHIP      5d         outside" in shown
    assert len(json.loads(say("procedure", "show", "PRC-RB", "--json").out)["steps"]) == 11


def test_a_procedure_that_is_not_there_is_refused(say: Say) -> None:
    assert say("procedure", "show", "PRC-X").err.startswith("There is no procedure PRC-X;")
    assert (
        say("procedure", "show", "PRC-RB", "--revision", "Z").err == "PRC-RB has no revision Z; it has: A.\n"
    )


def test_runs_are_listed_and_shown(say: Say) -> None:
    assert [run["run_id"] for run in json.loads(say("run", "list", "--json").out)] == [6, 5, 4, 3, 2, 1]
    assert len(say("run", "list", "--search", "RB-000", "--limit", "2").lines) == 3
    assert len(say("run", "list", "--status", "Complete").lines) == 1
    shown = say("run", "show", "5").lines
    assert shown[0] == "Run 5: OSR-CB · CB-0101"
    assert shown[1] == "Todo, 0 of 4 · PRC-CBT B on OSR-CB · CB-0101 · priority 1 · due 2026-11-27"
    assert "3     Voltage dividers  Todo" in shown
    assert len(json.loads(say("run", "show", "5", "--json").out)["steps"]) == 4
    assert say("run", "show", "99").err == "There is no run 99; ion-tui run list shows those there are.\n"


def test_an_attribute_of_a_run_is_set_and_shown(say: Say) -> None:
    done = say("run", "attribute", "1", "Lot=L-26-50", as_="lead1")
    assert done.out == "Run 1: OSR-RB · RB-0001: Lot is L-26-50.\n"
    assert say("run", "show", "1").lines[2:4] == ["Customer: Internal", "Lot: L-26-50"]
    say("run", "attribute", "1", "Lot=", as_="lead1")
    assert say("run", "show", "1").lines[2:3] == ["Customer: Internal"]


def test_an_attribute_of_a_step_is_set_by_its_number(say: Say) -> None:
    done = say("run", "attribute", "1", "Criticality=normal", "--step", "0.1", "--json", as_="eng1")
    assert json.loads(done.out) == {"sentence": "Run 1: OSR-RB · RB-0001: Criticality is normal."}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("1", "Criticality=high", "--step", "1"), 1, "Criticality"),
        (("1", "Color=red"), 1, "A run has no attribute Color at this site."),
        (("1", "Criticality=normal", "--step", "77"), 1, "Run 1 has no step 77; it has: 0, 0.0, 0.1,"),
        (("99", "Criticality=normal", "--step", "1"), 1, "There is no run 99;"),
        (("99", "Lot=1"), 1, "The run is not there any more."),
        (("1", "Lot"), 2, "it is written NAME=VALUE."),
    ],
)
def test_an_attribute_that_cannot_be_set_says_why(
    say: Say, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = say("run", "attribute", *arguments, as_="lead1")
    assert done.code == code
    assert sentence in done.err


def test_a_run_is_started(say: Say) -> None:
    options = (
        "--due",
        "2026-12-24",
        "--priority",
        "1",
        "--operator",
        "op2",
        "--batch",
        "2",
        "--attribute",
        "Lot=L-7",
    )
    answer = say("run", "start", "PRC-RB", "--serial", "RB-0099", *options, as_="lead1")
    assert (answer.code, answer.lines) == (0, ["Run 7: OSR-RB · RB-0099 is ready."])
    run = json.loads(say("run", "list", "--json").out)[0]
    assert (run["priority"], run["batch_id"], run["assigned_to"]) == (1, 2, "op2")
    assert run["due_at"] == "2026-12-25T07:59:59+00:00"


def test_a_script_reads_which_run_was_started(say: Say) -> None:
    starting = ("run", "start", "PRC-CBT", "--serial", "CB-0101", "--title", "Once more", "--json")
    answer = say(*starting, "--work-center", "WC-TEST", as_="lead1")
    assert json.loads(answer.out) == {"run": 7, "sentence": "Once more is ready.", "notes": []}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("PRC-X", "--serial", "S"), 1, "There is no procedure PRC-X;"),
        (("PRC-RB",), 1, "A run needs an inventory, or the serial of the unit that it builds."),
        (("PRC-RB", "--serial", "S", "--operator", "op9"), 1, "There is no operator op9; there are: admin,"),
        (("PRC-RB", "--serial", "S", "--work-center", "STOCK"), 1, "There is no work center STOCK;"),
        (("PRC-RB", "--serial", "S", "--attribute", "Weather=fair"), 1, "Runs have no attribute Weather;"),
        (("PRC-RB", "--serial", "S", "--attribute", "Weather"), 2, "it is written NAME=VALUE"),
        (("PRC-RB", "--serial", "S", "--due", "tomorrow"), 2, "it is a day such as 2026-12-04"),
        (("PRC-RB", "--serial", "S", "--priority", "9"), 2, "9 is not in the range"),
    ],
)
def test_a_run_that_cannot_be_started_is_refused(
    say: Say, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = say("run", "start", *arguments, as_="lead1")
    assert answer.code == code
    assert sentence in answer.err


def test_starting_a_run_needs_the_permission(say: Say) -> None:
    answer = say("run", "start", "PRC-RB", "--serial", "RB-0099", as_="op1")
    assert answer.code == 1
    assert "CreateRun" in answer.err
