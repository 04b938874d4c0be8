"""Settings, places and attributes of a site, brought to what a file says."""

import json

from sqlalchemy import select, update

from data import models
from data.models import table
from tests.engine.site_import.site_files import entries, imported, previewed, refused, rows, section
from tests.rover import Rover

LOCATION = table(models.Location)
STEP = table(models.RunStep)
SOURCE = table(models.ProcedureStep)


def test_a_setting_that_is_not_named_stays(rover: Rover) -> None:
    done = imported(rover, "settings: {idle_lock_minutes: 5}")
    assert done.notes == ("1 site changed: Rover line (idle lock minutes).",)
    site = rover.engine.reads.site()
    assert site is not None
    assert (site.idle_lock_minutes, site.time_zone) == (5, "America/Los_Angeles")
    (entry,) = entries(rover)
    assert (entry.action, entry.before, entry.after) == (
        "site.change",
        '{"idle_lock_minutes":10}',
        '{"idle_lock_minutes":5}',
    )


def test_another_first_number_renumbers_procedures_and_leaves_runs_alone(rover: Rover) -> None:
    imported(rover, "settings: {step_numbering_base: 1}")
    numbers = [
        number
        for (number,) in rows(
            rover, select(SOURCE.c.number).order_by(SOURCE.c.procedure_id, SOURCE.c.ordinal)
        )
    ]
    assert numbers == ["1", "1.1", "1.2", "2", "3", "4", "5", "6", "7", "8", "9", "1", "2", "3", "4"]
    assert rover.step_id("RB-0001", "0.1")


def test_a_file_may_turn_the_zone_and_plan_runs_in_it(rover: Rover) -> None:
    imported(
        rover,
        """
        settings: {time_zone: Europe/Berlin}
        runs: [{procedure: PRC-RB, serial: RB-9, due: 2026-12-04}]
        """,
    )
    run = table(models.Run)
    ((due,),) = rows(rover, select(run.c.due_at).where(run.c.id == rover.run_id("RB-9")))
    assert due.isoformat() == "2026-12-04T22:59:59+00:00"


def test_a_place_is_known_by_its_code_and_can_move_and_be_renamed(rover: Rover) -> None:
    done = imported(
        rover,
        """
        locations:
          - name: Shop 2
            locations:
              - {name: Machine shop, code: WC-MACH, work_center: true}
        """,
    )
    assert done.notes == (
        "1 place added: Shop 2.",
        "1 place changed: WC-MACH (name, parent).",
    )
    ((parent,),) = rows(rover, select(LOCATION.c.id).where(LOCATION.c.name == "Shop 2"))
    assert rows(rover, select(LOCATION.c.parent_id, LOCATION.c.name).where(LOCATION.c.code == "WC-MACH")) == [
        (parent, "Machine shop")
    ]
    change = entries(rover)[-1]
    assert json.loads(change.before) == {"name": "Machining", "parent": ["", "Shop 1"]}


def test_two_places_can_swap_their_names(rover: Rover) -> None:
    swapped = section(
        "locations",
        ("name: Machining,", "name: Swap,"),
        ("name: Electronics bench,", "name: Machining,"),
        ("name: Swap,", "name: Electronics bench,"),
    )
    imported(rover, swapped)
    assert dict(rows(rover, select(LOCATION.c.code, LOCATION.c.name)))["WC-MACH"] == "Electronics bench"
    assert imported(rover, swapped).sentence == "Nothing to change."


def test_a_place_without_a_code_gets_one_and_stays_itself(rover: Rover) -> None:
    imported(rover, "locations: [{name: Shop 1, code: SHOP}]")
    assert rows(rover, select(LOCATION.c.id, LOCATION.c.code).where(LOCATION.c.name == "Shop 1")) == [
        (1, "SHOP")
    ]
    assert previewed(rover, "locations: [{name: Shop 1}]") == ()


def test_neighbors_have_names_of_their_own(rover: Rover) -> None:
    answer = refused(
        rover, "locations: [{name: Shop 1, locations: [{name: Machining, code: WC-NEW, work_center: true}]}]"
    )
    assert answer.sentence == "There would be 2 places named Machining in Shop 1: WC-MACH, WC-NEW."


def test_a_work_center_with_open_steps_stays_one(rover: Rover) -> None:
    without = section("locations", ("code: WC-MACH, work_center: true", "code: WC-MACH"))
    assert refused(rover, without).sentence == "WC-MACH has steps that are not done: it stays a work center."
    elsewhere = update(STEP).values(work_center_id=None)
    with rover.engine.store.write() as tx:
        tx.execute(elsewhere)
    assert imported(rover, without).notes == ("1 place changed: WC-MACH (work center).",)


def test_an_attribute_keeps_its_type_while_it_has_values(rover: Rover) -> None:
    answer = refused(
        rover,
        """
        attributes:
          - {name: Criticality, for: step, type: string}
          - {name: Lot, for: run, type: number}
        """,
    )
    cannot = "it cannot become {}; give the new one another name."
    assert answer.more == (
        f"The step attribute Criticality has values that are select: {cannot.format('string')}",
        f"The run attribute Lot has values that are string: {cannot.format('number')}",
    )
    assert answer.sentence == "The file does not fit this site: 2 faults, so nothing was imported."


def test_an_attribute_gains_an_option(rover: Rover) -> None:
    done = imported(
        rover,
        "attributes: [{name: Criticality, for: step, type: select, options: [normal, critical, safety]}]",
    )
    assert done.notes == ("1 attribute changed: Criticality (step) (options).",)
