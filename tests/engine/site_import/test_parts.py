"""Parts, stock, suppliers and orders."""

import dataclasses
import json
from decimal import Decimal

from sqlalchemy import select, update

from data import models
from data.models import table
from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import Install, Start
from ion_tui.engine.definitions.orders import PurchaseOrderDefinition
from ion_tui.engine.definitions.parts import InventoryDefinition
from tests.engine.site_import.site_files import entries, imported, refused, rows, saying, section
from tests.rover import Rover

PART = table(models.Part)
ITEM = table(models.MbomItem)
STOCK = table(models.Inventory)
LOCATION = table(models.Location)


def test_a_part_changes_with_what_it_is_made_of(rover: Rover) -> None:
    done = imported(
        rover,
        """
        parts:
          - number: OSR-CB
            revision: B
            description: Control board
            tracking: serial
            mbom:
              - {part: E1, quantity: 1}
              - {part: E11, quantity: 1.5, substitutes: [E25]}
        """,
    )
    assert done.notes == ("1 part changed: OSR-CB B (description, mbom).",)
    lines = rows(
        rover,
        select(PART.c.number, ITEM.c.quantity)
        .join(PART, PART.c.id == ITEM.c.component_id)
        .where(ITEM.c.part_id == select(PART.c.id).where(PART.c.number == "OSR-CB").scalar_subquery())
        .order_by(ITEM.c.position),
    )
    assert lines == [("E1", Decimal(1)), ("E11", Decimal("1.5"))]
    (entry,) = entries(rover)
    assert json.loads(entry.after)["mbom"][1] == {
        "part": ["E11", "A"],
        "quantity": "1.5",
        "reference_designators": [],
        "substitutes": [["E25", "A"]],
    }
    assert len(json.loads(entry.before)["mbom"]) == 3


def test_a_part_of_which_there_is_stock_keeps_its_tracking(rover: Rover) -> None:
    answer = refused(rover, "parts: [{number: S7, revision: A, description: Pattern F bracket}]")
    assert answer.sentence == (
        "S7 A is in stock and tracked by lot: it cannot become tracked by quantity alone; give it a new revision."
    )
    imported(rover, "parts: [{number: S7, revision: B, description: Pattern F bracket, tracking: serial}]")


def test_stock_that_was_used_up_is_not_given_back(rover: Rover) -> None:
    with rover.engine.store.write() as tx:
        tx.execute(
            update(STOCK).where(STOCK.c.lot == "F-2207").values(quantity=Decimal(0), status="consumed")
        )
        tx.execute(update(STOCK).where(STOCK.c.serial == "PB-001").values(status="installed"))
    assert imported(rover, section("inventory")).sentence == "Nothing to change."


def test_stock_that_was_split_by_an_install_is_not_given_back(rover: Rover) -> None:
    step = rover.step_id("RB-0001", "0")
    child = rover.step_id("RB-0001", "0.1")
    for each in (step, child):
        rover.done("op1", Start(step_id=each))
    need = table(models.BuildRequirement)
    ((requirement,),) = rows(rover, select(need.c.id).where(need.c.run_step_id == child))
    ((unit,),) = rows(
        rover,
        select(STOCK.c.id).join(PART, PART.c.id == STOCK.c.part_id).where(PART.c.number == "S18"),
    )
    rover.done("op1", Install(step_id=child, requirement_id=requirement, inventory_id=unit))
    assert imported(rover, section("inventory")).sentence == "Nothing to change."


def test_stock_that_has_moved_is_not_given_back(rover: Rover) -> None:
    cage = select(LOCATION.c.id).where(LOCATION.c.code == "MRB").scalar_subquery()
    with rover.engine.store.write() as tx:
        tx.execute(update(STOCK).values(location_id=cage))
    assert imported(rover, section("inventory")).sentence == "Nothing to change."


def test_what_was_never_there_is_made(rover: Rover) -> None:
    done = imported(
        rover,
        """
        inventory:
          - {part: S7, lot: F-2207, quantity: 64, location: STOCK}
          - {part: S7, lot: F-2207, quantity: 8, location: MRB}
          - {part: S2, quantity: 0.5, location: MRB}
          - {part: S11, serials: [PB-001, PB-009], location: MRB}
        """,
    )
    assert done.notes == ("3 inventories added: S7 · lot F-2207 at MRB, S2 at MRB, S11 · PB-009.",)
    made = {entry.label: json.loads(entry.after) for entry in entries(rover)}
    assert (made["S2 at MRB"]["quantity"], made["S2 at MRB"]["location"]) == ("0.5", "MRB")


def test_an_order_changes_and_a_line_that_is_not_named_stays(rover: Rover) -> None:
    done = imported(
        rover,
        """
        suppliers:
          - {name: Coastal Anodizing Inc., code: SUP-ANO}
          - {name: Inland Anodizing, code: SUP-2}
        purchase_orders:
          - {number: PO-7001, supplier: SUP-2, lines: [{line: 2, description: Rush fee, quantity: 1}]}
        """,
    )
    assert done.notes == (
        "1 supplier added: Inland Anodizing (SUP-2).",
        "1 supplier changed: Coastal Anodizing Inc. (SUP-ANO) (name).",
        "1 purchase order changed: PO-7001 (supplier).",
        "1 purchase order line added: PO-7001 line 2.",
    )
    line = table(models.PurchaseOrderLine)
    assert rows(rover, select(line.c.line, line.c.unit_price).order_by(line.c.line)) == [
        (1, Decimal("18.50")),
        (2, None),
    ]


def test_a_price_is_the_same_with_or_without_its_last_zero(rover: Rover) -> None:
    assert imported(rover, section("purchase_orders", ("18.50", "18.5"))).sentence == "Nothing to change."


def test_a_definition_that_has_lost_its_references_is_refused_whole(rover: Rover) -> None:

    command = saying(rover, "")
    definition = dataclasses.replace(
        command.definition,
        purchase_orders=(PurchaseOrderDefinition(number="PO-9", supplier="NOBODY"),),
        inventory=(
            InventoryDefinition(part="X1", serials=("1",), location="STOCK"),
            InventoryDefinition(part="S11", serials=("1",), location="NOWHERE"),
        ),
    )
    answer = rover.engine.perform(rover.actor("admin"), dataclasses.replace(command, definition=definition))
    assert isinstance(answer, Refused)
    assert answer.more == (
        "There is no part X1.",
        "There is no place NOWHERE to put stock.",
        "Purchase order PO-9: there is no supplier NOBODY.",
    )
